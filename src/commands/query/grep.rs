//! `--grep`: which outputs hold a line that matches, and what is expected of that.

use std::borrow::Cow;

use crate::model::{Instance, Row, Shown};
use crate::query::grep::Patterns;
use crate::query::{Expectation, Grep};
use crate::render::Remark;
use crate::vocabulary::Exit;

/// At most so many instances are named in one message.
const NAMED: usize = 3;

/// What was looked through so far.
#[derive(Debug)]
pub(super) struct GrepFilter {
    grep: Grep,
    /// Rows show nothing but the lines that match.
    lines_only: bool,
    /// Matches are marked.
    marked: bool,
    /// Nothing to search is as good as expected.
    may_be_empty: bool,
    matching: Vec<String>,
    others: Vec<String>,
    /// Without a match, though some of the output is missing.
    cut: Vec<String>,
    /// Without a match so far, or without an output that could be searched.
    open: Vec<String>,
}

impl GrepFilter {
    pub(super) fn new(grep: Grep, lines_only: bool, marked: bool, may_be_empty: bool) -> Self {
        Self {
            grep,
            lines_only,
            marked,
            may_be_empty,
            matching: Vec::new(),
            others: Vec::new(),
            cut: Vec::new(),
            open: Vec::new(),
        }
    }

    /// The row with the instances that match, if any does.
    pub(super) fn look<'r>(&mut self, row: &'r Row) -> Option<Cow<'r, Row>> {
        let all = row.invocation().instances().enumerate();
        let places: Vec<usize> = all
            .filter(|(place, _)| row.shown().holds(*place))
            .filter(|(_, instance)| self.look_at(row, *instance))
            .map(|(place, _)| place)
            .collect();
        if places.is_empty() {
            return None;
        }
        let narrowed = row.clone().showing(Shown::Some(places));
        if self.lines_only {
            let kept = |output: &[u8]| self.kept(output);
            return Some(Cow::Owned(narrowed.with_outputs(kept)));
        }
        Some(Cow::Owned(narrowed))
    }

    fn look_at(&mut self, row: &Row, instance: Instance<'_>) -> bool {
        let output = instance.output();
        let bytes = output.as_ref().map_or(&[][..], |output| output.bytes());
        let is_match = self.grep.patterns.is_match(bytes);
        // Only a text that was decoded shows that something is not in it.
        let is_read = instance.is_told_by(output.as_ref());
        let list = match () {
            () if is_match => &mut self.matching,
            () if !instance.has_ended() || !is_read => &mut self.open,
            () if instance.is_cut() => &mut self.cut,
            () => &mut self.others,
        };
        list.push(row.name_of(instance));
        is_match
    }

    /// The lines that match, with those around them; `--` stands where some are left out between them.
    fn kept(&self, output: &[u8]) -> Vec<u8> {
        let (patterns, context) = (&self.grep.patterns, self.grep.context);
        let mut kept = Vec::new();
        let mut matching = patterns.lines(output).peekable();
        let lines: Vec<&[u8]> = output.split_inclusive(|byte| *byte == b'\n').collect();
        let starts = lines.iter().scan(0, |at, line| {
            *at += line.len();
            Some(*at - line.len())
        });
        let found: Vec<bool> = starts
            .map(|start| matching.next_if(|line| line.start == start).is_some())
            .collect();
        let near = |place: usize| {
            let around = place.saturating_sub(context)..=place.saturating_add(context);
            let inside =
                found.get(*around.start()..found.len().min(around.end().saturating_add(1)));
            inside.is_some_and(|lines| lines.contains(&true))
        };
        let mut last = None;
        for (place, line) in lines.iter().enumerate().filter(|(place, _)| near(*place)) {
            if context > 0 && last.is_some_and(|last| last + 1 < place) {
                kept.extend_from_slice(b"--\n");
            }
            last = Some(place);
            if self.marked && found.get(place) == Some(&true) {
                mark(patterns, line, &mut kept);
            } else {
                kept.extend_from_slice(line);
            }
        }
        kept
    }

    /// What there is to say at the end, and the exit code where something was expected.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        let cut = (!self.cut.is_empty()).then(|| {
            Remark::Warning(format!(
                "no match is no proof where the service cut the output: {}",
                named(&self.cut)
            ))
        });
        let searched = self.total();
        let none = self.lines_only && self.matching.is_empty() && searched > 0;
        let none = none.then(|| Remark::Note(format!("none of {searched} outputs matches")));
        let remarks = none.into_iter().chain(cut);
        remarks.chain(self.expectation(searched)).collect()
    }

    fn total(&self) -> usize {
        let lists = [&self.matching, &self.others, &self.cut, &self.open];
        lists.iter().map(|list| list.len()).sum()
    }

    fn expectation(&self, total: usize) -> Option<Remark> {
        let (flag, breaking, what) = match self.grep.expected? {
            Expectation::Match => ("--expect-match", &self.others, "do not match"),
            Expectation::NoMatch => ("--expect-no-match", &self.matching, "match"),
        };
        if total == 0 && !self.may_be_empty {
            let text = "no output was searched, so there is nothing that could be as expected";
            return Some(Remark::Error(Exit::NothingThere, text.to_owned()));
        }
        if let (count @ 1.., list) = (breaking.len(), named(breaking)) {
            let text = format!("{flag}: {count} of {total} instances {what}: {list}");
            return Some(Remark::Error(Exit::Failed, text));
        }
        let undecided: Vec<String> = self.cut.iter().chain(&self.open).cloned().collect();
        if undecided.is_empty() {
            return None;
        }
        let text = format!(
            "{flag}: {} of {total} instances cannot be judged, for their output is cut, not complete or not there: {}",
            undecided.len(),
            named(&undecided)
        );
        Some(Remark::Error(Exit::Pending, text))
    }
}

/// A line with its matches in bold red, as grep shows them (ECMA-48: SGR).
fn mark(patterns: &Patterns, line: &[u8], out: &mut Vec<u8>) {
    let end = line.strip_suffix(b"\n").unwrap_or(line);
    let mut written = 0;
    for found in patterns.matches(end) {
        out.extend_from_slice(line.get(written..found.start).unwrap_or_default());
        out.extend_from_slice(b"\x1b[1;31m");
        out.extend_from_slice(line.get(found.clone()).unwrap_or_default());
        out.extend_from_slice(b"\x1b[0m");
        written = found.end;
    }
    out.extend_from_slice(line.get(written..).unwrap_or_default());
}

fn named(list: &[String]) -> String {
    let mut names: Vec<&str> = list.iter().take(NAMED).map(String::as_str).collect();
    let more = format!("and {} more", list.len().saturating_sub(NAMED));
    if list.len() > NAMED {
        names.push(&more);
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(context: usize, output: &str) -> String {
        let grep = Grep {
            patterns: Patterns::one("X").unwrap(),
            context,
            expected: None,
        };
        let filter = GrepFilter::new(grep, true, false, false);
        String::from_utf8(filter.kept(output.as_bytes())).unwrap()
    }

    #[test]
    fn lines_that_match_are_kept_with_those_around_them() {
        let output = "a\nb\nX1\nc\nd\ne\nf\nX2\nX3";
        assert_eq!(kept(0, output), "X1\nX2\nX3");
        assert_eq!(kept(1, output), "b\nX1\nc\n--\nf\nX2\nX3");
        assert_eq!(kept(2, output), output);
        assert_eq!(kept(99, output), output);
        assert_eq!(kept(1, "X"), "X");
        assert_eq!(kept(3, "a\n"), "");
    }
}
