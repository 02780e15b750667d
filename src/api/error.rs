//! Why the API gave no answer: closed enums that hold the facts.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::action::ApiAction;
use super::codes::RefusalKind;
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
    pub fn cause(&self) -> &Self {
        match self {
            Self::GaveUp { cause, .. } => cause.cause(),
            once => once,
        }
    }

    /// Whether the service calls the credentials expired.
    pub(super) fn is_expired(&self) -> bool {
        matches!(self, Self::Service(error) if error.kind == RefusalKind::ExpiredToken)
    }

    /// Names the action that was denied. If the service does not name it, it is the action that was requested.
    pub(super) fn with_denied_action(mut self, action: &ApiAction) -> Self {
        if let Self::Service(error) = &mut self
            && error.kind == RefusalKind::Denied
        {
            let denied = error.denied.get_or_insert_default();
            let named = || format!("{}:{}", action.product, action.name);
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
    pub kind: RefusalKind,
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

/// Sources that give credentials over HTTP, apart from STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialSource {
    /// The metadata service of an ECS instance.
    #[error("the metadata service of this instance")]
    Metadata,
    /// A credentials URI.
    #[error("the credentials URI")]
    Uri,
}

/// Why there are no temporary credentials. Responses are never quoted: they may hold a part of a secret.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CredentialError {
    /// STS gave none.
    #[error("STS gave no keys for the role `{role}`: {error}")]
    Sts {
        /// The host that was asked.
        host: String,
        /// The role.
        role: String,
        /// What happened instead.
        error: Arc<ApiError>,
    },
    /// The source did not answer.
    #[error("{asked} at {host} cannot be reached: {error}")]
    Unreachable {
        /// The source that was asked.
        asked: CredentialSource,
        /// The host that was asked.
        host: String,
        /// What went wrong.
        error: TransportError,
    },
    /// The HTTP status is not a success.
    #[error("{asked} at {host} answered HTTP {status}")]
    Status {
        /// The source that was asked.
        asked: CredentialSource,
        /// The host that was asked.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// The login of another tool has ended.
    #[error("{problem}; log in again with `{command}`")]
    Login {
        /// What is wrong with it.
        problem: String,
        /// The command of that tool that logs in again.
        command: String,
    },
    /// The source answered, and gave no credentials.
    #[error("{problem}")]
    Unusable {
        /// What is wrong.
        problem: String,
        /// What it should be instead.
        expected: Option<String>,
        /// What to do.
        hint: &'static str,
    },
}

/// Why there is no response.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{kind}: {detail}")]
pub struct TransportError {
    /// What kind of failure.
    pub kind: TransportErrorKind,
    /// The cause in the machine's words; no address, no parameter.
    pub detail: String,
}

impl TransportError {
    /// A failure of this kind.
    pub fn new(kind: TransportErrorKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
        }
    }
}

/// Kinds of failure on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TransportErrorKind {
    /// The host's name cannot be found.
    #[error("the name cannot be looked up")]
    Lookup,
    /// Nobody listens there.
    #[error("the connection was refused")]
    Refused,
    /// No trusted certificate, or no common way to encrypt.
    #[error("no secure connection")]
    Tls,
    /// It took too long.
    #[error("no answer in time")]
    TimedOut,
    /// The connection ended before the answer did.
    #[error("the answer broke off")]
    BrokenOff,
    /// The proxy cannot be reached, or refuses the request.
    #[error("the proxy failed")]
    Proxy,
    /// A variable of the environment names a proxy that cannot be used.
    #[error("`{0}` in the environment names no usable proxy")]
    ProxySetting(&'static str),
    /// What came back does not begin as an HTTP answer does.
    #[error("the answer is not HTTP")]
    NotHttp,
    /// The body is larger than any page can be.
    #[error("the answer is too large")]
    TooLarge,
    /// Anything else.
    #[error("the connection failed")]
    Other,
}

impl TransportErrorKind {
    /// The kind as a word, for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lookup => "lookup",
            Self::Refused => "connection-refused",
            Self::Tls => "tls",
            Self::TimedOut => "timeout",
            Self::BrokenOff => "broken-off",
            Self::NotHttp => "not-http",
            Self::TooLarge => "too-large",
            Self::Proxy | Self::ProxySetting(_) => "proxy",
            Self::Other => "connection",
        }
    }
}
