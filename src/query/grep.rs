//! Patterns for what commands printed: which lines match.

use std::borrow::Cow;
use std::ops::Range;

use regex::bytes::{Regex, RegexBuilder};

/// Patterns, any of which may match.
#[derive(Clone, Debug)]
pub struct Patterns(Regex);

/// Why a pattern cannot be used: what is wrong, and at which of its characters, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// What is wrong.
    pub reason: String,
    /// Where.
    pub at: Option<usize>,
}

impl Patterns {
    /// Compiles one pattern of the [regex](https://docs.rs/regex/latest/regex/#syntax) crate; `^` and `$` are the ends of a line.
    ///
    /// # Errors
    ///
    /// When its syntax is wrong, or it grows too large.
    pub fn one(pattern: &str) -> Result<Self, PatternError> {
        let compiled = RegexBuilder::new(pattern)
            .multi_line(true)
            .crlf(true)
            .build();
        compiled.map(Self).map_err(|error| PatternError::of(&error))
    }

    /// Compiles several.
    ///
    /// # Errors
    ///
    /// The first pattern that cannot be used, by its place.
    pub fn any<S: AsRef<str>>(patterns: &[S]) -> Result<Self, (usize, PatternError)> {
        for (place, pattern) in patterns.iter().enumerate() {
            Self::one(pattern.as_ref()).map_err(|error| (place, error))?;
        }
        let all: Vec<String> = patterns
            .iter()
            .map(|one| format!("(?:{})", one.as_ref()))
            .collect();
        Self::one(&all.join("|")).map_err(|error| (0, error))
    }

    /// The lines that match, each without its end.
    pub fn lines<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = Range<usize>> + 't {
        let (mut next, mut one_by_one) = (0, false);
        std::iter::from_fn(move || {
            while next < text.len() {
                let found = if one_by_one {
                    next..usize::MAX
                } else {
                    self.0.find_at(text, next)?.range()
                };
                let line = line_at(text, found.start);
                next = line.end + 1;
                // A match that reaches over the end of its line is none. From there on each line is looked at by itself, or
                // what lies behind it would be read again for each of them.
                one_by_one |= found.end > line.end;
                let is_match = || self.0.is_match(text.get(line.clone()).unwrap_or_default());
                // There is no line behind the last line end.
                if line.start < text.len() && (found.end <= line.end || is_match()) {
                    return Some(line);
                }
            }
            None
        })
    }

    /// Whether any line matches.
    #[must_use]
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.lines(text).next().is_some()
    }

    /// Where the pattern matches in a line.
    pub fn matches<'t>(&'t self, line: &'t [u8]) -> impl Iterator<Item = Range<usize>> + 't {
        let found = self.0.find_iter(line);
        found.map(|one| one.range()).filter(|one| !one.is_empty())
    }

    /// The text without what matches in its lines; line ends stay.
    #[must_use]
    pub fn stripped<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let (mut stripped, mut taken) = (Vec::new(), 0);
        let mut cut = |range: Range<usize>| {
            if stripped.is_empty() {
                stripped.reserve(text.len());
            }
            stripped.extend_from_slice(text.get(taken..range.start).unwrap_or_default());
            taken = range.end;
        };
        for line in self.lines(text) {
            let start = line.start;
            let line = text.get(line).unwrap_or_default();
            self.matches(line)
                .for_each(|found| cut(start + found.start..start + found.end));
        }
        if taken == 0 {
            return Cow::Borrowed(text);
        }
        stripped.extend_from_slice(text.get(taken..).unwrap_or_default());
        Cow::Owned(stripped)
    }
}

/// The line that holds a place, without its end.
fn line_at(text: &[u8], place: usize) -> Range<usize> {
    let (before, after) = text.split_at(place.min(text.len()));
    let start = before.iter().rposition(|byte| *byte == b'\n');
    let end = after.iter().position(|byte| *byte == b'\n');
    start.map_or(0, |start| start + 1)..end.map_or(text.len(), |end| place + end)
}

impl PatternError {
    /// The crate tells what is wrong under a picture of the pattern, with a caret below the place.
    fn of(error: &regex::Error) -> Self {
        let text = error.to_string();
        let reason = text.lines().find_map(|line| line.strip_prefix("error: "));
        let caret = text.lines().find_map(|line| {
            let marks = line.trim_start();
            let is_mark = !marks.is_empty() && marks.trim_matches('^').is_empty();
            is_mark.then(|| line.len() - marks.len())
        });
        Self {
            reason: reason.unwrap_or(&text).to_owned(),
            // The picture stands four cells in.
            at: caret.map(|caret| caret.saturating_sub(4) + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(patterns: &[&str], text: &str) -> Vec<String> {
        let patterns = Patterns::any(patterns).unwrap();
        let lines = patterns.lines(text.as_bytes());
        let line = |line: Range<usize>| text.get(line).unwrap().to_owned();
        lines.map(line).collect()
    }

    #[test]
    fn a_line_matches_by_itself() {
        let text = "one\ntwo one\r\n\nthree";
        assert_eq!(lines(&["one"], text), ["one", "two one\r"]);
        assert_eq!(lines(&["^t", "e$"], text), ["one", "two one\r", "three"]);
        assert_eq!(lines(&["^$"], text), [""]);
        assert_eq!(lines(&["one\ntwo"], text), [""; 0]);
        assert_eq!(lines(&["(?i)THREE"], text), ["three"]);
        assert_eq!(lines(&["e(?s).*t|wo"], text), ["two one\r"]);
        assert_eq!(lines(&["."], ""), [""; 0]);
        assert_eq!(lines(&["^$", r"\z"], "a\n"), [""; 0]);
        // A match that reaches over its line hides none of the lines behind.
        let text = "k=1\nk=2\nk=\"3\"\nk\nk=\"4\"\n";
        assert_eq!(lines(&["k=[^!]*\"|k$"], text), ["k=\"3\"", "k", "k=\"4\""]);
    }

    #[test]
    fn what_matches_is_taken_out_of_its_lines() {
        for (pattern, text, left) in [
            ("[0-9]+", "a 12\nb\r\n7\n", "a \nb\r\n\n"),
            ("[0-9]+", "none\n", "none\n"),
            // A match ends with its line.
            ("a\nb|c$", "a\nb\nac\r\n", "a\nb\na\r\n"),
            ("(?s)a.*", "xay\nz", "x\nz"),
            ("a", "a", ""),
            ("", "ab", "ab"),
        ] {
            let patterns = Patterns::one(pattern).unwrap();
            let stripped = patterns.stripped(text.as_bytes());
            assert_eq!(stripped, left.as_bytes(), "{pattern} {text:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_searched_too() {
        let patterns = Patterns::one("full$").unwrap();
        assert!(patterns.is_match(b"\xff disk \xfe full\n"));
        assert!(!patterns.is_match(b"\xff fuller"));
    }

    #[test]
    fn what_is_wrong_with_a_pattern_is_told_with_its_place() {
        let wrong = |pattern| Patterns::one(pattern).unwrap_err();
        let unclosed = wrong("a(b");
        assert_eq!(
            (unclosed.reason.as_str(), unclosed.at),
            ("unclosed group", Some(2))
        );
        assert!(wrong("a{3,1}").at.is_some());
        assert!(
            wrong(&"(a{1000}){1000}".repeat(9)).at.is_none(),
            "too large"
        );
        assert_eq!(Patterns::any(&["a", "*"]).unwrap_err().0, 1);
    }
}
