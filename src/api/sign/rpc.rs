//! RPC signature V1 (HMAC-SHA1 over the method and all parameters).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::hmac_sha1;
use crate::api::encode::{canonical_query, percent_encode};
use crate::secret::Secret;

/// What is signed: `METHOD&%2F&` and the canonical query, encoded once more.
pub fn string_to_sign(method: &str, params: &[(&str, &str)]) -> String {
    format!("{method}&%2F&{}", percent_encode(&canonical_query(params)))
}

/// The signature in Base64; the key is the secret followed by `&`.
pub fn signature(secret: &Secret, string_to_sign: &str) -> String {
    let key = zeroize::Zeroizing::new(format!("{}&", secret.expose()));
    STANDARD.encode(hmac_sha1(key.as_bytes(), string_to_sign.as_bytes()))
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
        access_key_secret: String,
        params: BTreeMap<String, String>,
        canonical_query: String,
        string_to_sign: String,
        signature: String,
    }

    #[test]
    fn every_known_answer_comes_out() {
        let text = include_str!("../../../tests/fixtures/vectors/rpc-v1-signature.json");
        let vectors: Vec<Vector> = serde_json::from_str(text).unwrap();
        assert_eq!(vectors.len(), 28);
        for v in vectors {
            let params: Vec<(&str, &str)> = v
                .params
                .iter()
                .map(|(k, v)| (k.as_str(), v.as_str()))
                .collect();
            assert_eq!(canonical_query(&params), v.canonical_query, "{}", v.name);
            let to_sign = string_to_sign(&v.method, &params);
            assert_eq!(to_sign, v.string_to_sign, "{}", v.name);
            let secret = Secret::new(v.access_key_secret);
            assert_eq!(signature(&secret, &to_sign), v.signature, "{}", v.name);
        }
    }
}
