//! Records as JSON objects in the form of an answer: reading their fields, and how their texts are encoded.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// A JSON object.
pub type Object = Map<String, Value>;

/// The text of a field; empty where it has none.
pub fn text<'a>(object: &'a Object, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Whether a field is true. Some bodies quote their booleans.
pub fn is_true(object: &Object, name: &str) -> bool {
    match object.get(name) {
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        other => other.and_then(Value::as_bool) == Some(true),
    }
}

/// The objects of a list with the wrapper that the API puts around it.
pub fn objects<'a>(
    record: &'a Object,
    outer: &str,
    inner: &str,
) -> impl Iterator<Item = &'a Object> {
    let list = record
        .get(outer)
        .and_then(|list| list.get(inner)?.as_array());
    list.into_iter().flatten().filter_map(Value::as_object)
}

/// The instances of an invocation.
pub fn instances(record: &Object) -> impl Iterator<Item = &Object> {
    objects(record, "InvokeInstances", "InvokeInstance")
}

/// The instances of an invocation, to change them.
pub fn instances_mut(record: &mut Object) -> impl Iterator<Item = &mut Object> {
    let list = record.get_mut("InvokeInstances");
    let list = list.and_then(|list| list.get_mut("InvokeInstance")?.as_array_mut());
    list.into_iter().flatten().filter_map(Value::as_object_mut)
}

/// Changes each text that comes encoded: scripts and outputs.
pub fn change_texts(record: &mut Object, change: impl Fn(&str) -> String) {
    let of = |object: &mut Object, name| {
        if let Some(Value::String(text)) = object.get_mut(name) {
            *text = change(text);
        }
    };
    of(record, "CommandContent");
    of(record, "Output");
    for instance in instances_mut(record) {
        of(instance, "Output");
    }
}

/// Decodes a text; bytes that are no UTF-8 are replaced.
pub fn plain(encoded: &str) -> String {
    let bytes = STANDARD.decode(encoded).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Encodes a text that is not Base64, which was saved as plain text.
pub fn encoded(text: &str) -> String {
    match STANDARD.decode(text) {
        Ok(_) => text.to_owned(),
        Err(_) => STANDARD.encode(text),
    }
}
