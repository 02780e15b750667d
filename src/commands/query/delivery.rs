//! Hands what a walk brings on to a sink, and what that writes on to the user, page by page.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::full::FullOutputs;
use super::grep::GrepFilter;
use super::health::Health;
use super::host_names::{Held, HostNames};
use super::source::Source;
use crate::engine::{Ended, Step, Walked};
use crate::model::{Row, Tally};
use crate::render::{Remark, ReportRows, Sink};
use crate::ui::{OutputError, Ui};

/// Bytes that are gathered before they are written, so that a page of large outputs is not held twice.
const WRITE_AT: usize = 64 * 1024;

/// A sink, and what stands between it and the user.
pub(super) struct Delivery<'a> {
    sink: Box<dyn Sink>,
    /// Leaves rows out that do not match.
    grep: Option<GrepFilter>,
    /// Takes the same rows for reports.
    report: Option<&'a mut ReportRows>,
    /// The rows whose outputs the sink would add.
    lacking: Vec<Row>,
    /// Lets rows wait for the names of their instances.
    names: Option<HostNames>,
    /// Tells how the agents of instances in trouble are.
    health: Option<Health>,
    /// Lets rows wait until their outputs are whole.
    full: Option<FullOutputs>,
    ui: &'a Ui,
    /// Rows that wait until there is something to compare them with.
    held: Option<Vec<Row>>,
    /// What there is to say beside what the sink says.
    remarks: Vec<Remark>,
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
            report: None,
            lacking: Vec::new(),
            names: None,
            health: None,
            full: None,
            ui,
            held: None,
            remarks: Vec::new(),
            buffer: Vec::new(),
            late: BTreeSet::new(),
        }
    }

    /// Lets only rows through that match, where something is searched for.
    pub(super) fn searching(self, grep: Option<GrepFilter>) -> Self {
        Self { grep, ..self }
    }

    /// Lets reports have the rows, too.
    pub(super) fn reporting(self, report: Option<&'a mut ReportRows>) -> Self {
        Self { report, ..self }
    }

    /// Holds the rows that come, where they are to be compared.
    pub(super) fn holding(self, holds: bool) -> Self {
        let held = holds.then(Vec::new);
        Self { held, ..self }
    }

    /// Hands out what was held, and holds nothing from now on.
    pub(super) fn held(&mut self) -> Vec<Row> {
        self.held.take().unwrap_or_default()
    }

    /// Keeps something to be said at the end.
    pub(super) fn remark(&mut self, remark: Remark) {
        self.remarks.push(remark);
    }

    /// Says which rows are to come, where that is known, and whether they are all.
    pub(super) fn announce(&mut self, rows: &[Row], all: bool) {
        self.sink.announce(rows, all);
    }

    /// Hands on a part of an output that is still being written.
    pub(super) fn part(
        &mut self,
        row: &Row,
        part: Range<usize>,
        is_last: bool,
    ) -> Result<(), OutputError> {
        self.sink.part(row, part, is_last, &mut self.buffer);
        if is_last {
            self.report_only(row);
        }
        self.flush()
    }

    /// Lets rows wait for names, where those are wanted.
    pub(super) fn naming(self, names: Option<HostNames>) -> Self {
        Self { names, ..self }
    }

    /// Asks for the agents of instances in trouble, where those are told.
    pub(super) fn asking(self, health: Option<Health>) -> Self {
        Self { health, ..self }
    }

    /// Lets rows wait until outputs are whole, where that is wanted.
    pub(super) fn completing(self, full: Option<FullOutputs>) -> Self {
        Self { full, ..self }
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
        if let Err(error) = held.try_for_each(|held| self.hand_on(held)) {
            walked.ended = Ended::Output(error);
        }
    }

    /// Hands on what need not wait for its outputs.
    fn hand_on(&mut self, held: Held) -> Result<(), OutputError> {
        let ready = match &mut self.full {
            Some(full) => full.take(held),
            None => Some(held),
        };
        ready.map_or(Ok(()), |held| self.write_held(&held))
    }

    fn write_held(&mut self, held: &Held) -> Result<(), OutputError> {
        match held {
            Held::Row(row) => self.write(&Step::Row(row)),
            Held::PageEnd => self.write(&Step::PageEnd),
        }
    }

    /// Gets outputs that are not whole, and hands on the rows that waited for them.
    pub(super) async fn complete(&mut self, source: &Source<'_>, walked: &mut Walked) {
        let Some(mut full) = self.full.take() else {
            return;
        };
        if !matches!(walked.ended, Ended::Signal(_) | Ended::Output(_)) {
            let hand_on = |held: &Held| {
                self.write_held(held)?;
                self.flush()
            };
            let ended = tokio::select! {
                done = full.fetch(source, hand_on) => done.err().map(Ended::Output),
                signal = (source.host.interrupt)() => Some(Ended::Signal(signal)),
            };
            walked.ended = ended.unwrap_or_else(|| std::mem::take(&mut walked.ended));
        }
        if matches!(walked.ended, Ended::Signal(_)) {
            *walked = std::mem::take(walked).nothing_printed();
        }
        self.full = Some(full);
    }

    /// Takes what a walk brings.
    pub(super) fn step(&mut self, step: &Step<'_>) -> Result<(), OutputError> {
        if let Step::Late(_) = step {
            return self.write(step);
        }
        if let Some(names) = &mut self.names {
            names.take(step);
            let ready = names.ready();
            return ready.into_iter().try_for_each(|held| self.hand_on(held));
        }
        match (step, &self.full) {
            (Step::Row(row), Some(_)) => self.hand_on(Held::Row((*row).clone())),
            (Step::PageEnd, Some(_)) => self.hand_on(Held::PageEnd),
            _ => self.write(step),
        }
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

    /// The rows whose outputs the sink or a report would add, each once.
    pub(super) fn lacks_output(&mut self) -> Vec<Row> {
        let mut rows = self.sink.lacks_output();
        self.lacking.clone_from(&rows);
        let report = self
            .report
            .iter_mut()
            .flat_map(|report| report.lacks_output());
        for row in report {
            if !rows.iter().any(|other| is_same(other, &row)) {
                rows.push(row);
            }
        }
        rows
    }

    /// Adds the output of one of them.
    pub(super) fn add_output(&mut self, row: &Row) -> Result<(), OutputError> {
        if let Some(report) = &mut self.report {
            report.add(row);
        }
        if self.lacking.iter().any(|other| is_same(other, row)) {
            self.sink.add_output(row, &mut self.buffer);
        }
        self.flush()
    }

    /// A row that is known, though the result will not hold it.
    pub(super) fn report_only(&mut self, row: &Row) {
        if let Some(report) = &mut self.report {
            report.add(row);
        }
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

    /// Writes a row that was held, beside what it is compared with.
    pub(super) fn compared(&mut self, row: &Row) -> Result<(), OutputError> {
        self.write(&Step::Row(row))?;
        self.write(&Step::PageEnd)
    }

    fn row(&mut self, row: &Row) {
        if let Some(held) = &mut self.held {
            return held.push(row.clone());
        }
        let searched = self.grep.as_mut().map(|grep| grep.look(row));
        let found = match searched {
            None => Cow::Borrowed(row),
            Some(Some(found)) => found,
            Some(None) => return,
        };
        if let Some(health) = &mut self.health {
            health.see(&found);
        }
        self.sink.row(&found, &mut self.buffer);
        // The result may hold the lines that match alone; a report holds whole outputs.
        let found = found.shown().clone();
        if self.report.is_some() {
            self.report_only(&row.clone().showing(found));
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

    /// Tells the sink what is known at the end.
    pub(super) fn conclude(&mut self, tally: &Tally, gaps: Vec<String>) {
        self.sink.conclude(tally, gaps);
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
        remarks.append(&mut self.remarks);
        remarks.extend(self.full.iter().flat_map(FullOutputs::remarks));
        Ok(remarks)
    }
}

fn is_same(one: &Row, other: &Row) -> bool {
    Arc::ptr_eq(one.origin(), other.origin()) && one.invocation().key() == other.invocation().key()
}
