//! The end of what commands printed, line by line and safe to show anywhere; identical ends once.

use super::OutputOptions;
use super::groups::{SameText, SameTexts};
use super::words::stands;
use crate::model::text::lines_from_the_end;
use crate::model::{Instance, Row, Verdict};
use crate::sanitise;

/// The outputs of instances that failed.
#[derive(Debug)]
pub(super) struct FailedOutputs {
    /// How many lines of each.
    most: usize,
    groups: SameTexts<Tail>,
    /// What has failed: an instance, or one run on it.
    pub noun: &'static str,
}

/// The instances in view that failed.
pub(super) fn failed(row: &Row) -> impl Iterator<Item = Instance<'_>> {
    row.instances()
        .filter(|instance| instance.verdict() == Verdict::Failed)
}

/// Whether the outputs of those that failed came with them.
pub(super) fn has_outputs(row: &Row) -> bool {
    failed(row).any(|instance| instance.record().raw("Output").is_some())
}

impl FailedOutputs {
    /// Gathers the last lines of each.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            groups: SameTexts::default(),
            noun: "instance",
        }
    }

    /// Adds those of a row.
    pub(super) fn add(&mut self, row: &Row, options: &OutputOptions) {
        if row.invocation().is_run() {
            self.noun = "run";
        }
        for instance in failed(row) {
            let output = instance.output();
            let bytes = output.as_ref().map_or(&[][..], |output| output.bytes());
            let name = options.name(row, instance);
            self.groups
                .add(Tail::of(bytes, self.most), name, stands(instance));
        }
    }

    /// What a row of the result is called.
    pub(super) fn noun_of_rows(&self) -> &'static str {
        if self.noun == "run" {
            "run"
        } else {
            "invocation"
        }
    }

    /// The most frequent first; those without output last.
    pub(super) fn sorted(&self) -> Vec<(&Tail, &SameText)> {
        let mut groups = self.groups.sorted();
        groups.sort_by_key(|(tail, _)| tail.lines.is_empty());
        groups
    }
}

/// The last lines of an output. Equal ones look the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Tail {
    /// The lines, each made safe, without colours and as long as it is; none of an output in which nothing is to be seen.
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
    sanitise::line(&text.replace('\t', "    ")).into_owned()
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
