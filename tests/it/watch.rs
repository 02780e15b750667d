//! `--watch`: a table that is drawn again in its place, until a signal ends it.

use invq::host::{Signal, SignalFuture};
use invq::sandbox::Options;

use crate::support::{Run, Server, Time};

const DEPLOY: &str = "t-hz04d7q6f3r8xa";

/// A signal after so many waits.
fn after(waits: usize, signal: Signal, time: &Time) -> impl Fn() -> SignalFuture + Send + 'static {
    let time = time.clone();
    move || {
        let time = time.clone();
        Box::pin(async move {
            while time.waits().len() < waits {
                tokio::task::yield_now().await;
            }
            signal
        })
    }
}

/// Watches on a terminal until so many waits are over.
fn watch(words: &str, waits: usize, height: u16) -> (Run, Vec<u128>) {
    let time = Time::default();
    let server = Server::on(Options::default(), &time);
    let run = server
        .invq(words)
        .terminal(120)
        .height(height)
        .on(&time)
        .interrupt(after(waits, Signal::Interrupt, &time))
        .run();
    (run, time.waits())
}

/// The pictures that were drawn on the screen of their own, and what stands on the other one after them.
fn pictures(run: &Run) -> (Vec<Vec<String>>, String) {
    let text = run.stdout();
    let (before, rest) = text.split_once("\u{1b}[?1049h").unwrap();
    let (drawn, after) = rest.split_once("\u{1b}[?1049l").unwrap();
    assert_eq!(before, "", "{run}");
    let drawn = drawn.split("\u{1b}[H").skip(1);
    let pictures = drawn.map(|picture| {
        let (picture, _) = picture.split_once("\u{1b}[J").unwrap();
        let lines = picture.split_terminator("\r\n");
        let lines = lines.map(|line| line.strip_suffix("\u{1b}[K").unwrap().to_owned());
        lines.collect()
    });
    (pictures.collect(), after.to_owned())
}

#[test]
fn each_picture_is_drawn_over_the_one_before_and_the_last_one_stays() {
    let words = "--watch --timed=false -n 3 --color never";
    let (run, waits) = watch(words, 3, 40);
    let run = run.exits(130);
    assert!(
        waits.len() >= 3 && waits.iter().all(|wait| *wait == 3000),
        "{waits:?}"
    );
    let (pictures, after) = pictures(&run);
    assert!(pictures.len() >= 3, "{run}");
    // The time stands below, so that a picture that does not change is not taken for a dead one.
    assert_eq!(pictures[0].last().unwrap(), "16:02:11");
    assert_eq!(pictures[1].last().unwrap(), "16:02:14");
    let stays: Vec<&str> = after.lines().collect();
    assert_eq!(&stays, pictures.last().unwrap(), "{run}");
}

#[test]
fn it_ends_when_everything_that_was_named_has_ended() {
    let (run, waits) = watch(&format!("{DEPLOY} --watch --color never"), usize::MAX, 40);
    let run = run.exits(0);
    assert!(waits.len() > 2, "{waits:?}");
    let (pictures, after) = pictures(&run);
    let shows = |lines: &[String], word| lines.iter().any(|line| line.contains(word));
    assert!(shows(&pictures[0], "Pending"), "{run}");
    assert!(shows(pictures.last().unwrap(), "Running"), "{run}");
    assert!(after.contains("Success"), "{run}");
}

#[test]
fn with_exit_status_it_ends_as_the_runs_did() {
    for (id, code) in [
        ("t-hz04d7h5v2s1eg", 1),
        ("t-hz04d7nkx1w3rc", 0),
        ("t-nowhere", 4),
    ] {
        let words = format!("{id} --watch --exit-status");
        let run = Server::built_in().invq(&words).terminal(120).run();
        assert_eq!(run.code, code, "{words}: {run}");
    }
}

#[test]
fn the_size_of_the_window_is_read_before_each_picture() {
    let time = Time::default();
    let run = Server::on(Options::default(), &time)
        .invq("--watch --timed=false --color never")
        .terminal(120)
        .height(40)
        .sizes(&[(120, 9), (70, 6), (120, 12)])
        .on(&time)
        .interrupt(after(3, Signal::Interrupt, &time))
        .run();
    let (pictures, _) = pictures(&run);
    let heights: Vec<usize> = pictures.iter().take(3).map(Vec::len).collect();
    assert_eq!(heights, [8, 5, 11], "{run}");
    assert!(
        pictures[1].iter().all(|line| line.chars().count() <= 70),
        "{run}"
    );
}

/// A message on the screen of the table would be drawn over before it was read.
#[test]
fn what_is_said_meanwhile_is_told_at_the_end() {
    let time = Time::default();
    let run = Server::on(Options::default(), &time)
        .invq("--watch --timed=false -n 2 -v")
        .terminal(120)
        .height(40)
        .on(&time)
        .interrupt(after(2, Signal::Interrupt, &time))
        .run();
    let (_, after) = pictures(&run);
    assert!(run.stderr().matches("POST").count() >= 2, "{run}");
    assert!(!after.contains("POST"));
}

#[test]
fn a_picture_is_sorted_and_cut_as_a_result_is() {
    let words = "-s success,failed --sort name -n 3";
    let ids = Server::built_in()
        .run(&format!("{words} -q"))
        .quiet()
        .lines();
    let (run, _) = watch(&format!("{words} --watch --no-header --columns id"), 2, 40);
    let shown: Vec<String> = pictures(&run).0.swap_remove(0);
    assert_eq!(shown.len(), 4, "{run}");
    assert!(
        shown.iter().zip(&ids).all(|(row, id)| row.ends_with(id)),
        "{run}"
    );
}

#[test]
fn the_step_is_as_long_as_is_said() {
    let (_, waits) = watch(&format!("{DEPLOY} --watch=10s"), 2, 40);
    assert!(waits.iter().all(|wait| *wait == 10_000), "{waits:?}");
}

/// What scrolled out could not be drawn over.
#[test]
fn a_picture_is_never_higher_than_the_screen() {
    let (run, _) = watch("--watch --timed=false --color never", 3, 8);
    let (pictures, _) = pictures(&run);
    assert!(pictures.iter().all(|picture| picture.len() <= 7), "{run}");
    // A header and the time are there, and how much is not.
    let ends: Vec<&str> = pictures[0].iter().rev().map(String::as_str).collect();
    assert_eq!(ends[..2], ["16:02:11", "(16 more lines)"], "{run}");
}

#[test]
fn a_signal_ends_it() {
    for (signal, code) in [(Signal::Interrupt, 130), (Signal::Terminate, 143)] {
        let time = Time::default();
        let server = Server::on(Options::default(), &time);
        let run = server
            .invq(&format!("{DEPLOY} --watch"))
            .terminal(100)
            .on(&time)
            .interrupt(after(1, signal, &time))
            .run();
        let run = run.exits(code);
        assert_eq!(run.stderr(), "");
        assert!(
            run.stdout().ends_with('\n'),
            "the cursor stays below: {run}"
        );
    }
}

#[test]
fn what_does_not_go_with_it_is_said_before_anything_is_sent() {
    let server = Server::built_in();
    server.run("--watch").exits(2).says("terminal");
    for words in [
        "--json",
        "-q",
        "-o csv",
        "-o output",
        "--wait",
        "--one-page",
        "--dry-run",
        "--from x",
    ] {
        let run = server
            .invq(&format!("{DEPLOY} --watch {words}"))
            .terminal(100)
            .run();
        assert_eq!(run.code, 2, "invq --watch {words}: {run}");
    }
    let list = server.invq("--watch --exit-status").terminal(100).run();
    list.exits(2).says("has nothing to tell");
    assert_eq!(server.requests().len(), 0);
}

/// A column that would stay empty is no answer.
#[test]
fn a_list_is_not_watched_with_its_output() {
    let server = Server::built_in();
    let words = "--watch --per-instance --columns id,output";
    let run = server.invq(words).terminal(120).run().exits(2);
    run.says("a list comes without output; name an invocation or an instance");
    assert_eq!(server.requests().len(), 0);
    let (run, _) = watch(
        "--watch --per-instance --columns id,output t-hz04d7h5v2s1eg",
        1,
        40,
    );
    assert!(run.stdout().contains("UPGRADE FAILED"), "{run}");
}
