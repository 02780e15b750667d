//! Statuses, the old words for them, and verdicts.

use super::{all, either};
use crate::glossary::{self, Meaning};
use crate::model::status::{self, Verdict};

pub(super) fn invocation_statuses() -> Vec<Meaning> {
    let more = |meaning: Meaning| {
        let verdict = status::verdict(&status::INVOCATION, &meaning.word);
        let end = match verdict {
            Verdict::Pending => "it has not ended",
            _ => "it has ended",
        };
        let old = old_word("InvokeStatus", &glossary::OLD_OF_INVOCATION, &meaning);
        let note = format!("verdict {}; {end}", verdict.as_str());
        meaning.note(note).note(old)
    };
    let is = "status of an invocation (InvocationStatus)";
    let table = all(&glossary::INVOCATION_STATUSES, is).into_iter();
    table.map(more).collect()
}

pub(super) fn instance_statuses() -> Vec<Meaning> {
    let more = |meaning: Meaning| {
        let verdict = status::verdict(&status::INSTANCE, &meaning.word);
        let end = match verdict {
            Verdict::Pending => "it has not ended",
            _ if status::process_ended(&meaning.word) => "it has an exit code",
            _ => "it has no exit code",
        };
        let old = old_word("InstanceInvokeStatus", &glossary::OLD_OF_INSTANCE, &meaning);
        let note = format!("verdict {}; {end}", verdict.as_str());
        meaning.note(note).note(old)
    };
    let is = "status of an instance (InvocationStatus)";
    let table = all(&glossary::INSTANCE_STATUSES, is).into_iter();
    table.map(more).collect()
}

/// What the old field says beside a status.
fn old_word(field: &str, pairs: &[(&str, &str)], meaning: &Meaning) -> String {
    let old = pairs.iter().filter(|(new, _)| *new == meaning.word);
    format!(
        "the old {field} then says {}",
        either(old.map(|(_, old)| *old))
    )
}

pub(super) fn old_statuses() -> Vec<Meaning> {
    let with_new = |meaning: Meaning, pairs: &[(&str, &str)]| {
        let new = pairs.iter().filter(|(_, old)| *old == meaning.word);
        let note = format!(
            "InvocationStatus then says {}",
            either(new.map(|(new, _)| *new))
        );
        meaning.note(note)
    };
    let is = "old status of an invocation (InvokeStatus)";
    let invocation = all(&glossary::OLD_INVOCATION_STATUSES, is).into_iter();
    let is = "old status of an instance (InstanceInvokeStatus)";
    let instance = all(&glossary::OLD_INSTANCE_STATUSES, is).into_iter();
    invocation
        .map(|meaning| with_new(meaning, &glossary::OLD_OF_INVOCATION))
        .chain(instance.map(|meaning| with_new(meaning, &glossary::OLD_OF_INSTANCE)))
        .collect()
}

pub(super) fn verdicts() -> Vec<Meaning> {
    let given = |table: &'static [(&str, Verdict)], word: &str| {
        either(
            table
                .iter()
                .filter(|(_, verdict)| verdict.as_str() == word)
                .map(|(status, _)| *status),
        )
    };
    let more = |meaning: Meaning| {
        let of = |table, whom: &str| match given(table, &meaning.word) {
            statuses if statuses.is_empty() => String::new(),
            statuses => format!("{whom} with status {statuses}"),
        };
        let notes = [
            of(&status::INVOCATION, "invocations"),
            of(&status::INSTANCE, "instances"),
        ];
        notes.into_iter().fold(meaning, Meaning::note)
    };
    all(&glossary::VERDICTS, "verdict (Derived.Verdict)")
        .into_iter()
        .map(more)
        .collect()
}
