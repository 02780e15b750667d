//! Markdown, for the summary of a CI job and for merge requests. Whatever a host wrote stays in its cell or its block.

use std::fmt::Write as _;

use super::facts::ReportFacts;
use super::gather::ReportRows;
use super::reported::{ReportedInstance, ReportedInvocation};
use crate::model::Verdict;
use crate::model::time::took;
use crate::render::tail::Tail;
use crate::render::words::{listed, mark, plural, time};

/// The most that a report may hold, in bytes: GitHub takes 1 MiB of a step.
const MOST: usize = 900_000;

/// What is left for the end, when there is too much.
const END: usize = 20_000;

/// Rows of a table.
const ROWS: usize = 200;

/// Lines of an output.
const LINES: usize = 100;

/// Names above an output that several printed.
const NAMED: usize = 5;

/// Characters of a cell or of a message.
const LONGEST: usize = 500;

pub(super) fn write(rows: &ReportRows, facts: &ReportFacts) -> String {
    let (verdict, headline) = rows.headline(facts);
    let (mark, _) = mark("", verdict, false);
    let mut out = format!("## {mark} {}\n\n", inline(&headline));
    for error in facts.errors() {
        let _ = writeln!(out, "> **error**: {}\n", message(&error));
    }
    for said in facts.others().filter(|said| said.level == "warning") {
        let _ = writeln!(out, "> **warning**: {}\n", message(&said.text));
    }
    if let ([only], 0) = (rows.invocations.as_slice(), rows.left_out.total) {
        let _ = writeln!(out, "{}\n", title(only));
        if !only.why.is_empty() {
            let _ = writeln!(out, "{}\n", code(&only.why));
        }
    } else {
        invocations(rows, &mut out);
    }
    let failed: Vec<(&ReportedInvocation, &ReportedInstance)> = failed(rows);
    // Where each has one instance at most, the list says it all.
    if rows.invocations.len() == 1 || failed.iter().any(|(one, _)| one.counts.total > 1) {
        instances(rows, &failed, &mut out);
    }
    outputs(rows, &failed, &mut out);
    for missing in rows.missing() {
        let _ = writeln!(out, "{}\n", inline(&missing));
    }
    about(rows, facts, &mut out);
    out
}

/// What has not gone well, and what has not ended.
fn failed(rows: &ReportRows) -> Vec<(&ReportedInvocation, &ReportedInstance)> {
    let ordered = rows.ordered().into_iter();
    let all = ordered.flat_map(|one| one.instances.iter().map(move |instance| (one, instance)));
    all.filter(|(_, instance)| instance.verdict != Verdict::Ok)
        .collect()
}

fn invocations(rows: &ReportRows, out: &mut String) {
    let ordered = rows.ordered();
    if ordered.is_empty() {
        return;
    }
    out.push_str("| | invocation | ok | why | created | took |\n|---|---|---|---|---|---|\n");
    for one in ordered.iter().take(ROWS) {
        let (mark, _) = mark(&one.status, one.judged, false);
        let created = one.created.map(|at| time(at, &rows.options));
        let _ = writeln!(
            out,
            "| {mark} | {} | {}/{} | {} | {} | {} |",
            title(one),
            one.counts.ok,
            one.counts.total,
            code(one.reason()),
            created.unwrap_or_default(),
            one.took.map(took).unwrap_or_default(),
        );
    }
    more(ordered.len(), "more invocation", out);
}

fn instances(
    rows: &ReportRows,
    failed: &[(&ReportedInvocation, &ReportedInstance)],
    out: &mut String,
) {
    if failed.is_empty() {
        return;
    }
    out.push_str("| | instance | status | why | took |\n|---|---|---|---|---|\n");
    for (invocation, instance) in failed.iter().take(ROWS) {
        let (mark, _) = mark("", instance.verdict, false);
        let _ = writeln!(
            out,
            "| {mark} | {} | {} | {} | {} |",
            code(&name(rows, invocation, instance)),
            code(&instance.stands),
            code(instance.why.as_deref().unwrap_or_default()),
            instance.took.map(took).unwrap_or_default(),
        );
    }
    more(failed.len(), "more instance", out);
}

/// What an instance is called: with its invocation where there are several.
fn name(rows: &ReportRows, invocation: &ReportedInvocation, instance: &ReportedInstance) -> String {
    match rows.invocations.len() {
        1 => instance.name.clone(),
        _ => format!("{}/{}", invocation.id, instance.name),
    }
}

fn more(all: usize, noun: &str, out: &mut String) {
    out.push('\n');
    if let more @ 1.. = all.saturating_sub(ROWS) {
        let _ = writeln!(out, "{}\n", plural(more, noun));
    }
}

/// What those printed that failed, each text once.
fn outputs(
    rows: &ReportRows,
    failed: &[(&ReportedInvocation, &ReportedInstance)],
    out: &mut String,
) {
    let mut names: Vec<(usize, Vec<String>)> = Vec::new();
    let mut place_of = std::collections::HashMap::new();
    for (invocation, instance) in failed
        .iter()
        .filter(|(_, instance)| instance.verdict == Verdict::Failed)
    {
        let Some(output) = instance.output else {
            continue;
        };
        let place = *place_of.entry(output).or_insert(names.len());
        if place == names.len() {
            names.push((output, Vec::new()));
        }
        let name = name(rows, invocation, instance);
        if let Some((_, names)) = names.get_mut(place) {
            names.push(name);
        }
    }
    let mut left_out = 0;
    for (output, names) in &names {
        let Some(kept) = rows.outputs.get(*output) else {
            continue;
        };
        let tail = Tail::of(&kept.bytes, LINES);
        let block = block(
            &listed(names, NAMED),
            &tail.lines,
            tail.has_more || kept.before > 0,
        );
        if out.len() + block.len() + END > MOST {
            left_out += 1;
        } else {
            out.push_str(&block);
        }
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "{} left out: there is no room for more\n",
            plural(left_out, "output")
        );
    }
}

/// A collapsed block. Its fence is longer than any row of backquotes in it, so nothing in it ends it.
fn block(names: &str, lines: &[String], is_cut: bool) -> String {
    let text = lines.join("\n");
    let fence = "`".repeat(longest_row(&text).max(2) + 1);
    let part = if is_cut {
        format!(", its last {}", plural(lines.len(), "line"))
    } else {
        String::new()
    };
    let text = if text.is_empty() {
        "(nothing to be seen)"
    } else {
        &text
    };
    format!(
        "<details><summary>Output of {}{part}</summary>\n\n{fence}text\n{text}\n{fence}\n\n</details>\n\n",
        code(names)
    )
}

fn longest_row(text: &str) -> usize {
    let rows = text.split(|c| c != '`').map(str::len);
    rows.max().unwrap_or(0)
}

fn about(rows: &ReportRows, facts: &ReportFacts, out: &mut String) {
    out.push_str("<details><summary>What was asked</summary>\n\n| | |\n|---|---|\n");
    for (name, value) in facts.asked(rows) {
        let _ = writeln!(out, "| {name} | {} |", code(&value));
    }
    out.push('\n');
    for note in facts.others().filter(|said| said.level == "note") {
        let _ = writeln!(out, "- {}", message(&note.text));
    }
    out.push_str("\n</details>\n");
}

fn title(invocation: &ReportedInvocation) -> String {
    let parts = [&invocation.name, &invocation.id, &invocation.place];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.map(|part| code(part)).collect::<Vec<_>>().join(" ")
}

/// Foreign text in a cell or a line: in `<code>`, where nobody is mentioned and nothing refers to anything.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<code>{}</code>", inline(text))
}

/// A message, in which nobody is mentioned either: a sign without width stands behind what would begin that.
fn message(text: &str) -> String {
    let text = inline(text).replace("&#64;", "&#64;&#8203;");
    text.replace("&#35;", "&#35;&#8203;")
}

/// Text in one line, of which nothing is Markdown: every sign that could be is written as a character reference.
fn inline(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(LONGEST) {
        match c {
            '\n' => out.push_str("; "),
            c if c.is_ascii_alphanumeric() || !c.is_ascii() || " -,()%".contains(c) => out.push(c),
            c => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_breaks_out_of_a_block(text in "[`~\n </details>a]{0,60}") {
            let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
            let block = block("i-1", &lines, false);
            let inside: Vec<&str> = block.lines().skip(2).collect();
            let fence = inside[0].trim_end_matches("text");
            // CommonMark 0.31, 4.5: a closing fence is at least as long as the opening one.
            let closes = |line: &&str| line.trim().len() >= fence.len() && line.trim().bytes().all(|byte| byte == b'`');
            let closing = inside.iter().skip(1).position(closes).unwrap();
            prop_assert_eq!(&inside[closing + 2..], &["", "</details>", ""]);
        }

        #[test]
        fn nothing_is_markdown_in_a_cell(text in any::<String>()) {
            let shown = inline(&text);
            prop_assert!(!shown.contains(['|', '<', '>', '`', '*', '_', '[', ']', '\\', '@', '!', '~', '\n', ':', '/', '.']));
        }
    }
}
