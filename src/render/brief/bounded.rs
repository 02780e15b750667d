//! A text of at most so many bytes: what matters most comes first, and what has no room is counted.

use super::super::words::plural;

/// Bytes of a line that are kept.
const LINE: usize = 500;

/// What goes into the text.
#[derive(Debug, Default)]
pub(super) struct BriefText {
    /// The first line. It is always there.
    pub verdict: String,
    /// What is not known.
    pub unknown: Vec<String>,
    /// Why instances failed.
    pub causes: Vec<String>,
    /// A line for each invocation, or run.
    pub rows: Vec<String>,
    /// What one of them is called.
    pub noun: &'static str,
    /// What was printed: a heading and lines each.
    pub outputs: Vec<Vec<String>>,
    /// What else there is to know.
    pub notes: Vec<String>,
    /// What to type next.
    pub commands: Vec<String>,
}

impl BriefText {
    /// The text: lines in their order, the verdict first. No text is longer than `most` bytes, of which there are enough for the
    /// first line and for the one that counts what is left out.
    pub(super) fn within(mut self, most: usize) -> String {
        let parts = [
            &mut self.unknown,
            &mut self.causes,
            &mut self.rows,
            &mut self.notes,
            &mut self.commands,
        ];
        let lines = parts
            .into_iter()
            .flatten()
            .chain(self.outputs.iter_mut().flatten());
        lines.for_each(|line| *line = clipped(line, LINE));
        let whole = self.text(None);
        if whole.len() <= most {
            return whole;
        }
        let lines: usize = self.outputs.iter().map(Vec::len).sum();
        let all = self.left_out(lines, most);
        self.cut_to(most.saturating_sub(all.len() + 1), most)
    }

    fn text(&self, left_out: Option<&str>) -> String {
        let before = [&self.unknown, &self.rows, &self.causes];
        let lines = std::iter::once(&self.verdict).chain(before.into_iter().flatten());
        let lines = lines.chain(self.outputs.iter().flatten());
        let lines = lines.chain(&self.notes).map(String::as_str);
        let after = self.commands.iter().map(String::as_str);
        let lines = lines.chain(left_out).chain(after);
        lines.flat_map(|line| [line, "\n"]).collect()
    }

    /// Keeps what there is room for: what is unknown, causes, commands, some rows, outputs, and then what is left of each. A list
    /// of causes or rows never takes all the room of what comes after it.
    fn cut_to(mut self, mut room: usize, most: usize) -> String {
        let mut kept = Self {
            verdict: clipped(&self.verdict, room.saturating_sub(1)),
            noun: self.noun,
            ..Self::default()
        };
        room = room.saturating_sub(kept.verdict.len() + 1);
        take(&mut self.unknown, &mut kept.unknown, &mut room, 1);
        take(&mut self.causes, &mut kept.causes, &mut room, 2);
        take(&mut self.commands, &mut kept.commands, &mut room, 1);
        take(&mut self.rows, &mut kept.rows, &mut room, 4);
        let mut lines = 0;
        for output in std::mem::take(&mut self.outputs) {
            // The first that does not fit ends them: which are shown depends on nothing but their order.
            match shortened(&output, room).filter(|_| self.outputs.is_empty()) {
                Some(shown) => {
                    room -= size(&shown);
                    lines += output.len() - shown.len();
                    kept.outputs.push(shown);
                }
                None => self.outputs.push(output),
            }
        }
        take(&mut self.causes, &mut kept.causes, &mut room, 1);
        take(&mut self.notes, &mut kept.notes, &mut room, 1);
        take(&mut self.rows, &mut kept.rows, &mut room, 1);
        let line = self.left_out(lines, most);
        kept.text(Some(&line))
    }

    /// Counts what is left, and so many lines of outputs that are shown in part.
    fn left_out(&self, lines: usize, most: usize) -> String {
        let counts = [
            (self.unknown.len() + self.notes.len(), "note"),
            (self.rows.len(), self.noun),
            (self.causes.len(), "cause"),
            (self.outputs.len(), "output"),
            (lines, "line"),
            (self.commands.len(), "command"),
        ];
        let some = counts.into_iter().filter(|(count, _)| *count > 0);
        let told: Vec<String> = some.map(|(count, noun)| plural(count, noun)).collect();
        format!("left out to stay within {most} bytes: {}", told.join(", "))
    }
}

/// Moves lines as far as this part of the room goes.
fn take(from: &mut Vec<String>, to: &mut Vec<String>, room: &mut usize, part: usize) {
    let mut left = *room / part;
    let fits = |line: &&String| {
        let less = left.checked_sub(line.len() + 1);
        left = less.unwrap_or(left);
        less.is_some()
    };
    let count = from.iter().take_while(fits).count();
    let taken: Vec<String> = from.drain(..count).collect();
    *room -= size(&taken);
    to.extend(taken);
}

/// An output without as many of its first lines as there is no room for. A heading alone is none.
fn shortened(output: &[String], room: usize) -> Option<Vec<String>> {
    let (heading, lines) = output.split_first()?;
    let mut room = room.checked_sub(heading.len() + 1)?;
    let fits = |line: &&String| {
        let left = room.checked_sub(line.len() + 1);
        room = left.unwrap_or(room);
        left.is_some()
    };
    let mut shown: Vec<String> = lines.iter().rev().take_while(fits).cloned().collect();
    if shown.is_empty() {
        return None;
    }
    shown.push(heading.clone());
    shown.reverse();
    Some(shown)
}

fn size(lines: &[String]) -> usize {
    lines.iter().map(|line| line.len() + 1).sum()
}

/// A line of at most so many bytes, with how many are missing at its end.
fn clipped(line: &str, most: usize) -> String {
    if line.len() <= most {
        return line.to_owned();
    }
    let told = |kept: usize| format!(" [{} bytes more]", line.len() - kept);
    // The number is largest where nothing is kept.
    let room = most.saturating_sub(told(0).len());
    let end = (0..=room).rev().find(|end| line.is_char_boundary(*end));
    let kept = line.get(..end.unwrap_or(0)).unwrap_or_default();
    format!("{kept}{}", told(kept.len()))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn parts(rows: usize, lines: usize) -> BriefText {
        let many = |count, word: &str| vec![word.to_owned(); count];
        BriefText {
            verdict: "verdict: failed".to_owned(),
            unknown: many(1, "unknown: u"),
            notes: many(1, "note: n"),
            causes: many(2, "cause: c"),
            rows: many(rows, "Failed t-1"),
            noun: "invocation",
            outputs: vec![many(lines, "| o"), many(2, "==> b <==")],
            commands: many(2, "next: invq t-1"),
        }
    }

    #[test]
    fn what_fits_is_whole_and_in_its_order() {
        assert_eq!(
            parts(1, 2).within(512),
            "verdict: failed\nunknown: u\nFailed t-1\ncause: c\ncause: c\n| o\n| o\n==> b <==\n==> b <==\nnote: n\nnext: invq t-1\nnext: invq t-1\n"
        );
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let text = parts(200, 300).within(512);
        let (shown, rest) = text
            .split_once("left out to stay within 512 bytes: ")
            .unwrap();
        let count = |word: &str| shown.lines().filter(|line| *line == word).count();
        let (rows, lines) = (count("Failed t-1"), count("| o"));
        assert!(rows > 0 && lines > 10, "{text}");
        let told = format!(
            "1 note, {} invocations, 1 output, {} lines\nnext: ",
            200 - rows,
            300 - lines
        );
        assert!(rest.starts_with(&told), "{text}");
        assert!(text.ends_with("next: invq t-1\n"), "{text}");
    }

    #[test]
    fn a_long_line_says_how_much_is_missing() {
        assert_eq!(
            clipped("部署部署部署部署部署部署", 24),
            "部署 [30 bytes more]"
        );
        assert_eq!(clipped("abc", 3), "abc");
    }

    proptest! {
        #[test]
        fn a_text_is_never_longer_than_it_may_be(
            lines in vec("[a-z部署]{0,900}", 5),
            counts in vec(0_usize..60, 6),
            most in 512_usize..9000,
        ) {
            let many = |place: usize| vec![lines[place % 5].clone(); counts[place]];
            let text = BriefText {
                verdict: format!("verdict: failed; {}", lines[0]),
                unknown: many(0),
                notes: many(1),
                causes: many(1),
                rows: many(2),
                noun: "invocation",
                outputs: vec![many(3); counts[4]],
                commands: many(5),
            }.within(most);
            prop_assert!(text.len() <= most, "{} {}", text.len(), most);
            prop_assert!(text.starts_with("verdict: failed; ") && text.ends_with('\n'));
        }
    }
}
