//! The rows of a result as reports show them. No more is kept of them than is shown: the first of a long list, and of those
//! that failed as many again.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::outputs::KeptOutputs;
use super::reported::{ReportedInstance, ReportedInvocation};
use crate::model::{Counts, Instance, Origin, Row, Verdict};
use crate::render::OutputOptions;
use crate::render::detail::ordered;

/// How many invocations are shown of those that failed, and as many of the others.
const INVOCATIONS: usize = 300;

/// How many instances are shown of those that failed, and as many of the others.
const INSTANCES: usize = 1000;

/// Of how many invocations that failed the outputs are asked for.
const FETCHED: usize = 50;

/// The rows of a result.
#[derive(Debug)]
pub struct ReportRows {
    pub(super) options: OutputOptions,
    pub(super) invocations: Vec<ReportedInvocation>,
    /// Where each invocation stands.
    places: HashMap<(*const Origin, String), ReportPlace>,
    pub(super) outputs: KeptOutputs,
    /// How many invocations of each verdict there were on each day.
    pub(super) days: BTreeMap<Date, Counts>,
    /// The day of the last invocation, and from when to when it is.
    day: Option<(Range<Timestamp>, Date)>,
    /// Invocations, all and not shown.
    pub(super) all: Counts,
    pub(super) left_out: Counts,
    /// Instances, all and not shown.
    pub(super) instances: Counts,
    pub(super) instances_left_out: Counts,
    /// A page shows all that is known, and the days.
    is_page: bool,
    /// Outputs are still to be asked for.
    fetches: bool,
    to_fetch: Vec<Row>,
    /// How many there were beyond those.
    pub(super) not_fetched: usize,
}

/// Where an invocation stands among those that are shown, or its verdict.
#[derive(Debug)]
enum ReportPlace {
    Shown(usize),
    LeftOut(Verdict),
}

impl ReportRows {
    /// None yet; for a page or not. Where rows come without outputs, those of failed instances are `fetched` later.
    #[must_use]
    pub fn new(options: OutputOptions, is_page: bool, fetches: bool) -> Self {
        Self {
            // A report is read elsewhere and later: times are whole, and lines as long as they are.
            options: OutputOptions {
                terminal: false,
                width: None,
                ..options
            },
            invocations: Vec::new(),
            places: HashMap::new(),
            outputs: KeptOutputs::default(),
            days: BTreeMap::new(),
            day: None,
            all: Counts::default(),
            left_out: Counts::default(),
            instances: Counts::default(),
            instances_left_out: Counts::default(),
            is_page,
            fetches,
            to_fetch: Vec::new(),
            not_fetched: 0,
        }
    }

    /// Takes a row. One that is known already is the same invocation, looked at again or at other instances of it.
    pub fn add(&mut self, row: &Row) {
        let judged = row.tally().verdict().unwrap_or(Verdict::Unknown);
        match self.places.get(&key(row)) {
            Some(ReportPlace::Shown(place)) => return self.merge(*place, row, judged),
            Some(ReportPlace::LeftOut(before)) => {
                let before = *before;
                self.all.remove(before);
                self.left_out.remove(before);
            }
            None => self.add_day(row, judged),
        }
        let is_shown = has_room(self.all, self.left_out, judged, INVOCATIONS);
        self.all.add(judged);
        if !is_shown {
            self.left_out.add(judged);
            self.places.insert(key(row), ReportPlace::LeftOut(judged));
            for instance in row.instances() {
                self.leave_out(instance);
            }
            return;
        }
        let failed = |instance: Instance<'_>| instance.verdict() == Verdict::Failed;
        if self.fetches && !row.invocation().is_run() && row.instances().any(failed) {
            if self.to_fetch.len() < FETCHED {
                self.to_fetch.push(row.clone());
            } else {
                self.not_fetched += 1;
            }
        }
        let mut reported = ReportedInvocation::of(row, judged, &self.options, self.is_page);
        for instance in ordered(row) {
            let verdict = instance.verdict();
            if has_room(self.instances, self.instances_left_out, verdict, INSTANCES) {
                self.instances.add(verdict);
                reported.instances.push(self.instance(row, instance));
            } else {
                self.leave_out(instance);
                reported.left_out += 1;
            }
        }
        self.places
            .insert(key(row), ReportPlace::Shown(self.invocations.len()));
        self.invocations.push(reported);
    }

    fn add_day(&mut self, row: &Row, judged: Verdict) {
        let Some(time) = row.invocation().time().filter(|_| self.is_page) else {
            return;
        };
        let known = self.day.as_ref().filter(|(times, _)| times.contains(&time));
        let day = known.map(|(_, day)| *day).or_else(|| {
            let zoned = time.to_zoned((self.options.zone)());
            let start = zoned.start_of_day().ok()?;
            let times = start.timestamp()..start.tomorrow().ok()?.timestamp();
            self.day = Some((times, zoned.date()));
            Some(zoned.date())
        });
        if let Some(day) = day {
            self.days.entry(day).or_default().add(judged);
        }
    }

    /// The rows whose outputs are to be asked for.
    pub fn lacks_output(&mut self) -> Vec<Row> {
        std::mem::take(&mut self.to_fetch)
    }

    /// Takes what is new of an invocation. What failed stays so, and what was printed is not forgotten.
    fn merge(&mut self, place: usize, row: &Row, judged: Verdict) {
        let mut reported = ReportedInvocation::of(row, judged, &self.options, self.is_page);
        let Some(known) = self.invocations.get_mut(place) else {
            return;
        };
        let before = known.judged;
        if before == Verdict::Failed {
            reported.judged = before;
        }
        reported.left_out = known.left_out;
        let instances = std::mem::take(&mut known.instances).into_iter();
        let mut known: BTreeMap<String, ReportedInstance> =
            instances.map(|one| (one.name.clone(), one)).collect();
        self.all.remove(before);
        self.all.add(reported.judged);
        for instance in ordered(row) {
            let mut new = self.instance(row, instance);
            match (known.remove(&new.name), new.output) {
                (Some(old), output) => {
                    self.instances.remove(old.verdict);
                    if output.is_none() {
                        (new.output, new.has_output) =
                            (old.output, old.has_output | new.has_output);
                    } else if let Some(place) = old.output {
                        self.outputs.forget(place);
                    }
                }
                // It was left out before.
                (None, output) if reported.left_out > 0 => {
                    if let Some(place) = output {
                        self.outputs.forget(place);
                    }
                    continue;
                }
                (None, _) => {}
            }
            self.instances.add(new.verdict);
            reported.instances.push(new);
        }
        reported.instances.extend(known.into_values());
        reported
            .instances
            .sort_by_key(|one| one.verdict != Verdict::Failed);
        if let Some(known) = self.invocations.get_mut(place) {
            *known = reported;
        }
    }

    fn instance(&mut self, row: &Row, instance: Instance<'_>) -> ReportedInstance {
        let reported = ReportedInstance::of(row, instance, &self.options, self.is_page);
        let output = self.outputs.add(instance, reported.verdict == Verdict::Ok);
        ReportedInstance { output, ..reported }
    }

    fn leave_out(&mut self, instance: Instance<'_>) {
        let verdict = instance.verdict();
        self.instances.add(verdict);
        self.instances_left_out.add(verdict);
    }
}

fn key(row: &Row) -> (*const Origin, String) {
    (Arc::as_ptr(row.origin()), row.invocation().key())
}

/// Whether one more of this verdict is shown: those that failed leave room for the others, and the other way round.
fn has_room(all: Counts, left_out: Counts, verdict: Verdict, most: usize) -> bool {
    let shown = |counts: fn(Counts) -> usize| counts(all).saturating_sub(counts(left_out));
    if verdict == Verdict::Failed {
        shown(|counts| counts.failed) < most
    } else {
        shown(|counts| counts.total - counts.failed) < most
    }
}
