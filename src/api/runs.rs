//! A page of runs, as DescribeInvocationResults answers it, and as invocations with one instance each.
//!
//! That action writes an instance and what it says of its invocation side by side, calls two fields otherwise, and puts
//! the fields of the page one level deeper. Here each run gets the shape and the names of the other action; fields that
//! nobody knows stay with the instance, as they came.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed as _, Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::wire::Page;
use crate::model::{Body, Encoding, Invocation, ListSeed};

/// What a result says of its invocation.
const OF_INVOCATION: [&str; 9] = [
    "InvokeId",
    "CommandId",
    "Username",
    "ContainerId",
    "ContainerName",
    "Launcher",
    "TerminationMode",
    "OssOutputDelivery",
    "Tags",
];

/// What a result calls otherwise, and how an instance calls it.
const RENAMED: [(&str, &str); 2] = [
    ("FinishedTime", "FinishTime"),
    ("InvokeRecordStatus", "InstanceInvokeStatus"),
];

/// Reads a page. An object that holds neither results nor a request ID is no page.
///
/// # Errors
///
/// When the body is broken or has another shape, with where.
pub fn page(text: String, encoding: Encoding) -> Result<Page, serde_json::Error> {
    let mut parser = serde_json::Deserializer::from_str(&text);
    let answer = parser.deserialize_map(AnswerVisitor)?;
    parser.end()?;
    let invocations = invocations(&answer.results, encoding)?;
    Ok(Page {
        invocations,
        next_token: answer.next_token,
        body: Body::new(text),
    })
}

/// Each result as an invocation with one instance.
fn invocations(
    results: &[&RawValue],
    encoding: Encoding,
) -> Result<Vec<Invocation>, serde_json::Error> {
    let mut list = String::from("[");
    for (index, result) in results.iter().enumerate() {
        if index > 0 {
            list.push(',');
        }
        list.push_str(&reshaped(result.get())?);
    }
    list.push(']');
    let body = Body::new(list);
    let mut parser = serde_json::Deserializer::from_str(body.as_str());
    let list = Invocation::read_list(&body, encoding, &mut parser)?;
    Ok(list.into_iter().map(Invocation::as_run).collect())
}

/// The JSON of a result in the shape of an invocation.
fn reshaped(result: &str) -> Result<String, serde_json::Error> {
    let fields = fields(result)?;
    let (mut outer, mut inner) = (Vec::new(), Vec::new());
    for (name, value) in &fields {
        if OF_INVOCATION.contains(name) {
            outer.push(format!(r#""{name}":{}"#, value.get()));
        } else {
            let name = called(name, &fields);
            inner.push(format!(r#""{name}":{}"#, value.get()));
        }
    }
    outer.push(format!(r#""InvokeInstances":[{{{}}}]"#, inner.join(",")));
    Ok(format!("{{{}}}", outer.join(",")))
}

/// Names, as they stood between their quotes, and values.
pub type Fields<'a> = Vec<(&'a str, &'a RawValue)>;

/// The fields of a JSON object, in the order in which they came.
///
/// # Errors
///
/// When it is no object, or broken.
pub fn fields(json: &str) -> Result<Fields<'_>, serde_json::Error> {
    serde_json::Deserializer::from_str(json).deserialize_map(FieldsVisitor)
}

/// How an instance calls a field; its own name where the other is there already.
fn called<'a>(name: &'a str, fields: &Fields<'_>) -> &'a str {
    let renamed = RENAMED.iter().find(|(theirs, _)| *theirs == name);
    renamed
        .map(|(_, ours)| *ours)
        .filter(|ours| fields.iter().all(|(other, _)| other != ours))
        .unwrap_or(name)
}

#[derive(Default)]
struct Answer<'a> {
    results: Vec<&'a RawValue>,
    next_token: Option<String>,
}

/// Reads the whole answer.
struct AnswerVisitor;

impl<'de> Visitor<'de> for AnswerVisitor {
    type Value = Answer<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of DescribeInvocationResults")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answer<'de>, A::Error> {
        let mut answer = Answer::default();
        let mut recognised = false;
        while let Some(key) = map.next_key::<String>()? {
            recognised |= ["Invocation", "RequestId"].contains(&key.as_str());
            match key.as_str() {
                "Invocation" => {
                    let inner: &RawValue = map.next_value()?;
                    inside(inner, &mut answer).map_err(serde::de::Error::custom)?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if recognised {
            Ok(answer)
        } else {
            let problem = "neither Invocation nor RequestId is there";
            Err(serde::de::Error::custom(problem))
        }
    }
}

/// Reads what stands inside `Invocation`: the results, and the fields of the page.
fn inside<'de>(raw: &'de RawValue, answer: &mut Answer<'de>) -> Result<(), serde_json::Error> {
    if raw.get() == "null" {
        return Ok(());
    }
    for (name, value) in fields(raw.get())? {
        match name {
            "InvocationResults" => {
                let seed = ListSeed {
                    inner: "InvocationResult",
                    element: PhantomData::<&RawValue>,
                };
                answer.results =
                    seed.deserialize(&mut serde_json::Deserializer::from_str(value.get()))?;
            }
            "NextToken" => {
                let token: Option<String> = serde_json::from_str(value.get())?;
                answer.next_token = token.filter(|token| !token.is_empty());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reads an object's fields in the order in which they came.
struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            let key = key.get();
            let name = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
            fields.push((name.unwrap_or(key), value));
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn read(text: &str) -> Result<Page, serde_json::Error> {
        page(text.to_owned(), Encoding::Base64)
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
    fn a_missing_null_or_empty_token_ends_the_walk_and_wrappers_may_be_missing() {
        for body in [
            r#"{"RequestId":"R"}"#,
            r#"{"Invocation":null}"#,
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
            r#"{"RequestId":"R"} trailing"#,
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
        let known = OF_INVOCATION
            .into_iter()
            .chain(
                RENAMED
                    .into_iter()
                    .flat_map(|(theirs, ours)| [theirs, ours]),
            )
            .chain(["InstanceId", "Repeats", "Output"]);
        let known: Vec<String> = known.map(str::to_owned).collect();
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
}
