//! `--diff`: a run beside the one before it, instance by instance.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{Answer, Invq, Rogue, Run, Server, good_json, list, sheet};

const TEXT: &str = "one\ntwo\nthree\nfour\nfive\nsix\n";

/// An instance: its ID, status, exit code and output.
fn instance(id: &str, status: &str, exit: i32, output: &str) -> Value {
    json!({"InstanceId": id, "InvocationStatus": status, "ExitCode": exit, "Dropped": 0, "Output": STANDARD.encode(output)})
}

/// A run of `c-1` at this hour.
fn run(id: &str, hour: u32, instances: &[Value]) -> Value {
    let is_good = |one: &Value| one["InvocationStatus"] == "Success";
    let all = instances.iter().all(is_good);
    let status = if all { "Success" } else { "PartialFailed" };
    json!({
        "InvokeId": id, "CommandId": "c-1", "CommandName": "disk-check", "CommandType": "RunShellScript", "InvocationStatus": status,
        "CreationTime": format!("2026-06-24T{hour:02}:00:00Z"), "CommandContent": STANDARD.encode("df -h\n"),
        "InvokeInstances": {"InvokeInstance": instances},
    })
}

/// The same with other fields.
fn with(mut record: Value, fields: &Value) -> Value {
    let fields = fields.as_object().unwrap().clone();
    record.as_object_mut().unwrap().extend(fields);
    record
}

/// A run in which everything went another way, and the one before it.
fn both() -> [Value; 2] {
    let full = TEXT.replace("two", "full");
    let now = [
        instance("i-same", "Success", 0, TEXT),
        instance("i-other", "Success", 0, &TEXT.replace("six", "7")),
        instance("i-new", "Success", 0, TEXT),
        instance("i-bad1", "Failed", 1, &full),
        instance("i-bad2", "Failed", 1, &full),
        instance("i-good", "Success", 0, TEXT),
        instance("i-worse", "Failed", 2, TEXT),
        instance("i-open", "Running", 0, ""),
        with(
            instance("i-lost", "Success", 0, ""),
            &json!({"Output": null}),
        ),
    ];
    let then = [
        instance("i-same", "Success", 0, TEXT),
        instance("i-other", "Success", 0, TEXT),
        instance("i-bad1", "Success", 0, TEXT),
        instance("i-bad2", "Success", 0, TEXT),
        instance("i-good", "Failed", 1, TEXT),
        instance("i-worse", "Failed", 1, TEXT),
        instance("i-open", "Success", 0, TEXT),
        instance("i-lost", "Success", 0, TEXT),
        instance("i-gone", "Success", 0, TEXT),
    ];
    let script = STANDARD.encode("df -h\nuptime\n");
    let now = with(run("t-2", 7, &now), &json!({"CommandContent": script}));
    [now, run("t-1", 6, &then)]
}

/// What these words make of saved runs.
fn saved(runs: &[Value], words: &str) -> Run {
    let text = Value::from(runs).to_string();
    Invq::new(&format!("--from - {words}")).stdin(&text).run()
}

fn server(runs: &[Value]) -> Server {
    Server::saved(&Value::from(runs).to_string())
}

#[test]
fn what_changed_is_told_with_what_was_printed() {
    let server = server(&both());
    let words = ["t-2 --diff", "t-2 --diff=t-1 --no-patch --ignore 7|six"];
    let runs = words.map(|words| (words.to_owned(), server.run(words)));
    let terminal = "t-2 --diff, on a terminal of 80 cells".to_owned();
    let invq = server.invq("t-2 --diff").terminal(80);
    sheet(
        "diff/table",
        runs.into_iter().chain([(terminal, invq.run())]),
    );
}

#[test]
fn json_has_the_change_and_the_run_before_of_every_instance() {
    let run = server(&both())
        .run("t-2 --diff --json")
        .says("t-2 compared with t-1");
    let all = good_json(&run);
    let before = &all[0]["Derived"]["Before"];
    assert_eq!(
        (&before["InvokeId"], &before["CommandContent"]),
        (&json!("t-1"), &json!("df -h\n"))
    );
    let told = all[0]["InvokeInstances"].as_array().unwrap().iter();
    let told: Vec<Value> = told
        .map(|it| {
            json!([
                it["InstanceId"],
                it["ExitCode"],
                it["Derived"]["Change"],
                it["Derived"]["Before"]["ExitCode"]
            ])
        })
        .collect();
    let expected = json!([
        ["i-same", 0, "same", 0],
        ["i-other", 0, "output", 0],
        ["i-new", 0, "new", null],
        ["i-bad1", 1, "status", 0],
        ["i-bad2", 1, "status", 0],
        ["i-good", 0, "status", 1],
        ["i-worse", 2, "status", 1],
        ["i-open", null, "pending", 0],
        ["i-lost", 0, "unknown", 0],
        ["i-gone", null, "gone", 0],
    ]);
    assert_eq!(Value::from(told), expected);
    let words = "t-2 --diff --per-instance --jq map(select(.Derived.Change==\"gone\"))[].Derived.Before.Output";
    assert_eq!(
        saved(&both(), words).exits(0).stdout(),
        TEXT.to_owned() + "\n"
    );
    let words = "t-2 --diff --json=InvokeInstances.Derived.Change,Derived.Before.InvokeId";
    good_json(&saved(&both(), words));
}

/// What runs are compared with: the newest that has ended before it, of the same command or else of the same name and type.
#[test]
fn the_run_before_is_found() {
    let one = || [instance("i-1", "Success", 0, TEXT)];
    let of = |id, hour, fields: &Value| with(run(id, hour, &one()), fields);
    let same = json!({});
    let open = json!({"InvocationStatus": "Running"});
    let twin = json!({"CommandId": "c-2"});
    let other = json!({"CommandId": "c-3", "CommandName": "x"});
    let typed = json!({"CommandId": "c-4", "CommandType": "RunBatScript"});
    for (runs, found) in [
        (vec![of("t-a", 5, &same), of("t-b", 4, &same)], Some("t-a")),
        (
            vec![
                of("t-late", 8, &same),
                of("t-open", 6, &open),
                of("t-b", 4, &same),
            ],
            Some("t-b"),
        ),
        // Its command is what makes it the same, and not its name.
        (
            vec![of("t-twin", 6, &twin), of("t-b", 4, &same)],
            Some("t-b"),
        ),
        (
            vec![of("t-twin", 6, &twin), of("t-x", 6, &other)],
            Some("t-twin"),
        ),
        (
            vec![
                of("t-x", 6, &other),
                of("t-bat", 6, &typed),
                of("t-late", 8, &twin),
            ],
            None,
        ),
        (vec![of("t-open", 6, &open)], None),
        (vec![], None),
    ] {
        let mut all = vec![run("t-7", 7, &one())];
        all.extend(runs);
        all.sort_by_key(|it| std::cmp::Reverse(it["CreationTime"].to_string()));
        for asked in [server(&all).run("t-7 --diff"), saved(&all, "t-7 --diff")] {
            let Some(id) = found else {
                let asked = asked.exits(4).says("no run before `t-7` was found");
                assert_eq!(asked.stdout(), "");
                continue;
            };
            let told = format!("1 the same\nt-7 compared with {id} of ");
            assert!(asked.stdout().starts_with(&told), "{id}: {asked}");
            assert_eq!(asked.code, 0);
        }
    }
}

#[test]
fn a_run_that_is_named_may_be_of_another_command_and_must_be_there() {
    let other = json!({"CommandId": "c-9", "CommandName": "other"});
    let [now, then] = both();
    let runs = [now, with(then, &other)];
    let run = saved(&runs, "t-2 --diff=t-1 --no-patch").exits(0);
    assert!(
        run.lines()[1].ends_with("which ran another command: other (c-9)"),
        "{run}"
    );
    saved(&runs, "t-2 --diff=t-1 --json")
        .exits(0)
        .says("which ran another command: other (c-9)");
    for asked in [
        server(&runs).run("t-2 --diff=t-x"),
        saved(&runs, "t-2 --diff=t-x"),
    ] {
        assert_eq!(asked.exits(4).says("t-x").stdout(), "");
    }
    assert_eq!(saved(&runs, "t-x --diff=t-1").exits(4).stdout(), "");
}

/// Only those that are named, in both.
#[test]
fn instances_can_be_named() {
    let server = server(&both());
    for asked in [
        "t-2 i-same,i-good --diff --no-patch",
        "t-2 i-good,i-same --diff=t-1 --no-patch",
    ] {
        let run = server.run(asked).exits(0);
        assert_eq!(run.lines()[0], "1 fixed, 1 the same", "{run}");
    }
}

#[test]
fn the_exit_code_is_that_of_the_new_run() {
    for (words, code) in [
        ("t-2 --diff", 0),
        ("t-2 --diff --exit-status", 1),
        ("t-1 --diff=t-2 --exit-status=remote", 1),
        ("t-2 --diff --strict", 5),
    ] {
        assert_eq!(server(&both()).run(words).code, code, "{words}");
    }
    let good = [
        run("t-2", 7, &[instance("i-1", "Success", 0, "")]),
        run("t-1", 6, &[instance("i-1", "Failed", 1, "")]),
    ];
    let waited = server(&good).run("t-2 --diff --wait").exits(0);
    assert!(waited.stdout().starts_with("1 fixed\n"), "{waited}");
}

/// What is cut may have differed, and what is not known may be anything.
#[test]
fn what_is_no_proof_is_said() {
    let cut = with(instance("i-1", "Success", 0, TEXT), &json!({"Dropped": 9}));
    let whole = instance("i-1", "Success", 0, TEXT);
    let none = with(whole.clone(), &json!({"Output": "%%%"}));
    for (now, then, first, told) in [
        (&cut, &whole, "1 the same", "is the same is no proof: i-1"),
        (&whole, &cut, "1 the same", "is the same is no proof: i-1"),
        (
            &none,
            &none,
            "1 with unknown output",
            "was not compared: i-1",
        ),
        (
            &whole,
            &none,
            "1 with unknown output",
            "was not compared: i-1",
        ),
    ] {
        let runs = [
            run("t-2", 7, std::slice::from_ref(now)),
            run("t-1", 6, std::slice::from_ref(then)),
        ];
        for words in ["t-2 --diff", "t-2 --diff -o jsonl"] {
            let asked = saved(&runs, words).exits(0).says(told);
            assert!(
                words.ends_with("jsonl") || asked.stdout().starts_with(first),
                "{asked}"
            );
        }
    }
}

/// A run that was found and cannot be asked for is compared by its status, and that is no success.
#[test]
fn a_run_whose_output_cannot_be_asked_for_is_never_the_same() {
    let [now, then] = [
        run("t-2", 7, &[instance("i-1", "Success", 0, TEXT)]),
        run("t-1", 6, &[instance("i-1", "Success", 0, TEXT)]),
    ];
    let listed = with(
        then,
        &json!({"InvokeInstances": {"InvokeInstance": [{"InstanceId": "i-1", "InvocationStatus": "Success", "ExitCode": 0}]}}),
    );
    let (now, listed) = (now.to_string(), listed.to_string());
    let found = || [list(&[&now]), list(&[&now, &listed]), list::<&str>(&[])];
    let peer = Rogue::new(found().into_iter().chain([Answer::denied()]));
    let asked = peer
        .run("t-2 --diff --jobs 1")
        .exits(7)
        .says("Forbidden.RAM");
    assert!(
        asked.stdout().starts_with("1 with unknown output\n"),
        "{asked}"
    );
    // The search itself fails: nobody knows whether there is a run before.
    let peer = Rogue::new([list(&[&now]), Answer::denied(), Answer::denied()]);
    let asked = peer.run("t-2 --diff --jobs 1");
    assert_ne!(asked.code, 0);
    assert_eq!(asked.hides("no run before").stdout(), "");
}

#[test]
fn what_does_not_go_together_is_told() {
    let server = server(&both());
    for (words, told) in [
        ("--diff", "--diff compares one invocation"),
        ("t-2 t-3 t-4 --diff", "--diff compares one invocation"),
        ("c-1 t-2 --diff", "--diff compares one invocation"),
        ("t-2 --diff t-1", "--diff=t-1"),
        ("t-2 --diff=t-2", "that is the run itself"),
        (
            "t-2 --diff=i-1",
            "--diff=`i-1`: must be the ID of an invocation",
        ),
        (
            "t-2 --diff -o csv",
            "--diff is for table, json and jsonl, not for -o csv",
        ),
        ("t-2 --diff -q", "not for -o ids"),
        ("t-2 --diff -o wide", "not for -o wide"),
        ("t-2 --diff --failed", "no local filter"),
        ("t-2 --diff --grep a", "--grep has no part"),
        ("t-2 --diff --summary", "--summary has no part"),
        ("t-2 --diff --columns id", "--columns has no part"),
        ("t-2 --diff --history", "--history has no part"),
        ("t-2 --no-patch", "--no-patch belongs to --diff"),
        (
            "t-2 --diff --no-patch --json",
            "--no-patch is for the table",
        ),
    ] {
        server.run(words).exits(2).says(told);
    }
    assert_eq!(server.requests().len(), 0);
}
