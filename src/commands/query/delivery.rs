//! Hands what a walk brings on to a sink, and what that writes on to the user, page by page.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::grep::GrepFilter;
use crate::engine::Step;
use crate::model::Row;
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
            report: None,
            lacking: Vec::new(),
            ui,
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

    /// Takes what a walk brings.
    pub(super) fn step(&mut self, step: &Step<'_>) -> Result<(), OutputError> {
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

    fn row(&mut self, row: &Row) {
        let found = match &mut self.grep {
            None => Cow::Borrowed(row),
            Some(grep) => match grep.look(row) {
                None => return,
                Some(found) => found,
            },
        };
        self.sink.row(&found, &mut self.buffer);
        // The result may hold the lines that match alone; a report holds whole outputs.
        let found = found.shown().clone();
        if self.report.is_some() {
            self.report_only(&row.clone().showing(found));
        }
    }

    /// A row that is known, though the result will not hold it.
    pub(super) fn report_only(&mut self, row: &Row) {
        if let Some(report) = &mut self.report {
            report.add(row);
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

fn is_same(one: &Row, other: &Row) -> bool {
    Arc::ptr_eq(one.origin(), other.origin()) && one.invocation().key() == other.invocation().key()
}
