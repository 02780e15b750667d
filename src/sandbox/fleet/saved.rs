//! Invocations from JSON: saved answers, which are served with every field they came with, and descriptions of records
//! with relative times, such as the built-in fleet.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::description::Description;
use super::object::{Object, change_texts, encoded, instances_mut};
use crate::sandbox::error::SandboxError;

/// Invocations in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Saved(Arc<[Item]>);

/// One of them.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// From an answer: its texts are Base64, and its lists have the wrappers of the API.
    Answered(Object),
    /// Described with relative times.
    Described(Box<Description>),
}

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
    let mut body = match value {
        Value::Array(items) => return items.into_iter().try_for_each(|item| collect(item, all)),
        Value::Object(body) => body,
        _ => return Err("is neither a body nor a list of invocations".to_owned()),
    };
    if let Some(Value::Object(mut list)) = body.remove("Invocations") {
        return match list.remove("Invocation") {
            Some(items @ Value::Array(_)) => collect(items, all),
            _ => Err("has `Invocations` without a list `Invocation` in it".to_owned()),
        };
    }
    if body.get("InvokeId").is_some_and(Value::is_string) {
        all.push(item(body)?);
        return Ok(());
    }
    Err(if body.contains_key("Code") {
        "is an error of the service, not a list of invocations".to_owned()
    } else {
        "has neither `Invocations` nor an `InvokeId`".to_owned()
    })
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
        return Description::read(Value::Object(body))
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
    change_texts(&mut body, encoded);
    Ok(Item::Answered(body))
}

/// Encodes a decoded text, unless it is marked as still encoded.
fn encode(object: &mut Object, name: &str, encoding: Option<&Value>) {
    if encoding.is_none_or(|encoding| encoding != "base64")
        && let Some(Value::String(text)) = object.get_mut(name)
    {
        *text = STANDARD.encode(&*text);
    }
}

#[cfg(test)]
mod tests {
    use super::super::description::Moment;
    use super::*;

    const RECORD: &str = r#"{"InvokeId":"t-1","CommandContent":"bHM=","New":1,"Tags":{"Tag":[{"TagKey":"a","TagValue":"b"}]},
        "InvokeInstances":{"InvokeInstance":[{"InstanceId":"i-1","Output":"/w=="}]}}"#;

    fn answered(text: &str) -> Value {
        match &Saved::parse(text).unwrap().items()[0] {
            Item::Answered(record) => Value::Object(record.clone()),
            Item::Described(_) => panic!("a description"),
        }
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
    fn fields_are_kept_and_plain_texts_encoded() {
        let record = answered(RECORD);
        assert_eq!(
            (&record["CommandContent"], &record["New"]),
            (&"bHM=".into(), &1.into())
        );
        let plain = answered(&RECORD.replace("bHM=", "df -h /"));
        assert_eq!(plain["CommandContent"], "ZGYgLWggLw==");
    }

    #[test]
    fn a_list_printed_for_reading_is_brought_into_the_services_form() {
        let text = r#"[{"InvokeId":"t-1","CommandContent":"ls","Derived":{},"Tags":[{"TagKey":"a","TagValue":"b"}],
            "InvokeInstances":[{"InstanceId":"i-1","Output":"/w==","Derived":{"OutputEncoding":"base64"}}]}]"#;
        let body = answered(text);
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
        let moment = Moment {
            start,
            now: start,
            output: false,
            history: false,
        };
        let record = Value::Object(record.at(&moment));
        let instance = &record["InvokeInstances"]["InvokeInstance"][0];
        assert_eq!(record["InvocationStatus"], "Failed");
        assert_eq!(instance["ExitCode"], 3);
        assert_eq!(instance["ErrorCode"], "ExitCodeNonzero");
        let error = Saved::parse(&text.replace("Steps", "Step")).unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("value 1 of the saved data has an `Age`"),
            "{message}"
        );
        assert!(message.contains("unknown field `Step`"), "{message}");
    }

    #[test]
    fn a_description_that_no_answer_could_come_from_is_refused() {
        for (field, why) in [
            (r#""Timed":true"#, "unknown field `Timed`"),
            (r#""Timeout":"60""#, "`Timeout` is of another type"),
            (
                r#""InvokeInstances":[{"Steps":[[1,"Ran"]]}]"#,
                "unknown status `Ran`",
            ),
        ] {
            let text = format!(r#"{{"InvokeId":"t-1","Age":60,{field}}}"#);
            let error = Saved::parse(&text).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
