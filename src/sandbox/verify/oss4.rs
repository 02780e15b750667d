//! OSS4-HMAC-SHA256: key, scope, additional headers and signature stand in the `Authorization` header. It has no nonce.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::claim::Claim;
use crate::api::sign::oss4::{self, ALGORITHM, ObjectParts, UNSIGNED};
use crate::sandbox::call::Call;
use crate::sandbox::refusal::Refusal;

/// What stands bare in a canonical path.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'/');

/// The region that a request for an object is signed for; none, if it is none.
pub fn region(call: &Call) -> Option<String> {
    let authorization = call.header("authorization")?;
    let credential = field(&authorization, "Credential")?;
    credential.split('/').nth(2).map(str::to_owned)
}

/// What a request for an object says of itself.
pub fn claim(call: &Call) -> Result<Claim, Refusal> {
    let header = |name: &str| call.header(name).ok_or_else(|| Refusal::missing(name));
    let authorization = header("authorization")?;
    let time = header("x-oss-date")?;
    let malformed = Refusal::incomplete_signature;
    let credential = field(&authorization, "Credential").ok_or_else(malformed)?;
    let (key_id, scope) = credential.split_once('/').ok_or_else(malformed)?;
    let signature = field(&authorization, "Signature").ok_or_else(malformed)?;
    let additional = field(&authorization, "AdditionalHeaders").unwrap_or_default();
    let headers = signed_headers(call, additional).ok_or_else(malformed)?;
    let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (&**n, &**v)).collect();
    let canonical = ObjectParts {
        method: call.method.as_str(),
        path: &utf8_percent_encode(&call.path, PATH).to_string(),
        headers: &headers,
        additional,
    }
    .canonical_request();
    let day = time.get(..8).unwrap_or_default();
    let region = region(call).unwrap_or_default();
    Ok(Claim {
        key_id: key_id.to_owned(),
        token: call.header("x-oss-security-token"),
        timestamp: extended(&time).unwrap_or_default(),
        nonce: None,
        signature: signature.to_owned(),
        string_to_sign: oss4::string_to_sign(&time, scope, &canonical),
        intact: scope == oss4::scope(day, &region)
            && call.header("x-oss-content-sha256").as_deref() == Some(UNSIGNED),
        sign: oss4::signature,
    })
}

fn field<'a>(authorization: &'a str, name: &str) -> Option<&'a str> {
    let fields = authorization.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
    let fields = fields.split(',').filter_map(|it| it.trim().split_once('='));
    let (_, value) = fields.into_iter().find(|(each, _)| *each == name)?;
    Some(value)
}

/// The headers that are signed, in the order of their names: those that must be, and the additional ones.
fn signed_headers(call: &Call, additional: &str) -> Option<Vec<(String, String)>> {
    let additional: Vec<&str> = additional.split(';').filter(|it| !it.is_empty()).collect();
    let must = |name: &str| name.starts_with("x-oss-") || name.starts_with("content-");
    let must = |name: &str| must(name) && name != "content-length";
    let names = call.headers.keys().map(hyper::header::HeaderName::as_str);
    let mut names: Vec<&str> = names.filter(|name| must(name)).collect();
    names.extend(&additional);
    names.sort_unstable();
    names
        .into_iter()
        .map(|name| Some((name.to_owned(), call.header(name)?)))
        .collect()
}

/// `20260624T081530Z` as other requests write it.
fn extended(time: &str) -> Option<String> {
    let time = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", time).ok()?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
