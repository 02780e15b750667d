//! `--summary`: how many of each, with bars to see it at a glance.

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::support::{Answer, Invq, Run, Server, good_json, record, rows, script, sheet};

fn fleet(words: &str) -> Run {
    let words = format!("{words} --timed=false");
    Server::built_in().run(&words).quiet()
}

/// What is counted as JSON, as `key count`, one after the other.
fn counts(words: &str) -> String {
    let all = good_json(&fleet(&format!("{words} --json")));
    let count = |object: &Value| format!("{} {}", object["Key"].as_str().unwrap(), object["Count"]);
    let counts = all.as_array().unwrap().iter().map(count);
    counts.collect::<Vec<_>>().join(", ")
}

#[test]
fn bars_and_objects() {
    let words = [
        "--summary",
        "--summary --json -n 3",
        "--summary -o jsonl -n 3",
    ];
    sheet("summary/forms", words.map(|words| (words, fleet(words))));
    for (words, shown) in [("--json", "[]\n"), ("-o jsonl", "")] {
        let none = Invq::new(&format!("--from - --summary {words}")).stdin("[]");
        assert_eq!(none.run().quiet().stdout(), shown);
    }
    let none = Invq::new("--from - --summary").stdin("[]").run();
    none.exits(0).says("note: nothing to count by status");
}

/// By status when nothing else is said. Days stand in their order, whatever their counts, and are those of the reader's zone.
#[test]
fn by_every_key() {
    assert_eq!(counts("--summary"), counts("--summary=status"));
    for (words, expected) in rows(
        "--summary=status --per-instance --failed → Failed 6, Aborted 2, Timeout 1, Invalid 1, Error 1
        --summary=command --failed -n 2 → colour-report 1, patch-kernel-live-2026-q2-batch-7 1
        --summary=instance t-hz04d7h5v2s1eg → i-bp15hl4xwggiv270000f 1, i-bp1lkxtxnpb3wcl0000g 1
        --summary=exit-code --failed → 100 3, 2 1, 1 1, 3221225786 1
        --summary=region → cn-hangzhou 22
        --summary=day → 2026-05-26 1, 2026-06-17 1, 2026-06-18 1, 2026-06-19 1, 2026-06-23 1, 2026-06-24 17
        --summary=day --utc --since 2d → 2026-06-23 4, 2026-06-24 14",
    ) {
        assert_eq!(counts(words), expected, "{words}");
    }
    assert!(counts("--summary=error-code").contains("ExecutionTimeout 1"));
}

/// A command without a name is one too.
#[test]
fn a_key_that_is_empty_is_counted_and_shown_as_a_dash() {
    let saved = r#"[{"InvokeId":"t-1"},{"InvokeId":"t-2","CommandName":"x"},{"InvokeId":"t-3"}]"#;
    let run = Invq::new("--from - --summary=command").stdin(saved).run();
    assert!(run.quiet().stdout().starts_with("-  2  #"));
}

#[test]
fn bars_fit_the_terminal() {
    let server = Server::built_in();
    for width in [30, 60, 80, 120] {
        for key in ["status", "command", "instance", "day"] {
            let words = format!("--timed=all --summary={key}");
            let run = server.invq(&words).terminal(width).run().quiet();
            for line in run.lines() {
                assert!(line.width() <= usize::from(width), "{width}: {run}");
                assert!(line.ends_with('#'), "{run}");
            }
        }
    }
    let words = "--summary=command --sort name --since 4h";
    let run = server.invq(words).terminal(60).run();
    sheet("summary/terminal", [(words, run)]);
}

/// The longest bar belongs to the largest count, and none is without one.
#[test]
fn bars_are_as_long_as_the_counts_are_large() {
    let run = fleet("--summary=status --per-instance --no-notes");
    let bar = |line: &String| line.matches('#').count();
    let bars: Vec<usize> = run.lines().iter().map(bar).collect();
    assert!(bars.is_sorted_by(|a, b| a >= b), "{run}");
    assert!(bars[0] > 20 && bars[bars.len() - 1] >= 1, "{run}");
}

/// Counts of a part would look like counts of the whole.
#[test]
fn a_walk_that_broke_off_counts_nothing() {
    for form in ["table", "json", "jsonl"] {
        let first = Answer::page(&[record("t-1", "2026-06-24T07:00:00Z")], Some("AA"));
        let words = format!("--retries 0 --summary -o {form}");
        let run = script(&words, [first, Answer::busy()]);
        assert_eq!(run.exits(6).stdout(), "");
    }
}

#[test]
fn what_it_does_not_go_with() {
    for (words, says) in rows(
        "--summary=sattus → did you mean `status`?
        --summary --columns id → --summary has columns of its own, so --columns has nothing to do
        --summary -o csv → --summary is for
        --summary -o ids → --summary is for
        --summary -o output → --summary is for
        --summary -o api → --summary is for
        --summary -o wide → --summary is for",
    ) {
        Invq::new(words).run().exits(2).says(says);
    }
}
