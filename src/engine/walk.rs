//! A walk through all targets of a query: pages are asked for only when a row of them is needed (or will be soon, with
//! several targets), and rows are merged newest first, each target keeping the service's order.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::fetches::{FetchEvent, Fetches};
use super::list_request::list_request;
use super::place::Place;
use super::set::Set;
use super::target_pages::{Anomalies, Failure, Lateness, Resume, TargetPages};
use crate::api::pages::Pages;
use crate::host::{Signal, SignalFuture};
use crate::model::{Body, Row, Tally};
use crate::query::{Ids, Query, RecordFilter, Target};
use crate::ui::OutputError;

/// The service keeps no more records than this (product page).
const KEPT: usize = 10_000;

/// A target, and where to ask for it.
#[derive(Clone, Debug)]
pub struct PlacedTarget {
    /// What to ask.
    pub target: Target,
    /// Whom to ask.
    pub place: Place,
}

/// Whether somebody looks at rows while they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Newest first whatever it takes: the rows are gathered before anybody sees them.
    Strict,
    /// A target that is late does not hold up the others.
    Live,
}

/// What a walk hands on.
#[derive(Debug)]
pub enum Step<'a> {
    /// A body, before its rows.
    Body {
        /// As it came.
        body: &'a Body,
        /// How many records it holds.
        records: usize,
        /// Which of several walks it belongs to.
        walk: Option<&'a str>,
    },
    /// The next row.
    Row(&'a Row),
    /// A record of the set that is not shown.
    Hidden(&'a Row),
    /// No more rows until another page is there.
    PageEnd,
    /// A target has not answered for so long that the rows of the others go on without it.
    Late(&'a str),
}

/// How a walk ended.
#[derive(Debug, Default)]
pub enum Ended {
    /// Every target was read, or failed.
    #[default]
    Done,
    /// The limit was reached.
    Limit,
    /// A wait ended with the first failure, though not everything had ended.
    FailFast,
    /// A wait ended with its time.
    Deadline,
    /// A wait ended without these invocations, which are not answered any longer.
    Gone(Vec<String>),
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
    /// How many targets there were.
    pub targets: usize,
    /// How many questions those were: one that is asked for both kinds of tasks is two targets.
    pub questions: usize,
    /// How many of them gave at least one page.
    pub answered: usize,
    /// Targets that did not answer to the end.
    pub failures: Vec<Failure>,
    /// Regions that turned out to be without this API, where all regions were asked.
    pub left_out: Vec<String>,
    /// Targets that were left before their end for another reason, each by what makes it differ, and where.
    pub left_off: Vec<(String, Resume)>,
    /// Named IDs that nothing was found for, though everything was read.
    pub missing: Vec<String>,
    /// Targets that gave as many records as the service keeps.
    pub full: usize,
    /// How the set stands that was read, up to the last row that is shown where there is a limit.
    pub tally: Tally,
    /// What came that is not as it should be.
    pub anomalies: Anomalies,
    /// How many walks were saved without their last page.
    pub parts: usize,
    /// The names of saved commands, where one was asked for.
    pub names: BTreeSet<String>,
    /// How many pages came in all.
    pub pages: usize,
    /// How many records came in all.
    pub records: usize,
    /// Targets whose records were not newest first, so that the merge is not either.
    pub unordered: usize,
}

impl Walked {
    /// What came of this walk and of asking for each of its rows by itself: the set is that of the first, what was printed
    /// of it that of the second. What is worse in the second counts, too.
    #[must_use]
    pub fn then(self, second: Self) -> Self {
        let (targets, questions, answered) = if second.failures.is_empty() {
            (self.targets, self.questions, self.answered)
        } else {
            let failed = self.failures.len();
            let questions = failed + second.questions;
            (failed + second.targets, questions, second.answered)
        };
        let first = match second.ended {
            Ended::Signal(_) => self.nothing_printed(),
            _ => self,
        };
        let mut both = first;
        both.anomalies.add(second.anomalies);
        both.tally.take_worse(&second.tally);
        both.failures.extend(second.failures);
        both.missing.extend(second.missing);
        Self {
            ended: second.ended,
            targets,
            questions,
            answered,
            ..both
        }
    }

    /// The same without any page to go on from: whoever did would never see the rows before it, which were not printed.
    #[must_use]
    pub fn nothing_printed(mut self) -> Self {
        self.left_off.clear();
        for failure in &mut self.failures {
            failure.resume = None;
        }
        self
    }
}

/// Walks through all jobs. `step` is called for each row, and before a page is waited for.
pub async fn walk(
    jobs: Vec<PlacedTarget>,
    query: &Query,
    order: Order,
    mut interrupt: SignalFuture,
    mut step: impl FnMut(Step<'_>) -> Result<(), OutputError>,
) -> Walked {
    let filter = Arc::new(RecordFilter::new(query));
    let several = jobs.len() > 1;
    let mut fetches = Fetches::default();
    let targets = jobs.into_iter().enumerate().map(|(index, job)| {
        let client = if several && order == Order::Live {
            fetches.hear_of_trouble(index, &job.place.client)
        } else {
            job.place.client.clone()
        };
        let list = list_request(&job.target);
        let pages = Pages::new(client, list, query.next_token.clone());
        let filter = Arc::clone(&filter);
        TargetPages::new(job.target, pages, job.place, filter, query, several)
    });
    let mut merge = Merge {
        targets: targets.collect(),
        set: Set::new(query),
        // Sorting needs the whole result before the limit can be applied.
        left: query
            .limit
            .filter(|_| query.sort.is_none())
            .unwrap_or(usize::MAX),
    };
    let looks_ahead = several && query.limit.is_none() && !query.one_page;
    let ended = loop {
        merge.send(&mut fetches, looks_ahead);
        match merge.hand_on(&mut step) {
            Ok(None) => {}
            Ok(Some(ended)) => break ended,
            Err(error) => break Ended::Output(error),
        }
        merge.send(&mut fetches, looks_ahead);
        tokio::select! {
            event = fetches.next() => merge.take(event),
            signal = &mut interrupt => break Ended::Signal(signal),
        }
    };
    sum_up(merge, ended, &query.ids)
}

/// The targets, and what of their rows was handed on.
struct Merge {
    targets: Vec<TargetPages>,
    /// What came already.
    set: Set,
    /// How many rows there are still to be.
    left: usize,
}

impl Merge {
    /// Sends for pages: first those that the merge needs to go on, then those that it will need.
    fn send(&mut self, fetches: &mut Fetches, looks_ahead: bool) {
        for needed in [true, false] {
            for (index, target) in self.targets.iter_mut().enumerate() {
                let wanted = if needed {
                    target.needs_page()
                } else {
                    looks_ahead && target.has_another()
                };
                if wanted && let Some(pages) = target.start_fetch() {
                    fetches.send(index, pages, &target.place.client);
                }
            }
        }
    }

    fn take(&mut self, event: FetchEvent) {
        match event {
            FetchEvent::Arrived(index, pages, answer) => {
                if let Some(target) = self.targets.get_mut(index) {
                    target.finish_fetch(pages, answer);
                }
            }
            FetchEvent::Overdue(index) => {
                if let Some(target) = self.targets.get_mut(index) {
                    target.lateness = Lateness::Late;
                }
            }
        }
    }

    /// Hands on what is there, page by page: where one is used up, the merge has to know the next one.
    fn hand_on(
        &mut self,
        step: &mut impl FnMut(Step<'_>) -> Result<(), OutputError>,
    ) -> Result<Option<Ended>, OutputError> {
        loop {
            self.targets.iter_mut().for_each(TargetPages::turn_page);
            if self.pages(step)? {
                step(Step::PageEnd)?;
            }
            if self.left == 0 {
                return Ok(Some(Ended::Limit));
            }
            if self.targets.iter().all(TargetPages::is_finished) {
                step(Step::PageEnd)?;
                return Ok(Some(Ended::Done));
            }
            if !self.targets.iter().any(TargetPages::can_turn_page) {
                return Ok(None);
            }
        }
    }

    /// Hands on rows until a page is used up; whether there was anything.
    fn pages(
        &mut self,
        step: &mut impl FnMut(Step<'_>) -> Result<(), OutputError>,
    ) -> Result<bool, OutputError> {
        let mut any = false;
        while self.left > 0 && !self.targets.iter().any(TargetPages::holds_up) {
            let several = self.targets.len() > 1;
            for target in &mut self.targets {
                let Some((body, records)) = target.take_body() else {
                    continue;
                };
                any = true;
                let label = several.then(|| target.label());
                step(Step::Body {
                    body: &body,
                    records,
                    walk: label.as_deref(),
                })?;
            }
            if self.targets.iter().any(TargetPages::holds_up) {
                break;
            }
            let Some((row, in_view)) = next_row(&mut self.targets) else {
                break;
            };
            any = true;
            self.say_who_is_late(step)?;
            match (self.set.take(&row), in_view) {
                (true, true) => {
                    step(Step::Row(&row))?;
                    self.left -= 1;
                }
                (true, false) => step(Step::Hidden(&row))?,
                (false, _) => {}
            }
        }
        Ok(any)
    }

    /// Tells of those that are waited for no longer, once each; both kinds of tasks together where both are late.
    fn say_who_is_late(
        &mut self,
        step: &mut impl FnMut(Step<'_>) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        if !self.targets.iter().any(TargetPages::is_missed) {
            return Ok(());
        }
        let in_time = self.targets.iter().filter(|target| target.is_in_time());
        let in_time: Vec<String> = in_time.map(TargetPages::question).collect();
        for target in self.targets.iter_mut().filter(|target| target.is_missed()) {
            target.lateness = Lateness::Told;
            let question = target.question();
            if in_time.contains(&question) {
                step(Step::Late(&target.label()))?;
            } else {
                step(Step::Late(&question))?;
            }
        }
        Ok(())
    }
}

/// The newest of the rows that come next; of equally new ones, that of the earlier target.
fn next_row(targets: &mut [TargetPages]) -> Option<(Row, bool)> {
    let heads = targets
        .iter_mut()
        .filter_map(|target| Some((target.head()?, target)));
    let newest = heads.reduce(|best, next| if next.0 > best.0 { next } else { best });
    newest?.1.take()
}

fn sum_up(merge: Merge, ended: Ended, named: &Ids) -> Walked {
    let mut targets = merge.targets;
    forget_unanswered_twins(&mut targets);
    let count = targets.len();
    let several = count > 1;
    let questions: HashSet<String> = targets.iter().map(TargetPages::question).collect();
    let (left_out, mut targets): (Vec<TargetPages>, Vec<TargetPages>) =
        targets.into_iter().partition(TargetPages::is_left_out);
    let mut regions: Vec<String> = Vec::new();
    for target in left_out {
        if !regions.contains(&target.place.origin.region) {
            regions.push(target.place.origin.region.clone());
        }
    }
    let left_off = targets
        .iter()
        .filter(|target| target.answered())
        .filter_map(|target| Some((target.label(), target.left_off()?)))
        .collect();
    let missing = missing(&targets, named);
    let mut anomalies = Anomalies::default();
    for target in &mut targets {
        anomalies.add(std::mem::take(&mut target.anomalies));
    }
    Walked {
        ended,
        targets: count,
        questions: questions.len(),
        parts: 0,
        names: BTreeSet::new(),
        tally: merge.set.tally(),
        anomalies,
        pages: targets.iter().map(|target| target.pages_read).sum(),
        records: targets.iter().map(|target| target.records).sum(),
        answered: targets.iter().filter(|target| target.answered()).count(),
        left_out: regions,
        left_off,
        missing,
        full: targets
            .iter()
            .filter(|target| target.records >= KEPT)
            .count(),
        unordered: targets
            .iter()
            .filter(|target| several && target.out_of_order > 0)
            .count(),
        failures: targets
            .into_iter()
            .filter_map(TargetPages::into_failure)
            .collect(),
    }
}

/// A question that is asked for both kinds of tasks and not answered at all counts once: the user asked it once.
fn forget_unanswered_twins(targets: &mut Vec<TargetPages>) {
    let unanswered = |target: &TargetPages, timed| {
        let is_failed = !target.answered() && target.has_failed();
        (is_failed && target.target().timed == timed).then(|| target.question())
    };
    let first: Vec<_> = targets
        .iter()
        .filter_map(|target| unanswered(target, None))
        .collect();
    targets
        .retain(|target| unanswered(target, Some(true)).is_none_or(|twin| !first.contains(&twin)));
}

/// Named IDs that no target found, where every target with that ID was read whole; of a pair, both together.
fn missing(targets: &[TargetPages], named: &Ids) -> Vec<String> {
    let not_found = |is_of: &dyn Fn(&Target) -> bool| {
        let mut of = targets
            .iter()
            .filter(|target| is_of(target.target()))
            .peekable();
        of.peek().is_some() && of.all(|target| target.found == 0 && target.read_whole())
    };
    named.missing(
        |id| not_found(&|target| ids(target).any(|other| other == id)),
        |invocation, instance| {
            not_found(&|target| {
                let both = (target.invoke_id.as_deref(), target.instance_id.as_deref());
                both == (Some(invocation), Some(instance))
            })
        },
    )
}

fn ids(target: &Target) -> impl Iterator<Item = &String> {
    [&target.invoke_id, &target.command_id, &target.instance_id]
        .into_iter()
        .flatten()
}
