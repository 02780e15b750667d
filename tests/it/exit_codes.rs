//! Each exit code, and which wins when several apply. Scripts rely on these numbers.

use std::io::{self, Write};
use std::sync::Arc;

use invq::host::{Signal, SignalFuture};
use invq::query::Form;
use invq::vocabulary::{EXITS, Exit};

use crate::support::{Answer, Invq, Rogue, Run, Server, Time, page, record};

fn busy() -> Answer {
    Answer::html("503 Service Unavailable", "busy")
}

fn found(id: &str) -> Answer {
    Answer::json(&page(&[&record(id, "2026-06-24T07:00:00Z")], None))
}

fn nothing() -> Answer {
    Answer::json(&page(&[], None))
}

/// A standard output on which every write fails so.
struct Failing(io::ErrorKind);

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn code_0_the_query_worked() {
    Server::built_in().run("").exits(0);
    Server::built_in()
        .run("--command-name no-such-name")
        .exits(0);
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
    Rogue::new([Answer::other_clock(), Answer::other_clock()])
        .run("")
        .exits(3);
}

#[test]
fn code_4_a_named_id_was_not_found() {
    let server = Server::built_in();
    for words in [
        "t-1",
        "c-1",
        "i-1",
        "t-1 -o output",
        "t-1 -o command",
        "t-1 --json",
        "t-1 -q",
    ] {
        server.run(words).exits(4);
    }
    // One of two is enough.
    server.run("t-1 t-hz04d7nkx1w3rc -q").exits(4);
}

#[test]
fn code_5_the_service_refused_or_answered_nonsense() {
    Server::built_in().run("-r cn-nowhere").exits(5);
    Rogue::new([Answer::html("200 OK", "<html>")])
        .run("")
        .exits(5);
}

#[test]
fn code_6_it_may_work_later() {
    Rogue::new([busy()]).run("").exits(6);
    Rogue::new([Answer::hang_up()]).run("").exits(6);
    Rogue::new([Answer::Silence])
        .run("--request-timeout 50ms")
        .exits(6);
    let full = Invq::new("--sandbox -q")
        .out(Failing(io::ErrorKind::StorageFull))
        .run();
    full.exits(6).says("error: cannot write to standard output");
}

#[test]
fn code_7_some_targets_answered_and_some_did_not() {
    let run = Rogue::new([found("t-1"), busy()])
        .run("t-1 t-2 -q --jobs 1")
        .exits(7);
    assert_eq!(run.stdout(), "t-1\n");
}

#[test]
fn code_1_a_verdict_and_something_failed_or_was_stopped() {
    let server = Server::built_in();
    for words in [
        "-s failed",
        "-s stopped",
        "-s PartialFailed",
        "i-bp1i7gg30r52z2emq3x1 t-hz04d7m0c6t9ya",
    ] {
        server.run(&format!("{words} --exit-status -q")).exits(1);
        server.run(&format!("{words} -q")).exits(0);
    }
}

#[test]
fn code_8_a_verdict_without_waiting_and_something_is_pending() {
    Server::built_in()
        .run("t-hz04d7p2m8q0bk --exit-status -q")
        .exits(8);
}

#[test]
fn code_124_the_deadline_of_a_wait_passed() {
    let time = Time::default();
    let server = Server::built_in();
    server
        .invq("t-hz04d7p2m8q0bk --wait=30s -q")
        .on(&time)
        .run()
        .exits(124);
}

#[test]
fn code_125_no_remote_exit_code() {
    let server = Server::built_in();
    // Aborted before anything ran; not found; nobody there to ask.
    server
        .run("t-hz04d7m0c6t9ya i-bp1c0wq4n9ku61sdh7a2 --exit-status=remote -q")
        .exits(125);
    server.run("t-nope --exit-status=remote -q").exits(125);
    Rogue::new([busy()])
        .run("t-1 --exit-status=remote -q")
        .exits(125);
    // What was typed wrong, by the rules of invq and by those of the grammar.
    for words in ["t-1 -s fialed", "--failde t-1", "t-1 --wait --watch", "-r"] {
        let words = format!("{words} --exit-status=remote");
        Invq::new(&words).run().exits(125);
    }
    Invq::new("--exit-status=remote --failde").run().exits(125);
    Invq::new("--failde -- --exit-status=remote").run().exits(2);
    // A code of the remote process is passed on.
    server
        .run("t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1 --exit-status=remote -q")
        .exits(100);
}

#[test]
fn code_130_interrupted() {
    let now = || -> invq::host::SignalFuture { Box::pin(std::future::ready(Signal::Interrupt)) };
    Server::built_in().invq("").interrupt(now).run().exits(130);
}

#[test]
fn code_143_terminated() {
    let now = || -> invq::host::SignalFuture { Box::pin(std::future::ready(Signal::Terminate)) };
    Server::built_in().invq("").interrupt(now).run().exits(143);
}

/// Nobody reads any more, and nobody needs to be told.
#[test]
fn code_141_the_reader_closed_the_pipe() {
    for words in [
        "--sandbox -q",
        "--sandbox --json",
        "--sandbox",
        "--help",
        "completions bash",
        "man",
    ] {
        let run = Invq::new(words)
            .out(Failing(io::ErrorKind::BrokenPipe))
            .run()
            .exits(141);
        assert_eq!(run.stderr(), "", "invq {words}");
    }
}

/// When every target failed it is the first one's code, and a partial answer beats an ID that is not there.
#[test]
fn which_code_wins() {
    let refused = || Answer::html("200 OK", "<html>");
    Rogue::new([busy(), refused()])
        .run("t-1 t-2 --jobs 1")
        .exits(6);
    Rogue::new([refused(), busy()])
        .run("t-1 t-2 --jobs 1")
        .exits(5);
    // The ID that is not there is asked for twice, the second time in turn.
    Rogue::new([nothing(), busy(), nothing()])
        .run("t-1 t-2 --jobs 1")
        .exits(7);
}

/// A run in this form that ends so.
fn ending(exit: Exit, form: &str) -> Run {
    let form = format!("-o {form}");
    let server = Server::built_in();
    let go = |words: &str| server.invq(&format!("{words} {form}"));
    let peer = |words: &str, answers: Vec<Answer>| {
        Rogue::new(answers).run(&format!("{words} {form} --jobs 1"))
    };
    let signal = |signal| move || -> SignalFuture { Box::pin(std::future::ready(signal)) };
    match exit {
        Exit::Success => go("t-hz04d7nkx1w3rc").run(),
        Exit::Failed => go("-s failed --exit-status").run(),
        Exit::Usage => go("--page-size 51").run(),
        Exit::Identity => Invq::new(&form).run(),
        Exit::NothingThere => go("t-1").run(),
        Exit::Refused => peer("", vec![Answer::html("200 OK", "<html>")]),
        Exit::Temporary => peer("", vec![busy()]),
        Exit::Partly => peer("t-1 t-2", vec![found("t-1"), busy()]),
        Exit::Pending => go("t-hz04d7p2m8q0bk --exit-status").run(),
        Exit::Deadline => go("t-hz04d7p2m8q0bk --wait=30s").on(&Time::default()).run(),
        Exit::NoRemote => go("t-1 --exit-status=remote").run(),
        Exit::Remote(_) => go("t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1 --exit-status=remote").run(),
        Exit::Interrupted => go("").interrupt(signal(Signal::Interrupt)).run(),
        Exit::Terminated => go("").interrupt(signal(Signal::Terminate)).run(),
        Exit::PipeClosed => go("t-hz04d7m0c6t9ya")
            .out(Failing(io::ErrorKind::BrokenPipe))
            .run(),
    }
}

/// The way a result looks says nothing about how it went: every code, with each of the ten forms.
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
        let first = Answer::json(&page(&[&failed("t-1")], Some("AA")));
        let peer = Arc::new(Rogue::new([first, Answer::Silence]));
        let asked = Arc::clone(&peer);
        let invq = peer.invq("--command-name uptime --exit-status -q --page-size 1");
        let run = invq.interrupt(move || {
            let asked = Arc::clone(&asked);
            Box::pin(async move {
                while asked.requests().len() < 2 {
                    tokio::task::yield_now().await;
                }
                signal
            })
        });
        assert_eq!(run.run().exits(code).lines(), ["t-1"]);
    }
    let server = Server::built_in();
    let unread = server
        .invq("-s failed --exit-status -q")
        .out(Failing(io::ErrorKind::BrokenPipe));
    unread.run().exits(141);
}

/// What was asked for makes no sense, whatever came of a part of it.
#[test]
fn a_wait_that_cannot_end_wins_over_what_failed() {
    let repeating = record("t-2", "2026-06-24T07:00:00Z")
        .replace("Success", "Running")
        .replace(r#""CommandName""#, r#""RepeatMode":"Period","CommandName""#);
    let answers = [
        Answer::json(&page(&[&failed("t-1")], None)),
        Answer::json(&page(&[&repeating], None)),
    ];
    Rogue::new(answers)
        .run("t-1 t-2 --wait -q --jobs 1")
        .exits(2);
}

/// That nothing matched is told once, whoever has to say it.
#[test]
fn that_there_is_no_verdict_is_said_once() {
    let saved = Invq::new("--from - --exit-status -o json").stdin("[]");
    for run in [
        Server::built_in().run("--command-name nobody --exit-status -o json"),
        saved.run(),
    ] {
        assert!(!run.stderr().contains("no invocation matches"), "{run}");
        run.exits(4)
            .says("error: nothing matched, so there is no verdict");
    }
    // What may help depends on where was looked.
    let saved = Invq::new("--from - --exit-status").stdin("[]").run();
    assert!(!saved.stderr().contains("hint"), "{saved}");
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
