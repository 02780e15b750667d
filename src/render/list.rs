//! table: one row per invocation.

use super::grid::{Column, Entry, Grid, Row};
use super::layout::Give;
use super::words::{mark, ok_of_all, plural, rfc3339, status, sum_up};
use super::{Look, Remark, Renderer};
use crate::model::time::{age, took};
use crate::model::{Selected, Verdict};

/// A table of invocations.
#[derive(Debug)]
pub struct List {
    look: Look,
    grid: Option<Grid>,
    page: Vec<Selected>,
    with_why: bool,
    tally: Tally,
}

/// What the line under the table says.
#[derive(Debug, Default)]
struct Tally {
    total: usize,
    active: usize,
    waiting: usize,
    failed: usize,
    first_failed: Option<String>,
}

impl List {
    /// A table that looks so.
    #[must_use]
    pub fn new(look: Look) -> Self {
        Self {
            look,
            grid: None,
            page: Vec::new(),
            with_why: false,
            tally: Tally::default(),
        }
    }

    fn columns(&self) -> Vec<Column> {
        let column = |heading, right, give| Column {
            heading,
            right,
            give,
        };
        let mut columns = Vec::new();
        if self.look.terminal {
            columns.push(column("", false, Give::Rigid));
        }
        columns.extend([
            column("INVOCATION", false, Give::Rigid),
            column("STATUS", false, Give::Rigid),
            column("OK", true, Give::Rigid),
            column(
                "COMMAND",
                false,
                Give::Shrink {
                    comfortable: 22,
                    least: 12,
                },
            ),
            if self.look.terminal {
                column("AGE", true, Give::Rigid)
            } else {
                column("CREATED", false, Give::Rigid)
            },
            column("TOOK", true, Give::Drop(1)),
        ]);
        if self.with_why {
            let give = Give::ShrinkThenDrop {
                comfortable: 20,
                rank: 0,
            };
            columns.push(column("WHY", false, give));
        }
        columns
    }

    fn cells(&self, row: &Selected) -> Row {
        let word = row.status();
        let (mark, color) = mark(&word, row.verdict(), self.look.ascii);
        let created = row.created().map(|created| {
            if self.look.terminal {
                age(created, self.look.now)
            } else {
                rfc3339(created, &self.look)
            }
        });
        let name = row.record().text("CommandName").unwrap_or_default();
        let mut cells = Vec::new();
        if self.look.terminal {
            cells.push(Entry::new(mark).color(color));
        }
        cells.extend([
            Entry::new(row.id()),
            Entry::new(status(&word)).color(color),
            Entry::new(ok_of_all(row.counts())),
            Entry::new(name),
            Entry::new(created.unwrap_or_default()),
            Entry::new(row.took_seconds().map(took).unwrap_or_default()),
        ]);
        if self.with_why {
            cells.push(Entry::new(sum_up(row.instances())));
        }
        cells
    }
}

impl Renderer for List {
    fn row(&mut self, row: &Selected, _out: &mut Vec<u8>) {
        self.tally.count(row);
        self.page.push(row.clone());
    }

    fn page_end(&mut self, out: &mut Vec<u8>) {
        let page = std::mem::take(&mut self.page);
        if page.is_empty() {
            return;
        }
        let mut grid = self.grid.take().unwrap_or_else(|| {
            self.with_why = page.iter().any(|row| row.counts().failed > 0);
            Grid::new(self.columns(), &self.look)
        });
        let rows: Vec<Row> = page.iter().map(|row| self.cells(row)).collect();
        grid.write(&rows, out);
        self.grid = Some(grid);
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        self.page_end(out);
        match (self.tally.total, whole) {
            (0, true) => vec![Remark::Nothing],
            _ if self.look.terminal => self.tally.lines(),
            _ => Vec::new(),
        }
    }
}

impl Tally {
    fn count(&mut self, row: &Selected) {
        self.total += 1;
        match row.verdict() {
            Verdict::Failed => {
                self.failed += 1;
                self.first_failed.get_or_insert_with(|| row.id());
            }
            Verdict::Pending if row.status().eq_ignore_ascii_case("Scheduled") => self.waiting += 1,
            Verdict::Pending => self.active += 1,
            _ => {}
        }
    }

    fn lines(&self) -> Vec<Remark> {
        let parts = [
            (self.active, "active"),
            (self.waiting, "waiting"),
            (self.failed, "failed"),
        ];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let total = plural(self.total, "invocation");
        let summary = if parts.is_empty() {
            total
        } else {
            format!("{total}: {}", parts.join(", "))
        };
        let mut lines = vec![Remark::Line(String::new()), Remark::Line(summary)];
        if let Some(id) = &self.first_failed {
            lines.push(Remark::Line(format!("see why:  invq {id}")));
        }
        lines
    }
}
