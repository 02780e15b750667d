//! What the JSON of a record must say, worked out from the service's JSON in another way than the renderer's: on parsed
//! values and not on slices of the text.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use invq::model::Encoding;
use serde_json::{Map, Value};

/// The elements of a list, in a wrapper, in several or in none.
pub fn list<'v>(value: &'v Value, inner: &str) -> &'v [Value] {
    match value {
        Value::Array(list) => list,
        Value::Object(map) => map.get(inner).map_or(&[], |value| list(value, inner)),
        _ => &[],
    }
}

/// Checks what was written of a whole page.
pub fn assert_same(page: &Value, written: &Value, encoding: Encoding) {
    let came = page
        .get("Invocations")
        .map_or(&[][..], |value| list(value, "Invocation"));
    let written = written.as_array().expect("no array");
    assert_eq!(came.len(), written.len());
    for (came, written) in came.iter().zip(written) {
        invocation(object(came), object(written), encoding);
    }
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("no object")
}

fn invocation(came: &Map<String, Value>, written: &Map<String, Value>, encoding: Encoding) {
    for (name, value) in came {
        let now = &written[name];
        match name.as_str() {
            "InvokeInstances" | "Derived" => {}
            "Tags" => assert_eq!(*now, tags(value), "Tags"),
            "CommandContent" => {
                assert_eq!(
                    *now,
                    text(value, named(came, "CommandEncoding", encoding)),
                    "{name}"
                );
            }
            _ => assert_eq!(now, value, "{name}"),
        }
    }
    assert_only(came, written, &["InvokeInstances", "Tags", "Derived"]);
    let instances = came
        .get("InvokeInstances")
        .map_or(&[][..], |value| list(value, "InvokeInstance"));
    let now = written["InvokeInstances"]
        .as_array()
        .expect("no list of instances");
    assert_eq!(instances.len(), now.len());
    assert_eq!(written["Derived"]["Instances"]["Total"], instances.len());
    for (came, now) in instances.iter().zip(now) {
        instance(object(came), object(now), encoding);
    }
}

fn instance(came: &Map<String, Value>, written: &Map<String, Value>, encoding: Encoding) {
    for (name, value) in came {
        let now = &written[name];
        match name.as_str() {
            "ExitCode" | "Derived" => {}
            "Output" => assert_eq!(
                *now,
                text(value, named(came, "OutputEncoding", encoding)),
                "{name}"
            ),
            _ => assert_eq!(now, value, "{name}"),
        }
    }
    assert_only(came, written, &["ExitCode", "Derived"]);
    assert_eq!(
        written["ExitCode"],
        exit_code(came).map_or(Value::Null, Value::from)
    );
    assert_eq!(
        written["Derived"]["ExitCodeKnown"],
        exit_code(came).is_some()
    );
}

/// Nothing is there that did not come, but for these.
fn assert_only(came: &Map<String, Value>, written: &Map<String, Value>, added: &[&str]) {
    for name in written.keys() {
        assert!(
            came.contains_key(name) || added.contains(&name.as_str()),
            "{name} came from nowhere"
        );
    }
}

fn exit_code(came: &Map<String, Value>) -> Option<i64> {
    let status = came.get("InvocationStatus")?.as_str()?;
    let ended = ["success", "failed"].contains(&status.to_ascii_lowercase().as_str());
    let code = came.get("ExitCode").filter(|_| ended)?;
    code.as_i64().or_else(|| code.as_str()?.trim().parse().ok())
}

fn tags(value: &Value) -> Value {
    let inner = match value {
        Value::Array(_) => return value.clone(),
        Value::Object(map) => map.get("Tag").filter(|tags| !tags.is_null()),
        _ => None,
    };
    inner.cloned().unwrap_or_else(|| Value::Array(Vec::new()))
}

/// How a text of what invq wrote earlier is encoded.
fn named(came: &Map<String, Value>, name: &str, sent: Encoding) -> Encoding {
    match came.get("Derived") {
        None => sent,
        Some(derived) if derived.get(name).and_then(Value::as_str) == Some("base64") => {
            Encoding::Base64
        }
        Some(_) => Encoding::PlainText,
    }
}

fn text(value: &Value, encoding: Encoding) -> Value {
    let base64 = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let (Some(text), Encoding::Base64) = (value.as_str(), encoding) else {
        return value.clone();
    };
    let bare: String = text.split_ascii_whitespace().collect();
    let decoded = base64
        .decode(bare)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.map_or_else(|| value.clone(), Value::from)
}
