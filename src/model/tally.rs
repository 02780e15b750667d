//! How a set of invocations stands: what a verdict is taken from.

use std::collections::BTreeSet;

use super::{Counts, Instance, Invocation, Row, Shown, Verdict, status};
use crate::vocabulary::DRY_RUN;

/// Counts over a set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many invocations are in the set.
    pub matched: usize,
    /// How many of them, or of the named instances in them, failed or were stopped.
    pub failed: usize,
    /// How many have not ended, or have a status that nobody knows.
    pub pending: usize,
    /// The largest exit code of their instances, each brought into 0–255; 125 for an instance that has none.
    pub exit_code: u8,
    /// Status words that this version does not know.
    pub unknown: BTreeSet<String>,
    /// How many were dry runs, in which nothing was executed.
    pub dry_runs: usize,
    /// Invocations whose statuses contradict each other, each with how.
    pub contradictions: Vec<String>,
    /// How many tasks that do not end by themselves were left out of the set.
    pub endless: usize,
}

/// What counts as the exit code of an instance that has none: it did not start, timed out, was stopped, or goes on.
pub const NO_EXIT_CODE: u8 = 125;

impl Tally {
    /// How one invocation stands. Where instances were named, they are judged and not the whole; so is a run.
    #[must_use]
    pub fn of(invocation: &Invocation, named: &Shown) -> Self {
        let mut tally = Self {
            matched: 1,
            ..Self::default()
        };
        let whole = *named == Shown::All && !invocation.is_run();
        let mode = invocation.record().text("RepeatMode");
        tally.dry_runs = usize::from(mode.as_deref() == Some(DRY_RUN));
        // Before anything has run there is no exit code.
        let mut exit_code = None;
        let (mut counts, mut contradicts) = (Counts::default(), false);
        for instance in invocation.chosen(named) {
            let state = instance.state();
            counts.add(state.verdict);
            contradicts |= state.contradicts;
            exit_code = exit_code.max(Some(state.exit_code.map_or(NO_EXIT_CODE, byte)));
            if state.verdict == Verdict::Unknown {
                tally.add_unknown(&state.status);
            }
            if !whole {
                tally.judge(state.verdict);
            }
        }
        tally.exit_code = exit_code.unwrap_or(NO_EXIT_CODE);
        if whole {
            contradicts |= tally.judge_whole(invocation, counts);
        }
        if contradicts {
            tally.contradictions.extend(told(invocation, named));
        }
        tally
    }

    /// Judges an invocation by its own status; whether that contradicts its instances. One that goes on keeps a run from having
    /// ended, whatever its invocation says.
    fn judge_whole(&mut self, invocation: &Invocation, counts: Counts) -> bool {
        let status = invocation.record().text("InvocationStatus");
        let verdict = invocation.verdict_with(status.as_deref(), || counts);
        let said = match &status {
            Some(word) => status::of_invocation(word),
            None => counts.roll_up(),
        };
        if let Some(word) = status.filter(|_| said == Verdict::Unknown) {
            self.add_unknown(&word);
        }
        self.judge(verdict);
        if self.pending == 0 && counts.pending > 0 {
            self.pending += 1;
        }
        said != verdict
    }

    /// The worst of what it holds; `None` of an empty set.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        match () {
            () if self.matched == 0 => None,
            () if self.failed > 0 => Some(Verdict::Failed),
            () if self.pending > 0 => Some(Verdict::Pending),
            () => Some(Verdict::Ok),
        }
    }

    fn judge(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Ok => {}
            Verdict::Failed | Verdict::Stopped | Verdict::Cancelled => self.failed += 1,
            Verdict::Pending | Verdict::Unknown => self.pending += 1,
        }
    }

    /// Old bodies have no word at all, which is nothing to puzzle over.
    fn add_unknown(&mut self, word: &str) {
        if !word.is_empty() {
            self.unknown.insert(word.to_owned());
        }
    }

    /// Takes the worse of this and of another look at the same set, or at a part of it.
    pub fn take_worse(&mut self, other: &Self) {
        self.failed = self.failed.max(other.failed);
        self.pending = self.pending.max(other.pending);
        self.exit_code = self.exit_code.max(other.exit_code);
        for contradiction in &other.contradictions {
            if !self.contradictions.contains(contradiction) {
                self.contradictions.push(contradiction.clone());
            }
        }
        self.unknown.extend(other.unknown.iter().cloned());
    }

    /// Adds another part of the same set.
    pub fn add(&mut self, other: Self) {
        self.matched += other.matched;
        self.failed += other.failed;
        self.pending += other.pending;
        self.exit_code = self.exit_code.max(other.exit_code);
        self.unknown.extend(other.unknown);
        self.dry_runs += other.dry_runs;
        self.contradictions.extend(other.contradictions);
        self.endless += other.endless;
    }
}

/// How an invocation, or its named instances, contradict themselves.
fn told(invocation: &Invocation, named: &Shown) -> Option<String> {
    let what = match named {
        Shown::All => invocation.contradiction(),
        Shown::Some(_) => invocation.chosen(named).find_map(Instance::contradiction),
    };
    Some(format!("{}: {}", invocation.id(), what?))
}

impl Row {
    /// How it stands, by what the query is about.
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally::of(self.invocation(), self.named())
    }

    /// Whether nothing that the query is about goes on.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.tally().pending == 0
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
            tally.add(Tally::of(invocation, named));
        }
        tally
    }

    fn verdict(json: &str) -> Option<Verdict> {
        tally(json, &Shown::All).verdict()
    }

    const MIXED: &str = r#"{"InvocationStatus":"PartialFailed","InvokeInstances":[
        {"InvocationStatus":"Success","ExitCode":0},{"InvocationStatus":"Failed","ExitCode":256},
        {"InvocationStatus":"Timeout","ExitCode":0},{"InvocationStatus":"Failed","ExitCode":3221225786}]}"#;

    #[test]
    fn exit_codes_become_bytes_and_a_failure_never_0() {
        let code = |places: &[usize]| tally(MIXED, &Shown::Some(places.to_vec())).exit_code;
        assert_eq!(
            [code(&[0]), code(&[1]), code(&[2]), code(&[3])],
            [0, 1, NO_EXIT_CODE, 0x3a]
        );
        assert_eq!(tally(MIXED, &Shown::All).exit_code, NO_EXIT_CODE);
        assert_eq!((byte(-1), byte(255), byte(0)), (255, 255, 0));
    }

    #[test]
    fn what_has_no_instances_yet_has_no_exit_code() {
        let pending = tally(r#"{"InvocationStatus":"Pending"}"#, &Shown::All);
        assert_eq!(pending.exit_code, NO_EXIT_CODE);
    }

    #[test]
    fn an_instance_that_contradicts_a_success_decides() {
        let with = |status: &str, code: i64| {
            let instance = format!(r#"{{"InvocationStatus":"{status}","ExitCode":{code}}}"#);
            let ok = r#"{"InvocationStatus":"Success","ExitCode":0}"#;
            let json =
                format!(r#"{{"InvocationStatus":"Success","InvokeInstances":[{ok},{instance}]}}"#);
            let tally = tally(&json, &Shown::All);
            (tally.verdict().unwrap(), tally.contradictions.len())
        };
        for status in ["Failed", "Timeout", "Error", "Invalid", "Aborted"] {
            assert_eq!(with(status, 0), (Verdict::Failed, 1), "{status}");
        }
        for status in ["Running", "Pending", "Melted", ""] {
            assert_eq!(with(status, 0), (Verdict::Pending, 1), "{status}");
        }
        assert_eq!(with("Success", 3), (Verdict::Failed, 1));
        for status in ["Success", "Cancelled", "Terminated"] {
            assert_eq!(with(status, 0), (Verdict::Ok, 0), "{status}");
        }
    }

    #[test]
    fn an_old_status_that_does_not_fit_its_instances_counts() {
        let with = |word: &str| {
            let json = format!(
                r#"{{"InvokeStatus":"{word}","InvokeInstances":[{{"InvocationStatus":"Success","ExitCode":0}}]}}"#
            );
            verdict(&json)
        };
        assert_eq!(with("Finished"), Some(Verdict::Ok));
        assert_eq!(with("Running"), Some(Verdict::Pending));
        assert_eq!(with("Failed"), Some(Verdict::Failed));
        assert_eq!(with("Stopped"), Some(Verdict::Failed));
        assert_eq!(with("Melted"), Some(Verdict::Pending));
    }

    #[test]
    fn a_failure_has_not_ended_while_an_instance_goes_on() {
        let json = r#"{"InvocationStatus":"PartialFailed","InvokeInstances":[{"InvocationStatus":"Running"}]}"#;
        let tally = tally(json, &Shown::All);
        assert_eq!((tally.failed, tally.pending), (1, 1));
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
