//! Writes files of an archive: each record a line, and each file whole or not at all.

use std::hash::BuildHasher as _;
use std::io::{self, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use foldhash::fast::FixedState;

use super::files::{FORMAT, ListError, check_format};
use super::names::FileName;
use crate::host::{Disk, NewFile};
use crate::model::Row;
use crate::render::{Json, JsonForm, ObjectOptions, OutputOptions, Sink as _};

/// What stands in an archive beside the records.
const README: &str = include_str!("README.txt");

/// Makes records into lines.
pub struct LineWriter {
    with_output: Json,
    without: Json,
    buffer: Vec<u8>,
}

impl LineWriter {
    /// `options` as for any other JSON; nothing of it is on a terminal.
    pub fn new(options: OutputOptions) -> Self {
        let options = OutputOptions {
            terminal: false,
            ..options
        };
        let json = |is_whole| {
            let objects = ObjectOptions {
                include_output: is_whole,
                nameless: !is_whole,
                ..ObjectOptions::default()
            };
            Json::new(JsonForm::Lines, options.clone(), &objects)
        };
        Self {
            with_output: json(true),
            without: json(false),
            buffer: Vec::new(),
        }
    }

    /// The line of a record.
    pub fn line(&mut self, row: &Row) -> &[u8] {
        self.buffer.clear();
        self.with_output.row(row, &mut self.buffer);
        &self.buffer
    }

    /// A number made of what the service says of a record, but for outputs; names of instances are not of it, either.
    pub fn print(&mut self, row: &Row) -> u64 {
        self.buffer.clear();
        self.without.row(row, &mut self.buffer);
        // What invq adds stands last.
        let end = memchr::memmem::rfind(&self.buffer, b",\"Derived\":{\"Region\"");
        let own = self.buffer.get(..end.unwrap_or(self.buffer.len()));
        FixedState::default().hash_one(own)
    }
}

/// A file of records that is being written.
pub struct RecordFile {
    packed: GzEncoder<NewFile>,
}

impl RecordFile {
    /// Begins one in a part of an archive.
    pub fn create(disk: &Disk, directory: &Path) -> io::Result<Self> {
        disk.create_directory(directory)?;
        let file = disk.create(directory, true)?;
        Ok(Self {
            packed: GzEncoder::new(file, Compression::default()),
        })
    }

    /// Adds a line.
    pub fn add(&mut self, line: &[u8]) -> io::Result<()> {
        self.packed.write_all(line)
    }

    /// Gives it its name; from then on it is there, even if the power fails.
    pub fn keep(self, name: &FileName) -> io::Result<()> {
        self.packed.finish()?.keep(&name.text())
    }
}

/// Why a directory cannot be an archive.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// It is one of another format, or holds something else.
    #[error("{0}")]
    Not(String),
    /// It cannot be made or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Makes an archive of a directory that is not there or is empty.
///
/// # Errors
///
/// When it holds something else, is of another format, or cannot be written.
pub fn prepare(disk: &Disk, root: &Path) -> Result<(), RootError> {
    if root.exists() {
        match check_format(root) {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(ListError::Io(error)) => return Err(error.into()),
            Err(error) => return Err(RootError::Not(error.to_string())),
        }
        // A first sync may have been stopped before it had made its first files.
        let mut names = std::fs::read_dir(root)?.map(|entry| Ok(entry?.file_name()));
        let stranger = names.find_map(|name: io::Result<_>| {
            let name = name.ok()?.to_string_lossy().into_owned();
            (!name.starts_with(".invq-") && name != "README").then_some(name)
        });
        if let Some(name) = stranger {
            let why = format!("it is no archive, and there is something else in it: {name}");
            return Err(RootError::Not(why));
        }
    }
    disk.create_directory(root)?;
    for (name, text) in [("README", README), ("FORMAT", &format!("{FORMAT}\n"))] {
        let mut file = disk.create(root, true)?;
        file.write_all(text.as_bytes())?;
        file.keep(name)?;
    }
    Ok(())
}
