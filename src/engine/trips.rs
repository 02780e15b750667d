//! Requests for pages that are under way, and which of them take so long that nobody should wait for them.

use std::collections::HashMap;

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::Timestamp;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::api::client::{ApiError, Client};
use crate::api::pages::Pages;
use crate::api::persist::Notice;
use crate::api::wire::Page;

/// What happens while requests are under way. Numbers are those of the lanes.
pub(super) enum Event {
    /// A lane's page was answered, or was not.
    Arrived(usize, Box<Pages>, Result<Option<Page>, ApiError>),
    /// A try brought nothing; it is made again.
    Trouble(usize),
    /// The page has been asked for longer than one request may take.
    Overdue(usize),
}

/// Everything that is under way.
pub(super) struct Trips {
    under_way: FuturesUnordered<BoxFuture<'static, Event>>,
    /// When a lane's request in trouble will be overdue: the lane, and which of its trips.
    alarms: FuturesUnordered<BoxFuture<'static, (usize, u64)>>,
    begun: HashMap<usize, Trip>,
    troubles: (UnboundedSender<usize>, UnboundedReceiver<usize>),
}

/// The last trip of a lane.
struct Trip {
    number: u64,
    since: Timestamp,
    client: Client,
    has_alarm: bool,
}

impl Default for Trips {
    fn default() -> Self {
        Self {
            under_way: FuturesUnordered::new(),
            alarms: FuturesUnordered::new(),
            begun: HashMap::new(),
            troubles: unbounded_channel(),
        }
    }
}

impl Trips {
    /// The client of a lane, whose troubles will be heard of.
    pub(super) fn hear_of_trouble(&self, lane: usize, client: &Client) -> Client {
        let sender = self.troubles.0.clone();
        let listener = move |notice: &Notice<'_>| {
            if let Notice::Again { .. } = notice {
                // Without a receiver the walk is over.
                let _ = sender.send(lane);
            }
        };
        Client {
            persistence: client.persistence.heard_by(std::sync::Arc::new(listener)),
            ..client.clone()
        }
    }

    /// Asks for the next page of a lane.
    pub(super) fn send(&mut self, lane: usize, mut pages: Pages, client: &Client) {
        let number = self.begun.get(&lane).map_or(0, |trip| trip.number + 1);
        let trip = Trip {
            number,
            since: client.clock.now(),
            client: client.clone(),
            has_alarm: false,
        };
        self.begun.insert(lane, trip);
        self.under_way.push(Box::pin(async move {
            let answer = pages.next().await;
            Event::Arrived(lane, Box::new(pages), answer)
        }));
    }

    /// Sees to it that a request in trouble is overdue once it has taken as long as a single one may.
    pub(super) fn give_time(&mut self, lane: usize) {
        let Some(trip) = self.begun.get_mut(&lane).filter(|trip| !trip.has_alarm) else {
            return;
        };
        trip.has_alarm = true;
        let number = trip.number;
        let passed = trip.client.clock.now().duration_since(trip.since);
        let left = trip
            .client
            .transport
            .timeout()
            .saturating_sub(passed.try_into().unwrap_or_default());
        let sleep = trip.client.persistence.sleep.clone();
        self.alarms.push(Box::pin(async move {
            sleep.wait(left).await;
            (lane, number)
        }));
    }

    /// What happens next.
    pub(super) async fn next(&mut self) -> Event {
        loop {
            let (under_way, alarms) = (&mut self.under_way, &mut self.alarms);
            tokio::select! {
                // What has arrived is not late.
                biased;
                Some(event) = under_way.next() => return event,
                Some(lane) = self.troubles.1.recv() => return Event::Trouble(lane),
                Some((lane, number)) = alarms.next() => {
                    if self.begun.get(&lane).is_some_and(|trip| trip.number == number) {
                        return Event::Overdue(lane);
                    }
                }
            }
        }
    }
}
