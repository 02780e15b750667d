//! Credentials in JSON. Errors name fields and never repeat a value, which may be part of a secret.

use std::ops::Deref;

use jiff::Timestamp;
use serde_json::Value;
use zeroize::Zeroize as _;

use crate::api::credentials::Credentials;
use crate::secret::Secret;

/// How a source names the fields.
pub(super) struct FieldNames {
    pub id: &'static str,
    pub secret: &'static str,
    pub token: &'static str,
    pub expires: &'static [&'static str],
}

/// The names of STS, metadata and URIs.
pub(super) const SERVICE: FieldNames = FieldNames {
    id: "AccessKeyId",
    secret: "AccessKeySecret",
    token: "SecurityToken",
    expires: &["Expiration"],
};

/// The names of the vendor's CLI, which are those of its file.
pub(super) const CLI: FieldNames = FieldNames {
    id: "access_key_id",
    secret: "access_key_secret",
    token: "sts_token",
    expires: &["expiration", "sts_expiration"],
};

/// JSON that may hold keys; its texts are wiped when it is dropped.
pub(super) struct WipedJson(Value);

impl Deref for WipedJson {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

impl Drop for WipedJson {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(map) => map.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Reads a body as JSON.
pub(super) fn json(body: &[u8]) -> Result<WipedJson, String> {
    // The parser's own message may quote what it found.
    serde_json::from_slice(body)
        .map(WipedJson)
        .map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            if body.trim_ascii().is_empty() {
                "nothing came".to_owned()
            } else {
                format!("what came is not JSON, at {place}")
            }
        })
}

/// Keys out of an object; `token` tells whether one has to be there.
pub(super) fn keys(value: &Value, names: &FieldNames, token: bool) -> Result<Credentials, String> {
    let text = |name: &str| {
        let text = value.get(name).and_then(Value::as_str);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let needed = |name: &str| text(name).ok_or_else(|| format!("`{name}` is not there"));
    let credentials = Credentials {
        key_id: needed(names.id)?,
        secret: Secret::new(needed(names.secret)?),
        token: text(names.token).map(Secret::new),
        expires: names.expires.iter().find_map(|name| time(value.get(name)?)),
    };
    if token && credentials.token.is_none() {
        return Err(format!("`{}` is not there", names.token));
    }
    Ok(credentials)
}

/// A time as text, or as seconds since 1970.
fn time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => text.parse().ok(),
        // The vendor's CLI writes 0 where it knows none.
        Value::Number(seconds) => {
            let seconds = seconds.as_i64().filter(|seconds| *seconds > 0)?;
            Timestamp::from_second(seconds).ok()
        }
        _ => None,
    }
}

/// Credentials of the metadata service or a URI. A `Code` that is there must be `Success`.
pub(super) fn successful(body: &[u8]) -> Result<Credentials, String> {
    let body = json(body)?;
    let is_word = |code: &str| {
        let mut bytes = code.bytes();
        code.len() <= 64 && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'.')
    };
    match body.get("Code").and_then(Value::as_str) {
        None | Some("Success") => keys(&body, &SERVICE, true),
        Some(code) if is_word(code) => Err(format!("its `Code` is `{code}`, not `Success`")),
        Some(_) => Err("its `Code` is not `Success`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_wiped_wherever_it_stands() {
        let text = r#"{"Credentials":{"AccessKeySecret":"s","list":["t",{"x":"u"}],"n":1},"SecurityToken":"v"}"#;
        let mut value: Value = serde_json::from_str(text).unwrap();
        wipe(&mut value);
        let wiped = r#"{"Credentials":{"AccessKeySecret":"","list":["",{"x":""}],"n":1},"SecurityToken":""}"#;
        assert_eq!(value.to_string(), wiped);
    }
}
