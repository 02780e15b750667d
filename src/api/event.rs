//! What a client reports while it works: each request with its outcome, waits, a clock that is off. Never a secret.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use super::error::{ApiError, TransportError};
use super::response::traced;
use super::sign::SignatureScheme;

/// Something happened while a request was made.
#[derive(Debug)]
pub enum ClientEvent<'a> {
    /// A signed request was answered, or was not.
    Exchange(Exchange<'a>),
    /// An attempt failed, and another one follows.
    Retrying {
        /// Why the attempt failed.
        error: &'a ApiError,
        /// Whether it was throttled.
        throttled: bool,
        /// How long until the next attempt.
        wait: Duration,
        /// The number of the retry that follows, from 1.
        retry: u32,
        /// How many retries are allowed.
        of: u32,
    },
    /// A request waits for its turn, because another one of the account and region was throttled.
    Queued {
        /// How long it waits.
        wait: Duration,
    },
    /// The clocks differ: requests are signed with the service's time from now on. Reported once.
    ClockCorrected {
        /// How far the service's clock is ahead of this machine's; negative if it is behind.
        ahead: SignedDuration,
    },
    /// A request for credentials or for an object, whose answer is not shown.
    Brief(BriefRequest<'a>),
}

/// Is called with every [`ClientEvent`].
pub type EventListener = Arc<dyn Fn(&ClientEvent<'_>) + Send + Sync>;

/// A listener that calls both.
pub(super) fn both(first: Option<EventListener>, second: EventListener) -> EventListener {
    match first {
        None => second,
        Some(first) => Arc::new(move |event: &ClientEvent<'_>| {
            first(event);
            second(event);
        }),
    }
}

/// HTTP status and request ID, or why there is no response.
pub type Outcome<'a> = Result<(u16, Option<&'a str>), &'a TransportError>;

/// One signed request and its outcome.
#[derive(Debug)]
pub struct Exchange<'a> {
    /// The URL of the endpoint.
    pub endpoint: &'a str,
    /// The action.
    pub action: &'a str,
    /// What every request carries beside the signature: form parameters, or headers with ACS3.
    pub common: &'a [(&'static str, &'a str)],
    /// How the request was signed.
    pub scheme: SignatureScheme,
    /// The action's own parameters.
    pub parameters: &'a [(Cow<'static, str>, String)],
    /// HTTP status and request ID, or why there is no response.
    pub outcome: Outcome<'a>,
    /// The whole body.
    pub(super) body: &'a [u8],
    /// How long it took, in milliseconds.
    pub millis: i64,
}

impl Exchange<'_> {
    /// The beginning of the body, up to where it repeats the request with everything that was signed.
    pub fn excerpt(&self) -> &[u8] {
        traced(self.body)
    }

    /// The length of the whole body.
    pub fn length(&self) -> usize {
        self.body.len()
    }
}

/// One request for credentials and its outcome, without anything that the response held.
#[derive(Debug)]
pub struct BriefRequest<'a> {
    /// `GET`, `PUT` or `POST`.
    pub method: &'a str,
    /// The endpoint, and the action or the path. The path of a credentials URI is left out, since it may be secret.
    pub place: &'a str,
    /// HTTP status and request ID, or why there is no response.
    pub outcome: Outcome<'a>,
    /// How long it took, in milliseconds.
    pub millis: i64,
}
