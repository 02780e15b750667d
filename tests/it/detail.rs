//! The view of one invocation: failures first, everything that the service tells of it.

use unicode_width::UnicodeWidthStr as _;

use crate::support::{Run, Server, snapshot};

fn on_terminal(words: &str) -> Run {
    Server::built_in()
        .invq(words)
        .arg("--color=never")
        .terminal(100)
        .run()
}

/// What each of them must show stands beside its name; the whole views are in `tests/snapshots/detail`.
#[test]
fn every_view_is_as_in_its_snapshot() {
    for (view, words) in [
        // Many instances: the failures first, and the good ones folded.
        ("failures-first", "t-hz04d7m0c6t9ya"),
        // One instance tells everything of itself.
        ("one-instance", "t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1"),
        ("container", "t-hz04d7me8z2k5u"),
        ("windows-with-a-large-exit-code", "t-hz04d7fq2h7d9w"),
        ("launcher-parameters-description", "t-hz04d71n9j4b2y"),
        // Nothing was executed, and that is said.
        ("dry-run", "t-hz04d6x5b1t7dw"),
        // The runs so far.
        ("scheduled", "t-hz04d798w1r5zg"),
        // No exit code where no process ended.
        ("running", "t-hz04d7p2m8q0bk"),
        // Failures before the command ran are explained.
        ("never-ran", "t-hz04d6y2g8n5cs"),
        // Deliveries to OSS with their errors.
        ("delivery", "t-hz04d6r7m3f9kb"),
        // A managed host outside ECS.
        ("managed-host", "t-hz04d6f1s5v8xe mi-hz018jrc1o0g0zk"),
    ] {
        snapshot(&format!("detail/{view}"), on_terminal(words));
    }
}

/// A terminal would break a long line in the middle of a word.
#[test]
fn text_is_broken_between_words() {
    let server = Server::built_in();
    let at = |width| {
        let invq = server.invq("t-hz04d7m0c6t9ya");
        invq.arg("--color=never").terminal(width).run()
    };
    for width in [50, 80] {
        for line in at(width).stdout().lines() {
            assert!(line.width() <= usize::from(width), "{line}");
        }
    }
    let title =
        "✗  PartialFailed\n   patch-kernel-live-2026-q2-batch-7\n   t-hz04d7m0c6t9ya\n  38 ok,";
    assert!(at(50).stdout().starts_with(title), "{}", at(50));
    let broken = "agent on that instance is not running;\n    start or reinstall it\n";
    assert!(at(80).stdout().contains(broken), "{}", at(80));
}

#[test]
fn in_a_pipe_no_row_is_folded() {
    let server = Server::built_in();
    let run = server.run("t-hz04d7m0c6t9ya").exits(0);
    assert_eq!(run.stdout().matches("\ni-bp1").count(), 40, "{run}");
    snapshot("detail/pipe", server.run("t-hz04d7h5v2s1eg"));
}

#[test]
fn colours_and_ascii_marks_are_as_in_the_table() {
    let server = Server::built_in();
    let view = |words: &str| {
        let invq = server.invq(&format!("t-hz04d6y2g8n5cs {words}"));
        invq.terminal(100).run()
    };
    let title = view("").lines().remove(0);
    let colored = "\u{1b}[38;5;1m✗  \u{1b}[39m\u{1b}[38;5;1mFailed  \u{1b}[39mcheck-licence  t-hz04d6y2g8n5cs";
    assert_eq!(title, colored);
    let ascii = view("--ascii --color never");
    assert!(ascii.stdout().is_ascii(), "{ascii}");
}

/// Several that were named are a list: the view is for one.
#[test]
fn two_invocations_are_a_table() {
    let run = Server::built_in()
        .run("t-hz04d7m0c6t9ya t-hz04d7h5v2s1eg")
        .exits(0);
    assert!(run.lines()[0].starts_with("INVOCATION"), "{run}");
}
