//! output and command: the decoded bytes. One of them: exactly its bytes. Several: a line before each says whose they are.

use super::dropped::Dropped;
use super::{Look, Remark, Renderer};
use crate::model::{Selected, Text};
use crate::sanitise;

/// What the commands printed.
#[derive(Debug)]
pub struct Outputs {
    writer: Writer,
    /// Instances without output, as `InvokeId/InstanceId`, with their status.
    silent: Vec<String>,
    dropped: Dropped,
    broken: Vec<String>,
}

/// The scripts.
#[derive(Debug)]
pub struct Commands {
    writer: Writer,
    without: Vec<String>,
    broken: Vec<String>,
}

/// Writes blocks of bytes. The first is held back until it is known whether others follow.
#[derive(Debug)]
struct Writer {
    terminal: bool,
    first: Option<Block>,
    blocks: usize,
    ends_open: bool,
}

#[derive(Debug)]
struct Block {
    of: String,
    bytes: Vec<u8>,
}

impl Writer {
    fn new(look: &Look) -> Self {
        Self {
            terminal: look.terminal && !look.raw,
            first: None,
            blocks: 0,
            ends_open: false,
        }
    }

    fn add(&mut self, block: Block, out: &mut Vec<u8>) {
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
        self.bytes(&block.bytes, out);
    }

    fn bytes(&self, bytes: &[u8], out: &mut Vec<u8>) {
        if !self.terminal {
            out.extend_from_slice(bytes);
            return;
        }
        let (text, colored) = sanitise::output(bytes);
        out.extend_from_slice(text.as_bytes());
        if colored {
            out.extend_from_slice(b"\x1b[0m");
        }
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) {
        if let Some(only) = self.first.take() {
            if whole {
                self.bytes(&only.bytes, out);
            } else {
                // Others may have been to come, so whose it is must be said.
                self.headed(&only, out);
            }
        }
    }
}

impl Outputs {
    /// Writes outputs.
    #[must_use]
    pub fn new(look: &Look) -> Self {
        Self {
            writer: Writer::new(look),
            silent: Vec::new(),
            dropped: Dropped::default(),
            broken: Vec::new(),
        }
    }
}

impl Renderer for Outputs {
    fn row(&mut self, row: &Selected, out: &mut Vec<u8>) {
        for instance in row.instances() {
            let of = format!("{}/{}", row.id(), instance.id());
            self.dropped.count(instance);
            let output = instance.output();
            if matches!(output, Some(Text::Broken(_))) {
                self.broken.push(of.clone());
            }
            if output.is_none() {
                self.silent.push(format!("{of} ({})", instance.status()));
            }
            let bytes = output
                .map(|output| output.bytes().to_vec())
                .unwrap_or_default();
            self.writer.add(Block { of, bytes }, out);
        }
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        self.writer.end(whole, out);
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
        remarks.extend(not_base64("output", &self.broken));
        remarks
    }
}

fn not_base64(what: &str, of: &[String]) -> Option<Remark> {
    let text = format!(
        "the {what} is not Base64 as announced, and shown as it came: {}",
        of.join(", ")
    );
    (!of.is_empty()).then_some(Remark::Warning(text))
}

impl Commands {
    /// Writes scripts.
    #[must_use]
    pub fn new(look: &Look) -> Self {
        Self {
            writer: Writer::new(look),
            without: Vec::new(),
            broken: Vec::new(),
        }
    }
}

impl Renderer for Commands {
    fn row(&mut self, row: &Selected, out: &mut Vec<u8>) {
        let of = row.id();
        let command = row.command();
        match &command {
            None => self.without.push(of.clone()),
            Some(Text::Broken(_)) => self.broken.push(of.clone()),
            Some(_) => {}
        }
        let bytes = command
            .map(|command| command.bytes().to_vec())
            .unwrap_or_default();
        self.writer.add(Block { of, bytes }, out);
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
        remarks.extend(not_base64("script", &self.broken));
        remarks
    }
}
