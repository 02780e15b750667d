//! `--save DIR`: one file per instance. Each is there whole or not at all, none is overwritten unless that was asked for,
//! and none lies outside the directory.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::host::file;
use crate::model::{Instance, Row};
use crate::render::{OutputOptions, Remark, Sink};
use crate::ui::{Progress, Ui};
use crate::vocabulary::Exit;

/// Writes outputs to files.
pub(super) struct Saver {
    directory: PathBuf,
    /// Files that are there with other content are replaced.
    overwrite: bool,
    options: OutputOptions,
    progress: Progress,
    /// The names that this run gave, in lower case: not every disk tells `a` from `A`.
    names: HashSet<String>,
    saved: usize,
    /// How many files were there with the same content.
    there: usize,
    /// Those that were there with other content.
    other: Vec<PathBuf>,
    failed: Option<Remark>,
}

impl Saver {
    /// Makes the directory if it is not there.
    pub(super) fn new(
        directory: &Path,
        overwrite: bool,
        options: OutputOptions,
        ui: &Ui,
    ) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        let progress = ui.progress("saved");
        Ok(Self {
            directory: directory.to_owned(),
            overwrite,
            options,
            progress,
            names: HashSet::new(),
            saved: 0,
            there: 0,
            other: Vec::new(),
            failed: None,
        })
    }

    fn save(&mut self, row: &Row, instance: Instance<'_>) {
        if self.failed.is_some() {
            return;
        }
        let name = self.name(row, instance);
        let path = self.directory.join(&name);
        let output = instance.output();
        let bytes = output.as_ref().map_or(&[][..], |output| output.bytes());
        if is_saved(&path, bytes) {
            self.there += 1;
            return;
        }
        match file::write(&path, bytes, self.overwrite) {
            Ok(()) => self.saved += 1,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.other.push(path),
            Err(error) => {
                let text = format!("cannot write {}: {error}", path.display());
                self.failed = Some(Remark::Error(Exit::Temporary, text));
            }
        }
    }

    /// The file's name, which no other instance of this run has.
    fn name(&mut self, row: &Row, instance: Instance<'_>) -> String {
        // Ends with a space, which becomes what stands between the parts.
        let lead = self.options.lead(row);
        let lead = match lead.as_str() {
            "" => String::new(),
            lead => safe(lead),
        };
        let (id, instance) = (safe(&row.id()), safe(&row.short_name_of(instance)));
        let first = format!("{lead}{id}_{instance}");
        let mut name = first.clone();
        let mut number = 1;
        while !self.names.insert(name.to_lowercase()) {
            number += 1;
            name = format!("{first}_{number}");
        }
        name + ".out"
    }
}

/// Whether a file holds exactly this. A link is no file.
fn is_saved(path: &Path, bytes: &[u8]) -> bool {
    let file =
        fs::symlink_metadata(path).is_ok_and(|it| it.is_file() && it.len() == bytes.len() as u64);
    file && fs::read(path).is_ok_and(|there| there == bytes)
}

/// A part of a file's name: whatever could lead elsewhere, or is no plain character, becomes `_`.
fn safe(id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let name: String = id
        .chars()
        .map(|c| if plain(c) { c } else { '_' })
        .take(80)
        .collect();
    if name.is_empty() {
        "_".to_owned()
    } else {
        name
    }
}

impl Sink for Saver {
    fn announce(&mut self, rows: &[Row], _all: bool) {
        self.progress.set_length(rows.len());
    }

    fn row(&mut self, row: &Row, _out: &mut Vec<u8>) {
        for instance in row.instances() {
            self.save(row, instance);
        }
        self.progress.advance();
    }

    fn end(&mut self, _whole: bool, _out: &mut Vec<u8>) -> Vec<Remark> {
        self.progress.clear();
        let files = if self.saved == 1 {
            "1 file".to_owned()
        } else {
            format!("{} files", self.saved)
        };
        let there = match self.there {
            0 => String::new(),
            1 => ", 1 was there already".to_owned(),
            several => format!(", {several} were there already"),
        };
        let told = Remark::Note(format!(
            "saved {files} in {}{there}",
            self.directory.display()
        ));
        let other = self.other.first().map(|first| {
            let first = first.display();
            let text = match self.other.len() - 1 {
                0 => format!("{first} is there already with other content and was not overwritten; --overwrite replaces it"),
                more => format!("{first} and {more} more are there already with other content and were not overwritten; --overwrite replaces them"),
            };
            Remark::Error(Exit::Usage, text)
        });
        let failed = self.failed.take().or(other);
        let done = self.saved + self.there > 0;
        let told = (done || failed.is_none()).then_some(told);
        told.into_iter().chain(failed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_directory() {
        assert_eq!(safe("i-bp1i7gg30r52z2emq3x1"), "i-bp1i7gg30r52z2emq3x1");
        assert_eq!(safe("../../etc/passwd"), "______etc_passwd");
        assert_eq!(safe("a\0b\nc\\d:e"), "a_b_c_d_e");
        assert_eq!(safe(""), "_");
        assert!(safe(&"x".repeat(5000)).len() <= 80);
    }
}
