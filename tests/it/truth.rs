//! No answer may pass for another: what is of another invocation, lacks what was named, contradicts itself or is a part never
//! ends as success.

use invq::sandbox::Options;
use snapbox::str;

use crate::support::{Answer, Invq, NOW, Rogue, Run, Server, Time, check, page};

/// An instance: its ID, status and exit code.
type Part<'a> = (&'a str, &'a str, i32);

/// An invocation with its status and instances.
fn invocation(id: &str, status: &str, parts: &[Part<'_>]) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|(id, status, code)| {
            format!(r#"{{"InstanceId":"{id}","InvocationStatus":"{status}","ExitCode":{code},"Output":"aGk="}}"#)
        })
        .collect();
    format!(
        r#"{{"InvokeId":"{id}","CommandId":"c-1","InvocationStatus":"{status}","Timeout":60,"CreationTime":"{NOW}","InvokeInstances":{{"InvokeInstance":[{}]}}}}"#,
        parts.join(",")
    )
}

fn ok(id: &str) -> String {
    invocation(id, "Success", &[("i-b", "Success", 0)])
}

fn list(records: &[String]) -> Answer {
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    Answer::json(&page(&records, None))
}

/// Runs these words against a peer that gives these answers, in a time that passes only while invq waits.
fn script<const N: usize>(words: &str, answers: [Answer; N]) -> Run {
    let peer = Rogue::new(answers);
    peer.invq(words).on(&Time::default()).run()
}

/// A query of one request and its answer.
fn answered(words: &str, records: &[String]) -> Run {
    script(words, [list(records)])
}

fn saved(words: &str, text: &str) -> Run {
    Invq::new(&format!("--from - {words}")).stdin(text).run()
}

#[test]
fn a_poll_that_lacks_a_named_instance_leaves_it_as_it_was() {
    let before = || {
        invocation(
            "t-a",
            "Running",
            &[("i-b", "Running", 0), ("i-c", "Running", 0)],
        )
    };
    let others = || invocation("t-a", "Success", &[("i-c", "Success", 0)]);
    let none = || r#"{"InvokeId":"t-a","InvocationStatus":"Success"}"#.to_owned();
    let null =
        || r#"{"InvokeId":"t-a","InvocationStatus":"Success","InvokeInstances":null}"#.to_owned();
    let end = |code: i32| {
        let status = if code == 0 { "Success" } else { "Failed" };
        invocation(
            "t-a",
            "PartialFailed",
            &[("i-b", status, code), ("i-c", "Success", 0)],
        )
    };
    for without in [&others as &dyn Fn() -> String, &none, &null] {
        for (code, exit) in [(0, 0), (2, 1)] {
            let answers = [list(&[before()]), list(&[without()]), list(&[end(code)])];
            script("t-a i-b --wait -q", answers)
                .exits(exit)
                .says("an answer does not hold all that is waited for");
        }
        let answers = [list(&[before()]), list(&[without()]), list(&[without()])];
        script("t-a i-b --wait=3s -q", answers)
            .exits(124)
            .says("still pending");
        let peer = Rogue::new([list(&[before()]), list(&[without()]), list(&[end(0)])]);
        let pair = peer.invq("- --wait -q").stdin("t-a\ti-b\n");
        pair.on(&Time::default()).run().exits(0);
    }
}

#[test]
fn of_two_named_instances_the_one_that_vanishes_is_waited_for() {
    let both = |b: &str, c: &str| invocation("t-a", "Running", &[("i-b", b, 0), ("i-c", c, 0)]);
    let words = "t-a i-b,i-c --wait=6s -q";
    let one = || invocation("t-a", "Success", &[("i-c", "Success", 0)]);
    let first = || list(&[both("Running", "Running")]);
    script(
        words,
        [
            first(),
            first(),
            list(&[one()]),
            list(&[both("Success", "Success")]),
        ],
    )
    .exits(0);
    script(
        words,
        [
            first(),
            first(),
            list(&[one()]),
            list(&[one()]),
            list(&[one()]),
        ],
    )
    .exits(124);
    // What had ended before it vanished has ended.
    let ended = || list(&[both("Success", "Running")]);
    script(words, [ended(), ended(), list(&[one()])]).exits(0);
}

#[test]
fn what_has_ended_stays_ended() {
    let state = |b: &str, c: &str| {
        list(&[invocation(
            "t-a",
            "Running",
            &[("i-b", b, 0), ("i-c", c, 0)],
        )])
    };
    let back = [state("Failed", "Running"), state("Running", "Success")];
    script(
        "t-a i-b,i-c --wait -q",
        [
            state("Failed", "Running"),
            back.into_iter().next().unwrap(),
            state("Running", "Success"),
        ],
    )
    .exits(1);
}

#[test]
fn without_a_deadline_an_invocation_that_is_gone_for_five_minutes_is_not_found() {
    let time = Time::default();
    let gone = (0..34).map(|_| list(&[]));
    let peer = Rogue::new(
        [list(&[invocation(
            "t-a",
            "Running",
            &[("i-b", "Running", 0)],
        )])]
        .into_iter()
        .chain(gone.flat_map(|empty| [empty, list(&[])])),
    );
    let run = peer.invq("t-a --wait=0").on(&time).run();
    check!(
        run,
        str![[r#"
exit 4
---- stdout
Running  t-a
  1 running of 1
  created 2026-06-24T16:02:11+08:00, timeout 1m
  command: c-1

  instance: i-b
  status: Running
---- stderr
t-a Running 0/1
warning: an answer does not hold all that is waited for; the last known state is  t-a Running 0/1
t-a Running 0/1, 1m09s
t-a Running 0/1, 2m09s
t-a Running 0/1, 3m09s
t-a Running 0/1, 4m09s
t-a Running 0/1, 5m09s
error: no longer in the answers of the service: t-a
  for five minutes no answer has held all that is waited for; the result shows the last known state
hint: check the invocation, and whether its instances still exist

"#]]
    );
}

#[test]
fn an_answer_of_another_invocation_is_none() {
    let stranger = || list(&[ok("t-b")]);
    let other_case = || list(&[ok("T-A")]);
    let without_id =
        || list(&[r#"{"InvocationStatus":"Success","InvokeInstances":[]}"#.to_owned()]);
    for answer in [&stranger as &dyn Fn() -> Answer, &other_case, &without_id] {
        for words in [
            "",
            "--exit-status",
            "--exit-status=remote",
            "-o output",
            "--json",
        ] {
            let code = if words.ends_with("remote") { 125 } else { 4 };
            let run = script(&format!("t-a {words}"), [answer()]).exits(code);
            run.says("was answered where `t-a` was asked for")
                .hides("hi\n");
        }
    }
    check!(
        answered("t-a --exit-status", &[ok("t-b")]),
        str![[r#"
exit 4
---- stderr
warning: `t-b` was answered where `t-a` was asked for; it is left out
error: `t-a` was not found in cn-hangzhou
  the service keeps records for 30 days, and at most 10,000
hint: check the ID, and the region (`--region`)

"#]]
    );
    script(
        "t-a,t-c --exit-status",
        [list(&[ok("t-a")]), list(&[ok("t-a")])],
    )
    .exits(4)
    .says("`t-c`");
    answered("c-9 --exit-status", &[ok("t-a")]).exits(4);
    answered("i-9 --exit-status", &[ok("t-a")]).exits(4);
    let elsewhere = ok("t-a").replace("{\"InvokeId\"", "{\"RegionId\":\"us-west-1\",\"InvokeId\"");
    answered("t-a --exit-status", &[elsewhere]).exits(4);
}

#[test]
fn a_poll_or_a_second_phase_that_answers_with_another_invocation_is_no_answer() {
    let running = || invocation("t-a", "Running", &[("i-b", "Running", 0)]);
    let polls = [list(&[running()]), list(&[ok("t-b")]), list(&[ok("t-a")])];
    script("t-a --wait -q", polls).exits(0);
    let polls = [list(&[running()]), list(&[ok("t-b")]), list(&[ok("t-b")])];
    script("t-a --wait=3s -q", polls).exits(124);
    let run = script(
        "c-1 -o output --timed=false",
        [list(&[ok("t-a")]), list(&[ok("t-b")])],
    );
    assert!(run.exits(4).says("`t-a`").out.is_empty());
}

#[test]
fn of_two_records_with_one_id_in_an_answer_the_worse_counts() {
    let running = || invocation("t-a", "Running", &[("i-b", "Running", 0)]);
    for both in [[ok("t-a"), running()], [running(), ok("t-a")]] {
        let run = answered("t-a --exit-status -q", &both).exits(8);
        assert_eq!(run.says("more than once in one answer").lines(), ["t-a"]);
        let polls = [list(&[running()]), list(&both), list(&[ok("t-a")])];
        script("t-a --wait -q", polls).exits(0);
        let polls = [list(&[running()]), list(&both), list(&both)];
        script("t-a --wait=3s -q", polls).exits(124);
    }
}

#[test]
fn over_pages_the_newer_record_counts_and_is_shown_once() {
    let running = || invocation("t-a", "Running", &[("i-b", "Running", 0)]);
    let first = Answer::json(&page(&[&running()], Some("AA")));
    let run = script(
        "c-1 --exit-status -q --timed=false",
        [first, list(&[ok("t-a")])],
    );
    assert_eq!(run.exits(0).lines(), ["t-a"]);
    let appended = format!("{}\n{}", running(), ok("t-a"));
    let run = saved("t-a --exit-status --json=InvocationStatus", &appended);
    assert!(run.exits(0).stdout().contains("Success"));
}

#[test]
fn every_named_instance_needs_an_answer() {
    let half = || list(&[ok("t-a")]);
    check!(
        script("t-a i-b,i-c --exit-status", [half(), half()]),
        str![[r#"
exit 4
---- stdout
Success  t-a
  1 ok of 1
  created 2026-06-24T16:02:11+08:00, timeout 1m
  command: c-1

  instance: i-b
  status: Success
  exit code: 0
---- stderr
error: `i-c` was not found in cn-hangzhou
  together with the other selectors that were given
  the service keeps records for 30 days, and at most 10,000
hint: check the ID, and the region (`--region`)

"#]]
    );
    script("t-a i-c --exit-status", [half()])
        .exits(4)
        .says("i-c");
    // Each invocation has at least one of them, and each of them is in one invocation.
    let other = || list(&[invocation("t-2", "Success", &[("i-c", "Success", 0)])]);
    script(
        "t-a,t-2 i-b,i-c --exit-status --jobs 1",
        [half(), half(), other(), other()],
    )
    .exits(0);
    // Pairs are meant exactly.
    let both = || {
        list(&[invocation(
            "t-2",
            "Success",
            &[("i-b", "Success", 0), ("i-c", "Success", 0)],
        )])
    };
    let peer = Rogue::new([half(), half(), both()]);
    let run = peer
        .invq("- --exit-status --jobs 1")
        .stdin("t-a\ti-b\nt-a\ti-c\nt-2\ti-c\n")
        .run();
    run.exits(4).says("t-a/i-c");
}

#[test]
fn a_history_is_compared_with_its_question_too() {
    let run = |id: &str, instance: &str| {
        let body = format!(
            r#"{{"RequestId":"R","Invocation":{{"InvocationResults":{{"InvocationResult":[{{"InvokeId":"{id}","InstanceId":"{instance}","InvocationStatus":"Success","ExitCode":0,"Repeats":1}}]}}}}}}"#
        );
        Answer::json(&body)
    };
    script("t-a --history --exit-status", [run("t-a", "i-b")]).exits(0);
    script("t-a --history --exit-status", [run("t-b", "i-b")]).exits(4);
    script("t-a i-c --history --exit-status", [run("t-a", "i-b")]).exits(4);
    script(
        "t-a i-b,i-c --history --exit-status",
        [run("t-a", "i-b"), run("t-a", "i-b")],
    )
    .exits(4);
}

/// Verdict and remote code of one invocation, with and without its only instance named.
fn judged(record: &str, words: &str) -> (i32, i32) {
    let record = [record.to_owned()];
    let verdict = answered(&format!("t-a {words} --exit-status -q"), &record).code;
    let remote = answered(&format!("t-a {words} --exit-status=remote -q"), &record).code;
    (verdict, remote)
}

#[test]
fn no_remote_code_says_success_of_what_is_none() {
    for status in ["PartialFailed", "Stopped", "Running", "Failed", "Melted"] {
        let record = invocation("t-a", status, &[("i-b", "Success", 0)]);
        let (verdict, remote) = judged(&record, "");
        assert!(
            verdict != 0 && remote == 125,
            "{status}: {verdict} {remote}"
        );
    }
    let record = invocation("t-a", "Failed", &[("i-b", "Failed", 0)]);
    assert_eq!(judged(&record, ""), (1, 125));
    assert_eq!(judged(&record, "i-b"), (1, 125));
}

#[test]
fn contradictions_go_against_success() {
    for (status, code) in [
        ("Failed", 1),
        ("Timeout", 1),
        ("Error", 1),
        ("Running", 8),
        ("Melted", 8),
    ] {
        let record = invocation(
            "t-a",
            "Success",
            &[("i-a", "Success", 0), ("i-b", status, 0)],
        );
        assert_eq!(judged(&record, ""), (code, 125), "{status}");
        let run = answered("t-a --exit-status --strict -q", &[record]);
        run.exits(if code == 1 { 1 } else { 5 })
            .says("the worse of both counts");
    }
    let old = |word: &str| {
        let record = ok("t-a").replace(
            "\"InvocationStatus\":\"Success\",\"Timeout\"",
            &format!("\"InvokeStatus\":\"{word}\",\"Timeout\""),
        );
        judged(&record, "").0
    };
    assert_eq!([old("Finished"), old("Running"), old("Failed")], [0, 8, 1]);
    let record = invocation("t-a", "Success", &[("i-b", "Success", 3)]);
    assert_eq!(judged(&record, ""), (1, 3));
    check!(
        answered("t-a --exit-status -q", std::slice::from_ref(&record)),
        str![[r#"
exit 1
---- stdout
t-a
---- stderr
warning: t-a: i-b is Success with the exit code 3; the worse of both counts

"#]]
    );
    // A wait tells it once, too.
    let told = answered("t-a --wait -q", &[record]).exits(1).stderr();
    assert_eq!(told.matches("the worse of both").count(), 1, "{told}");
}

#[test]
fn a_part_is_never_a_success() {
    let first = || Answer::json(&page(&[&ok("t-a")], Some("AA")));
    check!(
        script("c-1 --one-page --exit-status -q", [first()]),
        str![[r#"
exit 8
---- stdout
t-a
---- stderr
note: there is more; resume with  --timed=false --next-token AA --page-size 50
warning: the verdict is on a part of what was asked for, so it is no success

"#]]
    );
    script("c-1 --one-page --exit-status=remote -q", [first()]).exits(125);
    script("c-1 --one-page --exit-status -q", [list(&[ok("t-a")])]).exits(0);
    let untimed = ok("t-2").replace(NOW, "soon");
    let run = answered("c-1 --since 1h --exit-status -q", &[ok("t-a"), untimed]);
    check!(
        run,
        str![[r#"
exit 8
---- stdout
t-a
---- stderr
warning: 1 left out without a time that can be read, which --since and --until need
warning: the verdict is on a part of what was asked for, so it is no success

"#]]
    );
}

#[test]
fn saved_answers_without_the_last_page_are_a_part() {
    let (first, last) = (page(&[&ok("t-a")], Some("AA")), page(&[&ok("t-b")], None));
    saved("--exit-status -q", &format!("{first}\n{last}")).exits(0);
    saved("--exit-status -q", &first)
        .exits(8)
        .says("there is another");
    // Pages of several walks say which they belong to.
    let of = |body: &str, walk: &str| {
        body.replacen('{', &format!(r#"{{"Derived":{{"Walk":"{walk}"}},"#), 1)
    };
    let cut = [of(&first, "a"), of(&last, "b")].join("\n");
    saved("--exit-status -q", &cut).exits(8);
    saved(
        "--exit-status -q",
        &[of(&first, "a"), of(&last, "b"), of(&last, "a")].join("\n"),
    )
    .exits(0);
}

#[test]
fn the_pages_of_several_walks_say_which_they_belong_to() {
    let server = Server::built_in();
    let saved_bodies = server.run("-o api").exits(0);
    for (line, walk) in saved_bodies
        .lines()
        .iter()
        .zip(["cn-hangzhou", "timed=true"])
    {
        assert!(line.ends_with(&format!(r#""Derived":{{"Walk":"{walk}"}}}}"#)));
    }
    let again = saved("-q", &saved_bodies.stdout()).exits(0).lines().len();
    assert_eq!(again, server.run("-q").exits(0).lines().len());
    // One walk alone is saved as it came.
    server.run("-o api --timed=false").hides("Walk");
}

#[test]
fn a_limit_ends_the_set_whatever_the_size_of_the_pages() {
    let failed = || invocation("t-b", "Failed", &[("i-b", "Failed", 2)]);
    for words in [
        "--page-size 50",
        "--since 1d",
        "--sort created:desc",
        "--failed",
    ] {
        let words = format!("c-1 -n 1 {words} --exit-status -q");
        let code = answered(&words, &[ok("t-a"), failed()]).code;
        // Of failed ones only, the first row that is shown is the second record.
        assert_eq!(code, i32::from(words.contains("--failed")), "{words}");
    }
    for size in [1, 2, 50] {
        let server = Server::on(Options::default(), &Time::default());
        let run = server.run(&format!("-n 1 --exit-status --page-size {size} -q"));
        assert_eq!((run.code, run.lines().len()), (8, 1), "{run}");
    }
}

#[test]
fn a_view_does_not_change_the_verdict() {
    let running = || invocation("t-b", "Running", &[("i-b", "Running", 0)]);
    answered("c-1 --failed --exit-status", &[ok("t-a")]).exits(0);
    answered("c-1 --failed --exit-status", &[ok("t-a"), running()]).exits(8);
    answered("c-1 --exit-code 0 --exit-status", &[ok("t-a")]).exits(0);
    answered("-t a=b --exit-status", &[]).exits(4);
    answered("-t a=b --exit-status --allow-empty", &[]).exits(0);
    answered("-t a=b --exit-status=remote --allow-empty", &[]).exits(0);
    answered("-t a=b --wait --allow-empty", &[]).exits(0);
    answered("c-1 --exit-status --allow-empty", &[]).exits(4);
    script("t-a --timed=false --exit-status --allow-empty", [list(&[])]).exits(4);
}

/// A live task that runs every night.
const NIGHTLY: &str = "c-hz04d79b2m4etc";

#[test]
fn live_scheduled_tasks_are_found_without_being_asked_for() {
    let server = Server::built_in();
    for words in [
        NIGHTLY,
        "--command-name nightly-backup",
        "--since 1d",
        "i-bp1lf8837xmkhko0000k",
    ] {
        let found = server.run(&format!("{words} --json=CommandName")).exits(0);
        assert!(
            found.stdout().contains("nightly-backup"),
            "{words}: {found}"
        );
    }
    let sent = |words: &str| {
        let server = Server::built_in();
        server.run(words).exits(0);
        server.sent_in_any_order()
    };
    let page = "MaxResults=50";
    assert_eq!(sent("-q"), [page.to_owned(), format!("{page} Timed=true")]);
    assert_eq!(sent("-q --timed=false"), [format!("{page} Timed=false")]);
    assert_eq!(sent("-q --one-page"), [page]);
}

#[test]
fn what_does_not_end_by_itself_is_in_no_verdict_unless_it_was_asked_for() {
    let run = |words: &str| Server::built_in().run(&format!("{words} -q"));
    check!(
        run(&format!("{NIGHTLY} --exit-status")),
        str![[r#"
exit 4
---- stdout
t-hz04d79b3n8fud
---- stderr
error: 1 task matched, which does not end by itself, so there is no verdict
hint: --history shows the past runs of such a task, and --timed lists the live ones

"#]]
    );
    for asked in ["--timed", "--active", "-s scheduled"] {
        run(&format!("{NIGHTLY} {asked} --exit-status")).exits(8);
    }
    run("t-hz04d79b3n8fud --exit-status").exits(8);
    run("t-hz04d79b3n8fud --wait")
        .exits(2)
        .says("does not end by itself");
    run(&format!("{NIGHTLY} --wait"))
        .exits(4)
        .says("does not end by itself");
    run(&format!("{NIGHTLY} --timed --wait")).exits(4);
    check!(
        run("-t window=q2 --exit-status"),
        str![[r#"
exit 1
---- stdout
t-hz04d7m0c6t9ya
t-hz04d7fs6c3l1v
t-hz04d6v3k9d1pn
---- stderr
note: 1 task that matched does not end by itself and is left out of the verdict; --timed judges live tasks

"#]]
    );
    let waited = run("-t window=q2 --wait").exits(1);
    waited.says("1 task that matched does not end by itself and is not waited for");
}
