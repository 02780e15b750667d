//! Asks until there is an answer or no more use in asking. Each try is signed anew: its own nonce, time and signature.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::client::{Answer, ApiError, Client};
use super::codes::{self, Kind};
use super::errand::Errand;
use super::gate::Gate;
use super::keys_error::{Giver, KeysError};
use super::retry::{self, Advice, Cause, IN_ALL, LEAST, Next, Tried};
use super::transport::Trouble;
use crate::host::Sleep;

/// How a client goes on after a failure. Clones share what was learned of the service's clock.
#[derive(Clone)]
pub struct Persistence {
    /// How often a request is repeated at most.
    pub retries: u32,
    /// When the last request must have ended, where somebody set a deadline.
    until: Option<Timestamp>,
    /// Waits between two tries.
    pub sleep: Sleep,
    /// Is told before each of them.
    pub listener: Option<Listener>,
    skew: Arc<Skew>,
    gate: Gate,
    /// Requests that may be under way at once.
    at_once: Arc<Semaphore>,
}

impl Persistence {
    /// This many repetitions, and this many requests under way at once, at most.
    #[must_use]
    pub fn new(retries: u32, at_once: usize, sleep: Sleep, listener: Option<Listener>) -> Self {
        Self {
            retries,
            until: None,
            sleep,
            listener,
            skew: Arc::default(),
            gate: Gate::default(),
            at_once: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// The same for another account or region, whose requests the service counts by themselves.
    #[must_use]
    pub fn elsewhere(&self) -> Self {
        Self {
            gate: Gate::default(),
            ..self.clone()
        }
    }

    /// The same for another service, which is asked while a request to this one is on its way.
    #[must_use]
    pub fn of_another_service(&self) -> Self {
        Self {
            at_once: Arc::new(Semaphore::new(1)),
            ..self.elsewhere()
        }
    }

    /// The same, with one more who is told before each repetition.
    #[must_use]
    pub fn heard_by(&self, also: Listener) -> Self {
        let first = self.listener.clone();
        let both: Listener = Arc::new(move |notice: &Notice<'_>| {
            if let Some(first) = &first {
                first(notice);
            }
            also(notice);
        });
        Self {
            listener: Some(both),
            ..self.clone()
        }
    }

    /// The service's time, as far as it is known to differ from ours.
    pub(super) fn corrected(&self, now: Timestamp) -> Timestamp {
        let millis = self.skew.millis.load(Ordering::Relaxed);
        now.checked_add(SignedDuration::from_millis(millis))
            .unwrap_or(now)
    }

    pub(crate) fn tell(&self, notice: &Notice<'_>) {
        if let Some(listener) = &self.listener {
            listener(notice);
        }
    }
}

/// How far the service's clock is ahead of ours.
#[derive(Default)]
struct Skew {
    millis: AtomicI64,
    /// Several requests may find out at once; the user is told by the first.
    told: AtomicBool,
}

/// Something happened on the way to an answer.
#[derive(Debug)]
pub enum Notice<'a> {
    /// It is tried again.
    Again {
        /// Why the last try brought nothing.
        error: &'a ApiError,
        /// Whether it was throttled.
        throttled: bool,
        /// How long until then.
        wait: Duration,
        /// Which repetition comes next, from 1.
        retry: u32,
        /// How many there are at most.
        of: u32,
    },
    /// It waits for its turn, since another of the account and region was refused.
    Queued {
        /// How long until then.
        wait: Duration,
    },
    /// The clocks differ: requests are signed with the service's time from now on. Told once.
    Clock {
        /// How far the service's clock is ahead of ours; negative when it is behind.
        ahead: SignedDuration,
    },
    /// Keys were asked for.
    Keys(Errand<'a>),
}

/// Is told of every [`Notice`].
pub type Listener = Arc<dyn Fn(&Notice<'_>) + Send + Sync>;

/// What an answer said beside its body.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// When to come back.
    pub advice: Advice,
    /// The service's clock.
    pub date: Option<Timestamp>,
}

/// A request that is sent right at a deadline has this long to be answered.
const GRACE: Duration = Duration::from_secs(2);

/// How long after a deadline a request may still be sent, so that the last one can be sent right at it.
const LATEST: SignedDuration = SignedDuration::from_millis(300);

impl Client {
    /// The same client for a caller with a deadline: its requests end with it, or at most two seconds later, and none is
    /// sent when it has passed.
    #[must_use]
    pub fn until(&self, deadline: Timestamp) -> Self {
        let mut client = self.clone();
        client.persistence.until = Some(deadline);
        client
    }

    /// How long a request may take that begins now, all tries and waits together.
    fn allowed(&self, now: Timestamp) -> Result<Duration, ApiError> {
        let Some(until) = self.persistence.until else {
            return Ok(IN_ALL);
        };
        if now.duration_since(until) > LATEST {
            return Err(ApiError::Deadline);
        }
        let left: Duration = until.duration_since(now).try_into().unwrap_or_default();
        Ok((left + GRACE).min(IN_ALL))
    }

    /// Asks for an action and reads the answer with `read`, again and again as [`retry::after`] allows. An answer that
    /// `read` finds to break off is a failed try like any other.
    ///
    /// # Errors
    ///
    /// The last try's error; wrapped in [`ApiError::GaveUp`] when there was more than one try.
    pub async fn ask<T>(
        &self,
        action: &'static str,
        parameters: &[(Cow<'static, str>, String)],
        read: impl Fn(Answer) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let begun = self.clock.now();
        let mut waited = Duration::ZERO;
        let mut tried = Tried::default();
        let mut has_turn = false;
        let in_all = self.allowed(begun)?;
        loop {
            let affordable = affordable(in_all, tried.elapsed);
            let (under_way, queued) = self.take_turn(has_turn, affordable).await;
            waited += queued;
            tried.elapsed = tried.elapsed.max(waited);
            let left = in_all.saturating_sub(tried.elapsed).max(LEAST);
            let (answer, heard) = self.attempt(action, parameters, left, &read).await;
            drop(under_way);
            let error = match answer {
                Ok(value) => {
                    self.persistence.gate.answered();
                    return Ok(value);
                }
                Err(error) => error,
            };
            let now = self.clock.now();
            // A clock that is set back meanwhile must not make the wait longer.
            let passed = now.duration_since(begun).try_into().unwrap_or_default();
            tried.elapsed = waited.max(passed);
            tried.times += 1;
            let cause = cause(&error, &heard, self.persistence.corrected(now));
            tried.throttled += u32::from(matches!(cause, Cause::Throttled { .. }));
            let next = retry::after(
                self.persistence.retries,
                &tried,
                cause,
                in_all,
                self.random.fraction(),
            );
            let Next::Again(mut wait) = next else {
                return Err(gave_up(error, &tried));
            };
            if cause == Cause::Clock {
                tried.corrected = true;
                self.correct_clock(&error);
            } else {
                let throttled = matches!(cause, Cause::Throttled { .. });
                if throttled {
                    let turn = self.persistence.gate.refused(now, wait);
                    wait = wait.max(turn.min(affordable));
                }
                has_turn = throttled;
                self.persistence.tell(&Notice::Again {
                    error: &error,
                    throttled,
                    wait,
                    retry: tried.times,
                    of: self.persistence.retries,
                });
                self.persistence.sleep.wait(wait).await;
                waited += wait;
                tried.elapsed += wait;
            }
        }
    }

    /// Waits until one more request may be under way, and until those who share the account's rate let it in: what ends
    /// that when it is dropped, and how long the others took.
    async fn take_turn(
        &self,
        has_turn: bool,
        affordable: Duration,
    ) -> (Option<SemaphorePermit<'_>>, Duration) {
        let persistence = &self.persistence;
        // The semaphore is never closed.
        let under_way = persistence.at_once.acquire().await.ok();
        if has_turn {
            return (under_way, Duration::ZERO);
        }
        let wait = persistence.gate.enter(self.clock.now()).min(affordable);
        if wait.is_zero() {
            return (under_way, wait);
        }
        persistence.tell(&Notice::Queued { wait });
        // Others can be under way meanwhile.
        drop(under_way);
        persistence.sleep.wait(wait).await;
        (persistence.at_once.acquire().await.ok(), wait)
    }

    /// The same, with an answer that is no page as it came.
    ///
    /// # Errors
    ///
    /// As for [`Client::ask`].
    pub async fn call(
        &self,
        action: &'static str,
        parameters: &[(Cow<'static, str>, String)],
    ) -> Result<Answer, ApiError> {
        self.ask(action, parameters, Answer::without_code).await
    }

    /// Signs with the service's time from now on.
    fn correct_clock(&self, error: &ApiError) {
        let ApiError::Service(refusal) = error else {
            return;
        };
        let Some((service, here)) = refusal.clocks else {
            return;
        };
        let ahead = service.duration_since(here);
        let skew = &self.persistence.skew;
        let millis = i64::try_from(ahead.as_millis()).unwrap_or_default();
        skew.millis.store(millis, Ordering::Relaxed);
        if !skew.told.swap(true, Ordering::Relaxed) {
            self.persistence.tell(&Notice::Clock { ahead });
        }
    }
}

/// How long may be waited so that a try after it is worth it.
fn affordable(in_all: Duration, elapsed: Duration) -> Duration {
    in_all.saturating_sub(elapsed).saturating_sub(LEAST)
}

/// One try needs no word on how often it was tried.
fn gave_up(error: ApiError, tried: &Tried) -> ApiError {
    if tried.times == 1 {
        return error;
    }
    ApiError::GaveUp {
        cause: Box::new(error),
        times: tried.times,
        took: tried.elapsed,
    }
}

/// What an error means for trying again. `now` is our best guess at the service's time where it did not tell.
fn cause(error: &ApiError, heard: &Heard, now: Timestamp) -> Cause {
    let kind = match error {
        ApiError::Transport(error) => {
            return match error.kind {
                // Neither a certificate nor the size of an answer nor what a port is for changes within minutes.
                Trouble::Tls | Trouble::TooLarge | Trouble::NotHttp => Cause::Final,
                _ => Cause::Trouble,
            };
        }
        ApiError::Service(refusal) if refusal.kind == Kind::Clock => {
            return match refusal.clocks {
                Some(_) => Cause::Clock,
                None => Cause::Final,
            };
        }
        ApiError::Service(refusal) => codes::retried(&refusal.code, refusal.http),
        ApiError::Unreadable {
            broken_off: true, ..
        } => Some(Kind::Unavailable),
        ApiError::Unreadable { status, .. } => codes::retried_by_http(*status),
        ApiError::Keys(error) => return without_keys(error, now),
        ApiError::TokenLoop(_)
        | ApiError::EmptyPages(_)
        | ApiError::TooManyRecords(_)
        | ApiError::Deadline
        | ApiError::GaveUp { .. } => None,
    };
    match kind {
        None => Cause::Final,
        Some(Kind::Throttled) => Cause::Throttled {
            advised: heard.advice.wait(),
            next_minute: to_next_minute(heard.date.unwrap_or(now)),
        },
        Some(_) => Cause::Trouble,
    }
}

/// Keys that could not be had: their giver may have more luck with the next try. What STS says to a signed request has
/// been tried often enough already.
fn without_keys(error: &KeysError, now: Timestamp) -> Cause {
    match error {
        KeysError::Sts { error, .. } => match cause(error, &Heard::default(), now) {
            Cause::Clock => Cause::Final,
            other => other,
        },
        KeysError::Unreachable {
            giver: Giver::Uri, ..
        } => Cause::Trouble,
        KeysError::Status { status, .. } if codes::retried_by_http(*status).is_some() => {
            Cause::Trouble
        }
        // A machine without metadata gets none by asking again.
        _ => Cause::Final,
    }
}

fn to_next_minute(now: Timestamp) -> Duration {
    let into = now.as_millisecond().rem_euclid(60_000).unsigned_abs();
    retry::MINUTE.saturating_sub(Duration::from_millis(into))
}
