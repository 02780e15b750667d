//! Identical texts once, with all that printed them: the most frequent first, so that the odd ones stand out.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;

use foldhash::fast::RandomState;

use super::words::{listed, plural, status};
use crate::cells::{width, wrapped};
use crate::model::why::tally;
use crate::sanitise;

/// Names before the rest is counted.
const NAMED: usize = 3;

/// Texts, each with who printed it. Texts are long and many, so the hash is a fast one, seeded anew in each run.
#[derive(Debug)]
pub(super) struct SameTexts<T>(HashMap<T, SameText, RandomState>);

/// Who printed the same.
#[derive(Debug, Default)]
pub(super) struct SameText {
    /// How many other groups were there before it.
    place: usize,
    /// Their names.
    pub of: Vec<String>,
    /// How each of them stands.
    stand: Vec<String>,
}

impl<T> Default for SameTexts<T> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl<T: Eq + Hash> SameTexts<T> {
    /// Adds what `name` printed; `stand` says how that one stands.
    pub(super) fn add(&mut self, text: T, name: String, stand: String) {
        let place = self.0.len();
        let group = self.0.entry(text).or_insert_with(|| SameText {
            place,
            ..SameText::default()
        });
        group.of.push(name);
        group.stand.push(stand);
    }

    /// The most frequent first; of equally frequent ones, the one that came first.
    pub(super) fn sorted(&self) -> Vec<(&T, &SameText)> {
        let mut groups: Vec<(&T, &SameText)> = self.0.iter().collect();
        groups.sort_by_key(|(_, group)| (Reverse(group.of.len()), group.place));
        groups
    }
}

impl SameText {
    /// The line before a text: `==> 38 instances, Success: i-…, i-…, i-… and 35 more <==`, with fewer names where a line
    /// is too short.
    pub(super) fn heading(&self, noun: &str, most: Option<usize>) -> String {
        let headed = |named: usize| {
            let told = self.told(noun, named);
            sanitise::line(&format!("==> {told} <==")).into_owned()
        };
        let mut fewer = (1..=NAMED).rev().map(headed);
        let fits = fewer.find(|heading| most.is_none_or(|most| width(heading) <= most));
        fits.unwrap_or_else(|| wrapped(&headed(1), most, 4).into_owned())
    }

    /// Who it is, and how they stand: `38 instances, Failed, exit 2: i-…, i-…, i-… and 35 more`.
    fn told(&self, noun: &str, named: usize) -> String {
        let stand = match tally(self.stand.iter().cloned()).as_slice() {
            [(only, _)] => status(only).to_owned(),
            several => {
                let told = several
                    .iter()
                    .map(|(word, count)| format!("{count} {word}"));
                told.collect::<Vec<_>>().join(", ")
            }
        };
        let who = plural(self.of.len(), noun);
        format!("{who}, {stand}: {}", listed(&self.of, named))
    }
}
