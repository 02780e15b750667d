//! ACS3-HMAC-SHA256: the `Authorization` header names the key, the signed headers and the signature.

use super::Claim;
use crate::api::sign::acs3::{self, ALGORITHM, Parts};
use crate::sandbox::call::Call;
use crate::sandbox::refusal::Refusal;

/// What an ACS3 request says of itself.
pub fn claim(call: &Call) -> Result<Claim, Refusal> {
    let header = |name: &str| call.header(name).ok_or_else(|| Refusal::missing(name));
    let authorization = header("authorization")?;
    let (timestamp, nonce) = (header("x-acs-date")?, header("x-acs-signature-nonce")?);
    let sent_hash = header("x-acs-content-sha256")?;
    let authorization = Authorization::parse(&authorization).ok_or_else(malformed)?;
    let signed = signed_headers(call, authorization.signed_headers).ok_or_else(malformed)?;
    let hash = acs3::payload_hash(&call.body);
    let string_to_sign = string_to_sign(call, &signed, &hash);
    Ok(Claim {
        key_id: authorization.key_id.to_owned(),
        token: call
            .header("x-acs-security-token")
            .filter(|token| !token.is_empty()),
        timestamp,
        nonce,
        signature: authorization.signature.to_owned(),
        string_to_sign,
        // A header that lies about the body is refused even where the signature is right for the body.
        intact: sent_hash == hash,
        sign: acs3::signature,
    })
}

struct Authorization<'a> {
    key_id: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`.
    fn parse(header: &'a str) -> Option<Self> {
        let fields = header.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
        let field = |name: &str| {
            fields
                .split(',')
                .filter_map(|field| field.trim().split_once('='))
                .find(|(each, _)| *each == name)
                .map(|(_, value)| value)
                .filter(|value| !value.is_empty())
        };
        Some(Self {
            key_id: field("Credential")?,
            signed_headers: field("SignedHeaders")?,
            signature: field("Signature")?,
        })
    }
}

/// The headers named as signed, as they arrived; none when one of them is missing, when the list is not sorted, or when a
/// header that must be signed is not on it.
fn signed_headers(call: &Call, list: &str) -> Option<Vec<(String, String)>> {
    let names: Vec<&str> = list.split(';').collect();
    let must_be_signed = |name: &str| name == "host" || name.starts_with("x-acs-");
    if !names.is_sorted()
        || call
            .headers
            .keys()
            .any(|name| must_be_signed(name.as_str()) && !names.contains(&name.as_str()))
    {
        return None;
    }
    names
        .into_iter()
        .map(|name| Some((name.to_owned(), call.header(name)?)))
        .collect()
}

fn string_to_sign(call: &Call, signed: &[(String, String)], payload_hash: &str) -> String {
    let canonical = Parts {
        method: call.method.as_str(),
        path: &call.path,
        query: &pairs(&call.query),
        headers: &pairs(signed),
        payload_hash,
    }
    .canonical_request();
    acs3::string_to_sign(&canonical)
}

fn pairs(owned: &[(String, String)]) -> Vec<(&str, &str)> {
    owned
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

fn malformed() -> Refusal {
    Refusal::incomplete_signature()
}
