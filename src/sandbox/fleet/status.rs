//! The service's status words, old and new, and how the instances of an invocation roll up into one.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What an `InvocationStatus` of an instance stands for.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Status {
    /// The old word, `InstanceInvokeStatus`. *Finished* says that the process ended, whatever its exit code.
    pub old: String,
    /// What the instance counts as in the roll-up; nothing while it goes on.
    counts_as: String,
    /// The times that are reached with it.
    pub reaches: Vec<String>,
    /// The `ErrorCode` that goes with it.
    pub error_code: String,
}

static STATUSES: LazyLock<HashMap<String, Status>> = LazyLock::new(|| {
    // A test reads them, so unreadable ones cannot be shipped.
    serde_json::from_str(include_str!("statuses.json")).unwrap_or_default()
});

static UNKNOWN: LazyLock<Status> = LazyLock::new(Status::default);

impl Status {
    /// The status of a word.
    pub fn of(word: &str) -> &'static Self {
        STATUSES.get(word).unwrap_or(&UNKNOWN)
    }

    /// Whether there is a status of this word.
    pub fn is_known(word: &str) -> bool {
        STATUSES.contains_key(word)
    }

    /// Whether the instance is done.
    pub fn is_final(&self) -> bool {
        !self.counts_as.is_empty()
    }
}

/// `InvocationStatus` of an invocation.
///
/// Nobody documents which open status wins where several are present. The old roll-up puts Running before Stopping, so
/// this one does too, and what has begun comes before what has not.
pub fn overall(statuses: &[&str]) -> &'static str {
    let open = ["Running", "Stopping", "Pending", "Scheduled"];
    if let Some(open) = open.into_iter().find(|open| statuses.contains(open)) {
        return open;
    }
    let any = |outcome| {
        statuses
            .iter()
            .any(|each| Status::of(each).counts_as == outcome)
    };
    match (any("success"), any("failure")) {
        (true, true) => "PartialFailed",
        (true, false) => "Success",
        (false, true) => "Failed",
        (false, false) => "Stopped",
    }
}

/// The old roll-up, `InvokeStatus`, over the old words: first match wins.
pub fn old_overall(statuses: &[&str]) -> &'static str {
    let any = |word| statuses.iter().any(|status| Status::of(status).old == word);
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
    use super::*;

    #[test]
    fn the_roll_ups_follow_the_rules() {
        for (statuses, new, old) in [
            ("Success Success", "Success", "Finished"),
            ("Success Cancelled", "Success", "Finished"),
            ("Success Failed", "PartialFailed", "Finished"),
            ("Success Timeout", "PartialFailed", "PartialFailed"),
            ("Failed Failed", "Failed", "Finished"),
            ("Aborted Terminated", "Failed", "Failed"),
            ("Terminated Cancelled", "Stopped", "Stopped"),
            ("Success Pending Running", "Running", "Running"),
            ("Success Stopping", "Stopping", "Stopping"),
            ("Scheduled Pending", "Pending", "Running"),
            ("Scheduled", "Scheduled", "Running"),
        ] {
            let statuses: Vec<&str> = statuses.split(' ').collect();
            assert_eq!(overall(&statuses), new, "{statuses:?}");
            assert_eq!(old_overall(&statuses), old, "{statuses:?}");
        }
    }
}
