//! Invocations from JSON: saved answers, which are served with every field they came with, and descriptions of records
//! with relative times, such as the built-in fleet.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::Facts;
use super::record::{Encoding, Form, Invocation};
use super::run::Run;
use crate::sandbox::error::SandboxError;

/// A JSON object.
pub type Object = Map<String, Value>;

/// Invocations in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Saved(Arc<[Item]>);

/// One of them.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// From an answer.
    Answered(Answered),
    /// Described with relative times.
    Described(Box<Invocation>),
}

/// An invocation as an answer has it: text fields are Base64, the lists have the wrappers of the API.
#[derive(Clone, Debug)]
pub(crate) struct Answered(Object);

impl Saved {
    /// Reads bodies, arrays and single invocations, one after the other.
    pub(crate) fn parse(text: &str) -> Result<Self, SandboxError> {
        let mut all = Vec::new();
        let mut position = 0;
        for value in serde_json::Deserializer::from_str(text).into_iter() {
            position += 1;
            collect(value.map_err(SandboxError::SavedJson)?, &mut all)
                .map_err(|problem| SandboxError::SavedShape { position, problem })?;
        }
        if position == 0 {
            return Err(SandboxError::SavedEmpty);
        }
        Ok(Self(all.into()))
    }

    /// The built-in fleet.
    pub(crate) fn built_in() -> Self {
        // A test reads it, so an unreadable one cannot be shipped.
        Self::parse(include_str!("builtin.json")).unwrap_or_default()
    }

    /// The invocations.
    pub(crate) fn items(&self) -> &[Item] {
        &self.0
    }
}

/// Adds the invocations that a value holds.
fn collect(value: Value, all: &mut Vec<Item>) -> Result<(), String> {
    match value {
        Value::Array(items) => items.into_iter().try_for_each(|item| collect(item, all)),
        Value::Object(mut body) => {
            if let Some(Value::Object(mut list)) = body.remove("Invocations") {
                return match list.remove("Invocation") {
                    Some(items @ Value::Array(_)) => collect(items, all),
                    _ => Err("has `Invocations` without a list `Invocation` in it".to_owned()),
                };
            }
            if !body.get("InvokeId").is_some_and(Value::is_string) {
                let problem = if body.contains_key("Code") {
                    "is an error of the service, not a list of invocations"
                } else {
                    "has neither `Invocations` nor an `InvokeId`"
                };
                return Err(problem.to_owned());
            }
            all.push(item(body)?);
            Ok(())
        }
        _ => Err("is neither a body nor a list of invocations".to_owned()),
    }
}

/// Brings an invocation into the form of the API, or reads its description, which has an `Age`. A list printed for reading
/// has decoded texts, marked by a `Derived` field, and no wrappers around its lists.
fn item(mut body: Object) -> Result<Item, String> {
    for (outer, inner) in [("InvokeInstances", "InvokeInstance"), ("Tags", "Tag")] {
        if let Some(list) = body.get_mut(outer).filter(|list| list.is_array()) {
            let items = list.take();
            *list = json!({ inner: items });
        }
    }
    if body.contains_key("Age") {
        return serde_json::from_value(Value::Object(body))
            .map(|description| Item::Described(Box::new(description)))
            .map_err(|error| format!("has an `Age` and cannot be read as a description: {error}"));
    }
    let derived = body.remove("Derived");
    if let Some(derived) = &derived {
        encode(&mut body, "CommandContent", derived.get("CommandEncoding"));
    }
    for instance in instances_mut(&mut body) {
        let here = instance.remove("Derived").unwrap_or_default();
        if derived.is_some() {
            encode(instance, "Output", here.get("OutputEncoding"));
        }
    }
    Ok(Item::Answered(Answered(body)))
}

impl Answered {
    /// What filters look at. Answers do not tell the resource group, so a saved invocation has one only where somebody
    /// wrote `ResourceGroupId` into it.
    pub(crate) fn facts(&self) -> Facts<'_> {
        let text = |name| text(&self.0, name);
        Facts {
            id: text("InvokeId"),
            command_id: text("CommandId"),
            name: text("CommandName"),
            kind: text("CommandType"),
            mode: text("RepeatMode"),
            timed: self.0.get("Timed").is_some_and(is_true),
            status: text("InvocationStatus"),
            old_status: text("InvokeStatus"),
            resource_group: text("ResourceGroupId"),
            tags: objects(&self.0, "Tags", "Tag")
                .map(|tag| (self::text(tag, "TagKey"), self::text(tag, "TagValue")))
                .collect(),
            instances: objects(&self.0, "InvokeInstances", "InvokeInstance")
                .map(|instance| self::text(instance, "InstanceId"))
                .collect(),
        }
    }

    /// Appends it as JSON, its texts in the asked encoding, its outputs only when asked for.
    pub(crate) fn write(&self, into: &mut Vec<u8>, form: Form) {
        let mut body = self.0.clone();
        recode(&mut body, "CommandContent", form.encoding);
        for instance in instances_mut(&mut body) {
            if form.output {
                recode(instance, "Output", form.encoding);
            } else {
                instance.remove("Output");
            }
        }
        // Writing a value into memory cannot fail.
        let _ = serde_json::to_writer(into, &body);
    }
}

impl Answered {
    /// How it went on each instance.
    pub(crate) fn runs(&self) -> Vec<Run> {
        let instances = objects(&self.0, "InvokeInstances", "InvokeInstance");
        Run::answered(self.0.clone(), instances)
    }
}

pub(super) fn text<'a>(object: &'a Object, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Some bodies quote their booleans.
fn is_true(value: &Value) -> bool {
    match value {
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        other => other.as_bool() == Some(true),
    }
}

fn objects<'a>(body: &'a Object, outer: &str, inner: &str) -> impl Iterator<Item = &'a Object> {
    body.get(outer)
        .and_then(|list| list.get(inner)?.as_array())
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
}

fn instances_mut(body: &mut Object) -> impl Iterator<Item = &mut Object> {
    body.get_mut("InvokeInstances")
        .and_then(|list| list.get_mut("InvokeInstance")?.as_array_mut())
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
}

/// Encodes a decoded text, unless it is marked as still encoded.
fn encode(object: &mut Object, name: &str, encoding: Option<&Value>) {
    if encoding.is_none_or(|encoding| encoding != "base64")
        && let Some(Value::String(text)) = object.get_mut(name)
    {
        *text = STANDARD.encode(&*text);
    }
}

/// Brings a saved text into the asked encoding. One that is not Base64 was saved as plain text.
pub(super) fn recode(object: &mut Object, name: &str, encoding: Encoding) {
    if let Some(Value::String(text)) = object.get_mut(name) {
        *text = match (STANDARD.decode(&*text), encoding) {
            (Ok(_), Encoding::Base64) => return,
            (Ok(bytes), encoding) => encoding.encode(&bytes),
            (Err(_), encoding) => encoding.encode(text.as_bytes()),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"InvokeId":"t-1","CommandContent":"bHM=","New":1,"Tags":{"Tag":[{"TagKey":"a","TagValue":"b"}]},
        "InvokeInstances":{"InvokeInstance":[{"InstanceId":"i-1","Output":"/w=="}]}}"#;

    fn answered(saved: &Saved) -> &Answered {
        match &saved.items()[0] {
            Item::Answered(answered) => answered,
            Item::Described(_) => panic!("a description"),
        }
    }

    fn written(saved: &Saved, form: Form) -> Value {
        let mut text = Vec::new();
        answered(saved).write(&mut text, form);
        serde_json::from_slice(&text).unwrap()
    }

    #[test]
    fn every_form_of_saved_data_is_read() {
        let body =
            format!(r#"{{"RequestId":"r","Invocations":{{"Invocation":[{RECORD},{RECORD}]}}}}"#);
        let spaced = body.replace(':', ": ");
        for (text, count) in [
            (body.clone(), 2),
            (format!("{body}\n{spaced}\n"), 4),
            (format!("{body}{body}"), 4),
            (format!("[{RECORD}]"), 1),
            (format!("[{body}]"), 2),
            (format!("{RECORD}\n{RECORD}"), 2),
            ("[]".to_owned(), 0),
        ] {
            assert_eq!(Saved::parse(&text).unwrap().items().len(), count, "{text}");
        }
    }

    #[test]
    fn other_text_is_refused_with_its_place() {
        let message = |text: &str| Saved::parse(text).unwrap_err().to_string();
        assert_eq!(message(" "), "the saved data is empty");
        assert_eq!(message("{"), "the saved data is not JSON");
        let text = format!("[{RECORD}] {{}}");
        let expected = "value 2 of the saved data has neither `Invocations` nor an `InvokeId`";
        assert_eq!(message(&text), expected);
        assert!(message(r#"{"Code":"Throttling"}"#).contains("is an error of the service"));
    }

    #[test]
    fn fields_are_kept_and_texts_recoded() {
        let saved = Saved::parse(RECORD).unwrap();
        let facts = answered(&saved).facts();
        assert_eq!((facts.id, facts.instances), ("t-1", vec!["i-1"]));
        assert_eq!(facts.tags, [("a", "b")]);
        let plain = written(
            &saved,
            Form {
                encoding: Encoding::PlainText,
                output: true,
            },
        );
        assert_eq!(plain["CommandContent"], "ls");
        assert_eq!(plain["New"], 1);
        assert_eq!(
            plain["InvokeInstances"]["InvokeInstance"][0]["Output"],
            "\u{fffd}"
        );
        let bare = written(&saved, Form::default());
        assert_eq!(bare["CommandContent"], "bHM=");
        assert_eq!(
            bare["InvokeInstances"]["InvokeInstance"][0].get("Output"),
            None
        );
    }

    #[test]
    fn a_list_printed_for_reading_is_brought_into_the_services_form() {
        let text = r#"[{"InvokeId":"t-1","CommandContent":"ls","Derived":{},"Tags":[{"TagKey":"a","TagValue":"b"}],
            "InvokeInstances":[{"InstanceId":"i-1","Output":"/w==","Derived":{"OutputEncoding":"base64"}}]}]"#;
        let saved = Saved::parse(text).unwrap();
        let body = written(
            &saved,
            Form {
                output: true,
                ..Form::default()
            },
        );
        assert_eq!(body["CommandContent"], "bHM=");
        assert_eq!(
            body["InvokeInstances"]["InvokeInstance"][0]["Output"],
            "/w=="
        );
        assert_eq!(body["Tags"]["Tag"][0]["TagKey"], "a");
        assert_eq!(body.get("Derived"), None);
    }

    #[test]
    fn a_description_is_told_from_a_saved_answer_by_its_age() {
        let text = r#"[{"InvokeId":"t-1","Age":60,"About":"a failure","InvokeInstances":[
            {"InstanceId":"i-1","Steps":[[1,"Running"],[2,"Failed"]],"ExitCode":3}]}]"#;
        let saved = Saved::parse(text).unwrap();
        let Item::Described(record) = &saved.items()[0] else {
            panic!("a saved answer");
        };
        let start = "2026-06-24T08:15:30Z".parse().unwrap();
        let record = Invocation::clone(record).advance(start, start);
        let instance = &record.invoke_instances.invoke_instance[0];
        assert_eq!(record.invocation_status, "Failed");
        assert_eq!(instance.exit_code, Some(3));
        assert_eq!(instance.error_code, "ExitCodeNonzero");
        let error = Saved::parse(&text.replace("Steps", "Step")).unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("value 1 of the saved data has an `Age`"),
            "{message}"
        );
        assert!(message.contains("unknown field `Step`"), "{message}");
    }
}
