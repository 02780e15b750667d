//! The profile file, `config.toml`: its schema, where it is, and reading it.

mod error;
mod locate;
mod read;
mod schema;

use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

pub use error::{SetupError, listed};
pub use locate::{Located, at_home, locate, shown};
pub use schema::{Config, MODES, Profile};

use crate::host::{Host, file};

/// A profile file that was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Where it is.
    pub path: PathBuf,
    /// The path as messages show it, with `~` for the home directory.
    pub shown: String,
    /// What it says.
    pub config: Config,
    /// Whether its mode lets others than its owner read it.
    pub readable_by_others: bool,
}

/// Finds and reads the profile file. It is no error if the default place has none.
///
/// # Errors
///
/// When the file that was named is not there, or when there is one that cannot be used.
pub fn load(host: &Host, flag: Option<&Path>) -> Result<Option<Loaded>, SetupError> {
    let Some(Located { path, named_by }) = locate(host, flag) else {
        return Ok(None);
    };
    let (text, metadata) = match file::read(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound && named_by.is_none() => return Ok(None),
        Err(error) => {
            let place = path.display();
            let (message, hint) = match (error.kind(), named_by) {
                (ErrorKind::NotFound, Some(named_by)) => (
                    format!("there is no profile file \"{place}\", which `{named_by}` names"),
                    "config.example.toml shows what belongs in it",
                ),
                (ErrorKind::IsADirectory, _) => (
                    format!("\"{place}\" is a directory, not a profile file"),
                    read::HINT,
                ),
                _ => (
                    format!("the profile file \"{place}\" cannot be read: {error}"),
                    read::HINT,
                ),
            };
            return Err(SetupError::new(message, hint));
        }
    };
    Ok(Some(Loaded {
        config: read::read(&path, &text)?,
        shown: shown(host, &path),
        path,
        readable_by_others: readable_by_others(&metadata),
    }))
}

#[cfg(unix)]
fn readable_by_others(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn readable_by_others(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
pub(crate) use crate::host::testing;
#[cfg(test)]
mod tests;
