//! Hands what a walk brings on to a renderer, and what that writes on to the user, page by page.

use std::collections::BTreeSet;

use crate::engine::Step;
use crate::model::Selected;
use crate::model::column::{Line, Value};
use crate::query::Query;
use crate::render::{Remark, Renderer};
use crate::ui::{OutputError, Ui};

/// Bytes that are gathered before they are written, so that a page of large outputs is not held twice.
const WRITE_AT: usize = 64 * 1024;

/// A renderer, and what stands between it and the user.
pub(super) struct Delivery<'a> {
    renderer: Box<dyn Renderer>,
    query: &'a Query,
    ui: &'a Ui,
    buffer: Vec<u8>,
    /// Rows that wait for the others, since all of them are to be sorted.
    held: Vec<Selected>,
    /// Targets that were told to be late.
    late: BTreeSet<String>,
}

impl<'a> Delivery<'a> {
    pub(super) fn new(renderer: Box<dyn Renderer>, query: &'a Query, ui: &'a Ui) -> Self {
        Self {
            renderer,
            query,
            ui,
            buffer: Vec::new(),
            held: Vec::new(),
            late: BTreeSet::new(),
        }
    }

    /// Says how many rows are to come, where that is known.
    pub(super) fn announce(&mut self, rows: usize) {
        self.renderer.announce(rows);
    }

    /// Takes what a walk brings.
    pub(super) fn step(&mut self, step: &Step<'_>) -> Result<(), OutputError> {
        match step {
            Step::Row(row) if self.query.sort.is_some() => self.held.push((*row).clone()),
            Step::Row(row) => self.renderer.row(row, &mut self.buffer),
            Step::Body(body, _) => self.renderer.body(body, &mut self.buffer),
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
    pub(super) fn end(mut self, whole: bool) -> Result<Vec<Remark>, OutputError> {
        let mut held = std::mem::take(&mut self.held);
        arrange(&mut held, self.query);
        for row in &held {
            self.renderer.row(row, &mut self.buffer);
            self.flush_if_large()?;
        }
        while self.renderer.more(whole, &mut self.buffer) {
            self.flush()?;
        }
        let remarks = self.renderer.end(whole, &mut self.buffer);
        self.flush()?;
        Ok(remarks)
    }
}

/// Sorts rows as asked for, and only then applies the limit.
pub(super) fn arrange(rows: &mut Vec<Selected>, query: &Query) {
    let Some(sort) = query.sort else { return };
    // A value may take a while to work out, so each is worked out once and not for each comparison.
    let keyed = rows.iter().map(|row| {
        // A run is sorted by what its instance did.
        let instance = row.instances().next().filter(|_| row.is_run());
        let line = Line { row, instance };
        (sort.column.value(line), row)
    });
    let mut keyed: Vec<(Value<'_>, &Selected)> = keyed.collect();
    keyed.sort_by(|(a, _), (b, _)| a.order(b, sort.descending));
    let limit = query.limit.unwrap_or(usize::MAX);
    let sorted = keyed.into_iter().take(limit).map(|(_, row)| row.clone());
    *rows = sorted.collect::<Vec<_>>();
}
