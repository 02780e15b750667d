//! A table without borders: the first page settles the widths, later pages keep to them.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, Width};

use super::OutputOptions;
use super::layout::{CUT, GAP, Give, cells, cut, widths};
use crate::sanitise;

/// Below this many cells a row becomes lines of `name: value`.
const NARROW: usize = 60;

/// What a column is.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Its heading.
    pub heading: String,
    /// Numbers stand to the right.
    pub right: bool,
    /// What happens when space is short.
    pub give: Give,
}

/// The text of a cell, made safe, and its colour.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub text: String,
    pub color: Option<Color>,
}

/// Characters of a cell's text that are shown. A text may have millions, and a table is for eyes.
const LONGEST: usize = 4096;

impl Entry {
    pub(super) fn new(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        let rest = text.char_indices().nth(LONGEST);
        let shown = rest.and_then(|(end, _)| text.get(..end)).unwrap_or(text);
        let mut shown = sanitise::line(shown).into_owned();
        shown.extend(rest.map(|_| CUT));
        Self {
            text: shown,
            color: None,
        }
    }

    pub(super) fn color(self, color: Option<Color>) -> Self {
        Self { color, ..self }
    }
}

/// One row: the mark in front, and a cell for each column.
pub(super) type Cells = Vec<Entry>;

/// A table that grows page by page.
#[derive(Debug)]
pub(super) struct Grid {
    columns: Vec<Column>,
    settled: Option<Vec<Option<usize>>>,
    width: Option<usize>,
    color: bool,
    heading: bool,
}

impl Grid {
    pub(super) fn new(columns: Vec<Column>, options: &OutputOptions) -> Self {
        Self {
            columns,
            settled: None,
            width: options.width,
            color: options.color,
            heading: !options.no_header,
        }
    }

    /// Whether rows become lines, one for each value.
    pub(super) fn is_narrow(&self) -> bool {
        self.width.is_some_and(|width| width < NARROW)
    }

    /// Writes rows; the first ones settle the widths, and bring the heading.
    pub(super) fn write(&mut self, rows: &[Cells], out: &mut Vec<u8>) {
        if rows.is_empty() {
            return;
        }
        if self.is_narrow() {
            self.write_narrow(rows, out);
            return;
        }
        let first = self.settled.is_none();
        let widths = self.widths_for(rows);
        let mut table = Table::new();
        table
            .load_style(NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic);
        if self.color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        if first && self.heading {
            let heading = |column: &Column| Entry {
                text: column.heading.clone(),
                color: None,
            };
            let headings: Cells = self.columns.iter().map(heading).collect();
            table.add_row(self.cells(&headings, &widths));
        }
        for row in rows {
            table.add_row(self.cells(row, &widths));
        }
        shape(&mut table, &widths);
        for line in table.lines() {
            // A padded end of a line is of no use to anybody.
            out.extend_from_slice(line.trim_end().as_bytes());
            out.push(b'\n');
        }
    }

    /// The widths for these rows: as settled, but never too small for what must not be cut.
    fn widths_for(&mut self, rows: &[Cells]) -> Vec<Option<usize>> {
        let natural = |index: usize, heading: &str| {
            let texts = rows
                .iter()
                .filter_map(|row| row.get(index))
                .map(|entry| cells(&entry.text));
            texts.chain([cells(heading)]).max().unwrap_or(0)
        };
        let wanted: Vec<(usize, Give)> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| (natural(index, &column.heading), column.give))
            .collect();
        let settled = self
            .settled
            .get_or_insert_with(|| widths(&wanted, self.width));
        for (width, (natural, give)) in settled.iter_mut().zip(&wanted) {
            if *give == Give::Rigid || self.width.is_none() {
                *width = width.map(|width| width.max(*natural));
            }
        }
        settled.clone()
    }

    /// The cells of a row, cut to their widths; dropped columns are left out.
    fn cells(&self, row: &[Entry], widths: &[Option<usize>]) -> Vec<Cell> {
        let shown = row.iter().zip(&self.columns).zip(widths);
        let cell = |((entry, column), width): ((&Entry, &Column), &Option<usize>)| {
            let cell = Cell::new(cut(&entry.text, (*width)?));
            let cell = entry.color.map_or(cell.clone(), |color| cell.fg(color));
            let side = if column.right {
                CellAlignment::Right
            } else {
                CellAlignment::Left
            };
            Some(cell.set_alignment(side))
        };
        shown.filter_map(cell).collect()
    }

    /// Each row as lines of `name: value`, with a blank line between rows.
    fn write_narrow(&mut self, rows: &[Cells], out: &mut Vec<u8>) {
        let width = self.width.unwrap_or(NARROW);
        for row in rows {
            if self.settled.replace(Vec::new()).is_some() {
                out.push(b'\n');
            }
            let mut mark = "";
            for (entry, column) in row.iter().zip(&self.columns) {
                if column.heading.is_empty() {
                    mark = &entry.text;
                    continue;
                }
                let name = column.heading.to_lowercase();
                let mark = std::mem::take(&mut mark);
                let space = if mark.is_empty() { "" } else { " " };
                let line = match entry.text.as_str() {
                    "" => continue,
                    text => format!("{mark}{space}{name}: {text}"),
                };
                let line = if column.give == Give::Rigid {
                    line.into()
                } else {
                    cut(&line, width)
                };
                out.extend_from_slice(line.as_bytes());
                out.push(b'\n');
            }
        }
    }
}

/// Gives every column its width, and the gap to the next.
fn shape(table: &mut Table, widths: &[Option<usize>]) {
    let shown: Vec<usize> = widths.iter().copied().flatten().collect();
    for (index, width) in shown.iter().enumerate() {
        let gap = if index + 1 < shown.len() { GAP } else { 0 };
        let fixed = Width::Fixed(u16::try_from(width + gap).unwrap_or(u16::MAX));
        if let Some(column) = table.column_mut(index) {
            column.set_padding((0, if gap == 0 { 0 } else { 2 }));
            column.set_constraint(ColumnConstraint::Absolute(fixed));
        }
    }
}
