//! How texts differ from one, line by line; what always differs may be left out of the comparison.

use std::ops::Range;

use imara_diff::sources::byte_lines;
use imara_diff::{Algorithm, Diff, InternedInput, Token};

/// Lines around a change that are shown with it.
const CONTEXT: usize = 3;

/// Longer texts are not compared line by line: the differences of so many lines are read by nobody.
const LONGEST: usize = 64 * 1024 * 1024;

/// A text that others are compared with.
pub struct DiffBase<'t> {
    text: DiffText<'t>,
    input: InternedInput<&'t [u8]>,
    /// The first number that is free for lines of the other text.
    free: Token,
}

/// A text, and what of it is compared, with the same line ends.
#[derive(Clone, Copy, Debug)]
pub struct DiffText<'t> {
    /// The text.
    pub text: &'t [u8],
    /// What of it is compared.
    pub by: &'t [u8],
}

impl DiffText<'_> {
    fn is_too_long(self) -> bool {
        self.text.len() > LONGEST
    }
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
    /// A text to compare others with.
    #[must_use]
    pub fn new(text: DiffText<'t>) -> Self {
        let mut input = InternedInput::default();
        if !text.is_too_long() {
            input.update_before(lines(text.by));
        }
        Self {
            text,
            free: Token(input.interner.num_tokens()),
            input,
        }
    }

    /// How a text differs; `None` where one of both is too long to say.
    pub fn hunks(&mut self, text: DiffText<'t>) -> Option<Vec<Hunk<'t>>> {
        if self.text.is_too_long() || text.is_too_long() {
            return None;
        }
        self.input.update_after(lines(text.by));
        let mut diff = Diff::compute(Algorithm::Histogram, &self.input);
        diff.postprocess_lines(&self.input);
        self.input.interner.erase_tokens_after(self.free);
        let range = |lines: Range<u32>| lines.start as usize..lines.end as usize;
        let changes = diff.hunks().map(|it| (range(it.before), range(it.after)));
        let together = together(changes);
        if together.is_empty() {
            return Some(Vec::new());
        }
        let before: Vec<&[u8]> = lines(self.text.text).collect();
        let after: Vec<&[u8]> = lines(text.text).collect();
        let hunks = together.iter().map(|it| self.hunk(it, &before, &after));
        Some(hunks.collect())
    }

    /// Changes with the lines around and between them. A line that is in both is shown as the other text has it, for what is
    /// not compared may differ.
    fn hunk(&self, changes: &[Replaced], before: &[&'t [u8]], after: &[&'t [u8]]) -> Hunk<'t> {
        let first = changes.first().cloned().unwrap_or_default();
        let last = changes.last().cloned().unwrap_or_default();
        let lead = first.0.start.min(CONTEXT);
        let tail = self.input.after.len().saturating_sub(last.1.end);
        let tail = tail.min(CONTEXT);
        let mut written = first.1.start - lead;
        let mut lines = Vec::new();
        let mut add = |kind, of: &[&'t [u8]], range| {
            let of: &[&[u8]] = of.get(range).unwrap_or_default();
            lines.extend(of.iter().map(|line| (kind, *line)));
        };
        for (removed, added) in changes {
            add(LineChange::Kept, after, written..added.start);
            add(LineChange::Removed, before, removed.clone());
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
type Replaced = (Range<usize>, Range<usize>);

/// Changes that are shown together, since the lines around them touch.
fn together(changes: impl Iterator<Item = Replaced>) -> Vec<Vec<Replaced>> {
    let mut all: Vec<Vec<Replaced>> = Vec::new();
    for change in changes {
        let near = |last: &Replaced| change.0.start - last.0.end <= 2 * CONTEXT;
        match all.last_mut() {
            Some(group) if group.last().is_some_and(near) => group.push(change),
            _ => all.push(vec![change]),
        }
    }
    all
}

/// The lines of a text with their ends.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    byte_lines(text)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// The difference with a mark before each line.
    fn diff(before: &str, after: &str, ignore: &str) -> String {
        let by = [before, after].map(|text| text.replace(ignore, ""));
        let compared = |text, by| DiffText { text, by };
        let mut base = DiffBase::new(compared(before.as_bytes(), by[0].as_bytes()));
        // What was compared before leaves nothing behind.
        base.hunks(compared(b"x\ny\n", b"x\ny\n")).unwrap();
        let mut text = String::new();
        let after = compared(after.as_bytes(), by[1].as_bytes());
        for hunk in base.hunks(after).unwrap() {
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
            assert_eq!(diff(before, after, "!"), shown);
        }
    }

    #[test]
    fn what_is_not_compared_is_printed_all_the_same() {
        let told = diff("07:00 up\nload\n", "07 up\nbusy\n", ":00");
        assert_eq!(told, "0..2 0..2| 07 up|-load|+busy|");
        assert_eq!(diff("1\n", "\n", "1"), "");
        assert_eq!(diff("a\n1\n", "b\n1", "1"), "0..2 0..1|-a|-1|+b|");
    }

    proptest::proptest! {
        /// Both texts can be put together again from the lines of a difference and the base.
        #[test]
        fn the_lines_of_both_texts_are_there(before in "([ab]?\n){0,30}[ab]?", after in "([ab]?\n){0,30}[ab]?") {
            let base_lines: Vec<&[u8]> = lines(before.as_bytes()).collect();
            let whole = |text| DiffText { text, by: text };
            let mut base = DiffBase::new(whole(before.as_bytes()));
            let (mut again, mut at) = (Vec::new(), 0);
            for hunk in base.hunks(whole(after.as_bytes())).unwrap() {
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
