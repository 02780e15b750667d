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
    /// One short text: the verdict, the causes, and what failed instances printed.
    Brief,
}

impl Form {
    /// Every form and its name.
    pub const NAMES: [(&'static str, Self); 11] = [
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
        ("brief", Self::Brief),
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
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
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
    /// What is left out where outputs are compared.
    pub ignore: Option<Patterns>,
    /// The run is compared with one before it.
    pub diff: Option<Diff>,
    /// Outputs that were cut are had whole from OSS, each of at most so many bytes.
    pub full: Option<u64>,
    /// How many of the last lines are shown that each failed instance printed.
    pub tail: usize,
    /// How many bytes a brief text may have.
    pub max_bytes: usize,
    /// The directory that outputs are written to.
    pub save: Option<PathBuf>,
    /// Files that are there with other content are replaced.
    pub overwrite: bool,
    /// The reports that are written beside the result.
    pub reports: Vec<ReportFile>,
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
    /// Outputs are printed while it waits.
    pub stream: bool,
    /// Repeat the query in steps of this length.
    pub watch: Option<Duration>,
}

/// A report that is written to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFile {
    /// What is written.
    pub kind: ReportKind,
    /// Where.
    pub path: PathBuf,
}

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// XML that CI systems read as the results of tests.
    Junit,
    /// Markdown.
    Md,
    /// A page for browsers.
    Html,
}

impl ReportKind {
    /// Every kind and its name.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("junit", Self::Junit),
        ("md", Self::Md),
        ("html", Self::Html),
    ];
}

/// How a run is compared with one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// The ID of that one, if it was named; otherwise it is looked for.
    pub before: Option<String>,
    /// The lines that differ are shown.
    pub patch: bool,
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
    /// The most frequent one, and how the others differ from it.
    FoldedDiff,
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
    /// The line that `--grep` found.
    Match,
}

impl Key {
    /// Every key and its name.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("status", Self::Status),
        ("command", Self::Command),
        ("instance", Self::Instance),
        ("error-code", Self::ErrorCode),
        ("exit-code", Self::ExitCode),
        ("day", Self::Day),
        ("region", Self::Region),
        ("match", Self::Match),
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
    /// Whether outputs are searched or compared, or a column or a field is named that only an answer with output has.
    #[must_use]
    pub fn shows_output(&self) -> bool {
        let field = |field: &String| field.rsplit('.').next() == Some("Output");
        let columns = match &self.columns {
            None => Vec::new(),
            Some(columns) => columns.apply(Vec::new()),
        };
        self.grep.is_some()
            || self.diff.is_some()
            || self.fields.iter().any(field)
            || columns.iter().any(|column| column.name == "output")
    }
}

impl Wanted {
    /// Whether a column or a field is named that tells the name of an instance.
    #[must_use]
    pub fn shows_hosts(&self) -> bool {
        let columns = match &self.columns {
            None => Vec::new(),
            Some(columns) => columns.apply(Vec::new()),
        };
        let is_name = |field: &String| field == "Derived.Name" || field.ends_with(".Derived.Name");
        self.fields.iter().any(is_name) || columns.iter().any(|column| column.name == "host")
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
