//! `--from`: saved answers instead of the service, in every form in which people have them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::support::{Invq, Run, Server, good_json, page, record, rows};

/// `invq --from -` with these words, reading this text.
fn from(words: &str, text: &str) -> Run {
    Invq::new(&format!("--from - {words}")).stdin(text).run()
}

/// Everything that the built-in fleet holds, as `words` print it.
fn dump(words: &str) -> String {
    Server::built_in()
        .run(&format!("--timed=all --no-notes {words}"))
        .exits(0)
        .stdout()
}

#[test]
fn a_file_and_standard_input_are_the_same() {
    let invq = Invq::new("-q --from").file("saved.json", dump("-o api"));
    let path = invq.path("saved.json").display().to_string();
    let file = invq.arg(path).run().quiet();
    assert_eq!(file.out, from("-q", &dump("-o api")).quiet().out);
    assert_eq!(file.lines().len(), 26);
}

/// Nobody is asked, so no identity is needed; `Invq::new` has none.
#[test]
fn every_form_in_which_answers_are_saved() {
    let ids = |form: &str| {
        let mut ids = from("-q", &dump(form)).quiet().lines();
        ids.sort();
        ids
    };
    let all = ids("--json");
    assert_eq!(all.len(), 26);
    for form in ["-o api", "-o jsonl", "-o api --page-size 3"] {
        assert_eq!(ids(form), all, "{form}");
    }
}

/// The vendor's CLI prints one indented body or, with its pager, one list merged from all pages.
#[test]
fn what_the_vendors_cli_prints() {
    let one = page(&[&record("t-1", "2026-06-24T07:00:00Z")], Some("AA"));
    let body: Value = serde_json::from_str(&one).unwrap();
    let told = from("-q", &serde_json::to_string_pretty(&body).unwrap()).exits(0);
    assert_eq!(told.stdout(), "t-1\n");
    told.says("the last page in standard input says that there is another, which was not saved");
    let merged = json!({"Invocations": {"Invocation": [
        {"InvokeId": "t-1", "InvokeInstances": {"InvokeInstance": []}}, {"InvokeId": "t-2"}]}});
    // A byte order mark, as a shell on Windows puts it in front of what it writes to a file.
    for mark in ["", "\u{feff}"] {
        let run = from("-q", &format!("{mark}{merged}"));
        assert_eq!(run.quiet().stdout(), "t-1\nt-2\n");
    }
}

/// Bodies of the older form have a status of each instance, and of the whole only the old word, which means another thing.
#[test]
fn a_status_that_old_bodies_do_not_have_follows_from_their_instances() {
    let record = |id: &str, old: &str, instances: &[&str]| {
        let instance = |word: &&str| json!({"InstanceId": "i-1", "InvocationStatus": word});
        let instances: Vec<Value> = instances.iter().map(instance).collect();
        json!({"InvokeId": id, "InvokeStatus": old, "InvokeInstances": {"InvokeInstance": instances}})
    };
    let saved = json!([
        record("t-failed", "Finished", &["Failed", "Cancelled"]),
        record("t-partly", "Finished", &["Success", "Failed"]),
        record("t-well", "Finished", &["Success"]),
        record("t-stopped", "Stopped", &["Terminated"]),
        record("t-open", "Running", &["Running", "Failed"]),
        record("t-silent", "Failed", &[]),
    ])
    .to_string();
    for (words, found) in rows(
        "-s failed → t-failed
        -s partialfailed → t-partly
        -s failed,partialfailed → t-failed t-partly
        -s success → t-well
        -s stopped → t-stopped
        -s finished → t-failed t-partly t-well",
    ) {
        let run = from(&format!("{words} -q"), &saved).quiet();
        assert_eq!(run.lines().join(" "), found, "{words}");
    }
    // Where the instances say nothing, the old word is the worst that is known.
    let run = from("--failed -q", &saved).exits(0);
    assert_eq!(run.lines(), ["t-failed", "t-partly", "t-silent"]);
    run.says("warning: t-silent: its InvokeStatus is Failed, which its instances do not say");
}

#[test]
fn a_record_that_was_saved_twice_is_shown_once() {
    let body = page(&[&record("t-1", "2026-06-24T07:00:00Z")], None);
    let run = from("-q", &format!("{body}\n{body}\n"));
    assert_eq!(run.quiet().stdout(), "t-1\n");
}

/// The same words select the same, whether the service is asked or its saved answer.
#[test]
fn selectors_mean_the_same_to_the_service_and_to_a_saved_answer() {
    let saved = dump("--json --include-output -n 50");
    let server = Server::built_in();
    let statuses =
        "Running Finished Success Failed Stopped Stopping PartialFailed Pending Scheduled";
    let statuses = statuses.split(' ').map(|status| format!("-s {status}"));
    let with_tasks = [
        "c-hz04d7nkw6v9qa",
        "i-bp1i7gg30r52z2emq3x1",
        "mi-hz018jrc1o0g0zk",
        "--command-name disk-usage",
        "--command-name 部署-订单服务-灰度发布-第三批",
        "--command-name Disk-Usage",
        "--command-name disk-*",
        "--command-name ?isk-usage",
        "--command-type shell",
        "--command-type powershell",
        "--command-type bat",
        "--repeat-mode once",
        "--repeat-mode period",
        "--repeat-mode next-reboot",
        "--repeat-mode every-reboot",
        "-t team",
        "-t team=web",
        "-t team=",
        "-t team=infra -t window=q2",
        "-s failed,stopped",
        "--failed",
        "-s success i-bp1l1xkl3ym4r8h00003",
    ];
    let with_tasks = with_tasks.map(str::to_owned).into_iter().chain(statuses);
    let alone = [
        "t-hz04d7nkx1w3rc",
        "t-hz04d7nkx1w3rc,t-hz04d79b3n8fud",
        "c-hz04d7m0b2s5xz i-bp1i7gg30r52z2emq3x1",
        "--timed",
        "--timed=false",
        "--since 1h",
        "--active",
    ];
    let words = with_tasks.map(|words| format!("{words} --timed=all"));
    for words in words.chain(alone.map(str::to_owned)) {
        let asked = server.run(&format!("{words} -q --no-notes")).exits(0);
        let read = from(&format!("{words} -q"), &saved).exits(0);
        assert_eq!(read.lines(), asked.lines(), "{words}");
    }
}

/// The names in it are those that may have been meant.
#[test]
fn a_name_that_is_not_in_it_may_be_another() {
    let saved = dump("-o api");
    let run = from("--command-name disk-usag -q", &saved).exits(0);
    run.says("did you mean `disk-usage` or `'disk-usag*'`?");
    from("--command-name disk-usage -t nobody=x -q", &saved)
        .exits(0)
        .hides("as a whole");
}

/// IDs on standard input beside others: the same is selected, and the same shown of it.
#[test]
fn ids_on_standard_input_mean_the_same_to_a_saved_answer() {
    let saved = dump("--json --include-output -n 50");
    let server = Server::built_in();
    let pair = "t-hz04d7nkx1w3rc\ti-bp1c0wq4n9ku61sdh7a2\n";
    let nowhere = "t-hz04d7nkx1w3rc\ti-nowhere\n";
    for (words, ids, pairs) in [
        ("", pair, 1),
        ("i-bp19f3v5x7m2t8zlo0p4", pair, 4),
        ("t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1", pair, 3),
        ("t-hz04d7nkx1w3rc i-bp1i7gg30r52z2emq3x1", nowhere, 1),
        ("i-bp19f3v5x7m2t8zlo0p4", "", 0),
        ("c-hz04d7nkw6v9qa", "# none\n", 0),
    ] {
        let words = format!("- {words} -q --per-instance");
        let asked = server.invq(&words).stdin(ids).run();
        let file = Invq::new(&format!("{words} --from")).file("saved.json", &saved);
        let path = file.path("saved.json").display().to_string();
        let read = file.arg(path).stdin(ids).run();
        let same = (asked.code, asked.lines());
        assert_eq!((read.code, read.lines()), same, "{words} {ids}");
        assert_eq!(asked.lines().len(), pairs, "{words} {ids}");
    }
}

/// Also what is shown of each is the same, in every form that does not tell where it came from.
#[test]
fn every_form_works_on_a_saved_answer() {
    let saved = dump("--json --include-output -n 50");
    let server = Server::built_in();
    for words in [
        "--timed=all",
        "--timed=all -o wide",
        "t-hz04d7m0c6t9ya",
        "t-hz04d7m0c6t9ya --include-output --json",
        "--failed -o csv",
        "--failed --per-instance -o tsv",
        "--sort took:desc -n 5 -o jsonl",
        "--summary=day --timed=false",
        "t-hz04d7h5v2s1eg -o output",
        "t-hz04d7fs6c3l1v -o command",
        "--timed=false --jq length",
        "i-bp1i7gg30r52z2emq3x1 --per-instance -q --timed=all",
        "t-hz04d6zz0k4jpl -o output --fold",
    ] {
        let asked = server.run(&format!("{words} --no-notes")).exits(0).out;
        let read = from(&format!("{words} --no-notes"), &saved).exits(0).out;
        // What is to be typed next asks the same file.
        let mut asked = String::from_utf8(asked).unwrap();
        if words.starts_with("t-") {
            asked = asked.replace("  invq ", "  invq --from - ");
            // Only the service knows how agents are.
            asked = asked
                .split("\n  i-bp1c0wq4n9ku61sdh7a2: agent")
                .next()
                .unwrap()
                .to_owned();
        }
        assert_eq!(String::from_utf8(read).unwrap(), asked, "{words}");
    }
}

#[test]
fn bytes_that_are_not_text_survive_being_saved() {
    let server = Server::built_in();
    let words = "t-hz04d7fs6c3l1v i-bp1lcaneu0gpk7r0000v -o output";
    let asked = server.run(words).quiet().out;
    assert!(String::from_utf8(asked.clone()).is_err(), "{asked:?}");
    for form in ["--json", "-o jsonl", "-o api"] {
        let save = format!("t-hz04d7fs6c3l1v {form} --include-output");
        let saved = server.run(&save).quiet().stdout();
        assert_eq!(from(words, &saved).out, asked, "{form}");
    }
}

/// Rows of several places say whose they are, as they do when the places are asked.
#[test]
fn rows_of_several_regions_and_profiles_say_whose_they_are() {
    let server = Server::built_in();
    let saved = |words: &str| {
        server
            .run(&format!("t-hz04d6zz0k4jpl -r cn-hangzhou{words} -o jsonl"))
            .quiet()
            .stdout()
    };
    let both = saved(",cn-beijing");
    for words in ["", "-o wide", "-o csv", "t-hz04d6zz0k4jpl"] {
        let run = from(words, &both).exits(0);
        assert!(run.stdout().contains("cn-beijing"), "{run}");
        // A place cannot be asked again by its saved answer.
        assert!(!run.stdout().contains("--region"), "{run}");
    }
    let one = saved("");
    assert!(!from("", &one).quiet().stdout().contains("cn-hangzhou"));
    let profiles = one.replace("\"Profile\":null", "\"Profile\":\"prod\"") + &one;
    assert!(from("", &profiles).quiet().stdout().contains("PROFILE"));
}

#[test]
fn a_named_id_that_is_not_in_it_is_missing() {
    let saved = dump("-o api");
    let two = from("t-hz04d7nkx1w3rc t-nowhere -q", &saved).exits(4);
    two.says("t-nowhere");
    // Named, found and filtered away is not missing. With a status selected, an ID that is there and has another is not what
    // was asked for.
    for (words, code) in [("--failed", 0), ("--since 1m", 4), ("-s failed", 4)] {
        let run = from(&format!("t-hz04d7nkx1w3rc --json {words}"), &saved);
        assert_eq!(run.exits(code).stdout(), "[]\n", "{words}");
    }
}

/// What cannot be read is never taken for an empty answer.
#[test]
fn what_cannot_be_read() {
    let body = page(&[&record("t-1", "2026-06-24T07:00:00Z")], None);
    let table = format!(
        r#"→ there is nothing in it
        INVOCATION  STATUS → value 1 is not JSON
        {cut} → value 1 is not JSON
        {body} [{{"InvokeId": → value 2 is not JSON
        {{"Commands":{{"Command":[]}}}} → value 1 holds no invocations
        {{"Code":"Throttling","Message":"x","RequestId":"y"}} → value 1 holds no invocations: a refusal of the service, Throttling: x
        {{}} → value 1 holds no invocations: an empty object
        {{"Invocation":[{{"InvokeId":"t-1"}}]}} → value 1 holds no invocations: what stands in `Invocations` of a body
        {other} → value 1 holds no invocations: an object without InvokeId
        [{{"InstanceId":"i-1","Invocation":{{"InvokeId":"t-1"}}}}] → an instance or a run, as --per-instance and --history print them, and no invocation
        [1,2] → value 1 holds no invocations
        "t-1" → value 1 holds no invocations
        7 → value 1 holds no invocations
        null → value 1 holds no invocations"#,
        cut = &body[..body.len() - 9],
        other = body.replace("InvokeId", "invokeId"),
    );
    for (text, told) in rows(&table).chain([(" \n", "there is nothing in it")]) {
        let run = from("--json", text).exits(2).says(told);
        assert_eq!(run.stdout(), "", "{text}");
    }
}

/// Nothing printed and nothing saved of what was printed are two things.
#[test]
fn an_answer_that_was_saved_without_output_says_so() {
    let told = "standard input was saved without output; save it with --include-output";
    let without = dump("-o api t-hz04d7h5v2s1eg");
    for words in [
        "-o output",
        "--per-instance --columns id,output",
        "--include-output --json",
    ] {
        from(words, &without).exits(0).says(told);
    }
    from("--json", &without).quiet();
    let with = dump("-o api t-hz04d7h5v2s1eg --include-output");
    from("-o output", &with).quiet();
}

/// A body is given as it came, so that nothing of it can be left out.
#[test]
fn a_body_is_not_selected_from() {
    let saved = dump("-o api");
    for words in [
        "-s failed",
        "t-hz04d7h5v2s1eg",
        "-t team=data",
        "--timed true",
    ] {
        let run = from(&format!("-o api {words}"), &saved).exits(2);
        run.says("a selector of what was saved does not go with it");
    }
}

#[test]
fn files_that_cannot_be_read() {
    let at = |name: &str| {
        let invq = Invq::new("--json").file("dir/bytes", b"[\"\xff\"]");
        let path = invq.path(name).display().to_string();
        invq.arg("--from").arg(path).run().exits(2)
    };
    at("nowhere.json").says("nowhere.json");
    at("dir").says("dir");
    at("dir/bytes").says("it is not UTF-8 text");
}

#[test]
fn what_asks_the_service_does_not_go_with_it() {
    for words in [
        "--region cn-beijing",
        "--sandbox",
        "--next-token A",
        "--one-page",
        "--resource-group rg-1",
        "--profile p",
    ] {
        let flag = words.split(' ').next().unwrap();
        from(words, "[]").exits(2).says(flag);
    }
    // Standard input is one text.
    for words in ["-", "t-1,-", "i-1 -"] {
        let run = from(words, "[]").exits(2);
        run.says("error: `-` and --from - both read standard input\n");
    }
}

/// Text with everything that JSON, terminals and tables can stumble over.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z]{0,9}",
        proptest::sample::select(vec![
            "",
            "null",
            "\u{0}\u{1b}[0m\u{7f}\u{9b}",
            "a\"b\\c/d\u{2028}",
            "部署 👩\u{200d}💻",
            "\r\n\t"
        ])
        .prop_map(str::to_owned),
    ]
}

/// A text as the service sends it: Base64 of bytes, or, against its own rules, anything else.
fn encoded() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<Vec<u8>>().prop_map(|bytes| json!(STANDARD.encode(bytes))),
        text().prop_map(|text| json!(STANDARD.encode(text))),
        text().prop_map(Value::from),
        Just(Value::Null),
    ]
}

fn status() -> impl Strategy<Value = Value> {
    let known = "Success Failed Running Aborted Timeout PartialFailed success Hibernating";
    let known: Vec<&str> = known.split(' ').collect();
    prop_oneof![
        proptest::sample::select(known).prop_map(Value::from),
        text().prop_map(Value::from)
    ]
}

fn time() -> impl Strategy<Value = Value> {
    let at = |second| jiff::Timestamp::from_second(1_780_000_000 + second).unwrap();
    prop_oneof![
        (0_i64..86_400 * 30).prop_map(move |second| json!(at(second).to_string())),
        text().prop_map(Value::from),
    ]
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map(text(), inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Some of these fields, in any order, and some that nobody knows.
fn object(
    fields: Vec<(&'static str, BoxedStrategy<Value>)>,
) -> impl Strategy<Value = Map<String, Value>> {
    let some = fields.into_iter().map(|(name, value)| {
        proptest::option::weighted(0.8, value).prop_map(move |value| (name.to_owned(), value))
    });
    let unknown = proptest::collection::vec(("New[A-Za-z]{1,4}", anything().prop_map(Some)), 0..2);
    (some.collect::<Vec<_>>(), unknown).prop_flat_map(|(some, unknown)| {
        let all: Vec<(String, Option<Value>)> = some.into_iter().chain(unknown).collect();
        let present = |(name, value): (String, Option<Value>)| Some((name, value?));
        let shuffled = Just(all).prop_shuffle();
        shuffled.prop_map(move |all| all.into_iter().filter_map(present).collect())
    })
}

fn instance() -> impl Strategy<Value = Value> {
    let text_value = || text().prop_map(Value::from).boxed();
    let id = "i-[a-z0-9]{1,4}".prop_map(Value::from).boxed();
    let number = any::<i64>().prop_map(Value::from);
    let dropped = prop_oneof![Just(json!(0)), Just(json!("12"))];
    let fields = vec![
        ("InstanceId", id),
        ("InvocationStatus", status().boxed()),
        ("ExitCode", prop_oneof![number, text_value()].boxed()),
        ("Output", encoded().boxed()),
        ("ErrorInfo", text_value()),
        ("Dropped", dropped.boxed()),
        ("StartTime", time().boxed()),
        ("FinishTime", time().boxed()),
    ];
    object(fields).prop_map(Value::Object)
}

fn invocation() -> impl Strategy<Value = Value> {
    let tag = (text(), text()).prop_map(|(key, value)| json!({"TagKey": key, "TagValue": value}));
    let tags = proptest::collection::vec(tag, 0..3).prop_map(|tags| json!({"Tag": tags}));
    let instances = proptest::collection::vec(instance(), 0..4);
    let instances = instances.prop_map(|list| json!({"InvokeInstance": list}));
    let timed = prop_oneof![any::<bool>().prop_map(Value::from), Just(json!("true"))];
    let fields = vec![
        ("CommandName", text().prop_map(Value::from).boxed()),
        ("CommandContent", encoded().boxed()),
        ("InvocationStatus", status().boxed()),
        ("CreationTime", time().boxed()),
        ("Timed", timed.boxed()),
        ("Tags", tags.boxed()),
        ("InvokeInstances", instances.boxed()),
    ];
    object(fields).prop_map(Value::Object)
}

/// A body with invocations of different IDs, written in one of the ways that JSON allows.
fn body() -> impl Strategy<Value = String> {
    (proptest::collection::vec(invocation(), 0..4), 0..3).prop_map(|(mut list, written)| {
        for (number, one) in list.iter_mut().enumerate() {
            one["InvokeId"] = json!(format!("t-{number}"));
        }
        let body = json!({"Invocations": {"Invocation": list}, "NextToken": "", "RequestId": "R"});
        match written {
            0 => body.to_string(),
            1 => serde_json::to_string_pretty(&body).unwrap(),
            // A slash may be escaped, and some writers do so.
            _ => body.to_string().replace('/', r"\/"),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever the service sent: what invq wrote of it, invq reads and writes again byte for byte.
    #[test]
    fn json_read_again_is_the_same_json(body in body()) {
        for form in ["--json", "-o jsonl"] {
            let words = format!("{form} --include-output --no-notes");
            let first = from(&words, &body).exits(0).stdout();
            if form == "-o jsonl" && first.is_empty() {
                continue;
            }
            let second = from(&words, &first).exits(0).stdout();
            prop_assert_eq!(&first, &second);
        }
    }

    /// The form is only a form: both hold the same objects, and the bytes of every output are those that were sent.
    #[test]
    fn json_and_the_body_it_came_from_print_the_same_bytes(body in body()) {
        let saved = from("--json --include-output --no-notes", &body).exits(0).stdout();
        for words in ["-o output --no-notes", "-o command --no-notes", "-o csv", "-o tsv --per-instance"] {
            let (a, b) = (from(words, &body).exits(0), from(words, &saved).exits(0));
            prop_assert_eq!(a.out, b.out);
        }
    }
}

/// The counts of a part are worked out anew; where it came from is kept.
#[test]
fn the_counts_of_a_saved_part_are_worked_out_anew() {
    let again = good_json(&from("t-hz04d7m0c6t9ya --json", &dump("--json")));
    assert_eq!(again[0]["Derived"]["Instances"]["Total"], 40);
    assert_eq!(again[0]["Derived"]["Region"], "cn-hangzhou");
}

/// A body of DescribeInvocationResults.
fn results(results: &[Value], next: &str) -> String {
    let list = json!({"NextToken": next, "InvocationResults": {"InvocationResult": results}});
    json!({"RequestId": "R", "Invocation": list}).to_string()
}

/// A result: one instance of an invocation.
fn result(id: &str, instance: &str, status: &str, run: i64) -> Value {
    json!({"InvokeId": id, "CommandId": "c-1", "InstanceId": instance, "InvocationStatus": status, "Repeats": run,
        "InvokeRecordStatus": "Finished", "ExitCode": 0, "Output": "b2s=", "FinishedTime": "2026-06-24T07:00:09Z",
        "StartTime": format!("2026-06-24T0{run}:00:00Z")})
}

/// The results of one invocation may stand on several pages, and in a list that somebody cut out of them.
#[test]
fn results_are_read_as_invocations_with_their_instances() {
    let list = [
        result("t-1", "i-1", "Success", 1),
        result("t-2", "i-1", "Success", 1),
        result("t-1", "i-2", "Failed", 1),
    ];
    let pages = results(&list[..2], "AA") + "\n" + &results(&list[2..], "");
    let cut_out = Value::from(list.to_vec()).to_string();
    for saved in [pages.as_str(), &cut_out] {
        let read = good_json(&from("--include-output --json", saved));
        assert_eq!(read.as_array().unwrap().len(), 2);
        assert_eq!(read[0]["InvokeId"], "t-1");
        assert_eq!(read[0]["CommandId"], "c-1");
        assert_eq!(read[0]["Derived"]["Verdict"], "failed");
        let second = &read[0]["InvokeInstances"][1];
        assert_eq!(second["InstanceId"], "i-2");
        assert_eq!(second["Output"], "ok");
        from("-q --exit-status", saved).exits(1);
        let one = from("t-1 i-1 -q --exit-status --per-instance", saved);
        assert_eq!(one.quiet().stdout(), "t-1\ti-1\n");
    }
    assert_eq!(from("-o api", &pages).quiet().stdout(), pages + "\n");
}

#[test]
fn of_several_runs_of_an_instance_the_newest_is_read_with_a_warning() {
    let told =
        "several runs of an instance, of which the newest is read; --history reads all of them";
    for (runs, warned) in [
        ([("Failed", 2), ("Success", 7)], true),
        ([("Success", 7), ("Failed", 2)], true),
        // The same run twice is one.
        ([("Success", 7), ("Success", 7)], false),
    ] {
        let list = runs.map(|(status, run)| result("t-1", "i-1", status, run));
        let run = from("-q --exit-status", &results(&list, "")).exits(0);
        assert_eq!(run.stderr().contains(told), warned, "{run}");
    }
}
