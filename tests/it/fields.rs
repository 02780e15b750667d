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

/// A field that no object has is most likely a slip; the objects are printed all the same.
#[test]
fn an_unknown_field_is_a_warning() {
    let server = Server::built_in();
    let run = server
        .run(&format!("{ONE} --json=InvokeId,invokeId,Derived.Verdikt"))
        .exits(0);
    assert_eq!(
        run.stdout(),
        "[\n{\"InvokeId\":\"t-hz04d6zz0k4jpl\",\"Derived\":{}}\n]\n"
    );
    let run = run
        .says("warning: --json=FIELDS: no object has `invokeId`; names are case-sensitive")
        .says("no object has `Derived.Verdikt`");
    assert!(!run.stderr().contains("`InvokeId`"), "{run}");
    // Where there is no object at all, nobody can know.
    Invq::new("--from - --json=nothing")
        .stdin("[]")
        .run()
        .quiet();
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
    let saved =
        r#"[{"InvokeId":"t-1","Big":12345678901234567890123,"Exact":1.50,"Deep":{"B":1,"A":2}}]"#;
    let run = Invq::new("--from - --json=Big,Exact,Deep")
        .stdin(saved)
        .run()
        .quiet();
    assert_eq!(
        run.stdout(),
        "[\n{\"Big\":12345678901234567890123,\"Exact\":1.50,\"Deep\":{\"B\":1,\"A\":2}}\n]\n"
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
