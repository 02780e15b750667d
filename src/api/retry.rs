//! Whether to try again, and after how long: a pure decision, taken after every try that brought no answer.
//!
//! All requests only read, so each is safe to repeat. What would fail the same way again (a refusal, a certificate
//! nobody trusts, a page that is not this API's) is not.

use std::time::Duration;

/// The first wait is at most this long; each later one may take twice as long as the one before.
pub const FIRST: Duration = Duration::from_millis(500);

/// No wait that we choose ourselves is longer: somebody is looking at a screen.
pub const LONGEST: Duration = Duration::from_secs(20);

/// A request takes no longer than this, all tries and waits together: a script that asks must get its answer or its
/// failure before its own patience ends.
pub const IN_ALL: Duration = Duration::from_secs(180);

/// A try that would be left less time than this is not worth its wait.
pub const LEAST: Duration = Duration::from_secs(1);

/// The service counts requests by the minute, and lets in again from the next one.
pub const MINUTE: Duration = Duration::from_secs(60);

/// Those who wait for one moment come back within this time after it, not all at once. The service's advice after
/// throttling is one request a second.
pub const SPREAD: Duration = Duration::from_secs(1);

/// How often a request is repeated where nothing else was set.
pub const RETRIES: u32 = 4;

/// Why a try brought no answer, as far as trying again goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Too many requests.
    Throttled {
        /// How long the service says to wait.
        advised: Option<Duration>,
        /// How long it is to the next minute.
        next_minute: Duration,
    },
    /// The service has trouble, or the way to it.
    TransportErrorKind,
    /// The clocks differ, and the answer told the service's.
    Clock,
    /// It would fail again.
    Final,
}

/// What was tried so far, the try that just failed included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// How often.
    pub times: u32,
    /// How often it was throttled.
    pub throttled: u32,
    /// Whether the clock has been corrected before this try.
    pub corrected: bool,
    /// Since the first try began.
    pub elapsed: Duration,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Try again after this time.
    Again(Duration),
    /// It is over.
    Stop,
}

/// Decides. `retries`: how often a request is repeated at most; `in_all`: how long it may take, all tries and waits
/// together; `random`: from 0 to 1, 1 excluded.
#[must_use]
pub fn after(retries: u32, tried: &Tried, cause: Cause, in_all: Duration, random: f64) -> Next {
    let wait = match cause {
        Cause::Final => return Next::Stop,
        // A second refusal with the service's own time means that the clock was not what is wrong.
        Cause::Clock if tried.corrected => return Next::Stop,
        // However few repeats are wanted: this is another request rather than the same again.
        Cause::Clock => Duration::ZERO,
        _ if tried.times > retries => return Next::Stop,
        Cause::Throttled {
            advised: Some(advised),
            ..
        } => advised.saturating_add(SPREAD.mul_f64(random)),
        // The first refusal may be a passing peak; the second says that this minute is used up.
        Cause::Throttled { next_minute, .. } if tried.throttled > 1 => {
            next_minute.min(MINUTE) + SPREAD.mul_f64(random)
        }
        Cause::Throttled { .. } | Cause::TransportErrorKind => backoff(tried.times, random),
    };
    let until_sent = tried.elapsed.saturating_add(wait);
    if until_sent.saturating_add(LEAST) > in_all {
        Next::Stop
    } else {
        Next::Again(wait)
    }
}

/// The wait after the `times`th failure: anything from nothing to a bound that doubles each time. The whole range is
/// used ("full jitter"), so that clients that failed together do not come back together.
fn backoff(times: u32, random: f64) -> Duration {
    let doubled = 2_u32.saturating_pow(times.saturating_sub(1));
    FIRST.saturating_mul(doubled).min(LONGEST).mul_f64(random)
}

/// What the answer's headers say about when to come back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// `x-acs-retry-after`: milliseconds.
    pub retry_after: Option<String>,
    /// `x-ratelimit-user`: `Limit:1,Remain:0,TimeLeft:2000,Reset:1234`, the time left in milliseconds.
    pub user: Option<String>,
    /// `x-ratelimit-user-api`, in the same form.
    pub user_api: Option<String>,
}

impl Advice {
    /// How long to wait; `None` where the headers do not say, or not in the documented form.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        let millis = |text: &str| text.trim().parse().ok().map(Duration::from_millis);
        let limits = [&self.user, &self.user_api];
        let left = limits.into_iter().flatten().filter_map(|limit| {
            let mut fields = limit.split(',').filter_map(|field| field.split_once(':'));
            fields
                .find(|(name, _)| name.trim().eq_ignore_ascii_case("TimeLeft"))
                .and_then(|(_, value)| millis(value))
        });
        let advised = self.retry_after.as_deref().and_then(millis);
        advised.or_else(|| left.max())
    }
}

#[cfg(test)]
mod tests;
