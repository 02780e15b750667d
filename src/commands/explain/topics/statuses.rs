//! Statuses, the old words for them, and verdicts.

use super::either;
use crate::model::status;
use crate::vocabulary::{
    INSTANCE_STATUSES, INVOCATION_STATUSES, Meaning, OLD_INSTANCE_STATUSES,
    OLD_INVOCATION_STATUSES, Status, Term, Verdict,
};

pub(super) fn invocation_statuses() -> Vec<Meaning> {
    let meaning = |status: &Status| {
        let end = match status.verdict {
            Verdict::Pending => "it has not ended",
            _ => "it has ended",
        };
        let is = "status of an invocation (InvocationStatus)";
        with_end(Meaning::of(&status.term, is), status, end, "InvokeStatus")
    };
    INVOCATION_STATUSES.iter().map(meaning).collect()
}

pub(super) fn instance_statuses() -> Vec<Meaning> {
    let meaning = |status: &Status| {
        let end = match status.verdict {
            Verdict::Pending => "it has not ended",
            _ if status::process_ended(status.term.word) => "it has an exit code",
            _ => "it has no exit code",
        };
        let is = "status of an instance (InvocationStatus)";
        with_end(
            Meaning::of(&status.term, is),
            status,
            end,
            "InstanceInvokeStatus",
        )
    };
    INSTANCE_STATUSES.iter().map(meaning).collect()
}

fn with_end(meaning: Meaning, status: &Status, end: &str, old_field: &str) -> Meaning {
    let old = either(status.old.iter().copied());
    meaning
        .note(format!("verdict {}; {end}", status.verdict.as_str()))
        .note(format!("the old {old_field} then says {old}"))
}

pub(super) fn old_statuses() -> Vec<Meaning> {
    let meaning = |term: &Term, statuses: &'static [Status], is| {
        let new = of(statuses, |status| status.old.contains(&term.word));
        Meaning::of(term, is).note(format!("InvocationStatus then says {new}"))
    };
    let is = "old status of an invocation (InvokeStatus)";
    let invocation = OLD_INVOCATION_STATUSES.iter();
    let invocation = invocation.map(|term| meaning(term, INVOCATION_STATUSES, is));
    let is = "old status of an instance (InstanceInvokeStatus)";
    let instance = OLD_INSTANCE_STATUSES.iter();
    let instance = instance.map(|term| meaning(term, INSTANCE_STATUSES, is));
    invocation.chain(instance).collect()
}

/// The statuses of a table that are so.
fn of(table: &'static [Status], is_so: impl Fn(&Status) -> bool) -> String {
    let statuses = table.iter().filter(|status| is_so(status));
    either(statuses.map(|status| status.term.word))
}

pub(super) fn verdicts() -> Vec<Meaning> {
    let given = |table, term: &Term, whom: &str| match of(table, |status| {
        status.verdict.as_str() == term.word
    }) {
        statuses if statuses.is_empty() => String::new(),
        statuses => format!("{whom} with status {statuses}"),
    };
    let meaning = |term: &Term| {
        Meaning::of(term, "verdict (Derived.Verdict)")
            .note(given(INVOCATION_STATUSES, term, "invocations"))
            .note(given(INSTANCE_STATUSES, term, "instances"))
    };
    Verdict::TERMS.iter().map(meaning).collect()
}
