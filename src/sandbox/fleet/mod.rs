//! What the server serves, newest first: the built-in fleet, saved answers, or invocations made from a seed.
//!
//! The built-in fleet is `builtin.json`. To add a record, add an object in which every field has the name that the API gives
//! it; `--data FILE` reads the same form. A field that is left out has the service's default. Times are relative:
//!
//! - `Age`: the record was created so many seconds before the server's start. Records are in the order of their ages.
//! - `Steps` of an instance: `[[3, "Running"], [6, "Success"]]`, each status that it reaches and how many seconds after the
//!   creation. A step whose time has not come has not happened, so a record whose `Age` is smaller than its steps moves while
//!   one watches. Without a step the instance is Pending. Status, times, `Repeats`, `Timed` and the usual exit and error
//!   codes follow from the steps; `ExitCode` and `ErrorCode` are given where they are others.
//! - `Output` of an instance: a text, `{"Base64": …}`, or `{"Line": …, "Length": …}` for made-up lines of so many bytes;
//!   `OutputWhileRunning` is what there is of it before the end.
//! - `Runs` of an instance, in place of its steps: each run of a task that repeats, oldest first.
//! - `About`: what the record is there to show.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::options::Source;
use generated::Generated;
use record::{Form, Invocation};
use run::Run;
use saved::{Answered, Item, Saved};

pub use ids::mix;

pub mod generated;
mod ids;
mod output;
pub mod record;
pub mod run;
pub mod saved;
mod status;

/// How long the service keeps a record.
const RETENTION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How many records the service keeps.
const KEPT: usize = 10_000;

/// What is served, since when. It is the same in every region.
#[derive(Debug)]
pub struct Fleet {
    /// Listed records, and how long after the start each list takes the place of the one before it.
    states: Vec<(Duration, Saved)>,
    /// Records that are made from a seed, in place of listed ones.
    generated: Option<Generated>,
    start: Timestamp,
}

impl Fleet {
    /// A fleet whose times count from `start`.
    pub fn new(source: Source, start: Timestamp) -> Self {
        let mut generated = None;
        let states = match source {
            Source::BuiltIn => vec![(Duration::ZERO, Saved::built_in())],
            Source::Saved(saved) => vec![(Duration::ZERO, saved)],
            Source::Recorded(states) => states,
            Source::Generated {
                records,
                instances,
                output_bytes,
                seed,
            } => {
                generated = Some(Generated::new(records, instances, output_bytes, seed));
                Vec::new()
            }
        };
        // The service's times have whole seconds.
        let start = Timestamp::from_second(start.as_second()).unwrap_or(start);
        Self {
            states,
            generated,
            start,
        }
    }

    /// The fleet as it is at this moment.
    pub fn at(&self, now: Timestamp) -> View<'_> {
        let passed = Duration::try_from(now.duration_since(self.start)).unwrap_or_default();
        let begun = self.states.partition_point(|(from, _)| *from <= passed);
        let state = self.states.get(begun.saturating_sub(1));
        View {
            listed: state.map_or(&[], |(_, saved)| saved.items()),
            generated: self.generated.as_ref(),
            start: self.start,
            now,
        }
    }
}

/// The fleet at one moment.
#[derive(Debug)]
pub struct View<'a> {
    listed: &'a [Item],
    generated: Option<&'a Generated>,
    start: Timestamp,
    now: Timestamp,
}

impl View<'_> {
    /// The same moment before any record has arrived.
    pub fn without_records(self) -> Self {
        Self {
            listed: &[],
            generated: None,
            ..self
        }
    }

    /// How many records there are, those that the service has dropped for their number not counted.
    pub fn len(&self) -> usize {
        self.generated
            .map_or(self.listed.len(), |generated| generated.len().min(KEPT))
    }

    /// The record at a place; none where it has become too old. Saved answers never do.
    pub fn get(&self, index: usize) -> Option<Entry<'_>> {
        let record = match (self.generated, self.listed.get(index)) {
            (Some(generated), _) => generated.record(index, self.start),
            (None, Some(Item::Answered(answered))) => return Some(Entry::Answered(answered)),
            (None, Some(Item::Described(record))) => {
                Invocation::clone(record).advance(self.start, self.now)
            }
            (None, None) => return None,
        };
        let oldest = self.now.checked_sub(RETENTION).ok();
        (record.creation_time >= oldest).then(|| Entry::Made(Box::new(record)))
    }
}

/// A record, wherever it comes from.
#[derive(Debug)]
pub enum Entry<'a> {
    /// Made by the server.
    Made(Box<Invocation>),
    /// Saved from an answer.
    Answered(&'a Answered),
}

impl Entry<'_> {
    /// What filters look at.
    pub fn facts(&self) -> Facts<'_> {
        match self {
            Self::Made(record) => Facts::of(record),
            Self::Answered(answered) => answered.facts(),
        }
    }

    /// Appends the record as JSON.
    pub fn write(self, into: &mut Vec<u8>, form: Form) {
        match self {
            Self::Made(record) => record.write(into, form),
            Self::Answered(answered) => answered.write(into, form),
        }
    }

    /// How it went on each instance: the latest state or, with `history`, its runs, the newest first.
    pub fn runs(self, history: bool) -> Vec<Run> {
        match self {
            Self::Made(record) => Run::made(*record, history),
            Self::Answered(answered) => answered.runs(),
        }
    }
}

/// What filters look at.
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    /// `InvokeId`.
    pub id: &'a str,
    /// `CommandId`.
    pub command_id: &'a str,
    /// `CommandName`.
    pub name: &'a str,
    /// `CommandType`.
    pub kind: &'a str,
    /// `RepeatMode`.
    pub mode: &'a str,
    /// `Timed`.
    pub timed: bool,
    /// `InvocationStatus`.
    pub status: &'a str,
    /// `InvokeStatus`.
    pub old_status: &'a str,
    /// The resource group it was started with.
    pub resource_group: &'a str,
    /// Tags, key and value.
    pub tags: Vec<(&'a str, &'a str)>,
    /// The `InstanceId` of each instance.
    pub instances: Vec<&'a str>,
}

impl<'a> Facts<'a> {
    fn of(record: &'a Invocation) -> Self {
        let tags = record.tags.tag.iter();
        let instances = record.invoke_instances.invoke_instance.iter();
        Self {
            id: &record.invoke_id,
            command_id: &record.command_id,
            name: &record.command_name,
            kind: &record.command_type,
            mode: &record.repeat_mode,
            timed: record.timed,
            status: record.invocation_status,
            old_status: record.invoke_status,
            resource_group: &record.resource_group_id,
            tags: tags.map(|tag| (&*tag.tag_key, &*tag.tag_value)).collect(),
            instances: instances.map(|each| &*each.instance_id).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
