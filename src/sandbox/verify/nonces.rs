//! Nonces, each of which may be used once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::time::SKEW;
use crate::sandbox::refusal::Refusal;

/// How often the forgotten ones are cleared away; doing it at every request would cost more with every request.
const SWEEP: SignedDuration = SignedDuration::from_mins(1);

/// The nonces that were used. One is kept for as long as the time it came with would be accepted, and then forgotten.
#[derive(Debug, Default)]
pub struct Nonces(Mutex<Used>);

#[derive(Debug, Default)]
struct Used {
    until: HashMap<(String, String), Timestamp>,
    next_sweep: Option<Timestamp>,
}

impl Nonces {
    /// Takes a nonce that came with this time, or refuses one that this key has used.
    pub fn take(
        &self,
        key_id: &str,
        nonce: &str,
        timestamp: Timestamp,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (key_id.to_owned(), nonce.to_owned());
        if used.until.get(&key).is_some_and(|until| *until >= now) {
            return Err(Refusal::nonce_used());
        }
        if used.next_sweep.is_none_or(|sweep| sweep <= now) {
            used.until.retain(|_, until| *until >= now);
            used.next_sweep = now.checked_add(SWEEP).ok();
        }
        let until = timestamp.checked_add(SKEW).unwrap_or(Timestamp::MAX);
        used.until.insert(key, until);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_refused_while_its_time_would_be_accepted_and_then_forgotten() {
        let nonces = Nonces::default();
        let at = |minute: i64| Timestamp::from_second(1_700_000_000 + minute * 60).unwrap();
        // The client's clock is ten minutes ahead.
        nonces.take("id", "n", at(10), at(0)).unwrap();
        assert!(nonces.take("id", "n", at(25), at(25)).is_err());
        assert!(nonces.take("other", "n", at(25), at(25)).is_ok());
        nonces.take("id", "n", at(26), at(26)).unwrap();
        nonces.take("id", "m", at(60), at(60)).unwrap();
        assert_eq!(nonces.0.lock().unwrap().until.len(), 1);
    }
}
