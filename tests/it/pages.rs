//! Pages: how a walk begins, goes on, ends, and is resumed when it broke off.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use invq::host::Signal;
use invq::sandbox::{Options, Source};
use snapbox::str;

use crate::support::{Answer, Rogue, Run, Server, check, page, record};

const T3: &str = "2026-06-24T07:00:03Z";
const T2: &str = "2026-06-24T07:00:02Z";

/// Everything that a peer with this script makes of a walk.
fn walk(words: &str, script: impl IntoIterator<Item = Answer>) -> Run {
    Rogue::new(script).run(words)
}

fn page_of(id: &str, created: &str, next: Option<&str>) -> Answer {
    Answer::json(&page(&[&record(id, created)], next))
}

#[test]
fn every_page_is_read_and_only_the_first_is_asked_for_without_a_token() {
    let server = Server::records(120);
    let run = server.run("-q").quiet();
    assert_eq!(run.lines().len(), 120);
    let requests = server.requests();
    let tokens = |timed: Option<&str>| -> Vec<bool> {
        let of_walk = requests.iter().filter(|it| it.parameter("Timed") == timed);
        of_walk
            .map(|it| it.parameter("NextToken").is_some())
            .collect()
    };
    assert_eq!(tokens(None), [false, true, true]);
    assert_eq!(tokens(Some("true")), [false]);
    assert_eq!(requests.len(), 4);
    assert!(
        requests
            .iter()
            .all(|it| it.parameter("MaxResults") == Some("50"))
    );
    for never in ["PageNumber", "PageSize"] {
        assert!(requests.iter().all(|it| it.parameter(never).is_none()));
    }
}

#[test]
fn pages_are_small_where_outputs_come_along_and_never_larger_than_the_limit() {
    for (words, size) in [
        ("i-bp1sandbox0000000000 --include-output -n 30", "10"),
        ("i-bp1sandbox0000000000 -o output -n 3", "3"),
        ("-n 7", "7"),
        ("-n 70", "50"),
        ("--page-size 20 -n 70", "20"),
        ("--page-size 20 -n 2", "2"),
    ] {
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
    assert_eq!(told.lines().next(), second.stderr().lines().next());
    check!(
        second.stderr(),
        str![[r#"
note: only the walk without live scheduled tasks was asked; --timed asks for those

"#]]
    );
    let flags = flags.to_owned();
    server.run(&format!("-q {flags} --timed=false")).exits(5);
}

#[test]
fn what_one_page_says() {
    check!(
        Server::records(3).run("-q --one-page --page-size 2"),
        str![[r#"
exit 0
---- stdout
t-hz06dzad000000
t-hz0trp35000001
---- stderr
note: only the walk without live scheduled tasks was asked; --timed asks for those
note: there is more; resume with  --next-token AAAAA0000020000029b7b9bb4bc6b519f1815cd38 --page-size 2

"#]]
    );
    // Nothing to go on with, nothing to say.
    for timed in ["--timed", "--timed=false"] {
        let words = format!("-q --one-page --page-size 2 {timed}");
        Server::records(2).run(&words).quiet();
    }
}

/// The page before the one that asks for scheduled tasks proves nothing yet.
#[test]
fn one_page_of_an_id_is_not_found_only_when_no_scheduled_task_has_it_either() {
    let server = Server::built_in();
    let run = server
        .run("--one-page -q t-nonexist1")
        .exits(4)
        .says("t-nonexist1");
    assert_eq!(run.stdout(), "");
    assert_eq!(server.requests().len(), 2);
    let task = server.run("--timed -q -n 1").exits(0).stdout();
    let run = server.run(&format!("--one-page -q {task}")).quiet();
    assert_eq!(run.stdout(), task);
}

#[test]
fn a_token_that_comes_again_ends_the_walk() {
    let run = walk(
        "-q",
        [
            page_of("t-1", T3, Some("AA")),
            page_of("t-2", T2, Some("AA")),
        ],
    );
    check!(
        run,
        str![[r#"
exit 5
---- stdout
t-1
t-2
---- stderr
error: the service gave a page token that it had given before, so the list would never end
  token  AA
hint: try again; what was printed so far is not the whole list

"#]]
    );
}

#[test]
fn a_token_of_another_walk_is_refused_with_the_reason() {
    let server = Server::records(20);
    let told = server.run("-q --one-page --page-size 5").stderr();
    let flags = told.split("resume with  ").nth(1).unwrap().trim();
    check!(
        server.run(&format!("{flags} -s failed")),
        str![[r#"
exit 5
---- stderr
error: the service does not accept the token to go on with
  The specified parameter NextToken is not valid.
hint: a token goes with the selectors and the page size that it was given for; begin again without --next-token
  InvalidParameter.NextToken, HTTP 400, request REQUEST-ID, cn-hangzhou

"#]]
    );
}

/// What came is printed, what is missing can be fetched, and a parser of the JSON fails instead of taking a part for
/// the whole.
#[test]
fn a_walk_that_breaks_off_leaves_its_array_open_and_says_where_to_go_on() {
    let script = || {
        [
            page_of("t-1", T3, Some("AA")),
            Answer::html("503 Service Unavailable", "busy"),
        ]
    };
    let [first, second] = script();
    // The other walk has nothing, and is asked between both.
    let both = [first, Answer::json(&page(&[], None)), second];
    let run = walk("--json --both-kinds --jobs 1", both);
    assert!(serde_json::from_slice::<serde_json::Value>(&run.out).is_err());
    check!(
        run,
        str![[r#"
exit 6
---- stdout
[
{"InvokeId":"t-1","CommandName":"uptime","InvocationStatus":"Success","CreationTime":"2026-06-24T07:00:03Z","InvokeInstances":[{"InstanceId":"i-1","InvocationStatus":"Success","ExitCode":0,"Derived":{"Verdict":"ok","TookSeconds":null,"ExitCodeKnown":true}}],"Tags":[],"Derived":{"Region":"cn-hangzhou","Profile":null,"Verdict":"ok","TookSeconds":null,"Instances":{"Total":1,"Ok":1,"Failed":0,"Pending":0,"Cancelled":0}}}
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 503: the answer is not from this API
  it begins  busy
  cn-hangzhou: resume with  --next-token AA --page-size 50
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 503, cn-hangzhou

"#]]
    );
    check!(
        walk("-q --page-size 7", script()),
        str![[r#"
exit 6
---- stdout
t-1
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 503: the answer is not from this API
  it begins  busy
  resume with  --timed=false --next-token AA --page-size 7
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 503, cn-hangzhou

"#]]
    );
}

#[test]
fn a_walk_that_never_began_prints_nothing_that_looks_like_a_result() {
    let busy = || [Answer::html("503 Service Unavailable", "busy")];
    for words in ["--json", "-o jsonl", "-q", ""] {
        assert_eq!(walk(words, busy()).exits(6).stdout(), "", "invq {words}");
    }
}

#[test]
fn an_empty_page_with_a_token_is_not_the_end() {
    let run = walk(
        "-q",
        [
            Answer::json(&page(&[], Some("AA"))),
            page_of("t-1", T3, None),
        ],
    );
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
    let run = server
        .invq("-q --page-size 10 --timed=false")
        .out(Wrote(Arc::clone(&events)))
        .run();
    run.quiet();
    let expected = [
        "answered", "wrote", "answered", "wrote", "answered", "wrote",
    ];
    assert_eq!(*events.lock().unwrap(), expected);
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
    let early = "2026-06-24T06:00:00Z";
    let both = page(&[&record("t-1", early), &record("t-2", T3)], None);
    let run = walk(
        "-s failed,stopped -q --jobs 1",
        [Answer::json(&both), page_of("t-3", T2, None)],
    );
    check!(
        run,
        str![[r#"
exit 0
---- stdout
t-3
t-1
t-2
---- stderr
note: 1 of 2 requests did not answer newest first, so the merged list is not in order either

"#]]
    );
}

#[test]
fn when_some_of_several_walks_fail_the_rest_is_printed() {
    let busy = Answer::html("503 Service Unavailable", "busy");
    let run = walk("t-1 t-2 -q --jobs 1", [page_of("t-1", T3, None), busy]);
    check!(
        run,
        str![[r#"
exit 7
---- stdout
t-1
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 503: the answer is not from this API
  it begins  busy
  not answered  t-2
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 503, cn-hangzhou

"#]]
    );
}

/// Pages that came ahead of need and were not printed are not lost: the walk is resumed before them.
#[test]
fn an_interrupt_forgets_no_page_that_was_not_printed() {
    let early = "2026-06-24T06:00:00Z";
    let peer = Arc::new(Rogue::new([
        page_of("t-1", T3, Some("A2")),
        page_of("t-2", T2, Some("B2")),
        page_of("t-3", early, None),
        Answer::Silence,
    ]));
    let asked = Arc::clone(&peer);
    let invq = peer.invq("--both-kinds -q --jobs 1").interrupt(move || {
        let asked = Arc::clone(&asked);
        Box::pin(async move {
            let all_asked = tokio::task::spawn_blocking(move || asked.wait_for(4));
            all_asked.await.unwrap();
            Signal::Interrupt
        })
    });
    check!(
        invq.run(),
        str![[r#"
exit 130
---- stdout
t-1
t-2
---- stderr
note: cn-hangzhou: there is more; resume with  --next-token A2 --page-size 50
note: timed=true: there is more; resume with  --timed --next-token B2 --page-size 50

"#]]
    );
}

/// The service keeps no more, so what is older is not in the list, and nobody could tell from the list.
#[test]
fn ten_thousand_records_get_a_note() {
    let run = Server::records(10_001).run("-q").exits(0);
    assert_eq!(run.lines().len(), 10_000);
    check!(
        run.stderr(),
        str![[r#"
note: 10,000 records were read: the service keeps no more, so older ones are not in the list

"#]]
    );
}

/// Who lists one region asks one question: what came is printed, and what is missing is named.
#[test]
fn a_walk_that_never_began_is_named_beside_the_one_that_is_whole() {
    let busy = Answer::html("503 Service Unavailable", "busy");
    let script = [page_of("t-1", T3, None), busy];
    check!(
        walk("-q --both-kinds --jobs 1", script),
        str![[r#"
exit 6
---- stdout
t-1
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 503: the answer is not from this API
  it begins  busy
  not answered  timed=true
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 503, cn-hangzhou

"#]]
    );
}
