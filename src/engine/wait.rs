//! Polls a fixed set of invocations until all of them have ended.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jiff::Timestamp;

use super::outputs::again;
use super::place::Place;
use super::waiting::{Decision, Standing, Terms, decide};
use super::walk::{Job, Order, Step, walk};
use crate::api::client::{ApiError, Client};
use crate::host::{Clock, Signal, SignalFuture, Sleep};
use crate::model::{Selected, Tally, Verdict};
use crate::query::Query;

/// Up to this many are asked for one by one; more are looked for in the list, unless that takes more requests.
const ONE_BY_ONE: usize = 20;

/// What a wait needs.
pub struct Wait<'a> {
    /// Where the set was found.
    pub places: &'a [Place],
    /// The jobs that found the set, to look for many of it at once.
    pub jobs: &'a [Job],
    /// The query that found it.
    pub query: &'a Query,
    /// How many pages it took to find it.
    pub pages: usize,
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
        let elapsed = wait.elapsed();
        let step = match decide(&wait.terms, standing(rows), polls, elapsed) {
            Decision::Done => return WaitEnded::Done,
            Decision::Deadline => return WaitEnded::Deadline,
            Decision::Again(step) => step,
        };
        let spread = wait.spread(rows, step, elapsed);
        let polled = async {
            wait.sleep.wait(step.saturating_sub(spread)).await;
            wait.poll(rows, spread).await
        };
        let polled = tokio::select! {
            polled = polled => polled,
            signal = &mut interrupt => return WaitEnded::Signal(signal),
        };
        polls += 1;
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

    /// How much of a step the places' polls are spread over, so that they do not all come at once. The last poll comes
    /// right at the deadline.
    fn spread(&self, rows: &[Selected], step: Duration, elapsed: Duration) -> Duration {
        let last = self
            .terms
            .deadline
            .is_some_and(|deadline| elapsed + step >= deadline);
        if last || self.pending(rows).len() < 2 {
            Duration::ZERO
        } else {
            step / 2
        }
    }

    /// What has not ended, by where it was found.
    fn pending<'r>(&self, rows: &'r [Selected]) -> Vec<(&Place, Vec<(usize, &'r Selected)>)> {
        let pending = rows.iter().enumerate().filter(|(_, row)| !has_ended(row));
        let pending: Vec<(usize, &Selected)> = pending.collect();
        let of = |place: &Place| -> Vec<(usize, &Selected)> {
            let here = |(_, row): &&(usize, &Selected)| Arc::ptr_eq(&row.origin, &place.origin);
            pending.iter().filter(here).copied().collect()
        };
        let places = self.places.iter().map(|place| (place, of(place)));
        places.filter(|(_, rows)| !rows.is_empty()).collect()
    }

    /// Asks how everything stands that has not ended, one place after the other begins within `spread`.
    async fn poll(&self, rows: &[Selected], spread: Duration) -> Polled {
        let pending = self.pending(rows);
        let listed = self.pages < pending.iter().map(|(_, rows)| rows.len()).sum();
        let between = spread / u32::try_from(pending.len()).unwrap_or(u32::MAX).max(1);
        let asked = (0..)
            .zip(pending)
            .map(|(nth, (place, pending))| async move {
                if !between.is_zero() {
                    self.sleep.wait(between.saturating_mul(nth + 1)).await;
                }
                self.poll_place(place, pending, listed).await
            });
        let polled = futures_util::future::join_all(asked).await;
        polled.into_iter().fold(Polled::default(), |mut all, one| {
            all.rows.extend(one.rows);
            all.errors.extend(one.errors);
            all
        })
    }

    async fn poll_place(
        &self,
        place: &Place,
        mut pending: Vec<(usize, &Selected)>,
        listed: bool,
    ) -> Polled {
        // Requests do not outlast the deadline by much.
        let client = match self.terms.deadline {
            Some(deadline) => place.client.within(deadline.saturating_sub(self.elapsed())),
            None => place.client.clone(),
        };
        let mut polled = Polled::default();
        if listed && pending.len() > ONE_BY_ONE {
            polled = self.relist(place, &client, &pending).await;
            if polled.rows.is_empty() && !polled.errors.is_empty() {
                // A service in trouble is not helped by many more requests.
                return polled;
            }
            // What the list did not show is asked for by its ID: it may no longer be what the query selects.
            let seen: HashSet<usize> = polled.rows.iter().map(|(index, _)| *index).collect();
            pending.retain(|(index, _)| !seen.contains(index));
        }
        let asked = pending.into_iter().map(|(index, row)| {
            let client = client.clone();
            async move { (index, again(row, client).await) }
        });
        let mut asked: FuturesUnordered<_> = asked.collect();
        while let Some((index, answer)) = asked.next().await {
            match answer {
                Ok(Some(row)) => polled.rows.push((index, row)),
                // Not to be seen for a moment: what was known stays.
                Ok(None) => {}
                Err(error) => polled.errors.push(error),
            }
        }
        polled
    }

    /// Looks for many in the list that found them.
    async fn relist(
        &self,
        place: &Place,
        client: &Client,
        pending: &[(usize, &Selected)],
    ) -> Polled {
        let indexes: HashMap<String, usize> = pending
            .iter()
            .map(|(index, row)| (row.id(), *index))
            .collect();
        let here = |job: &&Job| Arc::ptr_eq(&job.place.origin, &place.origin);
        let jobs = self.jobs.iter().filter(here).map(|job| Job {
            place: Place {
                client: client.clone(),
                ..place.clone()
            },
            ..job.clone()
        });
        let mut polled = Polled::default();
        let never = Box::pin(std::future::pending());
        let walked = walk(jobs.collect(), self.query, Order::Strict, never, |step| {
            if let Step::Row(row) = step
                && let Some(index) = indexes.get(&row.id())
            {
                polled.rows.push((*index, row.clone()));
            }
            Ok(())
        })
        .await;
        let failures = walked.failures.into_iter();
        polled.errors = failures.map(|failure| failure.error).collect();
        polled
    }
}
