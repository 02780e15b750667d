//! `--fold`: identical output once, under all instances that printed it, so that the odd ones stand out; with `=diff` the most
//! frequent one, and how the others differ from it.

use std::cmp::Reverse;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::bytes::show;
use super::patch::{length, patch};
use super::texts::Texts;
use super::words::{listed, plural, stands, status};
use super::{OutputOptions, Remark, Sink};
use crate::cells::{width, wrapped};
use crate::model::why::tally;
use crate::model::{Row, Text};
use crate::query::diff::DiffBase;
use crate::query::grep::Patterns;
use crate::sanitise;

/// Names before the rest is counted.
const NAMED: usize = 3;

/// Gathers outputs.
#[derive(Debug)]
pub struct Folded {
    options: OutputOptions,
    /// The others are shown by how they differ from the most frequent one.
    as_diff: bool,
    /// What is not compared.
    ignore: Option<Patterns>,
    /// By what is compared of the output. Outputs are long and many, so the hash is a fast one, seeded anew in each run.
    groups: HashMap<Vec<u8>, SameOutput, RandomState>,
    /// Those that printed nothing: nothing is never the same as a text of which nothing is compared.
    silent: Option<SameOutput>,
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
    /// What the first of them printed, where that is not what is compared.
    text: Option<Vec<u8>>,
}

impl SameOutput {
    fn new(place: usize) -> Self {
        Self {
            place,
            of: Vec::new(),
            stand: Vec::new(),
            text: None,
        }
    }
}

impl Folded {
    /// Folds outputs; what matches `ignore` is not compared.
    #[must_use]
    pub fn new(options: OutputOptions, as_diff: bool, ignore: Option<Patterns>) -> Self {
        Self {
            options,
            as_diff,
            ignore,
            groups: HashMap::default(),
            silent: None,
            texts: Texts::new("output"),
            noun: "instance",
        }
    }

    /// The group of those that printed the same.
    fn group(&mut self, output: Vec<u8>) -> &mut SameOutput {
        let place = self.groups.len() + usize::from(self.silent.is_some());
        if output.is_empty() {
            return self.silent.get_or_insert_with(|| SameOutput::new(place));
        }
        let Some(ignore) = &self.ignore else {
            let group = self.groups.entry(output);
            return group.or_insert_with(|| SameOutput::new(place));
        };
        let compared = ignore.stripped(&output).into_owned();
        let group = self.groups.entry(compared);
        group.or_insert_with(|| SameOutput {
            text: Some(output),
            ..SameOutput::new(place)
        })
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

    /// Writes the groups: the most frequent first and, of equally frequent ones, the one that came first.
    fn write(&self, out: &mut Vec<u8>) {
        let texts = self.groups.iter().map(|(compared, group)| {
            let text = group.text.as_ref().unwrap_or(compared);
            (text.as_slice(), group)
        });
        let silent = self.silent.iter().map(|group| (&b""[..], group));
        let mut groups: Vec<(&[u8], &SameOutput)> = texts.chain(silent).collect();
        groups.sort_by_key(|(_, group)| (Reverse(group.of.len()), group.place));
        let mut base: Option<DiffBase<'_>> = None;
        let mut ends_open = false;
        for (text, group) in groups {
            if ends_open {
                out.push(b'\n');
            }
            out.extend_from_slice(self.heading(group).as_bytes());
            out.push(b'\n');
            ends_open = false;
            if text.is_empty() {
                out.extend_from_slice(b"(no output)\n");
                continue;
            }
            let mut differs = |base| self.differs(base, text, out);
            if base.as_mut().is_some_and(&mut differs) {
                continue;
            }
            if base.is_none() && self.as_diff {
                base = Some(DiffBase::new(text, self.ignore.as_ref()));
            }
            show(text, &self.options, out);
            ends_open = text.last().is_some_and(|last| *last != b'\n');
        }
    }

    /// Writes how a text differs, unless that is longer than the text.
    fn differs<'t>(&self, base: &mut DiffBase<'t>, text: &'t [u8], out: &mut Vec<u8>) -> bool {
        let Some(hunks) = base.hunks(text) else {
            return false;
        };
        if length(&hunks) > text.len() {
            return false;
        }
        patch(&hunks, &self.options, out);
        true
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
            let group = self.group(output.map(Text::into_bytes).unwrap_or_default());
            group.of.push(name);
            group.stand.push(stands(instance));
        }
    }

    fn end(&mut self, _whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        self.write(out);
        self.texts.remarks()
    }
}
