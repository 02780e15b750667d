//! The keys that are good now: those that the server was started with, and temporary ones that it gave out.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::options::AccessKey;
use super::refusal::Refusal;
use crate::host::Random;
use crate::secret::Secret;

/// How many temporary keys are remembered. A long-running server must not grow with every session.
const REMEMBERED: usize = 1000;

/// The keys.
pub struct Keys {
    fixed: Vec<AccessKey>,
    issued: Mutex<VecDeque<(AccessKey, Timestamp)>>,
}

impl Keys {
    /// These alone.
    pub fn new(fixed: Vec<AccessKey>) -> Self {
        Self {
            fixed,
            issued: Mutex::default(),
        }
    }

    /// The key of this ID, unless its time is over.
    pub fn find(&self, id: &str, now: Timestamp) -> Result<AccessKey, Refusal> {
        if let Some(key) = self.fixed.iter().find(|key| key.id == id) {
            return Ok(key.clone());
        }
        let issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        match issued.iter().find(|(key, _)| key.id == id) {
            Some((key, end)) if *end > now => Ok(key.clone()),
            Some(_) => Err(Refusal::token_expired()),
            None => Err(Refusal::no_such_key()),
        }
    }

    /// New keys that are good for a length of time, as they are given out. They open nothing but this server.
    pub fn issue(&self, random: &Random, now: Timestamp, length: SignedDuration) -> Value {
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        // A source of random bytes that repeats itself, as tests have, still gives every pair another name.
        let number = issued.len();
        let [id, secret, token] =
            ["STS.", "secret", "token"].map(|kind| format!("{kind}{number}{}", random.nonce()));
        let end = now.checked_add(length).unwrap_or(now);
        let given = json!({
            "AccessKeyId": id,
            "AccessKeySecret": secret,
            "SecurityToken": token,
            "Expiration": end.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        });
        if number == REMEMBERED {
            issued.pop_front();
        }
        let key = AccessKey {
            id,
            secret: Secret::new(secret),
            token: Some(Secret::new(token)),
        };
        issued.push_back((key, end));
        given
    }
}
