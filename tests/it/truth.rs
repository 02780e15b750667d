//! No answer may pass for another: what is of another invocation, lacks what was named, contradicts itself or is a part never
//! ends as success.

use crate::support::{
    Answer, Invq, NOW, Rogue, Run, Server, invocation, list, nothing, page, rows, script, sheet,
};

/// An invocation that went well on one instance.
fn ok(id: &str) -> String {
    invocation(id, "Success", &[("i-b", "Success", 0)])
}

fn running() -> String {
    invocation("t-a", "Running", &[("i-b", "Running", 0)])
}

/// An invocation with two instances.
fn two(status: &str, b: &str, c: &str) -> String {
    invocation("t-a", status, &[("i-b", b, 0), ("i-c", c, 0)])
}

/// A query of one request and its answer.
fn answered(words: &str, records: &[String]) -> Run {
    script(words, [list(records)])
}

/// Each of these answers in turn, of one invocation each.
fn polls<const N: usize>(words: &str, records: [&String; N]) -> Run {
    script(words, records.map(|record| list(&[record])))
}

fn saved(words: &str, text: &str) -> Run {
    Invq::new(&format!("--from - {words}")).stdin(text).run()
}

#[test]
fn a_poll_that_lacks_a_named_instance_leaves_it_as_it_was() {
    let before = two("Running", "Running", "Running");
    for without in [
        &invocation("t-a", "Success", &[("i-c", "Success", 0)]),
        r#"{"InvokeId":"t-a","InvocationStatus":"Success"}"#,
        r#"{"InvokeId":"t-a","InvocationStatus":"Success","InvokeInstances":null}"#,
    ] {
        let without = &without.to_owned();
        for (status, exit) in [("Success", 0), ("Failed", 1)] {
            let end = two("PartialFailed", status, "Success");
            polls("t-a i-b --wait -q", [&before, without, &end])
                .exits(exit)
                .says("an answer does not hold all that is waited for");
        }
        polls("t-a i-b --wait=3s -q", [&before, without, without])
            .exits(124)
            .says("still pending");
        let end = two("PartialFailed", "Success", "Success");
        let peer = Rogue::new([&before, without, &end].map(|it| list(&[it])));
        let pair = peer.invq("- --wait -q").stdin("t-a\ti-b\n");
        pair.run().exits(0);
    }
}

#[test]
fn of_two_named_instances_the_one_that_vanishes_is_waited_for() {
    let first = &two("Running", "Running", "Running");
    let one = &invocation("t-a", "Success", &[("i-c", "Success", 0)]);
    let both = &two("Running", "Success", "Success");
    let words = "t-a i-b,i-c --wait=6s -q";
    polls(words, [first, first, one, both]).exits(0);
    polls(words, [first, first, one, one, one]).exits(124);
    // What had ended before it vanished has ended.
    let ended = &two("Running", "Success", "Running");
    polls(words, [ended, ended, one]).exits(0);
}

#[test]
fn what_has_ended_stays_ended() {
    let failed = &two("Running", "Failed", "Running");
    let back = &two("Running", "Running", "Success");
    polls("t-a i-b,i-c --wait -q", [failed, failed, back]).exits(1);
}

#[test]
fn without_a_deadline_an_invocation_that_is_gone_for_five_minutes_is_not_found() {
    let gone = (0..68).map(|_| nothing());
    let answers = [list(&[running()])].into_iter().chain(gone);
    sheet(
        "truth/gone",
        [("t-a --wait=0", script("t-a --wait=0", answers))],
    );
}

#[test]
fn an_answer_of_another_invocation_is_none() {
    let without_id = r#"{"InvocationStatus":"Success","InvokeInstances":[]}"#;
    for other in [ok("t-b"), ok("T-A"), without_id.to_owned()] {
        for (words, code) in rows(
            "t-a → 4
            t-a --exit-status → 4
            t-a --exit-status=remote → 125
            t-a -o output → 4
            t-a --json → 4",
        ) {
            answered(words, std::slice::from_ref(&other))
                .exits(code.parse().unwrap())
                .says("was answered where `t-a` was asked for")
                .hides("hi\n");
        }
    }
    let told = answered("t-a --exit-status", &[ok("t-b")]);
    sheet("truth/another", [("t-a --exit-status", told)]);
    let run = polls("t-a,t-c --exit-status", [&ok("t-a"), &ok("t-a")]);
    run.exits(4).says("`t-c`");
    let elsewhere = ok("t-a").replace("{\"InvokeId\"", "{\"RegionId\":\"us-west-1\",\"InvokeId\"");
    for (words, record) in [
        ("c-9 --exit-status", ok("t-a")),
        ("i-9 --exit-status", ok("t-a")),
        ("t-a --exit-status", elsewhere),
    ] {
        answered(words, &[record]).exits(4);
    }
}

#[test]
fn a_poll_or_a_second_phase_that_answers_with_another_invocation_is_no_answer() {
    polls("t-a --wait -q", [&running(), &ok("t-b"), &ok("t-a")]).exits(0);
    polls("t-a --wait=3s -q", [&running(), &ok("t-b"), &ok("t-b")]).exits(124);
    let run = polls("c-1 -o output --timed=false", [&ok("t-a"), &ok("t-b")]);
    assert!(run.exits(4).says("`t-a`").out.is_empty());
}

#[test]
fn of_two_records_with_one_id_in_an_answer_the_worse_counts() {
    for both in [[ok("t-a"), running()], [running(), ok("t-a")]] {
        let run = answered("t-a --exit-status -q", &both).exits(8);
        assert_eq!(run.says("more than once in one answer").lines(), ["t-a"]);
        let first = || list(&[running()]);
        script("t-a --wait -q", [first(), list(&both), list(&[ok("t-a")])]).exits(0);
        script("t-a --wait=3s -q", [first(), list(&both), list(&both)]).exits(124);
    }
}

#[test]
fn over_pages_the_newer_record_counts_and_is_shown_once() {
    let first = Answer::page(&[running()], Some("AA"));
    let words = "c-1 --exit-status -q --timed=false";
    let run = script(words, [first, list(&[ok("t-a")])]);
    assert_eq!(run.exits(0).lines(), ["t-a"]);
    let appended = format!("{}\n{}", running(), ok("t-a"));
    let run = saved("t-a --exit-status --json=InvocationStatus", &appended);
    assert!(run.exits(0).stdout().contains("Success"));
}

#[test]
fn every_named_instance_needs_an_answer() {
    let half = || list(&[ok("t-a")]);
    let words = "t-a i-b,i-c --exit-status";
    sheet("truth/half", [(words, script(words, [half(), half()]))]);
    let run = script("t-a i-c --exit-status", [half()]);
    run.exits(4).says("i-c");
    // Each invocation has at least one of them, and each of them is in one invocation.
    let other = || list(&[invocation("t-2", "Success", &[("i-c", "Success", 0)])]);
    let words = "t-a,t-2 i-b,i-c --exit-status --jobs 1";
    script(words, [half(), half(), other(), other()]).exits(0);
    // Pairs are meant exactly.
    let both = list(&[two("Success", "Success", "Success").replace("t-a", "t-2")]);
    let peer = Rogue::new([half(), half(), both]);
    let pairs = "t-a\ti-b\nt-a\ti-c\nt-2\ti-c\n";
    let invq = peer.invq("- --exit-status --jobs 1").stdin(pairs);
    invq.run().exits(4).says("t-a/i-c");
}

#[test]
fn a_history_is_compared_with_its_question_too() {
    for (words, answers, code) in [
        ("t-a", vec!["t-a"], 0),
        ("t-a", vec!["t-b"], 4),
        ("t-a i-c", vec!["t-a"], 4),
        ("t-a i-b,i-c", vec!["t-a", "t-a"], 4),
    ] {
        let answers = answers.into_iter().map(|id| {
            Answer::json(&format!(
                r#"{{"RequestId":"R","Invocation":{{"InvocationResults":{{"InvocationResult":[{{"InvokeId":"{id}","InstanceId":"i-b","InvocationStatus":"Success","ExitCode":0,"Repeats":1}}]}}}}}}"#
            ))
        });
        script(&format!("{words} --history --exit-status"), answers).exits(code);
    }
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
        let record = two("Success", "Success", status);
        assert_eq!(judged(&record, ""), (code, 125), "{status}");
        let run = answered("t-a --exit-status --strict -q", &[record]);
        run.exits(if code == 1 { 1 } else { 5 })
            .says("the worse of both counts");
    }
    for (word, code) in [("Finished", 0), ("Running", 8), ("Failed", 1)] {
        let new = "\"InvocationStatus\":\"Success\",\"Timeout\"";
        let old = format!("\"InvokeStatus\":\"{word}\",\"Timeout\"");
        let record = ok("t-a").replace(new, &old);
        assert_eq!(judged(&record, "").0, code, "{word}");
    }
    let record = invocation("t-a", "Success", &[("i-b", "Success", 3)]);
    assert_eq!(judged(&record, ""), (1, 3));
    // It is told once, by a wait too.
    for words in ["t-a --exit-status -q", "t-a --wait -q"] {
        let run = answered(words, std::slice::from_ref(&record)).exits(1);
        let told = "warning: t-a: i-b is Success with the exit code 3; the worse of both counts\n";
        assert_eq!(run.stderr().matches("warning").count(), 1, "{run}");
        assert_eq!(run.says(told).lines(), ["t-a"]);
    }
}

#[test]
fn a_part_is_never_a_success() {
    let first = || Answer::page(&[ok("t-a")], Some("AA"));
    let page = script("c-1 --one-page --exit-status -q", [first()]);
    let untimed = ok("t-2").replace(NOW, "soon");
    let since = answered("c-1 --since 1h --exit-status -q", &[ok("t-a"), untimed]);
    sheet("truth/part", [("--one-page", page), ("--since", since)]);
    script("c-1 --one-page --exit-status=remote -q", [first()]).exits(125);
    answered("c-1 --one-page --exit-status -q", &[ok("t-a")]).exits(0);
}

#[test]
fn saved_answers_without_the_last_page_are_a_part() {
    let (first, last) = (page(&[&ok("t-a")], Some("AA")), page(&[&ok("t-b")], None));
    // Pages of several walks say which they belong to.
    let of = |body: &str, walk: &str| {
        body.replacen('{', &format!(r#"{{"Derived":{{"Walk":"{walk}"}},"#), 1)
    };
    for (pages, code) in [
        (vec![first.clone(), last.clone()], 0),
        (vec![first.clone()], 8),
        (vec![of(&first, "a"), of(&last, "b")], 8),
        (vec![of(&first, "a"), of(&last, "b"), of(&last, "a")], 0),
    ] {
        let run = saved("--exit-status -q", &pages.join("\n")).exits(code);
        let told = run.stderr().contains("there is another");
        assert_eq!(told, code == 8, "{run}");
    }
}

#[test]
fn the_pages_of_several_walks_say_which_they_belong_to() {
    let server = Server::built_in();
    let bodies = server.run("-o api").exits(0);
    let walks = ["cn-hangzhou", "timed=true"];
    for (line, walk) in bodies.lines().iter().zip(walks) {
        assert!(line.ends_with(&format!(r#""Derived":{{"Walk":"{walk}"}}}}"#)));
    }
    let again = saved("-q", &bodies.stdout()).exits(0).lines().len();
    assert_eq!(again, server.run("-q").exits(0).lines().len());
    // One walk alone is saved as it came.
    server.run("-o api --timed=false").hides("Walk");
}

#[test]
fn a_limit_ends_the_set_whatever_the_size_of_the_pages() {
    let failed = invocation("t-b", "Failed", &[("i-b", "Failed", 2)]);
    for (words, code) in [
        ("--page-size 50", 0),
        ("--since 1d", 0),
        ("--sort created:desc", 0),
        // Of failed ones only, the first row that is shown is the second record.
        ("--failed", 1),
    ] {
        let words = format!("c-1 -n 1 {words} --exit-status -q");
        answered(&words, &[ok("t-a"), failed.clone()]).exits(code);
    }
    for size in [1, 2, 50] {
        let words = format!("-n 1 --exit-status --page-size {size} -q");
        let run = Server::moving().run(&words).exits(8);
        assert_eq!(run.lines().len(), 1, "{run}");
    }
}

#[test]
fn a_view_does_not_change_the_verdict() {
    let (well, open) = (ok("t-a"), running().replace("t-a", "t-b"));
    for (words, records, code) in [
        ("c-1 --failed --exit-status", vec![well.clone()], 0),
        ("c-1 --failed --exit-status", vec![well.clone(), open], 8),
        ("c-1 --exit-code 0 --exit-status", vec![well], 0),
        ("-t a=b --exit-status", vec![], 4),
        ("-t a=b --exit-status --allow-empty", vec![], 0),
        ("-t a=b --exit-status=remote --allow-empty", vec![], 0),
        ("-t a=b --wait --allow-empty", vec![], 0),
        ("c-1 --exit-status --allow-empty", vec![], 4),
        ("t-a --timed=false --exit-status --allow-empty", vec![], 4),
    ] {
        let run = answered(words, &records);
        assert_eq!(run.code, code, "invq {words}: {run}");
    }
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
    let alone = format!("{NIGHTLY} --exit-status");
    let beside = "-t window=q2 --exit-status";
    sheet(
        "truth/task",
        [(alone.as_str(), run(&alone)), (beside, run(beside))],
    );
    for asked in ["--timed", "--active", "-s scheduled"] {
        run(&format!("{NIGHTLY} {asked} --exit-status")).exits(8);
    }
    run("t-hz04d79b3n8fud --exit-status").exits(8);
    let told = "does not end by itself";
    run("t-hz04d79b3n8fud --wait").exits(2).says(told);
    run(&format!("{NIGHTLY} --wait")).exits(4).says(told);
    run(&format!("{NIGHTLY} --timed --wait")).exits(4);
    let waited = run("-t window=q2 --wait").exits(1);
    waited.says("1 task that matched does not end by itself and is not waited for");
}
