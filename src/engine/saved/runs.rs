//! Saved runs: the bodies of DescribeInvocationResults, and what `--history --json` prints.

use serde::de::Error as _;
use serde_json::value::RawValue;

use super::fields::{ObjectFields, fields};
use super::page::{SavedPage, answer};
use crate::api::wire;
use crate::model::{Body, Encoding, Invocation};

/// A body of the API, a list of runs, or one run by itself.
pub(super) fn page(json: &str, encoding: Encoding) -> Result<SavedPage, serde_json::Error> {
    if json.starts_with('{') {
        let object = fields(json)?;
        let has = |name| value(&object, name).is_some();
        if has("Invocation") && !has("InstanceId") {
            return Ok(answer(wire::runs(json.to_owned(), encoding)?));
        }
        return printed(json, &[object], encoding);
    }
    let list: Vec<&RawValue> = serde_json::from_str(json)?;
    let objects: Result<Vec<ObjectFields<'_>>, _> =
        list.iter().map(|one| fields(one.get())).collect();
    printed(json, &objects?, encoding)
}

/// Runs as they are printed: an instance each, with its invocation inside.
fn printed(
    json: &str,
    objects: &[ObjectFields<'_>],
    encoding: Encoding,
) -> Result<SavedPage, serde_json::Error> {
    let turned: Result<Vec<String>, _> = objects.iter().map(turned_round).collect();
    let list = Body::new(format!("[{}]", turned?.join(",")));
    let mut parser = serde_json::Deserializer::from_str(list.as_str());
    let invocations = Invocation::read_list(&list, encoding, &mut parser)?;
    Ok(SavedPage {
        body: Body::new(json.to_owned()),
        invocations: invocations.into_iter().map(Invocation::as_run).collect(),
        is_answer: false,
        has_more: false,
        walk: None,
        older_runs: false,
    })
}

/// The invocation with its instance inside.
fn turned_round(run: &ObjectFields<'_>) -> Result<String, serde_json::Error> {
    let outer = match value(run, "Invocation") {
        Some(invocation) => fields(invocation.get())?,
        None => Vec::new(),
    };
    if value(run, "InstanceId").is_none() || value(&outer, "InvokeId").is_none() {
        let name = run.first().map_or("nothing", |(name, _)| name);
        let problem = match value(run, "InvokeId").or(value(run, "Invocations")) {
            Some(_) => "these are invocations; leave --history out".to_owned(),
            None => format!(
                "an object without InstanceId and Invocation.InvokeId, which begins with `{name}`"
            ),
        };
        return Err(serde_json::Error::custom(problem));
    }
    let inner = run.iter().filter(|(name, _)| *name != "Invocation");
    Ok(format!(
        r#"{{{},"InvokeInstances":[{{{}}}]}}"#,
        joined(outer.iter().map(text)),
        joined(inner.map(text))
    ))
}

fn value<'a>(fields: &ObjectFields<'a>, name: &str) -> Option<&'a RawValue> {
    let field = fields.iter().find(|(each, _)| *each == name);
    field.map(|(_, value)| *value)
}

fn text<'a>((name, value): &(&'a str, &'a RawValue)) -> (&'a str, &'a str) {
    (name, value.get())
}

/// Fields as they stand in an object, from their names and their values as JSON text.
pub(super) fn joined<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let texts = fields.map(|(name, value)| format!(r#""{name}":{value}"#));
    texts.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(json: &str) -> Result<Vec<String>, String> {
        let page = page(json, Encoding::Base64).map_err(|error| error.to_string())?;
        Ok(page.invocations.iter().map(Invocation::key).collect())
    }

    const RUN: &str = r#"{"InstanceId":"i-1","Repeats":7,"Invocation":{"InvokeId":"t-1"}}"#;

    #[test]
    fn every_form_is_read() {
        let body = r#"{"Invocation":{"InvocationResults":{"InvocationResult":[{"InvokeId":"t-1","InstanceId":"i-1","Repeats":7}]}}}"#;
        for text in [body, RUN, &format!("[{RUN}]")] {
            assert_eq!(keys(text), Ok(vec!["t-1/i-1/7".to_owned()]), "{text}");
        }
        assert_eq!(keys("[]"), Ok(vec![]));
    }

    #[test]
    fn other_things_are_told_apart() {
        let told = |text| keys(text).unwrap_err();
        for invocations in [r#"{"Invocations":{}}"#, r#"[{"InvokeId":"t-1"}]"#] {
            assert!(told(invocations).contains("leave --history out"));
        }
        assert!(told(r#"{"Commands":1}"#).contains("`Commands`"));
        assert!(told(r#"[{"InstanceId":"i-1","Invocation":{}}]"#).contains("InvokeId"));
        assert!(keys("[3]").is_err() && keys("3").is_err());
    }
}
