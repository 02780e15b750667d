//! Merges a month of many files into one: the new file first, then the old ones go.

use std::io;
use std::path::{Path, PathBuf};

use super::names::FileName;
use super::read::open_lines;
use super::replay::{RowOrder, replay};
use super::write::{LineWriter, RecordFile};
use crate::engine::Step;
use crate::host::{Disk, Random};
use crate::query::Query;
use crate::ui::OutputError;

/// A month may have so many files.
const MOST: usize = 64;

/// Merges the files of a month if there are many. A month of which something cannot be read stays as it is.
///
/// # Errors
///
/// When the new file cannot be written, or an old one not be removed.
pub fn merge(
    directory: &Path,
    names: &[FileName],
    (disk, random): (&Disk, &Random),
    lines: &mut LineWriter,
) -> io::Result<()> {
    if names.len() <= MOST {
        return Ok(());
    }
    let mut names = names.to_vec();
    names.sort_by_key(FileName::text);
    let paths: Vec<PathBuf> = names.iter().map(|it| directory.join(it.text())).collect();
    let query = Query {
        include_output: true,
        ..Query::default()
    };
    let mut file = RecordFile::create(disk, directory)?;
    let opened = open_lines(&paths);
    let replayed = replay(opened, &query, RowOrder::Any, |step| match step {
        Step::Row(row) => file.add(lines.line(row)).map_err(OutputError::Failed),
        _ => Ok(()),
    });
    let replayed = match replayed {
        Ok(replayed) => replayed,
        Err(OutputError::Failed(error)) => return Err(error),
        Err(error) => return Err(io::Error::other(error.to_string())),
    };
    if replayed.damage.count > 0 {
        return Ok(());
    }
    file.keep(&merged(&names, random))?;
    paths.iter().try_for_each(|path| disk.remove(path))
}

/// The name of what these become: that of the newest one that later syncs may rely on. It must not promise more than each of
/// them did.
fn merged(names: &[FileName], random: &Random) -> FileName {
    let marks = [(None, true), (None, false)].into_iter();
    let whole = marks.filter_map(|(filter, with_output)| {
        let marks = names
            .iter()
            .filter(|it| it.is_mark_for(filter, with_output));
        marks.max_by_key(|it| it.at)
    });
    let filtered = names.iter().filter(|it| !it.is_part).max_by_key(|it| it.at);
    let any = names.iter().max_by_key(|it| it.at);
    let mark = whole.into_iter().chain(filtered).chain(any).next();
    let at = mark.map(|mark| mark.at).unwrap_or_default();
    let new = FileName::new(at, random);
    match mark {
        Some(mark) => FileName {
            random: new.random,
            ..mark.clone()
        },
        None => new,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_merged_promises_no_more_than_its_parts_did() {
        let name = |text: &str| FileName::parse(&format!("20261125T0123{text}.jsonl.gz")).unwrap();
        let of = |texts: &[&str]| {
            let names: Vec<FileName> = texts.iter().map(|text| name(text)).collect();
            merged(&names, &Random::new(|_| {})).text()
        };
        for (texts, expected) in [
            (
                vec!["01000Z-a", "02000Z-b", "03000Z-c.part"],
                "02000Z-00000000",
            ),
            (
                vec!["01000Z-a.output", "02000Z-b"],
                "01000Z-00000000.output",
            ),
            (vec!["01000Z-a", "02000Z-b.filter-x"], "01000Z-00000000"),
            (
                vec!["01000Z-a.filter-x", "02000Z-b.filter-x"],
                "02000Z-00000000.filter-x",
            ),
            (
                vec!["01000Z-a.part", "02000Z-b.part"],
                "02000Z-00000000.part",
            ),
        ] {
            assert_eq!(of(&texts), format!("20261125T0123{expected}.jsonl.gz"));
        }
    }
}
