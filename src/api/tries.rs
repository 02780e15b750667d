//! The attempts of one request: when each may be made, and whether another one follows.

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::SemaphorePermit;

use super::error::ApiError;
use super::event::ClientEvent;
use super::retry::{self, Attempts, Cause, LEAST};
use super::retry_policy::RetryPolicy;
use super::transport::ResponseHints;
use crate::host::{Clock, Random};

/// The attempts of one request.
pub(super) struct Tries<'c> {
    clock: &'c Clock,
    random: &'c Random,
    policy: &'c RetryPolicy,
    begun: Timestamp,
    /// How long all of them may take together.
    in_all: Duration,
    waited: Duration,
    attempts: Attempts,
    has_turn: bool,
}

impl<'c> Tries<'c> {
    /// None was made yet.
    pub(super) fn new(
        clock: &'c Clock,
        random: &'c Random,
        policy: &'c RetryPolicy,
    ) -> Result<Self, ApiError> {
        let begun = clock.now();
        Ok(Self {
            clock,
            random,
            policy,
            begun,
            in_all: policy.allowed(begun)?,
            waited: Duration::ZERO,
            attempts: Attempts::default(),
            has_turn: false,
        })
    }

    /// Waits until the next one may be made. Gives the permit for it, and how long it may take.
    pub(super) async fn turn(&mut self) -> (Option<SemaphorePermit<'c>>, Duration) {
        let affordable = affordable(self.in_all, self.attempts.elapsed);
        let (permit, queued) = self.take_turn(affordable).await;
        self.waited += queued;
        self.attempts.elapsed = self.attempts.elapsed.max(self.waited);
        let left = self.in_all.saturating_sub(self.attempts.elapsed);
        (permit, left.max(LEAST))
    }

    /// Waits until one more request may be in flight and the rate gate lets it pass. Returns the permit, and how long the
    /// rate gate took.
    async fn take_turn(&self, affordable: Duration) -> (Option<SemaphorePermit<'c>>, Duration) {
        let policy = self.policy;
        let permit = policy.permit().await;
        if self.has_turn {
            return (permit, Duration::ZERO);
        }
        let wait = policy.gate.enter(self.clock.now()).min(affordable);
        if wait.is_zero() {
            return (permit, wait);
        }
        policy.tell(&ClientEvent::Queued { wait });
        // Other requests may be in flight meanwhile.
        drop(permit);
        policy.sleep.wait(wait).await;
        (policy.permit().await, wait)
    }

    /// The last one succeeded.
    pub(super) fn succeed<T>(&self, value: T) -> T {
        self.policy.gate.answered();
        value
    }

    /// The last one failed: waits until another may be made. Retries as [`retry::after`] allows.
    ///
    /// # Errors
    ///
    /// The error, in [`ApiError::GaveUp`] if there were several, when no other can help.
    pub(super) async fn fail(
        &mut self,
        error: ApiError,
        hints: &ResponseHints,
    ) -> Result<(), ApiError> {
        let (policy, attempts) = (self.policy, &mut self.attempts);
        let now = self.clock.now();
        // The wait must not become longer if the clock is set back meanwhile.
        let passed = now
            .duration_since(self.begun)
            .try_into()
            .unwrap_or_default();
        let affordable = affordable(self.in_all, attempts.elapsed);
        attempts.elapsed = self.waited.max(passed);
        attempts.times += 1;
        let cause = Cause::of(&error, hints, policy.corrected(now));
        let throttled = matches!(cause, Cause::Throttled { .. });
        attempts.throttled += u32::from(throttled);
        let random = self.random.fraction();
        let next = retry::after(policy.retries, attempts, cause, self.in_all, random);
        let Some(mut wait) = next else {
            return Err(gave_up(error, attempts));
        };
        if cause == Cause::Clock {
            attempts.corrected = true;
            policy.correct_clock(&error);
            return Ok(());
        }
        if throttled {
            let turn = policy.gate.refused(now, wait);
            wait = wait.max(turn.min(affordable));
        }
        self.has_turn = throttled;
        policy.tell(&ClientEvent::Retrying {
            error: &error,
            throttled,
            wait,
            retry: attempts.times,
            of: policy.retries,
        });
        policy.sleep.wait(wait).await;
        self.waited += wait;
        attempts.elapsed += wait;
        Ok(())
    }
}

/// How long a wait may be so that another attempt after it makes sense.
fn affordable(in_all: Duration, elapsed: Duration) -> Duration {
    in_all.saturating_sub(elapsed).saturating_sub(LEAST)
}

/// A single attempt is not counted in the message.
fn gave_up(error: ApiError, attempts: &Attempts) -> ApiError {
    if attempts.times == 1 {
        return error;
    }
    ApiError::GaveUp {
        cause: Box::new(error),
        times: attempts.times,
        took: attempts.elapsed,
    }
}
