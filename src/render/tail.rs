//! The end of what a command printed, line by line and safe to show anywhere.

use crate::cells::cut;
use crate::model::text::lines_from_the_end;
use crate::sanitise;

/// Cells of a line that are kept: it may be as long as the whole output.
const LONGEST: usize = 4096;

/// The last lines of an output. Equal ones look the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Tail {
    /// The lines, each made safe, without colours and not cut; none of an output in which nothing is to be seen.
    pub lines: Vec<String>,
    /// Whether there are lines above them.
    pub has_more: bool,
}

impl Tail {
    /// At most so many lines of the end. Blank ones at the very end are left out.
    pub(super) fn of(output: &[u8], most: usize) -> Self {
        let mut lines = shown_from_the_end(output);
        let mut last: Vec<String> = lines.by_ref().take(most).collect();
        last.reverse();
        Self {
            lines: last,
            has_more: lines.next().is_some(),
        }
    }
}

/// The lines as they look in the end, the last one that is not blank first.
fn shown_from_the_end(output: &[u8]) -> impl Iterator<Item = String> {
    let lines = lines_from_the_end(output).map(shown);
    lines.skip_while(|line| line.trim().is_empty())
}

/// A line without colours, which mean nothing where a part is shown; whatever else steers a terminal is escaped.
fn shown(line: &[u8]) -> String {
    let (text, _) = sanitise::output(line);
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    // Only colours are left as they came, each up to its `m`.
    let rest = parts.filter_map(|part| Some(part.split_once('m')?.1));
    let text = rest.fold(first, |text, rest| text + rest);
    let safe = sanitise::line(&text.replace('\t', "    ")).into_owned();
    cut(&safe, LONGEST).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_last_lines_are_shown_as_they_look_in_the_end() {
        for (output, lines, has_more) in [
            ("a\nb\nc\n", &["b", "c"][..], true),
            ("b\nc", &["b", "c"], false),
            ("a\n\nc\n\n \n", &["", "c"], true),
            ("", &[], false),
            (" \n\n", &[], false),
            ("1%\r50%\r100%\r\n", &["100%"], false),
            ("a\n\u{1b}[0m\n", &["a"], false),
            ("\u{1b}[1;31mred\u{1b}[0m\tend", &["red    end"], false),
            ("\u{1b}[2Jx\u{202e}y", &["\\x1b[2Jx\\u{202e}y"], false),
        ] {
            let tail = Tail::of(output.as_bytes(), 2);
            assert_eq!(
                (&*tail.lines, tail.has_more),
                (
                    &*lines.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    has_more
                ),
                "{output:?}"
            );
        }
        assert_eq!(Tail::of(b"\xff\n", 1).lines, ["\\xff"]);
    }

    proptest! {
        #[test]
        fn nothing_steers_and_no_more_is_shown_than_asked(output in any::<Vec<u8>>(), text in "[a-c\r\n\t\u{1b}\\[Km0-9;]{0,40}", most in 0_usize..9) {
            for output in [&output[..], text.as_bytes()] {
                let tail = Tail::of(output, most);
                prop_assert!(tail.lines.len() <= most);
                prop_assert!(!tail.lines.concat().contains(sanitise::is_dangerous));
                prop_assert!(tail.lines.last().is_none_or(|last| !last.trim().is_empty()));
            }
        }
    }
}
