//! How the result is to come out: its form, and what goes with that.

use std::path::PathBuf;
use std::time::Duration;

use super::grep::Patterns;
use crate::model::column::{Column, Rows};

/// The form of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// For eyes.
    #[default]
    Table,
    /// For eyes, with more columns.
    Wide,
    /// One array.
    Json,
    /// One object a line.
    Jsonl,
    /// RFC 4180.
    Csv,
    /// Values between tabs, with tabs, line breaks and backslashes escaped.
    Tsv,
    /// One `InvokeId` a line.
    Ids,
    /// The decoded bytes that the commands printed.
    Output,
    /// The decoded scripts.
    Command,
    /// The service's bodies as they came, one a line.
    Api,
}

impl Form {
    /// Every form and its name.
    pub const NAMES: [(&'static str, Self); 10] = [
        ("table", Self::Table),
        ("wide", Self::Wide),
        ("json", Self::Json),
        ("jsonl", Self::Jsonl),
        ("csv", Self::Csv),
        ("tsv", Self::Tsv),
        ("ids", Self::Ids),
        ("output", Self::Output),
        ("command", Self::Command),
        ("api", Self::Api),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, form)| *form == self)
            .map_or("table", |(name, _)| name)
    }
}

/// How the result is to come out, beyond its form.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The form.
    pub form: Form,
    /// What each row or object is.
    pub rows: Rows,
    /// The columns, where some were chosen.
    pub columns: Option<Columns>,
    /// Count by this instead of listing.
    pub summary: Option<Key>,
    /// The jq program.
    pub jq: Option<String>,
    /// The fields that JSON keeps, as dotted paths; empty for all.
    pub fields: Vec<String>,
    /// How several outputs are put together.
    pub several: Several,
    /// What outputs are searched for.
    pub grep: Option<Grep>,
    /// How many of the last lines are shown that each failed instance printed.
    pub tail: usize,
    /// The directory that outputs are written to.
    pub save: Option<PathBuf>,
    /// Files that are there with other content are replaced.
    pub overwrite: bool,
    /// The archive that records are kept in.
    pub into: Option<PathBuf>,
    /// What the exit code is to tell of the runs.
    pub judge: Option<Judge>,
    /// A verdict on nothing is a success, unless an ID was named.
    pub allow_empty: bool,
    /// Wait until everything has ended.
    pub wait: Option<WaitTime>,
    /// The first failure ends the wait.
    pub fail_fast: bool,
    /// Repeat the query in steps of this length.
    pub watch: Option<Duration>,
}

/// What outputs are searched for.
#[derive(Clone, Debug)]
pub struct Grep {
    /// What a line must match.
    pub patterns: Patterns,
    /// How many lines around one that matches are shown with it.
    pub context: usize,
    /// What is expected of every instance.
    pub expected: Option<Expectation>,
}

/// What is expected of what every instance printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// A line that matches.
    Match,
    /// No such line.
    NoMatch,
}

/// What the exit code is to tell of the runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judge {
    /// Whether all went well.
    Verdict,
    /// Their own exit code.
    Remote,
}

/// How long a wait may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitTime {
    /// As long as the run itself may, and a little more.
    Usual,
    /// So long.
    For(Duration),
    /// As long as it takes.
    Endless,
}

/// How several outputs are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Several {
    /// A line before each says whose it is.
    #[default]
    Headed,
    /// The instance stands before each line.
    Prefixed,
    /// Identical ones once, under all that printed them.
    Folded,
}

/// What a summary counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The status of invocations or, with `--per-instance`, of instances.
    Status,
    /// The command's name.
    Command,
    /// The instance.
    Instance,
    /// The error code of instances.
    ErrorCode,
    /// The exit code of instances, where a process ended.
    ExitCode,
    /// The day of creation.
    Day,
    /// The region.
    Region,
}

impl Key {
    /// Every key and its name.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("status", Self::Status),
        ("command", Self::Command),
        ("instance", Self::Instance),
        ("error-code", Self::ErrorCode),
        ("exit-code", Self::ExitCode),
        ("day", Self::Day),
        ("region", Self::Region),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, key)| *key == self)
            .map_or("status", |(name, _)| name)
    }
}

/// Chosen columns.
#[derive(Clone, Debug)]
pub enum Columns {
    /// These and no others.
    These(Vec<Column>),
    /// The usual ones, with these added (`true`) or left out.
    Edited(Vec<(bool, Column)>),
}

impl Wanted {
    /// Whether outputs are searched, or a column or a field is named that only an answer with output has.
    #[must_use]
    pub fn shows_output(&self) -> bool {
        let field = |field: &String| field.rsplit('.').next() == Some("Output");
        let columns = match &self.columns {
            None => Vec::new(),
            Some(columns) => columns.apply(Vec::new()),
        };
        let searched = self.grep.is_some();
        searched
            || self.fields.iter().any(field)
            || columns.iter().any(|column| column.name == "output")
    }
}

impl Columns {
    /// The columns that come out where `usual` would be shown otherwise.
    #[must_use]
    pub fn apply(&self, usual: Vec<Column>) -> Vec<Column> {
        let edits = match self {
            Self::These(columns) => return columns.clone(),
            Self::Edited(edits) => edits,
        };
        edits.iter().fold(usual, |mut columns, (add, column)| {
            columns.retain(|other| *add || other.name != column.name);
            if *add && columns.iter().all(|other| other.name != column.name) {
                columns.push(*column);
            }
            columns
        })
    }
}
