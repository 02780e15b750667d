//! Status words and the verdicts that follow from them (product page, `InvocationStatus`).
//!
//! Words are kept as they came; only their verdict is ours. The old words (`InvokeStatus`, `InstanceInvokeStatus`) say
//! *Finished* for a run that failed, so no verdict ever comes from them.

/// What a status means for whoever asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It ran and ended with exit code 0.
    Ok,
    /// It failed, was not delivered, or ran out of time, on at least one instance.
    Failed,
    /// An invocation that was stopped.
    Stopped,
    /// An instance on which it was stopped, before or while it ran.
    Cancelled,
    /// It has not ended.
    Pending,
    /// A status word that this version does not know, or none.
    Unknown,
}

impl Verdict {
    /// The word that JSON shows.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Cancelled => "cancelled",
            Self::Pending => "pending",
            Self::Unknown => "unknown",
        }
    }

    /// The worse of two: failed, then stopped or cancelled, unknown, pending, ok.
    #[must_use]
    pub fn or_worse(self, other: Self) -> Self {
        if other.badness() > self.badness() {
            other
        } else {
            self
        }
    }

    fn badness(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Pending => 1,
            Self::Unknown => 2,
            Self::Stopped | Self::Cancelled => 3,
            Self::Failed => 4,
        }
    }
}

/// The statuses of an invocation.
pub const INVOCATION: [(&str, Verdict); 8] = [
    ("Pending", Verdict::Pending),
    ("Scheduled", Verdict::Pending),
    ("Running", Verdict::Pending),
    ("Stopping", Verdict::Pending),
    ("Success", Verdict::Ok),
    ("Failed", Verdict::Failed),
    ("PartialFailed", Verdict::Failed),
    ("Stopped", Verdict::Stopped),
];

/// The statuses of an instance.
pub const INSTANCE: [(&str, Verdict); 12] = [
    ("Pending", Verdict::Pending),
    ("Scheduled", Verdict::Pending),
    ("Running", Verdict::Pending),
    ("Stopping", Verdict::Pending),
    ("Success", Verdict::Ok),
    ("Failed", Verdict::Failed),
    ("Error", Verdict::Failed),
    ("Timeout", Verdict::Failed),
    ("Invalid", Verdict::Failed),
    ("Aborted", Verdict::Failed),
    ("Cancelled", Verdict::Cancelled),
    ("Terminated", Verdict::Cancelled),
];

/// The verdict of a word, in any case (bodies of 2018 had lower case).
#[must_use]
pub fn verdict(table: &[(&str, Verdict)], word: &str) -> Verdict {
    let found = table
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(word));
    found.map_or(Verdict::Unknown, |(_, verdict)| *verdict)
}

/// Whether a status means that a process ended by itself: only then does an exit code mean anything.
#[must_use]
pub fn process_ended(instance_status: &str) -> bool {
    ["Success", "Failed"]
        .iter()
        .any(|ended| ended.eq_ignore_ascii_case(instance_status))
}

/// How many instances have which verdict; what is unknown counts in `total` alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub total: usize,
    /// Verdict ok.
    pub ok: usize,
    /// Verdict failed.
    pub failed: usize,
    /// Verdict pending.
    pub pending: usize,
    /// Verdict cancelled.
    pub cancelled: usize,
}

impl Counts {
    /// Counts verdicts of instances.
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut counts = Self::default();
        verdicts.into_iter().for_each(|verdict| counts.add(verdict));
        counts
    }

    /// Counts one more.
    pub fn add(&mut self, verdict: Verdict) {
        self.total += 1;
        match verdict {
            Verdict::Ok => self.ok += 1,
            Verdict::Failed => self.failed += 1,
            Verdict::Pending => self.pending += 1,
            Verdict::Cancelled | Verdict::Stopped => self.cancelled += 1,
            Verdict::Unknown => {}
        }
    }

    /// The verdict of an invocation whose own status is missing (old bodies), from its instances.
    #[must_use]
    pub fn roll_up(self) -> Verdict {
        let known = self.ok + self.failed + self.pending + self.cancelled;
        match () {
            () if self.pending > 0 => Verdict::Pending,
            () if known < self.total || self.total == 0 => Verdict::Unknown,
            () if self.failed > 0 => Verdict::Failed,
            () if self.ok > 0 => Verdict::Ok,
            () => Verdict::Stopped,
        }
    }

    /// The verdict of an invocation that is called a success, from its instances: one that is neither ok nor cancelled
    /// contradicts it, and counts.
    #[must_use]
    pub fn of_success(self) -> Verdict {
        let known = self.ok + self.failed + self.pending + self.cancelled;
        match () {
            () if self.failed > 0 => Verdict::Failed,
            () if known < self.total => Verdict::Unknown,
            () if self.pending > 0 => Verdict::Pending,
            () => Verdict::Ok,
        }
    }

    /// The status of such an invocation, once it has ended: before that, nobody documents which of its instances decides.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self.roll_up() {
            Verdict::Ok => Some("Success"),
            Verdict::Failed if self.ok > 0 => Some("PartialFailed"),
            Verdict::Failed => Some("Failed"),
            Verdict::Stopped => Some("Stopped"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_case_and_unknown_ones_are_not_guessed() {
        assert_eq!(verdict(&INVOCATION, "partialfailed"), Verdict::Failed);
        assert_eq!(verdict(&INSTANCE, "Timeout"), Verdict::Failed);
        assert_eq!(verdict(&INVOCATION, "Finished"), Verdict::Unknown);
        assert_eq!(verdict(&INVOCATION, ""), Verdict::Unknown);
    }

    #[test]
    fn an_exit_code_counts_only_where_a_process_ended() {
        let ended: Vec<&str> = INSTANCE
            .iter()
            .map(|(word, _)| *word)
            .filter(|word| process_ended(word))
            .collect();
        assert_eq!(ended, ["Success", "Failed"]);
    }

    #[test]
    fn the_worse_verdict_is_the_same_from_either_side() {
        use Verdict::{Failed, Ok, Pending, Stopped, Unknown};
        let order = [Failed, Stopped, Unknown, Pending, Ok];
        for (index, worse) in order.into_iter().enumerate() {
            for better in order.into_iter().skip(index) {
                assert_eq!(worse.or_worse(better), worse);
                assert_eq!(better.or_worse(worse), worse);
            }
        }
    }

    #[test]
    fn missing_overall_status_follows_from_the_instances() {
        use Verdict::{Cancelled, Failed, Ok, Pending, Stopped, Unknown};
        for (instances, expected) in [
            (&[Ok, Cancelled][..], Ok),
            (&[Ok, Failed], Failed),
            (&[Failed, Cancelled], Failed),
            (&[Cancelled, Cancelled], Stopped),
            (&[Failed, Pending], Pending),
            (&[Ok, Unknown], Unknown),
            (&[], Unknown),
        ] {
            assert_eq!(
                Counts::of(instances.iter().copied()).roll_up(),
                expected,
                "{instances:?}"
            );
        }
    }
}
