//! Requests for pages that are under way, and which of them take so long that nobody should wait for them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::Timestamp;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::api::event::ClientEvent;
use crate::api::pages::Pages;
use crate::api::wire::Page;

/// What happens while requests are under way. Numbers are those of the targets.
pub(super) enum FetchEvent {
    /// A target's page was answered, or was not.
    Arrived(usize, Box<Pages>, Result<Option<Page>, ApiError>),
    /// It will not be answered within the time that one request may take.
    Overdue(usize),
}

/// Everything that is under way.
pub(super) struct Fetches {
    under_way: FuturesUnordered<BoxFuture<'static, FetchEvent>>,
    tries: HashMap<usize, TryTimes>,
    troubles: (UnboundedSender<Trouble>, UnboundedReceiver<Trouble>),
}

/// A try of a target's request brought nothing, or cannot be made yet; it is made after a while.
struct Trouble {
    target: usize,
    at: Timestamp,
    wait: Duration,
}

/// What is known of a target's request.
struct TryTimes {
    begun: Timestamp,
    last: Timestamp,
    timeout: Duration,
}

impl Default for Fetches {
    fn default() -> Self {
        Self {
            under_way: FuturesUnordered::new(),
            tries: HashMap::new(),
            troubles: unbounded_channel(),
        }
    }
}

impl Fetches {
    /// The client of a target, whose troubles will be heard of.
    pub(super) fn hear_of_trouble(&self, target: usize, client: &Client) -> Client {
        let sender = self.troubles.0.clone();
        let clock = client.clock().clone();
        let listener = move |event: &ClientEvent<'_>| {
            if let ClientEvent::Retrying { wait, .. } | ClientEvent::Queued { wait } = event {
                let (at, wait) = (clock.now(), *wait);
                // Without a receiver the walk is over.
                let _ = sender.send(Trouble { target, at, wait });
            }
        };
        client.clone().heard_by(Arc::new(listener))
    }

    /// Asks for the next page of a target.
    pub(super) fn send(&mut self, target: usize, mut pages: Box<Pages>, client: &Client) {
        let now = client.clock().now();
        let tries = TryTimes {
            begun: now,
            last: now,
            timeout: client.timeout(),
        };
        self.tries.insert(target, tries);
        self.under_way.push(Box::pin(async move {
            let answer = pages.next().await;
            FetchEvent::Arrived(target, pages, answer)
        }));
    }

    /// What happens next.
    pub(super) async fn next(&mut self) -> FetchEvent {
        loop {
            tokio::select! {
                // What has arrived is not late.
                biased;
                Some(event) = self.under_way.next() => return event,
                Some(trouble) = self.troubles.1.recv() => {
                    let target = trouble.target;
                    if self.tries.get_mut(&target).is_some_and(|tries| tries.fail(&trouble)) {
                        return FetchEvent::Overdue(target);
                    }
                }
            }
        }
    }
}

impl TryTimes {
    /// One more failed: whether the next one, if it takes as long, will end too late.
    fn fail(&mut self, trouble: &Trouble) -> bool {
        let took = length(self.last, trouble.at);
        let next = length(self.begun, trouble.at) + trouble.wait + took;
        self.last = trouble.at.checked_add(trouble.wait).unwrap_or(trouble.at);
        next >= self.timeout
    }
}

fn length(from: Timestamp, to: Timestamp) -> Duration {
    to.duration_since(from).try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The target is given up after this many failures, each a try and the wait after it, in seconds.
    fn given_up_after(failures: &[(u64, u64)]) -> Option<usize> {
        let begun: Timestamp = "2026-06-24T08:00:00Z".parse().unwrap();
        let mut tries = TryTimes {
            begun,
            last: begun,
            timeout: Duration::from_secs(20),
        };
        let mut at = begun;
        failures.iter().position(|(took, wait)| {
            at += Duration::from_secs(*took);
            let wait = Duration::from_secs(*wait);
            let overdue = tries.fail(&Trouble {
                target: 0,
                at,
                wait,
            });
            at += wait;
            overdue
        })
    }

    #[test]
    fn who_fails_fast_is_waited_for_a_while() {
        assert_eq!(given_up_after(&[(0, 1), (0, 2), (0, 4)]), None);
        assert_eq!(given_up_after(&[(5, 1), (5, 2), (5, 4)]), Some(2));
    }

    #[test]
    fn who_hangs_or_has_to_wait_for_long_is_not() {
        assert_eq!(given_up_after(&[(20, 1)]), Some(0));
        assert_eq!(given_up_after(&[(12, 1)]), Some(0));
        assert_eq!(given_up_after(&[(0, 45)]), Some(0));
    }
}
