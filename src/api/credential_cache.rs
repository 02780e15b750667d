//! Keys at the moment when a request needs them: fixed ones, or temporary ones that are renewed on the way.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::credentials::Credentials;
use super::credential_error::CredentialError;
use crate::host::Clock;

/// How long before their end temporary keys are renewed. A request that waits behind others is signed in time.
const MARGIN: SignedDuration = SignedDuration::from_mins(3);

/// Temporary keys on their way.
pub type Fetching = Pin<Box<dyn Future<Output = Result<Credentials, CredentialError>> + Send>>;

/// Begins to fetch temporary keys.
pub type Fetch = Box<dyn Fn() -> Fetching + Send + Sync>;

/// Gives the keys of one identity. Clones share what was fetched.
#[derive(Clone)]
pub struct CredentialCache(Source);

#[derive(Clone)]
enum Source {
    Fixed(Arc<Credentials>),
    Renewed(Arc<Renewed>),
}

struct Renewed {
    fetch: Fetch,
    clock: Clock,
    /// How many fetches have ended: whoever waited for the lock meanwhile takes what the last one brought.
    rounds: AtomicU64,
    last: Mutex<Option<Fetched>>,
}

struct Fetched {
    at: Timestamp,
    result: Result<Arc<Credentials>, CredentialError>,
}

impl fmt::Debug for CredentialCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Fixed(keys) => keys.fmt(f),
            Source::Renewed(_) => f.write_str("temporary keys"),
        }
    }
}

impl CredentialCache {
    /// Keys that are what they are.
    #[must_use]
    pub fn fixed(credentials: Credentials) -> Self {
        Self(Source::Fixed(Arc::new(credentials)))
    }

    /// Keys that are fetched when they are first needed, and again before they end.
    #[must_use]
    pub fn renewed(clock: Clock, fetch: Fetch) -> Self {
        Self(Source::Renewed(Arc::new(Renewed {
            fetch,
            clock,
            rounds: AtomicU64::new(0),
            last: Mutex::new(None),
        })))
    }

    /// The keys to sign with now.
    ///
    /// # Errors
    ///
    /// When there are none, and none can be had.
    pub async fn keys(&self) -> Result<Arc<Credentials>, CredentialError> {
        match &self.0 {
            Source::Fixed(keys) => Ok(Arc::clone(keys)),
            Source::Renewed(renewed) => renewed.get(None).await,
        }
    }

    /// Other keys than the ones that the service calls expired; nothing when these are all there are.
    ///
    /// # Errors
    ///
    /// When new ones cannot be had.
    pub async fn instead_of(
        &self,
        refused: &Arc<Credentials>,
    ) -> Result<Option<Arc<Credentials>>, CredentialError> {
        match &self.0 {
            Source::Fixed(_) => Ok(None),
            Source::Renewed(renewed) => {
                let keys = renewed.get(Some(refused)).await?;
                // A file that nobody has written since gives the same ones again.
                Ok((keys != *refused).then_some(keys))
            }
        }
    }
}

impl Renewed {
    /// The held keys while they are good, else new ones. Callers that come together share one fetch, good or bad.
    async fn get(&self, refused: Option<&Arc<Credentials>>) -> Result<Arc<Credentials>, CredentialError> {
        let round = self.rounds.load(Ordering::Acquire);
        let mut last = self.last.lock().await;
        let fetched_meanwhile = self.rounds.load(Ordering::Acquire) != round;
        let now = self.clock.now();
        let mut held = None;
        if let Some(fetched) = last.as_ref() {
            match &fetched.result {
                Ok(keys) if refused.is_none_or(|refused| !Arc::ptr_eq(refused, keys)) => {
                    if fetched_meanwhile || is_fresh(keys, fetched.at, now) {
                        return Ok(Arc::clone(keys));
                    }
                    held = Some(Arc::clone(keys));
                }
                Err(error) if fetched_meanwhile => return Err(error.clone()),
                _ => {}
            }
        }
        let result = (self.fetch)().await.map(Arc::new);
        let result = match (result, held) {
            // The source has trouble shortly before the end of keys that still open the door.
            (Err(_), Some(keys)) if keys.expires.is_none_or(|end| now < end) => Ok(keys),
            (result, _) => result,
        };
        *last = Some(Fetched {
            at: self.clock.now(),
            result: result.clone(),
        });
        self.rounds.fetch_add(1, Ordering::Release);
        result
    }
}

/// Whether keys need no renewal. Where a source gives keys that live shortly, the margin is short as well: else each
/// request would fetch anew.
fn is_fresh(keys: &Credentials, fetched: Timestamp, now: Timestamp) -> bool {
    let Some(end) = keys.expires else {
        return true;
    };
    let quarter = end.duration_since(fetched) / 4;
    end.duration_since(now) > MARGIN.min(quarter)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, AtomicUsize};

    use super::*;
    use crate::secret::Secret;

    /// A source whose keys live an hour, with how often it was asked, and a clock in seconds.
    struct Bench {
        provider: CredentialCache,
        asked: Arc<AtomicUsize>,
        now: Arc<AtomicI64>,
        broken: Arc<AtomicUsize>,
    }

    fn bench(lifetime: Option<i64>) -> Bench {
        let now = Arc::new(AtomicI64::new(0));
        let asked = Arc::new(AtomicUsize::new(0));
        let broken = Arc::new(AtomicUsize::new(0));
        let second = |now: &AtomicI64| Timestamp::from_second(now.load(Ordering::Relaxed)).unwrap();
        let hand = Arc::clone(&now);
        let clock = Clock::new(move || second(&hand));
        let (count, time, trouble) = (Arc::clone(&asked), Arc::clone(&now), Arc::clone(&broken));
        let fetch: Fetch = Box::new(move || {
            let number = count.fetch_add(1, Ordering::Relaxed) + 1;
            let start = second(&time);
            let trouble = trouble.load(Ordering::Relaxed) > 0;
            Box::pin(async move {
                tokio::task::yield_now().await;
                if trouble {
                    return Err(CredentialError::TokenFile {
                        path: "token".to_owned(),
                        problem: "gone".to_owned(),
                    });
                }
                Ok(Credentials {
                    key_id: format!("key-{number}"),
                    secret: Secret::default(),
                    token: None,
                    expires: lifetime.map(|it| start + SignedDuration::from_secs(it)),
                })
            })
        });
        let provider = CredentialCache::renewed(clock, fetch);
        Bench {
            provider,
            asked,
            now,
            broken,
        }
    }

    impl Bench {
        async fn key(&self) -> String {
            self.provider.keys().await.unwrap().key_id.clone()
        }

        fn at(&self, second: i64) {
            self.now.store(second, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn keys_are_renewed_shortly_before_their_end() {
        let bench = bench(Some(3600));
        assert_eq!(bench.key().await, "key-1");
        bench.at(3600 - 181);
        assert_eq!(bench.key().await, "key-1");
        bench.at(3600 - 179);
        assert_eq!(bench.key().await, "key-2");
    }

    #[tokio::test]
    async fn short_lives_have_a_short_margin_and_endless_ones_none() {
        let short = bench(Some(100));
        short.key().await;
        short.at(74);
        assert_eq!(short.key().await, "key-1");
        short.at(76);
        assert_eq!(short.key().await, "key-2");
        let endless = bench(None);
        endless.key().await;
        endless.at(1_000_000);
        assert_eq!(endless.key().await, "key-1");
    }

    #[tokio::test]
    async fn those_who_come_together_share_one_renewal() {
        let bench = bench(Some(3600));
        let all = tokio::join!(bench.key(), bench.key(), bench.key());
        assert_eq!(all, ("key-1".into(), "key-1".into(), "key-1".into()));
        bench.broken.store(1, Ordering::Relaxed);
        bench.at(4000);
        let provider = &bench.provider;
        let both = tokio::join!(provider.keys(), provider.keys());
        assert!(both.0.is_err() && both.1.is_err());
        assert_eq!(bench.asked.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn refused_keys_are_replaced_once_for_all() {
        let bench = bench(Some(3600));
        let old = bench.provider.keys().await.unwrap();
        let provider = &bench.provider;
        let (a, b) = tokio::join!(provider.instead_of(&old), provider.instead_of(&old));
        assert_eq!(a.unwrap().unwrap().key_id, "key-2");
        assert_eq!(b.unwrap().unwrap().key_id, "key-2");
        // A third that was refused with the old ones finds the new ones ready.
        let late = provider.instead_of(&old).await.unwrap().unwrap();
        assert_eq!(late.key_id, "key-2");
        let fixed = CredentialCache::fixed(old.as_ref().clone());
        assert!(fixed.instead_of(&old).await.unwrap().is_none());
    }

    /// A source that has nothing new is no reason to ask the service once more.
    #[tokio::test]
    async fn the_same_keys_again_are_no_other_keys() {
        let keys = Credentials {
            key_id: "id".to_owned(),
            secret: Secret::default(),
            token: None,
            expires: None,
        };
        let fetch: Fetch = Box::new(move || Box::pin(std::future::ready(Ok(keys.clone()))));
        let provider = CredentialCache::renewed(Clock::system(), fetch);
        let old = provider.keys().await.unwrap();
        assert!(provider.instead_of(&old).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn trouble_within_the_margin_leaves_the_keys_that_still_work() {
        let bench = bench(Some(3600));
        bench.key().await;
        bench.broken.store(1, Ordering::Relaxed);
        bench.at(3500);
        assert_eq!(bench.key().await, "key-1");
        bench.at(3600);
        assert!(bench.provider.keys().await.is_err());
    }
}
