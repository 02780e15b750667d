//! From rows to bytes: one sink per output form. A sink writes into a buffer and prints nothing itself.

mod api;
mod brief;
mod bytes;
mod compared;
mod delimited;
mod detail;
mod explain;
mod fields;
mod fold;
mod grid;
mod groups;
mod ids;
mod jq;
mod json;
mod layout;
mod matches;
mod patch;
mod quoted;
mod reformat;
mod report;
mod summary;
mod table;
mod tail;
mod texts;
mod words;

use std::ops::Range;

use jiff::tz::TimeZone;

pub use api::Bodies;
pub use brief::Brief;
pub use bytes::{Bytes, TextKind};
pub use compared::{Compared, told_of};
pub use delimited::{Delimited, Delimiter};
pub use detail::Detail;
pub use explain::Explained;
pub use fold::Folded;
pub use ids::InvokeIds;
pub use jq::{Jq, Program};
pub use json::{Json, JsonForm, ObjectOptions};
pub use matches::Matches;
pub use report::{ReportFacts, ReportMessage, ReportRows, write as write_report};
pub use summary::Summary;
pub use table::{Table, usual};
pub use words::thousands;

use crate::host::Clock;
use crate::model::Body;
use crate::model::column::{self, Column, Rows};
use crate::model::{Instance, Row, Tally};
use crate::vocabulary::Exit;

/// Where the result goes and how it is written.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
#[derive(Clone, Debug)]
pub struct OutputOptions {
    /// Standard output is a terminal: the result is for eyes.
    pub terminal: bool,
    /// Cells of a line; `None`: as many as it takes.
    pub width: Option<usize>,
    /// ASCII marks only.
    pub ascii: bool,
    /// Colours.
    pub color: bool,
    /// No header above a table.
    pub no_header: bool,
    /// Instances are told with their names.
    pub hosts: bool,
    /// Control sequences are written as they came.
    pub raw: bool,
    /// Rows come from several regions, so that each has to say from which.
    pub regions: bool,
    /// Rows come from several profiles.
    pub profiles: bool,
    /// The rows may belong to several invocations.
    pub invocations: bool,
    /// The command that asks in the same way, for hints: `invq --sandbox`.
    pub program: String,
    /// That command without profiles and regions, where there are several: a row adds its own. `None` if nothing was asked
    /// of the service.
    pub placeless_program: Option<String>,
    /// The time zone of the times shown.
    pub zone: fn() -> TimeZone,
    /// The current time, for ages: a result may be shown long after it was asked for.
    pub clock: Clock,
}

impl OutputOptions {
    /// The command that asks where a row came from.
    #[must_use]
    pub fn program_for(&self, row: &Row) -> String {
        let Some(mut program) = self.placeless_program.clone() else {
            return self.program.clone();
        };
        if let Some(profile) = row.origin().profile.as_ref().filter(|_| self.profiles) {
            program = format!("{program} --profile {}", shell_word(profile));
        }
        if self.regions {
            program = format!("{program} --region {}", shell_word(&row.origin().region));
        }
        program
    }

    /// Cells of a line on the terminal; a pipe has lines of any length, whatever the width of tables.
    fn screen_width(&self) -> Option<usize> {
        self.width.filter(|_| self.terminal)
    }

    /// The columns that tell from which of several places a row came.
    fn places(&self) -> impl DoubleEndedIterator<Item = &'static str> {
        let places = [("profile", self.profiles), ("region", self.regions)];
        let several = places.into_iter().filter(|(_, several)| *several);
        several.map(|(name, _)| name)
    }

    /// What an instance is called: with its invocation where there may be several.
    fn name(&self, row: &Row, instance: Instance<'_>) -> String {
        let name = if self.invocations {
            row.name_of(instance)
        } else {
            row.short_name_of(instance)
        };
        self.lead(row) + &name + &self.host(row, instance)
    }

    /// The name of an instance, to stand behind its ID.
    fn host(&self, row: &Row, instance: Instance<'_>) -> String {
        let name = row.host_name(instance).filter(|_| self.hosts);
        name.map_or_else(String::new, |name| {
            format!(" ({})", crate::sanitise::line(&name))
        })
    }

    /// The columns with that of names behind that of instances, where names are told.
    fn with_hosts(&self, mut columns: Vec<Column>, rows: Rows) -> Vec<Column> {
        let is_there = columns.iter().any(|column| column.name == "host");
        let place = columns.iter().position(|column| column.name == "instance");
        if let Some(place) = place.filter(|_| self.hosts && !is_there) {
            let behind = columns.split_off(place + 1);
            columns.extend(column::find("host", rows));
            columns.extend(behind);
        }
        columns
    }

    /// The profile and the region of a row, to stand before its name if the rows differ in them.
    #[must_use]
    pub fn lead(&self, row: &Row) -> String {
        let profile = row.origin().profile.as_deref().filter(|_| self.profiles);
        let region = self.regions.then_some(row.origin().region.as_str());
        let lead = profile.into_iter().chain(region);
        lead.flat_map(|word| [word, " "]).collect()
    }
}

/// A word, quoted for a POSIX shell if it has to be.
#[must_use]
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@,=%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A message about the result, for standard error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A note.
    Note(String),
    /// A warning.
    Warning(String),
    /// The result cannot be written or saved; the exit code that follows.
    Error(Exit, String),
    /// A line under a table on a terminal.
    Line(String),
    /// There were no rows; the word says of what.
    Nothing(&'static str),
}

/// Writes rows in one output form, as they come.
pub trait Sink {
    /// Writes one row.
    fn row(&mut self, row: &Row, out: &mut Vec<u8>);

    /// Takes a body as the service sent it, before its rows.
    fn body(&mut self, _body: &Body, _walk: Option<&str>, _out: &mut Vec<u8>) {}

    /// Takes the rows to come, still without outputs, if they are known; `all` says that nothing else can come.
    fn announce(&mut self, _rows: &[Row], _all: bool) {}

    /// Writes a part of an output that is still being written and the only one; the last one ends it.
    fn part(&mut self, _row: &Row, _part: Range<usize>, _is_last: bool, _out: &mut Vec<u8>) {}

    /// Writes what was held back: the next page has not been requested yet.
    fn page_end(&mut self, _out: &mut Vec<u8>) {}

    /// Called after the last row until it returns `false`: writes the rest of a long result piece by piece.
    fn more(&mut self, _whole: bool, _out: &mut Vec<u8>) -> bool {
        false
    }

    /// Takes away the rows whose outputs belong to what was written, and were not asked for with it.
    fn lacks_output(&mut self) -> Vec<Row> {
        Vec::new()
    }

    /// Writes what belongs to the output of one of them, which it has now.
    fn add_output(&mut self, _row: &Row, _out: &mut Vec<u8>) {}

    /// Takes what is known at the end beside the rows: how the set stands, and what is not known of it.
    fn conclude(&mut self, _tally: &Tally, _gaps: Vec<String>) {}

    /// Ends the result; `whole` says that nothing is missing.
    fn end(&mut self, _whole: bool, _out: &mut Vec<u8>) -> Vec<Remark> {
        Vec::new()
    }
}
