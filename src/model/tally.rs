//! How a set of invocations stands: what a verdict is taken from.

use std::collections::BTreeSet;

use super::{Instance, Invocation, Shown, Verdict};

/// Counts over a set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many invocations are in the set.
    pub matched: usize,
    /// How many of them, or of the named instances in them, failed or were stopped.
    pub failed: usize,
    /// How many have not ended, or have a status that nobody knows.
    pub pending: usize,
    /// The largest exit code of their instances, brought into 0–255; `None` where one has none.
    pub exit_codes: Vec<Option<u8>>,
    /// Status words that this version does not know.
    pub unknown: BTreeSet<String>,
    /// How many were dry runs, in which nothing was executed.
    pub dry_runs: usize,
}

impl Tally {
    /// Takes an invocation into the count. Where instances were named, they are judged and not the whole; so is a run.
    pub fn count(&mut self, invocation: &Invocation, named: &Shown) {
        self.matched += 1;
        let chosen: Vec<Instance<'_>> = match named {
            Shown::All => invocation.instances().collect(),
            Shown::Some(places) => places
                .iter()
                .filter_map(|place| invocation.instance(*place))
                .collect(),
        };
        if *named == Shown::All && !invocation.is_run() {
            self.judge(invocation.verdict(), &invocation.status());
        } else {
            for instance in &chosen {
                self.judge(instance.verdict(), &instance.status());
            }
        }
        self.exit_codes
            .extend(chosen.iter().map(|instance| instance.exit_code().map(byte)));
        if chosen.is_empty() {
            // Nothing has run yet, so there is no exit code either.
            self.exit_codes.push(None);
        }
        let mode = invocation.record().text("RepeatMode");
        self.dry_runs += usize::from(mode.as_deref() == Some("DryRun"));
    }

    fn judge(&mut self, verdict: Verdict, status: &str) {
        match verdict {
            Verdict::Ok => {}
            Verdict::Failed | Verdict::Stopped | Verdict::Cancelled => self.failed += 1,
            Verdict::Pending => self.pending += 1,
            Verdict::Unknown => {
                self.pending += 1;
                // Old bodies have no word at all, which is nothing to puzzle over.
                self.unknown
                    .extend(Some(status.to_owned()).filter(|word| !word.is_empty()));
            }
        }
    }

    /// Adds another part of the same set.
    pub fn add(&mut self, other: Self) {
        self.matched += other.matched;
        self.failed += other.failed;
        self.pending += other.pending;
        self.exit_codes.extend(other.exit_codes);
        self.unknown.extend(other.unknown);
        self.dry_runs += other.dry_runs;
    }
}

/// An exit code as a shell can carry it: its low byte, but never 0 for a failure.
fn byte(exit: i64) -> u8 {
    match exit.to_le_bytes() {
        [0, ..] if exit != 0 => 1,
        [low, ..] => low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, Encoding};

    fn tally(json: &str, named: &Shown) -> Tally {
        let body = Body::new(format!("[{json}]"));
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let list = Invocation::read_list(&body, Encoding::Base64, &mut parser).unwrap();
        let mut tally = Tally::default();
        for invocation in &list {
            tally.count(invocation, named);
        }
        tally
    }

    const MIXED: &str = r#"{"InvocationStatus":"PartialFailed","InvokeInstances":[
        {"InvocationStatus":"Success","ExitCode":0},{"InvocationStatus":"Failed","ExitCode":256},
        {"InvocationStatus":"Timeout","ExitCode":0},{"InvocationStatus":"Failed","ExitCode":3221225786}]}"#;

    #[test]
    fn exit_codes_become_bytes_and_a_failure_never_0() {
        let codes = tally(MIXED, &Shown::All).exit_codes;
        assert_eq!(codes, [Some(0), Some(1), None, Some(0x3a)]);
        assert_eq!((byte(-1), byte(255), byte(0)), (255, 255, 0));
    }

    #[test]
    fn what_has_no_instances_yet_has_no_exit_code() {
        let codes = tally(r#"{"InvocationStatus":"Pending"}"#, &Shown::All).exit_codes;
        assert_eq!(codes, [None]);
    }

    #[test]
    fn named_instances_are_judged_and_not_the_whole() {
        assert_eq!(tally(MIXED, &Shown::All).failed, 1);
        assert_eq!(tally(MIXED, &Shown::Some(vec![0])).failed, 0);
        assert_eq!(tally(MIXED, &Shown::Some(vec![1, 2])).failed, 2);
    }

    #[test]
    fn an_unknown_word_is_no_success() {
        let tally = tally(r#"{"InvocationStatus":"Melted"}"#, &Shown::All);
        assert_eq!((tally.pending, tally.failed), (1, 0));
        assert!(tally.unknown.contains("Melted"));
    }
}
