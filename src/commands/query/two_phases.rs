//! Outputs in two phases, for the service gives them only invocation by invocation: the IDs first, then each by itself.

use super::arrange::Gathered;
use super::delivery::Delivery;
use super::progress::WalkProgress;
use super::source::Source;
use crate::engine::{Ended, Order, Place, Step, Walked, walk};
use crate::model::Row;
use crate::query::Form;
use crate::report::{self, Report};

/// More invocations than this are not asked for one by one, unless somebody said how many they expect.
const ONE_BY_ONE: usize = 50;

/// Finds the invocations, and hands on each with its output.
pub(super) async fn rows(
    source: &Source<'_>,
    delivery: &mut Delivery<'_>,
) -> Result<Walked, Report> {
    let mut gathered = Gathered::default();
    let mut progress = WalkProgress::new(source, true);
    let (jobs, interrupt) = (source.jobs.clone(), (source.host.interrupt)());
    let mut walked = walk(jobs, &source.query, Order::Strict, interrupt, |step| {
        progress.see(&step);
        gathered.take(&step);
        Ok(())
    })
    .await;
    progress.clear();
    if matches!(walked.ended, Ended::Signal(_)) {
        return Ok(walked.nothing_printed());
    }
    delivery.learn(gathered.rows()).await;
    let (rows, tally) = gathered.arrange(&source.query);
    walked.tally = tally.unwrap_or(walked.tally);
    not_too_many(source, &walked, rows.len())?;
    let all = source.is_whole(&walked);
    let printed = print(source, rows, &source.places, all, delivery).await;
    Ok(walked.then(printed))
}

/// Refuses to ask for the outputs of more than anybody is likely to mean; what went wrong until then is told, too.
pub(super) fn not_too_many(
    source: &Source<'_>,
    walked: &Walked,
    rows: usize,
) -> Result<(), Report> {
    if rows > ONE_BY_ONE && !source.request.says_how_many() {
        for report in source.reports(&walked.failures, walked.targets) {
            report.tell(source.ui);
        }
        return Err(report::too_many_outputs(rows, ONE_BY_ONE));
    }
    Ok(())
}

/// The second phase: each row with its output; whether they are `all` that was asked for.
pub(super) async fn print(
    source: &Source<'_>,
    rows: Vec<Row>,
    places: &[Place],
    all: bool,
    delivery: &mut Delivery<'_>,
) -> Walked {
    delivery.announce(&rows, all);
    // Each answer is a page by itself, and a table of one row each would not be one.
    let table = matches!(source.request.wanted.form, Form::Table | Form::Wide);
    let step = |step: Step<'_>| match step {
        Step::PageEnd if table => Ok(()),
        step => delivery.step(&step),
    };
    source.outputs(rows, places, step).await
}
