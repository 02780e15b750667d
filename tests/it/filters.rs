//! The filters that the service does not have: what they leave in, what they leave out, and how far is read for them.

use crate::support::{Answer, Invq, Rogue, Server, good_json, page, record};

/// The IDs that a query over the built-in fleet gives, without what they begin with.
fn found(words: &str) -> Vec<String> {
    let run = Server::built_in()
        .run(&format!("{words} -q --no-notes"))
        .exits(0);
    let short = |id: &String| id.trim_start_matches("t-hz04").to_owned();
    run.lines().iter().map(short).collect()
}

/// The pairs that a query over the built-in fleet gives, as `invocation instance`.
fn pairs(words: &str) -> Vec<String> {
    let run = Server::built_in()
        .run(&format!("{words} -q --per-instance"))
        .quiet();
    run.lines()
        .iter()
        .map(|line| line.replace('\t', " "))
        .collect()
}

#[test]
fn since_and_until_bound_the_creation_on_both_sides() {
    let within = ["d7me8z2k5u", "d7m9q1y6nx", "d7m0c6t9ya"];
    assert_eq!(found("--since 1h --until 30m"), within);
    let from = "--since 2026-06-24T07:02:11Z --until 2026-06-24T15:27:11+08:00";
    assert_eq!(found(from), within, "both ends belong to it");
    assert_eq!(found("--since 30d --until 6d"), ["c1a0d2h6qt"]);
}

/// Days begin where the reader is; the tests are in a zone eight hours ahead of UTC.
#[test]
fn days_are_local_unless_utc_is_asked_for() {
    let oldest = |words| found(words).pop().unwrap();
    assert_eq!(oldest("--since today"), "d6x5b1t7dw");
    assert_eq!(oldest("--since today --utc"), "d71n9j4b2y");
    assert_eq!(
        found("--since yesterday --until today"),
        ["d6r7m3f9kb"],
        "the whole day before"
    );
    assert_eq!(oldest("--since 2026-06-24"), "d6x5b1t7dw");
    let server = Server::built_in();
    let typed = server
        .invq("-q --since")
        .arg("2026-06-24 12:01")
        .run()
        .quiet();
    assert_eq!(typed.lines().last().unwrap(), "t-hz04d7fs6c3l1v");
}

fn pages(pages: &[(&[&str], Option<&str>)]) -> Rogue {
    let mut count = 0;
    let mut answer = |times: &[&str], next: Option<&str>| {
        let records: Vec<String> = times
            .iter()
            .map(|time| {
                count += 1;
                record(&format!("t-{count}"), &format!("2026-06-24T{time}:00Z"))
            })
            .collect();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        Answer::json(&page(&records, next))
    };
    let script: Vec<Answer> = pages
        .iter()
        .map(|(times, next)| answer(times, *next))
        .collect();
    Rogue::new(script)
}

/// The third page would hold something new, but nobody asks for it.
#[test]
fn a_whole_page_that_is_too_old_ends_the_walk() {
    let peer = pages(&[
        (&["08:00", "07:00"], Some("AA")),
        (&["06:00", "05:00"], Some("BB")),
    ]);
    let run = peer.run("--since 2h -q").quiet();
    assert_eq!(run.lines(), ["t-1", "t-2"]);
    assert_eq!(peer.requests().len(), 2);
}

#[test]
fn a_page_that_is_too_old_in_part_does_not_end_it() {
    let peer = pages(&[(&["08:00", "05:00"], Some("AA")), (&["04:00"], Some("BB"))]);
    assert_eq!(peer.run("--since 2h -q").quiet().lines(), ["t-1"]);
    assert_eq!(peer.requests().len(), 2);
}

/// Nobody documents an order, so one record out of it means that every page may hold something new.
#[test]
fn a_record_out_of_order_means_that_every_page_is_read() {
    let peer = pages(&[
        (&["07:00", "08:00"], Some("AA")),
        (&["05:00", "04:00"], Some("BB")),
        (&["07:30"], None),
    ]);
    let run = peer.run("--since 2h -q").quiet();
    assert_eq!(run.lines(), ["t-1", "t-2", "t-5"]);
    // Also when the disorder is in the very page that is too old.
    let peer = pages(&[(&["04:00", "05:00"], Some("AA")), (&["07:30"], None)]);
    assert_eq!(peer.run("--since 2h -q").quiet().lines(), ["t-3"]);
}

#[test]
fn since_beyond_what_the_service_keeps_is_a_warning() {
    let server = Server::built_in();
    server.run("-q --since 30d").quiet();
    server
        .run("-q --since 31d")
        .exits(0)
        .says("warning: --since: the service keeps records for 30 days");
    Invq::new("-q --since 31d --from -")
        .stdin("[]")
        .run()
        .quiet();
}

#[test]
fn failed_shows_failed_runs_and_in_them_what_failed() {
    assert_eq!(
        found("--failed"),
        [
            "d7m9q1y6nx",
            "d7m0c6t9ya",
            "d7h5v2s1eg",
            "d7fq2h7d9w",
            "d6y2g8n5cs",
            "c1a0d2h6qt"
        ]
    );
    let run = Server::built_in().run("t-hz04d7m0c6t9ya --failed --json");
    let one = &good_json(&run)[0];
    let shown: Vec<_> = one["InvokeInstances"].as_array().unwrap().iter().collect();
    let verdicts: Vec<_> = shown.iter().map(|i| &i["Derived"]["Verdict"]).collect();
    assert_eq!(verdicts, ["failed", "failed"]);
    assert_eq!(
        one["Derived"]["Instances"]["Total"], 40,
        "the counts are those of the whole"
    );
}

/// What the service means by *Failed* is not documented, so it is not asked.
#[test]
fn failed_is_never_sent() {
    let server = Server::built_in();
    server.run("--failed -q -n 1").quiet();
    assert_eq!(
        server.sent_in_any_order(),
        ["MaxResults=50", "MaxResults=50 Timed=true"],
        "nor is the page as small as the limit"
    );
}

/// A run that failed as a whole must not vanish because its instances say nothing of it.
#[test]
fn a_failed_run_without_failed_instances_is_still_a_failed_run() {
    let bare = r#"[{"InvokeId":"t-1","InvocationStatus":"Failed"},
        {"InvokeId":"t-2","InvocationStatus":"Failed","InvokeInstances":[{"InstanceId":"i-1","InvocationStatus":"Odd"}]}]"#;
    let from = |words: &str| Invq::new(&format!("--from - {words}")).stdin(bare).run();
    let run = from("--failed -q").exits(0);
    assert_eq!(run.lines(), ["t-1", "t-2"]);
    run.says("a status that this version does not know, which counts as not ended: Odd");
    assert_eq!(
        good_json(&from("t-2 --failed --json"))[0]["InvokeInstances"],
        serde_json::json!([])
    );
    assert_eq!(from("i-1 --failed --json").exits(0).stdout(), "[]\n");
    assert_eq!(
        from("--failed --instance-status failed --json")
            .exits(0)
            .stdout(),
        "[]\n"
    );
}

#[test]
fn active_asks_with_and_without_schedules_and_sends_no_status() {
    let server = Server::built_in();
    let run = server.run("--active --json=InvocationStatus");
    let mut words: Vec<String> = good_json(&run)
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["InvocationStatus"].as_str().unwrap().to_owned())
        .collect();
    words.sort();
    words.dedup();
    assert_eq!(words, ["Pending", "Running", "Scheduled", "Stopping"]);
    assert_eq!(
        server.sent_in_any_order(),
        ["MaxResults=50", "MaxResults=50 Timed=true"]
    );
}

#[test]
fn an_instance_status_chooses_instances() {
    assert_eq!(
        pairs(
            "--instance-status timeout,INVALID --instance-status Cancelled t-hz04d7h5v2s1eg t-hz04d6y2g8n5cs t-hz04d6r7m3f9kb"
        ),
        [
            "t-hz04d7h5v2s1eg i-bp15hl4xwggiv270000f",
            "t-hz04d6y2g8n5cs i-bp170vwi8b9ok0p0000m",
            "t-hz04d6r7m3f9kb i-bp1jj7osh9021ns0000r",
        ]
    );
    for word in [
        "Pending",
        "Scheduled",
        "Running",
        "Stopping",
        "Success",
        "Failed",
        "Error",
        "Timeout",
        "Invalid",
        "Aborted",
        "Cancelled",
        "Terminated",
    ] {
        let words =
            format!("--instance-status {word} --timed=all --per-instance --json --no-notes");
        let run = Server::built_in().run(&words);
        let all = good_json(&run);
        let rows = all.as_array().unwrap();
        assert!(!rows.is_empty(), "the fleet has {word}");
        assert!(rows.iter().all(|row| row["InvocationStatus"] == word));
    }
}

/// A process that was never started or was killed has no exit code, whatever number the service sends.
#[test]
fn an_exit_code_counts_only_where_a_process_ended() {
    assert_eq!(
        found("--exit-code nonzero"),
        ["d7m9q1y6nx", "d7m0c6t9ya", "d7h5v2s1eg", "d7fq2h7d9w"]
    );
    assert_eq!(found("--exit-code !0"), found("--exit-code nonzero"));
    assert_eq!(found("--exit-code 100"), ["d7m0c6t9ya"]);
    assert_eq!(found("--exit-code 2-99,100"), ["d7m9q1y6nx", "d7m0c6t9ya"]);
    assert_eq!(found("--exit-code 3221225786"), ["d7fq2h7d9w"]);
    let aborted = r#"[{"InvokeId":"t-1","InvokeInstances":[
        {"InstanceId":"i-1","InvocationStatus":"Aborted","ExitCode":0},
        {"InstanceId":"i-2","InvocationStatus":"Running","ExitCode":0},
        {"InstanceId":"i-3","InvocationStatus":"Success","ExitCode":0},
        {"InstanceId":"i-4","InvocationStatus":"Timeout","ExitCode":-1}]}]"#;
    let zero = |code: &str| {
        let words = format!("--from - -q --per-instance --exit-code={code}");
        Invq::new(&words).stdin(aborted).run().quiet().stdout()
    };
    assert_eq!(zero("0"), "t-1\ti-3\n");
    assert_eq!(zero("-1"), "");
}

#[test]
fn error_codes_are_chosen_by_pattern() {
    assert_eq!(found("--error-code Client*"), ["d7m0c6t9ya"]);
    assert_eq!(found("--error-code clientnotrunning"), ["d7m0c6t9ya"]);
    assert_eq!(
        found("--error-code *Timeout,Account?otExists --error-code InstanceReleased"),
        ["d7h5v2s1eg", "d6y2g8n5cs", "c1a0d2h6qt"]
    );
    assert_eq!(found("--error-code Client"), [""; 0], "a pattern is whole");
}

#[test]
fn filters_of_instances_must_all_fit_the_same_instance() {
    assert_eq!(
        found("--instance-status failed --exit-code 100"),
        ["d7m0c6t9ya"]
    );
    assert_eq!(
        found("--instance-status aborted --exit-code 100"),
        [""; 0],
        "one instance has the status, another the code"
    );
    assert_eq!(found("--failed --error-code E*Timeout"), ["d7h5v2s1eg"]);
}

/// What was named and found, and only filtered from view, is there.
#[test]
fn the_view_hides_and_the_set_decides_what_is_missing() {
    let server = Server::built_in();
    let run = |words: &str| server.run(&format!("t-hz04d7nkx1w3rc --json {words}"));
    for view in [
        "--failed",
        "--exit-code 9",
        "--error-code X*",
        "--instance-status error",
    ] {
        assert_eq!(run(view).quiet().stdout(), "[]\n", "{view}");
    }
    for set in ["--since 5m", "--until 2d", "--active"] {
        assert_eq!(run(set).exits(4).stdout(), "[]\n", "{set}");
    }
    assert_eq!(
        server
            .run("t-hz04d7nkx1w3rc i-bp1l1xkl3ym4r8h00003 --failed --json")
            .quiet()
            .stdout(),
        "[]\n"
    );
}

#[test]
fn a_limit_counts_what_is_shown() {
    assert_eq!(found("--failed -n 2"), ["d7m9q1y6nx", "d7m0c6t9ya"]);
    assert_eq!(found("--since 1h --until 30m -n 1"), ["d7me8z2k5u"]);
}

/// A code that nobody knows may be new; one that is nearly known is told.
#[test]
fn a_slip_in_an_error_code_is_told() {
    let server = Server::built_in();
    let run = server.run("--error-code ClientNotRuning -q").exits(0);
    run.says("`ClientNotRuning` is none that is known; did you mean `ClientNotRunning`?");
    for known in ["clientnotrunning", "ClientNot*", "NobodyKnowsThis"] {
        let run = server.run(&format!("--error-code {known} -q"));
        assert!(!run.stderr().contains("did you mean"), "{run}");
    }
}
