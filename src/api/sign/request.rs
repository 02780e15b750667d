//! Signs a request in one of the two schemes: the form to post, and extra headers.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;

use super::{acs3, rpc};
use crate::api::action::ApiAction;
use crate::api::credentials::Credentials;
use crate::api::encode::canonical_query;

/// The `Content-Type` of a form, which ACS3 signs.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// How requests are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignatureScheme {
    /// Signature V1, among the parameters.
    #[default]
    Rpc,
    /// ACS3-HMAC-SHA256, in the headers.
    Acs3,
}

/// A request that is not signed yet.
#[derive(Clone, Copy, Debug)]
pub struct Unsigned<'a> {
    /// The action.
    pub action: &'a ApiAction,
    /// The action's own parameters.
    pub parameters: &'a [(Cow<'static, str>, String)],
    /// The Host header.
    pub host: &'a str,
    /// Now.
    pub time: Timestamp,
    /// Never used before.
    pub nonce: &'a str,
}

/// A request ready to be posted. It has no Debug: it holds token and signature.
pub struct Signed {
    /// The body.
    pub form: String,
    /// Extra headers.
    pub headers: Vec<(&'static str, String)>,
}

impl Unsigned<'_> {
    /// Signs it.
    pub fn sign(&self, scheme: SignatureScheme, credentials: &Credentials) -> Signed {
        match scheme {
            SignatureScheme::Rpc => self.rpc(credentials),
            SignatureScheme::Acs3 => self.acs3(credentials),
        }
    }

    /// What every request carries and anybody may see: form parameters, or headers with ACS3.
    pub fn common(&self, scheme: SignatureScheme) -> [(&'static str, &str); 3] {
        match scheme {
            SignatureScheme::Rpc => [
                ("Action", self.action.name),
                ("Format", "JSON"),
                ("Version", self.action.version),
            ],
            SignatureScheme::Acs3 => [
                ("accept", "application/json"),
                ("x-acs-action", self.action.name),
                ("x-acs-version", self.action.version),
            ],
        }
    }

    fn own(&self) -> Vec<(&str, &str)> {
        let pairs = self.parameters.iter();
        pairs
            .map(|(name, value)| (name.as_ref(), value.as_str()))
            .collect()
    }

    fn timestamp(&self) -> String {
        self.time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// Everything goes into the form, so that nothing of it is part of a URL.
    fn rpc(&self, credentials: &Credentials) -> Signed {
        let timestamp = self.timestamp();
        let mut all = self.own();
        all.extend(self.common(SignatureScheme::Rpc));
        all.extend([
            ("AccessKeyId", credentials.key_id.as_str()),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", self.nonce),
            ("SignatureVersion", "1.0"),
            ("Timestamp", timestamp.as_str()),
        ]);
        if let Some(token) = &credentials.token {
            all.push(("SecurityToken", token.expose()));
        }
        let signature = rpc::signature(&credentials.secret, &rpc::string_to_sign("POST", &all));
        all.push(("Signature", signature.as_str()));
        Signed {
            form: canonical_query(&all),
            headers: Vec::new(),
        }
    }

    /// The action's parameters go into the form, everything else into headers.
    fn acs3(&self, credentials: &Credentials) -> Signed {
        let form = canonical_query(&self.own());
        let payload_hash = acs3::payload_hash(form.as_bytes());
        let common = self.common(SignatureScheme::Acs3);
        let mut headers: Vec<(&'static str, String)> = vec![
            ("x-acs-content-sha256", payload_hash.clone()),
            ("x-acs-date", self.timestamp()),
            ("x-acs-signature-nonce", self.nonce.to_owned()),
        ];
        headers.extend(common.map(|(name, value)| (name, value.to_owned())));
        let token = credentials.token.as_ref();
        headers.extend(token.map(|token| ("x-acs-security-token", token.expose().to_owned())));
        // They are signed in the order of their names.
        headers.sort_unstable_by_key(|(name, _)| *name);
        let mut signed = vec![("content-type", FORM), ("host", self.host)];
        let ours = headers.iter().filter(|(name, _)| *name != "accept");
        signed.extend(ours.map(|(name, value)| (*name, value.as_str())));
        let parts = acs3::Parts {
            method: "POST",
            path: "/",
            query: &[],
            headers: &signed,
            payload_hash: &payload_hash,
        };
        let to_sign = acs3::string_to_sign(&parts.canonical_request());
        let authorization = format!(
            "{} Credential={},SignedHeaders={},Signature={}",
            acs3::ALGORITHM,
            credentials.key_id,
            parts.signed_headers(),
            acs3::signature(&credentials.secret, &to_sign)
        );
        headers.push(("authorization", authorization));
        Signed { form, headers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::action::ListAction;
    use crate::secret::Secret;

    fn signed(scheme: SignatureScheme) -> Signed {
        let keys = Credentials {
            key_id: "STS.id".to_owned(),
            secret: Secret::new("s3cret".to_owned()),
            token: Some(Secret::new("to/ken".to_owned())),
            expires: None,
        };
        let parameters = [("RegionId".into(), "cn-hangzhou".to_owned())];
        let unsigned = Unsigned {
            action: &ListAction::INVOCATIONS.action,
            parameters: &parameters,
            host: "ecs.example:8443",
            time: "2026-06-24T08:15:30.75Z".parse().unwrap(),
            nonce: "n",
        };
        unsigned.sign(scheme, &keys)
    }

    #[test]
    fn the_older_scheme_puts_everything_into_the_form() {
        let Signed { form, headers } = signed(SignatureScheme::Rpc);
        assert!(headers.is_empty());
        for part in [
            "RegionId=cn-hangzhou&",
            "&SecurityToken=to%2Fken&",
            "&Timestamp=2026-06-24T08%3A15%3A30Z&",
            "Signature=",
        ] {
            assert!(form.contains(part), "{part}: {form}");
        }
        assert!(!form.contains("s3cret"));
    }

    #[test]
    fn the_newer_scheme_signs_headers_in_order_and_leaves_the_form_to_the_action() {
        let Signed { form, headers } = signed(SignatureScheme::Acs3);
        assert_eq!(form, "RegionId=cn-hangzhou");
        let (_, authorization) = headers.last().unwrap();
        let expected = "ACS3-HMAC-SHA256 Credential=STS.id,SignedHeaders=content-type;host;x-acs-action;\
                        x-acs-content-sha256;x-acs-date;x-acs-security-token;x-acs-signature-nonce;x-acs-version,\
                        Signature=";
        assert!(authorization.starts_with(expected), "{authorization}");
        assert!(headers.contains(&("x-acs-security-token", "to/ken".to_owned())));
    }
}
