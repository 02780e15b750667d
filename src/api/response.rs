//! Reads a response: an answer, a refusal, or something that is not from this API.

use jiff::Timestamp;

use super::codes;
use super::error::{ApiError, ServiceError};
use super::transport::HttpResponse;
use super::wire::{self, ErrorBody};

/// How much of a body a trace shows, in bytes.
const TRACED: usize = 2000;

/// The service's messages repeat the request after these words, key ID and security token included.
const ECHO: &str = "server string to sign is:";

/// The response to a request that succeeded.
#[derive(Debug)]
pub struct ApiResponse {
    /// HTTP status.
    pub status: u16,
    /// `x-acs-request-id`.
    pub request_id: Option<String>,
    /// The body.
    pub body: String,
    /// The service's clock and this machine's, if the response had a `Date` header.
    clocks: Option<(Timestamp, Timestamp)>,
}

impl ApiResponse {
    /// Decides on the service's code, never on the HTTP status alone. A response with a good status may still hold a
    /// refusal: the code that reads its body finds out.
    pub(super) fn of(response: HttpResponse, received: Timestamp) -> Result<Self, ApiError> {
        let clocks = response.hints.date.map(|service| (service, received));
        let (status, request_id) = (response.status, response.request_id);
        let body = match String::from_utf8(response.body) {
            Ok(body) => body,
            Err(error) => {
                // A character that is cut off at the very end means that the whole response was cut off.
                let cut = error.utf8_error().error_len().is_none();
                return Err(if cut && error.as_bytes().starts_with(b"{") {
                    broken_off(status, request_id, error.as_bytes())
                } else {
                    let problem = "the answer is not UTF-8 text";
                    unreadable(status, request_id, problem, error.as_bytes())
                });
            }
        };
        let response = Self {
            status,
            request_id,
            body,
            clocks,
        };
        if (200..300).contains(&status) {
            return Ok(response);
        }
        let Self {
            request_id, body, ..
        } = response.without_code()?;
        Err(if wire::breaks_off(&body) {
            broken_off(status, request_id, body.as_bytes())
        } else {
            let problem = "the answer is not from this API";
            unreadable(status, request_id, problem, body.as_bytes())
        })
    }

    /// The response to a request that was not signed.
    ///
    /// # Errors
    ///
    /// If it is anything but a successful answer of this API.
    pub fn unsigned(response: HttpResponse, received: Timestamp) -> Result<Self, ApiError> {
        Self::of(response, received).and_then(Self::without_code)
    }

    /// Refuses a body with a code, whatever the HTTP status. For actions whose answers have no code of their own.
    pub(super) fn without_code(self) -> Result<Self, ApiError> {
        match wire::error(&self.body) {
            Some(error) => Err(self.refusal(error)),
            None => Ok(self),
        }
    }

    /// The error for a `body` that could not be read as the expected answer. It is a refusal if the body holds a code,
    /// whatever the HTTP status.
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

    /// The error for a successful response whose content is not what was asked for. It quotes nothing of the body, which
    /// may hold secrets.
    pub fn unusable(self, problem: &str) -> ApiError {
        unreadable(self.status, self.request_id, problem, b"")
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

/// An unreadable response, with the beginning of its body.
fn unreadable(status: u16, request_id: Option<String>, problem: &str, body: &[u8]) -> ApiError {
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

/// A response whose end is missing.
fn broken_off(status: u16, request_id: Option<String>, body: &[u8]) -> ApiError {
    let mut error = unreadable(status, request_id, "the answer breaks off", body);
    if let ApiError::Unreadable { broken_off, .. } = &mut error {
        *broken_off = true;
    }
    error
}

/// The beginning of a body for a trace, without the string to sign.
pub(super) fn traced(body: &[u8]) -> &[u8] {
    before_echo(body.get(..TRACED).unwrap_or(body))
}

/// A body without the string to sign, which holds the key ID and the security token.
fn before_echo(body: &[u8]) -> &[u8] {
    let at = echo_at(body);
    body.get(..at).unwrap_or(body)
}

/// A message without the string to sign.
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
impl ApiResponse {
    /// A successful response with this body.
    pub(super) fn good(body: &str) -> Self {
        Self {
            status: 200,
            request_id: None,
            body: body.to_owned(),
            clocks: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::codes::RefusalKind;
    use crate::api::transport::ResponseHints;

    fn judged(status: u16, body: &str) -> Result<ApiResponse, ApiError> {
        let response = HttpResponse {
            status,
            request_id: Some("H".to_owned()),
            hints: ResponseHints::default(),
            body: body.as_bytes().to_vec(),
        };
        ApiResponse::of(response, Timestamp::UNIX_EPOCH)
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
        assert_eq!(error.kind, RefusalKind::WrongSecret);
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
        let Err(ApiError::Service(error)) = judged(200, body).and_then(ApiResponse::without_code)
        else {
            panic!("must be refused")
        };
        assert_eq!(error.kind, RefusalKind::Throttled);
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
