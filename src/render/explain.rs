//! Meanings of words, for reading: each under its word, broken between words where a line is full.

use anstyle::Style;

use super::layout::GAP;
use crate::cells::{width, wrapped};
use crate::vocabulary::Meaning;

/// A word that is wider than this stands above its sentence in a list.
const WIDEST_WORD: usize = 30;

/// How explanations are to look.
#[derive(Clone, Copy, Debug)]
pub struct Explained {
    /// Cells of a line.
    pub width: usize,
    /// Words stand out in bold.
    pub bold: bool,
}

impl Explained {
    /// Each meaning: `WORD: what it is`, then its sentences, set in.
    #[must_use]
    pub fn meanings(&self, meanings: &[Meaning]) -> String {
        let texts = meanings.iter().map(|meaning| {
            let lines = std::iter::once(&meaning.says).chain(&meaning.notes);
            let lines: Vec<String> = lines.map(|line| self.filled(line, 2)).collect();
            let title = self.filled(&format!("{}: {}", meaning.word, meaning.is), 0);
            title.replacen(&*meaning.word, &self.strong(&meaning.word), 1) + &lines.concat()
        });
        texts.collect::<Vec<_>>().join("\n")
    }

    /// A list with a heading: each word, and behind it what is said of it.
    #[must_use]
    pub fn list(&self, heading: &str, entries: &[(String, String)]) -> String {
        let widths = entries.iter().map(|(word, _)| width(word));
        let widths = widths.filter(|width| *width <= WIDEST_WORD);
        let column = widths.max().unwrap_or(0);
        let indent = 2 + column + GAP;
        let entries = entries.iter().map(|(word, says)| {
            let filled = self.filled(says, indent);
            if width(word) > column {
                return format!("  {word}\n{filled}");
            }
            let gap = " ".repeat(indent - 2 - width(word));
            format!("  {word}{gap}{}", filled.trim_start_matches(' '))
        });
        let heading = self.filled(&format!("{heading}:"), 0);
        format!(
            "{}\n{}",
            self.strong(heading.trim_end()),
            entries.collect::<String>()
        )
    }

    /// Text without an indent.
    #[must_use]
    pub fn paragraph(&self, text: &str) -> String {
        self.filled(text, 0)
    }

    /// Lines of text, each set in, none wider than the page where words allow it.
    fn filled(&self, text: &str, indent: usize) -> String {
        let text: Vec<&str> = text.split_whitespace().collect();
        let line = format!("{:indent$}{}", "", text.join(" "));
        wrapped(&line, Some(self.width), indent).into_owned() + "\n"
    }

    fn strong(&self, word: &str) -> String {
        let style = Style::new().bold();
        if self.bold {
            format!("{style}{word}{style:#}")
        } else {
            word.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Explained = Explained {
        width: 20,
        bold: false,
    };

    #[test]
    fn sentences_are_set_in_under_their_word() {
        let meaning = Meaning::new("Word", "kind", "a sentence that is long").note("a note");
        let text = PLAIN.meanings(&[meaning.clone(), meaning]);
        let one = "Word: kind\n  a sentence that is\n  long\n  a note\n";
        assert_eq!(text, format!("{one}\n{one}"));
    }

    #[test]
    fn a_list_hangs_behind_its_words() {
        let long = "w".repeat(31);
        let entries = [("a", "one two three four"), ("bcd", "five"), (&long, "six")];
        let entries = entries.map(|(word, says)| (word.to_owned(), says.to_owned()));
        let expected = format!(
            "Head:\n  a    one two three\n       four\n  bcd  five\n  {long}\n       six\n"
        );
        assert_eq!(PLAIN.list("Head", &entries), expected);
    }

    #[test]
    fn only_words_stand_out() {
        let bold = Explained {
            bold: true,
            ..PLAIN
        };
        let text = bold.meanings(&[Meaning::new("W", "k", "s")]);
        assert_eq!(text, "\u{1b}[1mW\u{1b}[0m: k\n  s\n");
    }
}
