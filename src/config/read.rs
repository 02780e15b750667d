//! From the bytes of a profile file to a [`Config`]: unknown keys are told all at once, and no error quotes a value.

use std::path::Path;

use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{SetupError, listed};
use super::schema::{Config, MODES};
use crate::nearest::did_you_mean;

/// What to do about a file in which something is wrong.
pub(super) const HINT: &str = "config.example.toml shows every key";

/// Reads a whole file.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Config, SetupError> {
    let file = ProfileFile {
        path,
        text: decode(path, bytes)?,
    };
    let mut root = file.parse()?;
    file.prepare(root.get_mut())?;
    let mut unknown = Vec::new();
    let config = loop {
        match Config::deserialize(root.clone().into_deserializer()) {
            Ok(config) => break config,
            Err(error) => unknown.extend(file.without(root.get_mut(), &error)?),
        }
    };
    if !unknown.is_empty() {
        return Err(file.unknown(unknown));
    }
    match &config.default_profile {
        Some(name) if !config.profiles.contains_key(name) => {
            let place = root.get_ref().get("default_profile");
            let place = file.place(place.map_or(0, |name| name.span().start));
            let names = || config.profiles.keys().map(String::as_str);
            let message = format!(
                "`default_profile` names \"{name}\", and there is no [profiles.{name}], at {place}"
            );
            let hint = did_you_mean(name, names()).unwrap_or_else(|| HINT.to_owned());
            Err(SetupError::new(message, hint).context([listed(names())]))
        }
        _ => Ok(config),
    }
}

fn decode<'b>(path: &Path, bytes: &'b [u8]) -> Result<&'b str, SetupError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let text = &String::from_utf8_lossy(valid);
        let place = ProfileFile { path, text }.place(text.len());
        SetupError::new(format!("the profile file is not UTF-8 text: {place}"), HINT)
    })
}

/// A profile file, for the places that errors name.
struct ProfileFile<'f> {
    path: &'f Path,
    text: &'f str,
}

/// A key that does not exist.
struct UnknownKey {
    start: usize,
    /// The key and its table, as part of a sentence.
    told: String,
    /// The key that was probably meant.
    meant: Option<String>,
}

impl<'f> ProfileFile<'f> {
    fn parse(&self) -> Result<Spanned<DeTable<'f>>, SetupError> {
        DeTable::parse(self.text).map_err(|error| {
            let place = self.place(error.span().map_or(self.text.len(), |span| span.start));
            // The error's Display would quote the line.
            let problem = error.message().replace('\n', ", ");
            let message = format!("the profile file cannot be parsed: {problem}, at {place}");
            SetupError::new(message, HINT)
        })
    }

    /// Drops empty strings, which count as unset. serde would take a list for a table.
    fn prepare(&self, root: &mut DeTable<'_>) -> Result<(), SetupError> {
        for name in ["defaults", "groups", "profiles"] {
            let Some(value) = root.get_mut(name) else {
                continue;
            };
            let table = self.table(value, "", name)?;
            if name == "profiles" {
                for (key, value) in table.iter_mut() {
                    drop_empty(self.table(value, "profiles", key.get_ref())?);
                }
            }
            drop_empty(table);
        }
        drop_empty(root);
        Ok(())
    }

    fn table<'t, 'v>(
        &self,
        value: &'t mut Spanned<DeValue<'v>>,
        outer: &str,
        key: &str,
    ) -> Result<&'t mut DeTable<'v>, SetupError> {
        let (found, start) = (kind(value.get_ref()), value.span().start);
        match value.get_mut() {
            DeValue::Table(table) => Ok(table),
            _ => Err(self.misfit(&at(outer, key), "a table", found, start)),
        }
    }

    /// Takes out the key that serde does not know, if that is the error. A mode of another version has keys that this one
    /// does not know, so those are not told: using the profile fails, with the mode's name.
    fn without(
        &self,
        root: &mut DeTable<'_>,
        error: &toml::de::Error,
    ) -> Result<Option<UnknownKey>, SetupError> {
        let start = error.span().map_or(0, |span| span.start);
        let (message, known) = parts(error);
        let is_unknown = message.starts_with("unknown field");
        let taken = is_unknown.then(|| take(root, "", start)).flatten();
        let (table, key, is_told) = taken.ok_or_else(|| self.refused(root, error, start))?;
        Ok(is_told.then(|| UnknownKey {
            start,
            told: at(&table, &key),
            meant: did_you_mean(&key, words(known)),
        }))
    }

    fn unknown(&self, mut keys: Vec<UnknownKey>) -> SetupError {
        keys.sort_by_key(|key| key.start);
        if let [UnknownKey { start, told, meant }] = keys.as_slice() {
            let message = format!("unknown key {told}, at {}", self.place(*start));
            return SetupError::new(message, meant.as_deref().unwrap_or(HINT));
        }
        let message = format!("{} unknown keys in \"{}\"", keys.len(), self.path.display());
        let lines = keys.iter().map(|UnknownKey { start, told, meant }| {
            let (line, column) = self.line_and_column(*start);
            let meant = meant.iter().map(|meant| format!(": {meant}"));
            format!("line {line}, column {column}: {told}") + &meant.collect::<String>()
        });
        SetupError::new(message, HINT).context(lines)
    }

    /// A value that does not fit its key. Of serde's message only the end is used: its beginning quotes the value.
    fn refused(&self, root: &DeTable<'_>, error: &toml::de::Error, start: usize) -> SetupError {
        let (message, expected) = parts(error);
        let (table, key, value) = find(root, "", start).unwrap_or_default();
        let at = at(&table, key);
        if message.starts_with("unknown variant")
            && let Some(word) = value.and_then(DeValue::as_str)
        {
            let known: Vec<String> = words(expected).map(|word| format!("\"{word}\"")).collect();
            let (known, place) = (known.join(" and "), self.place(start));
            let message = format!("{at} knows no \"{word}\", only {known}, at {place}");
            let hint = did_you_mean(word, words(expected));
            return SetupError::new(message, hint.as_deref().unwrap_or(HINT));
        }
        let found = match value {
            Some(DeValue::Integer(_)) if expected.starts_with('u') => "one outside that range",
            value => value.map_or("this one", kind),
        };
        let expected = match expected {
            "a string" => "a string",
            "a boolean" => "`true` or `false`",
            "a sequence" => "a list of strings",
            "u16" => "a whole number from 0 to 65535",
            "u32" => "a whole number from 0 to 4294967295",
            _ => "another value",
        };
        self.misfit(&at, expected, found, start)
    }

    fn misfit(&self, at: &str, expected: &str, found: &str, start: usize) -> SetupError {
        let place = self.place(start);
        SetupError::new(
            format!("{at} must be {expected}, not {found}, at {place}"),
            HINT,
        )
    }

    fn place(&self, byte: usize) -> String {
        let (line, column) = self.line_and_column(byte);
        format!(
            "line {line}, column {column} of \"{}\"",
            self.path.display()
        )
    }

    /// The place of a byte, counted from 1. Columns are characters.
    fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }
}

/// A key and its table, as part of a sentence.
fn at(table: &str, key: &str) -> String {
    match table.trim_start_matches('.') {
        "" => format!("`{key}` at the top level"),
        table => format!("`{key}` in [{table}]"),
    }
}

/// What is wrong, and what would fit.
fn parts(error: &toml::de::Error) -> (&str, &str) {
    let message = error.message();
    message.rsplit_once(", expected ").unwrap_or((message, ""))
}

/// The words in a list such as "one of `a`, `b`".
fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split('`').skip(1).step_by(2)
}

/// Takes out the key that begins at a byte: its table, the key, and whether it is told.
fn take(table: &mut DeTable<'_>, name: &str, start: usize) -> Option<(String, String, bool)> {
    let key = table.keys().find(|key| key.span().start == start).cloned();
    if let Some(key) = key {
        table.remove(&key);
        let mode = table.get("mode").and_then(|mode| mode.get_ref().as_str());
        let is_of_profile = name.starts_with(".profiles.");
        let is_told = !is_of_profile || mode.is_none_or(|mode| MODES.contains(&mode));
        return Some((name.to_owned(), key.into_inner().into_owned(), is_told));
    }
    table.iter_mut().find_map(|(key, value)| {
        let DeValue::Table(inner) = value.get_mut() else {
            return None;
        };
        take(inner, &format!("{name}.{}", key.get_ref()), start)
    })
}

type FoundValue<'t> = (String, &'t str, Option<&'t DeValue<'t>>);

/// The value that begins at a byte, with its table and key; an item of a list has the list's key.
fn find<'t>(table: &'t DeTable<'t>, name: &str, start: usize) -> Option<FoundValue<'t>> {
    table.iter().find_map(|(key, value)| {
        let inner = match value.get_ref() {
            DeValue::Table(inner) => find(inner, &format!("{name}.{}", key.get_ref()), start),
            _ => None,
        };
        let items = value.get_ref().as_array().map_or(&[][..], |items| items);
        let mut values = std::iter::once(value).chain(items);
        inner.or_else(|| {
            let value = values.find(|value| value.span().start == start)?;
            Some((name.to_owned(), &**key.get_ref(), Some(value.get_ref())))
        })
    })
}

fn drop_empty(table: &mut DeTable<'_>) {
    let all = std::mem::take(table).into_iter();
    *table = all
        .filter(|(_, value)| value.get_ref().as_str() != Some(""))
        .collect();
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
