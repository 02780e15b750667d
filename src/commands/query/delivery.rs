//! Hands what a walk brings on to a renderer, and what that writes on to the user, page by page.

use std::collections::BTreeSet;

use super::arrange::Gathered;
use crate::engine::Step;
use crate::model::Tally;
use crate::query::Query;
use crate::render::{Remark, Sink};
use crate::ui::{OutputError, Ui};

/// Bytes that are gathered before they are written, so that a page of large outputs is not held twice.
const WRITE_AT: usize = 64 * 1024;

/// A renderer, and what stands between it and the user.
pub(super) struct Delivery<'a> {
    renderer: Box<dyn Sink>,
    /// The query that sorts the rows, where they do not come in order.
    sorting: Option<&'a Query>,
    ui: &'a Ui,
    buffer: Vec<u8>,
    /// What waits for the others, since all of it is to be sorted.
    held: Gathered,
    /// Targets that were told to be late.
    late: BTreeSet<String>,
}

impl<'a> Delivery<'a> {
    /// Writes rows as they come: they are in order.
    pub(super) fn new(renderer: Box<dyn Sink>, ui: &'a Ui) -> Self {
        Self {
            renderer,
            sorting: None,
            ui,
            buffer: Vec::new(),
            held: Gathered::default(),
            late: BTreeSet::new(),
        }
    }

    /// Holds the rows until the end where `query` sorts them.
    pub(super) fn sorting(renderer: Box<dyn Sink>, query: &'a Query, ui: &'a Ui) -> Self {
        Self {
            sorting: query.sort.is_some().then_some(query),
            ..Self::new(renderer, ui)
        }
    }

    /// Says how many rows are to come, where that is known.
    pub(super) fn announce(&mut self, rows: usize) {
        self.renderer.announce(rows);
    }

    /// Takes what a walk brings.
    pub(super) fn step(&mut self, step: &Step<'_>) -> Result<(), OutputError> {
        match step {
            Step::Row(_) | Step::Hidden(_) if self.sorting.is_some() => self.held.take(step),
            Step::Hidden(_) => {}
            Step::Row(row) => self.renderer.row(row, &mut self.buffer),
            Step::Body { body, walk, .. } => self.renderer.body(body, *walk, &mut self.buffer),
            Step::Late(label) => {
                if self.late.insert((*label).to_owned()) {
                    self.ui.note(&format!(
                        "{label} has not answered yet; the rows of the others go on without it"
                    ));
                }
            }
            Step::PageEnd => {
                self.renderer.page_end(&mut self.buffer);
                return self.flush();
            }
        }
        self.flush_if_large()
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
    pub(super) fn end(mut self, whole: bool) -> Result<End, OutputError> {
        let mut tally = None;
        if let Some(query) = self.sorting {
            let (rows, sorted) = std::mem::take(&mut self.held).arrange(query);
            tally = sorted;
            for row in &rows {
                self.renderer.row(row, &mut self.buffer);
                self.flush_if_large()?;
            }
        }
        while self.renderer.more(whole, &mut self.buffer) {
            self.flush()?;
        }
        let remarks = self.renderer.end(whole, &mut self.buffer);
        self.flush()?;
        Ok(End { remarks, tally })
    }
}

/// What is known when a result has ended.
pub(super) struct End {
    /// What the renderer has to say.
    pub remarks: Vec<Remark>,
    /// How the set stands, where only the order of the rows tells where it ends.
    pub tally: Option<Tally>,
}
