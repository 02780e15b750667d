//! Warnings of answers that can be read and are not as they should be.

use crate::engine::Anomalies;
use crate::model::Tally;
use crate::sanitise;
use crate::ui::Ui;

/// How many of a kind are named.
const NAMED: usize = 3;

/// Warns of what was answered to the question.
pub(super) fn of_answers(anomalies: &Anomalies, ui: &Ui) {
    foreign(&anomalies.foreign, ui);
    let repeated = anomalies.repeated.clone();
    let what = "more than once in one answer, so the worst record counts";
    warn(repeated, |list| format!("{what}: {list}"), ui);
    match anomalies.untimed {
        0 => {}
        count => ui.warning(&format!(
            "{count} left out without a time that can be read, which --since and --until need"
        )),
    }
}

/// Warns of records that are not what was asked for.
fn foreign(records: &[(String, String)], ui: &Ui) {
    let named = |id: &str| match id {
        "" => "a record without InvokeId".to_owned(),
        id => format!("`{}`", sanitise::line(id)),
    };
    if let [(id, asked)] = records {
        let id = named(id);
        ui.warning(&format!(
            "{id} was answered where `{asked}` was asked for; it is left out"
        ));
        return;
    }
    let list = records
        .iter()
        .map(|(id, asked)| format!("{} for `{asked}`", named(id)));
    let what = "answered without having been asked for, so left out";
    warn(list.collect(), |list| format!("{what}: {list}"), ui);
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

/// Warns of statuses that this version does not know.
pub(super) fn of_unknown(tally: &Tally, ui: &Ui) {
    let words = tally.unknown.iter().cloned().collect();
    let what = "a status that this version does not know, which counts as not ended";
    warn(words, |list| format!("{what}: {list}"), ui);
}

fn warn(mut list: Vec<String>, text: impl Fn(String) -> String, ui: &Ui) {
    list.sort();
    list.dedup();
    let more = list.len().saturating_sub(NAMED);
    list.truncate(NAMED);
    for text in &mut list {
        *text = sanitise::line(text).into_owned();
    }
    match (list.as_slice(), more) {
        ([], _) => {}
        (named, 0) => ui.warning(&text(named.join(", "))),
        (named, more) => ui.warning(&text(format!("{} and {more} more", named.join(", ")))),
    }
}
