//! The words that selectors take, in the API's spelling, with the shorter forms that people type.

/// A word: how the API spells it, and what else is understood.
pub type Word = (&'static str, &'static [&'static str]);

/// `InvokeStatus` as a filter. *Finished* is the old word for "the process ended", whether well or not.
pub const STATUSES: [Word; 9] = [
    ("Running", &[]),
    ("Finished", &[]),
    ("Success", &[]),
    ("Failed", &[]),
    ("Stopped", &[]),
    ("Stopping", &[]),
    ("PartialFailed", &["partial-failed"]),
    ("Pending", &[]),
    ("Scheduled", &[]),
];

/// `CommandType`.
pub const COMMAND_TYPES: [Word; 3] = [
    ("RunShellScript", &["shell"]),
    ("RunPowerShellScript", &["powershell"]),
    ("RunBatScript", &["bat"]),
];

/// `RepeatMode`. `DryRun` occurs in answers and is no filter.
pub const REPEAT_MODES: [Word; 4] = [
    ("Once", &[]),
    ("Period", &[]),
    ("NextRebootOnly", &["next-reboot"]),
    ("EveryReboot", &["every-reboot"]),
];

/// The status that the service ignores beside an instance.
pub const PARTIAL_FAILED: &str = "PartialFailed";

/// The old word for a process that ended, well or not.
pub const FINISHED: &str = "Finished";

/// The API's spelling of a word, read in any case.
#[must_use]
pub fn find(table: &[Word], typed: &str) -> Option<&'static str> {
    let same = |word: &str| word.eq_ignore_ascii_case(typed);
    table
        .iter()
        .find(|(word, others)| same(word) || others.iter().any(|other| same(other)))
        .map(|(word, _)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_by_their_short_forms() {
        assert_eq!(find(&STATUSES, "partialfailed"), Some("PartialFailed"));
        assert_eq!(
            find(&COMMAND_TYPES, "PowerShell"),
            Some("RunPowerShellScript")
        );
        assert_eq!(find(&REPEAT_MODES, "next-reboot"), Some("NextRebootOnly"));
        assert_eq!(find(&STATUSES, "Timeout"), None);
    }
}
