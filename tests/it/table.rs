//! The table: for a pipe, for terminals of any width, without colour, with it, in ASCII.
//!
//! The fleet is the built-in one; whole tables are in tests/snapshots/table.

use unicode_width::UnicodeWidthStr as _;

use crate::support::{Answer, Invq, Rogue, Run, Server, list, record, sheet, snapshot};

fn fleet(width: Option<u16>, words: &str) -> Run {
    let server = Server::built_in();
    let invq = server.invq(words);
    match width {
        Some(width) => invq.terminal(width).run(),
        None => invq.run(),
    }
}

/// In a pipe nothing is cut: no marks, full times, nothing said beside it. On a terminal of 50 cells rows become lines.
#[test]
fn every_table_is_as_in_its_snapshot() {
    for (name, width, words) in [
        ("pipe", None, "--timed=false"),
        ("terminal-50", Some(50), "-n 4"),
        ("terminal-80", Some(80), "--timed=all --color never"),
        ("terminal-120", Some(120), "--timed=all --color never"),
        ("terminal-200", Some(200), "--timed=all --color never"),
        ("ascii", Some(100), "--timed=all --ascii --color never"),
        ("color", Some(100), "-n 6 --color always"),
    ] {
        snapshot(&format!("table/{name}"), fleet(width, words));
    }
}

/// A terminal that cannot show the marks is not given them.
#[test]
fn a_locale_without_utf_8_is_given_ascii_marks() {
    let server = Server::built_in();
    let marks = |name: &str, locale: &str| {
        let invq = server.invq("-s failed --no-header").without_env("LANG");
        let run = invq.env(name, locale).terminal(100).run().exits(0);
        run.stdout().contains('✗')
    };
    assert!(marks("LANG", "en_US.UTF-8") && marks("LC_ALL", "zh_CN.utf8"));
    assert!(!marks("LANG", "C") && !marks("LC_ALL", "POSIX") && !marks("LANG", ""));
}

#[test]
fn colour_is_for_terminals_unless_it_is_asked_for() {
    let server = Server::built_in();
    for (terminal, words, variable, colored) in [
        (true, "", "", true),
        (true, "--color never", "", false),
        (false, "", "", false),
        (false, "--color always", "", true),
        (true, "", "NO_COLOR=1", false),
        (true, "", "TERM=dumb", false),
        (false, "", "CLICOLOR_FORCE=1", true),
    ] {
        let (name, value) = variable.split_once('=').unwrap_or(("UNUSED", ""));
        let invq = server.invq(words).env(name, value);
        let run = if terminal { invq.terminal(100) } else { invq }.run();
        let shown = run.stdout().contains('\u{1b}');
        assert_eq!(shown, colored, "{terminal} {words} {variable}");
    }
}

/// Times are local unless UTC is asked for; without its header a table is rows alone.
#[test]
fn times_and_headers() {
    let words = ["-n 1", "-n 1 --utc", "-s stopped --no-header"];
    let piped = words.map(|words| (words, fleet(None, words)));
    let words = "-s stopped --no-header --color never";
    let terminal = fleet(Some(100), words);
    sheet("table/times", piped.into_iter().chain([(words, terminal)]));
}

/// Widths are cells, so that a name in Chinese does not push the columns behind it.
#[test]
fn columns_line_up_whatever_the_script() {
    for width in [80, 100, 200] {
        let run = fleet(Some(width), "--timed=all --color never").exits(0);
        let lines = run.lines();
        let start = lines[0].find("COMMAND").unwrap();
        for line in &lines {
            assert!(line.width() <= usize::from(width), "{line}");
            // The text before the column takes as many cells in each row.
            let mut cells = 0;
            let cut = line.char_indices().find(|(_, c)| {
                let here = cells;
                cells += c.to_string().width();
                here >= start
            });
            let (at, first) = cut.unwrap();
            assert!(first != ' ' && line[..at].ends_with("  "), "{line}");
        }
    }
}

#[test]
fn a_width_that_is_asked_for_counts_in_a_pipe_too() {
    let run = fleet(None, "--width 80").exits(0);
    assert!(run.lines().iter().all(|line| line.width() <= 80), "{run}");
    assert!(run.stdout().contains('~'), "{run}");
}

/// The second page has longer names than the first: nothing is cut in a pipe, and an ID never is.
#[test]
fn later_pages_keep_the_columns_of_the_first() {
    let short = record("t-1", "2026-06-24T07:00:00Z");
    let long = record("t-0000000000000000000009", "2026-06-24T06:00:00Z")
        .replace("uptime", "a-name-that-is-longer");
    let peer = || Rogue::new([Answer::page(&[&short], Some("AA")), list(&[&long])]);
    let terminal = peer().invq("--color never").terminal(70).run();
    let runs = [("in a pipe", peer().run("")), ("70 cells", terminal)];
    sheet("table/pages", runs);
}

#[test]
fn text_from_the_service_cannot_steer_the_terminal() {
    let nasty =
        record("t-1", "2026-06-24T07:00:00Z").replace("uptime", r"a\u001b]0;owned\u0007\nb\u202ec");
    for terminal in [true, false] {
        let peer = Rogue::new([list(&[&nasty])]);
        let invq = peer.invq("--color never");
        let run = if terminal { invq.terminal(120) } else { invq }.run();
        let shown = run.stdout();
        assert!(shown.contains(r"a\x1b]0;owned\x07\nb\u{202e}c"), "{shown}");
        run.exits(0).hides("\u{1b}").hides("\u{202e}");
    }
}

/// A status that nobody knew when this was written is shown as it came, and taken for neither good nor bad. Nothing at all is
/// no header but a note.
#[test]
fn an_unknown_status_is_shown_as_it_came_and_nothing_as_a_note() {
    let new = record("t-1", "2026-06-24T07:00:00Z").replace("Success", "Hibernating");
    let runs = [("an unknown status", vec![new]), ("nothing", vec![])];
    let runs = runs.map(|(what, records)| {
        let peer = Rogue::new([list(&records)]);
        (what, peer.invq("--color never").terminal(100).run())
    });
    sheet("table/unknown", runs);
}

#[test]
fn the_sandbox_needs_no_account() {
    let run = Invq::new("--sandbox -n 2").terminal(100).run().exits(0);
    assert_eq!(run.lines().len(), 3, "{run}");
}

/// Why something failed is what a list of failed instances is for, so there the column shrinks before it goes.
#[test]
fn failed_instances_keep_their_reason_at_80_cells() {
    let run = fleet(Some(80), "--failed --per-instance --color=never").exits(0);
    assert!(run.lines()[0].ends_with("STATUS   WHY"), "{run}");
    assert!(run.stdout().contains("agent not running"), "{run}");
    for line in run.lines() {
        assert!(line.width() <= 80, "{line}");
    }
}

/// What was selected is counted: the second instance failed, and nobody asked for it.
#[test]
fn named_instances_are_counted_and_not_their_invocation() {
    let record = r#"[{"InvokeId":"t-1","CommandName":"build","InvocationStatus":"PartialFailed","CreationTime":"2026-06-24T07:00:00Z","InvokeInstances":[
        {"InstanceId":"i-1","InvocationStatus":"Success","ExitCode":0},
        {"InstanceId":"i-2","InvocationStatus":"Failed","ExitCode":2}]}]"#;
    let run = |words: &str| {
        let words = format!("--from - --exit-status --color never {words}");
        Invq::new(&words).stdin(record).terminal(80).run()
    };
    sheet("table/named", [("i-1", run("i-1"))]);
    run("i-2")
        .exits(1)
        .says("1 invocation: 1 failed\nsee why:  invq --from - t-1\n");
}
