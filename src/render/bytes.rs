//! output and command: the decoded bytes. One of them: exactly its bytes. Several: a line before each says whose they are.

use std::borrow::Cow;
use std::ops::Range;

use super::texts::Texts;
use super::words::{stands, status};
use super::{OutputOptions, Remark, Sink};
use crate::cells::wrapped;
use crate::model::{Instance, Row, Text};
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

/// Writes texts. Only a single one has no line above it; unless it is known how many come, the first is held back until a
/// second comes.
#[derive(Debug)]
pub struct Bytes {
    options: OutputOptions,
    kind: TextKind,
    texts: Texts,
    /// Texts are searched: one that matches is not the only one that was asked for.
    is_searched: bool,
    /// Whether a line stands above each, once that is known.
    is_headed: Option<bool>,
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
            is_searched: false,
            is_headed: None,
            first: None,
            has_begun: false,
            ends_open: false,
        }
    }

    /// Writes only those of the texts that match something.
    #[must_use]
    pub fn searched(self, is_searched: bool) -> Self {
        Self {
            is_searched,
            ..self
        }
    }

    fn add(&mut self, block: Block<'_>, out: &mut Vec<u8>) {
        match self.is_headed {
            Some(true) => return self.headed(&block, out),
            Some(false) => return show(&block.bytes, &self.options, out),
            None => {}
        }
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
        let ends_open = block.bytes.last().is_some_and(|last| *last != b'\n');
        show(&block.bytes, &self.options, out);
        // On a terminal anything may be said before the next block.
        let is_ended = ends_open && self.options.terminal;
        out.extend(is_ended.then_some(b'\n'));
        self.ends_open = ends_open && !is_ended;
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

    /// How many outputs of a row were asked for.
    fn asked(&self, row: &Row) -> usize {
        let chosen = if self.is_searched {
            row.named()
        } else {
            row.shown()
        };
        row.invocation().chosen(chosen).count()
    }

    /// Counts what there is to say of an output.
    fn count(&mut self, row: &Row, instance: Instance<'_>, name: &str, output: Option<&Text<'_>>) {
        self.texts.count_cut(row, instance);
        self.texts.count_broken(output, || name.to_owned());
        if output.is_none() {
            let stands = stands(instance);
            let of = format!("{name} ({})", status(&stands));
            self.texts.count_without(&of);
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
        if self.is_searched && self.is_headed.is_none() {
            self.is_headed = Some(self.options.invocations || self.asked(row) > 1);
        }
        for instance in row.instances() {
            let name = self.options.name(row, instance);
            let output = instance.output();
            self.count(row, instance, &name, output.as_ref());
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

    fn announce(&mut self, rows: &[Row], all: bool) {
        if self.kind != TextKind::Commands {
            let asked: usize = rows.iter().map(|row| self.asked(row)).sum();
            let is_list = self.is_searched && self.options.invocations;
            self.is_headed = Some(asked != 1 || !all || is_list);
        }
    }

    fn part(&mut self, row: &Row, part: Range<usize>, is_last: bool, out: &mut Vec<u8>) {
        let Some(instance) = row.instances().next() else {
            return;
        };
        let name = self.options.name(row, instance);
        let output = instance.output();
        let bytes = output.as_ref().and_then(|output| output.bytes().get(part));
        match (self.kind, bytes.unwrap_or_default()) {
            (TextKind::PrefixedOutputs, bytes) => self.prefixed(&name, bytes, out),
            (_, bytes) => show(bytes, &self.options, out),
        }
        if is_last {
            self.count(row, instance, &name, output.as_ref());
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
