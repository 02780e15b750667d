//! `--full`: the whole text of outputs that the service cut, from where they were delivered.

use std::io::Read as _;

use serde_json::{Value, json};

use crate::support::{Run, Server};

/// An instance that printed so much, with its delivery.
fn instance(id: &str, length: usize, more: &Value) -> Value {
    let mut instance = json!({"InstanceId": id, "Steps": [[1, "Running"], [20, "Success"]],
        "Output": {"Line": id, "Length": length}, "OssOutputStatus": "Finished",
        "OssOutputUri": format!("oss://ops-logs/a b/{id}.txt")});
    for (name, value) in more.as_object().unwrap() {
        instance[name] = value.clone();
    }
    instance
}

fn server(instances: &[Value], faults: &[&str]) -> Server {
    let record = json!({"InvokeId": "t-1", "Age": 100, "InvokeInstances": instances}).to_string();
    Server::with(invq::sandbox::Options {
        source: invq::sandbox::Source::parse_saved(&record).unwrap(),
        faults: faults
            .iter()
            .map(|it| invq::sandbox::Fault::parse(it).unwrap())
            .collect(),
        ..invq::sandbox::Options::default()
    })
}

/// One instance with 32 KB of output.
fn one(more: &Value, faults: &[&str]) -> Server {
    server(&[instance("i-1", 32_768, more)], faults)
}

fn objects(server: &Server) -> usize {
    let requests = server.requests();
    requests
        .iter()
        .filter(|it| it.action == "GetObject")
        .count()
}

#[test]
fn a_text_is_whole_in_every_form_that_has_outputs() {
    let server = one(&json!({}), &[]);
    let whole = server.run("t-1 -o output --full").quiet().out;
    assert_eq!(whole.len(), 32_768);
    assert!(whole.starts_with(b"i-1 000001 checked"), "the beginning");
    let json = server
        .run("t-1 --include-output --full --jq .[].InvokeInstances[].Output")
        .quiet();
    assert_eq!(json.out.strip_suffix(b"\n"), Some(&*whole));
    let invq = server.invq("t-1 -o output --full --no-notes --save");
    let directory = invq.path("d");
    let saved = invq.arg(directory.to_str().unwrap()).run().exits(0);
    let mut text = Vec::new();
    let file = std::fs::File::open(directory.join("t-1_i-1.out"));
    file.unwrap().read_to_end(&mut text).unwrap();
    drop(saved);
    assert_eq!(text, whole);
    assert_eq!(objects(&server), 3);
}

/// The agent keeps the beginning and the end, so a line in the middle is in the whole text alone.
#[test]
fn a_search_sees_what_the_service_dropped() {
    let gate = "t-1 -q --grep 000100 --expect-no-match";
    one(&json!({}), &[])
        .run(gate)
        .exits(8)
        .says("cannot be judged");
    one(&json!({}), &[]).run(&format!("{gate} --full")).exits(1);
    let none = "t-1 -q --grep nowhere --expect-no-match";
    one(&json!({}), &[]).run(none).exits(8);
    one(&json!({}), &[]).run(&format!("{none} --full")).exits(0);
    let lines = one(&json!({}), &[])
        .run("t-1 -o output --grep 000100 --full")
        .quiet();
    assert_eq!(lines.lines().len(), 1, "{lines}");
}

#[test]
fn bytes_that_are_no_text_survive() {
    let bytes = "/wAB".repeat(9_000);
    let server = one(&json!({"Output": {"Base64": bytes}}), &[]);
    let whole = server.run("t-1 -o output --full").quiet().out;
    assert_eq!(whole, [0xff, 0, 1].repeat(9_000));
    let json = server.run("t-1 --include-output --full --jq .[].InvokeInstances[].Output");
    assert_eq!(json.exits(0).stdout(), format!("{bytes}\n"));
}

/// Every one of them names the instance, keeps the text that the service has, and is no success of any gate.
#[test]
fn what_cannot_be_had_whole_says_so() {
    let shorter = json!({"Delivered": {"Line": "i-1", "Length": 30_000}});
    let elsewhere = json!({"OssOutputUri": "oss://ops-logs-cn-beijing/x"});
    let dots = json!({"OssOutputUri": "oss://ops-logs/../x"});
    let none = json!({});
    let cases: [(&Value, &[&str], &str, i32, &str); 9] = [
        (
            &none,
            &["denied@GetObject"],
            "",
            3,
            "may not read the delivered output",
        ),
        (
            &none,
            &["truncate:1@GetObject"],
            "--retries 1",
            6,
            "broke off",
        ),
        (&none, &["http503:1@GetObject"], "--retries 0", 6, "503"),
        (&none, &["expired-token@GetObject"], "", 3, "has expired"),
        (
            &none,
            &[],
            "--max-output 32767",
            5,
            "more than the 32767 bytes",
        ),
        (
            &shorter,
            &[],
            "",
            5,
            "fewer than the 32768 that were printed",
        ),
        (&elsewhere, &[], "", 5, "another region: cn-beijing"),
        (&dots, &[], "", 5, "is no address of an object"),
        (
            &json!({"OssOutputStatus": "InProgress"}),
            &[],
            "",
            0,
            "has not finished",
        ),
    ];
    for (more, faults, words, code, why) in cases {
        let run = one(more, faults).run(&format!("t-1 -o output --full {words}"));
        let run = run.exits(code).says(why).says("t-1/i-1");
        assert_eq!(run.out.len(), 24_576, "{why}: what was kept");
        let gate = "--grep nowhere --expect-no-match";
        let gate = one(more, faults).run(&format!("t-1 -q --full {words} {gate}"));
        assert_ne!(gate.code, 0, "{why}: {gate}");
        let strict = one(more, faults).run(&format!("t-1 -o output --full {words} --strict"));
        assert_ne!(strict.code, 0, "{why}: {strict}");
    }
}

/// Saved bodies have no objects behind their addresses.
#[test]
fn an_object_that_is_gone_is_told() {
    let body = one(&json!({}), &[])
        .run("t-1 --include-output -o api")
        .exits(0)
        .stdout();
    let run = Server::saved(&body).run("t-1 -o output --full").exits(5);
    run.says("the object is gone").says("t-1/i-1");
}

#[test]
fn what_passes_is_tried_again() {
    for fault in [
        "truncate:1@GetObject",
        "http503:1@GetObject",
        "reset:1@GetObject",
    ] {
        let server = one(&json!({}), &[fault]);
        let run = server.run("t-1 -o output --full --no-notes").exits(0);
        assert_eq!(run.out.len(), 32_768, "{fault}");
        assert_eq!(objects(&server), 4, "{fault}");
    }
}

#[test]
fn several_are_written_in_their_order_each_with_its_instance() {
    let ids: Vec<String> = (0..12).map(|index| format!("i-{index:02}")).collect();
    let long = |(index, id): (usize, &String)| {
        // Every third is not cut.
        let length = if index % 3 == 0 { 100 } else { 30_000 + index };
        instance(id, length, &json!({}))
    };
    let instances: Vec<Value> = ids.iter().enumerate().map(long).collect();
    let run = server(&instances, &[])
        .run("t-1 -o output --full --jobs 3")
        .quiet();
    let heads: Vec<String> = run
        .lines()
        .into_iter()
        .filter(|line| line.starts_with("==> "))
        .collect();
    let expected: Vec<String> = ids
        .iter()
        .map(|id| format!("==> {id} Success <=="))
        .collect();
    assert_eq!(heads, expected);
    let printed: usize = (0..12)
        .map(|index| if index % 3 == 0 { 100 } else { 30_000 + index })
        .sum();
    let heads: usize = heads.iter().map(|head| head.len() + 1).sum();
    // What does not end its line gets an end before the next head.
    assert!(
        (printed + heads..=printed + heads + 12).contains(&run.out.len()),
        "{}",
        run.out.len()
    );
}

/// The last line is in what the service kept, and nothing is said to be missing any more.
#[test]
fn short_forms_and_reports_have_whole_texts() {
    let failed = json!({"Steps": [[1, "Running"], [20, "Failed"]]});
    let cut = "dropped";
    for words in ["-o brief", "-o brief --tail 2"] {
        let server = one(&failed, &[]);
        let run = server.run(&format!("t-1 {words} --full"));
        assert!(!run.stdout().contains(cut), "{words}: {run}");
        assert_eq!(objects(&server), 1, "{words}");
    }
}

#[test]
fn nothing_is_read_that_is_whole_already_or_was_not_asked_for() {
    let whole = server(&[instance("i-1", 100, &json!({}))], &[]);
    assert_eq!(whole.run("t-1 -o output --full").quiet().out.len(), 100);
    assert_eq!(objects(&whole), 0);
    let cut = one(&json!({}), &[]);
    cut.run("t-1 -o output").exits(0);
    assert_eq!(objects(&cut), 0);
}

#[test]
fn what_does_not_go_together_is_told() {
    let server = Server::built_in();
    for (words, why) in [
        ("--full", "is for outputs"),
        ("--max-output 1M", "belongs to --full"),
        ("--full -o output --max-output 3G", "at most 2G"),
        ("--full -o output --max-output x", "must be a size"),
        (
            "--full -o output --wait --stream t-1",
            "--full needs all of them",
        ),
        (
            "--full --include-output -o api t-1",
            "what the service sent",
        ),
    ] {
        server.run(words).exits(2).says(why);
    }
    let run: Run = crate::support::Invq::new("--from - -o output --full")
        .stdin("[]")
        .run();
    run.exits(2).says("reads saved answers");
}
