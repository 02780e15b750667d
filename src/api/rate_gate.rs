//! One account in one region: the service counts its requests together, so a refusal of one is a word to all of them.
//!
//! After a refusal nobody asks before the time that it gave, and then one after the other, ever faster with each good
//! answer (the service's advice: one request a second after throttling).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::retry::SPREAD;

/// A pace that is faster than this is no longer kept.
const FREE: Duration = Duration::from_millis(50);

/// What all who ask for the same account and region share. Clones are the same gate.
#[derive(Clone, Debug, Default)]
pub struct RateGate(Arc<Mutex<Pace>>);

#[derive(Debug, Default)]
struct Pace {
    /// When the next request may start, in milliseconds of the epoch.
    next: i64,
    /// How long after it the one after that.
    step: Duration,
}

impl RateGate {
    /// How long a request that would start now has to wait; its place is taken.
    #[must_use]
    pub fn enter(&self, now: Timestamp) -> Duration {
        let mut pace = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pace.step.is_zero() {
            return Duration::ZERO;
        }
        let now = now.as_millisecond();
        let start = now.max(pace.next);
        pace.next = start.saturating_add(millis(pace.step));
        Duration::from_millis((start - now).unsigned_abs())
    }

    /// One was refused, and is to wait this long at least: how long it has to wait so that those who were refused
    /// before it come first. The others come after it.
    #[must_use]
    pub fn refused(&self, now: Timestamp, wait: Duration) -> Duration {
        let mut pace = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pace.step = SPREAD;
        let now = now.as_millisecond();
        let start = pace.next.max(now.saturating_add(millis(wait)));
        pace.next = start.saturating_add(millis(SPREAD));
        wait.max(Duration::from_millis((start - now).unsigned_abs()))
    }

    /// One got a good answer.
    pub fn answered(&self) {
        let mut pace = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pace.step /= 2;
        if pace.step < FREE {
            *pace = Pace::default();
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
