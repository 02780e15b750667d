//! Hands what a walk brings on to a sink, and what that writes on to the user, page by page.

use std::collections::BTreeSet;

use super::grep::GrepFilter;
use crate::engine::Step;
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
            ui,
            buffer: Vec::new(),
            late: BTreeSet::new(),
        }
    }

    /// Lets only rows through that match, where something is searched for.
    pub(super) fn searching(self, grep: Option<GrepFilter>) -> Self {
        Self { grep, ..self }
    }

    /// Says how many rows are to come, where that is known.
    pub(super) fn announce(&mut self, rows: usize) {
        self.sink.announce(rows);
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

    /// The rows whose outputs the sink would add.
    pub(super) fn lacks_output(&mut self) -> Vec<Row> {
        self.sink.lacks_output()
    }

    /// Adds the output of one of them.
    pub(super) fn add_output(&mut self, row: &Row) -> Result<(), OutputError> {
        self.sink.add_output(row, &mut self.buffer);
        self.flush()
    }

    fn row(&mut self, row: &Row) {
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
