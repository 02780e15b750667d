//! `--fold`: identical output once, under all instances that printed it, so that the odd ones stand out.

use super::bytes::show;
use super::groups::{NAMED, SameText, SameTexts};
use super::texts::Texts;
use super::words::stands;
use super::{OutputOptions, Remark, Sink};
use crate::cells::{width, wrapped};
use crate::model::{Row, Text};
use crate::sanitise;

/// Gathers outputs.
#[derive(Debug)]
pub struct Folded {
    options: OutputOptions,
    groups: SameTexts<Vec<u8>>,
    texts: Texts,
    noun: &'static str,
}

impl Folded {
    /// Folds outputs.
    #[must_use]
    pub fn new(options: OutputOptions) -> Self {
        Self {
            options,
            groups: SameTexts::default(),
            texts: Texts::new("output"),
            noun: "instance",
        }
    }

    /// The line before an output: `==> 38 instances, Success: i-…, i-…, i-… and 35 more <==`, with fewer names where a line
    /// is too short.
    fn heading(&self, group: &SameText) -> String {
        let headed = |named: usize| {
            let told = group.told(self.noun, named);
            sanitise::line(&format!("==> {told} <==")).into_owned()
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
            self.groups.add(bytes, name, stands(instance));
        }
    }

    fn end(&mut self, _whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        let mut ends_open = false;
        for (bytes, group) in self.groups.sorted() {
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
