//! `--fold`: identical output once, under all instances that printed it, so that the odd ones stand out.

use super::bytes::show;
use super::groups::SameTexts;
use super::texts::Texts;
use super::words::stands;
use super::{OutputOptions, Remark, Sink};
use crate::model::{Row, Text};

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
        let most = self.options.screen_width();
        let mut ends_open = false;
        for (bytes, group) in self.groups.sorted() {
            if ends_open {
                out.push(b'\n');
            }
            out.extend_from_slice(group.heading(self.noun, most).as_bytes());
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
