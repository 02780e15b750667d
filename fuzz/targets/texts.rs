//! `--grep`, `--ignore` and `--fold=diff`: any pattern over any two texts. What matches is a line of the text, and from the
//! hunks of a comparison both texts come back.

#![no_main]

use invq::query::diff::{DiffBase, DiffText, LineChange};
use invq::query::grep::Patterns;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: (&str, &[u8], &[u8])| {
    let (pattern, before, after) = data;
    if let Ok(patterns) = Patterns::one(pattern) {
        searched(&patterns, before);
    }
    compared(before, after);
});

fn searched(patterns: &Patterns, text: &[u8]) {
    let lines: Vec<_> = patterns.lines(text).collect();
    assert_eq!(patterns.is_match(text), !lines.is_empty());
    let mut last = 0;
    for line in lines {
        assert!(line.start >= last && line.end <= text.len());
        assert!(line.start == 0 || text[line.start - 1] == b'\n');
        assert!(!text[line.clone()].contains(&b'\n'));
        last = line.end;
    }
    let stripped = patterns.stripped(text);
    let ends = |text: &[u8]| text.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(ends(&stripped), ends(text));
    assert!(stripped.len() <= text.len());
}

fn compared(before: &[u8], after: &[u8]) {
    let whole = |text| DiffText { text, by: text };
    let hunks = DiffBase::new(whole(before)).hunks(whole(after));
    let hunks = hunks.expect("they are short");
    let (old, new): (Vec<_>, Vec<_>) = (lines(before), lines(after));
    assert_eq!(hunks.is_empty(), old == new);
    let mut patched: Vec<&[u8]> = Vec::new();
    let mut at = 0;
    for hunk in &hunks {
        patched.extend(&old[at..hunk.before.start]);
        let of = |gone: LineChange| {
            let lines = hunk.lines.iter().filter(move |(change, _)| *change != gone);
            lines.map(|(_, line)| *line).collect::<Vec<_>>()
        };
        assert_eq!(of(LineChange::Added), old[hunk.before.clone()]);
        patched.extend(of(LineChange::Removed));
        at = hunk.before.end;
    }
    patched.extend(&old[at..]);
    assert_eq!(patched, new);
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}
