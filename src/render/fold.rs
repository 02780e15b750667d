//! `--fold`: identical output once, under all instances that printed it, so that the odd ones stand out.

use std::cmp::Reverse;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::bytes::show;
use super::texts::Texts;
use super::words::{listed, plural, stands, status};
use super::{OutputOptions, Remark, Sink};
use crate::cells::{width, wrapped};
use crate::model::why::tally;
use crate::model::{Row, Text};
use crate::sanitise;

/// Names before the rest is counted.
const NAMED: usize = 3;

/// Gathers outputs.
#[derive(Debug)]
pub struct Folded {
    options: OutputOptions,
    /// By the output. Outputs are long and many, so the hash is a fast one, seeded anew in each run.
    groups: HashMap<Vec<u8>, SameOutput, RandomState>,
    texts: Texts,
    noun: &'static str,
}

/// Who printed the same.
#[derive(Debug)]
struct SameOutput {
    /// How many other groups were there before it.
    place: usize,
    of: Vec<String>,
    /// How each of them stands.
    stand: Vec<String>,
}

impl Folded {
    /// Folds outputs.
    #[must_use]
    pub fn new(options: OutputOptions) -> Self {
        Self {
            options,
            groups: HashMap::default(),
            texts: Texts::new("output"),
            noun: "instance",
        }
    }

    /// The line before an output: `==> 38 instances, Success: i-…, i-…, i-… and 35 more <==`, with fewer names where a line
    /// is too short.
    fn heading(&self, group: &SameOutput) -> String {
        let stand = match tally(group.stand.iter().cloned()).as_slice() {
            [(only, _)] => status(only).to_owned(),
            several => {
                let counts = several
                    .iter()
                    .map(|(word, count)| format!("{count} {word}"));
                counts.collect::<Vec<_>>().join(", ")
            }
        };
        let count = plural(group.of.len(), self.noun);
        let headed = |named: usize| {
            let names = listed(&group.of, named);
            sanitise::line(&format!("==> {count}, {stand}: {names} <==")).into_owned()
        };
        let most = self.options.screen_width();
        let mut fewer = (1..=NAMED).rev().map(headed);
        let fits = fewer.find(|heading| most.is_none_or(|most| width(heading) <= most));
        fits.unwrap_or_else(|| wrapped(&headed(1), most, 4).into_owned())
    }
}

impl Sink for Folded {
    fn row(&mut self, row: &Row, _out: &mut Vec<u8>) {
        for instance in row.instances() {
            if row.invocation().is_run() {
                self.noun = "run";
            }
            let (name, output) = (self.options.name(row, instance), instance.output());
            self.texts.count_cut(row, instance);
            self.texts.count_broken(output.as_ref(), || name.clone());
            let bytes = output.map(Text::into_bytes).unwrap_or_default();
            let place = self.groups.len();
            let group = self.groups.entry(bytes).or_insert_with(|| SameOutput {
                place,
                of: Vec::new(),
                stand: Vec::new(),
            });
            group.of.push(name);
            group.stand.push(stands(instance));
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
            out.extend_from_slice(self.heading(group).as_bytes());
            out.push(b'\n');
            let bytes = if bytes.is_empty() {
                &b"(no output)\n"[..]
            } else {
                bytes
            };
            show(bytes, &self.options, out);
            ends_open = bytes.last().is_some_and(|last| *last != b'\n');
        }
        self.texts.remarks()
    }
}
