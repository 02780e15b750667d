//! The filters that the service does not have: what they leave in, what they leave out, and how far is read for them.

use crate::support::{Answer, Invq, Rogue, Server, good_json, invocation, record, rows};

/// The IDs that a query over the built-in fleet gives, without what they begin with.
fn found(words: &str) -> String {
    let run = Server::built_in()
        .run(&format!("{words} -q --no-notes"))
        .exits(0);
    let short = |id: &String| id.trim_start_matches("t-hz04").to_owned();
    run.lines().iter().map(short).collect::<Vec<_>>().join(" ")
}

/// What is found with some words, a line each.
fn finds(table: &str) {
    for (words, ids) in rows(table) {
        assert_eq!(found(words), ids, "{words}");
    }
}

#[test]
fn since_and_until_bound_the_creation_on_both_sides() {
    // Both ends belong to it.
    finds(
        "--since 1h --until 30m → d7me8z2k5u d7m9q1y6nx d7m0c6t9ya
        --since 2026-06-24T07:02:11Z --until 2026-06-24T15:27:11+08:00 → d7me8z2k5u d7m9q1y6nx d7m0c6t9ya
        --since 30d --until 8d → c1a0d2h6qt",
    );
}

/// Days begin where the reader is; the tests are in a zone eight hours ahead of UTC.
#[test]
fn days_are_local_unless_utc_is_asked_for() {
    for (words, oldest) in rows(
        "--since today → d6x5b1t7dw
        --since today --utc → d71n9j4b2y
        --since yesterday --until today → d6r7m3f9kb
        --since 2026-06-24 → d6x5b1t7dw",
    ) {
        assert!(found(words).ends_with(oldest), "{words}");
    }
    let day = found("--since yesterday --until today");
    assert_eq!(day, "d6r7m3f9kb", "the whole day before");
    let server = Server::built_in();
    let typed = server.invq("-q --since").arg("2026-06-24 12:01");
    let typed = typed.run().quiet().lines().pop();
    assert_eq!(typed.as_deref(), Some("t-hz04d7fs6c3l1v"));
}

/// Pages of records, each the times of one and whether there is another; IDs are counted from `t-1`.
fn pages(pages: &[(&str, Option<&str>)]) -> Rogue {
    let mut ids = 1..;
    Rogue::new(
        pages
            .iter()
            .map(|(times, next)| {
                let record =
                    |(time, id)| record(&format!("t-{id}"), &format!("2026-06-24T{time}:00Z"));
                let records: Vec<String> = times.split(' ').zip(ids.by_ref()).map(record).collect();
                Answer::page(&records, *next)
            })
            .collect::<Vec<_>>(),
    )
}

/// A whole page that is too old ends the walk, though another would hold something new. Nobody documents an order, so one
/// record out of it means that every page may hold something new.
#[test]
fn a_walk_ends_with_a_page_that_is_too_old_unless_one_was_out_of_order() {
    let (a, b) = (Some("AA"), Some("BB"));
    for (script, found) in [
        (&[("08:00 07:00", a), ("06:00 05:00", b)][..], "t-1 t-2"),
        // Old in part is not old.
        (&[("08:00 05:00", a), ("04:00", b)], "t-1"),
        (
            &[("07:00 08:00", a), ("05:00 04:00", b), ("07:30", None)],
            "t-1 t-2 t-5",
        ),
        // Also when the disorder is in the very page that is too old.
        (&[("04:00 05:00", a), ("07:30", None)], "t-3"),
    ] {
        let peer = pages(script);
        let run = peer.run("--since 2h -q").quiet();
        assert_eq!(run.lines().join(" "), found);
        assert_eq!(peer.requests().len(), script.len());
    }
}

#[test]
fn since_beyond_what_the_service_keeps_is_a_warning() {
    let server = Server::built_in();
    server.run("-q --since 30d").quiet();
    let told = "warning: --since: the service keeps records for 30 days";
    server.run("-q --since 31d").exits(0).says(told);
    let saved = Invq::new("-q --since 31d --from -").stdin("[]");
    saved.run().quiet();
}

#[test]
fn failed_shows_failed_runs_and_in_them_what_failed() {
    let failed =
        "d7m9q1y6nx d7m0c6t9ya d7h5v2s1eg d7fq2h7d9w d6y2g8n5cs d6b7k2n5rj d5w3h8q1ft c1a0d2h6qt";
    assert_eq!(found("--failed"), failed);
    let run = Server::built_in().run("t-hz04d7m0c6t9ya --failed --json");
    let one = &good_json(&run)[0];
    let shown = one["InvokeInstances"].as_array().unwrap().iter();
    let verdicts = shown.map(|it| it["Derived"]["Verdict"].as_str().unwrap());
    assert!(verdicts.eq(["failed", "failed"]), "{run}");
    let total = &one["Derived"]["Instances"]["Total"];
    assert_eq!(*total, 40, "the counts are those of the whole");
}

/// What the service means by *Failed* is not documented, so it is not asked; nor is the page as small as the limit. What has
/// not ended has several statuses.
#[test]
fn failed_and_active_send_no_status() {
    for words in ["--failed -q -n 1", "--active -q"] {
        let server = Server::built_in();
        server.run(words).quiet();
        let both = ["MaxResults=50", "MaxResults=50 Timed=true"];
        assert_eq!(server.sent_in_any_order(), both, "{words}");
    }
}

/// A run that failed as a whole must not vanish because its instances say nothing of it.
#[test]
fn a_failed_run_without_failed_instances_is_still_a_failed_run() {
    let bare = r#"[{"InvokeId":"t-1","InvocationStatus":"Failed"},
        {"InvokeId":"t-2","InvocationStatus":"Failed","InvokeInstances":[{"InstanceId":"i-1","InvocationStatus":"Odd"}]}]"#;
    let from = |words: &str| {
        let run = Invq::new(&format!("--from - {words}")).stdin(bare).run();
        run.exits(0)
    };
    let run = from("--failed -q");
    assert_eq!(run.lines(), ["t-1", "t-2"]);
    run.says("a status that this version does not know, which counts as not ended: Odd");
    let instances = &good_json(&from("t-2 --failed --json"))[0]["InvokeInstances"];
    assert_eq!(*instances, serde_json::json!([]));
    for words in ["i-1 --failed", "--failed --instance-status failed"] {
        assert_eq!(from(&format!("{words} --json")).stdout(), "[]\n");
    }
}

#[test]
fn active_is_what_has_not_ended() {
    let program = "[.[].InvocationStatus]|unique|join(\" \")";
    let run = Server::built_in().invq("--active --jq").arg(program).run();
    assert_eq!(run.quiet().stdout(), "Pending Running Scheduled Stopping\n");
}

#[test]
fn an_instance_status_chooses_instances() {
    let server = Server::built_in();
    let words = "--instance-status timeout,INVALID --instance-status Cancelled t-hz04d7h5v2s1eg t-hz04d6y2g8n5cs t-hz04d6r7m3f9kb -q --per-instance";
    assert_eq!(
        server.run(words).quiet().lines(),
        [
            "t-hz04d7h5v2s1eg\ti-bp15hl4xwggiv270000f",
            "t-hz04d6y2g8n5cs\ti-bp170vwi8b9ok0p0000m",
            "t-hz04d6r7m3f9kb\ti-bp1jj7osh9021ns0000r",
        ]
    );
    let statuses = "Pending Scheduled Running Stopping Success Failed Error Timeout Invalid Aborted Cancelled Terminated";
    for word in statuses.split(' ') {
        let words =
            format!("--instance-status {word} --timed=all --per-instance --json --no-notes");
        let all = good_json(&server.run(&words));
        let rows = all.as_array().unwrap();
        assert!(!rows.is_empty(), "the fleet has {word}");
        assert!(rows.iter().all(|row| row["InvocationStatus"] == word));
    }
}

/// A process that was never started or was killed has no exit code, whatever number the service sends.
#[test]
fn an_exit_code_counts_only_where_a_process_ended() {
    finds(
        "--exit-code nonzero → d7m9q1y6nx d7m0c6t9ya d7h5v2s1eg d7fq2h7d9w d6b7k2n5rj d5w3h8q1ft
        --exit-code !0 → d7m9q1y6nx d7m0c6t9ya d7h5v2s1eg d7fq2h7d9w d6b7k2n5rj d5w3h8q1ft
        --exit-code 100 → d7m0c6t9ya d6b7k2n5rj d5w3h8q1ft
        --exit-code 2-99,100 → d7m9q1y6nx d7m0c6t9ya d6b7k2n5rj d5w3h8q1ft
        --exit-code 3221225786 → d7fq2h7d9w",
    );
    let all = [
        ("i-1", "Aborted", 0),
        ("i-2", "Running", 0),
        ("i-3", "Success", 0),
        ("i-4", "Timeout", -1),
    ];
    let saved = invocation("t-1", "PartialFailed", &all);
    for (code, found) in [("0", "t-1\ti-3\n"), ("-1", "")] {
        let words = format!("--from - -q --per-instance --exit-code={code}");
        let run = Invq::new(&words).stdin(&saved).run();
        assert_eq!(run.exits(0).stdout(), found);
    }
}

#[test]
fn error_codes_are_chosen_by_pattern() {
    // A pattern is whole.
    finds(
        "--error-code Client* → d7m0c6t9ya
        --error-code clientnotrunning → d7m0c6t9ya
        --error-code *Timeout,Account?otExists --error-code InstanceReleased → d7h5v2s1eg d6y2g8n5cs c1a0d2h6qt
        --error-code Client →",
    );
}

#[test]
fn filters_of_instances_must_all_fit_the_same_instance() {
    // Of the second, one instance has the status, another the code.
    finds(
        "--instance-status failed --exit-code 100 → d7m0c6t9ya d6b7k2n5rj d5w3h8q1ft
        --instance-status aborted --exit-code 100 →
        --failed --error-code E*Timeout → d7h5v2s1eg",
    );
}

/// What was named and found, and only filtered from view, is there.
#[test]
fn the_view_hides_and_the_set_decides_what_is_missing() {
    let server = Server::built_in();
    for (words, code) in rows(
        "--failed → 0
        --exit-code 9 → 0
        --error-code X* → 0
        --instance-status error → 0
        i-bp1l1xkl3ym4r8h00003 --failed → 0
        --since 5m → 4
        --until 2d → 4
        --active → 4",
    ) {
        let run = server.run(&format!("t-hz04d7nkx1w3rc --json {words}"));
        assert_eq!(run.code.to_string(), code, "{words}: {run}");
        assert_eq!(run.stdout(), "[]\n", "{words}");
    }
}

#[test]
fn a_limit_counts_what_is_shown() {
    finds(
        "--failed -n 2 → d7m9q1y6nx d7m0c6t9ya
        --since 1h --until 30m -n 1 → d7me8z2k5u",
    );
}

/// A code that nobody knows may be new; one that is nearly known is told.
#[test]
fn a_slip_in_an_error_code_is_told() {
    let server = Server::built_in();
    let run = server.run("--error-code ClientNotRuning -q").exits(0);
    run.says("`ClientNotRuning` is none that is known; did you mean `ClientNotRunning`?");
    for known in ["clientnotrunning", "ClientNot*", "NobodyKnowsThis"] {
        let run = server.run(&format!("--error-code {known} -q"));
        run.hides("did you mean");
    }
}
