//! `--stream`: outputs while a wait goes on, each when its instance has ended; where there is only one, as it grows.

use std::collections::HashSet;

use jiff::Timestamp;

use super::delivery::Delivery;
use super::growing::{Growing, Next};
use super::source::Source;
use crate::engine::{Ended, Place, Round, Step, WaitEnded, Walked};
use crate::model::{Instance, Origin, Row, Shown, Text};
use crate::query::Several;
use crate::render::thousands;
use crate::ui::OutputError;

/// An instance of a row, wherever the row stands.
type InstanceKey = (*const Origin, String);

/// Prints the outputs of what has ended.
pub(super) struct Stream<'a> {
    source: &'a Source<'a>,
    /// Where to ask while it waits; nothing is asked after the deadline.
    places: Vec<Place>,
    until: Option<Timestamp>,
    /// The only output, as far as it was printed.
    only: Option<Growing>,
    /// What has ended and was asked for. What the answer did not hold is asked for once more at the end.
    asked: HashSet<InstanceKey>,
    printed: HashSet<InstanceKey>,
    /// What came with the outputs.
    walked: Walked,
    error: Option<OutputError>,
}

impl<'a> Stream<'a> {
    /// For a set that is waited for until then.
    pub(super) fn new(
        source: &'a Source<'a>,
        set: (&[Row], &Walked),
        until: Option<Timestamp>,
        delivery: &mut Delivery<'_>,
    ) -> Self {
        let ((rows, walked), request) = (set, source.request);
        let mut only = None;
        // Which instances a filter shows is known when they have ended.
        if !source.query.filters.view.any() {
            let all = source.is_whole(walked);
            delivery.announce(rows, all);
            let instances: usize = rows.iter().map(|row| row.instances().count()).sum();
            let is_only = all && instances == 1 && request.wanted.grep.is_none();
            let by_line = source.host.terminal.stdout;
            let by_line = by_line || request.wanted.several == Several::Prefixed;
            only = is_only.then(|| Growing::new(by_line));
        }
        let place = |place: &Place| match until {
            Some(until) => Place {
                client: place.client.until(until),
                ..place.clone()
            },
            None => place.clone(),
        };
        Self {
            source,
            places: source.places.iter().map(place).collect(),
            until,
            only,
            asked: HashSet::new(),
            printed: HashSet::new(),
            walked: Walked::default(),
            error: None,
        }
    }

    /// Prints what has ended since the last look.
    pub(super) async fn look(&mut self, rows: &[Row], delivery: &mut Delivery<'_>) -> Round {
        let now = self.source.host.clock.now();
        let mut due = Vec::new();
        if self.until.is_none_or(|until| now < until) {
            due.extend(rows.iter().filter_map(|row| self.due(row)));
        }
        let places = self.places.clone();
        let walked = self.fetch(due, &places, false, delivery).await;
        self.walked.anomalies.add(walked.anomalies);
        match walked.ended {
            Ended::Signal(signal) => Round::Break(WaitEnded::Signal(signal)),
            Ended::Output(error) => {
                self.error = Some(error);
                Round::Break(WaitEnded::Unwritten)
            }
            _ => Round::Continue(walked.failures.into_iter().map(|it| it.error).collect()),
        }
    }

    /// Prints what is left when the wait is over.
    pub(super) async fn rest(
        mut self,
        rows: Vec<Row>,
        places: &[Place],
        delivery: &mut Delivery<'_>,
    ) -> Walked {
        let all = rows.len();
        let left: Vec<Row> = rows.into_iter().filter_map(|row| self.left(row)).collect();
        let streamed = all - left.len();
        let mut walked = self.fetch(left, places, true, delivery).await;
        walked.targets += streamed;
        walked.questions += streamed;
        walked.answered += streamed;
        walked.anomalies.add(self.walked.anomalies);
        walked.tally.take_worse(&self.walked.tally);
        walked
    }

    /// Says what came of it when the wait is broken off: what was printed stands.
    pub(super) fn broken_off(self, walked: &mut Walked) {
        walked.answered = self.printed.len();
        if let Some(error) = self.error {
            walked.ended = Ended::Output(error);
        }
    }

    /// The instances of a row whose output is to be asked for now.
    fn due(&self, row: &Row) -> Option<Row> {
        let view = &self.source.query.filters.view;
        let due = |instance: Instance<'_>| {
            let grows = self.only.as_ref().is_some_and(|only| !only.is_quiet);
            let ended = instance.has_ended();
            (ended && view.passes(instance) || grows && instance.started().is_some())
                && !self.asked.contains(&key(row, instance))
        };
        let places = narrowed(row, row.named(), due)?;
        // What else there is in the invocation is not judged by these answers.
        let named = Shown::Some(places.clone());
        let (invocation, origin) = (row.invocation().clone(), row.origin().clone());
        Some(Row::new(invocation, origin, named, Shown::Some(places)))
    }

    /// What of a row was not printed yet.
    fn left(&self, row: Row) -> Option<Row> {
        let is_left = |instance: Instance<'_>| !self.printed.contains(&key(&row, instance));
        let places = narrowed(&row, row.shown(), is_left)?;
        let all = places.len() == row.invocation().instances().count();
        Some(if all {
            row
        } else {
            row.showing(Shown::Some(places))
        })
    }

    async fn fetch(
        &mut self,
        rows: Vec<Row>,
        places: &[Place],
        is_last: bool,
        delivery: &mut Delivery<'_>,
    ) -> Walked {
        let source = self.source;
        let step = |step: Step<'_>| match step {
            Step::Row(row) if self.only.is_some() => self.take_only(row, is_last, delivery),
            Step::Row(row) => self.take(row, is_last, delivery),
            step => delivery.step(&step),
        };
        source.outputs(rows, places, step).await
    }

    /// Prints what an answer holds of instances that have ended.
    fn take(
        &mut self,
        row: &Row,
        is_last: bool,
        delivery: &mut Delivery<'_>,
    ) -> Result<(), OutputError> {
        if is_last {
            return delivery.step(&Step::Row(row));
        }
        for instance in row.instances() {
            self.asked.insert(key(row, instance));
        }
        self.walked.tally.add(row.tally());
        let Some(places) = narrowed(row, row.shown(), is_whole) else {
            return Ok(());
        };
        let row = row.clone().showing(Shown::Some(places));
        for instance in row.instances() {
            self.printed.insert(key(&row, instance));
        }
        delivery.step(&Step::Row(&row))
    }

    /// Prints what is new of the only output.
    fn take_only(
        &mut self,
        row: &Row,
        is_last: bool,
        delivery: &mut Delivery<'_>,
    ) -> Result<(), OutputError> {
        let (Some(only), Some(instance)) = (&mut self.only, row.instances().next()) else {
            return Ok(());
        };
        let ended = instance.has_ended();
        if ended && !is_last {
            self.asked.insert(key(row, instance));
            self.walked.tally.add(row.tally());
            if !is_whole(instance) {
                return Ok(());
            }
        }
        if ended || is_last {
            self.printed.insert(key(row, instance));
        }
        let is_last = is_last || ended;
        let (output, ui) = (instance.output(), self.source.ui);
        let text = match &output {
            Some(Text::Broken(_)) if !is_last => return Ok(()),
            Some(text) => text.bytes(),
            None => &[],
        };
        if is_last && only.text.is_empty() {
            return delivery.step(&Step::Row(row));
        }
        match only.next(text, is_last, ended) {
            Next::Part(part) => {
                if instance.dropped() > 0 && !part.is_empty() {
                    ui.note(&format!(
                        "{} bytes are missing somewhere below: the service keeps 24 KB of an output",
                        thousands(instance.dropped())
                    ));
                }
                delivery.part(row, part, is_last)
            }
            Next::Anew(all) => {
                ui.warning("the output now begins otherwise than what was printed of it; here is all of it");
                delivery.part(row, all, is_last)
            }
        }
    }
}

fn key(row: &Row, instance: Instance<'_>) -> InstanceKey {
    (std::sync::Arc::as_ptr(row.origin()), row.name_of(instance))
}

/// Whether an answer holds the whole output of an instance. Where it holds none, it may be older than what is known.
fn is_whole(instance: Instance<'_>) -> bool {
    instance.has_ended() && instance.output().is_some()
}

/// The places of the chosen instances that fit, if any does.
fn narrowed(row: &Row, chosen: &Shown, fits: impl Fn(Instance<'_>) -> bool) -> Option<Vec<usize>> {
    let all = row.invocation().instances().enumerate();
    let fitting = all.filter(|(place, instance)| chosen.holds(*place) && fits(*instance));
    let places: Vec<usize> = fitting.map(|(place, _)| place).collect();
    (!places.is_empty()).then_some(places)
}
