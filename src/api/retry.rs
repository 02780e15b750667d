//! Whether to retry, and after how long: a pure decision, made after every failed attempt.
//!
//! All requests only read, so repeating them is safe. Failures that would happen again (a refusal, an untrusted
//! certificate, a page that is not from this API) are not retried.

use std::time::Duration;

use jiff::Timestamp;

use super::codes::{self, RefusalKind};
use super::error::{ApiError, CredentialError, CredentialSource, TransportErrorKind};
use super::transport::ResponseHints;

/// The first wait is at most this long; each later one may be twice as long as the one before.
pub const FIRST: Duration = Duration::from_millis(500);

/// The longest wait that the service did not ask for: somebody is looking at a screen.
pub const LONGEST: Duration = Duration::from_secs(20);

/// The longest that a request takes, all attempts and waits together: a script must get its answer or its failure
/// before it gives up itself.
pub const IN_ALL: Duration = Duration::from_secs(180);

/// An attempt that would be left less time than this is not worth the wait before it.
pub const LEAST: Duration = Duration::from_secs(1);

/// The service counts requests by the minute, and accepts more from the next minute on.
pub const MINUTE: Duration = Duration::from_secs(60);

/// Requests that wait for the same moment are spread over this time after it. The service's advice after throttling is
/// one request a second.
pub const SPREAD: Duration = Duration::from_secs(1);

/// How often a request is retried by default.
pub const RETRIES: u32 = 4;

/// Why an attempt failed, as far as retrying goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Too many requests.
    Throttled {
        /// How long the service says to wait.
        advised: Option<Duration>,
        /// How long it is to the next minute.
        next_minute: Duration,
    },
    /// The service or the network has trouble that may pass.
    Transient,
    /// The clocks differ, and the response told the service's time.
    Clock,
    /// Another attempt would fail as well.
    Final,
}

impl Cause {
    /// The cause of an error. `now` is the best guess at the service's time, for a response without a date.
    pub(super) fn of(error: &ApiError, hints: &ResponseHints, now: Timestamp) -> Self {
        let kind = match error {
            ApiError::Transport(error) => {
                return match error.kind {
                    // These do not change within minutes.
                    TransportErrorKind::Tls
                    | TransportErrorKind::TooLarge
                    | TransportErrorKind::NotHttp
                    | TransportErrorKind::ProxySetting(_) => Self::Final,
                    _ => Self::Transient,
                };
            }
            ApiError::Service(refusal) if refusal.kind == RefusalKind::Clock => {
                return match refusal.clocks {
                    Some(_) => Self::Clock,
                    None => Self::Final,
                };
            }
            ApiError::Service(refusal) => codes::retried(&refusal.code, refusal.http),
            ApiError::Unreadable {
                broken_off: true, ..
            } => Some(RefusalKind::Unavailable),
            ApiError::Unreadable { status, .. } => codes::retried_by_http(*status),
            ApiError::Credentials(error) => return Self::without_credentials(error, now),
            ApiError::TokenLoop(_)
            | ApiError::EmptyPages(_)
            | ApiError::TooManyRecords(_)
            | ApiError::Deadline
            | ApiError::GaveUp { .. } => None,
        };
        match kind {
            None => Self::Final,
            Some(RefusalKind::Throttled) => Self::Throttled {
                advised: hints.wait(),
                next_minute: to_next_minute(hints.date.unwrap_or(now)),
            },
            Some(_) => Self::Transient,
        }
    }

    /// The source of the credentials may answer the next attempt. Signed requests to STS were retried already.
    fn without_credentials(error: &CredentialError, now: Timestamp) -> Self {
        match error {
            CredentialError::Sts { error, .. } => {
                match Self::of(error, &ResponseHints::default(), now) {
                    Self::Clock => Self::Final,
                    other => other,
                }
            }
            CredentialError::Unreachable {
                asked: CredentialSource::Uri,
                ..
            } => Self::Transient,
            CredentialError::Status { status, .. } if codes::retried_by_http(*status).is_some() => {
                Self::Transient
            }
            // Asking again does not give a machine a metadata service.
            _ => Self::Final,
        }
    }
}

fn to_next_minute(now: Timestamp) -> Duration {
    let into = now.as_millisecond().rem_euclid(60_000).unsigned_abs();
    MINUTE.saturating_sub(Duration::from_millis(into))
}

/// The attempts so far, the one that just failed included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// How many there were.
    pub times: u32,
    /// How many of them were throttled.
    pub throttled: u32,
    /// Whether the clock was corrected before the last one.
    pub corrected: bool,
    /// The time since the first one began.
    pub elapsed: Duration,
}

/// How long to wait before the next attempt; `None` if there is to be none. `retries`: how often a request is retried at
/// most; `in_all`: how long it may take, all attempts and waits together; `random`: from 0 to 1, 1 excluded.
pub fn after(
    retries: u32,
    attempts: &Attempts,
    cause: Cause,
    in_all: Duration,
    random: f64,
) -> Option<Duration> {
    let wait = match cause {
        Cause::Final => return None,
        // A second refusal with the service's own time means that the clock was not the problem.
        Cause::Clock if attempts.corrected => return None,
        // Not counted as a retry: the request is another one.
        Cause::Clock => Duration::ZERO,
        _ if attempts.times > retries => return None,
        Cause::Throttled {
            advised: Some(advised),
            ..
        } => advised.saturating_add(SPREAD.mul_f64(random)),
        // The first refusal may be a passing peak; the second says that this minute is used up.
        Cause::Throttled { next_minute, .. } if attempts.throttled > 1 => {
            next_minute.min(MINUTE) + SPREAD.mul_f64(random)
        }
        Cause::Throttled { .. } | Cause::Transient => backoff(attempts.times, random),
    };
    let until_sent = attempts.elapsed.saturating_add(wait);
    (until_sent.saturating_add(LEAST) <= in_all).then_some(wait)
}

/// The wait after the `times`th failure: from zero to a bound that doubles each time. The whole range is used ("full
/// jitter"), so that clients that failed together do not return together.
fn backoff(times: u32, random: f64) -> Duration {
    let doubled = 2_u32.saturating_pow(times.saturating_sub(1));
    FIRST.saturating_mul(doubled).min(LONGEST).mul_f64(random)
}

#[cfg(test)]
mod tests;
