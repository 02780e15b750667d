//! Pages of runs: each becomes an invocation with one instance.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::api::wire::{Page, runs};
use crate::model::Encoding;

const RENAMED: [(&str, &str); 2] = [
    ("FinishedTime", "FinishTime"),
    ("InvokeRecordStatus", "InstanceInvokeStatus"),
];

fn read(text: &str) -> Result<Page, serde_json::Error> {
    runs(text.to_owned(), Encoding::Base64)
}

fn body(results: &Value) -> String {
    json!({"RequestId": "R", "Invocation": {"NextToken": "AA", "TotalCount": 0,
        "InvocationResults": {"InvocationResult": results}}})
    .to_string()
}

#[test]
fn a_run_has_the_names_of_an_instance_and_of_its_invocation() {
    let result = json!([{"InvokeId": "t-1", "InstanceId": "i-1", "CommandId": "c-1", "InvocationStatus": "Failed",
        "InvokeRecordStatus": "Finished", "ExitCode": 3, "Repeats": 7, "StartTime": "2026-06-24T07:00:00Z",
        "FinishedTime": "2026-06-24T07:00:09Z", "Output": "b2s=", "Tags": {"Tag": [{"TagKey": "a", "TagValue": "b"}]},
        "New": {"x": 1.50}}]);
    let page = read(&body(&result)).unwrap();
    assert_eq!(page.next_token.as_deref(), Some("AA"));
    assert_eq!(page.body.as_str(), body(&result));
    let run = &page.invocations[0];
    assert!(run.is_run());
    assert_eq!(
        (run.id().as_str(), run.key().as_str()),
        ("t-1", "t-1/i-1/7")
    );
    assert_eq!(run.record().text("CommandId").as_deref(), Some("c-1"));
    assert_eq!(run.tags()[0].key, "a");
    assert_eq!(run.time().unwrap().to_string(), "2026-06-24T07:00:00Z");
    let instance = run.instance(0).unwrap();
    assert_eq!(instance.id(), "i-1");
    assert_eq!(
        (instance.exit_code(), instance.took_seconds()),
        (Some(3), Some(9))
    );
    assert_eq!(
        instance.record().text("InstanceInvokeStatus").as_deref(),
        Some("Finished")
    );
    assert_eq!(instance.record().raw("New"), Some(r#"{"x":1.5}"#));
    assert_eq!(instance.output().unwrap().bytes(), b"ok");
}

#[test]
fn a_missing_null_or_empty_token_ends_the_walk_and_lists_may_be_missing() {
    for body in [
        r#"{"Invocation":{}}"#,
        r#"{"Invocation":{"NextToken":null,"InvocationResults":null}}"#,
        r#"{"Invocation":{"NextToken":"","InvocationResults":{"InvocationResult":null}}}"#,
    ] {
        let page = read(body).unwrap();
        assert_eq!(
            (page.next_token, page.invocations.len()),
            (None, 0),
            "{body}"
        );
    }
}

#[test]
fn what_is_no_page_is_refused() {
    for body in [
        "",
        "{}",
        "[]",
        "<html>",
        r#"{"Invocation":{}} trailing"#,
        r#"{"Invocation":[]}"#,
        r#"{"Invocation":{"InvocationResults":{"InvocationResult":[3]}}}"#,
    ] {
        assert!(read(body).is_err(), "{body}");
    }
    let cut = r#"{"Invocation":{"InvocationResults":{"InvocationResult":[{"InvokeId":"#;
    assert!(read(cut).unwrap_err().is_eof());
}

/// Names that are known on either side, and some that nobody knows.
fn name() -> impl Strategy<Value = String> {
    let known = RENAMED
        .into_iter()
        .flat_map(|(theirs, ours)| [theirs, ours]);
    let more = [
        "InvokeId",
        "Username",
        "Tags",
        "InstanceId",
        "Repeats",
        "Output",
    ];
    let known: Vec<String> = known.chain(more).map(str::to_owned).collect();
    prop_oneof![prop::sample::select(known), "[A-Za-z\"\\\\é]{1,6}"]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        Just(Value::Null),
        prop::collection::vec(any::<bool>(), 0..3).prop_map(Value::from),
    ]
}

proptest! {
    /// Nothing is lost and nothing is added: every field of a result is there once, under its own name or the one
    /// that an instance has for it, with its value.
    #[test]
    fn every_field_of_a_result_is_kept(fields in prop::collection::btree_map(name(), value(), 0..12)) {
        let result = Value::from(serde_json::Map::from_iter(fields.clone()));
        let page = read(&body(&json!([result]))).unwrap();
        let run = &page.invocations[0];
        let instance = run.instance(0).unwrap();
        let outer = run.record().iter().filter(|(name, _)| *name != "InvokeInstances");
        let decoded = |(name, value): (&str, &str)| {
            let name: String = serde_json::from_str(&format!("\"{name}\"")).unwrap();
            (name, serde_json::from_str::<Value>(value).unwrap())
        };
        let seen: Vec<(String, Value)> = outer.chain(instance.record().iter()).map(decoded).collect();
        prop_assert_eq!(seen.len(), fields.len());
        let seen: BTreeMap<String, Value> = seen.into_iter().collect();
        let wanted: BTreeMap<String, Value> = fields
            .iter()
            .map(|(name, value)| {
                let ours = RENAMED.iter().find(|(theirs, _)| theirs == name).map(|(_, ours)| (*ours).to_owned());
                let ours = ours.filter(|ours| !fields.contains_key(ours));
                (ours.unwrap_or_else(|| name.clone()), value.clone())
            })
            .collect();
        prop_assert_eq!(seen, wanted);
    }
}
