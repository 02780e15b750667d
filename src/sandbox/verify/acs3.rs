//! ACS3-HMAC-SHA256: the `Authorization` header names the key, the signed headers and the signature.

use super::claim::Claim;
use crate::api::sign::acs3::{self, ALGORITHM, Parts};
use crate::sandbox::call::Call;
use crate::sandbox::refusal::Refusal;

/// What an ACS3 request says of itself.
pub fn claim(call: &Call) -> Result<Claim, Refusal> {
    let header = |name: &str| call.header(name).ok_or_else(|| Refusal::missing(name));
    let authorization = header("authorization")?;
    let (timestamp, nonce) = (header("x-acs-date")?, header("x-acs-signature-nonce")?);
    let sent_hash = header("x-acs-content-sha256")?;
    let malformed = Refusal::incomplete_signature;
    let [key_id, signed, signature] = fields(&authorization).ok_or_else(malformed)?;
    let signed = signed_headers(call, signed).ok_or_else(malformed)?;
    let hash = acs3::payload_hash(&call.body);
    let canonical = Parts {
        method: call.method.as_str(),
        path: &call.path,
        query: &pairs(&call.query),
        headers: &pairs(&signed),
        payload_hash: &hash,
    }
    .canonical_request();
    Ok(Claim {
        key_id: key_id.to_owned(),
        token: call
            .header("x-acs-security-token")
            .filter(|token| !token.is_empty()),
        timestamp,
        nonce: Some(nonce),
        signature: signature.to_owned(),
        string_to_sign: acs3::string_to_sign(&canonical),
        // A header that lies about the body is refused even where the signature is right for the body.
        intact: sent_hash == hash,
        sign: acs3::signature,
    })
}

/// Key, signed headers and signature of `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`.
fn fields(authorization: &str) -> Option<[&str; 3]> {
    let fields = authorization.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
    let fields = fields
        .split(',')
        .filter_map(|field| field.trim().split_once('='));
    let field = |name| {
        let (_, value) = fields.clone().find(|(each, _)| *each == name)?;
        Some(value).filter(|value| !value.is_empty())
    };
    Some([
        field("Credential")?,
        field("SignedHeaders")?,
        field("Signature")?,
    ])
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

fn pairs(owned: &[(String, String)]) -> Vec<(&str, &str)> {
    owned
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}
