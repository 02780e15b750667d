//! `--diff`: a run beside the one before it: how many instances went another way, and which, with what they printed.

use std::collections::HashMap;

use comfy_table::Color;

use super::grid::{Grid, GridCell, GridColumn};
use super::layout::Give;
use super::patch::patch;
use super::words::{mark, stands, status, time};
use super::{OutputOptions, Sink};
use crate::cells::wrapped;
use crate::model::{Instance, Row, Text, Verdict};
use crate::query::compare::{Change, InstanceChange, compare, stripped};
use crate::query::diff::{DiffBase, DiffText};
use crate::query::grep::Patterns;
use crate::sanitise;

/// How many instances there are of each kind, in this order.
const COUNTED: [(Change, &str); 9] = [
    (Change::NewlyFailing, "newly failing"),
    (Change::Fixed, "fixed"),
    (Change::Status, "with another status"),
    (Change::Output, "with other output"),
    (Change::Same, "the same"),
    (Change::Pending, "not ended yet"),
    (Change::Unknown, "with unknown output"),
    (Change::Gone, "only before"),
    (Change::New, "new"),
];

/// Writes runs that are compared.
#[derive(Debug)]
pub struct Compared {
    options: OutputOptions,
    /// The lines that differ are shown.
    patches: bool,
    /// What is not compared.
    ignore: Option<Patterns>,
    has_begun: bool,
}

impl Compared {
    /// Compares rows with the run that each brings along.
    #[must_use]
    pub fn new(options: OutputOptions, patches: bool, ignore: Option<Patterns>) -> Self {
        Self {
            options,
            patches,
            ignore,
            has_begun: false,
        }
    }

    fn line(&self, text: &str, out: &mut Vec<u8>) {
        let text = sanitise::line(text);
        let text = wrapped(&text, self.options.screen_width(), 4);
        out.extend_from_slice(text.as_bytes());
        out.push(b'\n');
    }

    /// How the scripts differ, before anything else: it may be the reason for everything else.
    fn scripts(&self, row: &Row, before: &Row, out: &mut Vec<u8>) {
        let script = |row: &Row| row.invocation().command().map(Text::into_bytes);
        let (Some(old), Some(new)) = (script(before), script(row)) else {
            return self.line("whether the script is the same is not known", out);
        };
        if old == new {
            return;
        }
        if self.patches {
            self.line("the script differs:", out);
            self.patch(&old, &new, None, out);
        } else {
            self.line("the script differs", out);
        }
    }

    fn patch(&self, old: &[u8], new: &[u8], ignore: Option<&Patterns>, out: &mut Vec<u8>) {
        let (old_by, new_by) = (stripped(old, ignore), stripped(new, ignore));
        let text = |text, by| DiffText { text, by };
        match DiffBase::new(text(old, &old_by)).hunks(text(new, &new_by)) {
            Some(hunks) => patch(&hunks, &self.options, out),
            None => self.line("too long to be compared line by line", out),
        }
    }

    /// The rows of instances that changed. Those that changed in the same way stand together, above the lines that differ.
    fn rows(&self, row: &Row, changes: &[InstanceChange<'_>], out: &mut Vec<u8>) {
        let mut groups: Vec<ChangeGroup> = Vec::new();
        let mut places: HashMap<(Change, Vec<u8>), usize> = HashMap::new();
        let is_told = |change| !matches!(change, Change::Same | Change::Pending | Change::Unknown);
        for change in changes.iter().filter(|it| is_told(it.change)) {
            let mut patch = Vec::new();
            if let Some((old, new)) = change.outputs().filter(|_| self.patches) {
                self.patch(&old, &new, self.ignore.as_ref(), &mut patch);
            }
            let key = (change.change, patch);
            let place = *places.entry(key).or_insert_with_key(|(change, patch)| {
                groups.push(ChangeGroup {
                    change: *change,
                    rows: Vec::new(),
                    patch: patch.clone(),
                });
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(place) {
                group.rows.push(self.cells(row, change));
            }
        }
        groups.sort_by_key(|group| group.change);
        self.write(&groups, out);
    }

    fn write(&self, groups: &[ChangeGroup], out: &mut Vec<u8>) {
        let gives = [
            Give::RIGID,
            Give::RIGID,
            Give::RIGID,
            Give::shrinks(0, 40, 12),
        ];
        let columns = gives.map(|give| GridColumn::bare(false, give));
        let mut grid = Grid::without_heading(columns.into(), &self.options);
        // All rows settle how wide columns are.
        let all = groups.iter().flat_map(|group| group.rows.clone());
        grid.write(all.collect(), &mut Vec::new());
        let mut last_is_tall = !out.is_empty();
        for group in groups {
            let is_tall = !group.patch.is_empty();
            if last_is_tall || is_tall && !out.is_empty() {
                out.push(b'\n');
            }
            grid.write(group.rows.clone(), out);
            out.extend_from_slice(&group.patch);
            last_is_tall = is_tall;
        }
    }

    fn cells(&self, row: &Row, change: &InstanceChange<'_>) -> Vec<GridCell> {
        let (sign, color) = match change.now {
            Some(now) => mark(&now.status(), now.verdict(), self.options.ascii),
            None => ("-", Some(Color::DarkGrey)),
        };
        let host = change.now.or(change.before);
        let host = host.map_or_else(String::new, |instance| self.options.host(row, instance));
        let (before, now) = (change.before.map(how), change.now.map(how));
        let way = match (before, now) {
            (Some(before), Some(now)) if before == now => now,
            (Some(before), Some(now)) => format!("{before} -> {now}"),
            (before, now) => before.or(now).unwrap_or_default(),
        };
        let what = COUNTED.iter().find(|(kind, _)| *kind == change.change);
        let what = what.map_or("", |(_, what)| what.trim_start_matches("with "));
        vec![
            GridCell::new(sign).color(color),
            GridCell::new(change.id() + host.as_str()),
            GridCell::new(what),
            GridCell::new(way),
        ]
    }
}

/// Instances that changed in the same way.
struct ChangeGroup {
    change: Change,
    rows: Vec<Vec<GridCell>>,
    patch: Vec<u8>,
}

/// How an instance stands, and why where that is more than its exit code.
fn how(instance: Instance<'_>) -> String {
    let stands = stands(instance);
    let stands = status(&stands).to_owned();
    let code = instance.record().text("ErrorCode");
    let is_told = instance.exit_code().is_some() || instance.verdict() != Verdict::Failed;
    match code.filter(|_| !is_told) {
        Some(code) => format!("{stands} ({code})"),
        None => stands,
    }
}

/// `2 newly failing, 34 the same`
fn counts(changes: &[InstanceChange<'_>]) -> String {
    let count = |kind| changes.iter().filter(|it| it.change == kind).count();
    let counts = COUNTED.iter().map(|(kind, what)| (count(*kind), what));
    let counts: Vec<String> = counts
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if counts.is_empty() {
        return "no instances to compare".to_owned();
    }
    counts.join(", ")
}

/// Which run a row is compared with, and whether that was of another command.
#[must_use]
pub fn told_of(row: &Row, before: &Row, options: &OutputOptions) -> String {
    let text = |row: &Row, name| {
        let text = row.invocation().record().text(name);
        text.map(String::from).unwrap_or_default()
    };
    let same = |name| text(row, name) == text(before, name);
    let created = before.invocation().created();
    let created = created.map(|created| format!(" of {}", time(created, options)));
    let other = match () {
        () if same("CommandId") => String::new(),
        () if same("CommandName") && same("CommandType") => {
            format!(
                ", another command ({}) of that name",
                text(before, "CommandId")
            )
        }
        () => format!(
            ", which ran another command: {} ({})",
            text(before, "CommandName"),
            text(before, "CommandId")
        ),
    };
    let created = created.unwrap_or_default();
    format!("{} compared with {}{created}{other}", row.id(), before.id())
}

impl Sink for Compared {
    fn row(&mut self, row: &Row, out: &mut Vec<u8>) {
        let Some(before) = row.before() else { return };
        if std::mem::replace(&mut self.has_begun, true) {
            out.push(b'\n');
        }
        let changes = compare(row, before, self.ignore.as_ref());
        self.line(&(self.options.lead(row) + &counts(&changes)), out);
        self.line(&told_of(row, before, &self.options), out);
        let mut more = Vec::new();
        self.scripts(row, before, &mut more);
        self.rows(row, &changes, &mut more);
        if !more.is_empty() {
            out.push(b'\n');
            out.extend_from_slice(&more);
        }
    }
}
