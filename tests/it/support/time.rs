//! Time that passes only when invq waits, so that three minutes take milliseconds.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use invq::host::{Clock, Sleep};
use jiff::{SignedDuration, Timestamp};

use super::NOW;

/// A clock and the waits that move it. Clones share them.
#[derive(Clone)]
pub struct Time(Arc<Mutex<Passed>>);

struct Passed {
    now: Timestamp,
    waits: Vec<Duration>,
}

impl Default for Time {
    fn default() -> Self {
        Self::at(NOW)
    }
}

impl Time {
    /// Time that begins here.
    pub fn at(now: &str) -> Self {
        Self(Arc::new(Mutex::new(Passed {
            now: now.parse().unwrap(),
            waits: Vec::new(),
        })))
    }

    /// Each wait so far, in milliseconds.
    pub fn waits(&self) -> Vec<u128> {
        let passed = self.0.lock().unwrap();
        passed.waits.iter().map(Duration::as_millis).collect()
    }

    /// Lets time pass without anybody's waiting.
    pub fn pass(&self, length: Duration) {
        let mut passed = self.0.lock().unwrap();
        passed.now += SignedDuration::try_from(length).unwrap();
    }

    /// How much has passed since every test took place.
    pub fn passed(&self) -> Duration {
        let begin: Timestamp = NOW.parse().unwrap();
        let now = self.0.lock().unwrap().now;
        now.duration_since(begin).try_into().unwrap()
    }

    /// Tells this time.
    pub fn clock(&self) -> Clock {
        let time = self.clone();
        Clock::new(move || time.0.lock().unwrap().now)
    }

    /// Moves it: waits that overlap end each at its own time and do not add up.
    pub fn sleep(&self) -> Sleep {
        let time = self.clone();
        Sleep::new(move |length| {
            let time = time.clone();
            let end = time.0.lock().unwrap().now + SignedDuration::try_from(length).unwrap();
            Box::pin(async move {
                // Others get their turn, as in a real wait.
                tokio::task::yield_now().await;
                let mut passed = time.0.lock().unwrap();
                passed.now = passed.now.max(end);
                passed.waits.push(length);
            })
        })
    }
}
