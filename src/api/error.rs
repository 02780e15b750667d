//! Why the API gave no answer: closed enums that hold the facts.

use std::time::Duration;

use jiff::Timestamp;

use super::codes::ServiceErrorKind;
use super::credential_error::CredentialError;
use super::transport::TransportError;
use super::wire::AccessDenied;

/// Why a request gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// No response arrived, or only a part of one.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The service refused the request.
    #[error("{}: {}", .0.code, .0.message)]
    Service(Box<ServiceError>),
    /// The response is not one of this API.
    #[error("HTTP {status}: {problem}")]
    Unreadable {
        /// HTTP status.
        status: u16,
        /// `x-acs-request-id`, if there was one.
        request_id: Option<String>,
        /// What is wrong with the response.
        problem: String,
        /// The beginning of the body.
        excerpt: String,
        /// Whether the body is the beginning of an answer whose rest is missing.
        broken_off: bool,
    },
    /// There are no credentials to sign with.
    #[error(transparent)]
    Credentials(#[from] CredentialError),
    /// The service returned a token that it had returned before.
    #[error("the service repeats the token {0}")]
    TokenLoop(String),
    /// The caller's deadline passed before the request could be sent.
    #[error("the deadline passed before it could be asked")]
    Deadline,
    /// The service returned this many pages in a row without a record.
    #[error("{0} empty pages in a row")]
    EmptyPages(u32),
    /// The service returned this many records and has more.
    #[error("{0} records, and more")]
    TooManyRecords(usize),
    /// Several attempts failed.
    #[error("{cause}")]
    GaveUp {
        /// Why the last attempt failed.
        cause: Box<ApiError>,
        /// How many attempts there were.
        times: u32,
        /// How long they took together.
        took: Duration,
    },
}

impl ApiError {
    /// What went wrong in the last attempt.
    #[must_use]
    pub fn cause(&self) -> &Self {
        match self {
            Self::GaveUp { cause, .. } => cause.cause(),
            once => once,
        }
    }

    /// Names the action that was denied. If the service does not name it, it is the action that was requested.
    pub(super) fn with_denied_action(mut self, action: &str) -> Self {
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
    /// `Message`, up to where it begins to repeat the request.
    pub message: String,
    /// HTTP status.
    pub http: u16,
    /// `RequestId`.
    pub request_id: Option<String>,
    /// Why RAM denied the action.
    pub denied: Option<AccessDenied>,
    /// The service's clock and this machine's, if the response had a `Date` header.
    pub clocks: Option<(Timestamp, Timestamp)>,
}
