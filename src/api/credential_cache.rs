//! Holds the credentials of one identity, and renews temporary ones before they expire.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::credentials::{Credentials, ProvideCredentials};
use super::error::CredentialError;
use crate::host::Clock;

/// How long before their end temporary credentials are renewed, so that a request that waits behind others is still
/// signed in time.
const MARGIN: SignedDuration = SignedDuration::from_mins(3);

/// The credentials of one identity. Clones share what was fetched.
#[derive(Clone)]
pub struct CredentialCache(Arc<Shared>);

struct Shared {
    source: Box<dyn ProvideCredentials>,
    clock: Clock,
    /// How many fetches have ended. A caller that waited for the lock meanwhile takes the result of the last one.
    rounds: AtomicU64,
    last: Mutex<Option<Fetched>>,
}

struct Fetched {
    at: Timestamp,
    result: Result<Arc<Credentials>, CredentialError>,
}

impl fmt::Debug for CredentialCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CredentialCache")
    }
}

impl CredentialCache {
    /// Fetches from `source` when credentials are first needed, and again before they expire.
    pub fn new(source: impl ProvideCredentials + 'static, clock: Clock) -> Self {
        Self(Arc::new(Shared {
            source: Box::new(source),
            clock,
            rounds: AtomicU64::new(0),
            last: Mutex::new(None),
        }))
    }

    /// The credentials to sign with now.
    ///
    /// # Errors
    ///
    /// If there are none and none can be fetched.
    pub async fn get(&self) -> Result<Arc<Credentials>, CredentialError> {
        self.0.get(None).await
    }

    /// Replacements for credentials that the service calls expired; `None` if there are no others.
    ///
    /// # Errors
    ///
    /// If the replacements cannot be fetched.
    pub async fn instead_of(
        &self,
        refused: &Arc<Credentials>,
    ) -> Result<Option<Arc<Credentials>>, CredentialError> {
        let credentials = self.0.get(Some(refused)).await?;
        // Fixed credentials, and a file that was not written since, give the same ones again.
        Ok((credentials != *refused).then_some(credentials))
    }
}

impl Shared {
    /// The held credentials while they are good, else new ones. Callers that arrive together share one fetch, whether it
    /// succeeds or fails.
    async fn get(
        &self,
        refused: Option<&Arc<Credentials>>,
    ) -> Result<Arc<Credentials>, CredentialError> {
        let round = self.rounds.load(Ordering::Acquire);
        let mut last = self.last.lock().await;
        let fetched_meanwhile = self.rounds.load(Ordering::Acquire) != round;
        let now = self.clock.now();
        let mut held = None;
        if let Some(fetched) = last.as_ref() {
            match &fetched.result {
                Ok(credentials)
                    if refused.is_none_or(|refused| !Arc::ptr_eq(refused, credentials)) =>
                {
                    if fetched_meanwhile || is_fresh(credentials, fetched.at, now) {
                        return Ok(Arc::clone(credentials));
                    }
                    held = Some(Arc::clone(credentials));
                }
                Err(error) if fetched_meanwhile => return Err(error.clone()),
                _ => {}
            }
        }
        let result = self.source.fetch().await.map(Arc::new);
        let result = match (result, held) {
            // The source fails shortly before the end of credentials that are still valid.
            (Err(_), Some(credentials)) if credentials.expires.is_none_or(|end| now < end) => {
                Ok(credentials)
            }
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

/// Whether credentials need no renewal. The margin is shorter for credentials with a short life: otherwise each request
/// would fetch new ones.
fn is_fresh(credentials: &Credentials, fetched: Timestamp, now: Timestamp) -> bool {
    let Some(end) = credentials.expires else {
        return true;
    };
    let quarter = end.duration_since(fetched) / 4;
    end.duration_since(now) > MARGIN.min(quarter)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, AtomicUsize};

    use super::*;
    use crate::api::credentials::Fetching;
    use crate::secret::Secret;

    struct Closure<F>(F);

    impl<F: Fn() -> Fetching + Send + Sync> ProvideCredentials for Closure<F> {
        fn fetch(&self) -> Fetching {
            (self.0)()
        }
    }

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
        let fetch = Closure(move || -> Fetching {
            let number = count.fetch_add(1, Ordering::Relaxed) + 1;
            let start = second(&time);
            let trouble = trouble.load(Ordering::Relaxed) > 0;
            Box::pin(async move {
                tokio::task::yield_now().await;
                if trouble {
                    return Err(CredentialError::Unusable {
                        problem: "gone".to_owned(),
                        expected: None,
                        hint: "",
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
        let provider = CredentialCache::new(fetch, clock);
        Bench {
            provider,
            asked,
            now,
            broken,
        }
    }

    impl Bench {
        async fn key(&self) -> String {
            self.provider.get().await.unwrap().key_id.clone()
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
        let both = tokio::join!(provider.get(), provider.get());
        assert!(both.0.is_err() && both.1.is_err());
        assert_eq!(bench.asked.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn refused_keys_are_replaced_once_for_all() {
        let bench = bench(Some(3600));
        let old = bench.provider.get().await.unwrap();
        let provider = &bench.provider;
        let (a, b) = tokio::join!(provider.instead_of(&old), provider.instead_of(&old));
        assert_eq!(a.unwrap().unwrap().key_id, "key-2");
        assert_eq!(b.unwrap().unwrap().key_id, "key-2");
        // A third that was refused with the old ones finds the new ones ready.
        let late = provider.instead_of(&old).await.unwrap().unwrap();
        assert_eq!(late.key_id, "key-2");
        let fixed = CredentialCache::new(old.as_ref().clone(), Clock::system());
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
        let provider = CredentialCache::new(keys, Clock::system());
        let old = provider.get().await.unwrap();
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
        assert!(bench.provider.get().await.is_err());
    }
}
