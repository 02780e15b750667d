//! output and command: the decoded bytes. One of them: exactly its bytes. Several: a line before each says whose they are.

use super::broken::Broken;
use super::dropped::Dropped;
use super::words::status;
use super::{OutputOptions, Remark, Sink};
use crate::model::{Instance, Row, Text};
use crate::sanitise;

/// What the commands printed.
#[derive(Debug)]
pub struct Outputs {
    writer: Writer,
    texts: Texts,
}

/// The scripts.
#[derive(Debug)]
pub struct Commands {
    writer: Writer,
    texts: Texts,
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

/// Writes blocks of bytes. The first is held back until a second comes: a single block has no line above it.
#[derive(Debug)]
struct Writer {
    options: OutputOptions,
    prefixed: bool,
    first: Option<Block>,
    has_begun: bool,
    ends_open: bool,
}

#[derive(Debug)]
struct Block {
    /// Whose bytes they are.
    of: String,
    /// What stands before each line with `--prefix`.
    prefix: String,
    bytes: Vec<u8>,
}

impl Writer {
    fn new(options: OutputOptions, prefixed: bool) -> Self {
        Self {
            options,
            prefixed,
            first: None,
            has_begun: false,
            ends_open: false,
        }
    }

    fn add(&mut self, block: Block, out: &mut Vec<u8>) {
        if self.prefixed {
            self.prefixed(&block, out);
            return;
        }
        if !std::mem::replace(&mut self.has_begun, true) {
            self.first = Some(block);
            return;
        }
        if let Some(first) = self.first.take() {
            self.headed(&first, out);
        }
        self.headed(&block, out);
    }

    /// A block under its line; whatever was before it ends its own line first, as `tail` does.
    fn headed(&mut self, block: &Block, out: &mut Vec<u8>) {
        if self.ends_open {
            out.push(b'\n');
        }
        out.extend_from_slice(format!("==> {} <==\n", sanitise::line(&block.of)).as_bytes());
        self.ends_open = block.bytes.last().is_some_and(|last| *last != b'\n');
        show(&block.bytes, &self.options, out);
    }

    /// Each line of a block behind its prefix; a last line without an end gets one, so that no two lines run together.
    fn prefixed(&self, block: &Block, out: &mut Vec<u8>) {
        let prefix = sanitise::line(&block.prefix);
        for line in block.bytes.split_inclusive(|byte| *byte == b'\n') {
            out.extend_from_slice(format!("{prefix}: ").as_bytes());
            show(line, &self.options, out);
            if !line.ends_with(b"\n") {
                out.push(b'\n');
            }
        }
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) {
        match self.first.take() {
            Some(only) if whole => show(&only.bytes, &self.options, out),
            // Others may have been to come, so whose it is must be said.
            Some(only) => self.headed(&only, out),
            None => {}
        }
    }
}

/// What the messages at the end say of the texts that were written.
#[derive(Debug)]
pub(super) struct Texts {
    what: &'static str,
    dropped: Dropped,
    without: Vec<String>,
    broken: Broken,
}

impl Texts {
    /// Starts with none; `what` is the word for such a text.
    pub(super) fn new(what: &'static str) -> Self {
        Self {
            what,
            dropped: Dropped::default(),
            without: Vec::new(),
            broken: Broken::new(what),
        }
    }

    /// Counts the output of an instance that is called `of`, and returns its bytes.
    pub(super) fn output(&mut self, of: &str, row: &Row, instance: Instance<'_>) -> Vec<u8> {
        self.dropped.count(row, instance);
        let silent = || format!("{of} ({})", status(&instance.status()));
        self.bytes(of, instance.output(), silent)
    }

    /// Counts a text and returns its bytes; `without` names what has none.
    fn bytes(&mut self, of: &str, text: Option<Text<'_>>, without: impl Fn() -> String) -> Vec<u8> {
        self.broken.count(text.as_ref(), || of.to_owned());
        if text.is_none() {
            self.without.push(sanitise::line(&without()).into_owned());
        }
        text.map(Text::into_bytes).unwrap_or_default()
    }

    /// What was cut, what is empty, and what cannot be decoded.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        let dropped = self.dropped.text().map(Remark::Warning);
        let without = format!("no {}: {}", self.what, self.without.join(", "));
        let without = (!self.without.is_empty()).then_some(Remark::Note(without));
        let remarks = [dropped, without, self.broken.remark()];
        remarks.into_iter().flatten().collect()
    }
}

impl Outputs {
    /// Writes outputs, each under a line or, `prefixed`, with the instance before each line.
    #[must_use]
    pub fn new(options: OutputOptions, prefixed: bool) -> Self {
        Self {
            writer: Writer::new(options, prefixed),
            texts: Texts::new("output"),
        }
    }
}

impl Sink for Outputs {
    fn row(&mut self, row: &Row, out: &mut Vec<u8>) {
        for instance in row.instances() {
            let lead = self.writer.options.lead(row);
            let of = lead.clone() + &row.name_of(instance);
            let prefix = lead + &row.short_name_of(instance);
            let bytes = self.texts.output(&of, row, instance);
            self.writer.add(Block { of, prefix, bytes }, out);
        }
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        self.writer.end(whole, out);
        self.texts.remarks()
    }
}

impl Commands {
    /// Writes scripts.
    #[must_use]
    pub fn new(options: OutputOptions) -> Self {
        Self {
            writer: Writer::new(options, false),
            texts: Texts::new("script"),
        }
    }
}

impl Sink for Commands {
    fn row(&mut self, row: &Row, out: &mut Vec<u8>) {
        let of = self.writer.options.lead(row) + &row.id();
        let script = row.invocation().command();
        let bytes = self.texts.bytes(&of, script, || of.clone());
        let prefix = String::new();
        self.writer.add(Block { of, prefix, bytes }, out);
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        self.writer.end(whole, out);
        self.texts.remarks()
    }
}
