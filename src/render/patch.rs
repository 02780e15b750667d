//! How a text differs from another, as a unified diff.

use std::ops::Range;

use super::OutputOptions;
use super::bytes::show;
use crate::query::diff::{Hunk, LineChange};

const RED: &[u8] = b"\x1b[31m";
const GREEN: &[u8] = b"\x1b[32m";
const CYAN: &[u8] = b"\x1b[36m";
const PLAIN: &[u8] = b"\x1b[0m";

/// What stands under a last line without an end.
const NO_END: &[u8] = b"\\ No newline at end of file\n";

/// Writes the hunks of a difference.
pub(super) fn patch(hunks: &[Hunk<'_>], options: &OutputOptions, out: &mut Vec<u8>) {
    for hunk in hunks {
        painted(CYAN, options, out, |out| {
            out.extend_from_slice(head(hunk).as_bytes());
        });
        out.push(b'\n');
        let ends = shows_ends(hunk) && options.terminal;
        for (change, line) in &hunk.lines {
            let (color, mark) = match change {
                LineChange::Kept => (&b""[..], b' '),
                LineChange::Removed => (RED, b'-'),
                LineChange::Added => (GREEN, b'+'),
            };
            let is_whole = line.last() == Some(&b'\n');
            let text = line.strip_suffix(b"\n").unwrap_or(line);
            // A return that makes the difference is not to be seen on a terminal.
            let bare = text.strip_suffix(b"\r").filter(|_| options.terminal);
            painted(color, options, out, |out| {
                out.push(mark);
                show(bare.unwrap_or(text), options, out);
                if bare.is_some() && ends && *change != LineChange::Kept {
                    out.extend_from_slice(b"\\r");
                }
            });
            out.push(b'\n');
            if !is_whole {
                out.extend_from_slice(NO_END);
            }
        }
    }
}

/// How many bytes the hunks of a difference take in a pipe.
pub(super) fn length(hunks: &[Hunk<'_>]) -> usize {
    let heads = hunks.iter().map(|hunk| head(hunk).len() + 1);
    let lines = hunks.iter().flat_map(|hunk| &hunk.lines);
    let lines = lines.map(|(_, line)| match line.last() {
        Some(b'\n') => 1 + line.len(),
        _ => 2 + line.len() + NO_END.len(),
    });
    heads.chain(lines).sum()
}

/// Where lines stand: `@@ -3,7 +3,6 @@`.
fn head(hunk: &Hunk<'_>) -> String {
    format!("@@ -{} +{} @@", span(&hunk.before), span(&hunk.after))
}

/// Writes in a color where there are colors.
fn painted(
    color: &[u8],
    options: &OutputOptions,
    out: &mut Vec<u8>,
    write: impl FnOnce(&mut Vec<u8>),
) {
    let is_painted = options.color && !color.is_empty();
    if is_painted {
        out.extend_from_slice(color);
    }
    write(out);
    if is_painted {
        out.extend_from_slice(PLAIN);
    }
}

/// Whether some of the lines that differ end in CR LF, and others do not.
fn shows_ends(hunk: &Hunk<'_>) -> bool {
    let differ = hunk
        .lines
        .iter()
        .filter(|(kind, _)| *kind != LineChange::Kept);
    let mut ends = differ.map(|(_, line)| line.ends_with(b"\r\n"));
    ends.next()
        .is_some_and(|first| ends.any(|end| end != first))
}

/// Where lines stand, as unified diffs say it: the first from 1 and how many; of none, the line before.
fn span(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        count => format!("{},{count}", lines.start + 1),
    }
}
