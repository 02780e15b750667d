//! How texts differ from one, line by line; what always differs may be left out of the comparison.

use std::borrow::Cow;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput, Token};

use super::grep::Patterns;

/// Lines around a change that are shown with it.
const CONTEXT: usize = 3;

/// Longer texts are not compared line by line: the differences of so many lines are read by nobody.
const LONGEST: usize = 64 * 1024 * 1024;

/// A text that others are compared with.
pub struct DiffBase<'t> {
    len: usize,
    lines: Vec<&'t [u8]>,
    ignore: Option<&'t Patterns>,
    input: InternedInput<Cow<'t, [u8]>>,
    /// The first number that is free for lines of the other text.
    free: Token,
}

/// Lines that differ, with those around them.
#[derive(Debug, PartialEq, Eq)]
pub struct Hunk<'t> {
    /// Which lines of the base, from 0.
    pub before: Range<usize>,
    /// Which lines of the other text.
    pub after: Range<usize>,
    /// The lines with their ends.
    pub lines: Vec<(LineChange, &'t [u8])>,
}

/// In which of the texts a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineChange {
    /// In both.
    Kept,
    /// In the base alone.
    Removed,
    /// In the other one alone.
    Added,
}

impl<'t> DiffBase<'t> {
    /// A text to compare others with; what matches `ignore` is not compared.
    #[must_use]
    pub fn new(text: &'t [u8], ignore: Option<&'t Patterns>) -> Self {
        let lines = lines(text);
        let mut input = InternedInput::default();
        if text.len() <= LONGEST {
            input.update_before(lines.iter().map(|line| compared(line, ignore)));
        }
        Self {
            len: text.len(),
            lines,
            ignore,
            free: Token(input.interner.num_tokens()),
            input,
        }
    }

    /// How a text differs; `None` where one of both is too long to say.
    pub fn hunks(&mut self, text: &'t [u8]) -> Option<Vec<Hunk<'t>>> {
        if self.len.max(text.len()) > LONGEST {
            return None;
        }
        let after = lines(text);
        let ignore = self.ignore;
        self.input
            .update_after(after.iter().map(|line| compared(line, ignore)));
        let mut diff = Diff::compute(Algorithm::Histogram, &self.input);
        diff.postprocess_lines(&self.input);
        self.input.interner.erase_tokens_after(self.free);
        let range = |lines: Range<u32>| lines.start as usize..lines.end as usize;
        let changes = diff.hunks().map(|it| (range(it.before), range(it.after)));
        let together = together(changes);
        Some(together.iter().map(|it| self.hunk(it, &after)).collect())
    }

    /// Changes with the lines around and between them. A line that is in both is shown as the other text has it, for what is
    /// not compared may differ.
    fn hunk(&self, changes: &[Change], after: &[&'t [u8]]) -> Hunk<'t> {
        let first = changes.first().cloned().unwrap_or_default();
        let last = changes.last().cloned().unwrap_or_default();
        let lead = first.0.start.min(CONTEXT);
        let tail = after.len().saturating_sub(last.1.end).min(CONTEXT);
        let mut written = first.1.start - lead;
        let mut lines = Vec::new();
        let mut add = |kind, of: &[&'t [u8]], range| {
            let of: &[&[u8]] = of.get(range).unwrap_or_default();
            lines.extend(of.iter().map(|line| (kind, *line)));
        };
        for (removed, added) in changes {
            add(LineChange::Kept, after, written..added.start);
            add(LineChange::Removed, &self.lines, removed.clone());
            add(LineChange::Added, after, added.clone());
            written = added.end;
        }
        add(LineChange::Kept, after, written..written + tail);
        Hunk {
            before: first.0.start - lead..last.0.end + tail,
            after: first.1.start - lead..last.1.end + tail,
            lines,
        }
    }
}

/// Lines of the base, and those of the other text in their place.
type Change = (Range<usize>, Range<usize>);

/// Changes that are shown together, since the lines around them touch.
fn together(changes: impl Iterator<Item = Change>) -> Vec<Vec<Change>> {
    let mut all: Vec<Vec<Change>> = Vec::new();
    for change in changes {
        let near = |last: &Change| change.0.start - last.0.end <= 2 * CONTEXT;
        match all.last_mut() {
            Some(group) if group.last().is_some_and(near) => group.push(change),
            _ => all.push(vec![change]),
        }
    }
    all
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text).map(|end| end + 1) {
        lines.extend(text.get(start..end));
        start = end;
    }
    lines.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    lines
}

/// What of a text is compared.
pub(super) fn compared<'t>(text: &'t [u8], ignore: Option<&Patterns>) -> Cow<'t, [u8]> {
    ignore.map_or(Cow::Borrowed(text), |ignore| ignore.stripped(text))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// The difference with a mark before each line.
    fn diff(before: &str, after: &str, ignore: Option<&str>) -> String {
        let ignore = ignore.map(|it| Patterns::one(it).unwrap());
        let mut base = DiffBase::new(before.as_bytes(), ignore.as_ref());
        // What was compared before leaves nothing behind.
        base.hunks(b"x\ny\n").unwrap();
        let mut text = String::new();
        for hunk in base.hunks(after.as_bytes()).unwrap() {
            write!(text, "{:?} {:?}|", hunk.before, hunk.after).unwrap();
            for (change, line) in hunk.lines {
                text.push(match change {
                    LineChange::Kept => ' ',
                    LineChange::Removed => '-',
                    LineChange::Added => '+',
                });
                text += &str::from_utf8(line).unwrap().replace('\n', "|");
            }
        }
        text
    }

    #[test]
    fn lines_that_differ_stand_with_three_around_them() {
        let letters = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";
        for (before, after, shown) in [
            (letters, letters, ""),
            ("a\n", "b\n", "0..1 0..1|-a|+b|"),
            ("", "b\n", "0..0 0..1|+b|"),
            ("a\n", "", "0..1 0..0|-a|"),
            ("a\n", "a", "0..1 0..1|-a|+a"),
            ("a\r\nb\n", "a\nb\n", "0..2 0..2|-a\r|+a| b|"),
            (
                letters,
                &letters.replace("f\n", "x\ny\n"),
                "2..9 2..10| c| d| e|-f|+x|+y| g| h| i|",
            ),
            // The lines around both touch.
            (
                letters,
                &letters.replace("b\n", "").replace("i\n", "x\n"),
                "0..12 0..11| a|-b| c| d| e| f| g| h|-i|+x| j| k| l|",
            ),
            (
                letters,
                &letters.replace("a\nb\n", "").replace("l\n", "x"),
                "0..5 0..3|-a|-b| c| d| e|8..12 6..10| i| j| k|-l|+x",
            ),
        ] {
            assert_eq!(diff(before, after, None), shown);
        }
    }

    #[test]
    fn what_is_ignored_is_printed_all_the_same() {
        let (before, after) = ("07:00 up\nload\n", "08:30 up\nbusy\n");
        let told = diff(before, after, Some("^[0-9:]+"));
        assert_eq!(told, "0..2 0..2| 08:30 up|-load|+busy|");
        assert_eq!(diff("1\n", "2\n", Some("[0-9]")), "");
        assert_eq!(diff("1\n", "2", Some("[0-9]")), "0..1 0..1|-1|+2");
    }

    proptest::proptest! {
        /// Both texts can be put together again from the lines of a difference and the base.
        #[test]
        fn the_lines_of_both_texts_are_there(before in "([ab]?\n){0,30}[ab]?", after in "([ab]?\n){0,30}[ab]?") {
            let base_lines = lines(before.as_bytes());
            let mut base = DiffBase::new(before.as_bytes(), None);
            let (mut again, mut at) = (Vec::new(), 0);
            for hunk in base.hunks(after.as_bytes()).unwrap() {
                again.extend_from_slice(&base_lines[at..hunk.before.start]);
                proptest::prop_assert_eq!(again.len(), hunk.after.start);
                at = hunk.before.end;
                let of = |other| hunk.lines.iter().filter(move |(change, _)| *change != other).map(|(_, line)| *line);
                let removed: Vec<&[u8]> = of(LineChange::Added).collect();
                proptest::prop_assert_eq!(&removed, &base_lines[hunk.before.clone()]);
                again.extend(of(LineChange::Removed));
            }
            again.extend_from_slice(&base_lines[at..]);
            proptest::prop_assert_eq!(again.concat(), after.as_bytes());
        }
    }
}
