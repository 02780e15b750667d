//! `--save DIR`: one file per instance. Nothing is overwritten, and nothing is written outside the directory.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::model::{Instance, Selected};
use crate::render::{Look, Remark, Renderer};
use crate::ui::{Progress, Ui};

/// Writes outputs to files.
pub(super) struct Saver {
    directory: PathBuf,
    look: Look,
    progress: Progress,
    saved: usize,
    failed: Option<Remark>,
}

impl Saver {
    /// Makes the directory if it is not there.
    pub(super) fn new(directory: &Path, look: Look, ui: &Ui) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        let progress = ui.progress("saved");
        Ok(Self {
            directory: directory.to_owned(),
            look,
            progress,
            saved: 0,
            failed: None,
        })
    }

    fn save(&mut self, row: &Selected, instance: Instance<'_>) {
        if self.failed.is_some() {
            return;
        }
        // Ends with a space, which becomes what stands between the parts.
        let lead = self.look.lead(row);
        let lead = match lead.as_str() {
            "" => String::new(),
            lead => safe(lead),
        };
        let name = format!(
            "{lead}{}_{}.out",
            safe(&row.id()),
            safe(&row.short_name_of(instance))
        );
        let path = self.directory.join(name);
        let output = instance.output();
        let bytes = output.as_ref().map_or(&[][..], |output| output.bytes());
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        match file.and_then(|mut file| file.write_all(bytes)) {
            Ok(()) => self.saved += 1,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let text = format!(
                    "{} is there already; nothing was overwritten",
                    path.display()
                );
                self.failed = Some(Remark::Error(Exit::Usage, text));
            }
            Err(error) => {
                let text = format!("cannot write {}: {error}", path.display());
                self.failed = Some(Remark::Error(Exit::Temporary, text));
            }
        }
    }
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

impl Renderer for Saver {
    fn announce(&mut self, rows: usize) {
        self.progress.set_length(rows);
    }

    fn row(&mut self, row: &Selected, _out: &mut Vec<u8>) {
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
        let told = Remark::Note(format!("saved {files} in {}", self.directory.display()));
        let told = (self.saved > 0 || self.failed.is_none()).then_some(told);
        told.into_iter().chain(self.failed.take()).collect()
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
