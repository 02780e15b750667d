//! What the server serves, newest first: the built-in fleet, saved bodies, or invocations made from a seed.

use std::borrow::Cow;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::options::Source;
use super::record::{Instance, Invocation};
use super::write::{self, Encoding, Form};
use generated::Generated;
use saved::{Saved, SavedInvocation};

pub use ids::{later, mix};

mod builtin;
pub mod generated;
mod ids;
pub mod saved;

/// How long the service keeps a record.
const RETENTION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How many records the service keeps.
const KEPT: usize = 10_000;

/// What is served, since when.
#[derive(Debug)]
pub struct Fleet {
    kind: Kind,
    start: Timestamp,
}

#[derive(Debug)]
enum Kind {
    BuiltIn,
    Saved(Saved),
    Recorded(Vec<(Duration, Saved)>),
    Generated(Generated),
}

impl Fleet {
    /// A fleet whose times count from `start`.
    pub fn new(source: Source, start: Timestamp) -> Self {
        let kind = match source {
            Source::BuiltIn => Kind::BuiltIn,
            Source::Saved(saved) => Kind::Saved(saved),
            Source::Recorded(states) => Kind::Recorded(states),
            Source::Generated {
                records,
                instances,
                output_bytes,
                seed,
            } => Kind::Generated(Generated::new(records, instances, output_bytes, seed)),
        };
        // The service's times have whole seconds.
        let start = Timestamp::from_second(start.as_second()).unwrap_or(start);
        Self { kind, start }
    }

    /// The fleet as it is at this moment. It is the same in every region.
    pub fn at(&self, now: Timestamp) -> View<'_> {
        let records = match &self.kind {
            Kind::BuiltIn => Records::Made(builtin::fleet(self.start, now)),
            Kind::Saved(saved) => Records::Saved(saved.invocations()),
            Kind::Recorded(states) => {
                let passed = Duration::try_from(now.duration_since(self.start)).unwrap_or_default();
                let begun = states.partition_point(|(from, _)| *from <= passed);
                let state = states.get(begun.saturating_sub(1));
                Records::Saved(state.map_or(&[][..], |(_, saved)| saved.invocations()))
            }
            Kind::Generated(generated) => Records::Generated(generated, self.start),
        };
        let oldest = now.checked_sub(RETENTION).unwrap_or(Timestamp::MIN);
        View { records, oldest }
    }
}

/// The fleet at one moment.
#[derive(Debug)]
pub struct View<'a> {
    records: Records<'a>,
    oldest: Timestamp,
}

impl View<'_> {
    /// A fleet in which nothing has arrived yet.
    pub fn empty() -> Self {
        Self {
            records: Records::Made(Vec::new()),
            oldest: Timestamp::MIN,
        }
    }
}

#[derive(Debug)]
enum Records<'a> {
    Made(Vec<Invocation>),
    Saved(&'a [SavedInvocation]),
    Generated(&'a Generated, Timestamp),
}

impl View<'_> {
    /// How many records there are, those that the service has dropped for their number not counted.
    pub fn len(&self) -> usize {
        match &self.records {
            Records::Made(records) => records.len().min(KEPT),
            Records::Saved(records) => records.len(),
            Records::Generated(generated, _) => generated.len().min(KEPT),
        }
    }

    /// The record at a place; none where it has become too old. Saved ones never do.
    pub fn get(&self, index: usize) -> Option<Entry<'_>> {
        let record = match &self.records {
            Records::Made(records) => Cow::Borrowed(records.get(index)?),
            Records::Saved(records) => return records.get(index).map(Entry::Saved),
            Records::Generated(generated, start) => Cow::Owned(generated.record(index, *start)),
        };
        (record.created >= self.oldest).then(|| Entry::Made(Box::new(record)))
    }
}

/// A record, wherever it comes from.
#[derive(Debug)]
pub enum Entry<'a> {
    /// Made by the server.
    Made(Box<Cow<'a, Invocation>>),
    /// Saved from an answer.
    Saved(&'a SavedInvocation),
}

impl Entry<'_> {
    /// What filters look at.
    pub fn facts(&self) -> Facts<'_> {
        match self {
            Self::Made(record) => Facts::of(record),
            Self::Saved(saved) => saved.facts(),
        }
    }

    /// Appends the record as JSON.
    pub fn write(&self, into: &mut Vec<u8>, form: Form) {
        match self {
            Self::Made(record) => write::invocation(into, record, form),
            Self::Saved(saved) => saved.write(into, form),
        }
    }
}

impl Entry<'_> {
    /// What there is to tell of each instance: its latest state or, with `history`, its runs, the newest first.
    pub fn results(&self, history: bool) -> Vec<Outcome<'_>> {
        match self {
            Self::Made(record) => {
                let instances = record.instances.iter();
                let mut runs: Vec<&Instance> =
                    instances.flat_map(|each| each.told(history)).collect();
                if history {
                    runs.sort_by_key(|run| std::cmp::Reverse(run.updated));
                }
                let outcome = |run| Outcome::Made(record, run);
                runs.into_iter().map(outcome).collect()
            }
            Self::Saved(saved) => {
                let places = 0..saved.facts().instances.len();
                places.map(|place| Outcome::Saved(saved, place)).collect()
            }
        }
    }
}

/// How an invocation went on an instance, wherever it comes from. Of a saved one the latest run alone is known.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// Made by the server.
    Made(&'a Invocation, &'a Instance),
    /// Saved from an answer, the instance at a place.
    Saved(&'a SavedInvocation, usize),
}

impl Outcome<'_> {
    /// `InstanceId`.
    pub fn instance_id(&self) -> &str {
        match self {
            Self::Made(_, run) => &run.id,
            Self::Saved(saved, place) => {
                let instances = saved.facts().instances;
                instances.get(*place).copied().unwrap_or_default()
            }
        }
    }

    /// Appends it as JSON.
    pub fn write(&self, into: &mut Vec<u8>, encoding: Encoding) {
        match self {
            Self::Made(record, run) => write::result(into, record, run, encoding),
            Self::Saved(saved, place) => saved.write_result(*place, into, encoding),
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
        Self {
            id: &record.id,
            command_id: &record.command_id,
            name: &record.name,
            kind: record.kind,
            mode: record.mode.name(),
            timed: record.timed(),
            status: record.status(),
            old_status: record.old_status(),
            resource_group: record.resource_group,
            tags: record.tags.clone(),
            instances: record
                .instances
                .iter()
                .map(|each| each.id.as_ref())
                .collect(),
        }
    }
}
