//! The rate of one account in one region. The service counts its requests together, so one that is throttled concerns all
//! of them.
//!
//! After a throttled request, no request is sent before the time that the service gave. Then one is sent after another,
//! twice as fast after each good answer (the service's advice: one request a second after throttling).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::retry::SPREAD;

/// Requests that follow each other faster than this are no longer held up.
const FREE: Duration = Duration::from_millis(50);

/// Shared by all requests of the same account and region. Clones are the same gate.
#[derive(Clone, Debug, Default)]
pub struct RateGate(Arc<Mutex<RateState>>);

#[derive(Debug, Default)]
struct RateState {
    /// When the next request may start, in milliseconds of the epoch.
    next: i64,
    /// The time between two requests.
    step: Duration,
}

impl RateGate {
    /// How long a request that would start now has to wait. It takes its place in the queue.
    pub fn enter(&self, now: Timestamp) -> Duration {
        let mut rate = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rate.step.is_zero() {
            return Duration::ZERO;
        }
        let now = now.as_millisecond();
        let start = now.max(rate.next);
        rate.next = start.saturating_add(millis(rate.step));
        Duration::from_millis((start - now).unsigned_abs())
    }

    /// A request was throttled and has to wait at least `wait`. Returns how long it waits behind those that were throttled
    /// before it; all other requests come after it.
    pub fn refused(&self, now: Timestamp, wait: Duration) -> Duration {
        let mut rate = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rate.step = SPREAD;
        let now = now.as_millisecond();
        let start = rate.next.max(now.saturating_add(millis(wait)));
        rate.next = start.saturating_add(millis(SPREAD));
        wait.max(Duration::from_millis((start - now).unsigned_abs()))
    }

    /// A request was answered.
    pub fn answered(&self) {
        let mut rate = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rate.step /= 2;
        if rate.step < FREE {
            *rate = RateState::default();
        }
    }
}

fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_780_000_000_000 + millis).unwrap()
    }

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn nobody_waits_where_nobody_was_refused() {
        let gate = RateGate::default();
        assert_eq!(gate.enter(at(0)), ms(0));
        gate.answered();
        assert_eq!(gate.enter(at(0)), ms(0));
    }

    #[test]
    fn after_a_refusal_the_others_come_after_it_one_by_one() {
        let gate = RateGate::default();
        assert_eq!(gate.refused(at(0), ms(4000)), ms(4000));
        assert_eq!(gate.enter(at(1000)), ms(4000));
        assert_eq!(gate.enter(at(1000)), ms(5000));
        // One that comes late enough need not wait.
        assert_eq!(gate.enter(at(9000)), ms(0));
        assert_eq!(gate.enter(at(9000)), ms(1000));
    }

    #[test]
    fn those_who_are_refused_together_do_not_come_back_together() {
        let gate = RateGate::default();
        let waits = [300, 200, 5000].map(|wait| gate.refused(at(0), ms(wait)));
        assert_eq!(waits, [ms(300), ms(1300), ms(5000)]);
    }

    #[test]
    fn good_answers_open_it_again() {
        let gate = RateGate::default();
        assert_eq!(gate.refused(at(0), ms(100)), ms(100));
        gate.answered();
        assert_eq!(gate.enter(at(2000)), ms(0));
        assert_eq!(gate.enter(at(2000)), ms(500));
        for _ in 0..4 {
            gate.answered();
        }
        assert_eq!(gate.enter(at(2000)), ms(0));
        assert_eq!(gate.enter(at(2000)), ms(0));
    }
}
