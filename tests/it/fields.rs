//! `--json=FIELDS`: of each object only these fields.

use serde_json::json;

use crate::support::{Invq, Server, good_json, rows};

const ONE: &str = "t-hz04d6zz0k4jpl";

fn kept(words: &str) -> String {
    let run = Server::built_in().run(&format!("{ONE} {words}")).quiet();
    run.lines()
        .into_iter()
        .filter(|line| line.len() > 1)
        .collect()
}

#[test]
fn fields_come_in_the_order_in_which_they_were_named_and_paths_keep_their_nesting() {
    for (words, shown) in [
        (
            "--json=CommandName,InvokeId",
            r#"{"CommandName":"warm-cache","InvokeId":"t-hz04d6zz0k4jpl"}"#,
        ),
        (
            "-o jsonl --json=InvokeId",
            r#"{"InvokeId":"t-hz04d6zz0k4jpl"}"#,
        ),
        (
            "--json=Derived.Verdict,Derived.Instances.Total,InvokeInstances.InvocationStatus,Tags.TagKey",
            r#"{"Derived":{"Verdict":"stopped","Instances":{"Total":5}},"InvokeInstances":[{"InvocationStatus":"Terminated"},{"InvocationStatus":"Terminated"},{"InvocationStatus":"Terminated"},{"InvocationStatus":"Cancelled"},{"InvocationStatus":"Cancelled"}],"Tags":[{"TagKey":"team"}]}"#,
        ),
    ] {
        assert_eq!(kept(words), shown, "{words}");
    }
}

#[test]
fn a_whole_field_and_a_part_of_it_is_the_whole() {
    let server = Server::built_in();
    let whole = &good_json(&server.run(&format!("{ONE} --json")))[0]["Derived"].clone();
    for fields in ["Derived,Derived.Verdict", "Derived.Verdict,Derived"] {
        let run = server.run(&format!("{ONE} --json={fields}"));
        assert_eq!(&good_json(&run)[0]["Derived"], whole);
    }
}

/// Output is a field like any other, where it is asked for.
#[test]
fn instances_and_outputs_too() {
    let name = "部署-订单服务-灰度发布-第三批";
    let outputs = json!([
        {"Output": "等待副本就绪……\n"},
        {"Output": "Error: UPGRADE FAILED: timed out waiting for the condition\n"}
    ]);
    for (words, expected) in [
        (
            "--per-instance --json=ExitCode,Invocation.CommandName",
            json!([
                {"ExitCode": null, "Invocation": {"CommandName": name}},
                {"ExitCode": 1, "Invocation": {"CommandName": name}}
            ]),
        ),
        (
            "--json=InvokeInstances.Output",
            json!([{"InvokeInstances": outputs}]),
        ),
    ] {
        let run = Server::built_in().run(&format!("t-hz04d7h5v2s1eg {words}"));
        assert_eq!(good_json(&run), expected, "{words}");
    }
}

/// A name that invq does not know is most likely a slip, and a list of `{}` would say nothing of it.
#[test]
fn an_unknown_field_is_told_before_anything_is_asked() {
    for (words, told) in rows(
        "--json=InvokeId,invokeId → `invokeId`; did you mean `InvokeId`?
        -o jsonl --json=Derived.Verdikt → did you mean `Derived.Verdict`?
        --per-instance --json=CommandName → did you mean `Invocation.CommandName`?
        --history --json=Repeat → did you mean `Repeats`?
        --json=New --jq . → `--jq '.[].New'` reads
        --json=InvokeId, → a field is empty
        --json=Derived..Verdict → a field is empty
        --json=.InvokeId → a field is empty
        --summary --json=Key → --summary has the fields Key and Count",
    ) {
        let server = Server::built_in();
        let run = server.run(&format!("{ONE} {words}")).exits(2).says(told);
        assert_eq!(run.stdout(), "", "{words}");
        assert_eq!(server.requests().len(), 0, "{words}");
    }
    let saved = r#"[{"InvokeId":"t-1","New":1}]"#;
    let run = Invq::new("--from - --json=New").stdin(saved).run();
    assert_eq!(run.exits(2).says("invq knows no field `New`").stdout(), "");
    Invq::new("--json=InvokeId -o csv").run().exits(2);
}

/// Every field that invq's JSON has can be asked for.
#[test]
fn the_fields_of_the_result_are_known() {
    let server = Server::built_in();
    let scheduled = "t-hz04d798w1r5zg";
    for words in ["", "--per-instance", &format!("{scheduled} --history")] {
        let program =
            r#"[paths | map(strings) | join(".") | select(. != "")] | unique | join(",")"#;
        let run = server
            .invq(&format!("{words} --include-output --jq"))
            .arg(program)
            .run();
        let all = run.exits(0).stdout();
        server
            .run(&format!("{words} --include-output --json={}", all.trim()))
            .exits(0);
    }
}

/// Numbers that no double can hold stay what they are, and so does everything else of a field.
#[test]
fn values_are_not_touched() {
    let fields = r#""Timeout":12345678901234567890123,"Frequency":1.50,"Launcher":{"B":1,"A":2}"#;
    let saved = format!(r#"[{{"InvokeId":"t-1",{fields}}}]"#);
    let invq = Invq::new("--from - --json=Timeout,Frequency,Launcher").stdin(&saved);
    let shown = format!("[\n{{{fields}}}\n]\n");
    assert_eq!(invq.run().quiet().stdout(), shown);
}

/// What is not shown needs no word.
#[test]
fn texts_that_are_not_kept_are_not_warned_of() {
    let saved = r#"[{"InvokeId":"t-1","CommandContent":"%%%","InvokeInstances":[{"InstanceId":"i-1","Output":"%%%"}]}]"#;
    let told = |fields: &str| {
        let words = format!("--from - --include-output --json={fields}");
        let run = Invq::new(&words).stdin(saved).run().exits(0);
        ["output", "script"].map(|what| run.stderr().contains(&format!("the {what} is not Base64")))
    };
    assert_eq!(told("InvokeId"), [false, false]);
    assert_eq!(told("CommandContent"), [false, true]);
    assert_eq!(told("InvokeInstances.Output,InvokeId"), [true, false]);
    assert_eq!(told("InvokeInstances"), [true, false]);
}
