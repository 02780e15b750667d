//! A table that is longer than the screen goes through the pager, and leaving it ends the walk.

#![cfg(unix)]

use crate::support::{Invq, Run, Server};

/// A run on a terminal of 20 lines, with this script as the pager, and what the pager wrote into the file `paged`.
fn paged(invq: Invq, script: &str) -> (Run, Option<String>) {
    let file = invq.path("paged").display().to_string();
    let invq = invq.file("pager", script.replace("FILE", &file));
    let pager = format!("sh {}", invq.path("pager").display());
    let run = invq
        .env("INVQ_PAGER", &pager)
        .env("PAGER", "false")
        .terminal(100)
        .height(20)
        .run();
    let seen = run.file("paged");
    (run, seen)
}

#[test]
fn a_long_table_is_the_pagers_whole() {
    let (run, seen) = paged(Server::records(120).invq("--color never"), "cat > FILE");
    assert_eq!(run.code, 0, "{run}");
    assert_eq!(run.stdout(), "");
    assert_eq!(seen.unwrap().lines().count(), 121);
    run.says("120 invocations");
}

#[test]
fn leaving_it_stops_asking_and_is_no_failure() {
    let server = Server::records(5_000);
    let (run, seen) = paged(
        server.invq("--page-size 25 --color never"),
        "head -n 2 > FILE",
    );
    assert_eq!(run.code, 0, "{run}");
    assert_eq!(seen.unwrap().lines().count(), 2);
    assert!(server.requests().len() < 200, "it went on asking");
}

#[test]
fn what_fits_the_screen_is_simply_shown() {
    let (run, seen) = paged(Server::records(5).invq(""), "cat > FILE");
    assert_eq!((run.lines().len(), seen), (6, None));
}

/// A table whose header and footer do not fit beside it is one that does not fit.
#[test]
fn the_header_and_the_footer_count() {
    let (_, seen) = paged(Server::records(15).invq(""), "cat > FILE");
    assert_eq!(seen, None);
    let (_, seen) = paged(Server::records(16).invq(""), "cat > FILE");
    assert_eq!(seen.unwrap().lines().count(), 17);
}

#[test]
fn other_forms_and_those_who_want_none_are_not_paged() {
    let server = Server::records(40);
    for words in [
        "--no-pager",
        "--json",
        "-q",
        "-o jsonl",
        "i-bp1sandbox0000000000 -o output -n 60",
    ] {
        let (run, seen) = paged(server.invq(words), "cat > FILE");
        assert_eq!(seen, None, "invq {words}");
        assert!(run.lines().len() > 20, "invq {words}");
    }
    let (run, seen) = paged(server.invq("").env("INVQ_NO_PAGER", "true"), "cat > FILE");
    assert_eq!((run.lines().len(), seen), (41, None));
}

#[test]
fn a_pager_that_is_not_there_is_done_without() {
    let server = Server::records(60);
    let run = server
        .invq("")
        .env("PAGER", "no-such-program-at-all")
        .terminal(100)
        .height(20)
        .run();
    assert_eq!((run.code, run.lines().len()), (0, 61), "{run}");
}
