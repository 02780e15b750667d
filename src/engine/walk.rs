//! A walk through all targets of a query: pages are asked for only when a row of them is needed, at most so many at once,
//! and rows are merged newest first, each target keeping the service's order.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;

use super::lane::{Failure, Lane};
use crate::api::client::Client;
use crate::api::pages::Pages;
use crate::api::request::PageRequest;
use crate::host::{Signal, SignalFuture};
use crate::model::{Body, Origin, Selected};
use crate::query::{Query, Sieve, Target};
use crate::ui::OutputError;

/// The service keeps no more records than this (product page).
const KEPT: usize = 10_000;

/// A target and whom to ask.
#[derive(Debug)]
pub struct Job {
    /// What to ask.
    pub target: Target,
    /// Whom to ask.
    pub client: Client,
    /// How its rows say where they came from.
    pub origin: Arc<Origin>,
}

/// What a walk hands on.
#[derive(Debug)]
pub enum Step<'a> {
    /// A body, before its rows.
    Body(&'a Body),
    /// The next row.
    Row(&'a Selected),
    /// No more rows until another page has been asked for.
    PageEnd,
}

/// How a walk ended.
#[derive(Debug, Default)]
pub enum Ended {
    /// Every target was read, or failed.
    #[default]
    Done,
    /// The limit was reached.
    Limit,
    /// It was interrupted.
    Signal(Signal),
    /// The result could not be written.
    Output(OutputError),
}

/// What came of a walk.
#[derive(Debug, Default)]
pub struct Walked {
    /// How it ended.
    pub ended: Ended,
    /// How many targets gave at least one page.
    pub answered: usize,
    /// Targets that did not answer to the end.
    pub failures: Vec<Failure>,
    /// Targets that were left before their end for another reason, and where.
    pub left_off: Vec<(Target, PageRequest)>,
    /// Named IDs that nothing was found for, though everything was read.
    pub missing: Vec<String>,
    /// Targets that gave as many records as the service keeps.
    pub full: usize,
    /// Targets whose records were not newest first, so that the merge is not either.
    pub unordered: usize,
}

/// Walks through all jobs. `step` is called for each row, and before a page is asked for.
pub async fn walk(
    jobs: Vec<Job>,
    query: &Query,
    at_once: usize,
    interrupt: SignalFuture,
    mut step: impl FnMut(Step<'_>) -> Result<(), OutputError>,
) -> Walked {
    let sieve = Arc::new(Sieve::new(query));
    let mut lanes: Vec<Lane> = jobs
        .into_iter()
        .map(|job| {
            let pages = Pages::new(job.client, job.target, query.next_token.clone());
            Lane::new(pages, job.origin, Arc::clone(&sieve), query)
        })
        .collect();
    let ended = drive(&mut lanes, query, at_once, interrupt, &mut step).await;
    sum_up(lanes, ended)
}

async fn drive(
    lanes: &mut [Lane],
    query: &Query,
    at_once: usize,
    mut interrupt: SignalFuture,
    step: &mut impl FnMut(Step<'_>) -> Result<(), OutputError>,
) -> Ended {
    let mut seen = (lanes.len() > 1).then(HashSet::new);
    // Sorting needs the whole result before the limit can be applied.
    let mut left = query
        .limit
        .filter(|_| query.sort.is_none())
        .unwrap_or(usize::MAX);
    loop {
        tokio::select! {
            () = fetch(lanes, at_once) => {}
            signal = &mut interrupt => return Ended::Signal(signal),
        }
        let mut any = false;
        for body in lanes
            .iter_mut()
            .flat_map(|lane| std::mem::take(&mut lane.bodies))
        {
            any = true;
            if let Err(error) = step(Step::Body(&body)) {
                return Ended::Output(error);
            }
        }
        while let Some(row) = next_row(lanes) {
            any = true;
            let new = seen
                .as_mut()
                .is_none_or(|seen| seen.insert((row.origin.region.clone(), row.id())));
            if new {
                if let Err(error) = step(Step::Row(&row)) {
                    return Ended::Output(error);
                }
                left -= 1;
            }
            if left == 0 {
                return finish(step, Ended::Limit);
            }
            if lanes.iter().any(Lane::needs_page) {
                break;
            }
        }
        if !any {
            return finish(step, Ended::Done);
        }
        if let Err(error) = step(Step::PageEnd) {
            return Ended::Output(error);
        }
    }
}

fn finish(step: &mut impl FnMut(Step<'_>) -> Result<(), OutputError>, ended: Ended) -> Ended {
    step(Step::PageEnd).map_or_else(Ended::Output, |()| ended)
}

/// Asks for the next page of every target that has no row waiting: the merge needs to know them all.
async fn fetch(lanes: &mut [Lane], at_once: usize) {
    let needy = lanes
        .iter_mut()
        .filter(|lane| lane.needs_page())
        .map(Lane::fetch);
    stream::iter(needy)
        .buffer_unordered(at_once)
        .for_each(|()| async {})
        .await;
}

/// The newest of the rows that come next; of equally new ones, that of the earlier target.
fn next_row(lanes: &mut [Lane]) -> Option<Selected> {
    let heads = lanes
        .iter_mut()
        .filter_map(|lane| Some((lane.head()?, lane)));
    let newest = heads.reduce(|best, next| if next.0 > best.0 { next } else { best });
    newest?.1.take()
}

fn sum_up(lanes: Vec<Lane>, ended: Ended) -> Walked {
    let several = lanes.len() > 1;
    let left_off = lanes
        .iter()
        .filter(|lane| lane.answered())
        .filter_map(|lane| Some((lane.target().clone(), lane.left_off()?.clone())))
        .collect();
    Walked {
        ended,
        answered: lanes.iter().filter(|lane| lane.answered()).count(),
        left_off,
        missing: missing(&lanes),
        full: lanes.iter().filter(|lane| lane.records >= KEPT).count(),
        unordered: lanes
            .iter()
            .filter(|lane| several && lane.out_of_order > 0)
            .count(),
        failures: lanes.into_iter().filter_map(Lane::into_failure).collect(),
    }
}

/// Named IDs that no target found, where every target with that ID was read whole.
fn missing(lanes: &[Lane]) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for id in lanes.iter().flat_map(|lane| ids(lane.target())) {
        let mut with_id = lanes
            .iter()
            .filter(|lane| ids(lane.target()).any(|other| other == id));
        if with_id.all(|lane| lane.found == 0 && lane.read_whole()) && !missing.contains(id) {
            missing.push(id.clone());
        }
    }
    missing
}

fn ids(target: &Target) -> impl Iterator<Item = &String> {
    [&target.invoke_id, &target.command_id, &target.instance_id]
        .into_iter()
        .flatten()
}
