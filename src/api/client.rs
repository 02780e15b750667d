//! One attempt: sign, send, and tell a good answer from a refusal.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::codes::{self, Kind};
use super::credentials::Credentials;
use super::hide::hide_token;
use super::keys_error::KeysError;
use super::provider::Provider;
use super::sign::{Scheme, Unsigned};
use super::transport::{Reply, Transport, TransportError};
use super::wire::{self, AccessDenied};
use crate::host::{Clock, Random};

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
    },
    /// There are no keys to sign with.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The service gave a token that it had given before.
    #[error("the service repeats the token {0}")]
    TokenLoop(String),
}

/// A refusal, in the service's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// `Code`.
    pub code: String,
    /// What the code means.
    pub kind: Kind,
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
    /// Every parameter that was sent; signing values and key ID are hidden.
    pub parameters: &'a [(Cow<'static, str>, String)],
    /// HTTP status and request ID, or why there is none.
    pub outcome: Result<(u16, Option<&'a str>), &'a TransportError>,
    /// The answer's body, up to where it repeats the request with everything that was signed.
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
    pub keys: Provider,
    /// How to sign.
    pub scheme: Scheme,
    /// The API's version.
    pub version: &'static str,
    /// Gives the timestamp of each request.
    pub clock: Clock,
    /// Gives the nonce of each request.
    pub random: Random,
    /// Is told of every exchange.
    pub observer: Option<Observer>,
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
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `x-acs-request-id`.
    pub request_id: Option<String>,
    /// The body.
    pub body: String,
}

impl Client {
    /// Sends one signed request; a second one when the service calls the keys expired and there are new ones.
    ///
    /// # Errors
    ///
    /// See [`ApiError`].
    pub async fn call(
        &self,
        action: &'static str,
        parameters: &[(Cow<'static, str>, String)],
    ) -> Result<Answer, ApiError> {
        let keys = self.keys.keys().await?;
        let first = self.send(&keys, action, parameters).await;
        if !is_expired(&first) {
            return first;
        }
        match self.keys.instead_of(&keys).await? {
            Some(keys) => self.send(&keys, action, parameters).await,
            None => first,
        }
    }

    async fn send(
        &self,
        keys: &Credentials,
        action: &'static str,
        parameters: &[(Cow<'static, str>, String)],
    ) -> Result<Answer, ApiError> {
        let unsigned = Unsigned {
            action,
            version: self.version,
            parameters,
            host: self.transport.host(),
            time: self.clock.now(),
            nonce: &self.random.nonce(),
        };
        let signed = unsigned.sign(self.scheme, keys);
        let begun = self.clock.now();
        let mut reply = self.transport.post(signed.form, &signed.headers).await;
        if let Ok(reply) = &mut reply {
            hide_token(keys, reply.status, &mut reply.body);
        }
        let received = self.clock.now();
        self.observe(parameters, &reply, begun, received);
        judge(reply?, received)
    }

    fn observe(
        &self,
        parameters: &[(Cow<'static, str>, String)],
        reply: &Result<Reply, TransportError>,
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
            parameters,
            outcome,
            body: before_echo(body),
            length: body.len(),
            millis: received.as_millisecond() - begun.as_millisecond(),
        });
    }
}

fn is_expired(result: &Result<Answer, ApiError>) -> bool {
    matches!(result, Err(ApiError::Service(error)) if error.kind == Kind::ExpiredToken)
}

/// Decides on the service's code, never on the HTTP status alone.
///
/// # Errors
///
/// Whatever is no good answer of this API.
pub fn judge(reply: Reply, received: Timestamp) -> Result<Answer, ApiError> {
    let Reply {
        status,
        request_id,
        date,
        body,
    } = reply;
    let body = match String::from_utf8(body) {
        Ok(body) => body,
        Err(error) => {
            let problem = "the answer is not UTF-8 text";
            return Err(unreadable(status, request_id, problem, error.as_bytes()));
        }
    };
    if (200..300).contains(&status) && !looks_like_an_error(&body) {
        return Ok(Answer {
            status,
            request_id,
            body,
        });
    }
    let Some(error) = wire::error(&body) else {
        let problem = "the answer is not from this API";
        return Err(unreadable(status, request_id, problem, body.as_bytes()));
    };
    let server = date.and_then(|date| jiff::fmt::rfc2822::parse(&date).ok());
    Err(ApiError::Service(Box::new(ServiceError {
        kind: codes::kind(&error.code, status),
        message: cut_echo(&error.message).to_owned(),
        http: status,
        request_id: error.request_id.or(request_id),
        denied: error.access_denied_detail,
        clocks: server.map(|server| (server.timestamp(), received)),
        code: error.code,
    })))
}

/// A good status with an error's body: rare, and never to be taken for an empty page. Only a short body can be one.
fn looks_like_an_error(body: &str) -> bool {
    body.len() < 16 * 1024 && !body.contains("\"Invocations\"") && wire::error(body).is_some()
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
    }
}

/// A body without the string to sign, which holds the key ID and the security token.
fn before_echo(body: &[u8]) -> &[u8] {
    let echo = body
        .windows(ECHO.len())
        .position(|window| window.eq_ignore_ascii_case(ECHO.as_bytes()));
    echo.and_then(|at| body.get(..at)).unwrap_or(body)
}

/// The message without the string to sign.
fn cut_echo(message: &str) -> &str {
    let message = message.split(ECHO).next().unwrap_or_default();
    message.trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        let date = Some("Wed, 24 Jun 2026 08:15:30 GMT".to_owned());
        Reply {
            status,
            request_id: Some("H".to_owned()),
            date,
            body: body.as_bytes().to_vec(),
        }
    }

    fn judged(status: u16, body: &str) -> Result<Answer, ApiError> {
        judge(reply(status, body), Timestamp::UNIX_EPOCH)
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
        assert_eq!(error.kind, Kind::WrongSecret);
        assert_eq!(error.request_id.as_deref(), Some("R"));
        assert!(!format!("{error:?}").contains("hunter2"));
    }

    #[test]
    fn the_code_is_believed_before_the_status() {
        let Err(ApiError::Service(error)) = judged(200, r#"{"Code":"Throttling","Message":"m"}"#)
        else {
            panic!("must be refused")
        };
        assert_eq!(error.kind, Kind::Throttled);
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
