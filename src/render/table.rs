//! table and wide: one row per invocation or instance, for eyes.

use jiff::Timestamp;

use super::grid::{self, Cells, Entry, Grid};
use super::layout::Give;
use super::words::{mark, plural, rfc3339};
use super::{OutputOptions, Remark, Sink};
use crate::model::column::{Column, Line, Rows, Value, find};
use crate::model::time::{age, took};
use crate::model::{Instance, Row, Shown, Verdict};
use crate::query::Columns;

/// The columns that are shown when none were chosen.
const LIST: [&str; 7] = ["id", "status", "ok", "command", "created", "took", "why"];
const WIDE: [&str; 13] = [
    "id", "status", "ok", "command", "type", "mode", "created", "finished", "took", "why",
    "region", "profile", "tags",
];
const RUNS: [&str; 8] = [
    "id", "instance", "run", "started", "status", "exit", "took", "why",
];
const WIDE_RUNS: [&str; 10] = [
    "id", "instance", "run", "started", "finished", "took", "status", "exit", "why", "dropped",
];
const INSTANCES: [&str; 6] = ["id", "instance", "status", "exit", "took", "why"];
const WIDE_INSTANCES: [&str; 10] = [
    "id", "instance", "status", "exit", "command", "started", "finished", "took", "why", "tags",
];

/// A table of invocations or of their instances.
#[derive(Debug)]
pub struct Table {
    options: OutputOptions,
    rows: Rows,
    columns: Vec<Column>,
    chosen: bool,
    grid: Option<Grid>,
    page: Vec<Row>,
    tally: Tally,
}

/// What the line under the table says.
#[derive(Debug, Default)]
struct Tally {
    total: usize,
    active: usize,
    waiting: usize,
    failed: usize,
    first_failed: Option<Row>,
}

/// The columns of a table when none were chosen.
#[must_use]
pub fn usual(wide: bool, rows: Rows) -> Vec<Column> {
    let names: &[&str] = match (rows, wide) {
        (Rows::Invocations, false) => &LIST,
        (Rows::Invocations, true) => &WIDE,
        (Rows::Instances, false) => &INSTANCES,
        (Rows::Instances, true) => &WIDE_INSTANCES,
        (Rows::Runs, false) => &RUNS,
        (Rows::Runs, true) => &WIDE_RUNS,
    };
    names.iter().filter_map(|name| find(name, rows)).collect()
}

/// The columns of a table when none were chosen, led by those that tell where a row comes from, when rows come from several
/// places. Runs of one task need not say of which.
fn usual_here(wide: bool, options: &OutputOptions, rows: Rows) -> Vec<Column> {
    let mut columns = usual(wide, rows);
    if rows == Rows::Runs && !wide && !options.invocations {
        columns.retain(|column| column.name != "id");
    }
    let places = [("profile", options.profiles), ("region", options.regions)];
    for (name, _) in places.iter().filter(|(_, several)| *several) {
        columns.retain(|column| column.name != *name);
        if let Some(column) = find(name, rows) {
            columns.insert(0, column);
        }
    }
    columns
}

impl Table {
    /// A table that looks so, with the usual columns or chosen ones.
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
            tally: Tally::default(),
        }
    }

    /// The grid for a first page: reasons get a column only where something failed.
    fn begin(&mut self, page: &[Row]) -> Grid {
        let failed = page
            .iter()
            .any(|row| row.instances().any(|one| one.verdict() == Verdict::Failed));
        if !self.chosen && !failed {
            self.columns.retain(|column| column.name != "why");
        }
        let marks = self.options.terminal.then_some(grid::Column {
            heading: String::new(),
            right: false,
            give: Give::Rigid,
        });
        let columns = self.columns.iter().map(|column| grid::Column {
            heading: self.heading(column),
            right: column.is_numeric() || column.name == "ok" || self.is_age(column),
            give: self.give(column),
        });
        Grid::new(marks.into_iter().chain(columns).collect(), &self.options)
    }

    /// How a column gives way. Where rows come from several places, each must say from which.
    fn give(&self, column: &Column) -> Give {
        match column.name {
            "region" if self.options.regions => Give::Rigid,
            "profile" if self.options.profiles => Give::Shrink {
                comfortable: 16,
                least: 8,
            },
            _ => usual_give(column, self.chosen, self.rows),
        }
    }

    fn is_age(&self, column: &Column) -> bool {
        let ages: &[&str] = match self.rows {
            Rows::Runs => &["started"],
            _ => &["created", "inv-created"],
        };
        self.options.terminal && ages.contains(&column.name)
    }

    fn heading(&self, column: &Column) -> String {
        match column.name {
            "id" => "INVOCATION".to_owned(),
            "inv-created" if self.is_age(column) => "INV-AGE".to_owned(),
            _ if self.is_age(column) => "AGE".to_owned(),
            name => name.to_uppercase(),
        }
    }

    fn rows(&self, page: &[Row]) -> Vec<Cells> {
        if self.rows == Rows::Invocations {
            return page
                .iter()
                .map(|row| {
                    self.cells(Line {
                        row,
                        instance: None,
                    })
                })
                .collect();
        }
        let lines = page.iter().flat_map(|row| {
            row.instances().map(move |instance| Line {
                row,
                instance: Some(instance),
            })
        });
        lines.map(|line| self.cells(line)).collect()
    }

    fn cells(&self, line: Line<'_>) -> Cells {
        let status = line.instance.map(|instance| instance.status().into_owned());
        let status = status.unwrap_or_else(|| line.row.invocation().status());
        let verdict = line
            .instance
            .map_or_else(|| line.row.invocation().verdict(), Instance::verdict);
        let (mark, color) = mark(&status, verdict, self.options.ascii);
        let mark = self.options.terminal.then(|| Entry::new(mark).color(color));
        let cell = |column: &Column| {
            let text = self.text(column, column.value(line));
            let entry = Entry::new(if text.is_empty() && column.name == "status" {
                "-".to_owned()
            } else {
                text
            });
            if column.name == "status" {
                entry.color(color)
            } else {
                entry
            }
        };
        mark.into_iter()
            .chain(self.columns.iter().map(cell))
            .collect()
    }

    fn text(&self, column: &Column, value: Value<'_>) -> String {
        match value {
            Value::None => String::new(),
            Value::Text(text) => text.into_owned(),
            Value::Number(number) => number.to_string(),
            Value::Seconds(seconds) => took(seconds),
            Value::Time(time) => self.time(column, time),
        }
    }

    fn time(&self, column: &Column, time: Timestamp) -> String {
        if self.is_age(column) {
            age(time, self.options.clock.now())
        } else {
            rfc3339(time, &self.options)
        }
    }
}

/// Whether nothing of it has begun.
fn waits(row: &Row) -> bool {
    let scheduled = |status: &str| status.eq_ignore_ascii_case("Scheduled");
    let invocation = row.invocation();
    if invocation.is_run() || *row.named() != Shown::All {
        let mut judged = invocation.chosen(row.named());
        return judged.all(|instance| scheduled(&instance.status()));
    }
    scheduled(&invocation.status())
}

/// How a column gives way. What was chosen is never dropped.
fn usual_give(column: &Column, chosen: bool, rows: Rows) -> Give {
    let rank = match column.name {
        "command" => {
            return Give::Shrink {
                comfortable: 22,
                least: 12,
            };
        }
        "id" | "status" | "ok" | "exit" | "instance" | "created" | "run" => return Give::Rigid,
        "started" if rows == Rows::Runs => return Give::Rigid,
        "tags" => 0,
        "mode" => 1,
        "type" => 2,
        "region" | "profile" => 3,
        "finished" | "started" | "dropped" => 4,
        "why" => 5,
        "took" => 6,
        _ => {
            return Give::Shrink {
                comfortable: 24,
                least: 8,
            };
        }
    };
    match (chosen, column.name) {
        (true, "took") => Give::Rigid,
        (true, _) => Give::Shrink {
            comfortable: 24,
            least: 8,
        },
        // An instance has one reason and not several: a short cell says it, and more than how long it took.
        (false, "why") if rows != Rows::Invocations => Give::ShrinkThenDrop {
            comfortable: 12,
            rank: 7,
        },
        (false, "why" | "tags") => Give::ShrinkThenDrop {
            comfortable: 20,
            rank,
        },
        (false, _) => Give::Drop(rank),
    }
}

impl Sink for Table {
    fn row(&mut self, row: &Row, _out: &mut Vec<u8>) {
        self.tally.count(row);
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
        grid.write(&self.rows(&page), out);
        self.grid = Some(grid);
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        self.page_end(out);
        match (self.tally.total, whole) {
            (0, true) => vec![Remark::Nothing(noun(self.rows))],
            _ if self.options.terminal => self.tally.lines(&self.options, self.rows),
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

impl Tally {
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
        let total = plural(self.total, noun(rows));
        let summary = if parts.is_empty() {
            total
        } else {
            format!("{total}: {}", parts.join(", "))
        };
        let mut lines = vec![Remark::Line(String::new()), Remark::Line(summary)];
        if let Some(row) = &self.first_failed {
            let (program, id) = (options.program_for(row), row.id());
            let how = match rows {
                Rows::Runs => " --history --failed -o output",
                _ => "",
            };
            lines.push(Remark::Line(format!("see why:  {program} {id}{how}")));
        }
        lines
    }
}
