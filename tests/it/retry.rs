//! Trying again: what is, how often, after how long, and what the user hears of it.

use std::collections::BTreeSet;
use std::sync::Mutex;

use invq::host::{Signal, Sleep};

use crate::support::{Answer, Invq, Rogue, Run, Server, list, page, record, rows, script};

const CREATED: &str = "2026-06-24T07:00:03Z";

fn good() -> Answer {
    list(&[record("t-1", CREATED)])
}

fn throttled(headers: &[&str]) -> Answer {
    Answer::refusal("400 Bad Request", "Throttling.User", headers)
}

/// Runs `invq -q` with these words against a peer that must be asked exactly as often as it has answers.
fn run(words: &str, answers: impl IntoIterator<Item = Answer>) -> Run {
    script(&format!("-q {words}"), answers)
}

#[test]
fn what_passes_is_tried_again_without_a_word() {
    let body = page(&[&record("t-1", CREATED)], None);
    let refusals = rows(
        "500 Internal Server Error → ServiceUnavailable
        500 Internal Server Error → InternalError
        500 Internal Server Error → InternalError.Dispatch
        400 Bad Request → InternalError
        503 Service Unavailable → SomethingNew",
    );
    let pages = [
        "408 Request Timeout",
        "500 Internal Server Error",
        "502 Bad Gateway",
        "503 Service Unavailable",
        "504 Gateway Timeout",
    ];
    let broken = [
        Answer::hang_up(),
        Answer::cut(&body, 40),
        Answer::json(&body[..40]),
        Answer::json(""),
        Answer::http("400 Bad Request", "application/json", r#"{"Code":"Thr"#),
    ];
    let refusals = refusals.map(|(status, code)| Answer::refusal(status, code, &[]));
    let pages = pages.map(|status| {
        Answer::html(
            status,
            if status.starts_with("408") {
                ""
            } else {
                "<html>"
            },
        )
    });
    for answer in refusals.chain(pages).chain(broken) {
        let run = run("--retries 1", [answer, good()]).quiet();
        assert_eq!((run.lines(), run.waits.len()), (vec!["t-1".to_owned()], 1));
    }
}

#[test]
fn what_would_fail_again_is_asked_once() {
    // Of the last refusal nothing tells what the service's time would be.
    for (refusal, exit) in rows(
        "404 Not Found, InvalidAccessKeyId.NotFound → 3
        400 Bad Request, SignatureDoesNotMatch → 3
        400 Bad Request, InvalidSecurityToken.Expired → 3
        403 Forbidden, Forbidden.RAM → 3
        403 Forbidden, NoPermission → 3
        400 Bad Request, InvalidParam.PageSize → 5
        503 Service Unavailable, InvalidParameter.NextToken → 5
        500 Internal Server Error, InvalidInstance.NotFound → 5
        404 Not Found, InvalidRegionId.NotFound → 5
        403 Forbidden, Operation.Forbidden → 5
        400 Bad Request, SignatureNonceUsed → 5
        400 Bad Request, InvalidTimeStamp.Expired → 3",
    ) {
        let (status, code) = refusal.split_once(", ").unwrap();
        let run = run("--retries 4", [Answer::refusal(status, code, &[])]);
        let run = run.exits(exit.parse().unwrap()).hides("tried");
        assert!(run.waits.is_empty(), "{code}: {run}");
    }
    for (answer, exit) in [
        (Answer::html("200 OK", "<html>log in</html>"), 5),
        (Answer::html("404 Not Found", "<html>"), 5),
        (Answer::html("501 Not Implemented", "<html>"), 6),
        (Answer::json(r#"{"Code":1}"#), 5),
    ] {
        run("--retries 4", [answer]).exits(exit);
    }
}

#[test]
fn every_try_is_signed_anew() {
    let peer = Rogue::new([Answer::throttled(5000), Answer::throttled(5000), good()]);
    peer.run("-q --retries 2").exits(0);
    let requests = peer.requests();
    for name in ["SignatureNonce", "Timestamp", "Signature"] {
        let values: BTreeSet<&String> = requests.iter().map(|it| &it.form[name]).collect();
        assert_eq!(values.len(), 3, "{name}");
    }
}

/// The service's own word on how long to wait is followed, with at most a second on top.
#[test]
fn throttling_follows_the_headers() {
    let old = "x-ratelimit-user: Limit:1,Remain:0,TimeLeft:2000,Reset:1234";
    let other = "x-ratelimit-user-api: Limit:1,Remain:0,TimeLeft:7000,Reset:1234";
    for (headers, least) in [
        (&["x-acs-retry-after: 30000"][..], 30_000),
        (&[old], 2_000),
        (&[other], 7_000),
        (&[old, other], 7_000),
        (&[old, other, "x-acs-retry-after: 1500"], 1_500),
    ] {
        let run = run("--retries 1", [throttled(headers), good()]).exits(0);
        let within = |wait: &u128| (least..=least + 1000).contains(wait);
        assert!(
            run.waits.len() == 1 && run.waits.iter().all(within),
            "{:?}",
            run.waits
        );
        run.says("note: throttled; trying again in ");
    }
}

/// A second refusal says that this minute is used up. The minute is the service's, where it tells its time.
#[test]
fn throttling_without_headers_waits_for_the_next_minute_the_second_time() {
    for (date, to_minute) in [
        (&["Date: Wed, 24 Jun 2026 08:02:50 GMT"][..], 10_000_u128),
        // By our own clock it is 08:02:11, and what the first wait added.
        (&[], 49_000),
    ] {
        let script = [throttled(date), throttled(date), good()];
        let run = run("--retries 2", script).exits(0);
        let [first, second] = run.waits[..] else {
            panic!("{:?}", run.waits)
        };
        assert!(first <= 500, "{first}");
        let passed = if date.is_empty() { first + 1 } else { 0 };
        let range = to_minute - passed..=to_minute + 1000;
        assert!(range.contains(&second), "{second}");
    }
}

#[test]
fn what_is_said_when_it_stays_throttled() {
    let peer = Rogue::new((0..5).map(|_| Answer::throttled(8000)));
    let invq = peer.invq("-q --no-notes").without_env("INVQ_RETRIES");
    let run = invq.run().exits(6);
    // Four waits of 8 s and up to one second each: told in whole seconds, rounded up.
    let seconds = run.waits.iter().sum::<u128>().div_ceil(1000);
    assert!((32..=36).contains(&seconds));
    assert_eq!(run.stderr().lines().count(), 4, "{run}");
    run.says("error: the service is throttling this account's requests\n")
        .says(&format!("\n  tried 5 times in {seconds} s\n"))
        .says("\nhint: try again in a minute")
        .says("\n  Throttling.User, HTTP 400, request ");
}

#[test]
fn what_is_said_while_waiting() {
    let answers = [Answer::html("502 Bad Gateway", ""), good()];
    let told = run("-v --retries 1", answers).exits(0).stderr();
    let line = told.lines().find(|line| line.contains("trying again"));
    let line = line.unwrap_or_else(|| panic!("{told}"));
    assert!(
        line.starts_with("HTTP 502: ") && line.ends_with(" (1 of 1)"),
        "{line}"
    );
}

/// A request ends within three minutes, however many tries were allowed.
#[test]
fn three_minutes_are_the_end() {
    let answers = (0..4).map(|_| Answer::throttled(50_000));
    let run = self::run("--retries 20", answers).exits(6);
    assert!(run.waits.iter().sum::<u128>() <= 180_000, "{:?}", run.waits);
    run.says("  tried 4 times in 2 min 3");
    // A wait that alone is longer is not begun.
    let run = self::run("--retries 20", [Answer::throttled(180_000)]).exits(6);
    assert!(run.hides("tried").waits.is_empty());
}

#[test]
fn nobody_listening_is_tried_again_and_told_with_how_often() {
    let invq = Invq::new("--retries 2 --timed=false").asking("http://127.0.0.1:1");
    let run = invq.run().exits(6);
    assert_eq!(run.waits.len(), 2);
    run.says("nothing listens at").says("  tried 3 times in ");
}

/// What is learned of the service's clock holds for the requests that follow, also those for other IDs.
#[test]
fn a_clock_that_is_off_is_corrected_once_and_for_the_whole_run() {
    let server = Server::at("2026-06-24T08:25:00Z");
    let ids = server.run("-q -n 3").exits(0).lines().join(" ");
    let before = server.requests().len();
    let run = server.run(&format!("{ids} -q --jobs 1 --retries 0"));
    let line = "warning: this machine's clock is 22 min 49 s behind the service's; requests carry the service's time\n";
    assert_eq!(run.exits(0).stderr(), line);
    let requests = server.requests().split_off(before);
    let refused = requests.iter().map(|it| it.code.is_some());
    assert!(refused.eq([true, false, false, false]), "{requests:?}");

    let ahead = Server::at("2026-06-24T07:00:00Z").run("-q").exits(0);
    ahead.says("clock is 62 min 11 s ahead of the service's");
}

/// Requests that are under way at once find out at once: each is tried again, and the user is told by one.
#[test]
fn a_clock_that_is_off_is_told_once_however_many_ask() {
    let server = Server::at("2026-06-24T08:25:00Z");
    let ids = server.run("-q -n 6").exits(0).lines().join(" ");
    let run = server.run(&format!("{ids} -q")).exits(0);
    assert_eq!(run.stderr().matches("warning").count(), 1, "{run}");
}

/// A service that refuses its own time has other trouble than our clock.
#[test]
fn a_clock_is_not_corrected_twice() {
    let answers = [Answer::other_clock(), Answer::other_clock()];
    let run = run("--retries 4", answers).exits(3);
    assert!(run.says("  tried 2 times in 0 s").waits.is_empty());
}

/// Ctrl-C during a wait ends the run at once: here the wait would never end.
#[test]
fn an_interrupt_ends_a_wait() {
    let (begun, waiting) = tokio::sync::oneshot::channel();
    let begun = Mutex::new(Some(begun));
    let waiting = Mutex::new(Some(waiting));
    let sleep = Sleep::new(move |_| {
        let _ = begun.lock().unwrap().take().map(|begun| begun.send(()));
        Box::pin(std::future::pending())
    });
    let peer = Rogue::new([Answer::throttled(8000)]);
    let invq = peer.invq("-q --retries 4").sleep(sleep).interrupt(move || {
        let waiting = waiting.lock().unwrap().take().unwrap();
        Box::pin(async {
            waiting.await.unwrap();
            Signal::Interrupt
        })
    });
    invq.run().exits(130).says("throttled");
}

#[test]
fn how_often_is_a_setting_like_others() {
    let passing = || Answer::html("503 Service Unavailable", "");
    let config = "[defaults]\nretries = 1\n";
    let peer = Rogue::new([passing(), passing()]);
    let by_file = peer.invq("-q").without_env("INVQ_RETRIES").config(config);
    by_file.run().exits(6).says("tried 2 times");
    let peer = Rogue::new([passing()]);
    let by_variable = peer.invq("-q").config(config);
    by_variable.run().exits(6).hides("tried");
}
