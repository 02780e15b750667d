//! OSS4-HMAC-SHA256: how requests for objects are signed. The key is derived from the day, the region and the service.

use std::fmt::Write as _;

use super::acs3::payload_hash;
use super::{hex, hmac_sha256};
use crate::secret::Secret;

/// The name of the scheme, as it stands in the `Authorization` header.
pub const ALGORITHM: &str = "OSS4-HMAC-SHA256";

/// The hash of a body that is not signed, the value of `x-oss-content-sha256`.
pub const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// How a scope ends.
const LAST: &str = "aliyun_v4_request";

/// The parts of a request that are signed.
#[derive(Debug)]
pub struct ObjectParts<'a> {
    /// Upper-case HTTP method.
    pub method: &'a str,
    /// `/BUCKET/KEY`, percent-encoded but for its slashes.
    pub path: &'a str,
    /// The headers to sign: names in lower case, sorted; values are trimmed here.
    pub headers: &'a [(&'a str, &'a str)],
    /// Names of signed headers that need not be signed, sorted and joined with `;`.
    pub additional: &'a str,
}

impl ObjectParts<'_> {
    /// The canonical request; it has no query.
    pub fn canonical_request(&self) -> String {
        let mut text = format!("{}\n{}\n\n", self.method, self.path);
        for (name, value) in self.headers {
            // Writing into a String cannot fail.
            let _ = writeln!(text, "{name}:{}", value.trim());
        }
        let _ = write!(text, "\n{}\n{UNSIGNED}", self.additional);
        text
    }
}

/// What a signature is good for: a day (`20260624`) and a region.
pub fn scope(day: &str, region: &str) -> String {
    format!("{day}/{region}/oss/{LAST}")
}

/// What is signed; `time` is `20260624T081530Z`.
pub fn string_to_sign(time: &str, scope: &str, canonical_request: &str) -> String {
    let hash = payload_hash(canonical_request.as_bytes());
    format!("{ALGORITHM}\n{time}\n{scope}\n{hash}")
}

/// The signature in lower-case hexadecimal. The scope in the signed string gives the key.
pub fn signature(secret: &Secret, string_to_sign: &str) -> String {
    let scope = string_to_sign.lines().nth(2).unwrap_or_default();
    let first = zeroize::Zeroizing::new(format!("aliyun_v4{}", secret.expose()));
    let key = scope
        .split('/')
        .fold(first.as_bytes().to_vec(), |key, part| {
            hmac_sha256(&key, part.as_bytes())
        });
    hex(&hmac_sha256(&key, string_to_sign.as_bytes()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Vector {
        name: String,
        access_key_secret: String,
        region: String,
        time: String,
        path: String,
        headers: BTreeMap<String, String>,
        additional: String,
        string_to_sign: String,
        signature: String,
    }

    #[test]
    fn every_known_answer_comes_out() {
        let text = include_str!("../../../tests/fixtures/vectors/oss4-hmac-sha256.json");
        let vectors: Vec<Vector> = serde_json::from_str(text).unwrap();
        assert_eq!(vectors.len(), 8);
        for v in vectors {
            let headers: Vec<(&str, &str)> = v
                .headers
                .iter()
                .map(|(k, v)| (k.as_str(), v.as_str()))
                .collect();
            let parts = ObjectParts {
                method: "GET",
                path: &v.path,
                headers: &headers,
                additional: &v.additional,
            };
            let scope = scope(v.time.get(..8).unwrap(), &v.region);
            let to_sign = string_to_sign(&v.time, &scope, &parts.canonical_request());
            assert_eq!(to_sign, v.string_to_sign, "{}", v.name);
            let secret = Secret::new(v.access_key_secret);
            assert_eq!(signature(&secret, &to_sign), v.signature, "{}", v.name);
        }
    }
}
