//! The built-in fleet: small, and telling. Every status, every shape, and some invocations that move while one watches.
//!
//! Times count from the server's start; what moves is computed from the time that has passed, so nothing runs in the
//! background. The same fleet is served in every region.

use jiff::Timestamp;

use super::ids;
use crate::sandbox::output::Output;
use crate::sandbox::record::{Instance, Invocation};

mod ended;
mod forms;
mod moving;
mod open;
mod patch;

/// The instances that appear again and again have numbers; the first three have IDs of their own.
fn host(number: u64) -> String {
    match number {
        0 => "i-bp1c0wq4n9ku61sdh7a2".to_owned(),
        1 => "i-bp1i7gg30r52z2emq3x1".to_owned(),
        2 => "i-bp19f3v5x7m2t8zlo0p4".to_owned(),
        number => ids::host(0, number),
    }
}

/// The fleet at a moment, newest first.
pub fn fleet(start: Timestamp, now: Timestamp) -> Vec<Invocation> {
    let mut all = Vec::from(moving::invocations(start, now));
    all.extend(open::invocations(start));
    all.extend(ended::invocations(start));
    all.extend(forms::invocations(start));
    all.push(patch::invocation(start));
    all.sort_by_key(|each| std::cmp::Reverse(each.created));
    all
}

/// An invocation with a shell script, created some seconds before the start.
fn shell(
    id: &'static str,
    command_id: &'static str,
    name: &'static str,
    created: Timestamp,
    script: &'static str,
) -> Invocation {
    let mut record = Invocation::shell(id, command_id, name, created);
    record.script = script.into();
    record
}

fn on(number: u64, record: &Invocation) -> Instance {
    Instance::new(host(number), record.created)
}

fn prints(text: &'static str) -> Output {
    Output::Bytes(text.as_bytes().into())
}

#[cfg(test)]
mod tests;
