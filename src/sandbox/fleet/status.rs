//! The service's status words, old and new, and how the instances of an invocation roll up into one.

use serde::Deserialize;

/// `InvocationStatus` of an instance.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub enum Status {
    /// Being checked or sent.
    #[default]
    Pending,
    /// Waiting for its time.
    Scheduled,
    /// The process runs.
    Running,
    /// Being stopped.
    Stopping,
    /// Ended with exit code 0.
    Success,
    /// Ended with another exit code.
    Failed,
    /// Wrong type or parameter.
    Invalid,
    /// Not delivered.
    Aborted,
    /// Ended by the timeout.
    Timeout,
    /// Ended abnormally.
    Error,
    /// Stopped before its start.
    Cancelled,
    /// Stopped while running.
    Terminated,
}

/// What an instance counts as in the roll-up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Open,
    Success,
    Failure,
    Stopped,
}

impl Status {
    /// The old word, `InstanceInvokeStatus`. *Finished* says that the process ended, whatever its exit code.
    pub fn old_name(self) -> &'static str {
        self.counts_as().0
    }

    /// Whether the instance is done.
    pub fn is_final(self) -> bool {
        self.counts_as().1 != Outcome::Open
    }

    fn counts_as(self) -> (&'static str, Outcome) {
        match self {
            Self::Pending | Self::Scheduled | Self::Running => ("Running", Outcome::Open),
            Self::Stopping => ("Stopping", Outcome::Open),
            Self::Success => ("Finished", Outcome::Success),
            Self::Failed => ("Finished", Outcome::Failure),
            Self::Invalid | Self::Aborted | Self::Timeout | Self::Error => {
                ("Failed", Outcome::Failure)
            }
            Self::Cancelled | Self::Terminated => ("Stopped", Outcome::Stopped),
        }
    }
}

/// `InvocationStatus` of an invocation.
///
/// Nobody documents which open status wins where several are present. The old roll-up puts Running before Stopping, so
/// this one does too, and what has begun comes before what has not.
pub fn overall(statuses: &[Status]) -> &'static str {
    for (open, word) in [
        (Status::Running, "Running"),
        (Status::Stopping, "Stopping"),
        (Status::Pending, "Pending"),
        (Status::Scheduled, "Scheduled"),
    ] {
        if statuses.contains(&open) {
            return word;
        }
    }
    let any = |outcome| statuses.iter().any(|each| each.counts_as().1 == outcome);
    match (any(Outcome::Success), any(Outcome::Failure)) {
        (true, true) => "PartialFailed",
        (true, false) => "Success",
        (false, true) => "Failed",
        (false, false) => "Stopped",
    }
}

/// The old roll-up, `InvokeStatus`, over the old words: first match wins.
pub fn old_overall(statuses: &[Status]) -> &'static str {
    let any = |word| statuses.iter().any(|status| status.old_name() == word);
    match (any("Finished"), any("Failed")) {
        _ if any("Running") => "Running",
        _ if any("Stopping") => "Stopping",
        (true, true) => "PartialFailed",
        (true, false) => "Finished",
        (false, true) => "Failed",
        (false, false) => "Stopped",
    }
}

#[cfg(test)]
mod tests {
    use super::Status::*;
    use super::*;

    #[test]
    fn the_roll_ups_follow_the_rules() {
        for (statuses, new, old) in [
            (&[Success, Success][..], "Success", "Finished"),
            (&[Success, Cancelled], "Success", "Finished"),
            (&[Success, Failed], "PartialFailed", "Finished"),
            (&[Success, Timeout], "PartialFailed", "PartialFailed"),
            (&[Failed, Failed], "Failed", "Finished"),
            (&[Aborted, Terminated], "Failed", "Failed"),
            (&[Terminated, Cancelled], "Stopped", "Stopped"),
            (&[Success, Pending, Running], "Running", "Running"),
            (&[Success, Stopping], "Stopping", "Stopping"),
            (&[Scheduled, Pending], "Pending", "Running"),
            (&[Scheduled], "Scheduled", "Running"),
        ] {
            assert_eq!(overall(statuses), new, "{statuses:?}");
            assert_eq!(old_overall(statuses), old, "{statuses:?}");
        }
    }
}
