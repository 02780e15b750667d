//! Lines on standard error that are kept up to date while work goes on. They stand below everything that is said.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar as _;

use super::Ui;
use crate::sanitise;

/// Cells of a bar.
const BAR: usize = 30;

/// The lines, and how many of them are on the terminal now.
#[derive(Default)]
pub(super) struct Lines {
    texts: Vec<(String, String)>,
    drawn: usize,
}

impl Lines {
    /// Sets the line of a key; a new key gets a new line at the end. Returns whether there is anything to draw: a change, or
    /// lines that data took the place of.
    fn set(&mut self, key: &str, text: &str) -> bool {
        match self.texts.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) if known == text => return self.drawn == 0,
            Some((_, known)) => text.clone_into(known),
            None => self.texts.push((key.to_owned(), text.to_owned())),
        }
        true
    }

    /// What takes the drawn lines away: to the beginning of the first one, and all below it erased (ECMA-48: CPL, ED).
    pub(super) fn erase(&mut self) -> String {
        match std::mem::take(&mut self.drawn) {
            0 => String::new(),
            drawn => format!("\x1b[{drawn}F\x1b[0J"),
        }
    }

    /// What draws the lines, each cut to the width of the terminal: one that wraps would be two to erase.
    pub(super) fn draw(&mut self, width: Option<usize>) -> String {
        self.drawn = self.texts.len();
        let mut drawn = String::new();
        for (_, text) in &self.texts {
            // Writing into a String cannot fail.
            let _ = writeln!(drawn, "{}", cut(&sanitise::line(text), width));
        }
        drawn
    }
}

/// The beginning of a text that leaves the last cell of a line free.
fn cut(text: &str, width: Option<usize>) -> &str {
    let Some(width) = width else { return text };
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used >= width
    });
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// Lines that are kept up to date, one for each key. They are gone when this is.
#[derive(Debug)]
pub struct Live(Ui);

impl Live {
    pub(super) fn new(ui: Ui) -> Self {
        Self(ui)
    }

    /// Sets the line of a key; a new key gets a new line at the end.
    pub fn set(&mut self, key: &str, text: &str) {
        let mut inner = self.0.lock();
        if inner.lines.set(key, text) {
            inner.err("");
        }
    }

    /// Takes all lines away.
    pub fn clear(self) {
        drop(self);
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let mut inner = self.0.lock();
        inner.lines.texts.clear();
        inner.err("");
    }
}

/// A line that counts up while work goes on.
#[derive(Debug)]
pub struct Progress {
    live: Option<Live>,
    word: &'static str,
    done: usize,
    length: Option<usize>,
}

impl Progress {
    pub(super) fn new(word: &'static str, live: Option<Live>) -> Self {
        Self {
            live,
            word,
            done: 0,
            length: None,
        }
    }

    /// How far there is to go.
    pub fn set_length(&mut self, length: usize) {
        self.length = Some(length);
        self.show();
    }

    /// One step further.
    pub fn advance(&mut self) {
        self.done += 1;
        self.show();
    }

    fn show(&mut self) {
        let nothing = self.length == Some(0);
        if let Some(live) = self.live.as_mut().filter(|_| !nothing) {
            live.set(self.word, &bar(self.word, self.done, self.length));
        }
    }

    /// Takes the line away.
    pub fn clear(&mut self) {
        self.live = None;
    }
}

/// `saved 3`, or `saved 3/12 [#######                       ]`
fn bar(word: &str, done: usize, length: Option<usize>) -> String {
    let Some(length) = length else {
        return format!("{word} {done}");
    };
    let full = (done.min(length) * BAR).checked_div(length).unwrap_or(BAR);
    format!("{word} {done}/{length} [{:BAR$}]", "#".repeat(full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fills_as_work_goes_on() {
        assert_eq!(bar("saved", 7, None), "saved 7");
        for (done, length, full) in [(0, 3, 0), (1, 3, 10), (3, 3, 30), (4, 3, 30), (0, 0, 30)] {
            let text = bar("saved", done, Some(length));
            let cells = "#".repeat(full) + &" ".repeat(30 - full);
            assert_eq!(text, format!("saved {done}/{length} [{cells}]"));
        }
    }

    #[test]
    fn lines_that_data_took_the_place_of_are_drawn_again() {
        let mut lines = Lines::default();
        assert!(lines.set("t-1", "Running"));
        lines.draw(None);
        assert!(!lines.set("t-1", "Running"));
        lines.erase();
        assert!(lines.set("t-1", "Running"));
    }

    #[test]
    fn a_line_never_fills_the_width() {
        assert_eq!(cut("abcdef", None), "abcdef");
        assert_eq!(cut("abcdef", Some(7)), "abcdef");
        assert_eq!(cut("abcdef", Some(6)), "abcde");
        assert_eq!(cut("部署订单", Some(6)), "部署");
        assert_eq!(cut("部署", Some(0)), "");
    }
}
