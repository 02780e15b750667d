//! What each selector sends, and what comes of several values.

use serde_json::json;

use crate::support::{Answer, Invq, Server, good_json, nothing, rows, script};

/// What a query sends, a line for each request.
fn sent(words: &str) -> Vec<String> {
    let server = Server::built_in();
    let run = server.run(words);
    assert!([0, 4].contains(&run.code), "{run}");
    server.sent_in_any_order()
}

/// Nothing but what was asked for, in both walks: no token, no filter, no output.
#[test]
fn a_bare_query_sends_a_page_size_and_nothing_else() {
    assert_eq!(sent(""), ["MaxResults=50", "MaxResults=50 Timed=true"]);
}

#[test]
fn every_selector_reaches_the_service() {
    // Small pages are followed by others, and an ID that is not found is tried as a scheduled task.
    for (words, first) in rows(
        "t-hz04d7nkx1w3rc → InvokeId=t-hz04d7nkx1w3rc MaxResults=50
        --invoke-id t-hz04d7nkx1w3rc → InvokeId=t-hz04d7nkx1w3rc MaxResults=50
        c-hz04d7nkw6v9qa → CommandId=c-hz04d7nkw6v9qa MaxResults=50
        --command-id c-hz04d7nkw6v9qa → CommandId=c-hz04d7nkw6v9qa MaxResults=50
        i-bp1i7gg30r52z2emq3x1 → InstanceId=i-bp1i7gg30r52z2emq3x1 MaxResults=50
        --instance-id mi-hz018jrc1o0g0zk → InstanceId=mi-hz018jrc1o0g0zk MaxResults=50
        --command-name disk-usage → CommandName=disk-usage MaxResults=50
        --command-type powershell → CommandType=RunPowerShellScript MaxResults=50
        --command-type RunBatScript → CommandType=RunBatScript MaxResults=50
        -s failed → InvokeStatus=Failed MaxResults=50
        --status partialfailed → InvokeStatus=PartialFailed MaxResults=50
        --repeat-mode next-reboot → MaxResults=50 RepeatMode=NextRebootOnly
        --repeat-mode Period → MaxResults=50 RepeatMode=Period
        --timed → MaxResults=50 Timed=true
        --timed=false → MaxResults=50 Timed=false
        --resource-group rg-bp67acfmxazb4ph → MaxResults=50 ResourceGroupId=rg-bp67acfmxazb4ph
        -t team → MaxResults=50 Tag.1.Key=team
        -t team= → MaxResults=50 Tag.1.Key=team Tag.1.Value=
        -t team=web --tag a=b=c → MaxResults=50 Tag.1.Key=team Tag.1.Value=web Tag.2.Key=a Tag.2.Value=b=c
        t-hz04d7nkx1w3rc --include-output → IncludeOutput=true InvokeId=t-hz04d7nkx1w3rc MaxResults=10
        --plain-text → ContentEncoding=PlainText MaxResults=50
        --page-size 7 → MaxResults=7",
    ) {
        assert_eq!(sent(words)[0], first, "invq {words}");
    }
}

#[test]
fn the_region_is_sent_and_decides_nothing_else() {
    let server = Server::built_in();
    server.run("-r cn-shanghai").exits(0);
    let first = &server.requests()[0];
    assert_eq!(first.parameter("RegionId"), Some("cn-shanghai"));
}

#[test]
fn several_values_of_one_kind_are_a_request_each_and_other_kinds_go_along() {
    assert_eq!(
        sent("t-hz04d7nkx1w3rc,t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1"),
        [
            "InstanceId=i-bp1i7gg30r52z2emq3x1 InvokeId=t-hz04d7m0c6t9ya MaxResults=50",
            "InstanceId=i-bp1i7gg30r52z2emq3x1 InvokeId=t-hz04d7nkx1w3rc MaxResults=50",
        ]
    );
    assert_eq!(
        sent("-s failed,stopped -s success -s failed"),
        [
            "InvokeStatus=Failed MaxResults=50",
            "InvokeStatus=Failed MaxResults=50 Timed=true",
            "InvokeStatus=Stopped MaxResults=50",
            "InvokeStatus=Stopped MaxResults=50 Timed=true",
            "InvokeStatus=Success MaxResults=50",
            "InvokeStatus=Success MaxResults=50 Timed=true",
        ]
    );
}

#[test]
fn rows_of_several_requests_are_merged_newest_first_and_none_comes_twice() {
    let server = Server::built_in();
    // Both instances took part in most of these.
    let words = "i-bp1i7gg30r52z2emq3x1 i-bp1c0wq4n9ku61sdh7a2 --json=InvokeId,CreationTime";
    let expected = json!([
        {"InvokeId": "t-hz04d7nkx1w3rc", "CreationTime": "2026-06-24T07:44:11Z"},
        {"InvokeId": "t-hz04d7m0c6t9ya", "CreationTime": "2026-06-24T07:02:11Z"},
    ]);
    assert_eq!(good_json(&server.run(words).quiet()), expected);
}

#[test]
fn an_instance_selects_inside_each_invocation_too() {
    let words = "t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1 --json=InvokeInstances.InstanceId,Derived.Instances.Total";
    let expected = json!([{
        "InvokeInstances": [{"InstanceId": "i-bp1i7gg30r52z2emq3x1"}],
        // The counts stay those of the whole.
        "Derived": {"Instances": {"Total": 40}},
    }]);
    assert_eq!(good_json(&Server::built_in().run(words).quiet()), expected);
}

#[test]
fn a_dash_reads_ids_from_standard_input() {
    let server = Server::built_in();
    let ids = "# yesterday's\n\nt-hz04d7nkx1w3rc\n  t-hz04d7h5v2s1eg  \n";
    let run = server.invq("- -q").stdin(ids).run().quiet();
    assert_eq!(run.lines(), ["t-hz04d7nkx1w3rc", "t-hz04d7h5v2s1eg"]);
}

#[test]
fn a_pair_with_a_tab_is_one_target() {
    let server = Server::built_in();
    let pairs =
        "t-hz04d7m0c6t9ya\ti-bp1i7gg30r52z2emq3x1\nt-hz04d7nkx1w3rc\ti-bp1c0wq4n9ku61sdh7a2\n";
    let run = server.invq("- --json").stdin(pairs).run().quiet();
    assert_eq!(
        server.sent_in_any_order(),
        [
            "InstanceId=i-bp1c0wq4n9ku61sdh7a2 InvokeId=t-hz04d7nkx1w3rc MaxResults=50",
            "InstanceId=i-bp1i7gg30r52z2emq3x1 InvokeId=t-hz04d7m0c6t9ya MaxResults=50",
        ]
    );
    for row in good_json(&run).as_array().unwrap() {
        assert_eq!(row["InvokeInstances"].as_array().unwrap().len(), 1);
    }
    // One is looked at as closely as one that was typed.
    let pair = pairs.lines().next().unwrap();
    let typed = pair.replace('\t', " ") + " --no-notes";
    let read = server.invq("- --no-notes").stdin(pair).run();
    assert_eq!(read.stdout(), server.run(&typed).exits(0).stdout());
}

#[test]
fn a_pair_beside_an_instance_is_a_list() {
    let server = Server::built_in();
    let pair = "t-hz04d7nkx1w3rc\ti-bp1c0wq4n9ku61sdh7a2\n";
    let run = server.invq("- i-bp19f3v5x7m2t8zlo0p4").stdin(pair).run();
    let lines = run.exits(0).lines();
    assert!(lines[0].starts_with("INVOCATION"), "{lines:?}");
    assert_eq!(lines.len(), 4, "{lines:?}");
}

/// An empty list on standard input must never become a query for everything.
#[test]
fn no_id_on_standard_input_selects_nothing() {
    let server = Server::built_in();
    let run = |words: &str, ids: &str| server.invq(words).stdin(ids).run();
    // What was typed beside it would have narrowed what was read, so it selects nothing by itself.
    for (words, ids, shown) in [
        ("- --json", "# nothing failed\n", "[]\n"),
        ("- -q", "", ""),
        ("- i-bp1i7gg30r52z2emq3x1 -q", "", ""),
        ("- c-hz04d7nkw6v9qa -q", "", ""),
        ("- -t team -q", "", ""),
    ] {
        assert_eq!(run(words, ids).quiet().stdout(), shown, "{words}");
    }
    assert_eq!(server.sent(), [""; 0]);
    run("- i-bp1i7gg30r52z2emq3x1 -q --exit-status", "").exits(4);
    // An invocation is one more.
    let run = run("- t-hz04d7nkx1w3rc -q", "").quiet();
    assert_eq!(run.lines(), ["t-hz04d7nkx1w3rc"]);
}

#[test]
fn what_the_service_ignores_beside_an_instance_is_filtered_here() {
    for (words, ignored, found) in [
        (
            "--command-name disk-usage --repeat-mode once",
            "CommandName, RepeatMode",
            "t-hz04d7nkx1w3rc",
        ),
        (
            "-s PartialFailed",
            "InvokeStatus=PartialFailed",
            "t-hz04d7m0c6t9ya",
        ),
    ] {
        let server = Server::built_in();
        let run = server.run(&format!("i-bp1i7gg30r52z2emq3x1 {words} -q"));
        let note = "note: the service ignores IGNORED beside an instance; filtered here instead\n";
        assert_eq!(run.stderr(), note.replace("IGNORED", ignored));
        assert_eq!(run.exits(0).lines(), [found]);
        let sent = "InstanceId=i-bp1i7gg30r52z2emq3x1 MaxResults=50";
        assert_eq!(
            server.sent_in_any_order(),
            [sent, &format!("{sent} Timed=true")]
        );
    }
}

/// The service knows whole names alone.
#[test]
fn a_pattern_for_names_is_filtered_here() {
    let server = Server::built_in();
    let named = |pattern: &str, words: &str| {
        let words = format!("{words} --timed=false --columns command -o csv --no-header");
        let run = server.invq(&words).arg("--command-name").arg(pattern).run();
        let mut names = run.quiet().lines();
        names.dedup();
        names
    };
    for pattern in ["disk-*", "*k-us*", "disk?usage"] {
        assert_eq!(named(pattern, ""), ["disk-usage"], "{pattern}");
    }
    assert_eq!(named("Disk-*", ""), [""; 0], "case counts");
    assert_eq!(named("disk-*", "i-bp1i7gg30r52z2emq3x1"), ["disk-usage"]);
    // Full pages are asked for, since most records may not fit.
    assert_eq!(named("disk-*", "-n 1"), ["disk-usage"]);
    assert_eq!(server.sent().last().unwrap(), "MaxResults=50 Timed=false");
    let bodies = Invq::new("-o api --command-name a*").run().exits(2);
    bodies.says("a pattern for --command-name does not go with it");
}

/// Nothing there by that name: which one may have been meant is looked for among the newest.
#[test]
fn a_name_that_is_not_there_may_be_another() {
    let server = Server::built_in();
    let said = |words: &str| {
        let run = server.run(&format!("{words} --timed=false -q"));
        assert_eq!(run.stdout(), "", "{run}");
        run.stderr()
    };
    for (typed, meant) in [
        ("Disk-Usage", "; did you mean `disk-usage`?"),
        (
            "disk-usag",
            "; did you mean `disk-usage` or `'disk-usag*'`?",
        ),
        ("disk", "; did you mean `'disk*'`?"),
        ("nobody", ""),
    ] {
        let rule = "names match as a whole, and case counts";
        let told = format!("--command-name `{typed}`: {rule}{meant}\n");
        for words in ["", "i-bp1i7gg30r52z2emq3x1", "--include-output"] {
            let said = said(&format!("{words} --command-name {typed}"));
            assert!(said.contains(&told), "{words}: {said}");
        }
    }
    assert_eq!(server.sent().last().unwrap(), "MaxResults=50");
    // The name is right, or none was to be whole.
    for (words, asks) in [
        ("disk-usage -t nobody=x", 2),
        ("nobody*", 1),
        ("nobody --no-notes", 1),
    ] {
        let before = server.requests().len();
        let said = said(&format!("--command-name {words}"));
        assert!(!said.contains("as a whole"), "{words}: {said}");
        assert_eq!(server.requests().len() - before, asks, "{words}");
    }
    let waited = server.run("--command-name disk-usag --wait").exits(4);
    waited.says("did you mean `disk-usage`");
    // Where that question is refused, nobody is told.
    let words = "--command-name x --timed=false -q";
    let run = script(words, [nothing(), Answer::denied()]).exits(0);
    assert_eq!(run.stderr().lines().count(), 1, "{run}");
}

/// The service's old word covers every end, and a row that repeated it would call a failure finished.
#[test]
fn finished_selects_by_the_old_meaning_and_shows_the_new_one() {
    let server = Server::built_in();
    let run = server.run("-s finished").quiet().hides("Finished");
    for status in ["Success", "Failed", "PartialFailed"] {
        assert!(run.stdout().contains(status), "{status}: {run}");
    }
}

/// The service hides live scheduled tasks unless they are asked for.
#[test]
fn whatever_is_not_looked_up_by_its_id_is_asked_for_with_and_without_schedules() {
    for (words, sends) in rows(
        "-s running → InvokeStatus=Running MaxResults=50
        -s scheduled → InvokeStatus=Scheduled MaxResults=50
        -s success → InvokeStatus=Success MaxResults=50
        -s finished → InvokeStatus=Finished MaxResults=50
        c-hz04d7nkw6v9qa → CommandId=c-hz04d7nkw6v9qa MaxResults=50
        t-nosuchthing → InvokeId=t-nosuchthing MaxResults=50
        -t team → MaxResults=50 Tag.1.Key=team",
    ) {
        let both = [sends.to_owned(), format!("{sends} Timed=true")];
        assert_eq!(sent(words), both, "invq {words}");
    }
    let both = ["MaxResults=50 Timed=false", "MaxResults=50 Timed=true"];
    assert_eq!(sent("--timed=all"), both);
    let without = "InvokeStatus=Running MaxResults=50 Timed=false";
    assert_eq!(sent("-s running --timed=false"), [without]);
}

#[test]
fn scheduled_ones_are_found_among_the_unfinished() {
    let run = Server::built_in().run("-s scheduled -q").quiet();
    let tasks = "t-hz04d79b3n8fud t-hz04d798w1r5zg t-hz04d6v3k9d1pn t-hz04d6p8c2x7mh";
    assert_eq!(run.lines().join(" "), tasks);
}

#[test]
fn tags_join_by_and() {
    let server = Server::built_in();
    let one = server.run("-t team=infra -q").quiet().lines();
    let both = server.run("-t team=infra -t window=q2 -q").quiet().lines();
    let expected = ["t-hz04d7m0c6t9ya", "t-hz04d7fs6c3l1v", "t-hz04d6v3k9d1pn"];
    assert_eq!(both, expected, "the last is a task for the next start");
    assert!(both.iter().all(|id| one.contains(id)) && one.len() > both.len());
}

#[test]
fn a_name_and_a_tag_of_any_script_arrive_as_they_were_typed() {
    let server = Server::built_in();
    let run = server
        .invq("-q -t owner=张三 --command-name")
        .arg("部署-订单服务-灰度发布-第三批")
        .run()
        .quiet();
    assert_eq!(run.lines(), ["t-hz04d7h5v2s1eg"]);
}

#[test]
fn a_selection_that_matches_nothing_is_empty_and_fine() {
    let server = Server::built_in();
    let run = server.run("--command-name no-such-thing").exits(0);
    let notes = "note: no invocation matches\nnote: --command-name `no-such-thing`: names match as a whole, and case counts\n";
    assert_eq!((run.stdout().as_str(), run.stderr().as_str()), ("", notes));
    let json = server.run("--command-name no-such-thing --json");
    assert_eq!(json.stdout(), "[]\n");
}

#[test]
fn the_embedded_server_answers_like_any_other() {
    let run = Invq::new("--sandbox -s stopped -q").run().quiet();
    assert_eq!(run.lines(), ["t-hz04d6zz0k4jpl"]);
}
