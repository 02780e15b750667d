//! Who asked, and where; what is told of a request whatever it asked for.

use super::Report;
use crate::api::error::{ServiceError, TransportError, TransportErrorKind};
use crate::api::transport::Timeouts;
use crate::ui::Service;
use crate::vocabulary::Exit;

/// Who asked, and where.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The endpoint's host, with its port where one was given.
    pub host: String,
    /// The key ID, shortened.
    pub key_id: String,
    /// Where the keys came from.
    pub source: String,
    /// The profile, where they came from one.
    pub profile: Option<String>,
    /// The command that logs in again, when the keys are those of a login.
    pub login: Option<String>,
    /// The secret begins or ends with white space.
    pub padded_secret: bool,
    /// How long a connection and a request may take.
    pub timeouts: Timeouts,
}

/// What the service said, at a place.
pub(super) fn said(error: &ServiceError, place: &str, profile: Option<String>) -> Service {
    Service {
        code: Some(error.code.clone()),
        http: Some(error.http),
        request_id: error.request_id.clone(),
        region: Some(place.to_owned()),
        profile,
    }
}

/// A request that got no answer.
pub(super) fn transport(error: &TransportError, asker: &Asker) -> Report {
    let host = &asker.host;
    let new = |message: String| Report::new(Exit::Temporary, message).context(error.detail.clone());
    match error.kind {
        TransportErrorKind::Lookup => new(format!("the name `{host}` cannot be looked up"))
            .hint("check the network, and the region or endpoint"),
        TransportErrorKind::Refused => new(format!("nothing listens at {host}"))
            .hint("check the endpoint; `invq --dry-run` shows where requests go"),
        TransportErrorKind::Tls => new(format!("no secure connection to {host}")).hint(
            "check this machine's certificates and clock, and whether a proxy stands between",
        ),
        TransportErrorKind::TimedOut => new(format!(
            "{host} did not answer in time (connecting {:?}, in all {:?})",
            asker.timeouts.connect, asker.timeouts.request
        ))
        .hint("try again, or allow more with --connect-timeout and --request-timeout"),
        TransportErrorKind::BrokenOff => {
            new(format!("the answer of {host} broke off")).hint("try again")
        }
        TransportErrorKind::ProxySetting(_) => super::transport_setup(error),
        TransportErrorKind::NotHttp => Report {
            exit: Exit::Refused,
            ..new(format!("{host} does not answer as an HTTP server"))
                .hint("check the endpoint and its port; `invq --dry-run` shows where requests go")
        },
        TransportErrorKind::TooLarge => Report {
            exit: Exit::Refused,
            ..new(format!("the answer of {host} is too large"))
                .hint("ask for fewer at once with --page-size")
        },
        TransportErrorKind::Proxy => new(format!(
            "the way to {host} leads through a proxy, and that failed"
        ))
        .hint("check the proxy; NO_PROXY lists hosts that are asked directly"),
        TransportErrorKind::Other => {
            new(format!("the connection to {host} failed")).hint("try again")
        }
    }
}
