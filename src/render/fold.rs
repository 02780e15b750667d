//! `--fold`: identical output once, under all instances that printed it, so that the odd ones stand out.

use std::cmp::Reverse;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::bytes::{Texts, show};
use super::{OutputOptions, Remark, Sink};
use crate::model::Row;
use crate::sanitise;

/// Names before the rest is counted, on a terminal.
const NAMED: usize = 8;

/// Gathers outputs.
#[derive(Debug)]
pub struct Folded {
    options: OutputOptions,
    /// By the output. Outputs are long and many, so the hash is a fast one, seeded anew in each run.
    groups: HashMap<Vec<u8>, SameOutput, RandomState>,
    texts: Texts,
    of_runs: bool,
}

/// Who printed the same.
#[derive(Debug)]
struct SameOutput {
    /// How many other groups were there before it.
    place: usize,
    of: Vec<String>,
}

impl Folded {
    /// Folds outputs.
    #[must_use]
    pub fn new(options: OutputOptions) -> Self {
        Self {
            options,
            groups: HashMap::default(),
            texts: Texts::new("output"),
            of_runs: false,
        }
    }

    /// On a terminal as many names as a line holds, and not too many; elsewhere all of them.
    fn heading(&self, of: &[String]) -> String {
        let noun = if self.of_runs { "run" } else { "instance" };
        let headed = |shown: usize| headed(noun, of, shown);
        if !self.options.terminal {
            return headed(of.len());
        }
        let width = self.options.width.unwrap_or(usize::MAX);
        let most = NAMED.min(of.len());
        let fits = (1..=most)
            .rev()
            .map(headed)
            .find(|heading| crate::cells::width(heading.trim_end()) <= width);
        fits.unwrap_or_else(|| headed(1))
    }
}

/// The line before an output, with so many of the names.
fn headed(noun: &str, of: &[String], shown: usize) -> String {
    let names: Vec<&str> = of.iter().take(shown).map(String::as_str).collect();
    let rest = match of.len() - shown {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let names = names.join(", ") + &rest;
    format!(
        "==> {}: {} <==\n",
        super::words::plural(of.len(), noun),
        sanitise::line(&names)
    )
}

impl Sink for Folded {
    fn row(&mut self, row: &Row, _out: &mut Vec<u8>) {
        for instance in row.instances() {
            self.of_runs |= row.invocation().is_run();
            let of = self.options.lead(row) + &row.name_of(instance);
            let bytes = self.texts.output(&of, row, instance);
            let place = self.groups.len();
            let group = self.groups.entry(bytes).or_insert_with(|| SameOutput {
                place,
                of: Vec::new(),
            });
            group.of.push(of);
        }
    }

    fn end(&mut self, _whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        let mut groups: Vec<(&Vec<u8>, &SameOutput)> = self.groups.iter().collect();
        // The most frequent first; of equally frequent ones, the one that came first.
        groups.sort_by_key(|(_, group)| (Reverse(group.of.len()), group.place));
        let mut ends_open = false;
        for (bytes, group) in groups {
            if ends_open {
                out.push(b'\n');
            }
            out.extend_from_slice(self.heading(&group.of).as_bytes());
            show(bytes, &self.options, out);
            ends_open = bytes.last().is_some_and(|last| *last != b'\n');
        }
        self.texts.remarks()
    }
}
