//! Which files hold what was saved: those that were named, and those in directories; and what the path of one says.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The version of the form that archives have, as their file FORMAT holds it.
pub const FORMAT: &str = "1";

/// A file of saved records or answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedFile {
    /// Where it lies; `-` is standard input.
    pub path: PathBuf,
    /// Which part of an archive it belongs to, as far as its path says.
    pub part: ArchivePart,
}

/// A part of an archive: what was created in a month in a region of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArchivePart {
    /// `account=…`
    pub account: Option<String>,
    /// `region=…`
    pub region: Option<String>,
    /// `month=…`, such as `2026-11`.
    pub month: Option<String>,
}

/// What was found where somebody looked.
#[derive(Debug, Default)]
pub struct FileListing {
    /// Files to read, in their order.
    pub files: Vec<SavedFile>,
    /// Files of directories whose names say that they hold something else.
    pub others: Vec<PathBuf>,
}

/// Why a path cannot be read from.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// It cannot be looked at.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is an archive of another version.
    #[error(
        "it is an archive of format `{0}`, and this version of invq reads format {FORMAT} alone"
    )]
    Format(String),
    /// A directory that holds nothing to read.
    #[error("this directory holds no saved answers: no .json, .jsonl or .gz file")]
    Nothing,
}

/// The longest text of a FORMAT that is looked at, in bytes.
const LONGEST_FORMAT: u64 = 100;

/// The version that an archive says it has; `None` where a directory says none.
///
/// # Errors
///
/// When it cannot be read, or is not the one that is known here.
pub fn check_format(root: &Path) -> Result<bool, ListError> {
    let path = root.join("FORMAT");
    match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error.into()),
        Ok(metadata) if !metadata.is_file() || metadata.len() > LONGEST_FORMAT => {
            return Err(ListError::Format("not a number".to_owned()));
        }
        Ok(_) => {}
    }
    let text = String::from_utf8_lossy(&fs::read(path)?).into_owned();
    if text.trim() == FORMAT {
        return Ok(true);
    }
    Err(ListError::Format(text.trim().to_owned()))
}

/// The files that a path names: itself, or those of a directory and the directories in it.
///
/// # Errors
///
/// When it cannot be looked at, or there is nothing in it.
pub fn list(path: &Path, into: &mut FileListing) -> Result<(), ListError> {
    if path.as_os_str() == "-" || !fs::metadata(path)?.is_dir() {
        into.files.push(SavedFile {
            path: path.to_owned(),
            part: ArchivePart::of(path),
        });
        return Ok(());
    }
    let is_archive = check_format(root(path))?;
    let before = into.files.len();
    walk(path, into)?;
    if into.files.len() == before && !is_archive {
        return Err(ListError::Nothing);
    }
    Ok(())
}

/// The archive that a directory is a part of, or the directory itself.
fn root(path: &Path) -> &Path {
    let is_part = |path: &&Path| {
        path.file_name()
            .and_then(|name| part(name.to_str()?))
            .is_some()
    };
    let mut root = path;
    while let Some(parent) = Some(root).filter(is_part).and_then(Path::parent) {
        root = parent;
    }
    root
}

fn walk(directory: &Path, into: &mut FileListing) -> io::Result<()> {
    let entries: io::Result<Vec<_>> = fs::read_dir(directory)?.collect();
    let mut paths: Vec<PathBuf> = entries?.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What is being written, and what an archive says of itself.
        if name.starts_with('.') || ["FORMAT", "README"].contains(&&*name) {
            continue;
        }
        let kind = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata.file_type(),
            // A merge may have removed it meanwhile: what was in it lies in another file then.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        if kind.is_dir() {
            walk(&path, into)?;
        } else if is_saved(&name) && fs::metadata(&path).is_ok_and(|it| it.is_file()) {
            into.files.push(SavedFile {
                part: ArchivePart::of(&path),
                path,
            });
        } else {
            into.others.push(path);
        }
    }
    Ok(())
}

fn is_saved(name: &str) -> bool {
    let extension = Path::new(name).extension();
    extension.is_some_and(|it| ["gz", "json", "jsonl"].iter().any(|known| it == *known))
}

fn part(name: &str) -> Option<(&str, &str)> {
    let (key, value) = name.split_once('=')?;
    ["account", "region", "month"]
        .contains(&key)
        .then_some((key, value))
}

impl ArchivePart {
    /// What the directories of a path say.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let mut found = Self::default();
        let names = path.parent().into_iter().flat_map(Path::iter);
        for (key, value) in names.filter_map(|name| part(name.to_str()?)) {
            let value = Some(value.to_owned());
            match key {
                "account" => found.account = value,
                "region" => found.region = value,
                _ => found.month = value,
            }
        }
        found
    }

    /// Where it lies in an archive.
    #[must_use]
    pub fn directory(&self, root: &Path) -> PathBuf {
        let name = |key, value: &Option<String>| {
            format!("{key}={}", safe(value.as_deref().unwrap_or_default()))
        };
        root.join(name("account", &self.account))
            .join(name("region", &self.region))
            .join(name("month", &self.month))
    }

    /// Whether something in it may have been created between two moments.
    #[must_use]
    pub fn is_within(&self, since: Option<Timestamp>, until: Option<Timestamp>) -> bool {
        let Some((first, next)) = self.month.as_deref().and_then(bounds) else {
            return true;
        };
        since.is_none_or(|since| since < next) && until.is_none_or(|until| first <= until)
    }
}

/// The month, in UTC, in which something was created.
#[must_use]
pub fn month(created: Option<Timestamp>) -> String {
    let month = created.map(|created| created.strftime("%Y-%m").to_string());
    month.unwrap_or_else(|| "unknown".to_owned())
}

/// When a month begins, and when the next one does.
fn bounds(month: &str) -> Option<(Timestamp, Timestamp)> {
    let first: Date = format!("{month}-01").parse().ok()?;
    let next = first.last_of_month().tomorrow().ok()?;
    let moment = |date: Date| Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp());
    Some((moment(first)?, moment(next)?))
}

/// A value as a part of a directory's name: what could lead elsewhere, or is no plain character, becomes `_`.
fn safe(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let name: String = value
        .chars()
        .map(|c| if plain(c) { c } else { '_' })
        .take(80)
        .collect();
    if name.is_empty() {
        return "unknown".to_owned();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_which_part_it_is() {
        let path = Path::new("x/account=12/region=cn-beijing/month=2026-11/a.jsonl.gz");
        let part = ArchivePart::of(path);
        assert_eq!(part.region.as_deref(), Some("cn-beijing"));
        assert_eq!(part.directory(Path::new("x")), path.parent().unwrap());
        assert_eq!(root(path.parent().unwrap()), Path::new("x"));
        assert_eq!(
            ArchivePart::of(Path::new("a=b/c.json")),
            ArchivePart::default()
        );
        let hostile = ArchivePart {
            account: Some("../../etc".to_owned()),
            ..ArchivePart::default()
        };
        let expected = Path::new("x/account=.._.._etc/region=unknown/month=unknown");
        assert_eq!(hostile.directory(Path::new("x")), expected);
    }

    #[test]
    fn a_month_is_left_out_only_when_nothing_in_it_can_be_meant() {
        let part = |month: &str| ArchivePart {
            month: Some(month.to_owned()),
            ..ArchivePart::default()
        };
        let time = |text: &str| Some(text.parse().unwrap());
        for (month, since, until, expected) in [
            ("2026-11", None, None, true),
            ("2026-11", time("2026-11-30T23:59:59Z"), None, true),
            ("2026-11", time("2026-12-01T00:00:00Z"), None, false),
            ("2026-11", None, time("2026-11-01T00:00:00Z"), true),
            ("2026-11", None, time("2026-10-31T23:59:59Z"), false),
            ("unknown", time("2026-12-01T00:00:00Z"), None, true),
            ("2026-13", time("2026-12-01T00:00:00Z"), None, true),
        ] {
            assert_eq!(part(month).is_within(since, until), expected, "{month}");
        }
    }
}
