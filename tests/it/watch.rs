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

/// The pictures, without what moves the cursor; and how many lines it moved up before each but the first.
fn pictures(run: &Run) -> (Vec<Vec<String>>, Vec<usize>) {
    let text = run.stdout();
    let mut parts = text.split("\u{1b}[0J");
    let mut moves = Vec::new();
    assert_eq!(parts.next(), Some(""), "{run}");
    let pictures = parts.map(|part| {
        let (picture, up) = match part.rsplit_once("\u{1b}[") {
            Some((picture, up)) => (
                picture,
                up.strip_suffix('F').map(|up| up.parse::<usize>().unwrap()),
            ),
            None => (part, None),
        };
        moves.extend(up);
        picture.lines().map(str::to_owned).collect()
    });
    (pictures.collect(), moves)
}

#[test]
fn each_picture_is_drawn_over_the_one_before() {
    let (run, waits) = watch(&format!("{DEPLOY} --watch --color never"), 4, 40);
    let run = run.exits(130);
    assert!(
        waits.len() >= 3 && waits.iter().all(|wait| *wait == 3000),
        "{waits:?}"
    );
    let (pictures, moves) = pictures(&run);
    assert!(pictures.len() >= 4, "{run}");
    let lines: Vec<usize> = pictures.iter().map(Vec::len).collect();
    assert_eq!(moves, lines[..lines.len() - 1], "{run}");
    let shown: Vec<bool> = ["Pending", "Running", "Success"]
        .iter()
        .map(|status| pictures.iter().flatten().any(|line| line.contains(status)))
        .collect();
    assert_eq!(shown, [true, true, true], "{run}");
    // The time stands below, so that a picture that does not change is not taken for a dead one.
    assert_eq!(pictures[0].last().unwrap(), "16:02:11");
    assert_eq!(pictures[1].last().unwrap(), "16:02:14");
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
    let (pictures, moves) = pictures(&run);
    assert!(pictures.iter().all(|picture| picture.len() <= 7), "{run}");
    assert!(moves.iter().all(|up| *up <= 7), "{run}");
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
        "--exit-status",
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
