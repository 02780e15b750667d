//! Statuses, the old words for them, and verdicts.

use super::either;
use crate::model::status;
use crate::vocabulary::{
    INSTANCE_STATUSES, INVOCATION_STATUSES, Meaning, OLD_INSTANCE_STATUSES,
    OLD_INVOCATION_STATUSES, Status, Term, Verdict,
};

pub(super) fn invocation_statuses() -> Vec<Meaning> {
    let is = "status of an invocation (InvocationStatus)";
    statuses(INVOCATION_STATUSES, is, "InvokeStatus", |_| "it has ended")
}

pub(super) fn instance_statuses() -> Vec<Meaning> {
    let is = "status of an instance (InvocationStatus)";
    statuses(INSTANCE_STATUSES, is, "InstanceInvokeStatus", |word| {
        if status::process_ended(word) {
            "it has an exit code"
        } else {
            "it has no exit code"
        }
    })
}

/// The statuses of a table, each with what is known at its end and what the old field says.
fn statuses(
    table: &'static [Status],
    is: &'static str,
    old_field: &str,
    end: fn(&str) -> &'static str,
) -> Vec<Meaning> {
    let meaning = |status: &Status| {
        let end = match status.verdict {
            Verdict::Pending => "it has not ended",
            _ => end(status.term.word),
        };
        let old = either(status.old.iter().copied());
        Meaning::of(&status.term, is)
            .note(format!("verdict {}; {end}", status.verdict.as_str()))
            .note(format!("the old {old_field} then says {old}"))
    };
    table.iter().map(meaning).collect()
}

pub(super) fn old_statuses() -> Vec<Meaning> {
    let meaning = |term: &Term, statuses, is| {
        let new = of(statuses, |status| status.old.contains(&term.word));
        Meaning::of(term, is).note(format!("InvocationStatus then says {new}"))
    };
    let invocation = "old status of an invocation (InvokeStatus)";
    let instance = "old status of an instance (InstanceInvokeStatus)";
    let invocations = OLD_INVOCATION_STATUSES.iter();
    let invocations = invocations.map(|term| meaning(term, INVOCATION_STATUSES, invocation));
    let instances = OLD_INSTANCE_STATUSES.iter();
    let instances = instances.map(|term| meaning(term, INSTANCE_STATUSES, instance));
    invocations.chain(instances).collect()
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
