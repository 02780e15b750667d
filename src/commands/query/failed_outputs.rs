//! What failed instances printed: asked for when the rest has been written, where it did not come with the rows.

use super::delivery::Delivery;
use super::progress::WalkProgress;
use super::source::Source;
use super::warnings;
use crate::engine::{Ended, Place, Step, Walked};
use crate::report;

/// Adds the outputs that belong to what was written. That one cannot be had is a warning: what was asked for is there.
pub(super) async fn add(
    source: &Source<'_>,
    places: &[Place],
    delivery: &mut Delivery<'_>,
    walked: &mut Walked,
) {
    // What waits for names is written first.
    delivery.settle(source, walked).await;
    let over = matches!(walked.ended, Ended::Signal(_) | Ended::Output(_));
    if over || source.request.query.include_output {
        return;
    }
    let rows = delivery.lacks_output();
    if rows.is_empty() {
        return;
    }
    let mut progress = WalkProgress::new(source, false);
    let step = |step: Step<'_>| {
        progress.see(&step);
        match step {
            Step::Row(row) => delivery.add_output(row),
            _ => Ok(()),
        }
    };
    let fetched = source.outputs(rows, places, step).await;
    progress.clear();
    for report in source.reports(&fetched.failures, fetched.targets) {
        report.warn("what failed instances printed is not shown", source.ui);
    }
    warnings::of_answers(&fetched.anomalies, source.ui);
    if !fetched.missing.is_empty() {
        source.ui.warning(&report::vanished(&fetched.missing));
    }
    if matches!(fetched.ended, Ended::Signal(_) | Ended::Output(_)) {
        walked.ended = fetched.ended;
    }
}
