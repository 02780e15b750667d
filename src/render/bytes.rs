//! output and command: the decoded bytes. One of them: exactly its bytes. Several: a line before each says whose they are.

use std::borrow::Cow;

use super::texts::Texts;
use super::words::{stands, status};
use super::{OutputOptions, Remark, Sink};
use crate::cells::wrapped;
use crate::model::{Row, Text};
use crate::sanitise;

/// Which texts are written, and how several are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// What the commands printed, each under a line that says whose it is.
    Outputs,
    /// The same, with the instance before each line.
    PrefixedOutputs,
    /// The scripts.
    Commands,
}

/// Writes texts. The first is held back until a second comes: a single one has no line above it.
#[derive(Debug)]
pub struct Bytes {
    options: OutputOptions,
    kind: TextKind,
    texts: Texts,
    first: Option<Block<'static>>,
    has_begun: bool,
    ends_open: bool,
}

/// A text, and what stands above it.
#[derive(Debug)]
struct Block<'t> {
    heading: String,
    bytes: Cow<'t, [u8]>,
}

/// Shows bytes: untouched in a pipe, made safe on a terminal.
pub(super) fn show(bytes: &[u8], options: &OutputOptions, out: &mut Vec<u8>) {
    if !options.terminal || options.raw {
        out.extend_from_slice(bytes);
        return;
    }
    let (text, colored) = sanitise::output(bytes);
    out.extend_from_slice(text.as_bytes());
    if colored {
        out.extend_from_slice(b"\x1b[0m");
    }
}

impl Bytes {
    /// Writes texts of this kind.
    #[must_use]
    pub fn new(options: OutputOptions, kind: TextKind) -> Self {
        let what = match kind {
            TextKind::Commands => "script",
            _ => "output",
        };
        Self {
            options,
            kind,
            texts: Texts::new(what),
            first: None,
            has_begun: false,
            ends_open: false,
        }
    }

    fn add(&mut self, block: Block<'_>, out: &mut Vec<u8>) {
        if !std::mem::replace(&mut self.has_begun, true) {
            self.first = Some(Block {
                heading: block.heading,
                bytes: Cow::Owned(block.bytes.into_owned()),
            });
            return;
        }
        if let Some(first) = self.first.take() {
            self.headed(&first, out);
        }
        self.headed(&block, out);
    }

    /// A text under its line; whatever was before it ends its own line first, as `tail` does.
    fn headed(&mut self, block: &Block<'_>, out: &mut Vec<u8>) {
        if self.ends_open {
            out.push(b'\n');
        }
        let heading = format!("==> {} <==", sanitise::line(&block.heading));
        out.extend_from_slice(wrapped(&heading, self.options.screen_width(), 4).as_bytes());
        out.push(b'\n');
        self.ends_open = block.bytes.last().is_some_and(|last| *last != b'\n');
        show(&block.bytes, &self.options, out);
    }

    /// Each line behind its prefix; a last line without an end gets one, so that no two lines run together.
    fn prefixed(&self, prefix: &str, bytes: &[u8], out: &mut Vec<u8>) {
        let prefix = sanitise::line(prefix);
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            out.extend_from_slice(format!("{prefix}: ").as_bytes());
            show(line, &self.options, out);
            if !line.ends_with(b"\n") {
                out.push(b'\n');
            }
        }
    }

    fn script(&mut self, row: &Row, out: &mut Vec<u8>) {
        let heading = self.options.lead(row) + &row.id();
        let script = row.invocation().command();
        self.texts.count_broken(script.as_ref(), || heading.clone());
        if script.is_none() {
            self.texts.count_without(&heading);
        }
        let bytes = script.map(Text::into_shared).unwrap_or_default();
        self.add(Block { heading, bytes }, out);
    }
}

impl Sink for Bytes {
    fn row(&mut self, row: &Row, out: &mut Vec<u8>) {
        if self.kind == TextKind::Commands {
            return self.script(row, out);
        }
        for instance in row.instances() {
            let name = self.options.name(row, instance);
            let output = instance.output();
            self.texts.count_cut(row, instance);
            self.texts.count_broken(output.as_ref(), || name.clone());
            if output.is_none() {
                let stands = stands(instance);
                let of = format!("{name} ({})", status(&stands));
                self.texts.count_without(&of);
            }
            let bytes = output.map(Text::into_shared).unwrap_or_default();
            if self.kind == TextKind::PrefixedOutputs {
                self.prefixed(&name, &bytes, out);
            } else {
                let heading = format!("{name} {}", stands(instance));
                let heading = heading.trim_end().to_owned();
                self.add(Block { heading, bytes }, out);
            }
        }
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        match self.first.take() {
            Some(only) if whole => show(&only.bytes, &self.options, out),
            // Others may have been to come, so whose it is must be said.
            Some(only) => self.headed(&only, out),
            None => {}
        }
        self.texts.remarks()
    }
}
