//! Opens what was saved: small texts are held, files of lines are read when they are needed, month by month in an archive.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};

use super::chunk::{Chunk, LineReader, Numbered, record, unpacked};
use super::files::{ArchivePart, FileListing, ListError, SavedFile, list};
use crate::engine::saved::{SavedPage, origin, read};
use crate::model::{Encoding, Origin};
use crate::query::Query;

/// A text that is held may be this long when it is unpacked, in bytes.
const LONGEST: u64 = 1 << 30;

/// More threads than this find nothing to do: one of them unpacks.
const THREADS: usize = 4;

/// What cannot be read, though others can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// Which line of it, from 1; `None`: all of it, or all behind a line.
    pub line: Option<usize>,
    /// What is wrong.
    pub why: String,
}

/// Everything that cannot be read.
#[derive(Clone, Debug, Default)]
pub struct Damages {
    /// The first of it.
    pub first: Vec<Damage>,
    /// How much there is.
    pub count: usize,
}

/// So much of it is remembered.
const REMEMBERED: usize = 5;

impl Damages {
    /// Takes others in.
    pub fn extend(&mut self, others: Self) {
        self.count += others.count;
        let room = REMEMBERED.saturating_sub(self.first.len());
        self.first.extend(others.first.into_iter().take(room));
    }

    /// Takes one more.
    pub(super) fn add(&mut self, damage: Damage) {
        self.count += 1;
        if self.first.len() < REMEMBERED {
            self.first.push(damage);
        }
    }
}

/// Opens files of an archive to be read together.
pub(super) fn open_lines(paths: &[PathBuf]) -> Opened {
    let file = |path: &PathBuf| SavedFile {
        path: path.clone(),
        part: ArchivePart::of(path),
    };
    Opened {
        files: paths.iter().map(file).collect(),
        groups: vec![FileGroup {
            files: (0..paths.len()).collect(),
            has_held: false,
            is_archive: true,
        }],
        ..Opened::default()
    }
}

/// Files that are read together: no invocation stands in two groups.
#[derive(Clone, Debug, Default)]
pub struct FileGroup {
    /// Files of lines, by their places among all files.
    pub files: Vec<usize>,
    /// The pages that are held belong to it.
    pub has_held: bool,
    /// They belong to an archive, in which nothing stands in an order that somebody chose.
    pub is_archive: bool,
}

/// What was saved, ready to be read.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// Every file, in the order in which they were named.
    pub files: Vec<SavedFile>,
    /// Pages that are held, each with the place of its file.
    pub held: Vec<(usize, SavedPage)>,
    /// What is read together, the newest month first.
    pub groups: Vec<FileGroup>,
    /// Files that could not be read.
    pub damage: Damages,
    /// Files that hold something else.
    pub others: Vec<PathBuf>,
    /// Where records of files come from that are read line by line and do not say it by their paths.
    pathless: Vec<Origin>,
}

impl Opened {
    /// Where its records come from, as far as it is known before they are read.
    #[must_use]
    pub fn origins(&self) -> Vec<Origin> {
        let records = self.held.iter().flat_map(|(_, page)| &page.invocations);
        let of_file = |file: &SavedFile| {
            let account = file.part.account.clone();
            file.part.region.clone().map(|region| Origin {
                region,
                profile: account,
                ..Origin::default()
            })
        };
        let parts = self.files.iter().filter_map(of_file);
        let pathless = self.pathless.iter().cloned();
        records.map(origin).chain(parts).chain(pathless).collect()
    }
}

/// A path that cannot be read, and why.
#[derive(Debug)]
pub struct OpenError {
    /// The path.
    pub path: PathBuf,
    /// What is wrong.
    pub why: String,
}

/// Opens what was named. With `as_text` no file is read line by line: bodies are to be given as they came, or runs are in it.
///
/// # Errors
///
/// When a path cannot be looked at, an archive has another format, or nothing at all can be read.
pub fn open(
    paths: &[PathBuf],
    query: &Query,
    as_text: bool,
    stdin: &mut dyn Read,
) -> Result<Opened, OpenError> {
    let mut listing = FileListing::default();
    for path in paths {
        list(path, &mut listing).map_err(|error: ListError| OpenError {
            path: path.clone(),
            why: error.to_string(),
        })?;
    }
    let (since, until) = (query.filters.since, query.filters.until);
    if !query.history {
        listing
            .files
            .retain(|file| file.part.is_within(since, until));
    }
    let mut opened = Opened {
        files: listing.files,
        others: listing.others,
        ..Opened::default()
    };
    let mut of_lines = Vec::new();
    for (place, file) in opened.files.iter().enumerate() {
        if !as_text && has_lines(file) {
            of_lines.push(place);
            continue;
        }
        match held(&file.path, query, stdin) {
            Ok(pages) => opened
                .held
                .extend(pages.into_iter().map(|page| (place, page))),
            Err(why) => {
                let (path, line) = (file.path.clone(), None);
                opened.damage.add(Damage { path, line, why });
            }
        }
    }
    if let ([only], true) = (opened.damage.first.as_slice(), opened.files.len() == 1) {
        return Err(OpenError {
            path: only.path.clone(),
            why: only.why.clone(),
        });
    }
    opened.pathless = pathless(&opened.files, &of_lines, query.encoding);
    opened.groups = groups(&opened, of_lines);
    Ok(opened)
}

/// Reads where records come from that are in no archive. A table has to know it before its first row.
fn pathless(files: &[SavedFile], of_lines: &[usize], encoding: Encoding) -> Vec<Origin> {
    let own = of_lines
        .iter()
        .filter_map(|place| Some((*place, files.get(*place)?)));
    let own = own.filter(|(_, file)| file.part.region.is_none());
    let own: Vec<(usize, &Path)> = own.map(|(place, file)| (place, &*file.path)).collect();
    let work = |_, records: Vec<Numbered>| {
        let mut origins: Vec<Origin> = Vec::new();
        for (_, record) in &records {
            let own = Origin {
                seen: None,
                ..origin(record)
            };
            if !origins.contains(&own) {
                origins.push(own);
            }
        }
        origins
    };
    let mut origins: Vec<Origin> = Vec::new();
    each_chunk(&own, encoding, work, |piece| {
        if let ChunkResult::Lines(_, found, _) = piece {
            for one in found {
                if origins.len() < MOST_ORIGINS && !origins.contains(&one) {
                    origins.push(one);
                }
            }
        }
    });
    origins
}

/// So many places are told apart before a table begins.
const MOST_ORIGINS: usize = 1000;

/// Months by themselves where there is nothing but months: an invocation is created once.
fn groups(opened: &Opened, of_lines: Vec<usize>) -> Vec<FileGroup> {
    let month = |place: &usize| opened.files.get(*place)?.part.month.as_deref();
    let has_held = !opened.held.is_empty();
    if has_held || of_lines.iter().any(|place| month(place).is_none()) {
        return vec![FileGroup {
            is_archive: of_lines.iter().any(|place| month(place).is_some()),
            files: of_lines,
            has_held,
        }];
    }
    let mut months: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for place in of_lines {
        months.entry(month(&place)).or_default().push(place);
    }
    let newest_first = months.into_values().rev();
    let group = |files| FileGroup {
        files,
        has_held: false,
        is_archive: true,
    };
    newest_first.map(group).collect()
}

/// Whether each line of a file is a record: those of an archive, and others that begin so.
fn has_lines(file: &SavedFile) -> bool {
    if file.part.month.is_some() {
        return true;
    }
    let is = |path: &Path, kind: &str| path.extension().is_some_and(|it| it == kind);
    let unpacked = file.path.with_extension("");
    if !(is(&file.path, "jsonl") || is(&file.path, "gz") && is(&unpacked, "jsonl")) {
        return false;
    }
    let mut lines = LineReader::open(0, &file.path).ok();
    let first = lines.as_mut().and_then(LineReader::next);
    let Some(Ok(first)) = first else { return false };
    first
        .begin()
        .is_some_and(|line| record(line, Encoding::Base64).is_ok())
}

/// The pages of a file, or of standard input.
fn held(path: &Path, query: &Query, stdin: &mut dyn Read) -> Result<Vec<SavedPage>, String> {
    let mut bytes = Vec::new();
    let read_all = |input: &mut dyn Read, bytes: &mut Vec<u8>| -> io::Result<()> {
        input.take(LONGEST + 1).read_to_end(bytes)?;
        if bytes.len() as u64 > LONGEST {
            return Err(io::Error::other("it is larger than 1 GiB"));
        }
        Ok(())
    };
    let all = if path.as_os_str() == "-" {
        read_all(stdin, &mut bytes)
    } else {
        unpacked(path).and_then(|mut input| read_all(&mut input, &mut bytes))
    };
    all.map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    read(&text, query.encoding, query.history).map_err(|error| error.to_string())
}

/// What a thread makes of a piece.
pub(super) enum ChunkResult<T> {
    /// What was made of lines that could be read, and the lines that could not.
    Lines(usize, T, Vec<(usize, String)>),
    /// A file breaks off behind so many lines, or cannot be read.
    Broken(usize, usize, io::Error),
}

/// Reads files and has their records worked on by several threads; `take` gets what they make, in any order.
pub(super) fn each_chunk<T: Send>(
    files: &[(usize, &Path)],
    encoding: Encoding,
    work: impl Fn(usize, Vec<Numbered>) -> T + Sync,
    mut take: impl FnMut(ChunkResult<T>),
) {
    if files.is_empty() {
        return;
    }
    let source = Mutex::new(Pieces {
        files: files.iter(),
        lines: None,
    });
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (sender, made) = sync_channel(THREADS);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(THREADS) {
            let (sender, source, work) = (sender.clone(), &source, &work);
            scope.spawn(move || {
                loop {
                    let next = source.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let piece = match next {
                        None => return,
                        Some(Ok(chunk)) => {
                            let file = chunk.file;
                            let (records, wrong) = chunk.parse(encoding);
                            ChunkResult::Lines(file, work(file, records), wrong)
                        }
                        Some(Err(broken)) => broken,
                    };
                    if sender.send(piece).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        made.into_iter().for_each(&mut take);
    });
}

/// The chunks of several files, one file after the other.
struct Pieces<'f> {
    files: std::slice::Iter<'f, (usize, &'f Path)>,
    lines: Option<(usize, LineReader)>,
}

impl Pieces<'_> {
    fn next<T>(&mut self) -> Option<Result<Chunk, ChunkResult<T>>> {
        loop {
            if let Some((file, lines)) = &mut self.lines {
                match lines.next() {
                    Some(Ok(chunk)) => return Some(Ok(chunk)),
                    Some(Err(error)) => {
                        let broken = ChunkResult::Broken(*file, lines.count(), error);
                        self.lines = None;
                        return Some(Err(broken));
                    }
                    None => {}
                }
            }
            let (file, path) = self.files.next()?;
            match LineReader::open(*file, path) {
                Ok(lines) => self.lines = Some((*file, lines)),
                Err(error) => return Some(Err(ChunkResult::Broken(*file, 0, error))),
            }
        }
    }
}
