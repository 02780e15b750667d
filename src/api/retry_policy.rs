//! How a client sends requests: how often it retries, how many at once, until when, and who is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::error::ApiError;
use super::event::{ClientEvent, EventListener, both};
use super::rate_gate::RateGate;
use super::retry::IN_ALL;
use crate::host::Sleep;

/// A request that is sent right at a deadline has this long to be answered.
const GRACE: Duration = Duration::from_secs(2);

/// How long after a deadline a request may still be sent, so that the last one can be sent right at it.
const LATEST: SignedDuration = SignedDuration::from_millis(300);

/// How a client sends requests. Clones share what they learn of the service's clock and rate limits.
#[derive(Clone)]
pub struct RetryPolicy {
    /// How often a request is retried at most.
    pub(super) retries: u32,
    /// The deadline, if there is one.
    pub(super) until: Option<Timestamp>,
    /// Waits between two attempts.
    pub(super) sleep: Sleep,
    listener: Option<EventListener>,
    skew: Arc<Skew>,
    pub(super) gate: RateGate,
    /// How many more requests may be in flight.
    in_flight: Arc<Semaphore>,
}

/// How far the service's clock is ahead of this machine's.
#[derive(Default)]
struct Skew {
    millis: AtomicI64,
    /// Several requests may notice at once; only the first one reports it.
    told: AtomicBool,
}

impl RetryPolicy {
    /// At most `retries` retries of a request, and at most `at_once` requests in flight.
    pub fn new(retries: u32, at_once: usize, sleep: Sleep) -> Self {
        Self {
            retries,
            until: None,
            sleep,
            listener: None,
            skew: Arc::default(),
            gate: RateGate::default(),
            in_flight: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// A policy for another account or region, whose requests the service counts separately.
    pub fn elsewhere(&self) -> Self {
        Self {
            gate: RateGate::default(),
            ..self.clone()
        }
    }

    /// A policy for another service, whose requests may be sent while a request to this one is in flight.
    pub fn of_another_service(&self) -> Self {
        Self {
            in_flight: Arc::new(Semaphore::new(1)),
            ..self.elsewhere()
        }
    }

    /// Calls `listener` with every event, after the listeners that are there.
    pub fn heard_by(self, listener: EventListener) -> Self {
        Self {
            listener: Some(both(self.listener, listener)),
            ..self
        }
    }

    /// Reports an event.
    pub fn tell(&self, event: &ClientEvent<'_>) {
        if let Some(listener) = &self.listener {
            listener(event);
        }
    }

    /// How long a request that begins now may take, all attempts and waits together.
    pub(super) fn allowed(&self, now: Timestamp) -> Result<Duration, ApiError> {
        let Some(until) = self.until else {
            return Ok(IN_ALL);
        };
        if now.duration_since(until) > LATEST {
            return Err(ApiError::Deadline);
        }
        let left: Duration = until.duration_since(now).try_into().unwrap_or_default();
        Ok((left + GRACE).min(IN_ALL))
    }

    /// Waits until one more request may be in flight. It counts as in flight until the permit is dropped.
    pub(super) async fn permit(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed.
        self.in_flight.acquire().await.ok()
    }

    /// The service's time, as far as it is known to differ from this machine's.
    pub(super) fn corrected(&self, now: Timestamp) -> Timestamp {
        let millis = self.skew.millis.load(Ordering::Relaxed);
        now.checked_add(SignedDuration::from_millis(millis))
            .unwrap_or(now)
    }

    /// Signs with the service's time from now on.
    pub(super) fn correct_clock(&self, error: &ApiError) {
        let ApiError::Service(refusal) = error else {
            return;
        };
        let Some((service, here)) = refusal.clocks else {
            return;
        };
        let ahead = service.duration_since(here);
        let millis = i64::try_from(ahead.as_millis()).unwrap_or_default();
        self.skew.millis.store(millis, Ordering::Relaxed);
        if !self.skew.told.swap(true, Ordering::Relaxed) {
            self.tell(&ClientEvent::ClockCorrected { ahead });
        }
    }
}
