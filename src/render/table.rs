//! table and wide: one line per invocation, instance or run, to be read by people.

use super::grid::{Grid, GridCell, GridColumn};
use super::layout::Give;
use super::words::{mark, plural, short_status, short_why, status, time};
use super::{OutputOptions, Remark, Sink};
use crate::model::column::{Column, Line, Rows, Value, find, lines};
use crate::model::time::{age, took};
use crate::model::{Instance, Row, Shown, Verdict};
use crate::query::Columns;
use crate::vocabulary::process_exit;

/// A table of invocations or of their instances.
#[derive(Debug)]
pub struct Table {
    listing: Listing,
    page: Vec<Row>,
    footer: Footer,
}

/// Columns, and the lines that are written in them.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) options: OutputOptions,
    rows: Rows,
    columns: Vec<Column>,
    /// Columns that were asked for by name, which never give way altogether.
    named: Vec<&'static str>,
    grid: Option<Grid>,
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
    columns(names, rows)
}

fn columns(names: &str, rows: Rows) -> Vec<Column> {
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
    columns = options.with_hosts(columns, rows);
    for name in options.places() {
        columns.retain(|column| column.name != name);
        columns.splice(0..0, find(name, rows));
    }
    columns
}

impl Table {
    /// A table with the usual columns or chosen ones. A wide one is as wide as its texts.
    #[must_use]
    pub fn new(options: OutputOptions, wide: bool, rows: Rows, chosen: Option<&Columns>) -> Self {
        let columns = usual_here(wide, &options, rows);
        Self {
            listing: Listing::new(options, wide, rows, columns, chosen),
            page: Vec::new(),
            footer: Footer::default(),
        }
    }
}

impl Listing {
    fn new(
        options: OutputOptions,
        wide: bool,
        rows: Rows,
        usual: Vec<Column>,
        chosen: Option<&Columns>,
    ) -> Self {
        let width = options.width.filter(|_| !wide);
        let named = chosen.map(|chosen| chosen.apply(Vec::new()));
        let named = named.unwrap_or_default();
        Self {
            options: OutputOptions { width, ..options },
            rows,
            columns: match chosen {
                Some(chosen) => chosen.apply(usual),
                None => usual,
            },
            named: named.iter().map(|column| column.name).collect(),
            grid: None,
        }
    }

    /// The instances of one invocation.
    pub(super) fn of_instances(options: OutputOptions, wide: bool) -> Self {
        let names = if wide {
            "instance status exit took why started finished dropped oss-status"
        } else {
            "instance status exit took why"
        };
        let usual = options.with_hosts(columns(names, Rows::Instances), Rows::Instances);
        Self::new(options, wide, Rows::Instances, usual, None)
    }

    /// Writes lines. The first ones settle the columns: reasons and uploads get one only where there are any.
    pub(super) fn write(&mut self, lines: &[Line<'_>], out: &mut Vec<u8>) {
        let mut grid = self.grid.take().unwrap_or_else(|| {
            let named = &self.named;
            let is_empty = |column: &Column| {
                let empty = |line: &Line<'_>| column.value(*line) == Value::None;
                lines.iter().all(empty)
            };
            self.columns.retain(|column| {
                let is_rare = ["why", "oss-status"].contains(&column.name);
                !is_rare || named.contains(&column.name) || !is_empty(column)
            });
            self.grid()
        });
        grid.write(lines.iter().map(|line| self.cells(*line)).collect(), out);
        self.grid = Some(grid);
    }

    fn grid(&self) -> Grid {
        let mark = self.options.terminal;
        let mark = mark.then(|| GridColumn::bare(false, Give::RIGID));
        let columns = self.columns.iter().map(|column| GridColumn {
            heading: self.heading(column),
            right: column.is_numeric() || column.name == "ok" || self.is_age(column),
            give: self.give(column),
        });
        Grid::new(mark.into_iter().chain(columns).collect(), &self.options)
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
            "host" => "NAME".to_owned(),
            name => name.to_uppercase(),
        }
    }

    /// How a column gives way: how long it took, how old it is and the exit code, which the reason repeats, go first; then
    /// names and chosen texts shrink, reasons last.
    fn give(&self, column: &Column) -> Give {
        match column.name {
            "took" if !self.named.contains(&column.name) => Give::whole(0),
            "created" | "exit" if !self.named.contains(&column.name) => Give::whole(1),
            "command" => Give::shrinks(3, 22, 12),
            "why" => Give::shrinks(5, 24, 18),
            "profile" => Give::shrinks(4, 16, 8),
            "host" => Give::shrinks(3, 20, 10),
            "id" | "instance" | "status" | "inv-status" | "ok" | "region" => Give::RIGID,
            _ if column.is_numeric() || column.is_time() => Give::RIGID,
            _ => Give::shrinks(4, 24, 8),
        }
    }

    /// The mark in front of a line, and its cells.
    fn cells(&self, line: Line<'_>) -> Vec<GridCell> {
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
                "status" => {
                    let cell = GridCell::new(status(&text)).color(color);
                    cell.short(short_status(&text))
                }
                "why" => GridCell::new(&text).short(short_why(&text)),
                _ => GridCell::new(text),
            }
        });
        mark.into_iter().chain(cells).collect()
    }

    fn text(&self, column: &Column, value: Value<'_>) -> String {
        match value {
            Value::Seconds(seconds) => took(seconds),
            Value::Number(code) if column.name == "exit" => process_exit(code),
            Value::Time(then) if self.is_age(column) => age(then, self.options.clock.now()),
            Value::Time(then) => time(then, &self.options),
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
        let rows = self.listing.rows;
        let lines: Vec<Line<'_>> = page.iter().flat_map(|row| lines(row, rows)).collect();
        if !lines.is_empty() {
            self.listing.write(&lines, out);
        }
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        self.page_end(out);
        let Listing { options, rows, .. } = &self.listing;
        match (self.footer.total, whole) {
            (0, true) => vec![Remark::Nothing(noun(*rows))],
            _ if options.terminal => self.footer.lines(options, *rows),
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
