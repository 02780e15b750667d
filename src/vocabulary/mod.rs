//! The words of the service and of this program, one row each: what decides (verdict, kind, exit code) and what is told
//! (meaning, what helps).
//!
//! Parsing, help, manual page, completions, messages, README tables and `invq explain` read the same rows. A row is a line
//! in a table; `CONTRIBUTING.md` says how to add one.

/// Tables of terms. A row is `"Word" | "what a person may type": "what it means"; "what helps or what else to know"`.
macro_rules! terms {
    ($($(#[$doc:meta])* $name:ident { $($word:tt $(| $other:literal)*: $says:literal $(; $more:literal)?,)* })*) => { $(
        $(#[$doc])*
        pub const $name: &[$crate::vocabulary::Term] = &[$($crate::vocabulary::Term {
            word: $word, others: &[$($other),*], says: $says, more: concat!($($more)?),
        }),*];
    )* };
}

mod actions;
mod exit;
mod forms;
mod glossary;
mod service_codes;
mod statuses;
mod values;

use std::borrow::Cow;

pub use actions::{ACTIONS, Action, action};
pub use exit::{EXITS, Exit, ExitRow, process_exit};
pub use forms::{FORMS, FormRow, VARIABLES};
pub use glossary::{
    DELIVERY_ERRORS, DELIVERY_STATUSES, DERIVED_FIELDS, ENCODINGS, ERROR_CODES, INSTANCE_FIELDS,
    INVOCATION_FIELDS, OLD_INSTANCE_STATUSES, OLD_INVOCATION_STATUSES, PAGE_FIELDS, PARAMETERS,
    PROCESS_EXITS, TERMINATION_MODES,
};
pub use service_codes::{RefusalKind, SERVICE_CODES, ServiceCode, service_code};
pub use statuses::{
    FAILED, FINISHED, INSTANCE_STATUSES, INVOCATION_STATUSES, PARTIAL_FAILED, PENDING, RUNNING,
    STATUS_FILTER, STOPPED, SUCCESS, Status, Verdict, status, words,
};
pub use values::{
    AGENT_CODES, COMMAND_TYPES, DRY_RUN, EVERY_REBOOT, OTHER_REPEAT_MODES, PERIOD, REPEAT_MODES,
    REPEATING,
};

/// A word, and a sentence or two on it, in lower case and without a full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// As the service or this program spells it.
    pub word: &'static str,
    /// Other ways to type it.
    pub others: &'static [&'static str],
    /// What it means.
    pub says: &'static str,
    /// What helps, or what else to know; may be empty.
    pub more: &'static str,
}

impl Term {
    /// Both sentences in one.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.more {
            "" => self.says.to_owned(),
            more => format!("{}; {more}", self.says),
        }
    }
}

/// The term for a word, typed in any case or in another way.
#[must_use]
pub fn find(table: &'static [Term], typed: &str) -> Option<&'static Term> {
    let same = |word: &str| word.eq_ignore_ascii_case(typed);
    table
        .iter()
        .find(|term| same(term.word) || term.others.iter().any(|other| same(other)))
}

/// A word as `invq explain` tells it.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The word.
    pub word: Cow<'static, str>,
    /// What it is, such as `status of an instance (InvocationStatus)`.
    pub is: &'static str,
    /// What it means.
    pub says: String,
    /// What helps and what else to know, a line each.
    pub notes: Vec<String>,
    /// Other ways to write it.
    pub also: Vec<String>,
}

impl Meaning {
    /// Of a word that has one.
    pub fn new(
        word: impl Into<Cow<'static, str>>,
        is: &'static str,
        says: impl Into<String>,
    ) -> Self {
        Self {
            word: word.into(),
            is,
            says: says.into(),
            notes: Vec::new(),
            also: Vec::new(),
        }
    }

    /// Of a term.
    pub fn of(term: &Term, is: &'static str) -> Self {
        let meaning = Self::new(term.word, is, term.says).note(term.more);
        term.others.iter().copied().fold(meaning, Self::also)
    }

    /// With one more line, unless that is empty.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        let note = note.into();
        if !note.is_empty() {
            self.notes.push(note);
        }
        self
    }

    /// Also found by this word.
    pub fn also(mut self, word: impl Into<String>) -> Self {
        self.also.push(word.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They are put together with other words, so they begin small and end bare.
    #[test]
    fn every_sentence_has_the_same_form() {
        let code = |row: &ServiceCode| Term {
            word: row.code,
            others: &[],
            says: row.says,
            more: row.more,
        };
        let codes: Vec<Term> = SERVICE_CODES.iter().map(code).collect();
        let of = |table: &[Status]| table.iter().map(|status| status.term).collect::<Vec<_>>();
        let tables: [&[Term]; 21] = [
            &of(INVOCATION_STATUSES),
            &of(INSTANCE_STATUSES),
            &OLD_INVOCATION_STATUSES,
            &OLD_INSTANCE_STATUSES,
            STATUS_FILTER,
            Verdict::TERMS,
            &ERROR_CODES,
            &DELIVERY_ERRORS,
            &DELIVERY_STATUSES,
            &codes,
            &PROCESS_EXITS,
            &INVOCATION_FIELDS,
            &INSTANCE_FIELDS,
            &DERIVED_FIELDS,
            &PAGE_FIELDS,
            &PARAMETERS,
            REPEAT_MODES,
            OTHER_REPEAT_MODES,
            COMMAND_TYPES,
            &TERMINATION_MODES,
            &ENCODINGS,
        ];
        for table in tables {
            let mut words: Vec<&str> = table.iter().map(|term| term.word).collect();
            words.sort_unstable();
            let all = words.len();
            words.dedup();
            assert_eq!(words.len(), all, "a word stands twice");
            for term in table {
                assert!(!term.says.is_empty(), "{}", term.word);
                for text in [term.says, term.more] {
                    let end = text.chars().next_back();
                    assert!(
                        !matches!(end, Some('.' | ';' | ' ')) && !text.contains("  "),
                        "{}: {text}",
                        term.word
                    );
                    // Names keep their capital: OSS, InvocationStatus, Base64.
                    let name = |word: &str| {
                        word.chars()
                            .skip(1)
                            .any(|c| c.is_uppercase() || c.is_ascii_digit())
                    };
                    let first = text.split([' ', ',']).next().unwrap_or_default();
                    let small = !text.starts_with(|c: char| c.is_uppercase());
                    assert!(small || name(first), "{}: {text}", term.word);
                }
            }
        }
    }

    /// A list says why something failed in a word or two.
    #[test]
    fn every_error_code_has_short_words_but_the_one_that_says_nothing() {
        let without = ERROR_CODES.iter().filter(|term| term.others.is_empty());
        let without: Vec<&str> = without.map(|term| term.word).collect();
        assert_eq!(without, ["ExitCodeNonzero"]);
    }

    #[test]
    fn words_are_found_in_any_case_and_by_their_short_forms() {
        let found = |table, typed| find(table, typed).map(|term| term.word);
        assert_eq!(found(STATUS_FILTER, "partialfailed"), Some("PartialFailed"));
        assert_eq!(
            found(COMMAND_TYPES, "PowerShell"),
            Some("RunPowerShellScript")
        );
        assert_eq!(found(REPEAT_MODES, "next-reboot"), Some("NextRebootOnly"));
        assert_eq!(found(REPEAT_MODES, "DryRun"), None);
        assert_eq!(found(STATUS_FILTER, "Timeout"), None);
        assert_eq!(found(&ERROR_CODES, "SomethingNew"), None);
    }
}
