//! Temporary keys that were given out, and whether they are still good.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::host::Random;
use crate::sandbox::options::AccessKey;
use crate::sandbox::refusal::Refusal;
use crate::secret::Secret;

/// How many keys are remembered. A long-running server must not grow with every session.
const REMEMBERED: usize = 1000;

/// Keys as they are given out. They open nothing but this server.
#[derive(Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Keys {
    pub access_key_id: String,
    pub access_key_secret: String,
    pub security_token: String,
    pub expiration: String,
}

/// Gives out keys and remembers them.
#[derive(Default)]
pub struct Issuer(Mutex<Vec<(AccessKey, Timestamp)>>);

impl Issuer {
    fn lock(&self) -> MutexGuard<'_, Vec<(AccessKey, Timestamp)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// New keys that are good for a length of time.
    pub fn issue(&self, random: &Random, now: Timestamp, length: SignedDuration) -> Keys {
        let mut issued = self.lock();
        // A source of random bytes that repeats itself, as tests have, still gives every pair another name.
        let number = issued.len();
        let end = now.checked_add(length).unwrap_or(now);
        let keys = Keys {
            access_key_id: format!("STS.{number}{}", random.nonce()),
            access_key_secret: format!("secret{number}{}", random.nonce()),
            security_token: format!("token{number}{}", random.nonce()),
            expiration: end.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        };
        if issued.len() == REMEMBERED {
            issued.remove(0);
        }
        let key = AccessKey {
            id: keys.access_key_id.clone(),
            secret: Secret::new(keys.access_key_secret.clone()),
            token: Some(Secret::new(keys.security_token.clone())),
        };
        issued.push((key, end));
        keys
    }

    /// These keys and the ones that were given out.
    pub fn with<'k>(&self, fixed: &'k [AccessKey]) -> Cow<'k, [AccessKey]> {
        let issued = self.lock();
        if issued.is_empty() {
            return Cow::Borrowed(fixed);
        }
        let all = fixed.iter().chain(issued.iter().map(|(key, _)| key));
        Cow::Owned(all.cloned().collect())
    }

    /// Refuses keys of which the time is over.
    pub fn check(&self, id: Option<&str>, now: Timestamp) -> Result<(), Refusal> {
        let issued = self.lock();
        let found = issued.iter().find(|(key, _)| Some(key.id.as_str()) == id);
        match found {
            Some((_, end)) if *end <= now => Err(Refusal::token_expired()),
            _ => Ok(()),
        }
    }
}
