//! `--json=FIELDS`: of each object only these fields.

use crate::support::{Invq, Server, good_json};

const ONE: &str = "t-hz04d6zz0k4jpl";

fn kept(words: &str) -> String {
    let run = Server::built_in().run(&format!("{ONE} {words}")).quiet();
    run.lines()
        .into_iter()
        .filter(|line| line.len() > 1)
        .collect()
}

#[test]
fn fields_come_in_the_order_in_which_they_were_named() {
    assert_eq!(
        kept("--json=CommandName,InvokeId"),
        r#"{"CommandName":"warm-cache","InvokeId":"t-hz04d6zz0k4jpl"}"#
    );
}

#[test]
fn paths_keep_their_nesting_and_map_over_arrays() {
    assert_eq!(
        kept(
            "--json=Derived.Verdict,Derived.Instances.Total,InvokeInstances.InvocationStatus,Tags.TagKey"
        ),
        r#"{"Derived":{"Verdict":"stopped","Instances":{"Total":5}},"InvokeInstances":[{"InvocationStatus":"Terminated"},{"InvocationStatus":"Terminated"},{"InvocationStatus":"Terminated"},{"InvocationStatus":"Cancelled"},{"InvocationStatus":"Cancelled"}],"Tags":[{"TagKey":"team"}]}"#
    );
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

#[test]
fn jsonl_and_instances_too() {
    let lines = kept("-o jsonl --json=InvokeId");
    assert_eq!(lines, r#"{"InvokeId":"t-hz04d6zz0k4jpl"}"#);
    let server = Server::built_in();
    let run = server.run("t-hz04d7h5v2s1eg --per-instance --json=ExitCode,Invocation.CommandName");
    assert_eq!(
        good_json(&run),
        serde_json::json!([
            {"ExitCode": null, "Invocation": {"CommandName": "部署-订单服务-灰度发布-第三批"}},
            {"ExitCode": 1, "Invocation": {"CommandName": "部署-订单服务-灰度发布-第三批"}}
        ])
    );
}

/// A name that invq does not know is most likely a slip, and a list of `{}` would say nothing of it.
#[test]
fn an_unknown_field_is_told_before_anything_is_asked() {
    for (words, told) in [
        (
            "--json=InvokeId,invokeId",
            "`invokeId`; did you mean `InvokeId`?",
        ),
        (
            "-o jsonl --json=Derived.Verdikt",
            "did you mean `Derived.Verdict`?",
        ),
        (
            "--per-instance --json=CommandName",
            "did you mean `Invocation.CommandName`?",
        ),
        ("--history --json=Repeat", "did you mean `Repeats`?"),
        ("--json=New --jq .", "`--jq '.[].New'` reads"),
    ] {
        let server = Server::built_in();
        let run = server.run(&format!("{ONE} {words}")).exits(2).says(told);
        assert_eq!(run.stdout(), "", "{words}");
        assert_eq!(server.requests().len(), 0, "{words}");
    }
    let saved = r#"[{"InvokeId":"t-1","New":1}]"#;
    let run = Invq::new("--from - --json=New").stdin(saved).run();
    assert_eq!(run.exits(2).says("invq knows no field `New`").stdout(), "");
    Invq::new("--summary --json=Key")
        .run()
        .exits(2)
        .says("--summary has the fields Key and Count");
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

/// Output is a field like any other, where it is asked for.
#[test]
fn output_can_be_kept_alone() {
    let run = Server::built_in().run("t-hz04d7h5v2s1eg --json=InvokeInstances.Output");
    assert_eq!(
        good_json(&run),
        serde_json::json!([{"InvokeInstances": [
            {"Output": "等待副本就绪……\n"},
            {"Output": "Error: UPGRADE FAILED: timed out waiting for the condition\n"}
        ]}])
    );
}

#[test]
fn an_empty_field_is_none() {
    for fields in [
        "--json=InvokeId,",
        "--json=Derived..Verdict",
        "--json=.InvokeId",
    ] {
        Invq::new(fields).run().exits(2).says("a field is empty");
    }
    Invq::new("--json=InvokeId -o csv").run().exits(2);
}

/// Numbers that no double can hold stay what they are, and so does everything else of a field.
#[test]
fn values_are_not_touched() {
    let saved = r#"[{"InvokeId":"t-1","Timeout":12345678901234567890123,"Frequency":1.50,"Launcher":{"B":1,"A":2}}]"#;
    let run = Invq::new("--from - --json=Timeout,Frequency,Launcher")
        .stdin(saved)
        .run()
        .quiet();
    assert_eq!(
        run.stdout(),
        "[\n{\"Timeout\":12345678901234567890123,\"Frequency\":1.50,\"Launcher\":{\"B\":1,\"A\":2}}\n]\n"
    );
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
