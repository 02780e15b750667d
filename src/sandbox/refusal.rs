//! An error answer: status, code and message, and the body in which the service sends them.

use std::borrow::Cow;

use serde::Serialize;

/// A request that is not served, and why, in the service's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The service's code.
    pub code: Cow<'static, str>,
    /// The service's message.
    pub message: Cow<'static, str>,
    /// Headers beside the usual ones.
    pub headers: Vec<(&'static str, String)>,
    /// Why RAM refused.
    pub denied: Option<Box<Denied>>,
}

/// `AccessDeniedDetail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Denied {
    /// The action that no policy allows.
    pub auth_action: &'static str,
    /// What kind of identity asked.
    pub auth_principal_type: &'static str,
    /// The account it belongs to.
    pub auth_principal_owner_id: &'static str,
    /// Its name.
    pub auth_principal_display_name: &'static str,
    /// Whether a policy forbids it or none allows it.
    pub no_permission_type: &'static str,
    /// Which kind of policy decided.
    pub policy_type: &'static str,
    /// More, for the vendor's own eyes.
    pub encoded_diagnostic_message: &'static str,
}

impl Refusal {
    /// A refusal in these words.
    pub fn new(
        status: u16,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            headers: Vec::new(),
            denied: None,
        }
    }

    /// A common parameter is not there: `MissingTimestamp` and its like.
    pub fn missing_common(name: &str) -> Self {
        Self::new(
            400,
            format!("Missing{name}"),
            format!("{name} is mandatory for this action."),
        )
    }

    /// A parameter or header is not there.
    pub fn missing(name: &str) -> Self {
        Self::new(
            400,
            "MissingParameter",
            format!(
                "The input parameter \"{name}\" that is mandatory for processing this request is not supplied."
            ),
        )
    }

    /// A parameter with a value that it cannot have. `rule` says what it can have.
    pub fn invalid(name: &str, rule: &str) -> Self {
        Self::new(
            400,
            format!("InvalidParameter.{name}"),
            format!("The specified parameter {name} is not valid. {rule}"),
        )
    }

    /// The body of the answer. `host` is the endpoint that the client named.
    pub fn body(&self, request_id: &str, host: &str) -> String {
        let body = Body {
            request_id,
            host_id: host,
            code: &self.code,
            message: &self.message,
            recommend: &format!(
                "https://api.aliyun.com/troubleshoot?q={}&product=Ecs&requestId={request_id}",
                self.code
            ),
            access_denied_detail: self.denied.as_deref(),
        };
        // Texts and nothing else: this cannot fail.
        serde_json::to_string(&body).unwrap_or_default()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    request_id: &'a str,
    host_id: &'a str,
    code: &'a str,
    message: &'a str,
    recommend: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_denied_detail: Option<&'a Denied>,
}
