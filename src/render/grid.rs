//! A table without borders: the first page settles the widths, later pages keep to them. comfy-table pads, aligns and colours.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, Width};

use super::OutputOptions;
use super::layout::{CUT, GAP, Give, cells, cut, widths};
use crate::sanitise;

/// Below this many cells a row becomes lines of `name: value`.
const NARROW: usize = 60;

/// What a column is.
#[derive(Clone, Debug)]
pub(super) struct GridColumn {
    heading: String,
    side: CellAlignment,
    give: Give,
}

impl GridColumn {
    /// A column under a heading; numbers stand to the right.
    pub(super) fn new(heading: impl Into<String>, right: bool, give: Give) -> Self {
        let side = if right {
            CellAlignment::Right
        } else {
            CellAlignment::Left
        };
        let heading = heading.into();
        Self {
            heading,
            side,
            give,
        }
    }

    /// The column of the status marks, on a terminal.
    pub(super) fn of_mark(options: &OutputOptions) -> Option<Self> {
        options.terminal.then(|| Self::new("", false, Give::Rigid))
    }
}

/// The text of a cell, made safe, and its colour.
#[derive(Clone, Debug, Default)]
pub(super) struct GridCell {
    text: String,
    color: Option<Color>,
}

/// Characters of a cell's text that are shown. A text may have millions, and a table is for eyes.
const LONGEST: usize = 4096;

impl GridCell {
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
pub(super) type Cells = Vec<GridCell>;

/// A table that grows page by page.
#[derive(Debug)]
pub(super) struct Grid {
    columns: Vec<GridColumn>,
    settled: Option<Vec<Option<usize>>>,
    width: Option<usize>,
    color: bool,
    has_heading: bool,
}

impl Grid {
    pub(super) fn new(columns: Vec<GridColumn>, options: &OutputOptions) -> Self {
        Self {
            columns,
            settled: None,
            width: options.width,
            color: options.color,
            has_heading: !options.no_header,
        }
    }

    /// The width of a line in which a row becomes lines, one for each value.
    pub(super) fn narrow(&self) -> Option<usize> {
        self.width.filter(|width| *width < NARROW)
    }

    /// Writes rows; the first ones settle the widths, and bring the heading.
    pub(super) fn write(&mut self, rows: &[Cells], out: &mut Vec<u8>) {
        if rows.is_empty() {
            return;
        }
        if let Some(width) = self.narrow() {
            self.write_narrow(rows, width, out);
            return;
        }
        let headings = self.settled.is_none() && self.has_heading;
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
        if headings {
            let headings = self.columns.iter().map(|column| (&*column.heading, None));
            table.add_row(self.row(headings, &widths));
        }
        for row in rows {
            let cells = row.iter().map(|cell| (&*cell.text, cell.color));
            table.add_row(self.row(cells, &widths));
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
        let natural = |(index, column): (usize, &GridColumn)| {
            let texts = rows.iter().filter_map(|row| row.get(index));
            let widths = texts.map(|cell| cells(&cell.text));
            (widths.fold(cells(&column.heading), usize::max), column.give)
        };
        let wanted: Vec<(usize, Give)> = self.columns.iter().enumerate().map(natural).collect();
        let line = self.width;
        let settled = self.settled.get_or_insert_with(|| widths(&wanted, line));
        for (width, (natural, give)) in settled.iter_mut().zip(&wanted) {
            if *give == Give::Rigid || line.is_none() {
                *width = width.map(|width| width.max(*natural));
            }
        }
        settled.clone()
    }

    /// The cells of a row, cut to their widths; dropped columns are left out.
    fn row<'c>(
        &self,
        cells: impl Iterator<Item = (&'c str, Option<Color>)>,
        widths: &[Option<usize>],
    ) -> Vec<Cell> {
        let columns = self.columns.iter().zip(widths);
        let shown = columns
            .zip(cells)
            .filter_map(|((column, width), (text, color))| {
                // comfy-table would cut between words.
                let cell = Cell::new(cut(text, (*width)?)).set_alignment(column.side);
                Some(match color {
                    Some(color) => cell.fg(color),
                    None => cell,
                })
            });
        shown.collect()
    }

    /// Each row as lines of `name: value`, the mark in front of the first, with a blank line between rows.
    fn write_narrow(&mut self, rows: &[Cells], width: usize, out: &mut Vec<u8>) {
        for row in rows {
            if self.settled.replace(Vec::new()).is_some() {
                out.push(b'\n');
            }
            let mut mark = String::new();
            for (cell, column) in row.iter().zip(&self.columns) {
                if column.heading.is_empty() {
                    mark = format!("{} ", cell.text);
                    continue;
                }
                let mark = std::mem::take(&mut mark);
                if cell.text.is_empty() {
                    continue;
                }
                let line = format!("{mark}{}: {}", column.heading.to_lowercase(), cell.text);
                let width = match column.give {
                    Give::Rigid => usize::MAX,
                    _ => width,
                };
                out.extend_from_slice(cut(&line, width).as_bytes());
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
