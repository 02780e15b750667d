//! Pages: how a walk begins, goes on, ends, and is resumed when it broke off.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use invq::host::Signal;
use invq::sandbox::{Options, Source};

use crate::support::{Answer, Rogue, Server, list, nothing, record, rows, script, sheet};

const T3: &str = "2026-06-24T07:00:03Z";
const T2: &str = "2026-06-24T07:00:02Z";
const EARLY: &str = "2026-06-24T06:00:00Z";

fn page_of(id: &str, created: &str, next: Option<&str>) -> Answer {
    Answer::page(&[record(id, created)], next)
}

#[test]
fn every_page_is_read_and_only_the_first_is_asked_for_without_a_token() {
    let server = Server::records(120);
    assert_eq!(server.run("-q").quiet().lines().len(), 120);
    let requests = server.requests();
    let tokens = |timed: Option<&str>| -> Vec<bool> {
        let of_walk = requests.iter().filter(|it| it.parameter("Timed") == timed);
        let with_token = of_walk.map(|it| it.parameter("NextToken").is_some());
        with_token.collect()
    };
    assert_eq!(tokens(None), [false, true, true]);
    assert_eq!(tokens(Some("true")), [false]);
    assert_eq!(requests.len(), 4);
    for request in requests {
        assert_eq!(request.parameter("MaxResults"), Some("50"));
        for never in ["PageNumber", "PageSize"] {
            assert_eq!(request.parameter(never), None);
        }
    }
}

#[test]
fn pages_are_small_where_outputs_come_along_and_never_larger_than_the_limit() {
    for (words, size) in rows(
        "i-bp1sandbox0000000000 --include-output -n 30 → 10
        i-bp1sandbox0000000000 -o output -n 3 → 3
        -n 7 → 7
        -n 70 → 50
        --page-size 20 -n 70 → 20
        --page-size 20 -n 2 → 2",
    ) {
        let server = Server::records(100);
        server.run(words).exits(0);
        for request in server.requests() {
            assert_eq!(request.parameter("MaxResults"), Some(size), "invq {words}");
        }
    }
}

#[test]
fn a_limit_stops_asking_as_soon_as_it_is_met() {
    let server = Server::records(500);
    let run = server.run("-q -n 20 --page-size 10").quiet();
    assert_eq!(run.lines().len(), 20);
    let timed = server.requests().into_iter();
    let timed = timed.filter(|it| it.parameter("Timed").is_some()).count();
    assert_eq!((timed, server.requests().len()), (1, 3));
}

#[test]
fn one_page_is_one_request_and_its_token_goes_on() {
    let server = Server::records(25);
    let all = server.run("-q").quiet().lines();
    let before = server.requests().len();
    let first = server.run("-q --one-page --page-size 10").exits(0);
    assert_eq!(server.requests().len() - before, 1);
    let told = first.stderr();
    let flags = told.split("resume with  ").nth(1).unwrap().trim();
    let second = server.run(&format!("-q {flags}")).exits(0);
    assert_eq!([first.lines(), second.lines()].concat(), all);
    assert_eq!(server.requests().len() - before, 3);
    // Both belong to one walk, and say which.
    let walk =
        "note: only the walk without live scheduled tasks was asked; --timed asks for those\n";
    assert!(told.starts_with(walk), "{told}");
    assert_eq!(second.stderr(), walk);
    server.run(&format!("-q {flags} --timed=false")).exits(5);
    // A token goes with the selectors that it was given for, too.
    let other = server.run(&format!("{flags} -s failed"));
    sheet("pages/another-walk", [("-s failed", other)]);
}

#[test]
fn what_one_page_says() {
    let words = "-q --one-page --page-size 2";
    sheet("pages/one-page", [(words, Server::records(3).run(words))]);
    // Nothing to go on with, nothing to say.
    for timed in ["--timed", "--timed=false"] {
        Server::records(2).run(&format!("{words} {timed}")).quiet();
    }
}

/// The page before the one that asks for scheduled tasks proves nothing yet.
#[test]
fn one_page_of_an_id_is_not_found_only_when_no_scheduled_task_has_it_either() {
    let server = Server::built_in();
    let run = server.run("--one-page -q t-nonexist1").exits(4);
    assert_eq!(run.says("t-nonexist1").stdout(), "");
    assert_eq!(server.requests().len(), 2);
    let task = server.run("--timed -q -n 1").exits(0).stdout();
    let run = server.run(&format!("--one-page -q {task}")).quiet();
    assert_eq!(run.stdout(), task);
}

#[test]
fn a_token_that_comes_again_ends_the_walk() {
    let pages = [("t-1", T3), ("t-2", T2)].map(|(id, time)| page_of(id, time, Some("AA")));
    sheet("pages/repeated-token", [("-q", script("-q", pages))]);
}

/// What came is printed, what is missing can be fetched, and a parser of the JSON fails instead of taking a part for
/// the whole.
#[test]
fn a_walk_that_breaks_off_leaves_its_array_open_and_says_where_to_go_on() {
    let first = || page_of("t-1", T3, Some("AA"));
    // The other walk has nothing, and is asked between both.
    let both = [first(), nothing(), Answer::busy()];
    let run = script("--json --both-kinds --jobs 1", both);
    assert!(serde_json::from_slice::<serde_json::Value>(&run.out).is_err());
    let one = script("-q --page-size 7", [first(), Answer::busy()]);
    sheet(
        "pages/broken-off",
        [("--json", run), ("-q --page-size 7", one)],
    );
}

#[test]
fn a_walk_that_never_began_prints_nothing_that_looks_like_a_result() {
    for words in ["--json", "-o jsonl", "-q", ""] {
        let run = script(words, [Answer::busy()]).exits(6);
        assert_eq!(run.stdout(), "", "invq {words}");
    }
}

#[test]
fn an_empty_page_with_a_token_is_not_the_end() {
    let empty = Answer::page::<&str>(&[], Some("AA"));
    let run = script("-q", [empty, page_of("t-1", T3, None)]);
    assert_eq!(run.quiet().lines(), ["t-1"]);
}

/// Otherwise a long list would stay in the dark until its end, and all of it in memory.
#[test]
fn a_page_is_written_before_the_next_is_asked_for() {
    let events = Arc::new(Mutex::new(Vec::new()));
    let answered = Arc::clone(&events);
    let server = Server::with(Options {
        source: Source::Generated {
            records: 30,
            instances: 1,
            output_bytes: 0,
            seed: 1,
        },
        observer: Some(Arc::new(move |_| answered.lock().unwrap().push("answered"))),
        ..Options::default()
    });
    let invq = server.invq("-q --page-size 10 --timed=false");
    invq.out(Wrote(Arc::clone(&events))).run().quiet();
    assert_eq!(*events.lock().unwrap(), ["answered", "wrote"].repeat(3));
}

struct Wrote(Arc<Mutex<Vec<&'static str>>>);

impl Write for Wrote {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().push("wrote");
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Two lists, of which one is not in order: the merge takes the newest head each time, and says that this is no order.
#[test]
fn a_merge_of_lists_that_are_not_in_order_says_so() {
    let both = list(&[record("t-1", EARLY), record("t-2", T3)]);
    let words = "-s failed,stopped -q --jobs 1";
    let run = script(words, [both, page_of("t-3", T2, None)]);
    sheet("pages/disorder", [(words, run)]);
}

/// What came is printed, and what is missing is named. Who lists one region asks one question, whose walks are two.
#[test]
fn when_some_of_several_walks_fail_the_rest_is_printed() {
    let runs = ["t-1 t-2 -q --jobs 1", "-q --both-kinds --jobs 1"];
    let runs = runs.map(|words| {
        let answers = [page_of("t-1", T3, None), Answer::busy()];
        (words, script(words, answers))
    });
    sheet("pages/partly", runs);
}

/// Pages that came ahead of need and were not printed are not lost: the walk is resumed before them.
#[test]
fn an_interrupt_forgets_no_page_that_was_not_printed() {
    let peer = Arc::new(Rogue::new([
        page_of("t-1", T3, Some("A2")),
        page_of("t-2", T2, Some("B2")),
        page_of("t-3", EARLY, None),
        Answer::Silence,
    ]));
    let asked = Arc::clone(&peer);
    let words = "--both-kinds -q --jobs 1";
    let invq = peer
        .invq(words)
        .interrupt(move || asked.signal_at(4, Signal::Interrupt));
    sheet("pages/interrupted", [(words, invq.run())]);
}

/// The service keeps no more, so what is older is not in the list, and nobody could tell from the list.
#[test]
fn ten_thousand_records_get_a_note() {
    let run = Server::records(10_001).run("-q").exits(0);
    assert_eq!(run.lines().len(), 10_000);
    let note = "note: 10,000 records were read: the service keeps no more, so older ones are not in the list\n";
    assert_eq!(run.stderr(), note);
}
