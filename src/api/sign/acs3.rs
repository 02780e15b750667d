//! ACS3-HMAC-SHA256: the newer scheme, which signs headers and a hash of the body.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{hex, hmac_sha256};
use crate::api::encode::canonical_query;
use crate::secret::Secret;

/// The name of the scheme, as it stands in the `Authorization` header.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// SHA-256 of a body in lower-case hexadecimal, the value of `x-acs-content-sha256`.
pub fn payload_hash(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

/// The parts of a request that ACS3 signs.
#[derive(Debug)]
pub struct Parts<'a> {
    /// Upper-case HTTP method.
    pub method: &'a str,
    /// Path, `/` for RPC actions.
    pub path: &'a str,
    /// Query parameters, decoded.
    pub query: &'a [(&'a str, &'a str)],
    /// The headers to sign: names in lower case, sorted; values are trimmed here.
    pub headers: &'a [(&'a str, &'a str)],
    /// The value of `x-acs-content-sha256`.
    pub payload_hash: &'a str,
}

impl Parts<'_> {
    /// The names of the signed headers, joined with `;`.
    pub fn signed_headers(&self) -> String {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        names.join(";")
    }

    /// The canonical request.
    pub fn canonical_request(&self) -> String {
        let query = canonical_query(self.query);
        let mut text = format!("{}\n{}\n{query}\n", self.method, self.path);
        for (name, value) in self.headers {
            // Writing into a String cannot fail.
            let _ = writeln!(text, "{name}:{}", value.trim());
        }
        let _ = write!(text, "\n{}\n{}", self.signed_headers(), self.payload_hash);
        text
    }
}

/// What is signed: the scheme and the hash of the canonical request.
pub fn string_to_sign(canonical_request: &str) -> String {
    format!(
        "{ALGORITHM}\n{}",
        payload_hash(canonical_request.as_bytes())
    )
}

/// The signature in lower-case hexadecimal.
pub fn signature(secret: &Secret, string_to_sign: &str) -> String {
    hex(&hmac_sha256(
        secret.expose().as_bytes(),
        string_to_sign.as_bytes(),
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Vector {
        name: String,
        method: String,
        path: String,
        access_key_secret: String,
        query: BTreeMap<String, String>,
        headers: BTreeMap<String, String>,
        body: String,
        payload_hash: String,
        canonical_request: String,
        signed_headers: String,
        string_to_sign: String,
        signature: String,
    }

    fn pairs(map: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
        map.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect()
    }

    #[test]
    fn every_known_answer_comes_out() {
        let text = include_str!("../../../tests/fixtures/vectors/acs3-hmac-sha256.json");
        let vectors: Vec<Vector> = serde_json::from_str(text).unwrap();
        assert_eq!(vectors.len(), 15);
        for v in vectors {
            let name = &v.name;
            assert_eq!(payload_hash(v.body.as_bytes()), v.payload_hash, "{name}");
            let signed: Vec<&str> = v.signed_headers.split(';').collect();
            let lower: BTreeMap<String, String> = v
                .headers
                .iter()
                .map(|(k, v)| (k.to_lowercase(), v.clone()))
                .collect();
            let headers: Vec<_> = pairs(&lower)
                .into_iter()
                .filter(|(k, _)| signed.contains(k))
                .collect();
            let parts = Parts {
                method: &v.method,
                path: &v.path,
                query: &pairs(&v.query),
                headers: &headers,
                payload_hash: &v.payload_hash,
            };
            assert_eq!(parts.canonical_request(), v.canonical_request, "{name}");
            assert_eq!(parts.signed_headers(), v.signed_headers, "{name}");
            let to_sign = string_to_sign(&v.canonical_request);
            assert_eq!(to_sign, v.string_to_sign, "{name}");
            let secret = Secret::new(v.access_key_secret);
            assert_eq!(signature(&secret, &to_sign), v.signature, "{name}");
        }
    }
}
