//! The table: for a pipe, for terminals of any width, without colour, with it, in ASCII.
//!
//! The fleet is the built-in one; whole tables are in tests/snapshots/table.

use snapbox::{file, str};
use unicode_width::UnicodeWidthStr as _;

use crate::support::{Answer, Invq, Rogue, Run, Server, check, page, record};

fn fleet(width: Option<u16>, words: &str) -> Run {
    let server = Server::built_in();
    let invq = server.invq(words);
    match width {
        Some(width) => invq.terminal(width).run(),
        None => invq.run(),
    }
}

/// Nothing cut, no marks, full times, nothing said beside it.
#[test]
fn in_a_pipe() {
    check!(
        fleet(None, "--timed=false").quiet(),
        file!["../snapshots/table/pipe.txt"]
    );
}

#[test]
fn on_a_terminal_of_50_cells_rows_become_lines() {
    check!(
        fleet(Some(50), "-n 4"),
        file!["../snapshots/table/terminal-50.txt"]
    );
}

#[test]
fn on_a_terminal_of_80_cells() {
    check!(
        fleet(Some(80), "--timed=all --color never"),
        file!["../snapshots/table/terminal-80.txt"]
    );
}

#[test]
fn on_a_terminal_of_120_cells() {
    check!(
        fleet(Some(120), "--timed=all --color never"),
        file!["../snapshots/table/terminal-120.txt"]
    );
}

#[test]
fn on_a_terminal_of_200_cells() {
    check!(
        fleet(Some(200), "--timed=all --color never"),
        file!["../snapshots/table/terminal-200.txt"]
    );
}

#[test]
fn in_ascii() {
    check!(
        fleet(Some(100), "--timed=all --ascii --color never"),
        file!["../snapshots/table/ascii.txt"]
    );
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
fn in_colour() {
    check!(
        fleet(Some(100), "-n 6 --color always"),
        file!["../snapshots/table/color.txt"]
    );
}

#[test]
fn colour_is_for_terminals_unless_it_is_asked_for() {
    let colored = |run: Run| run.stdout().contains('\u{1b}');
    assert!(colored(fleet(Some(100), "")));
    assert!(!colored(fleet(Some(100), "--color never")));
    assert!(!colored(fleet(None, "")));
    assert!(colored(fleet(None, "--color always")));
    let server = Server::built_in();
    assert!(!colored(
        server.invq("").env("NO_COLOR", "1").terminal(100).run()
    ));
    assert!(!colored(
        server.invq("").env("TERM", "dumb").terminal(100).run()
    ));
    assert!(colored(server.invq("").env("CLICOLOR_FORCE", "1").run()));
}

#[test]
fn times_are_local_unless_utc_is_asked_for() {
    check!(
        fleet(None, "-n 1"),
        str![[r#"
exit 0
---- stdout
INVOCATION        STATUS    OK  COMMAND        CREATED                    TOOK
t-hz04d7q6f3r8xa  Pending  0/3  deploy-web-v2  2026-06-24T16:02:10+08:00

"#]]
    );
    check!(
        fleet(None, "-n 1 --utc"),
        str![[r#"
exit 0
---- stdout
INVOCATION        STATUS    OK  COMMAND        CREATED               TOOK
t-hz04d7q6f3r8xa  Pending  0/3  deploy-web-v2  2026-06-24T08:02:10Z

"#]]
    );
}

#[test]
fn without_its_header_a_table_is_rows_alone() {
    check!(
        fleet(None, "-s stopped --no-header").quiet(),
        str![[r#"
exit 0
---- stdout
t-hz04d6zz0k4jpl  Stopped  0/5  warm-cache  2026-06-24T07:02:11+08:00   12s

"#]]
    );
    check!(
        fleet(Some(100), "-s stopped --no-header --color never"),
        str![[r#"
exit 0
---- stdout
-  t-hz04d6zz0k4jpl  Stopped  0/5  warm-cache   9h   12s
---- stderr

1 invocation

"#]]
    );
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
    let script = || {
        [
            Answer::json(&page(&[&short], Some("AA"))),
            Answer::json(&page(&[&long], None)),
        ]
    };
    check!(
        Rogue::new(script()).run(""),
        str![[r#"
exit 0
---- stdout
INVOCATION  STATUS    OK  COMMAND  CREATED                    TOOK
t-1         Success  1/1  uptime   2026-06-24T15:00:00+08:00
t-0000000000000000000009  Success  1/1  a-name-that-is-longer  2026-06-24T14:00:00+08:00

"#]]
    );
    check!(
        Rogue::new(script())
            .invq("--color never")
            .terminal(70)
            .run(),
        str![[r#"
exit 0
---- stdout
   INVOCATION  STATUS    OK  COMMAND  AGE  TOOK
✓  t-1         Success  1/1  uptime    1h
✓  t-0000000000000000000009  Success  1/1  a-name~   2h
---- stderr

2 invocations

"#]]
    );
}

#[test]
fn text_from_the_service_cannot_steer_the_terminal() {
    let nasty =
        record("t-1", "2026-06-24T07:00:00Z").replace("uptime", r"a\u001b]0;owned\u0007\nb\u202ec");
    for terminal in [true, false] {
        let peer = Rogue::new([Answer::json(&page(&[&nasty], None))]);
        let invq = peer.invq("--color never");
        let run = if terminal { invq.terminal(120) } else { invq }
            .run()
            .exits(0);
        assert!(
            run.stdout().contains(r"a\x1b]0;owned\x07\nb\u{202e}c"),
            "{run}"
        );
        run.hides("\u{1b}").hides("\u{202e}");
    }
}

/// A status that nobody knew when this was written is shown as it came, and taken for neither good nor bad.
#[test]
fn an_unknown_status_is_shown_as_it_came() {
    let new = record("t-1", "2026-06-24T07:00:00Z").replace("Success", "Hibernating");
    let peer = Rogue::new([Answer::json(&page(&[&new], None))]);
    check!(
        peer.invq("--color never").terminal(100).run(),
        str![[r#"
exit 0
---- stdout
   INVOCATION  STATUS        OK  COMMAND  AGE  TOOK
?  t-1         Hibernating  0/1  uptime    1h
---- stderr

1 invocation
warning: a status that this version does not know, which counts as not ended: Hibernating

"#]]
    );
}

#[test]
fn nothing_at_all_is_no_header_but_a_note() {
    let server = Server::saved("[]");
    check!(
        server.invq("--color never").terminal(100).run(),
        str![[r#"
exit 0
---- stderr
note: no invocation matches

"#]]
    );
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
    check!(
        run("i-1"),
        str![[r#"
exit 0
---- stdout
   INVOCATION  STATUS          OK  COMMAND  AGE  TOOK
✗  t-1         PartialFailed  1/1  build     1h
---- stderr

1 invocation

"#]]
    );
    run("i-2")
        .exits(1)
        .says("1 invocation: 1 failed\nsee why:  invq --from - t-1\n");
}
