//! table and wide: one line per invocation, instance or run, to be read by people.

use super::grid::{Cells, Grid, GridCell, GridColumn};
use super::layout::Give;
use super::words::{mark, plural, rfc3339, status};
use super::{OutputOptions, Remark, Sink};
use crate::model::column::{Column, Line, Rows, Value, find, lines};
use crate::model::time::{age, took};
use crate::model::{Instance, Row, Shown, Verdict};
use crate::query::Columns;

/// A table of invocations or of their instances.
#[derive(Debug)]
pub struct Table {
    options: OutputOptions,
    rows: Rows,
    columns: Vec<Column>,
    chosen: bool,
    grid: Option<Grid>,
    page: Vec<Row>,
    footer: Footer,
}

/// What the line under the table counts.
#[derive(Debug, Default)]
struct Footer {
    total: usize,
    active: usize,
    waiting: usize,
    failed: usize,
    first_failed: Option<Row>,
}

/// The columns of a table when none were chosen.
#[must_use]
pub fn usual(wide: bool, rows: Rows) -> Vec<Column> {
    let names = match (rows, wide) {
        (Rows::Invocations, false) => "id status ok command created took why",
        (Rows::Invocations, true) => {
            "id status ok command type mode created finished took why region profile tags"
        }
        (Rows::Instances, false) => "id instance status exit took why",
        (Rows::Instances, true) => "id instance status exit command started finished took why tags",
        (Rows::Runs, false) => "id instance run started status exit took why",
        (Rows::Runs, true) => "id instance run started finished took status exit why dropped",
    };
    let names = names.split(' ');
    names.filter_map(|name| find(name, rows)).collect()
}

/// The columns of a table when none were chosen, led by those that tell where a row comes from, when rows come from several
/// places. Runs of one task need not say of which.
fn usual_here(wide: bool, options: &OutputOptions, rows: Rows) -> Vec<Column> {
    let mut columns = usual(wide, rows);
    if rows == Rows::Runs && !wide && !options.invocations {
        columns.retain(|column| column.name != "id");
    }
    for name in options.places() {
        columns.retain(|column| column.name != name);
        columns.splice(0..0, find(name, rows));
    }
    columns
}

impl Table {
    /// A table with the usual columns or chosen ones.
    #[must_use]
    pub fn new(options: OutputOptions, wide: bool, rows: Rows, chosen: Option<&Columns>) -> Self {
        let usual = usual_here(wide, &options, rows);
        Self {
            options,
            rows,
            columns: match chosen {
                Some(chosen) => chosen.apply(usual),
                None => usual,
            },
            chosen: chosen.is_some(),
            grid: None,
            page: Vec::new(),
            footer: Footer::default(),
        }
    }

    /// The grid for a first page: reasons get a column only where something failed.
    fn begin(&mut self, page: &[Row]) -> Grid {
        let mut instances = page.iter().flat_map(Row::instances);
        if !self.chosen && !instances.any(|one| one.verdict() == Verdict::Failed) {
            self.columns.retain(|column| column.name != "why");
        }
        let columns = self.columns.iter().map(|column| {
            let right = column.is_numeric() || column.name == "ok" || self.is_age(column);
            GridColumn::new(self.heading(column), right, self.give(column))
        });
        let mark = GridColumn::of_mark(&self.options).into_iter();
        Grid::new(mark.chain(columns).collect(), &self.options)
    }

    fn is_age(&self, column: &Column) -> bool {
        self.options.terminal
            && match self.rows {
                Rows::Runs => column.name == "started",
                _ => ["created", "inv-created"].contains(&column.name),
            }
    }

    fn heading(&self, column: &Column) -> String {
        match column.name {
            "id" => "INVOCATION".to_owned(),
            "inv-created" if self.is_age(column) => "INV-AGE".to_owned(),
            _ if self.is_age(column) => "AGE".to_owned(),
            name => name.to_uppercase(),
        }
    }

    /// How a column gives way. What was chosen is never dropped, and where rows come from several places each must say from
    /// which.
    fn give(&self, column: &Column) -> Give {
        let shrink = |comfortable, least| Give::Shrink { comfortable, least };
        let then_drop = |comfortable, rank| Give::ShrinkThenDrop { comfortable, rank };
        let rank = match column.name {
            "region" if self.options.regions => return Give::Rigid,
            "profile" if self.options.profiles => return shrink(16, 8),
            "command" => return shrink(22, 12),
            "id" | "status" | "ok" | "exit" | "instance" | "created" | "run" => return Give::Rigid,
            "started" if self.rows == Rows::Runs => return Give::Rigid,
            "tags" => 0,
            "mode" => 1,
            "type" => 2,
            "region" | "profile" => 3,
            "finished" | "started" | "dropped" => 4,
            "why" => 5,
            "took" => 6,
            _ => return shrink(24, 8),
        };
        match column.name {
            "took" if self.chosen => Give::Rigid,
            _ if self.chosen => shrink(24, 8),
            // An instance has one reason and not several: a short cell says it, and more than how long it took.
            "why" if self.rows != Rows::Invocations => then_drop(12, 7),
            "why" | "tags" => then_drop(20, rank),
            _ => Give::Drop(rank),
        }
    }

    fn cells(&self, line: Line<'_>) -> Cells {
        let invocation = line.row.invocation();
        let (word, verdict) = match line.instance {
            Some(instance) => (instance.status().into_owned(), instance.verdict()),
            None => (invocation.status(), invocation.verdict()),
        };
        let (mark, color) = mark(&word, verdict, self.options.ascii);
        let mark = GridCell::new(mark).color(color);
        let mark = self.options.terminal.then_some(mark);
        let cells = self.columns.iter().map(|column| {
            let text = self.text(column, column.value(line));
            match column.name {
                "status" => GridCell::new(status(&text)).color(color),
                _ => GridCell::new(text),
            }
        });
        mark.into_iter().chain(cells).collect()
    }

    fn text(&self, column: &Column, value: Value<'_>) -> String {
        match value {
            Value::Seconds(seconds) => took(seconds),
            Value::Time(time) if self.is_age(column) => age(time, self.options.clock.now()),
            Value::Time(time) => rfc3339(time, &self.options),
            value => value.plain().into_owned(),
        }
    }
}

impl Sink for Table {
    fn row(&mut self, row: &Row, _out: &mut Vec<u8>) {
        self.footer.count(row);
        self.page.push(row.clone());
    }

    fn page_end(&mut self, out: &mut Vec<u8>) {
        let page = std::mem::take(&mut self.page);
        if page.is_empty() {
            return;
        }
        let mut grid = match self.grid.take() {
            Some(grid) => grid,
            None => self.begin(&page),
        };
        let lines = page.iter().flat_map(|row| lines(row, self.rows));
        let cells: Vec<Cells> = lines.map(|line| self.cells(line)).collect();
        grid.write(&cells, out);
        self.grid = Some(grid);
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        self.page_end(out);
        match (self.footer.total, whole) {
            (0, true) => vec![Remark::Nothing(noun(self.rows))],
            _ if self.options.terminal => self.footer.lines(&self.options, self.rows),
            _ => Vec::new(),
        }
    }
}

/// What is counted under a table: runs, or invocations even where their instances are listed.
fn noun(rows: Rows) -> &'static str {
    match rows {
        Rows::Runs => "run",
        _ => "invocation",
    }
}

/// Whether nothing of what was selected has begun.
fn waits(row: &Row) -> bool {
    let scheduled = |status: &str| status.eq_ignore_ascii_case("Scheduled");
    let invocation = row.invocation();
    if invocation.is_run() || *row.named() != Shown::All {
        let mut judged = invocation.chosen(row.named()).map(Instance::status);
        return judged.all(|status| scheduled(&status));
    }
    scheduled(&invocation.status())
}

impl Footer {
    /// Counts a row by what was selected of it.
    fn count(&mut self, row: &Row) {
        self.total += 1;
        match row.verdict() {
            Verdict::Failed => {
                self.failed += 1;
                self.first_failed.get_or_insert_with(|| row.clone());
            }
            Verdict::Pending if waits(row) => self.waiting += 1,
            Verdict::Pending => self.active += 1,
            _ => {}
        }
    }

    fn lines(&self, options: &OutputOptions, rows: Rows) -> Vec<Remark> {
        let counts = [
            (self.active, "active"),
            (self.waiting, "waiting"),
            (self.failed, "failed"),
        ];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        let mut summary = plural(self.total, noun(rows));
        if !counts.is_empty() {
            summary = format!("{summary}: {}", counts.join(", "));
        }
        let mut lines = vec![String::new(), summary];
        if let Some(row) = &self.first_failed {
            let (program, id) = (options.program_for(row), row.id());
            let how = match rows {
                Rows::Runs => " --history --failed -o output",
                _ => "",
            };
            lines.push(format!("see why:  {program} {id}{how}"));
        }
        lines.into_iter().map(Remark::Line).collect()
    }
}
