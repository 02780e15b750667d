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
//! - `Output` of an instance: a text, `{"Base64": …}`, or `{"Line": …, "Length": …}` for made-up lines of so many bytes.
//!   `Printed`: `[[4, 1], [7, 3]]` tells how many of its lines there are how many seconds after the creation, until it ends;
//!   left out, all of them from the start. As with the agent, no more than the first 6,000 bytes are seen before the end.
//! - `Delivered` of an instance: what lies at its `OssOutputUri`, where that is not what it printed.
//! - `Each`: the fields of every instance that does not have them itself.
//! - `Runs` of an instance, in place of its steps: each run of a task that repeats, oldest first.
//! - `Regions`: the regions that have the record; left out, all of them.
//! - `About`: what the record is there to show.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::options::Source;
use description::Moment;
use generated::Generated;
use object::{Object, instances_mut};
use saved::{Item, Saved};

pub use ids::mix;

mod description;
pub mod generated;
pub mod hosts;
mod ids;
pub mod object;
mod output;
pub mod saved;
mod status;

/// How long the service keeps a record.
const RETENTION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How many records the service keeps.
const KEPT: usize = 10_000;

/// What is served, since when.
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
                generated = Some(Generated {
                    records,
                    instances,
                    output_bytes,
                    seed,
                });
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

    /// The fleet of a region at this moment: the records with their outputs, if these are wanted, or with the history of each.
    pub fn at<'a>(
        &'a self,
        now: Timestamp,
        region: &'a str,
        output: bool,
        history: bool,
    ) -> View<'a> {
        let passed = Duration::try_from(now.duration_since(self.start)).unwrap_or_default();
        let begun = self.states.partition_point(|(from, _)| *from <= passed);
        let state = self.states.get(begun.saturating_sub(1));
        View {
            listed: state.map_or(&[], |(_, saved)| saved.items()),
            generated: self.generated.as_ref(),
            region,
            moment: Moment {
                start: self.start,
                now,
                output,
                history,
            },
        }
    }
}

/// The fleet of a region at one moment.
#[derive(Debug)]
pub struct View<'a> {
    listed: &'a [Item],
    generated: Option<&'a Generated>,
    region: &'a str,
    moment: Moment,
}

impl View<'_> {
    /// How many records there are, those that the service has dropped for their number not counted.
    pub fn len(&self) -> usize {
        self.generated
            .map_or(self.listed.len(), |generated| generated.records.min(KEPT))
    }

    /// The record at a place; none where it has become too old or belongs to other regions. Saved answers are everywhere,
    /// whatever their age.
    pub fn get(&self, index: usize) -> Option<Object> {
        let made;
        let description = match (self.generated, self.listed.get(index)) {
            (Some(generated), _) => {
                made = generated.record(index);
                &made
            }
            (None, Some(Item::Described(description))) => description,
            (None, Some(Item::Answered(record))) => return Some(self.answered(record.clone())),
            (None, None) => return None,
        };
        let mut regions = description.regions.iter();
        let is_here = regions.len() == 0 || regions.any(|region| region == self.region);
        let oldest = self
            .moment
            .now
            .checked_sub(RETENTION)
            .unwrap_or(Timestamp::MIN);
        let is_kept = description.created(self.moment.start) >= oldest;
        (is_here && is_kept).then(|| description.at(&self.moment))
    }

    fn answered(&self, mut record: Object) -> Object {
        for instance in instances_mut(&mut record).filter(|_| !self.moment.output) {
            instance.shift_remove("Output");
        }
        record
    }
}

#[cfg(test)]
mod tests;
