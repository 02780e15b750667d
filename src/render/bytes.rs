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
    ends: Ends,
}

/// The scripts.
#[derive(Debug)]
pub struct Commands {
    writer: Writer,
    without: Vec<String>,
    broken: Broken,
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

/// Writes blocks of bytes. The first is held back until it is known whether others follow.
#[derive(Debug)]
struct Writer {
    options: OutputOptions,
    prefixed: bool,
    first: Option<Block>,
    blocks: usize,
    ends_open: bool,
}

#[derive(Debug)]
struct Block {
    of: String,
    /// What stands before each line, where something does.
    prefix: String,
    bytes: Vec<u8>,
}

impl Writer {
    fn new(options: OutputOptions, prefixed: bool) -> Self {
        Self {
            options,
            prefixed,
            first: None,
            blocks: 0,
            ends_open: false,
        }
    }

    fn add(&mut self, block: Block, out: &mut Vec<u8>) {
        if self.prefixed {
            self.prefixed(&block, out);
            return;
        }
        self.blocks += 1;
        match (self.blocks, self.first.take()) {
            (1, _) => self.first = Some(block),
            (_, Some(first)) => {
                self.headed(&first, out);
                self.headed(&block, out);
            }
            (_, None) => self.headed(&block, out),
        }
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

/// What is to be said of outputs at the end.
#[derive(Debug)]
pub(super) struct Ends {
    dropped: Dropped,
    silent: Vec<String>,
    broken: Broken,
}

impl Ends {
    pub(super) fn new() -> Self {
        Self {
            dropped: Dropped::default(),
            silent: Vec::new(),
            broken: Broken::new("output"),
        }
    }

    /// Takes note of an instance, which `of` names, and gives its bytes.
    pub(super) fn count(&mut self, of: &str, row: &Row, instance: Instance<'_>) -> Vec<u8> {
        self.dropped.count(row, instance);
        let output = instance.output();
        self.broken.count(output.as_ref(), || of.to_owned());
        if output.is_none() {
            let said = format!("{of} ({})", status(&instance.status()));
            self.silent.push(sanitise::line(&said).into_owned());
        }
        output.map(Text::into_bytes).unwrap_or_default()
    }

    /// What was cut, what printed nothing, and what cannot be decoded.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        let mut remarks: Vec<Remark> = self
            .dropped
            .text()
            .map(Remark::Warning)
            .into_iter()
            .collect();
        if !self.silent.is_empty() {
            remarks.push(Remark::Note(format!(
                "no output: {}",
                self.silent.join(", ")
            )));
        }
        remarks.extend(self.broken.remark());
        remarks
    }
}

impl Outputs {
    /// Writes outputs, each under a line or, `prefixed`, with the instance before each line.
    #[must_use]
    pub fn new(options: OutputOptions, prefixed: bool) -> Self {
        Self {
            writer: Writer::new(options, prefixed),
            ends: Ends::new(),
        }
    }
}

impl Sink for Outputs {
    fn row(&mut self, row: &Row, out: &mut Vec<u8>) {
        for instance in row.instances() {
            let lead = self.writer.options.lead(row);
            let of = lead.clone() + &row.name_of(instance);
            let bytes = self.ends.count(&of, row, instance);
            self.writer.add(
                Block {
                    of,
                    prefix: lead + &row.short_name_of(instance),
                    bytes,
                },
                out,
            );
        }
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        self.writer.end(whole, out);
        self.ends.remarks()
    }
}

impl Commands {
    /// Writes scripts.
    #[must_use]
    pub fn new(options: OutputOptions) -> Self {
        Self {
            writer: Writer::new(options, false),
            without: Vec::new(),
            broken: Broken::new("script"),
        }
    }
}

impl Sink for Commands {
    fn row(&mut self, row: &Row, out: &mut Vec<u8>) {
        let of = self.writer.options.lead(row) + &row.id();
        let command = row.invocation().command();
        self.broken.count(command.as_ref(), || of.clone());
        if command.is_none() {
            self.without.push(sanitise::line(&of).into_owned());
        }
        let bytes = command.map(Text::into_bytes).unwrap_or_default();
        self.writer.add(
            Block {
                prefix: of.clone(),
                of,
                bytes,
            },
            out,
        );
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        self.writer.end(whole, out);
        let mut remarks = Vec::new();
        if !self.without.is_empty() {
            remarks.push(Remark::Note(format!(
                "no script: {}",
                self.without.join(", ")
            )));
        }
        remarks.extend(self.broken.remark());
        remarks
    }
}
