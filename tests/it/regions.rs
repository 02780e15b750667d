//! Many regions and many accounts in one query: where it asks, how rows are merged, and what is told when some of them
//! do not answer.

use std::collections::BTreeMap;
use std::time::Duration;

use invq::sandbox::{Fault, Options, Source};
use snapbox::str;

use crate::support::{Answer, Invq, Rogue, Server, Time, check, good_json, page, record};

const WARM: &str = "t-hz04d6zz0k4jpl";
/// Well on three instances after ten seconds.
const DEPLOY: &str = "t-hz04d7q6f3r8xa";

/// How often each region was asked for a page.
fn asked(server: &Server) -> BTreeMap<String, usize> {
    let mut regions = BTreeMap::new();
    for request in server.requests() {
        let region = request.parameter("RegionId").unwrap_or("none").to_owned();
        *regions.entry(region).or_default() += 1;
    }
    regions
}

/// A profile file with one profile for each endpoint: `a`, `b`, …
fn profiles(endpoints: &[&str]) -> String {
    let profile = |(name, url): (char, &&str)| {
        format!(
            "[profiles.{name}]\nregion = 'cn-hangzhou'\naccess_key_id = 'testid'\naccess_key_secret = 'testsecret'\nendpoint = '{url}'\n"
        )
    };
    ('a'..).zip(endpoints).map(profile).collect()
}

fn with_profiles(words: &str, endpoints: &[&str]) -> Invq {
    Invq::new(words).config(&profiles(endpoints))
}

#[test]
fn every_region_of_a_list_is_asked_once_and_leads_its_rows() {
    let server = Server::built_in();
    let run = server.run("-r cn-hangzhou,cn-shanghai -r cn-hangzhou -s partialfailed");
    check!(
        run,
        str![[r#"
exit 0
---- stdout
REGION       INVOCATION        STATUS            OK  COMMAND                            CREATED                     TOOK  WHY
cn-hangzhou  t-hz04d7m9q1y6nx  PartialFailed    1/2  colour-report                      2026-06-24T15:12:11+08:00     3s  1 exit 2
cn-shanghai  t-hz04d7m9q1y6nx  PartialFailed    1/2  colour-report                      2026-06-24T15:12:11+08:00     3s  1 exit 2
cn-hangzhou  t-hz04d7m0c6t9ya  PartialFailed  38/40  patch-kernel-live-2026-q2-batch-7  2026-06-24T15:02:11+08:00  8m03s  1 agent not running (ClientNotRunning), 1 exit 100
cn-shanghai  t-hz04d7m0c6t9ya  PartialFailed  38/40  patch-kernel-live-2026-q2-batch-7  2026-06-24T15:02:11+08:00  8m03s  1 agent not running (ClientNotRunning), 1 exit 100
cn-hangzhou  t-hz04d7fq2h7d9w  PartialFailed    1/2  flush-dns                          2026-06-24T12:00:11+08:00     2s  1 exit 0xC000013A STATUS_CONTROL_C_EXIT
cn-shanghai  t-hz04d7fq2h7d9w  PartialFailed    1/2  flush-dns                          2026-06-24T12:00:11+08:00     2s  1 exit 0xC000013A STATUS_CONTROL_C_EXIT
cn-hangzhou  t-hz04c1a0d2h6qt  PartialFailed    1/2  bootstrap                          2026-05-26T16:02:11+08:00    31s  1 instance released (InstanceReleased)
cn-shanghai  t-hz04c1a0d2h6qt  PartialFailed    1/2  bootstrap                          2026-05-26T16:02:11+08:00    31s  1 instance released (InstanceReleased)

"#]]
    );
    let counts = asked(&server);
    assert_eq!(
        counts,
        [("cn-hangzhou".into(), 2), ("cn-shanghai".into(), 2)].into(),
        "once for each kind of tasks"
    );
}

#[test]
fn a_group_of_the_profile_file_stands_for_its_regions() {
    let server = Server::built_in();
    let groups = "[groups]\nwest = ['us-west-1', 'eu-west-1']\n";
    let words = "-r @west,cn-hangzhou -q -n 1 --page-size 1";
    server.invq(words).config(groups).run().quiet();
    assert_eq!(
        asked(&server).into_keys().collect::<Vec<_>>(),
        ["cn-hangzhou", "eu-west-1", "us-west-1"]
    );
    let run = server.invq("-r @wset,@other,CN").config(groups).run();
    check!(
        run,
        str![[r#"
exit 2
---- stderr
error: 3 problems, nothing was sent
  --region: there is no group `@wset`; did you mean `@west`?
  --region: there is no group `@other` in the table [groups] of ~/.config/invq/config.toml
  --region: `CN` is not a region ID: those are made of `a` to `z`, `0` to `9` and `-`
hint: `invq --help connection` lists these flags and what they take

"#]]
    );
}

#[test]
fn variables_hold_lists_too_and_a_flag_wins() {
    let server = Server::built_in();
    let words = |words: &str| {
        let set = server
            .invq(words)
            .env("INVQ_REGION", "cn-beijing, cn-shenzhen");
        set.run().quiet()
    };
    words("-q -n 1");
    assert_eq!(
        asked(&server).into_keys().collect::<Vec<_>>(),
        ["cn-beijing", "cn-shenzhen"]
    );
    words("-q -n 1 -r cn-qingdao");
    assert_eq!(asked(&server).get("cn-qingdao"), Some(&2));
    assert_eq!(asked(&server).get("cn-beijing"), Some(&2));
}

#[test]
fn all_regions_begin_with_the_question_which_those_are() {
    let server = Server::built_in();
    let run = server.run(&format!("{WARM} --all-regions -o tsv --columns region"));
    check!(
        run.stderr(),
        str![[r#"
note: regions without this API were left out: ap-southeast-2, ap-south-1

"#]]
    );
    let (rows, counts) = (run.exits(0).lines(), asked(&server));
    // A header; the question itself names no region, and two of those asked are without this API.
    assert_eq!(rows.len() - 1, counts.len() - 3);
    assert_eq!(server.requests()[0].action, "DescribeRegions");
    assert_eq!(counts["none"], 1);
    // However the rows come to be printed.
    for more in ["--include-output", "--wait=1s"] {
        let words = format!("-s stopped --all-regions -q {more}");
        server
            .run(&words)
            .says("regions without this API were left out");
    }
    // What was named is no reason to be left out.
    check!(
        server.run(&format!("{WARM} -q -r cn-hangzhou,ap-south-1")),
        str![[r#"
exit 7
---- stdout
t-hz04d6zz0k4jpl
---- stderr
error: the region `ap-south-1` does not offer this API
  not answered  ap-south-1 t-hz04d6zz0k4jpl
hint: ask another region
  RegionId.ApiNotSupported, HTTP 400, request REQUEST-ID, ap-south-1

"#]]
    );
}

#[test]
fn all_regions_need_no_region_to_begin_with() {
    let server = Server::built_in();
    let invq = server
        .invq("--all-regions -q -n 1")
        .without_env("ALIBABA_CLOUD_REGION_ID");
    invq.run().exits(0);
}

#[test]
fn a_list_of_regions_that_is_refused_is_the_end() {
    let server = Server::with(Options {
        faults: vec![Fault::parse("denied").unwrap()],
        ..Options::default()
    });
    let run = server.run("--all-regions -q");
    run.exits(3).says("needs action  ecs:DescribeRegions");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_list_of_regions_that_cannot_be_read_is_no_list() {
    for (body, says) in [
        (
            r#"{"Regions":{"Region":[{"RegionId":"cn-h"#,
            "the answer breaks off",
        ),
        (
            r#"{"Zones":[]}"#,
            "the answer cannot be read: missing field `Regions`",
        ),
    ] {
        let peer = Rogue::new([Answer::json(body)]);
        peer.run("--all-regions --retries 0").says(says);
    }
}

#[test]
fn an_id_is_missing_only_when_no_region_has_it() {
    let server = Server::built_in();
    check!(
        server.run("t-nowhere -r cn-hangzhou,cn-shanghai -q"),
        str![[r#"
exit 4
---- stderr
error: `t-nowhere` was not found in cn-hangzhou or cn-shanghai
  the service keeps records for 30 days, and at most 10,000
hint: check the ID, and the region (`--region`)

"#]]
    );
    let here = page(&[&record("t-1", "2026-06-24T07:00:00Z")], None);
    let nowhere = page(&[], None);
    let peer = Rogue::new([&nowhere, &here, &nowhere].map(|body| Answer::json(body)));
    let run = peer.run("t-1 -r cn-hangzhou,cn-shanghai --jobs 1 --json");
    assert_eq!(good_json(&run)[0]["Derived"]["Region"], "cn-shanghai");
}

#[test]
fn several_profiles_are_several_accounts() {
    let (one, other) = (Server::records(3), Server::built_in());
    let ask =
        |words: &str| with_profiles(words, &[one.url(), other.url(), "http://127.0.0.1:1"]).run();
    check!(
        ask("-p a -p b,a -n 4 --until 7h"),
        str![[r#"
exit 0
---- stdout
PROFILE  INVOCATION        STATUS    OK  COMMAND           CREATED                    TOOK  WHY
b        t-hz04d71n9j4b2y  Success  1/1  inventory-report  2026-06-24T08:02:11+08:00    2s
b        t-hz04d6zz0k4jpl  Stopped  0/5  warm-cache        2026-06-24T07:02:11+08:00   12s
b        t-hz04d6y2g8n5cs  Failed   0/2  check-licence     2026-06-24T06:02:11+08:00    3s  1 no such user (AccountNotExists), 1 ended abnormally (ExecutionException)
b        t-hz04d6x5b1t7dw  Success  2/2  resize-root-fs    2026-06-24T04:02:11+08:00    1s

"#]]
    );
    check!(
        ask("-p a,b,x,y"),
        str![[r#"
exit 3
---- stderr
error: there is no profile "x" in ~/.config/invq/config.toml
  profiles: a, b, c
hint: did you mean `--profile a`?

"#]]
    );
    let rows = good_json(&ask("-p a,b --json"));
    let rows = rows.as_array().unwrap();
    let of = |profile: &str| {
        rows.iter()
            .filter(|row| row["Derived"]["Profile"] == profile)
            .count()
    };
    assert_eq!(of("a"), 3);
    assert_eq!(of("a") + of("b"), rows.len());
    let created: Vec<&str> = rows
        .iter()
        .map(|row| row["CreationTime"].as_str().unwrap())
        .collect();
    assert!(created.is_sorted_by(|a, b| a >= b), "{created:?}");
}

/// What is to be typed next is about the place that the row came from, and no other.
#[test]
fn a_hint_asks_where_the_row_came_from() {
    let (one, other) = (Server::records(1), Server::built_in());
    let text = profiles(&[one.url(), other.url()]).replace("profiles.b", "profiles.'b c'");
    let ask = |words: &str| {
        let invq = Invq::new(words).arg("-p").arg("a,b c").config(&text);
        invq.terminal(120).run().exits(0)
    };
    ask("--no-pager -r cn-hangzhou,us-west-1 --failed")
        .says("see why:  invq --profile 'b c' --region cn-hangzhou t-hz04d7m9q1y6nx");
    // So does the view of one invocation, which has no column for it.
    let view = ask("--no-pager t-hz04d7m9q1y6nx -r cn-hangzhou,us-west-1").stdout();
    for line in [
        "  region: cn-hangzhou\n  profile: b c\n",
        "  region: us-west-1\n  profile: b c\n",
    ] {
        assert!(view.contains(line), "{view}");
    }
    ask("--no-pager --failed -r us-west-1")
        .says("see why:  invq --region us-west-1 --profile 'b c' t-hz04d7m9q1y6nx");
}

/// Two profiles of one account: the second finds what the first has found.
#[test]
fn what_two_profiles_both_see_is_shown_once() {
    let server = Server::built_in();
    let run = with_profiles("-q -p a,b", &[server.url(), server.url()]).run();
    assert_eq!(run.quiet().lines(), server.run("-q").lines());
}

/// What answered is printed, and what did not is listed, each cause once.
#[test]
fn who_did_not_answer_is_told_and_the_rest_is_printed() {
    let server = Server::records(2);
    let busy = || Answer::html("503 Service Unavailable", "busy");
    // Each is asked for both kinds of tasks.
    let denied = || Answer::refusal("403 Forbidden", "Forbidden.RAM", &[]);
    let (broken, refusing) = (
        Rogue::new([busy(), busy()]),
        Rogue::new([denied(), denied()]),
    );
    let urls = [server.url(), broken.url(), refusing.url()];
    let words = "-p a -p b -p c -r cn-hangzhou -q --retries 0";
    check!(
        with_profiles(words, &urls).run(),
        str![[r#"
exit 7
---- stdout
t-hz06dzad000000
t-hz0trp35000001
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 503: the answer is not from this API
  it begins  busy
  not answered  b
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 503, cn-hangzhou, profile b
error: the RAM identity behind profile "c" may not list invocations
  needs action  ecs:DescribeInvocations
  on            acs:ecs:cn-hangzhou:*:instance/* and acs:ecs:cn-hangzhou:*:command/*
  not answered  c
hint: give the identity that action; `invq explain ecs:DescribeInvocations` prints a minimal policy
  Forbidden.RAM, HTTP 403, request REQUEST-ID, cn-hangzhou, profile c

"#]]
    );
    // Each is asked for both kinds of tasks.
    let denied = || Answer::refusal("403 Forbidden", "Forbidden.RAM", &[]);
    let (broken, refusing) = (
        Rogue::new([busy(), busy()]),
        Rogue::new([denied(), denied()]),
    );
    // When nobody answered, the first one's failure is the exit.
    let urls = [broken.url(), refusing.url()];
    with_profiles("-p a,b -q --retries 0", &urls).run().exits(6);
}

/// Throttled for a minute, one region must not keep the others' rows for as long.
#[test]
fn a_late_region_does_not_hold_up_the_others() {
    let server = Server::records(2);
    let newest = page(&[&record("t-newest", "2026-06-24T08:02:00Z")], None);
    let late = || Rogue::new([throttled(), Answer::json(&newest)]);
    // One request at a time: the first region has answered before the other is refused.
    let words = "-p a,b -q --jobs 1";
    let one_walk = late();
    let both_walks = Rogue::new([throttled(), Answer::json(&newest), Answer::json(&newest)]);
    for (peer, timed) in [(one_walk, "--timed=false"), (both_walks, "")] {
        let run = with_profiles(&format!("{words} {timed}"), &[server.url(), peer.url()]).run();
        check!(
            run,
            str![[r#"
exit 0
---- stdout
t-hz06dzad000000
t-hz0trp35000001
t-newest
---- stderr
note: throttled; trying again in 61 s (1 of 4)
note: b has not answered yet; the rows of the others go on without it

"#]]
        );
    }
    // Sorted, nothing is seen before everything is there.
    let peer = late();
    let run = with_profiles(
        "-p a,b -q --jobs 1 --timed=false --sort created:desc",
        &[server.url(), peer.url()],
    )
    .run();
    check!(
        run,
        str![[r#"
exit 0
---- stdout
t-newest
t-hz06dzad000000
t-hz0trp35000001
---- stderr
note: throttled; trying again in 61 s (1 of 4)

"#]]
    );
}

/// The service counts an account's requests in a region together: after one refusal none of them asks before its time.
#[test]
fn one_refusal_slows_all_requests_of_its_account_and_region() {
    let time = Time::default();
    let empty = || Answer::json(&page(&[], None));
    let peer = Rogue::new([throttled(), empty(), empty(), empty()]);
    let words = "-s failed,stopped,success -q --jobs 1 --retries 4";
    peer.invq(words).on(&time).run().exits(0);
    let mut waits: Vec<u128> = time.waits().iter().map(|wait| wait / 1000).collect();
    waits.sort_unstable();
    assert_eq!(waits, [60, 61, 62]);
}

#[test]
fn a_wait_is_over_when_every_region_is_done() {
    let time = Time::default();
    let server = Server::on(Options::default(), &time);
    let words = format!(
        "{DEPLOY} -r cn-hangzhou,cn-shanghai --wait -o tsv --no-header --columns region,status"
    );
    let run = server.invq(&words).on(&time).run();
    check!(
        run,
        str![[r#"
exit 0
---- stdout
cn-hangzhou	Success
cn-shanghai	Success
---- stderr
cn-hangzhou t-hz04d7q6f3r8xa Pending 0/3
cn-shanghai t-hz04d7q6f3r8xa Pending 0/3
cn-hangzhou t-hz04d7q6f3r8xa Running 0/3
cn-shanghai t-hz04d7q6f3r8xa Running 0/3
cn-hangzhou t-hz04d7q6f3r8xa Running 1/3
cn-shanghai t-hz04d7q6f3r8xa Running 1/3
cn-hangzhou t-hz04d7q6f3r8xa Success 3/3
cn-shanghai t-hz04d7q6f3r8xa Success 3/3

"#]]
    );
}

/// Everything that has to be asked at every poll is asked in its own region, more of it in the list that found it.
#[test]
fn a_wait_for_many_lists_each_region_again() {
    let time = Time::default();
    let frame = |seconds: u64, status: &str| {
        let runs: Vec<String> = (0..30).map(|it| run_of(it, status)).collect();
        let saved = Source::parse_saved(&format!("[{}]", runs.join(",")));
        let Ok(Source::Saved(saved)) = saved else {
            panic!("saved data is saved data");
        };
        (Duration::from_secs(seconds), saved)
    };
    let frames = vec![frame(0, "Running"), frame(12, "Success")];
    let options = Options {
        source: Source::Recorded(frames),
        ..Options::default()
    };
    let server = Server::on(options, &time);
    let words = "-r cn-hangzhou,cn-shanghai --since 1d --wait -q --no-notes";
    let run = server.invq(words).on(&time).run().exits(0);
    assert_eq!(run.lines().len(), 60, "{run}");
    let counts = asked(&server);
    assert_eq!(counts["cn-hangzhou"], counts["cn-shanghai"]);
    // Two for each look, one for each kind of tasks. By their IDs it would be thirty.
    assert!(counts["cn-hangzhou"] < 20, "{counts:?}");
}

#[test]
fn outputs_say_from_which_region_they_are() {
    let server = Server::built_in();
    let words = |more: &str| format!("-r cn-hangzhou,cn-shanghai {WARM} {more} --no-notes");
    let heads = |more: &str| {
        let lines = server.run(&words(more)).exits(0).lines();
        lines
            .into_iter()
            .filter(|line| line.starts_with("==> "))
            .collect::<Vec<_>>()
    };
    let outputs = heads("-o output");
    let of = |region: &str| {
        let head = format!("==> {region} i-");
        outputs
            .iter()
            .filter(|line| line.starts_with(&head))
            .count()
    };
    assert_eq!(
        (of("cn-hangzhou"), of("cn-shanghai")),
        (5, 5),
        "{outputs:?}"
    );
    let scripts = ["cn-hangzhou", "cn-shanghai"].map(|region| format!("==> {region} {WARM} <=="));
    assert_eq!(heads("-o command"), scripts);
    // Files of the same name would be in each other's way.
    let invq = server.invq(&words("-o output"));
    let directory = invq.path("out").display().to_string();
    let saved = invq.arg("--save").arg(directory).run().exits(0);
    let names = std::fs::read_dir(saved.home().join("out")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let lead = format!("cn-shanghai_{WARM}_i-");
    assert_eq!(names.filter(|name| name.starts_with(&lead)).count(), 5);
}

#[test]
fn outputs_are_asked_for_where_their_invocation_was_found() {
    let (one, other) = (Server::built_in(), Server::records(1));
    let run = with_profiles(
        "-p a,b -n 3 --since 1d -o output --no-notes",
        &[one.url(), other.url()],
    )
    .run();
    let asked_for = |server: &Server| {
        let requests = server.requests();
        requests
            .iter()
            .filter(|it| it.parameter("IncludeOutput").is_some())
            .count()
    };
    run.exits(0);
    assert_eq!(asked_for(&one) + asked_for(&other), 3);
}

#[test]
fn a_dry_run_shows_every_region() {
    check!(
        Invq::new("-s failed -r cn-hangzhou,us-west-1 --dry-run").run(),
        str![[r#"
exit 0
---- stdout
POST https://ecs.cn-hangzhou.aliyuncs.com/
Action=DescribeInvocations
Format=JSON
InvokeStatus=Failed
MaxResults=50
RegionId=cn-hangzhou
Version=2014-05-26

POST https://ecs.cn-hangzhou.aliyuncs.com/
Action=DescribeInvocations
Format=JSON
InvokeStatus=Failed
MaxResults=50
RegionId=cn-hangzhou
Timed=true
Version=2014-05-26

POST https://ecs.us-west-1.aliyuncs.com/
Action=DescribeInvocations
Format=JSON
InvokeStatus=Failed
MaxResults=50
RegionId=us-west-1
Version=2014-05-26

POST https://ecs.us-west-1.aliyuncs.com/
Action=DescribeInvocations
Format=JSON
InvokeStatus=Failed
MaxResults=50
RegionId=us-west-1
Timed=true
Version=2014-05-26

"#]]
    );
    check!(
        Invq::new("-s failed --all-regions --dry-run").run(),
        str![[r#"
exit 0
---- stdout
POST https://ecs.cn-hangzhou.aliyuncs.com/
Action=DescribeRegions
Format=JSON
Version=2014-05-26
---- stderr
note: then the query in each region that is listed

"#]]
    );
}

#[test]
fn what_does_not_go_with_several_regions_is_told() {
    for (words, says) in [
        (
            "-r a,b --next-token T",
            "--next-token belongs to one walk; name one region and one profile",
        ),
        (
            "-p a,b --next-token T",
            "--next-token belongs to one walk; name one region and one profile",
        ),
        (
            "--all-regions --next-token T",
            "--next-token belongs to one walk, and --all-regions makes several",
        ),
        (
            "-r a --all-regions",
            "--region and --all-regions: choose one",
        ),
        (
            "--all-regions --from -",
            "--all-regions asks the service, and --from reads saved answers",
        ),
        ("-r a, ", "--region: `` is not a region ID"),
        ("-p a,,b", "--profile names no profile"),
    ] {
        Invq::new(words).run().exits(2).says(says);
    }
}

/// One of many invocations, on one instance.
fn run_of(number: usize, status: &str) -> String {
    format!(
        r#"{{"InvokeId":"t-{number}","InvocationStatus":"{status}","CreationTime":"2026-06-24T08:02:00Z","InvokeInstances":[{{"InstanceId":"i-1","InvocationStatus":"{status}","ExitCode":0}}]}}"#
    )
}

fn throttled() -> Answer {
    Answer::refusal(
        "400 Bad Request",
        "Throttling",
        &["x-acs-retry-after: 60000"],
    )
}

/// Not even the question which regions there are is sent.
#[test]
fn what_cannot_be_shown_is_refused_before_anything_is_asked() {
    let peer = Rogue::new([]);
    for words in [
        "--columns=-id,-status,-ok,-command,-created,-took,-why",
        "--columns nosuch",
        "-s nosuch",
    ] {
        peer.run(&format!("--all-regions {words}")).exits(2);
    }
}
