//! What a terminal of some size shows of the bytes that a run wrote, and what must hold of every such screen.

use std::fmt;
use std::num::NonZero;

use unicode_width::UnicodeWidthStr as _;

use super::Run;

/// Lines that a terminal is taken to remember above the screen.
const MEMORY: u16 = 2000;

/// The lines of a terminal, the ones that scrolled off included.
pub struct Screen {
    width: u16,
    height: u16,
    rows: Vec<ScreenRow>,
}

/// One row of cells.
struct ScreenRow {
    text: String,
    /// What was written goes on in the next row, since the line was wider than the screen.
    goes_on: bool,
}

impl Screen {
    /// What a terminal of this size shows of a run that had both streams on it.
    pub fn of(run: &Run, width: u16, height: u16) -> Self {
        let cells = |cells| NonZero::new(cells).unwrap();
        let mut parser = vt100::Parser::new(cells(MEMORY), cells(width), 0);
        for line in run.out.split_inclusive(|byte| *byte == b'\n') {
            parser.process(line.strip_suffix(b"\n").unwrap_or(line));
            if line.ends_with(b"\n") {
                parser.process(b"\r\n");
            }
        }
        let screen = parser.screen();
        let last = screen.cursor_position().0;
        let rows = screen.rows(0, width).zip(0..=last);
        let rows = rows.map(|(text, row)| ScreenRow {
            text: text.trim_end().to_owned(),
            goes_on: screen.row_wrapped(row),
        });
        Self {
            width,
            height,
            rows: rows.collect(),
        }
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|row| row.text.as_str())
    }

    /// No line is wider than the screen: but for a single word and a command, which are to be copied whole.
    pub fn fits(self) -> Self {
        let mut line = String::new();
        for row in &self.rows {
            line += &row.text;
            if row.goes_on {
                continue;
            }
            let fits = line.width() <= usize::from(self.width);
            assert!(fits || is_whole(&line), "{line:?} breaks in {self}");
            line.clear();
        }
        self
    }

    /// Each of these words of a header stands whole in one of the first rows.
    pub fn has_header(self, words: &[&str]) -> Self {
        let first = self.rows().filter(|row| !row.is_empty()).take(3);
        let found: Vec<&str> = first.flat_map(str::split_whitespace).collect();
        for word in words {
            assert!(found.contains(word), "{word} is no header of {self}");
        }
        self
    }
}

/// Whether it is one word, or a command with the word that names it.
fn is_whole(line: &str) -> bool {
    let line = line.trim_start();
    let command = line.split_once(":  ").map_or(line, |(_, command)| command);
    command.starts_with("invq ") || line.split_whitespace().count() == 1
}

/// The rows, with a line between those that scrolled off and those that are seen.
impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let off = self.rows.len().saturating_sub(usize::from(self.height));
        writeln!(f, "{}x{}", self.width, self.height)?;
        for (place, row) in self.rows.iter().enumerate() {
            if off > 0 && place == off {
                writeln!(f, "^^^^ scrolled off")?;
            }
            writeln!(f, "{}{}", row.text, if row.goes_on { " >>>" } else { "" })?;
        }
        Ok(())
    }
}
