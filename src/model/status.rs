//! What follows from statuses: verdicts, and how many instances have which.

pub use crate::vocabulary::Verdict;
use crate::vocabulary::{FAILED, FINISHED, PARTIAL_FAILED, STOPPED, SUCCESS};
use crate::vocabulary::{INSTANCE_STATUSES, INVOCATION_STATUSES, Status, status};

/// The verdict of an invocation with this status.
#[must_use]
pub fn of_invocation(word: &str) -> Verdict {
    verdict(INVOCATION_STATUSES, word)
}

/// The verdict of an instance with this status.
#[must_use]
pub fn of_instance(word: &str) -> Verdict {
    verdict(INSTANCE_STATUSES, word)
}

fn verdict(table: &'static [Status], word: &str) -> Verdict {
    status(table, word).map_or(Verdict::Unknown, |status| status.verdict)
}

/// Whether a status means that a process ended by itself: only then does an exit code mean anything.
#[must_use]
pub fn process_ended(instance_status: &str) -> bool {
    status(INSTANCE_STATUSES, instance_status).is_some_and(|status| status.old == [FINISHED])
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

    /// Counts one less, which was counted before.
    pub fn remove(&mut self, verdict: Verdict) {
        let one = Self::of([verdict]);
        self.total = self.total.saturating_sub(one.total);
        self.ok = self.ok.saturating_sub(one.ok);
        self.failed = self.failed.saturating_sub(one.failed);
        self.pending = self.pending.saturating_sub(one.pending);
        self.cancelled = self.cancelled.saturating_sub(one.cancelled);
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
            Verdict::Ok => Some(SUCCESS),
            Verdict::Failed if self.ok > 0 => Some(PARTIAL_FAILED),
            Verdict::Failed => Some(FAILED),
            Verdict::Stopped => Some(STOPPED),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::words;

    #[test]
    fn words_are_known_in_any_case_and_unknown_ones_are_not_guessed() {
        assert_eq!(of_invocation("partialfailed"), Verdict::Failed);
        assert_eq!(of_instance("Timeout"), Verdict::Failed);
        assert_eq!(of_invocation("Finished"), Verdict::Unknown);
        assert_eq!(of_invocation(""), Verdict::Unknown);
    }

    #[test]
    fn an_exit_code_counts_only_where_a_process_ended() {
        let ended: Vec<&str> = words(INSTANCE_STATUSES)
            .filter(|word| process_ended(word))
            .collect();
        assert_eq!(ended, ["Success", "Failed"]);
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
