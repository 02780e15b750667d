//! Why a profile file cannot be used. No message quotes a line of the file or a value that may be a secret.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// A place in a file, counted from 1. Columns are characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePosition {
    /// The file.
    pub path: PathBuf,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl fmt::Display for FilePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, line, column) = (self.path.display(), self.line, self.column);
        write!(f, "line {line}, column {column} of \"{path}\"")
    }
}

/// Why a profile file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file that was named is not there.
    #[error("there is no profile file \"{}\", which `{named_by}` names", path.display())]
    NotFound {
        /// Where it should be.
        path: PathBuf,
        /// The flag or variable that names it.
        named_by: &'static str,
    },
    /// It is a directory.
    #[error("\"{}\" is a directory, not a profile file", path.display())]
    Directory {
        /// Where it is.
        path: PathBuf,
    },
    /// The system does not let us read it.
    #[error("the profile file \"{}\" cannot be read: {source}", path.display())]
    Unreadable {
        /// Where it is.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is not UTF-8.
    #[error("the profile file is not UTF-8 text: {place}")]
    NotUtf8 {
        /// The first byte that does not fit.
        place: FilePosition,
    },
    /// It is not TOML.
    #[error("the profile file cannot be parsed: {message}, at {place}")]
    Malformed {
        /// Where the parser stopped.
        place: FilePosition,
        /// What it expected.
        message: String,
    },
    /// Keys that do not exist, in the order of the file.
    #[error("{}", unknown(keys))]
    UnknownKeys {
        /// The keys.
        keys: Vec<UnknownKey>,
    },
    /// A value of another type, or out of range.
    #[error("`{}` {} must be {expected}, not {found}, at {}", at.key, at.table, at.place)]
    WrongType {
        /// The key, and the place of the value.
        at: Box<KeyPosition>,
        /// What would fit, with its article.
        expected: &'static str,
        /// What it is, with its article; never the value.
        found: &'static str,
    },
    /// A word that is none of those the key knows.
    #[error("`{}` {} knows no \"{word}\", only {}, at {}", at.key, at.table, quoted(known), at.place)]
    UnknownWord {
        /// The key, and the place of the word.
        at: Box<KeyPosition>,
        /// The word.
        word: String,
        /// The words that there are.
        known: Vec<String>,
        /// The one that was probably meant.
        suggestion: Option<String>,
    },
    /// `default_profile` names a profile that is not there.
    #[error("`default_profile` names \"{name}\", and there is no [profiles.{name}], at {place}")]
    NoSuchDefault {
        /// Where the name stands.
        place: FilePosition,
        /// The name.
        name: String,
        /// The profiles that there are.
        profiles: Vec<String>,
        /// The one that was probably meant.
        suggestion: Option<String>,
    },
}

fn quoted(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    quoted.join(" and ")
}

fn unknown(keys: &[UnknownKey]) -> String {
    let told = |key: &UnknownKey| format!("`{}` {}, at {}", key.at.key, key.at.table, key.at.place);
    match keys {
        [only] => format!("unknown key {}", told(only)),
        several => {
            let told: Vec<String> = several.iter().map(told).collect();
            format!("{} unknown keys: {}", told.len(), told.join("; "))
        }
    }
}

/// A key that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKey {
    /// The key.
    pub at: KeyPosition,
    /// The key that was probably meant.
    pub suggestion: Option<String>,
}

/// A key in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPosition {
    /// The key.
    pub key: String,
    /// The table that it stands in, as part of a sentence: `in [profiles.dev]`, `at the top level`.
    pub table: String,
    /// Where the key or its value stands.
    pub place: FilePosition,
}
