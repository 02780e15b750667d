//! Time as the machine tells it and lets it pass.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the door to what they ask"
)]

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

/// Tells the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

impl Clock {
    /// A clock that answers with what `now` returns.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The machine's clock.
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

/// A wait for a length of time.
pub type SleepFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Lets time pass. Whoever gives a clock that is set by hand gives the sleep that moves it.
#[derive(Clone)]
pub struct Sleep(Arc<dyn Fn(Duration) -> SleepFuture + Send + Sync>);

impl Sleep {
    /// A sleep that waits as `wait` does.
    pub fn new(wait: impl Fn(Duration) -> SleepFuture + Send + Sync + 'static) -> Self {
        Self(Arc::new(wait))
    }

    /// Real waiting, on the runtime's timer.
    pub fn system() -> Self {
        Self::new(|length| Box::pin(tokio::time::sleep(length)))
    }

    /// Waits. Dropping the future ends the wait at once.
    pub async fn wait(&self, length: Duration) {
        (self.0)(length).await;
    }
}
