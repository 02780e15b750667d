//! Invocations from saved bodies, served with every field they came with.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::Facts;
use crate::sandbox::error::SandboxError;
use crate::sandbox::write::{Encoding, Form};

/// Saved invocations, in the order in which they were saved.
#[derive(Clone, Debug)]
pub struct Saved(Arc<[SavedInvocation]>);

/// One of them. Text fields are Base64, the lists have the service's wrappers.
#[derive(Clone, Debug)]
pub(crate) struct SavedInvocation(Map<String, Value>);

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

    /// The invocations.
    pub(crate) fn invocations(&self) -> &[SavedInvocation] {
        &self.0
    }
}

/// Adds the invocations that a value holds.
fn collect(value: Value, all: &mut Vec<SavedInvocation>) -> Result<(), &'static str> {
    match value {
        Value::Array(items) => items.into_iter().try_for_each(|item| collect(item, all)),
        Value::Object(mut body) => {
            if let Some(Value::Object(mut list)) = body.remove("Invocations") {
                return match list.remove("Invocation") {
                    Some(items @ Value::Array(_)) => collect(items, all),
                    _ => Err("has `Invocations` without a list `Invocation` in it"),
                };
            }
            if !body.get("InvokeId").is_some_and(Value::is_string) {
                return Err(if body.contains_key("Code") {
                    "is an error of the service, not a list of invocations"
                } else {
                    "has neither `Invocations` nor an `InvokeId`"
                });
            }
            all.push(SavedInvocation::new(body));
            Ok(())
        }
        _ => Err("is neither a body nor a list of invocations"),
    }
}

impl SavedInvocation {
    /// Brings an invocation into the service's form: a list printed for reading has decoded texts, marked by a
    /// `Derived` field, and no wrappers around its lists.
    fn new(mut body: Map<String, Value>) -> Self {
        let derived = body.remove("Derived");
        if let Some(derived) = &derived {
            encode(&mut body, "CommandContent", derived.get("CommandEncoding"));
        }
        for (outer, inner) in [("InvokeInstances", "InvokeInstance"), ("Tags", "Tag")] {
            if let Some(list) = body.get_mut(outer).filter(|list| list.is_array()) {
                let items = list.take();
                *list = json!({ inner: items });
            }
        }
        for instance in instances_mut(&mut body) {
            let here = instance.remove("Derived").unwrap_or_default();
            if derived.is_some() {
                encode(instance, "Output", here.get("OutputEncoding"));
            }
        }
        Self(body)
    }

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

/// What a result says of its invocation.
const OF_INVOCATION: [&str; 9] = [
    "CommandId",
    "InvokeId",
    "Username",
    "ContainerId",
    "ContainerName",
    "Launcher",
    "TerminationMode",
    "OssOutputDelivery",
    "Tags",
];

/// The fields of an instance that its result does not have.
const NOT_OF_RESULT: [&str; 3] = ["CreationTime", "UpdateTime", "Timed"];

/// The fields that are called otherwise in a result.
const RENAMED: [(&str, &str); 2] = [
    ("FinishTime", "FinishedTime"),
    ("InstanceInvokeStatus", "InvokeRecordStatus"),
];

impl SavedInvocation {
    /// Appends the instance at a place as a result.
    pub(crate) fn write_result(&self, place: usize, into: &mut Vec<u8>, encoding: Encoding) {
        let mut instances = objects(&self.0, "InvokeInstances", "InvokeInstance");
        let instance = instances.nth(place).into_iter().flatten();
        let called = |name: &str| {
            let renamed = RENAMED.iter().find(|(here, _)| *here == name);
            renamed.map_or(name, |(_, there)| there).to_owned()
        };
        let mut body: Map<String, Value> = instance
            .filter(|(name, _)| !NOT_OF_RESULT.contains(&name.as_str()))
            .map(|(name, value)| (called(name), value.clone()))
            .collect();
        for name in OF_INVOCATION {
            if let Some(value) = self.0.get(name) {
                body.insert(name.to_owned(), value.clone());
            }
        }
        recode(&mut body, "Output", encoding);
        // Writing a value into memory cannot fail.
        let _ = serde_json::to_writer(into, &body);
    }
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Some bodies quote their booleans.
fn is_true(value: &Value) -> bool {
    match value {
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        other => other.as_bool() == Some(true),
    }
}

fn objects<'a>(
    body: &'a Map<String, Value>,
    outer: &str,
    inner: &str,
) -> impl Iterator<Item = &'a Map<String, Value>> {
    body.get(outer)
        .and_then(|list| list.get(inner)?.as_array())
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
}

fn instances_mut(body: &mut Map<String, Value>) -> impl Iterator<Item = &mut Map<String, Value>> {
    body.get_mut("InvokeInstances")
        .and_then(|list| list.get_mut("InvokeInstance")?.as_array_mut())
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
}

/// Encodes a decoded text, unless it is marked as still encoded.
fn encode(object: &mut Map<String, Value>, name: &str, encoding: Option<&Value>) {
    if encoding.is_none_or(|encoding| encoding != "base64")
        && let Some(Value::String(text)) = object.get_mut(name)
    {
        *text = STANDARD.encode(&*text);
    }
}

/// Brings a saved text into the asked encoding. One that is not Base64 was saved as plain text.
fn recode(object: &mut Map<String, Value>, name: &str, encoding: Encoding) {
    if let Some(Value::String(text)) = object.get_mut(name) {
        *text = match (STANDARD.decode(&*text), encoding) {
            (Ok(_), Encoding::Base64) => return,
            (Ok(bytes), encoding) => encoding.encode(&bytes).into_owned(),
            (Err(_), encoding) => encoding.encode(text.as_bytes()).into_owned(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"InvokeId":"t-1","CommandContent":"bHM=","New":1,"Tags":{"Tag":[{"TagKey":"a","TagValue":"b"}]},
        "InvokeInstances":{"InvokeInstance":[{"InstanceId":"i-1","Output":"/w=="}]}}"#;

    fn written(saved: &Saved, form: Form) -> Value {
        let mut text = Vec::new();
        saved.invocations()[0].write(&mut text, form);
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
            assert_eq!(
                Saved::parse(&text).unwrap().invocations().len(),
                count,
                "{text}"
            );
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
        let facts = saved.invocations()[0].facts();
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
}
