//! Many regions and many accounts in one query: where it asks, how rows are merged, and what is told when some of them
//! do not answer.

use std::collections::BTreeMap;
use std::time::Duration;

use invq::sandbox::{Options, Source};
use serde_json::Value;

use crate::support::{
    Answer, Invq, Rogue, Server, Time, good_json, invocation, list, nothing, record, rows, script,
    sheet,
};

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
    let words = "-r cn-hangzhou,cn-shanghai -r cn-hangzhou -s partialfailed";
    sheet("regions/list", [(words, server.run(words))]);
    let counts = [("cn-hangzhou".into(), 2), ("cn-shanghai".into(), 2)];
    assert_eq!(asked(&server), counts.into(), "once for each kind of tasks");
}

#[test]
fn a_group_of_the_profile_file_stands_for_its_regions() {
    let server = Server::built_in();
    let groups = "[groups]\nwest = ['us-west-1', 'eu-west-1']\n";
    let run = |words: &str| server.invq(words).config(groups).run();
    run("-r @west,cn-hangzhou -q -n 1 --page-size 1").quiet();
    let counts = asked(&server);
    let expected = ["cn-hangzhou", "eu-west-1", "us-west-1"];
    assert!(counts.keys().eq(expected.iter()), "{counts:?}");
    let words = "-r @wset,@other,CN";
    sheet("regions/groups", [(words, run(words))]);
}

#[test]
fn variables_hold_lists_too_and_a_flag_wins() {
    let server = Server::built_in();
    for (words, regions) in [
        ("-q -n 1", vec!["cn-beijing", "cn-shenzhen"]),
        ("-q -n 1 -r cn-qingdao", vec!["cn-qingdao"]),
    ] {
        let before = asked(&server);
        let set = server
            .invq(words)
            .env("INVQ_REGION", "cn-beijing, cn-shenzhen");
        set.run().quiet();
        let counts = asked(&server);
        let mut now = counts.iter().filter(|it| before.get(it.0) != Some(it.1));
        assert!(now.by_ref().map(|it| it.0).eq(regions.iter()), "{counts:?}");
        assert!(counts.values().all(|count| *count == 2), "{counts:?}");
    }
}

#[test]
fn all_regions_begin_with_the_question_which_those_are() {
    let server = Server::built_in();
    let run = server.run(&format!("{WARM} --all-regions -o tsv --columns region"));
    let told = "regions without this API were left out: ap-southeast-2, ap-south-1\n";
    assert_eq!(run.stderr(), format!("note: {told}"));
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
    let words = format!("{WARM} -q -r cn-hangzhou,ap-south-1");
    sheet("regions/named", [(&words, server.run(&words))]);
    // No region is needed to begin with.
    let invq = server.invq("--all-regions -q -n 1");
    let invq = invq.without_env("ALIBABA_CLOUD_REGION_ID");
    invq.run().exits(0);
}

#[test]
fn a_list_of_regions_that_is_refused_or_cannot_be_read_is_the_end() {
    let server = Server::faulty(&["denied"]);
    let run = server.run("--all-regions -q").exits(3);
    run.says("needs action  ecs:DescribeRegions");
    assert_eq!(server.requests().len(), 1);
    let broken = r#"{"Regions":{"Region":[{"RegionId":"cn-h"#;
    let missing = "the answer cannot be read: missing field `Regions`";
    for (body, says) in [
        (broken, "the answer breaks off"),
        (r#"{"Zones":[]}"#, missing),
    ] {
        script("--all-regions", [Answer::json(body)]).says(says);
    }
}

#[test]
fn an_id_is_missing_only_when_no_region_has_it() {
    let words = "t-nowhere -r cn-hangzhou,cn-shanghai -q";
    sheet("regions/missing", [(words, Server::built_in().run(words))]);
    let here = list(&[record("t-1", "2026-06-24T07:00:00Z")]);
    let words = "t-1 -r cn-hangzhou,cn-shanghai --jobs 1 --json";
    let run = script(words, [nothing(), here, nothing()]);
    assert_eq!(good_json(&run)[0]["Derived"]["Region"], "cn-shanghai");
}

#[test]
fn several_profiles_are_several_accounts() {
    let (one, other) = (Server::records(3), Server::built_in());
    let urls = [one.url(), other.url(), "http://127.0.0.1:1"];
    let ask = |words: &str| with_profiles(words, &urls).run();
    let words = ["-p a -p b,a -n 4 --until 7h", "-p a,b,x,y"];
    sheet("regions/profiles", words.map(|words| (words, ask(words))));
    let rows = good_json(&ask("-p a,b --json"));
    let rows = rows.as_array().unwrap();
    let of = |profile: &str| {
        let is_of = |row: &&Value| row["Derived"]["Profile"] == profile;
        rows.iter().filter(is_of).count()
    };
    assert_eq!((of("a"), of("b")), (3, rows.len() - 3));
    let created = rows.iter().map(|row| row["CreationTime"].as_str().unwrap());
    let created: Vec<&str> = created.collect();
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
    // Each is asked for both kinds of tasks, and so twice in each of the two runs.
    let broken = Rogue::new(vec![Answer::busy(); 4]);
    let refusing = Rogue::new(vec![Answer::denied(); 4]);
    let urls = [server.url(), broken.url(), refusing.url()];
    let words = "-p a -p b -p c -r cn-hangzhou -q --retries 0";
    sheet(
        "regions/silent",
        [(words, with_profiles(words, &urls).run())],
    );
    // When nobody answered, the first one's failure is the exit.
    with_profiles("-p b,c -q --retries 0", &urls).run().exits(6);
}

/// Throttled for a minute, one region must not keep the others' rows for as long.
#[test]
fn a_late_region_does_not_hold_up_the_others() {
    let server = Server::records(2);
    let newest = list(&[record("t-newest", "2026-06-24T08:02:00Z")]);
    // One request at a time: the first region has answered before the other is refused.
    let runs = [
        ("--timed=false", 1),
        ("", 2),
        // Sorted, nothing is seen before everything is there.
        ("--timed=false --sort created:desc", 1),
    ];
    let runs = runs.map(|(words, walks)| {
        let words = format!("-p a,b -q --jobs 1 {words}");
        let answers = vec![newest.clone(); walks];
        let peer = Rogue::new([Answer::throttled(60_000)].into_iter().chain(answers));
        (
            words.clone(),
            with_profiles(&words, &[server.url(), peer.url()]).run(),
        )
    });
    sheet("regions/late", runs);
}

/// The service counts an account's requests in a region together: after one refusal none of them asks before its time.
#[test]
fn one_refusal_slows_all_requests_of_its_account_and_region() {
    let answers = [Answer::throttled(60_000), nothing(), nothing(), nothing()];
    let words = "-s failed,stopped,success -q --jobs 1 --retries 4";
    let mut waits = script(words, answers).exits(0).seconds();
    waits.sort_unstable();
    assert_eq!(waits, [60, 61, 62]);
}

#[test]
fn a_wait_is_over_when_every_region_is_done() {
    let words = format!(
        "{DEPLOY} -r cn-hangzhou,cn-shanghai --wait -o tsv --no-header --columns region,status"
    );
    sheet("regions/wait", [(&words, Server::moving().run(&words))]);
}

/// Everything that has to be asked at every poll is asked in its own region, more of it in the list that found it.
#[test]
fn a_wait_for_many_lists_each_region_again() {
    let frame = |seconds: u64, status: &str| {
        let one = |number| invocation(&format!("t-{number}"), status, &[("i-1", status, 0)]);
        let runs: Vec<String> = (0..30).map(one).collect();
        let Ok(Source::Saved(saved)) = Source::parse_saved(&format!("[{}]", runs.join(","))) else {
            panic!("saved data is saved data");
        };
        (Duration::from_secs(seconds), saved)
    };
    let options = Options {
        source: Source::Recorded(vec![frame(0, "Running"), frame(12, "Success")]),
        ..Options::default()
    };
    let server = Server::on(options, &Time::default());
    let words = "-r cn-hangzhou,cn-shanghai --since 1d --wait -q --no-notes";
    let run = server.run(words).exits(0);
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
    let shown = |more: &str| server.run(&words(more)).exits(0).stdout();
    let outputs = shown("-o output");
    let scripts = shown("-o command");
    for region in ["cn-hangzhou", "cn-shanghai"] {
        let head = format!("==> {region} i-");
        assert_eq!(outputs.matches(&head).count(), 5, "{outputs}");
        assert!(scripts.contains(&format!("==> {region} {WARM} <==\n")));
    }
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
    let words = "-p a,b -n 3 --since 1d -o output --no-notes";
    with_profiles(words, &[one.url(), other.url()])
        .run()
        .exits(0);
    let asked = [one.requests(), other.requests()].concat();
    let outputs = asked
        .iter()
        .filter(|it| it.parameter("IncludeOutput").is_some());
    assert_eq!(outputs.count(), 3);
}

#[test]
fn what_does_not_go_with_several_regions_is_told() {
    for (words, says) in rows(
        "-r a,b --next-token T → --next-token belongs to one walk; name one region and one profile
        -p a,b --next-token T → --next-token belongs to one walk; name one region and one profile
        --all-regions --next-token T → --next-token belongs to one walk, and --all-regions makes several
        -r a --all-regions → --region and --all-regions: choose one
        --all-regions --from - → --all-regions asks the service, and --from reads saved answers
        -r a, → --region: `` is not a region ID
        -p a,,b → --profile names no profile",
    ) {
        Invq::new(words).run().exits(2).says(says);
    }
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
