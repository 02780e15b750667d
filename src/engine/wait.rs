//! Polls a fixed set of invocations until all of them have ended.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jiff::Timestamp;

use super::known::update;
use super::outputs::again;
use super::place::Place;
use super::waiting::{ABSENT, Decision, Standing, Terms, decide};
use super::walk::{Order, PlacedTarget, Step, walk};
use crate::api::client::Client;
use crate::api::error::ApiError;
use crate::host::{Clock, Signal, SignalFuture, Sleep};
use crate::model::Row;
use crate::query::Query;

/// However long the steps are, time is told as often as this.
const LONGEST_SILENCE: Duration = Duration::from_secs(60);

/// Up to this many are asked for one by one; more are looked for in the list, unless that takes more requests.
const ONE_BY_ONE: usize = 20;

/// What a wait needs.
pub struct Wait<'a> {
    /// Where the set was found.
    pub places: &'a [Place],
    /// The jobs that found the set, to look for many of it at once.
    pub jobs: &'a [PlacedTarget],
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaitEnded {
    /// Everything has ended, or one failure was enough.
    Done,
    /// The deadline passed.
    Deadline,
    /// The rest has ended, and these invocations have been missing from every answer for too long.
    Gone(Vec<String>),
    /// It was interrupted.
    Signal(Signal),
    /// What came meanwhile could not be written.
    Unwritten,
}

/// Whether a wait goes on, and which requests failed that are made again.
pub type Round = ControlFlow<WaitEnded, Vec<ApiError>>;

/// What a wait has to tell while it goes on.
#[derive(Debug)]
pub enum WaitEvent<'a> {
    /// An invocation stands otherwise than before, or is seen for the first time.
    State(&'a Row),
    /// An invocation, or a named instance of it, is missing from an answer for the first time.
    Absent(&'a Row),
    /// A poll failed; it is made again.
    Failed(&'a ApiError),
    /// Time passed.
    Tick,
}

/// Since when something is missing from the answers, by the place of its row; after the program's start.
type Absences = HashMap<usize, Duration>;

/// Waits; `rows` is the set, and holds its last known state at the end. `look` sees it after every poll.
pub async fn wait(
    rows: &mut [Row],
    wait: &Wait<'_>,
    mut interrupt: SignalFuture,
    mut tell: impl FnMut(WaitEvent<'_>),
    mut look: impl AsyncFnMut(&[Row]) -> Round,
) -> WaitEnded {
    for row in rows.iter() {
        tell(WaitEvent::State(row));
    }
    let mut polls = 1;
    let mut absences = Absences::new();
    loop {
        match look(rows).await {
            Round::Break(ended) => return ended,
            Round::Continue(errors) => tell_failed(&errors, &mut tell),
        }
        tell(WaitEvent::Tick);
        let elapsed = wait.elapsed();
        let gone = wait.gone(rows, &absences, elapsed);
        let step = match decide(&wait.terms, standing(rows, &gone), polls, elapsed) {
            Decision::Done if gone.is_empty() => return WaitEnded::Done,
            Decision::Done => return WaitEnded::Gone(ids(rows, &gone)),
            Decision::Deadline => return WaitEnded::Deadline,
            Decision::Again(step) => step,
        };
        let pending = wait.pending(rows, &gone);
        let spread = wait.spread(&pending, step, elapsed);
        let polled = async {
            let mut left = step.saturating_sub(spread);
            while left > LONGEST_SILENCE {
                wait.sleep.wait(LONGEST_SILENCE).await;
                left -= LONGEST_SILENCE;
                tell(WaitEvent::Tick);
            }
            wait.sleep.wait(left).await;
            wait.poll(pending, spread).await
        };
        let polled = tokio::select! {
            polled = polled => polled,
            signal = &mut interrupt => return WaitEnded::Signal(signal),
        };
        polls += 1;
        tell_failed(&polled.errors, &mut tell);
        let now = wait.elapsed();
        for (place, seen) in polled.seen {
            let Some(known) = rows.get_mut(place) else {
                continue;
            };
            if seen.is_whole {
                absences.remove(&place);
            } else if absences
                .insert(place, absences.get(&place).copied().unwrap_or(now))
                .is_none()
            {
                tell(WaitEvent::Absent(known));
            }
            let Some(new) = seen.row else { continue };
            let changed = state(known) != state(&new);
            *known = new;
            if changed {
                tell(WaitEvent::State(known));
            }
        }
    }
}

fn tell_failed(errors: &[ApiError], tell: &mut impl FnMut(WaitEvent<'_>)) {
    for error in errors {
        tell(WaitEvent::Failed(error));
    }
}

fn ids(rows: &[Row], places: &HashSet<usize>) -> Vec<String> {
    let rows = rows.iter().enumerate();
    let chosen = rows.filter(|(place, _)| places.contains(place));
    chosen.map(|(_, row)| row.id()).collect()
}

/// What a change is told by.
fn state(row: &Row) -> (String, crate::model::Counts) {
    (row.invocation().status(), row.counts())
}

fn standing(rows: &[Row], gone: &HashSet<usize>) -> Standing {
    let pending = rows.iter().enumerate();
    let pending = pending.filter(|(place, row)| !row.has_ended() && !gone.contains(place));
    Standing {
        pending: pending.count(),
        failed: rows.iter().map(|row| row.counts().failed).sum(),
    }
}

/// What a poll brought: what was seen of each row, by its place, and what went wrong.
#[derive(Debug, Default)]
struct Polled {
    seen: Vec<(usize, Seen)>,
    errors: Vec<ApiError>,
}

/// What an answer says of a row.
#[derive(Debug)]
struct Seen {
    /// The row as it is known now; `None` where the answer does not hold it.
    row: Option<Row>,
    /// Whether nothing that was known before is missing from the answer.
    is_whole: bool,
}

/// What has not ended in one place: where each row stands in the set, and the row.
type Pending<'r> = Vec<(usize, &'r Row)>;

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
    fn spread(
        &self,
        pending: &[(&Place, Pending<'_>)],
        step: Duration,
        elapsed: Duration,
    ) -> Duration {
        let last = self
            .terms
            .deadline
            .is_some_and(|deadline| elapsed + step >= deadline);
        if last || pending.len() < 2 {
            Duration::ZERO
        } else {
            step / 2
        }
    }

    /// Rows that have been missing from the answers for so long that they are not waited for any more. A deadline ends a
    /// wait for them anyway.
    fn gone(&self, rows: &[Row], absences: &Absences, elapsed: Duration) -> HashSet<usize> {
        let is_open = |place: &usize| rows.get(*place).is_some_and(|row| !row.has_ended());
        let endless = self.terms.deadline.is_none();
        let long = absences
            .iter()
            .filter(|(_, since)| endless && elapsed.saturating_sub(**since) >= ABSENT);
        long.map(|(place, _)| *place).filter(is_open).collect()
    }

    /// What has not ended and is not gone, by where it was found.
    fn pending<'r>(&self, rows: &'r [Row], gone: &HashSet<usize>) -> Vec<(&Place, Pending<'r>)> {
        let open = rows.iter().enumerate();
        let open: Pending<'r> = open
            .filter(|(place, row)| !row.has_ended() && !gone.contains(place))
            .collect();
        let of = |place: &Place| -> Pending<'r> {
            let here = |(_, row): &&(usize, &Row)| Arc::ptr_eq(row.origin(), &place.origin);
            open.iter().filter(here).copied().collect()
        };
        let places = self.places.iter().map(|place| (place, of(place)));
        places.filter(|(_, rows)| !rows.is_empty()).collect()
    }

    /// Asks how everything stands that has not ended, one place after the other begins within `spread`.
    async fn poll(&self, pending: Vec<(&Place, Pending<'_>)>, spread: Duration) -> Polled {
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
            all.seen.extend(one.seen);
            all.errors.extend(one.errors);
            all
        })
    }

    async fn poll_place(&self, place: &Place, mut pending: Pending<'_>, listed: bool) -> Polled {
        let client = self.bounded(place);
        let mut polled = Polled::default();
        if listed && pending.len() > ONE_BY_ONE {
            polled = self.relist(place, &client, &pending).await;
            if polled.seen.is_empty() && !polled.errors.is_empty() {
                // A service in trouble is not helped by many more requests.
                return polled;
            }
            // What the list did not show is asked for by its ID: it may no longer be what the query selects.
            let seen: HashSet<usize> = polled.seen.iter().map(|(place, _)| *place).collect();
            pending.retain(|(place, _)| !seen.contains(place));
        }
        let asked = pending.into_iter().map(|(place, row)| {
            let client = client.clone();
            async move { (place, again(row, client).await) }
        });
        let mut asked: FuturesUnordered<_> = asked.collect();
        while let Some((place, answer)) = asked.next().await {
            match answer {
                Ok(answer) => {
                    let is_whole = answer.row.is_some() && answer.absent.is_empty();
                    let row = answer.row;
                    polled.seen.push((place, Seen { row, is_whole }));
                }
                Err(error) => polled.errors.push(error),
            }
        }
        polled
    }

    /// A client whose requests end with the deadline.
    fn bounded(&self, place: &Place) -> Client {
        let deadline = self.terms.deadline;
        let until = deadline.and_then(|deadline| self.started.checked_add(deadline).ok());
        match until {
            Some(until) => place.client.until(until),
            None => place.client.clone(),
        }
    }

    /// Looks for many in the list that found them.
    async fn relist(&self, place: &Place, client: &Client, pending: &Pending<'_>) -> Polled {
        let known: HashMap<String, (usize, &Row)> = pending
            .iter()
            .map(|(place, row)| (row.id(), (*place, *row)))
            .collect();
        let here = |job: &&PlacedTarget| Arc::ptr_eq(&job.place.origin, &place.origin);
        let jobs = self.jobs.iter().filter(here).map(|job| PlacedTarget {
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
                && let Some((place, known)) = known.get(&row.id())
            {
                let new = update(known, row.invocation().clone());
                // What lacks an instance is asked for by its ID, too.
                if new.absent.is_empty() {
                    let row = Some(new.row);
                    polled.seen.push((
                        *place,
                        Seen {
                            row,
                            is_whole: true,
                        },
                    ));
                }
            }
            Ok(())
        })
        .await;
        let failures = walked.failures.into_iter();
        polled.errors = failures.map(|failure| failure.error).collect();
        polled
    }
}
