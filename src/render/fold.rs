//! `--fold`: identical output once, under all instances that printed it, so that the odd ones stand out; with `=diff` the most
//! frequent one, and how the others differ from it.

use std::hash::{Hash, Hasher};

use super::bytes::show;
use super::groups::SameTexts;
use super::patch::{length, patch};
use super::texts::Texts;
use super::words::stands;
use super::{OutputOptions, Remark, Sink};
use crate::model::{Row, Text};
use crate::query::diff::{DiffBase, DiffText, Hunk};
use crate::query::grep::Patterns;

/// Gathers outputs.
#[derive(Debug)]
pub struct Folded {
    options: OutputOptions,
    /// The others are shown by how they differ from the most frequent one.
    as_diff: bool,
    /// What is not compared.
    ignore: Option<Patterns>,
    groups: SameTexts<Output>,
    texts: Texts,
    noun: &'static str,
}

/// What was printed. Equal ones are those of which what is compared is equal.
#[derive(Debug)]
struct Output {
    text: Vec<u8>,
    /// What of it is compared, where that is not the whole.
    by: Option<Vec<u8>>,
}

impl Output {
    fn compared(&self) -> DiffText<'_> {
        let (text, by) = (&self.text, self.by.as_ref().unwrap_or(&self.text));
        DiffText { text, by }
    }

    /// Nothing is never equal to a text of which nothing is compared.
    fn key(&self) -> (bool, &[u8]) {
        (self.text.is_empty(), self.compared().by)
    }
}

impl PartialEq for Output {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Output {}

impl Hash for Output {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
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
            groups: SameTexts::default(),
            texts: Texts::new("output"),
            noun: "instance",
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        let most = self.options.screen_width();
        let mut base: Option<DiffBase<'_>> = None;
        let mut ends_open = false;
        for (output, group) in self.groups.sorted() {
            if std::mem::take(&mut ends_open) {
                out.push(b'\n');
            }
            out.extend_from_slice(group.heading(self.noun, most).as_bytes());
            out.push(b'\n');
            let text = output.compared();
            if text.text.is_empty() {
                out.extend_from_slice(b"(no output)\n");
                continue;
            }
            let mut differs = |base| self.differs(base, text, out);
            if base.as_mut().is_some_and(&mut differs) {
                continue;
            }
            if base.is_none() && self.as_diff {
                base = Some(DiffBase::new(text));
            }
            show(text.text, &self.options, out);
            ends_open = text.text.last().is_some_and(|last| *last != b'\n');
        }
    }

    /// Writes how a text differs, unless that is longer than the text.
    fn differs<'t>(&self, base: &mut DiffBase<'t>, text: DiffText<'t>, out: &mut Vec<u8>) -> bool {
        let hunks = base.hunks(text);
        let is_short = |hunks: &Vec<Hunk<'_>>| length(hunks) <= text.text.len();
        let Some(hunks) = hunks.filter(is_short) else {
            return false;
        };
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
            let text = output.map(Text::into_bytes).unwrap_or_default();
            let ignore = self.ignore.as_ref();
            let by = ignore.map(|ignore| ignore.stripped(&text).into_owned());
            self.groups.add(Output { text, by }, name, stands(instance));
        }
    }

    fn end(&mut self, _whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        self.write(out);
        self.texts.remarks()
    }
}
