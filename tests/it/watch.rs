//! `--watch`: a table that is drawn again in its place, until a signal ends it.

use invq::host::Signal;

use crate::support::{Rogue, Run, Server, Time, invocation, list};

const DEPLOY: &str = "t-hz04d7q6f3r8xa";

/// Watches on a terminal until so many waits are over.
fn watch(words: &str, waits: usize, height: u16) -> Run {
    let server = Server::moving();
    let invq = server.invq(words).terminal(120).height(height);
    invq.signal_after(waits, Signal::Interrupt).run()
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
    let run = watch(words, 3, 40).exits(130);
    assert!(run.waits.len() >= 3 && run.waits.iter().all(|wait| *wait == 3000));
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
    let run = watch(&format!("{DEPLOY} --watch --color never"), usize::MAX, 40).exits(0);
    assert!(run.waits.len() > 2, "{run}");
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
    let server = Server::moving();
    let invq = server
        .invq("--watch --timed=false --color never")
        .terminal(120);
    let invq = invq.height(40).sizes(&[(120, 9), (70, 6), (120, 12)]);
    let run = invq.signal_after(3, Signal::Interrupt).run();
    let (pictures, _) = pictures(&run);
    let heights: Vec<usize> = pictures.iter().take(3).map(Vec::len).collect();
    assert_eq!(heights, [8, 5, 11], "{run}");
    let mut narrow = pictures[1].iter().map(|line| line.chars().count());
    assert!(narrow.all(|width| width <= 70), "{run}");
}

/// A message on the screen of the table would be drawn over before it was read.
#[test]
fn what_is_said_meanwhile_is_told_at_the_end() {
    let run = watch("--watch --timed=false -n 2 -v", 2, 40);
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
    let run = watch(&format!("{words} --watch --no-header --columns id"), 2, 40);
    let shown: Vec<String> = pictures(&run).0.swap_remove(0);
    assert_eq!(shown.len(), 4, "{run}");
    let mut both = shown.iter().zip(&ids);
    assert!(both.all(|(row, id)| row.ends_with(id)), "{run}");
}

#[test]
fn the_step_is_as_long_as_is_said() {
    let run = watch(&format!("{DEPLOY} --watch=10s"), 2, 40);
    assert!(
        run.waits.iter().all(|wait| *wait == 10_000),
        "{:?}",
        run.waits
    );
}

/// What scrolled out could not be drawn over.
#[test]
fn a_picture_is_never_higher_than_the_screen() {
    let run = watch("--watch --timed=false --color never", 3, 8);
    let (pictures, _) = pictures(&run);
    assert!(pictures.iter().all(|picture| picture.len() <= 7), "{run}");
    // A header and the time are there, and how much is not.
    let ends: Vec<&str> = pictures[0].iter().rev().map(String::as_str).collect();
    assert_eq!(ends[..2], ["16:02:11", "(18 more lines)"], "{run}");
}

#[test]
fn a_signal_ends_it() {
    for (signal, code) in [(Signal::Interrupt, 130), (Signal::Terminate, 143)] {
        let server = Server::moving();
        let invq = server.invq(&format!("{DEPLOY} --watch")).terminal(100);
        let run = invq.signal_after(1, signal).run().exits(code);
        assert_eq!(run.stderr(), "");
        // The cursor stays below.
        assert!(run.stdout().ends_with('\n'), "{run}");
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
    let run = watch(&format!("{words} t-hz04d7h5v2s1eg"), 1, 40);
    assert!(run.stdout().contains("UPGRADE FAILED"), "{run}");
}

/// A gate that is watched must not open when a failure is told otherwise later, nor when an invocation vanishes for a while.
#[test]
fn what_has_failed_stays_failed() {
    let polls = |states: &[&[(&str, &str)]]| {
        let page = |records: &&[(&str, &str)]| {
            let records: Vec<String> = records
                .iter()
                .map(|(id, status)| invocation(id, status, &[("i-1", status, 0)]))
                .collect();
            list(&records)
        };
        states.iter().map(page).collect::<Vec<_>>()
    };
    let (failed, ok) = (("t-1", "Failed"), ("t-1", "Success"));
    let (open, ended) = (("t-2", "Running"), ("t-2", "Success"));
    // Where an ID is not found, it is looked for among the live scheduled tasks, too.
    let vanishes = [&[ok][..], &[open], &[], &[ended], &[], &[ok], &[ended]];
    for (states, code) in [
        (&[&[failed][..], &[open], &[ok], &[ended]][..], 1),
        (&vanishes, 0),
    ] {
        let peer = Rogue::new(polls(states));
        let invq = peer
            .invq("t-1 t-2 --watch=20s --exit-status --jobs 1")
            .terminal(100);
        let run = invq.on(&Time::default()).run();
        assert_eq!(run.code, code, "{states:?}: {run}");
    }
}
