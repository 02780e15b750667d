//! Every known answer is let through, and no changed byte is.

use bytes::Bytes;
use hyper::Method;
use proptest::prelude::*;

use super::*;
use crate::api::encode::canonical_query;
use crate::api::sign;
use crate::secret::Secret;

const NOW: &str = "2026-06-24T08:15:30Z";

fn keys() -> Keys {
    Keys::new(vec![
        AccessKey::parse("testid:testsecret").unwrap(),
        AccessKey::parse("STS.id:testsecret:token").unwrap(),
    ])
}

fn code(call: &Call) -> String {
    let result = authenticate(call, &keys(), &Nonces::default(), NOW.parse().unwrap());
    result.map_or_else(|refusal| refusal.code.into_owned(), |()| String::new())
}

fn owned(params: &[(&str, &str)]) -> Vec<(String, String)> {
    params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// An RPC call with these parameters beside the common ones; half of them in the body.
fn rpc_call(extra: &[(&str, &str)]) -> Call {
    let mut params = vec![
        ("Action", "DescribeInvocations"),
        ("AccessKeyId", "testid"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", "n1"),
        ("SignatureType", ""),
        ("Timestamp", NOW),
    ];
    params.retain(|(name, _)| extra.iter().all(|(each, _)| each != name));
    params.extend(extra.iter().filter(|(_, value)| *value != "(none)"));
    let to_sign = sign::rpc::string_to_sign("POST", &params);
    let signature = sign::rpc::signature(&Secret::new("testsecret".to_owned()), &to_sign);
    params.push(("Signature", &signature));
    let (query, form) = params.split_at(4);
    Call {
        method: Method::POST,
        path: "/".to_owned(),
        headers: hyper::HeaderMap::new(),
        query: owned(query),
        form: owned(form),
        body: Bytes::new(),
    }
}

/// An ACS3 call with a query and a form body; `extra` headers are signed too.
fn acs3_call(key_id: &str, extra: &[(&'static str, &str)]) -> Call {
    let body = canonical_query(&[("MaxResults", "5")]);
    let hash = sign::acs3::payload_hash(body.as_bytes());
    let mut headers = vec![
        ("host", "127.0.0.1:1"),
        ("x-acs-action", "DescribeInvocations"),
        ("x-acs-content-sha256", hash.as_str()),
        ("x-acs-date", NOW),
        ("x-acs-signature-nonce", "n1"),
        ("x-acs-version", "2014-05-26"),
    ];
    headers.extend(extra);
    headers.sort_unstable();
    let query = [("RegionId", "cn-hangzhou")];
    let parts = sign::acs3::Parts {
        method: "POST",
        path: "/",
        query: &query,
        headers: &headers,
        payload_hash: &hash,
    };
    let to_sign = sign::acs3::string_to_sign(&parts.canonical_request());
    let authorization = format!(
        "ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={},Signature={}",
        parts.signed_headers(),
        sign::acs3::signature(&Secret::new("testsecret".to_owned()), &to_sign)
    );
    let mut map = hyper::HeaderMap::new();
    for (name, value) in &headers {
        map.insert(*name, value.parse().unwrap());
    }
    map.insert("authorization", authorization.parse().unwrap());
    map.insert("user-agent", "not signed".parse().unwrap());
    Call {
        method: Method::POST,
        path: "/".to_owned(),
        headers: map,
        query: owned(&query),
        form: owned(&[("MaxResults", "5")]),
        body: Bytes::from(body),
    }
}

#[test]
fn rightly_signed_calls_pass() {
    assert_eq!(code(&rpc_call(&[("Tag.1.Key", "部署 a+b")])), "");
    assert_eq!(code(&acs3_call("testid", &[])), "");
    let sts = acs3_call("STS.id", &[("x-acs-security-token", "token")]);
    assert_eq!(code(&sts), "");
}

#[test]
fn each_missing_or_wrong_common_parameter_has_its_code() {
    for (name, value, expected) in [
        ("AccessKeyId", "(none)", "MissingAccessKeyId"),
        ("AccessKeyId", "nobody", "InvalidAccessKeyId.NotFound"),
        ("SignatureNonce", "", "MissingSignatureNonce"),
        ("Timestamp", "(none)", "MissingTimestamp"),
        ("Timestamp", "yesterday", "InvalidTimeStamp.Format"),
        (
            "Timestamp",
            "2026-06-24T07:00:00Z",
            "InvalidTimeStamp.Expired",
        ),
        (
            "SignatureMethod",
            "HMAC-SHA256",
            "InvalidParameter.SignatureMethod",
        ),
        (
            "SignatureVersion",
            "2.0",
            "InvalidParameter.SignatureVersion",
        ),
        (
            "SignatureType",
            "BEARERTOKEN",
            "InvalidParameter.SignatureType",
        ),
        (
            "SecurityToken",
            "x",
            "InvalidSecurityToken.MismatchWithAccessKey",
        ),
        ("SecurityToken", "a b", "InvalidSecurityToken.Malformed"),
        ("AccessKeyId", "STS.id", "MissingSecurityToken"),
    ] {
        assert_eq!(
            code(&rpc_call(&[(name, value)])),
            expected,
            "{name}={value}"
        );
    }
    let wrong = rpc_call(&[("AccessKeyId", "STS.id"), ("SecurityToken", "other")]);
    assert_eq!(code(&wrong), "InvalidSecurityToken.MismatchWithAccessKey");
}

#[test]
fn a_nonce_works_once_and_a_refused_call_does_not_use_it_up() {
    let (nonces, now) = (Nonces::default(), NOW.parse().unwrap());
    let mut forged = rpc_call(&[]);
    forged.query.push(("Timed".to_owned(), "true".to_owned()));
    assert!(authenticate(&forged, &keys(), &nonces, now).is_err());
    for call in [rpc_call(&[]), acs3_call("testid", &[])] {
        let nonces = Nonces::default();
        assert_eq!(authenticate(&call, &keys(), &nonces, now), Ok(()));
        let again = authenticate(&call, &keys(), &nonces, now).unwrap_err();
        assert_eq!(again.code, "SignatureNonceUsed");
    }
    assert_eq!(authenticate(&rpc_call(&[]), &keys(), &nonces, now), Ok(()));
}

#[test]
fn the_message_holds_the_string_to_sign() {
    let mut call = rpc_call(&[]);
    call.method = Method::GET;
    let refusal =
        authenticate(&call, &keys(), &Nonces::default(), NOW.parse().unwrap()).unwrap_err();
    let (words, string) = refusal
        .message
        .split_once(" server string to sign is:")
        .unwrap();
    assert_eq!(
        words,
        "Specified signature is not matched with our calculation."
    );
    assert!(
        string.starts_with("GET&%2F&AccessKeyId%3Dtestid%26"),
        "{string}"
    );
}

#[test]
fn acs3_wants_its_headers_there_signed_and_sorted() {
    let without = |name: &str| {
        let mut call = acs3_call("testid", &[]);
        call.headers.remove(name);
        code(&call)
    };
    assert_eq!(without("x-acs-date"), "MissingParameter");
    assert_eq!(without("host"), "IncompleteSignature");
    let mut added = acs3_call("testid", &[]);
    added
        .headers
        .insert("x-acs-security-token", "t".parse().unwrap());
    assert_eq!(code(&added), "IncompleteSignature");
    for garbage in ["Bearer x", "ACS3-HMAC-SHA256 Credential=testid"] {
        let mut call = acs3_call("testid", &[]);
        call.headers
            .insert("authorization", garbage.parse().unwrap());
        assert_eq!(code(&call), "IncompleteSignature");
    }
}

/// Changes the text at a place, in a way that keeps it a valid header value.
fn flip(text: &str, place: prop::sample::Index) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let place = place.index(bytes.len());
    bytes[place] = if bytes[place] == b'7' { b'8' } else { b'7' };
    String::from_utf8(bytes).unwrap()
}

proptest! {
    #[test]
    fn a_changed_byte_in_any_parameter_is_refused(which in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(), name in any::<bool>()) {
        let mut call = rpc_call(&[("RegionId", "cn-hangzhou"), ("CommandName", "a")]);
        let count = call.query.len() + call.form.len();
        let pair = call.query.iter_mut().chain(&mut call.form).nth(which.index(count)).unwrap();
        let part = if name || pair.1.is_empty() { &mut pair.0 } else { &mut pair.1 };
        *part = flip(part, place);
        prop_assert_ne!(code(&call), "");
    }

    #[test]
    fn a_changed_byte_in_any_signed_header_is_refused(which in any::<prop::sample::Index>(), place in any::<prop::sample::Index>()) {
        let mut call = acs3_call("testid", &[]);
        let names: Vec<_> = call.headers.keys().filter(|name| *name != "user-agent").cloned().collect();
        let name = &names[which.index(names.len())];
        let value = flip(call.headers[name].to_str().unwrap(), place);
        call.headers.insert(name.clone(), value.parse().unwrap());
        prop_assert_ne!(code(&call), "");
    }

    #[test]
    fn a_changed_byte_in_query_or_body_is_refused(place in any::<prop::sample::Index>()) {
        let mut call = acs3_call("testid", &[]);
        call.query[0].1 = flip("cn-hangzhou", place);
        prop_assert_eq!(code(&call), "SignatureDoesNotMatch");
        let mut call = acs3_call("testid", &[]);
        call.body = Bytes::from(flip("MaxResults=5", place));
        prop_assert_eq!(code(&call), "SignatureDoesNotMatch");
    }
}
