//! A table without borders: the first rows settle the widths, later ones keep to them. comfy-table cuts, pads, aligns and
//! colours.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Color, ColumnConstraint, Row, Table, Width};

use super::OutputOptions;
use super::layout::{GAP, Give, Need, Placed, lines};
use crate::cells::{CUT, width};
use crate::sanitise;

/// A character that no text has, so that texts are cut at any place and not between words.
const NO_DELIMITER: char = '\0';

/// Characters of a cell's text that are shown. A text may have millions, and a table is for eyes.
const LONGEST: usize = 4096;

/// What a column is.
#[derive(Clone, Debug)]
pub(super) struct GridColumn {
    /// Empty for the column of the marks.
    pub(super) heading: String,
    /// Numbers stand to the right.
    pub(super) right: bool,
    pub(super) give: Give,
}

impl GridColumn {
    /// A column without a heading.
    pub(super) fn bare(right: bool, give: Give) -> Self {
        let heading = String::new();
        Self {
            heading,
            right,
            give,
        }
    }
}

/// The text of a cell, made safe.
#[derive(Clone, Debug, Default)]
pub(super) struct GridCell {
    text: String,
    /// What stands for it where there is little room.
    short: Option<String>,
    color: Option<Color>,
}

impl GridCell {
    pub(super) fn new(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        let end = text.char_indices().nth(LONGEST);
        let shown = end.and_then(|(end, _)| text.get(..end));
        let mut safe = sanitise::line(shown.unwrap_or(text)).into_owned();
        safe.extend(shown.map(|_| CUT));
        Self {
            text: safe,
            ..Self::default()
        }
    }

    pub(super) fn color(self, color: Option<Color>) -> Self {
        Self { color, ..self }
    }

    pub(super) fn short(self, short: Option<String>) -> Self {
        let short = short.map(|short| sanitise::line(&short).into_owned());
        Self { short, ..self }
    }

    /// The text as it is drawn in so many cells.
    fn drawn(&self, cells: usize, right: bool) -> Cell {
        let short = self.short.as_ref().filter(|_| width(&self.text) > cells);
        let text = short.unwrap_or(&self.text);
        // What is to be cut takes long to measure, and most of it is not shown.
        let text: String = text.chars().take(cells.saturating_mul(4).max(16)).collect();
        let side = if right {
            CellAlignment::Right
        } else {
            CellAlignment::Left
        };
        let cell = Cell::new(text)
            .set_alignment(side)
            .set_delimiter(NO_DELIMITER);
        match self.color {
            Some(color) => cell.fg(color),
            None => cell,
        }
    }
}

/// A table that grows page by page.
#[derive(Debug)]
pub(super) struct Grid {
    columns: Vec<GridColumn>,
    /// The lines of a row.
    settled: Vec<Vec<Placed>>,
    width: Option<usize>,
    color: bool,
    heading_due: bool,
}

impl Grid {
    pub(super) fn new(columns: Vec<GridColumn>, options: &OutputOptions) -> Self {
        Self {
            columns,
            settled: Vec::new(),
            width: options.width,
            color: options.color,
            heading_due: !options.no_header,
        }
    }

    /// A table in which no column has a heading.
    pub(super) fn without_heading(columns: Vec<GridColumn>, options: &OutputOptions) -> Self {
        Self {
            heading_due: false,
            ..Self::new(columns, options)
        }
    }

    /// Writes rows, each with a cell for each column; the first ones settle the widths, and bring the heading.
    pub(super) fn write(&mut self, mut rows: Vec<Vec<GridCell>>, out: &mut Vec<u8>) {
        if rows.is_empty() {
            return;
        }
        self.settle(&rows);
        if std::mem::take(&mut self.heading_due) {
            let headings = self
                .columns
                .iter()
                .map(|column| GridCell::new(&column.heading));
            rows.insert(0, headings.collect());
        }
        let mut lines: Vec<_> = self
            .settled
            .iter()
            .map(|line| {
                self.table(line, &rows)
                    .lines()
                    .collect::<Vec<_>>()
                    .into_iter()
            })
            .collect();
        for _ in &rows {
            for (index, line) in lines.iter_mut().filter_map(Iterator::next).enumerate() {
                let line = line.trim_end();
                if index > 0 && line.is_empty() {
                    continue;
                }
                let indent = if index > 0 { self.indent() } else { 0 };
                out.extend(std::iter::repeat_n(b' ', indent));
                out.extend_from_slice(line.as_bytes());
                out.push(b'\n');
            }
        }
    }

    /// The second line of a row begins under the ID, behind the mark.
    fn indent(&self) -> usize {
        let marked = self
            .columns
            .first()
            .is_some_and(|column| column.heading.is_empty());
        if marked { 1 + GAP } else { GAP }
    }

    /// Settles the widths by the first rows; later ones only make room for what must not be cut.
    fn settle(&mut self, rows: &[Vec<GridCell>]) {
        let needs = self.columns.iter().enumerate().map(|(index, column)| {
            let cells = || rows.iter().filter_map(|row| row.get(index));
            let short = cells().map(|cell| width(cell.short.as_ref().unwrap_or(&cell.text)));
            let heading = width(&column.heading);
            Need {
                natural: cells()
                    .map(|cell| width(&cell.text))
                    .fold(heading, usize::max),
                short: short.fold(heading, usize::max),
                give: column.give,
            }
        });
        let needs: Vec<Need> = needs.collect();
        if self.settled.is_empty() {
            self.settled = lines(&needs, self.width, self.indent());
        }
        for placed in self.settled.iter_mut().flatten() {
            let Some(need) = needs.get(placed.column) else {
                continue;
            };
            if self.width.is_none() {
                placed.width = placed.width.max(need.natural);
            } else if need.give == Give::RIGID {
                placed.width = placed.width.max(need.short);
            }
        }
    }

    /// The cells of the columns in one line, of every row.
    fn table(&self, line: &[Placed], rows: &[Vec<GridCell>]) -> Table {
        let mut table = Table::new();
        table.load_style(NOTHING).set_truncation_indicator(CUT);
        if self.color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        for row in rows {
            let cells = line.iter().filter_map(|placed| {
                let column = self.columns.get(placed.column)?;
                Some(row.get(placed.column)?.drawn(placed.width, column.right))
            });
            let mut row = Row::from(cells.collect::<Vec<Cell>>());
            row.max_height(1);
            table.add_row(row);
        }
        for (index, placed) in line.iter().enumerate() {
            let gap = if index + 1 < line.len() { GAP } else { 0 };
            let fixed = Width::Fixed(u16::try_from(placed.width + gap).unwrap_or(u16::MAX));
            if let Some(column) = table.column_mut(index) {
                column.set_padding((0, u16::try_from(gap).unwrap_or(0)));
                column.set_constraint(ColumnConstraint::Absolute(fixed));
            }
        }
        table
    }
}
