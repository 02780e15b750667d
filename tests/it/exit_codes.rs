//! Each exit code, and which wins when several apply. Scripts rely on these numbers.

use std::io;
use std::sync::Arc;

use invq::host::Signal;
use invq::query::Form;
use invq::vocabulary::{EXITS, Exit};

use crate::support::{
    Answer, Failing, Invq, Rogue, Run, Server, list, nothing, record, rows, silent,
};

fn found(id: &str) -> Answer {
    list(&[record(id, "2026-06-24T07:00:00Z")])
}

/// What is asked of the built-in fleet, and the code: a line each.
fn exits(table: &str) {
    let server = Server::built_in();
    for (words, code) in rows(table) {
        let run = server.run(words);
        assert_eq!(run.code.to_string(), code, "invq {words}: {run}");
    }
}

#[test]
fn code_0_the_query_worked() {
    exits(" → 0\n --command-name no-such-name → 0");
}

#[test]
fn code_2_nothing_was_sent() {
    let server = Server::built_in();
    for words in ["--page-size 51", "-s fialed", "--no-such-flag", "--fold"] {
        assert_eq!(server.run(words).exits(2).stdout(), "", "invq {words}");
    }
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn code_3_no_identity_or_one_that_may_not_ask() {
    Invq::new("").run().exits(3);
    Server::with_key("other:secret").run("").exits(3);
    let clocks = Rogue::new([Answer::other_clock(), Answer::other_clock()]);
    clocks.run("").exits(3);
}

#[test]
fn code_4_a_named_id_was_not_found() {
    exits(
        "t-1 → 4
        c-1 → 4
        i-1 → 4
        t-1 -o output → 4
        t-1 -o command → 4
        t-1 --json → 4
        t-1 -q → 4
        t-1 t-hz04d7nkx1w3rc -q → 4",
    );
}

#[test]
fn code_5_the_service_refused_or_answered_nonsense() {
    exits("-r cn-nowhere → 5");
    let html = Rogue::new([Answer::html("200 OK", "<html>")]);
    html.run("").exits(5);
}

#[test]
fn code_6_it_may_work_later() {
    for answer in [Answer::busy(), Answer::hang_up()] {
        Rogue::new([answer]).run("").exits(6);
    }
    let (_listener, url) = silent();
    let late = Invq::new("--request-timeout 50ms --retries 0");
    late.asking(&url).run().exits(6);
    let full = Invq::new("--sandbox -q").out(Failing(io::ErrorKind::StorageFull));
    full.run()
        .exits(6)
        .says("error: cannot write to standard output");
}

#[test]
fn code_7_some_targets_answered_and_some_did_not() {
    let peer = Rogue::new([found("t-1"), Answer::busy()]);
    let run = peer.run("t-1 t-2 -q --jobs 1").exits(7);
    assert_eq!(run.stdout(), "t-1\n");
}

#[test]
fn code_1_a_verdict_and_something_failed_or_was_stopped() {
    exits(
        "-s failed --exit-status -q → 1
        -s stopped --exit-status -q → 1
        -s PartialFailed --exit-status -q → 1
        i-bp1i7gg30r52z2emq3x1 t-hz04d7m0c6t9ya --exit-status -q → 1
        -s failed -q → 0
        -s stopped -q → 0
        -s PartialFailed -q → 0
        i-bp1i7gg30r52z2emq3x1 t-hz04d7m0c6t9ya -q → 0",
    );
}

#[test]
fn code_8_a_verdict_without_waiting_and_something_is_pending() {
    exits("t-hz04d7p2m8q0bk --exit-status -q → 8");
}

#[test]
fn code_124_the_deadline_of_a_wait_passed() {
    exits("t-hz04d7p2m8q0bk --wait=30s -q → 124");
}

#[test]
fn code_125_no_remote_exit_code() {
    // Aborted before anything ran, not found; what was typed wrong, by the rules of invq and by those of the grammar. A code
    // of the remote process is passed on.
    exits(
        "t-hz04d7m0c6t9ya i-bp1c0wq4n9ku61sdh7a2 --exit-status=remote -q → 125
        t-nope --exit-status=remote -q → 125
        t-1 -s fialed --exit-status=remote → 125
        --failde t-1 --exit-status=remote → 125
        t-1 --wait --watch --exit-status=remote → 125
        -r --exit-status=remote → 125
        --exit-status=remote --failde → 125
        --failde -- --exit-status=remote → 2
        t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1 --exit-status=remote -q → 100",
    );
    // Nobody is there to ask.
    let busy = Rogue::new([Answer::busy()]);
    busy.run("t-1 --exit-status=remote -q").exits(125);
}

#[test]
fn code_130_interrupted() {
    let invq = Server::built_in().invq("");
    invq.signal_after(0, Signal::Interrupt).run().exits(130);
}

#[test]
fn code_143_terminated() {
    let invq = Server::built_in().invq("");
    invq.signal_after(0, Signal::Terminate).run().exits(143);
}

/// Nobody reads any more, and nobody needs to be told.
#[test]
fn code_141_the_reader_closed_the_pipe() {
    for words in [
        "--sandbox -q",
        "--sandbox --json",
        "--sandbox",
        "--sandbox -s failed --exit-status -q",
        "--help",
        "completions bash",
        "man",
    ] {
        let invq = Invq::new(words).out(Failing(io::ErrorKind::BrokenPipe));
        assert_eq!(invq.run().exits(141).stderr(), "", "invq {words}");
    }
}

/// When every target failed it is the first one's code, and a partial answer beats an ID that is not there.
#[test]
fn which_code_wins() {
    let refused = || Answer::html("200 OK", "<html>");
    let (busy, nothing) = (Answer::busy, nothing);
    for (answers, code) in [
        (vec![busy(), refused()], 6),
        (vec![refused(), busy()], 5),
        // The ID that is not there is asked for twice, the second time in turn.
        (vec![nothing(), busy(), nothing()], 7),
    ] {
        Rogue::new(answers).run("t-1 t-2 --jobs 1").exits(code);
    }
}

/// A run in this form that ends so.
fn ending(exit: Exit, form: &str) -> Run {
    let form = format!("-o {form}");
    let server = Server::built_in();
    let go = |words: &str| server.invq(&format!("{words} {form}"));
    let peer = |words: &str, answers: Vec<Answer>| {
        Rogue::new(answers).run(&format!("{words} {form} --jobs 1"))
    };
    match exit {
        Exit::Success => go("t-hz04d7nkx1w3rc").run(),
        Exit::Failed => go("-s failed --exit-status").run(),
        Exit::Usage => go("--page-size 51").run(),
        Exit::Identity => Invq::new(&form).run(),
        Exit::NothingThere => go("t-1").run(),
        Exit::Refused => peer("", vec![Answer::html("200 OK", "<html>")]),
        Exit::Temporary => peer("", vec![Answer::busy()]),
        Exit::Partly => peer("t-1 t-2", vec![found("t-1"), Answer::busy()]),
        Exit::Pending => go("t-hz04d7p2m8q0bk --exit-status").run(),
        Exit::Deadline => go("t-hz04d7p2m8q0bk --wait=30s").run(),
        Exit::NoRemote => go("t-1 --exit-status=remote").run(),
        Exit::Remote(_) => go("t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1 --exit-status=remote").run(),
        Exit::Interrupted => go("").signal_after(0, Signal::Interrupt).run(),
        Exit::Terminated => go("").signal_after(0, Signal::Terminate).run(),
        Exit::PipeClosed => go("t-hz04d7m0c6t9ya")
            .out(Failing(io::ErrorKind::BrokenPipe))
            .run(),
    }
}

/// The way a result looks says nothing about how it went: every code, with each form.
#[test]
fn no_form_changes_a_code() {
    let own = EXITS.iter().map(|row| (row.exit, row.code));
    for (exit, code) in own.chain([(Exit::Remote(100), 100)]) {
        for (form, _) in Form::NAMES {
            let run = ending(exit, form);
            assert_eq!(run.code, i32::from(code), "{exit:?} as {form}: {run}");
        }
    }
}

fn failed(id: &str) -> String {
    record(id, "2026-06-24T07:00:00Z").replace("Success", "Failed")
}

/// A page with something that failed has come, and while the next one is on its way somebody ends the run.
#[test]
fn an_end_from_outside_wins_over_what_failed() {
    for (signal, code) in [(Signal::Interrupt, 130), (Signal::Terminate, 143)] {
        let first = Answer::page(&[failed("t-1")], Some("AA"));
        let peer = Arc::new(Rogue::new([first, Answer::Silence]));
        let asked = Arc::clone(&peer);
        let invq = peer.invq("--command-name uptime --exit-status -q --page-size 1");
        let run = invq.interrupt(move || asked.signal_at(2, signal)).run();
        assert_eq!(run.exits(code).lines(), ["t-1"]);
    }
}

/// What was asked for makes no sense, whatever came of a part of it.
#[test]
fn a_wait_that_cannot_end_wins_over_what_failed() {
    let repeating = record("t-2", "2026-06-24T07:00:00Z")
        .replace("Success", "Running")
        .replace(r#""CommandName""#, r#""RepeatMode":"Period","CommandName""#);
    let answers = [failed("t-1"), repeating].map(|record| list(&[record]));
    let run = Rogue::new(answers).run("t-1 t-2 --wait -q --jobs 1");
    run.exits(2);
}

/// That nothing matched is told once, whoever has to say it.
#[test]
fn that_there_is_no_verdict_is_said_once() {
    let saved = |words: &str| Invq::new(words).stdin("[]").run();
    for run in [
        Server::built_in().run("--command-name nobody --exit-status -o json"),
        saved("--from - --exit-status -o json"),
    ] {
        run.hides("no invocation matches")
            .exits(4)
            .says("error: nothing matched, so there is no verdict");
    }
    // What may help depends on where was looked.
    saved("--from - --exit-status").hides("hint");
    let none = Server::built_in().invq("- --exit-status").stdin("").run();
    none.exits(4).says("there is no ID on standard input");
}

/// A code that nobody can produce would be a promise to scripts that nobody keeps.
#[test]
fn every_code_of_the_table_has_a_test_here() {
    let here = include_str!("exit_codes.rs");
    for code in EXITS.iter().map(|row| row.code) {
        assert!(
            here.contains(&format!("fn code_{code}_")),
            "no test for exit code {code}"
        );
    }
}
