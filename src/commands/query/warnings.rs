//! Warnings of answers that can be read and are not as they should be.

use crate::engine::Anomalies;
use crate::model::Tally;
use crate::ui::Ui;

/// How many of a kind are named.
const NAMED: usize = 3;

/// Warns of what came of the question.
pub(super) fn of_answers(anomalies: &Anomalies, ui: &Ui) {
    let foreign = anomalies.foreign.iter().map(|(id, asked)| {
        let id = if id.is_empty() {
            "a record without InvokeId"
        } else {
            id
        };
        format!("{id} for {asked}")
    });
    let what = "was answered without having been asked for, and is left out";
    warn(foreign.collect(), |list| format!("{list}: {what}"), ui);
    let repeated = anomalies.repeated.clone();
    let what = "more than once in one answer; the worst record counts";
    warn(repeated, |list| format!("{list}: {what}"), ui);
    match anomalies.untimed {
        0 => {}
        count => ui.warning(&format!(
            "records without a time that can be read: {count}; nobody knows whether --since or --until leaves them out, so they are not in the result"
        )),
    }
}

/// Warns of what the records say of themselves.
pub(super) fn of_contradictions(tally: &Tally, ui: &Ui) {
    let contradictions = tally.contradictions.clone();
    warn(
        contradictions,
        |list| format!("{list}; the worse of both counts"),
        ui,
    );
}

fn warn(mut list: Vec<String>, text: impl Fn(String) -> String, ui: &Ui) {
    list.sort();
    list.dedup();
    let more = list.len().saturating_sub(NAMED);
    list.truncate(NAMED);
    match (list.as_slice(), more) {
        ([], _) => {}
        (named, 0) => ui.warning(&text(named.join(", "))),
        (named, more) => ui.warning(&text(format!("{} and {more} more", named.join(", ")))),
    }
}
