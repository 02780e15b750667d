//! Statuses and verdicts (product page, `InvocationStatus`, `InvokeStatus`).
//!
//! Words are kept as they came; only their verdict is ours. The old words (`InvokeStatus`, `InstanceInvokeStatus`) say
//! *Finished* for a run that failed, so no verdict ever comes from them.

use super::Term;

/// The process ended with exit code 0; for an invocation, on all instances.
pub const SUCCESS: &str = "Success";

/// The process ended with another exit code; an old word for what could not run to its end.
pub const FAILED: &str = "Failed";

/// It failed on some instances. As a filter, the service ignores it beside an instance.
pub const PARTIAL_FAILED: &str = "PartialFailed";

/// It was stopped on every instance.
pub const STOPPED: &str = "Stopped";

/// Of an instance: the command has not reached it yet.
pub const PENDING: &str = "Pending";

/// It has not ended.
pub const RUNNING: &str = "Running";

/// The old word for a process that ended, well or not.
pub const FINISHED: &str = "Finished";

/// A status, what follows from it, and what the old field may say beside it.
#[derive(Clone, Copy, Debug)]
pub struct Status {
    /// The word, and what it means.
    pub term: Term,
    /// What it means for whoever asked.
    pub verdict: Verdict,
    /// The old words that may stand beside it, as far as is known.
    pub old: &'static [&'static str],
}

/// Verdicts. A row is `Variant "word": "what it means"; "what else to know"`.
macro_rules! verdicts {
    ($($variant:ident $word:literal: $says:literal $(; $more:literal)?,)*) => {
        /// What a status means for whoever asked.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Verdict { $(#[doc = $says] $variant,)* }

        impl Verdict {
            terms! { #[doc = "Each verdict."] TERMS { $($word: $says $(; $more)?,)* } }

            /// The word that JSON shows.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

verdicts! {
    Ok "ok": "it ended well",
    Failed "failed": "it failed, was not delivered or ran out of time"; "an invocation has failed when it did on one instance at least",
    Stopped "stopped": "the invocation was stopped",
    Cancelled "cancelled": "it was stopped on this instance, before or while it ran",
    Pending "pending": "it has not ended",
    Unknown "unknown": "the status is missing, or a word that this version does not know"; "it counts as not ended, and a warning names it",
}

impl Verdict {
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

/// Tables of statuses. A row is `"Word" Verdict [old words]: "what it means"; "what else to know"`.
macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident { $($word:tt $verdict:ident $old:tt: $says:literal $(; $more:literal)?,)* })*) => { $(
        $(#[$doc])*
        pub const $name: &[Status] = &[$(Status {
            term: Term { word: $word, others: &[], says: $says, more: concat!($($more)?) },
            verdict: Verdict::$verdict,
            old: &$old,
        }),*];
    )* };
}

statuses! {
    /// `InvocationStatus` of an invocation.
    INVOCATION_STATUSES {
        "Pending" Pending [RUNNING]: "the command is still being checked or sent, for one instance at least",
        "Scheduled" Pending [RUNNING]: "it was sent and waits for its time, on one instance at least",
        RUNNING Pending [RUNNING]: "it runs on one instance at least",
        "Stopping" Pending ["Stopping"]: "somebody stopped it, and it has not ended everywhere",
        SUCCESS Ok [FINISHED]: "it succeeded on one instance at least, and failed on none"; "instances on which it was stopped may be among them; a task on a schedule has run for the last time",
        FAILED Failed [FINISHED, FAILED, PARTIAL_FAILED]: "it failed on one instance at least, and succeeded on none"; "failed is what ended with an exit code other than 0, timed out, broke off, was not valid or not delivered",
        PARTIAL_FAILED Failed [FINISHED, PARTIAL_FAILED]: "it succeeded on some instances and failed on others"; "`--failed` shows the ones on which it failed",
        STOPPED Stopped [STOPPED]: "it was stopped on every instance: cancelled before it began or ended while it ran",
    }

    /// `InvocationStatus` of an instance.
    INSTANCE_STATUSES {
        "Pending" Pending [RUNNING]: "the command is still being checked or sent",
        "Scheduled" Pending [RUNNING]: "it waits for its time; only tasks with a schedule do",
        RUNNING Pending [RUNNING]: "it runs",
        "Stopping" Pending ["Stopping"]: "somebody stopped it, and it has not ended",
        SUCCESS Ok [FINISHED]: "the process ended by itself with exit code 0"; "of a task on a schedule: the last run did, and no more are to come",
        FAILED Failed [FINISHED]: "the process ended by itself with an exit code other than 0"; "of a task on a schedule: the latest run did, and the schedule ends with it",
        "Error" Failed [FAILED]: "something went wrong while it ran, and it could not go on"; "ErrorCode says what",
        "Timeout" Failed [FAILED]: "it ran longer than its Timeout and was ended"; "what it printed until then is there",
        "Invalid" Failed [FAILED]: "its type or one of its parameters is wrong, so it was not run"; "ErrorCode says which",
        "Aborted" Failed [FAILED]: "it could not be sent: the instance must run and take it within a minute"; "ErrorCode says why",
        "Cancelled" Cancelled [STOPPED]: "it was cancelled before it began",
        "Terminated" Cancelled [STOPPED]: "it was stopped while it ran",
    }
}

terms! {
    /// What `--status` takes (`InvokeStatus`), and which invocations it asks for.
    STATUS_FILTER {
        RUNNING: "asks for invocations that run on one instance at least"; "tasks on a schedule keep this word until they are stopped",
        FINISHED: "asks for invocations that have ended, by the service's old meaning of the word"; "`--status Finished` selects by that old meaning, and invq always shows InvocationStatus: its rows read Success, Failed, PartialFailed or Stopped; tasks on a schedule never match",
        SUCCESS: "asks for invocations that succeeded",
        FAILED: "asks for invocations that failed, in the old or the new meaning: nobody says which"; "`--failed` selects by the new one; tasks on a schedule never match",
        STOPPED: "asks for invocations that were stopped",
        "Stopping": "asks for invocations that were stopped and have not ended",
        PARTIAL_FAILED | "partial-failed": "asks for invocations that failed on some of their instances"; "the service ignores it beside an instance, so there invq filters by itself",
        "Pending": "asks for invocations that are being checked or sent",
        "Scheduled": "asks for invocations that wait for their time",
    }
}

/// The row of a word, in any case (bodies of 2018 had lower case).
#[must_use]
pub fn status(table: &'static [Status], word: &str) -> Option<&'static Status> {
    table
        .iter()
        .find(|status| status.term.word.eq_ignore_ascii_case(word))
}

/// The words of a table.
pub fn words(table: &'static [Status]) -> impl Iterator<Item = &'static str> + Clone {
    table.iter().map(|status| status.term.word)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::vocabulary::{OLD_INSTANCE_STATUSES, OLD_INVOCATION_STATUSES};

    #[test]
    fn the_old_words_beside_statuses_are_those_that_are_explained() {
        for (new, old) in [
            (INVOCATION_STATUSES, &OLD_INVOCATION_STATUSES),
            (INSTANCE_STATUSES, &OLD_INSTANCE_STATUSES),
        ] {
            let beside: BTreeSet<&str> =
                new.iter().flat_map(|status| status.old).copied().collect();
            let explained: BTreeSet<&str> = old.iter().map(|term| term.word).collect();
            assert_eq!(beside, explained);
            assert!(new.iter().all(|status| !status.old.is_empty()));
        }
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
}
