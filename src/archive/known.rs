//! What an archive knows of the invocations of a region, read month by month when it is needed.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::files::{ArchivePart, month};
use super::names::FileName;
use super::newest::{Entry, LinePlace, newest};
use super::read::{Damages, open};
use super::replay::{RowOrder, replay};
use super::write::LineWriter;
use crate::engine::Step;
use crate::model::{Row, Shown, Verdict};
use crate::query::Query;

/// A record as it is known.
pub struct KnownRecord {
    /// A number made of what it says.
    pub print: u64,
    entry: Entry,
    /// Whether nothing of it goes on.
    pub has_ended: bool,
    /// Whether its outputs were asked for.
    pub with_output: bool,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// The record, where it has to be asked for again or counted.
    pub open: Option<Row>,
}

/// What a region of an account has in an archive.
pub struct Known {
    root: PathBuf,
    part: ArchivePart,
    query: Query,
    records: HashMap<String, KnownRecord>,
    months: HashSet<String>,
    /// What of it could not be read.
    pub damage: Damages,
}

/// A file that is merged away while it is read lies in another one; so often it is looked for again.
const TRIES: usize = 5;

impl Known {
    /// Nothing yet. With `include_output` it knows which outputs are there.
    pub fn new(root: &Path, account: &str, region: &str, include_output: bool) -> Self {
        Self {
            root: root.to_owned(),
            part: ArchivePart {
                account: Some(account.to_owned()),
                region: Some(region.to_owned()),
                month: None,
            },
            query: Query {
                include_output,
                ..Query::default()
            },
            records: HashMap::new(),
            months: HashSet::new(),
            damage: Damages::default(),
        }
    }

    /// Where what was created at a moment lies.
    pub fn directory(&self, created: Option<Timestamp>) -> PathBuf {
        let part = ArchivePart {
            month: Some(month(created)),
            ..self.part.clone()
        };
        part.directory(&self.root)
    }

    /// Every month that is there, and the names of its files that a sync gave.
    pub fn files(&self) -> io::Result<Vec<(PathBuf, Vec<FileName>)>> {
        let directory = self.directory(None);
        let above = directory.parent().unwrap_or(&directory);
        let months = match fs::read_dir(above) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            months => months?,
        };
        let mut all = Vec::new();
        for month in months {
            let month = month?.path();
            if !month.is_dir() {
                continue;
            }
            let mut names = Vec::new();
            for entry in fs::read_dir(&month)? {
                names.extend(FileName::parse(&entry?.file_name().to_string_lossy()));
            }
            all.push((month, names));
        }
        Ok(all)
    }

    /// Reads the month of a moment, unless that was done.
    pub fn load(&mut self, created: Option<Timestamp>, lines: &mut LineWriter) -> io::Result<()> {
        let directory = self.directory(created);
        if !self.months.insert(month(created)) || !directory.is_dir() {
            return Ok(());
        }
        for last in 1..=TRIES {
            let opened = open(
                std::slice::from_ref(&directory),
                &self.query,
                false,
                &mut io::empty(),
            );
            let opened = opened.map_err(|error| io::Error::other(error.why));
            let replayed = replay(opened?, &self.query, RowOrder::Any, |step| {
                if let Step::Row(row) = step {
                    let record = KnownRecord::new(row, lines);
                    self.records.insert(row.id(), record);
                }
                Ok(())
            });
            let Ok(replayed) = replayed else {
                return Ok(());
            };
            if !replayed.vanished || last == TRIES {
                self.damage.extend(replayed.damage);
                break;
            }
        }
        Ok(())
    }

    pub fn get(&self, id: &str) -> Option<&KnownRecord> {
        self.records.get(id)
    }

    /// Takes a record that was kept.
    pub fn keep(&mut self, row: &Row, lines: &mut LineWriter) {
        self.records.insert(row.id(), KnownRecord::new(row, lines));
    }

    pub fn all(&self) -> impl Iterator<Item = &KnownRecord> {
        self.records.values()
    }
}

impl KnownRecord {
    fn new(row: &Row, lines: &mut LineWriter) -> Self {
        let record = row.invocation();
        let seen = row.origin().seen.as_ref();
        let has_ended = row.has_ended();
        let with_output = seen.is_some_and(|seen| seen.with_output) || has_outputs(row);
        Self {
            print: lines.print(row),
            entry: Entry::new(record, row.origin(), &Shown::All, LinePlace::default()),
            has_ended,
            with_output,
            created: record.created(),
            open: (!has_ended).then(|| row.clone()),
        }
    }

    /// Whether it goes on until somebody ends it.
    pub fn is_endless(&self) -> bool {
        let open = self.open.as_ref();
        open.is_some_and(|row| row.invocation().is_endless())
    }

    /// Whether the service had forgotten it when it was last asked for.
    pub fn is_gone(&self) -> bool {
        let open = self.open.as_ref();
        let seen = open.and_then(|row| row.origin().seen.as_ref());
        seen.is_some_and(|seen| seen.is_gone)
    }

    /// Whether a record from elsewhere, of which `print` is made, counts in its place, or gives it outputs.
    pub fn is_older_than(&self, row: &Row, print: u64) -> bool {
        let gives = !self.with_output && has_outputs(row);
        if self.print == print {
            return gives;
        }
        let place = LinePlace { file: 0, line: 1 };
        let other = Entry::new(row.invocation(), row.origin(), &Shown::All, place);
        let counts = newest(&[self.entry, other]).is_some_and(|newest| newest.place() == place);
        counts || gives
    }
}

/// Whether every instance that has ended says what it printed.
fn has_outputs(row: &Row) -> bool {
    let ended = |verdict| !matches!(verdict, Verdict::Pending | Verdict::Unknown);
    let mut ended = row
        .instances()
        .filter(|one| ended(one.verdict()))
        .peekable();
    ended.peek().is_some() && ended.all(|one| one.record().raw("Output").is_some())
}
