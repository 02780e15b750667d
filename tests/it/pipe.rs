//! The real binary between other processes: closed pipes, full disks, signals.

#![cfg(unix)]

use std::fs::OpenOptions;
use std::process::Stdio;

use invq::sandbox::{Options, Source};
use snapbox::str;

use crate::support::{Answer, Invq, Process, Rogue, Server, check, page, record};

fn fleet(records: usize) -> Server {
    Server::by_real_clock(Options {
        source: Source::Generated {
            records,
            instances: 1,
            output_bytes: 0,
            seed: 1,
        },
        ..Options::default()
    })
}

#[test]
fn the_binary_does_what_the_library_does() {
    let server = fleet(120);
    let run = server.invq("-q").run_binary().quiet();
    assert_eq!(run.lines().len(), 120);
    assert_eq!(server.requests().len(), 4, "three pages, and one of tasks");
}

/// `invq … | head -1`: silent, at once, and with the code that shells know.
#[test]
fn a_reader_that_has_had_enough_ends_it_silently() {
    let server = fleet(10_000);
    let mut process = server.spawn("--json --page-size 1");
    assert_eq!(process.line(), "[");
    process.close_stdout();
    let run = process.finish();
    check!(
        run,
        str![[r#"
exit 141

"#]]
    );
    assert!(server.requests().len() < 10_000, "it went on asking");
}

/// A program need not end by itself.
#[test]
fn a_jq_program_ends_with_its_reader() {
    let invq = Invq::new("--from - --jq repeat(1)").stdin("[]");
    let mut process = invq.spawn();
    assert_eq!(process.line(), "1");
    process.close_stdout();
    assert_eq!(process.finish().exits(141).stdout(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let process = Process::start_with(
        Invq::new("--sandbox -q"),
        Stdio::from(full.try_clone().unwrap()),
    );
    check!(
        process.finish(),
        str![[r#"
exit 6
---- stderr
error: cannot write to standard output: No space left on device (os error N)
hint: make room, or write to another place

"#]]
    );
    for words in [
        "--version",
        "explain 8",
        "profiles --example",
        "completions fish",
        "sandbox",
    ] {
        let full = Stdio::from(full.try_clone().unwrap());
        let run = Process::start_with(Invq::new(words), full).finish();
        run.exits(6)
            .says("hint: make room, or write to another place");
    }
}

/// What came is kept, and how to go on is said, by the rules for any walk that broke off.
#[test]
fn an_interrupt_says_where_to_go_on() {
    let first = Answer::json(&page(&[&record("t-1", "2026-06-24T07:00:00Z")], Some("AA")));
    let none = Answer::json(&page(&[], None));
    let peer = Rogue::new([first, none, Answer::Silence]);
    let both = "--json --page-size 1 --both-kinds --jobs 1";
    let process = peer.invq(both).spawn();
    peer.wait_for(3);
    process.signal("INT");
    let run = process.finish();
    assert!(
        serde_json::from_slice::<serde_json::Value>(&run.out).is_err(),
        "{run}"
    );
    check!(
        run,
        str![[r#"
exit 130
---- stdout
[
{"InvokeId":"t-1","CommandName":"uptime","InvocationStatus":"Success","CreationTime":"2026-06-24T07:00:00Z","InvokeInstances":[{"InstanceId":"i-1","InvocationStatus":"Success","ExitCode":0,"Derived":{"Verdict":"ok","TookSeconds":null,"ExitCodeKnown":true}}],"Tags":[],"Derived":{"Region":"cn-hangzhou","Profile":null,"Verdict":"ok","TookSeconds":null,"Instances":{"Total":1,"Ok":1,"Failed":0,"Pending":0,"Cancelled":0}}}
---- stderr
note: cn-hangzhou: there is more; resume with  --next-token AA --page-size 1

"#]]
    );
}

#[test]
fn before_the_first_answer_an_interrupt_leaves_nothing_behind() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let peer = Rogue::new([Answer::Silence]);
        let process = peer.invq("--json").spawn();
        peer.wait_for(1);
        process.signal(signal);
        let run = process.finish().exits(code);
        assert_eq!((run.stdout(), run.stderr()), (String::new(), String::new()));
    }
}

/// Nobody listens for signals any more when the result is put together and written.
#[test]
fn after_the_walk_a_signal_ends_it_too() {
    let server = fleet(500);
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let mut process = server.spawn("--json --sort created");
        // More is there to write than a pipe holds.
        assert_eq!(process.line(), "[");
        process.signal(signal);
        process.wait();
        assert_eq!(process.finish().exits(code).stderr(), "");
    }
}

#[test]
fn standard_input_that_ends_at_once_selects_nothing() {
    let server = fleet(3);
    let run = server.invq("- --json").run_binary().quiet();
    assert_eq!(run.stdout(), "[]\n");
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn one_invq_feeds_another() {
    let server = fleet(60);
    let ids = server.invq("-q -n 3").run_binary().quiet();
    let again = server
        .invq("- -q")
        .stdin(&ids.stdout())
        .run_binary()
        .quiet();
    assert_eq!(again.out, ids.out);
}

#[test]
fn without_a_terminal_there_is_no_colour_and_no_pager() {
    let run = fleet(60)
        .invq("")
        .env("PAGER", "false")
        .run_binary()
        .quiet();
    assert_eq!(run.lines().len(), 61);
    run.hides("\u{1b}");
}

#[test]
fn the_embedded_server_needs_nothing_but_the_binary() {
    let run = Invq::new("--sandbox -s stopped -q").run_binary().quiet();
    assert_eq!(run.stdout(), "t-hz04d6zz0k4jpl\n");
}
