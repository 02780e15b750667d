//! What the words of the service and of this program mean, as data, in our own words.
//!
//! Help, manual page, README tables, the view of one invocation and `invq explain` are made from it.

mod actions;
mod delivery;
mod error_codes;
mod exits;
mod fields;
mod forms;
mod page;
mod parameters;
mod service_codes;
mod statuses;
mod values;
mod variables;

use std::borrow::Cow;

pub use actions::{ACTIONS, Action, action};
pub use delivery::{DELIVERY_ERRORS, DELIVERY_STATUSES, delivery_error};
pub use error_codes::{ERROR_CODES, error_code};
pub use exits::{EXITS, PROCESS_EXITS};
pub use fields::{DERIVED, INSTANCE_FIELDS, INVOCATION_FIELDS};
pub use forms::{FORMS, Form};
pub use page::PAGE_FIELDS;
pub use parameters::PARAMETERS;
pub use service_codes::SERVICE_CODES;
pub use statuses::{
    INSTANCE_STATUSES, INVOCATION_STATUSES, OLD_INSTANCE_STATUSES, OLD_INVOCATION_STATUSES,
    OLD_OF_INSTANCE, OLD_OF_INVOCATION, STATUS_FILTER, VERDICTS,
};
pub use values::{COMMAND_TYPES, ENCODINGS, REPEAT_MODES, TERMINATION_MODES};
pub use variables::VARIABLES;

/// A word, and a sentence or two on it, in lower case and without a full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// As the service or this program spells it.
    pub word: &'static str,
    /// What it means.
    pub says: &'static str,
    /// What helps, or what else to know; may be empty.
    pub more: &'static str,
}

/// Shorter to write in a table.
const fn term(word: &'static str, says: &'static str, more: &'static str) -> Term {
    Term { word, says, more }
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

/// The term for a word of a table.
fn find(table: &'static [Term], word: &str) -> Option<&'static Term> {
    table.iter().find(|term| term.word == word)
}

/// A word as `invq explain` tells it.
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
    #[must_use]
    pub fn of(term: &Term, is: &'static str) -> Self {
        Self::new(term.word, is, term.says).note(term.more)
    }

    /// With one more line, unless that is empty.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        let note = note.into();
        if !note.is_empty() {
            self.notes.push(note);
        }
        self
    }

    /// Also found by this word.
    #[must_use]
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
        let tables: [&[Term]; 20] = [
            &INVOCATION_STATUSES,
            &INSTANCE_STATUSES,
            &OLD_INVOCATION_STATUSES,
            &OLD_INSTANCE_STATUSES,
            &STATUS_FILTER,
            &VERDICTS,
            &ERROR_CODES,
            &DELIVERY_ERRORS,
            &DELIVERY_STATUSES,
            &SERVICE_CODES,
            &PROCESS_EXITS,
            &INVOCATION_FIELDS,
            &INSTANCE_FIELDS,
            &DERIVED,
            &PAGE_FIELDS,
            &PARAMETERS,
            &REPEAT_MODES,
            &COMMAND_TYPES,
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
}
