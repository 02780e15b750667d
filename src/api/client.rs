//! One attempt: sign, send, and tell a good answer from a refusal.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::codes::{self, ServiceErrorKind};
use super::credentials::Credentials;
use super::redact::hide_token;
use super::credential_error::CredentialError;
use super::retry_policy::{Heard, RetryPolicy};
use super::credential_cache::CredentialCache;
use super::sign::{SignatureScheme, Unsigned};
use super::transport::{HttpResponse, Transport, TransportError};
use super::wire::{self, AccessDenied, ErrorBody};
use crate::host::{Clock, Random};

/// How much of a body an [`Exchange`] shows, in bytes.
const EXCERPT: usize = 2000;

/// Where the service's messages begin to repeat every parameter, key ID and security token included.
const ECHO: &str = "server string to sign is:";

/// Why an attempt gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Nothing, or nothing whole, came back.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The service refused.
    #[error("{}: {}", .0.code, .0.message)]
    Service(Box<ServiceError>),
    /// What came back is not what this API answers.
    #[error("HTTP {status}: {problem}")]
    Unreadable {
        /// HTTP status.
        status: u16,
        /// `x-acs-request-id`, if there was one.
        request_id: Option<String>,
        /// What is wrong with it.
        problem: String,
        /// The beginning of the body.
        excerpt: String,
        /// It is the beginning of an answer, and the rest did not come.
        broken_off: bool,
    },
    /// There are no keys to sign with.
    #[error(transparent)]
    Keys(#[from] CredentialError),
    /// The service gave a token that it had given before.
    #[error("the service repeats the token {0}")]
    TokenLoop(String),
    /// The caller's deadline passed before it could be asked.
    #[error("the deadline passed before it could be asked")]
    Deadline,
    /// The service gave this many pages in a row without a record.
    #[error("{0} empty pages in a row")]
    EmptyPages(u32),
    /// The service gave this many records, and has more.
    #[error("{0} records, and more")]
    TooManyRecords(usize),
    /// It was tried again and again.
    #[error("{cause}")]
    GaveUp {
        /// What the last try met.
        cause: Box<ApiError>,
        /// How often it was tried.
        times: u32,
        /// How long that took.
        took: Duration,
    },
}

impl ApiError {
    /// What went wrong, however often it was tried.
    #[must_use]
    pub fn cause(&self) -> &Self {
        match self {
            Self::GaveUp { cause, .. } => cause.cause(),
            once => once,
        }
    }
}

impl ApiError {
    /// The same; where the service says that something is not allowed and not what, it is what was asked for.
    fn asking(mut self, action: &str) -> Self {
        if let Self::Service(error) = &mut self
            && error.kind == ServiceErrorKind::Denied
        {
            let denied = error.denied.get_or_insert_default();
            let named = || format!("ecs:{action}");
            denied.auth_action.get_or_insert_with(named);
        }
        self
    }
}

/// A refusal, in the service's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// `Code`.
    pub code: String,
    /// What the code means.
    pub kind: ServiceErrorKind,
    /// `Message`, cut where it begins to repeat the request.
    pub message: String,
    /// HTTP status.
    pub http: u16,
    /// `RequestId`.
    pub request_id: Option<String>,
    /// Why RAM refused.
    pub denied: Option<AccessDenied>,
    /// The service's clock and ours, where the answer carried a date.
    pub clocks: Option<(Timestamp, Timestamp)>,
}

/// One request and what came of it, for `-v`.
#[derive(Debug)]
pub struct Exchange<'a> {
    /// Where it went.
    pub endpoint: &'a str,
    /// The action.
    pub action: &'a str,
    /// What every request carries, without what signs it: parameters, or headers in the newer scheme.
    pub common: &'a [(&'static str, &'a str)],
    /// How it was signed.
    pub scheme: SignatureScheme,
    /// The action's own parameters.
    pub parameters: &'a [(Cow<'static, str>, String)],
    /// HTTP status and request ID, or why there is none.
    pub outcome: Result<(u16, Option<&'a str>), &'a TransportError>,
    /// The beginning of the answer's body, up to where it repeats the request with everything that was signed.
    pub body: &'a [u8],
    /// How long the body is, all of it.
    pub length: usize,
    /// How long it took, in milliseconds.
    pub millis: i64,
}

/// Is told of every exchange.
pub type Observer = Arc<dyn Fn(&Exchange<'_>) + Send + Sync>;

/// Asks one endpoint with one identity. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    /// The way to the endpoint.
    pub transport: Transport,
    /// Where that is, for [`Exchange`].
    pub endpoint: String,
    /// Gives what to sign with.
    pub keys: CredentialCache,
    /// How to sign.
    pub scheme: SignatureScheme,
    /// The API's version.
    pub version: &'static str,
    /// Gives the timestamp of each request.
    pub clock: Clock,
    /// Gives the nonce of each request.
    pub random: Random,
    /// Is told of every exchange.
    pub observer: Option<Observer>,
    /// How it goes on after a failure.
    pub persistence: RetryPolicy,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// A good answer.
#[derive(Debug)]
pub struct ApiResponse {
    /// HTTP status.
    pub status: u16,
    /// `x-acs-request-id`.
    pub request_id: Option<String>,
    /// The body.
    pub body: String,
    /// The service's clock and ours, where the answer carried a date.
    clocks: Option<(Timestamp, Timestamp)>,
}

#[cfg(test)]
impl ApiResponse {
    /// An answer with this body and nothing beside it.
    pub(super) fn good(body: &str) -> Self {
        Self {
            status: 200,
            request_id: None,
            body: body.to_owned(),
            clocks: None,
        }
    }
}

impl ApiResponse {
    /// The same, where no page is expected: a body with a code is a refusal, whatever the status.
    pub(super) fn without_code(self) -> Result<Self, ApiError> {
        match wire::error(&self.body) {
            Some(error) => Err(self.refusal(error)),
            None => Ok(self),
        }
    }

    /// What its body is, which could not be read as what was asked for: a refusal if there is a code in it, whatever the
    /// status.
    #[must_use]
    pub fn unread(&self, body: &str, error: &serde_json::Error) -> ApiError {
        if let Some(error) = wire::error(body) {
            return self.refusal(error);
        }
        let request_id = self.request_id.clone();
        if error.is_eof() || wire::ends_in_number(body) {
            return broken_off(self.status, request_id, body.as_bytes());
        }
        let problem = format!("the answer cannot be read: {error}");
        unreadable(self.status, request_id, &problem, body.as_bytes())
    }

    fn refusal(&self, error: ErrorBody) -> ApiError {
        ApiError::Service(Box::new(ServiceError {
            kind: codes::kind(&error.code, self.status),
            message: cut_echo(&error.message).to_owned(),
            http: self.status,
            request_id: error.request_id.or_else(|| self.request_id.clone()),
            denied: error.access_denied_detail,
            clocks: self.clocks,
            code: error.code,
        }))
    }
}

impl Client {
    /// Sends one signed request, waits for its answer no longer than `limit`, and reads it; a second one when the service
    /// calls the keys expired and there are new ones.
    pub(super) async fn attempt<T>(
        &self,
        action: &'static str,
        parameters: &[(Cow<'static, str>, String)],
        limit: Duration,
        read: &impl Fn(ApiResponse) -> Result<T, ApiError>,
    ) -> (Result<T, ApiError>, Heard) {
        let keys = match self.keys.keys().await {
            Ok(keys) => keys,
            Err(error) => return (Err(error.into()), Heard::default()),
        };
        let first = self.send(&keys, action, parameters, limit, read).await;
        if !is_expired(&first.0) {
            return first;
        }
        match self.keys.instead_of(&keys).await {
            Ok(Some(keys)) => self.send(&keys, action, parameters, limit, read).await,
            Ok(None) => first,
            Err(error) => (Err(error.into()), Heard::default()),
        }
    }

    async fn send<T>(
        &self,
        keys: &Credentials,
        action: &'static str,
        parameters: &[(Cow<'static, str>, String)],
        limit: Duration,
        read: &impl Fn(ApiResponse) -> Result<T, ApiError>,
    ) -> (Result<T, ApiError>, Heard) {
        let unsigned = Unsigned {
            action,
            version: self.version,
            parameters,
            host: self.transport.host(),
            time: self.persistence.corrected(self.clock.now()),
            nonce: &self.random.nonce(),
        };
        let signed = unsigned.sign(self.scheme, keys);
        let begun = self.clock.now();
        let sent = self.transport.post(signed.form, &signed.headers, limit);
        let mut reply = sent.await;
        if let Ok(reply) = &mut reply {
            hide_token(keys, reply.status, &mut reply.body);
        }
        let received = self.clock.now();
        self.observe(&unsigned, &reply, begun, received);
        match reply {
            Ok(reply) => {
                let (answer, heard) = judge(reply, received);
                let read = answer.and_then(read);
                (read.map_err(|error| error.asking(action)), heard)
            }
            Err(error) => (Err(error.into()), Heard::default()),
        }
    }

    fn observe(
        &self,
        sent: &Unsigned<'_>,
        reply: &Result<HttpResponse, TransportError>,
        begun: Timestamp,
        received: Timestamp,
    ) {
        let Some(observer) = &self.observer else {
            return;
        };
        let outcome = reply
            .as_ref()
            .map(|reply| (reply.status, reply.request_id.as_deref()));
        let body = reply.as_ref().map_or(&[][..], |reply| &reply.body);
        observer(&Exchange {
            endpoint: &self.endpoint,
            action: sent.action,
            common: &sent.common(self.scheme),
            scheme: self.scheme,
            parameters: sent.parameters,
            outcome,
            body: before_echo(body.get(..EXCERPT).unwrap_or(body)),
            length: body.len(),
            millis: received.as_millisecond() - begun.as_millisecond(),
        });
    }
}

fn is_expired<T>(result: &Result<T, ApiError>) -> bool {
    matches!(result, Err(ApiError::Service(error)) if error.kind == ServiceErrorKind::ExpiredToken)
}

/// What an answer says to a request that nobody signed.
///
/// # Errors
///
/// Whatever is no good answer of this API.
pub fn unsigned(reply: HttpResponse, received: Timestamp) -> Result<ApiResponse, ApiError> {
    judge(reply, received).0.and_then(ApiResponse::without_code)
}

/// Takes an answer apart.
fn judge(reply: HttpResponse, received: Timestamp) -> (Result<ApiResponse, ApiError>, Heard) {
    let date = reply.date.as_deref();
    let date = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    let heard = Heard {
        advice: reply.advice,
        date: date.map(|date| date.timestamp()),
    };
    let clocks = heard.date.map(|service| (service, received));
    let answer = classify(reply.status, reply.request_id, reply.body, clocks);
    (answer, heard)
}

/// Decides on the service's code, never on the HTTP status alone. An answer with a good status may still be a refusal: who
/// reads it tells.
fn classify(
    status: u16,
    request_id: Option<String>,
    body: Vec<u8>,
    clocks: Option<(Timestamp, Timestamp)>,
) -> Result<ApiResponse, ApiError> {
    let body = match String::from_utf8(body) {
        Ok(body) => body,
        Err(error) => {
            // A character that is cut at the very end was cut with the rest of the answer.
            let cut = error.utf8_error().error_len().is_none();
            return Err(if cut && error.as_bytes().starts_with(b"{") {
                broken_off(status, request_id, error.as_bytes())
            } else {
                let problem = "the answer is not UTF-8 text";
                unreadable(status, request_id, problem, error.as_bytes())
            });
        }
    };
    let answer = ApiResponse {
        status,
        request_id,
        body,
        clocks,
    };
    if (200..300).contains(&status) {
        return Ok(answer);
    }
    let ApiResponse {
        request_id, body, ..
    } = answer.without_code()?;
    Err(if wire::breaks_off(&body) {
        broken_off(status, request_id, body.as_bytes())
    } else {
        let problem = "the answer is not from this API";
        unreadable(status, request_id, problem, body.as_bytes())
    })
}

/// The answer as an error, with the beginning of what came.
#[must_use]
pub fn unreadable(status: u16, request_id: Option<String>, problem: &str, body: &[u8]) -> ApiError {
    let start = before_echo(body.get(..body.len().min(600)).unwrap_or_default());
    let text = String::from_utf8_lossy(start);
    let words: Vec<&str> = text.split_whitespace().collect();
    let excerpt: String = words.join(" ").chars().take(160).collect();
    ApiError::Unreadable {
        status,
        request_id,
        problem: problem.to_owned(),
        excerpt,
        broken_off: false,
    }
}

/// The answer as one of which the end is missing.
#[must_use]
pub fn broken_off(status: u16, request_id: Option<String>, body: &[u8]) -> ApiError {
    let mut error = unreadable(status, request_id, "the answer breaks off", body);
    if let ApiError::Unreadable { broken_off, .. } = &mut error {
        *broken_off = true;
    }
    error
}

/// A body without the string to sign, which holds the key ID and the security token.
fn before_echo(body: &[u8]) -> &[u8] {
    let at = echo_at(body);
    body.get(..at).unwrap_or(body)
}

/// The message without the string to sign.
fn cut_echo(message: &str) -> &str {
    let at = echo_at(message.as_bytes());
    message.get(..at).unwrap_or(message).trim_end()
}

/// Where the string to sign begins, or else the end.
fn echo_at(text: &[u8]) -> usize {
    let mut windows = text.windows(ECHO.len());
    let found = windows.position(|window| window.eq_ignore_ascii_case(ECHO.as_bytes()));
    found.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::super::retry::Advice;
    use super::*;

    fn reply(status: u16, body: &str) -> HttpResponse {
        let date = Some("Wed, 24 Jun 2026 08:15:30 GMT".to_owned());
        HttpResponse {
            status,
            request_id: Some("H".to_owned()),
            date,
            advice: Advice::default(),
            body: body.as_bytes().to_vec(),
        }
    }

    fn judged(status: u16, body: &str) -> Result<ApiResponse, ApiError> {
        judge(reply(status, body), Timestamp::UNIX_EPOCH).0
    }

    #[test]
    fn the_echoed_request_is_cut_from_a_refusal() {
        let body = r#"{"Code":"SignatureDoesNotMatch","RequestId":"R","Message":"Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3Dtestid%26SecurityToken%3Dhunter2"}"#;
        let Err(ApiError::Service(error)) = judged(400, body) else {
            panic!("must be refused")
        };
        assert_eq!(
            error.message,
            "Specified signature is not matched with our calculation."
        );
        assert_eq!(error.kind, ServiceErrorKind::WrongSecret);
        assert_eq!(error.request_id.as_deref(), Some("R"));
        assert!(!format!("{error:?}").contains("hunter2"));
    }

    #[test]
    fn the_echo_is_known_in_any_case() {
        let message = "No match. Server string to Sign is:GET&AccessKeyId%3Dtestid";
        assert_eq!(cut_echo(message), "No match.");
        assert_eq!(before_echo(message.as_bytes()), b"No match. ");
        assert_eq!(cut_echo("No match. "), "No match.");
    }

    #[test]
    fn the_texts_of_a_refusal_have_an_end() {
        let long = "错".repeat(1024 * 1024);
        let body = format!(
            r#"{{"Code":"{long}","Message":"{long}","RequestId":"{long}","AccessDeniedDetail":{{"AuthAction":"{long}"}}}}"#
        );
        let Err(ApiError::Service(error)) = judged(400, &body) else {
            panic!("must be refused")
        };
        let denied = error.denied.unwrap().auth_action.unwrap();
        for text in [error.code, error.message, error.request_id.unwrap(), denied] {
            assert_eq!(text.chars().count(), wire::LONGEST + 1);
            assert!(text.ends_with('\u{2026}'));
        }
    }

    #[test]
    fn the_code_is_believed_before_the_status() {
        let body = r#"{"Code":"Throttling","Message":"m"}"#;
        let Err(ApiError::Service(error)) = judged(200, body).and_then(ApiResponse::without_code) else {
            panic!("must be refused")
        };
        assert_eq!(error.kind, ServiceErrorKind::Throttled);
    }

    #[test]
    fn a_page_from_a_proxy_is_told_with_its_beginning() {
        let Err(ApiError::Unreadable {
            status, excerpt, ..
        }) = judged(502, "<html>\n  <h1>Bad   Gateway</h1>")
        else {
            panic!("must be unreadable")
        };
        assert_eq!(
            (status, excerpt.as_str()),
            (502, "<html> <h1>Bad Gateway</h1>")
        );
    }
}
