//! Tells on standard error how a wait goes on: one live line for each invocation on a terminal, else a line for each change and
//! at least one a minute.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;

use super::source::Source;
use super::{forms, warnings};
use crate::api::error::ApiError;
use crate::engine::{Place, WaitEnded, WaitEvent};
use crate::host::Clock;
use crate::model::time::took;
use crate::model::why::sum_up;
use crate::model::{Origin, Row, Shown, Verdict};
use crate::ui::{InvocationProgress, Live, Ui};

/// Up to this many invocations have a live line each.
const LINES: usize = 10;

/// Up to this many are named where there are no live lines.
const FEW: usize = 3;

/// In seconds.
const MINUTE: i64 = 60;

/// What is known of a wait, and what was said of it.
pub(super) struct WaitProgress<'a> {
    ui: &'a Ui,
    program: String,
    live: Option<Live>,
    clock: Clock,
    started: Timestamp,
    known: Vec<Row>,
    /// Where each of them stands, by what it is called.
    indexes: HashMap<String, usize>,
    /// How rows say where they come from, where they come from several places.
    places: Vec<(Arc<Origin>, String)>,
    /// Status words that were warned of.
    unknown: BTreeSet<String>,
    /// Troubles that were told since something changed.
    troubles: BTreeSet<String>,
    /// When something was said last.
    said: Timestamp,
}

impl<'a> WaitProgress<'a> {
    pub(super) fn new(source: &'a Source<'_>) -> Self {
        Self {
            ui: source.ui,
            program: forms::program(source.request, true, true),
            live: source.ui.live(),
            clock: source.host.clock.clone(),
            started: source.started,
            known: Vec::new(),
            indexes: HashMap::new(),
            places: source.places.iter().filter_map(named).collect(),
            unknown: BTreeSet::new(),
            troubles: BTreeSet::new(),
            said: source.host.clock.now(),
        }
    }

    pub(super) fn tell(&mut self, event: &WaitEvent<'_>) {
        match event {
            WaitEvent::State(row) => self.state(row),
            WaitEvent::Absent(row) => self.absent(row),
            WaitEvent::Failed(error) => self.failed(error),
            WaitEvent::Tick => self.refresh(),
        }
    }

    fn state(&mut self, row: &Row) {
        let name = self.name(row);
        let index = *self.indexes.entry(name).or_insert(self.known.len());
        match self.known.get_mut(index) {
            Some(known) => known.clone_from(row),
            None => self.known.push(row.clone()),
        }
        self.troubles.clear();
        self.warn_of_unknown(row);
        if self.live.is_none() {
            self.say(row, "");
        }
    }

    /// Says in a line of its own how far an invocation is.
    fn say(&mut self, row: &Row, waited: &str) {
        self.said = self.clock.now();
        let counts = row.counts();
        let progress = InvocationProgress {
            invocation: row.id(),
            status: row.invocation().status(),
            done: counts.ok + counts.failed + counts.cancelled,
            failed: counts.failed,
            total: counts.total,
        };
        let text = self.line(row) + waited;
        self.ui.progress_line(&text, &progress);
    }

    /// Where there are no live lines, says at least once a minute that it still waits, and for what.
    fn say_again(&mut self, waited: &str) {
        if self.clock.now().duration_since(self.said).as_secs() < MINUTE {
            return;
        }
        let pending = self.known.iter().filter(|row| !row.has_ended());
        let pending: Vec<Row> = pending.cloned().collect();
        if pending.len() > FEW {
            self.said = self.clock.now();
            self.ui
                .line(&format!("{}, {waited}", sum(self.known.iter())));
            return;
        }
        for row in &pending {
            self.say(row, &format!(", {waited}"));
        }
    }

    /// What an invocation is called: by its ID, and where it runs if that could be elsewhere.
    fn name(&self, row: &Row) -> String {
        let mut places = self.places.iter();
        match places.find(|(origin, _)| Arc::ptr_eq(origin, row.origin())) {
            Some((_, place)) => format!("{place} {}", row.id()),
            None => row.id(),
        }
    }

    /// `t-… Running 11/12, 1 failed (1 exit 2)`
    fn line(&self, row: &Row) -> String {
        format!("{} {}", self.name(row), progress(row))
    }

    /// A word that nobody knows counts as not ended, so the wait may never see an end.
    fn warn_of_unknown(&mut self, row: &Row) {
        let mut tally = row.tally();
        tally.unknown.retain(|word| !self.unknown.contains(word));
        self.unknown.extend(tally.unknown.iter().cloned());
        warnings::of_unknown(&tally, self.ui);
    }

    /// What vanishes from the answers is waited for all the same.
    fn absent(&self, row: &Row) {
        let (ui, row) = (self.ui, self.line(row));
        ui.warning(&format!(
            "an answer does not hold all that is waited for; the last known state is  {row}"
        ));
    }

    /// A poll that failed is told once, not every time.
    fn failed(&mut self, error: &ApiError) {
        let text = error.cause().to_string();
        if self.troubles.insert(text.clone()) {
            self.ui
                .note(&format!("a poll failed and is made again: {text}"));
        }
    }

    fn refresh(&mut self) {
        let waited = self.clock.now().duration_since(self.started).as_secs();
        let waited = took(u64::try_from(waited).unwrap_or(0));
        let Some(live) = &mut self.live else {
            self.say_again(&waited);
            return;
        };
        if self.known.len() > LINES {
            let all = || self.known.iter();
            live.set("all", &format!("{}, {waited}", sum(all())));
            for (origin, place) in self.places.iter().take(LINES) {
                let here = all().filter(|row| Arc::ptr_eq(row.origin(), origin));
                live.set(place, &format!("  {place}  {}", sum(here)));
            }
            return;
        }
        for row in &self.known {
            let mut places = self.places.iter();
            let place = places.find(|(origin, _)| Arc::ptr_eq(origin, row.origin()));
            let place = place.map_or(String::new(), |(_, place)| format!("{place}  "));
            let id = row.id();
            live.set(
                &format!("{place}{id}"),
                &format!("{place}{id}  {}, {waited}", progress(row)),
            );
        }
    }

    /// Takes the live lines away; after an end that is not the runs' own, says how they stand and how to go on.
    pub(super) fn finish(&mut self, rows: &[Row], ended: &WaitEnded) {
        if let Some(live) = self.live.take() {
            live.clear();
        }
        if matches!(ended, WaitEnded::Done | WaitEnded::Gone(_)) {
            return;
        }
        let pending: Vec<&Row> = rows.iter().filter(|row| !row.has_ended()).collect();
        if let WaitEnded::Signal(_) = ended {
            for row in &pending {
                self.say(row, "");
            }
        }
        let waiting = pending.len();
        if waiting > LINES {
            self.ui.note(&format!(
                "{waiting} still pending; the same command waits on"
            ));
            return;
        }
        let mut ids: Vec<String> = pending.iter().map(|row| row.id()).collect();
        ids.dedup();
        ids.extend(named_instances(&pending));
        if !ids.is_empty() {
            let (program, ids) = (&self.program, ids.join(" "));
            self.ui.note(&format!(
                "{waiting} still pending; wait on with  {program} {ids} --wait"
            ));
        }
    }
}

/// The instances that were named, each once: without them, all of them would be waited for.
fn named_instances(rows: &[&Row]) -> BTreeSet<String> {
    let narrowed = rows
        .iter()
        .filter(|row| matches!(row.shown(), Shown::Some(_)));
    let instances = narrowed.flat_map(|row| row.instances());
    instances
        .map(|instance| instance.id().into_owned())
        .collect()
}

/// `38/2000 invocations ended, 1 failed`
fn sum<'r>(rows: impl Iterator<Item = &'r Row> + Clone) -> String {
    let ended = rows.clone().filter(|row| row.has_ended()).count();
    let failed = rows.clone().filter(|row| row.verdict() == Verdict::Failed);
    let failed = match failed.count() {
        0 => String::new(),
        count => format!(", {count} failed"),
    };
    format!("{ended}/{} invocations ended{failed}", rows.count())
}

/// What a place is called that is one of several.
fn named(place: &Place) -> Option<(Arc<Origin>, String)> {
    Some((Arc::clone(&place.origin), place.name.clone()?))
}

fn progress(row: &Row) -> String {
    let counts = row.counts();
    let done = counts.ok + counts.failed + counts.cancelled;
    let status = row.invocation().status();
    let failed = match counts.failed {
        0 => String::new(),
        count => format!(", {count} failed ({})", sum_up(row)),
    };
    format!("{status} {done}/{}{failed}", counts.total)
}
