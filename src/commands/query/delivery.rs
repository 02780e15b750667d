//! Hands what a walk brings on to a sink, and what that writes on to the user, page by page.

use std::collections::BTreeSet;

use super::grep::GrepFilter;
use super::health::Health;
use super::host_names::{Held, HostNames};
use super::source::Source;
use crate::engine::{Ended, Step, Walked};
use crate::model::Row;
use crate::render::{Remark, Sink};
use crate::ui::{OutputError, Ui};

/// Bytes that are gathered before they are written, so that a page of large outputs is not held twice.
const WRITE_AT: usize = 64 * 1024;

/// A sink, and what stands between it and the user.
pub(super) struct Delivery<'a> {
    sink: Box<dyn Sink>,
    /// Leaves rows out that do not match.
    grep: Option<GrepFilter>,
    /// Lets rows wait for the names of their instances.
    names: Option<HostNames>,
    /// Tells how the agents of instances in trouble are.
    health: Option<Health>,
    ui: &'a Ui,
    buffer: Vec<u8>,
    /// Targets that were told to be late.
    late: BTreeSet<String>,
}

impl<'a> Delivery<'a> {
    /// Writes rows as they come: they are in order.
    pub(super) fn new(sink: Box<dyn Sink>, ui: &'a Ui) -> Self {
        Self {
            sink,
            grep: None,
            names: None,
            health: None,
            ui,
            buffer: Vec::new(),
            late: BTreeSet::new(),
        }
    }

    /// Lets only rows through that match, where something is searched for.
    pub(super) fn searching(self, grep: Option<GrepFilter>) -> Self {
        Self { grep, ..self }
    }

    /// Lets rows wait for names, where those are wanted.
    pub(super) fn naming(self, names: Option<HostNames>) -> Self {
        Self { names, ..self }
    }

    /// Asks for the agents of instances in trouble, where those are told.
    pub(super) fn asking(self, health: Option<Health>) -> Self {
        Self { health, ..self }
    }

    /// Asks for the names in rows that are to be put in order.
    pub(super) async fn learn<'r>(&mut self, rows: impl Iterator<Item = &'r Row>) {
        if let Some(names) = &mut self.names {
            names.learn(rows).await;
        }
    }

    /// Waits for the names that are missing, but not when it was interrupted, and hands on what waited for them.
    pub(super) async fn settle(&mut self, source: &Source<'_>, walked: &mut Walked) {
        let Some(names) = &mut self.names else {
            return;
        };
        if matches!(walked.ended, Ended::Output(_)) {
            return;
        }
        if !matches!(walked.ended, Ended::Signal(_)) {
            tokio::select! {
                () = names.settle() => {}
                signal = (source.host.interrupt)() => walked.ended = Ended::Signal(signal),
            }
        }
        names.tell(source);
        let mut held = names.release().into_iter();
        if let Err(error) = held.try_for_each(|held| self.hand_on(&held)) {
            walked.ended = Ended::Output(error);
        }
    }

    fn hand_on(&mut self, held: &Held) -> Result<(), OutputError> {
        match held {
            Held::Row(row) => self.write(&Step::Row(row)),
            Held::PageEnd => self.write(&Step::PageEnd),
        }
    }

    /// Says how many rows are to come, where that is known.
    pub(super) fn announce(&mut self, rows: usize) {
        self.sink.announce(rows);
    }

    /// Takes what a walk brings.
    pub(super) fn step(&mut self, step: &Step<'_>) -> Result<(), OutputError> {
        let Some(names) = &mut self.names else {
            return self.write(step);
        };
        if let Step::Late(_) = step {
            return self.write(step);
        }
        names.take(step);
        let ready = names.ready();
        ready.iter().try_for_each(|held| self.hand_on(held))
    }

    fn write(&mut self, step: &Step<'_>) -> Result<(), OutputError> {
        match step {
            Step::Hidden(_) => {}
            Step::Row(row) => self.row(row),
            Step::Body { body, walk, .. } => self.sink.body(body, *walk, &mut self.buffer),
            Step::Late(label) => {
                if self.late.insert((*label).to_owned()) {
                    self.ui.note(&format!(
                        "{label} has not answered yet; the rows of the others go on without it"
                    ));
                }
            }
            Step::PageEnd => {
                self.sink.page_end(&mut self.buffer);
                return self.flush();
            }
        }
        self.flush_if_large()
    }

    /// Takes rows that are known, as one page.
    pub(super) fn rows(&mut self, rows: &[Row]) -> Result<(), OutputError> {
        let mut steps = rows.iter().map(Step::Row).chain([Step::PageEnd]);
        steps.try_for_each(|step| self.step(&step))
    }

    /// Tells how agents are, below what was written.
    pub(super) async fn tell_health(&mut self, source: &Source<'_>, walked: &mut Walked) {
        let Some(health) = &self.health else { return };
        if matches!(walked.ended, Ended::Output(_) | Ended::Signal(_)) {
            return;
        }
        tokio::select! {
            lines = health.lines(source) => self.buffer.extend_from_slice(lines.as_bytes()),
            signal = (source.host.interrupt)() => walked.ended = Ended::Signal(signal),
        }
        if let Err(error) = self.flush() {
            walked.ended = Ended::Output(error);
        }
    }

    fn row(&mut self, row: &Row) {
        if let Some(health) = &mut self.health {
            health.see(row);
        }
        let Some(grep) = &mut self.grep else {
            return self.sink.row(row, &mut self.buffer);
        };
        if let Some(row) = grep.look(row) {
            self.sink.row(&row, &mut self.buffer);
        }
    }

    fn flush_if_large(&mut self) -> Result<(), OutputError> {
        if self.buffer.len() >= WRITE_AT {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), OutputError> {
        self.ui.data(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// Ends the result; `whole` says that nothing is missing.
    pub(super) fn end(mut self, whole: bool) -> Result<Vec<Remark>, OutputError> {
        while self.sink.more(whole, &mut self.buffer) {
            self.flush()?;
        }
        let mut remarks = self.sink.end(whole, &mut self.buffer);
        self.flush()?;
        let searched = self.grep.iter().flat_map(GrepFilter::remarks);
        remarks.extend(searched);
        Ok(remarks)
    }
}
