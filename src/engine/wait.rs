//! Polls a fixed set of invocations until all of them have ended.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;

use super::outputs::again;
use super::waiting::{Decision, Standing, Terms, decide};
use super::walk::{Job, Step, walk};
use crate::api::client::{ApiError, Client};
use crate::host::{Clock, Signal, SignalFuture, Sleep};
use crate::model::{Selected, Tally, Verdict};
use crate::query::Query;

/// Up to this many are asked for one by one; more are looked for in the list.
const ONE_BY_ONE: usize = 20;

/// What a wait needs.
pub struct Wait<'a> {
    /// Asks by ID.
    pub client: &'a Client,
    /// The jobs that found the set, to look for many of it at once.
    pub jobs: &'a [Job],
    /// The query that found it.
    pub query: &'a Query,
    /// The most requests under way at once.
    pub at_once: usize,
    /// When it is over.
    pub terms: Terms,
    /// When the program started.
    pub started: Timestamp,
    /// Tells the time.
    pub clock: &'a Clock,
    /// Waits between polls.
    pub sleep: &'a Sleep,
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitEnded {
    /// Everything has ended, or one failure was enough.
    Done,
    /// The deadline passed.
    Deadline,
    /// It was interrupted.
    Signal(Signal),
}

/// What a wait has to tell while it goes on.
#[derive(Debug)]
pub enum News<'a> {
    /// An invocation stands otherwise than before, or is seen for the first time.
    State(&'a Selected),
    /// A poll failed; it is made again.
    Failed(&'a ApiError),
    /// Time passed.
    Tick,
}

/// Waits; `rows` is the set, and holds its last known state at the end.
pub async fn wait(
    rows: &mut [Selected],
    wait: &Wait<'_>,
    mut interrupt: SignalFuture,
    mut tell: impl FnMut(News<'_>),
) -> WaitEnded {
    for row in rows.iter() {
        tell(News::State(row));
    }
    tell(News::Tick);
    let mut polls = 1;
    loop {
        let step = match decide(&wait.terms, standing(rows), polls, wait.elapsed()) {
            Decision::Done => return WaitEnded::Done,
            Decision::Deadline => return WaitEnded::Deadline,
            Decision::Again(step) => step,
        };
        tokio::select! {
            () = wait.sleep.wait(step) => {}
            signal = &mut interrupt => return WaitEnded::Signal(signal),
        }
        polls += 1;
        let polled = tokio::select! {
            polled = wait.poll(rows) => polled,
            signal = &mut interrupt => return WaitEnded::Signal(signal),
        };
        for error in &polled.errors {
            tell(News::Failed(error));
        }
        for (row, new) in polled.rows {
            let Some(known) = rows.get_mut(row) else {
                continue;
            };
            let changed = state(known) != state(&new);
            *known = new;
            if changed {
                tell(News::State(known));
            }
        }
        tell(News::Tick);
    }
}

/// What a change is told by.
fn state(row: &Selected) -> (String, crate::model::Counts) {
    (row.status(), row.counts())
}

/// Whether an invocation, or its named instances, have ended.
#[must_use]
pub fn has_ended(row: &Selected) -> bool {
    let mut tally = Tally::default();
    tally.count(&row.invocation, &row.shown);
    tally.pending == 0
}

fn standing(rows: &[Selected]) -> Standing {
    let failed = |row: &Selected| {
        row.instances()
            .filter(|i| i.verdict() == Verdict::Failed)
            .count()
    };
    Standing {
        pending: rows.iter().filter(|row| !has_ended(row)).count(),
        failed: rows.iter().map(failed).sum(),
    }
}

/// What a poll brought: rows by their place, and what went wrong.
#[derive(Debug, Default)]
struct Polled {
    rows: Vec<(usize, Selected)>,
    errors: Vec<ApiError>,
}

impl std::fmt::Debug for Wait<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wait")
            .field("terms", &self.terms)
            .finish_non_exhaustive()
    }
}

impl Wait<'_> {
    fn elapsed(&self) -> Duration {
        self.clock
            .now()
            .duration_since(self.started)
            .try_into()
            .unwrap_or_default()
    }

    /// A client whose requests do not outlast the deadline by much.
    fn client(&self) -> Client {
        match self.terms.deadline {
            Some(deadline) => self.client.within(deadline.saturating_sub(self.elapsed())),
            None => self.client.clone(),
        }
    }

    async fn poll(&self, rows: &[Selected]) -> Polled {
        let pending = rows.iter().enumerate().filter(|(_, row)| !has_ended(row));
        let mut pending: Vec<(usize, &Selected)> = pending.collect();
        let mut polled = Polled::default();
        if pending.len() > ONE_BY_ONE {
            polled = self.relist(&pending).await;
            if polled.rows.is_empty() && !polled.errors.is_empty() {
                // A service in trouble is not helped by many more requests.
                return polled;
            }
            // What the list did not show is asked for by its ID: it may no longer be what the query selects.
            pending.retain(|(place, _)| polled.rows.iter().all(|(seen, _)| seen != place));
        }
        let client = self.client();
        let asked = pending.into_iter().map(|(place, row)| {
            let client = client.clone();
            async move { (place, again(row, client).await) }
        });
        let mut asked = stream::iter(asked).buffer_unordered(self.at_once);
        while let Some((place, answer)) = asked.next().await {
            match answer {
                Ok(Some(row)) => polled.rows.push((place, row)),
                // Not to be seen for a moment: what was known stays.
                Ok(None) => {}
                Err(error) => polled.errors.push(error),
            }
        }
        polled
    }

    /// Looks for many in the list that found them.
    async fn relist(&self, pending: &[(usize, &Selected)]) -> Polled {
        let places: HashMap<String, usize> = pending
            .iter()
            .map(|(place, row)| (row.id(), *place))
            .collect();
        let client = self.client();
        let jobs = self
            .jobs
            .iter()
            .map(|job| Job {
                client: client.clone(),
                ..job.clone()
            })
            .collect();
        let mut polled = Polled::default();
        let never = Box::pin(std::future::pending());
        let walked = walk(jobs, self.query, self.at_once, never, |step| {
            if let Step::Row(row) = step
                && let Some(place) = places.get(&row.id())
            {
                polled.rows.push((*place, row.clone()));
            }
            Ok(())
        })
        .await;
        polled.errors = walked
            .failures
            .into_iter()
            .map(|failure| failure.error)
            .collect();
        polled
    }
}
