//! A TOML table being read key by key: what was never asked for is an unknown key, and no error quotes a value.

use std::cell::RefCell;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Place, Spot, TableName, UnknownKey};
use crate::nearest::nearest;
use crate::secret::Secret;

/// The file that a table is part of, for telling places.
#[derive(Clone, Copy)]
pub(super) struct Source<'f> {
    pub path: &'f Path,
    pub text: &'f str,
    /// The unknown keys that were found so far.
    pub unknown: &'f RefCell<Vec<UnknownKey>>,
}

impl Source<'_> {
    /// The place of a byte, with line and column counted from 1.
    pub fn place(&self, byte: usize) -> Place {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.get(line_start..).unwrap_or_default();
        Place {
            path: self.path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }

    /// Whether every key that the file holds is one.
    pub fn all_known(self) -> Result<(), ConfigError> {
        let mut keys = self.unknown.take();
        keys.sort_by_key(|key| (key.at.place.line, key.at.place.column));
        if keys.is_empty() {
            Ok(())
        } else {
            Err(ConfigError::UnknownKeys { keys })
        }
    }
}

/// A value, and what errors about it have to say.
pub(super) struct Entry<'f> {
    source: Source<'f>,
    pub key: String,
    table: TableName,
    value: DeValue<'f>,
    span: Range<usize>,
}

impl<'f> Entry<'f> {
    pub fn place(&self) -> Place {
        self.source.place(self.span.start)
    }

    fn spot(&self) -> Spot {
        Spot {
            key: self.key.clone(),
            table: self.table.clone(),
            place: self.place(),
        }
    }

    pub fn text(self) -> Result<String, ConfigError> {
        match self.value {
            DeValue::String(text) => Ok(text.into_owned()),
            _ => Err(self.wrong("a string")),
        }
    }

    pub fn flag(self) -> Result<bool, ConfigError> {
        self.value
            .as_bool()
            .ok_or_else(|| self.wrong("`true` or `false`"))
    }

    pub fn number<N: TryFrom<u64>>(self, expected: &'static str) -> Result<N, ConfigError> {
        let Some(digits) = self.value.as_integer() else {
            return Err(self.wrong(expected));
        };
        u64::from_str_radix(digits.as_str(), digits.radix())
            .ok()
            .and_then(|number| N::try_from(number).ok())
            .ok_or_else(|| self.mismatch(expected, "one outside that range"))
    }

    pub fn list(self) -> Result<Vec<String>, ConfigError> {
        match self.value {
            DeValue::Array(items) => items
                .into_iter()
                .map(|item| Entry::new(self.source, &self.key, &self.table, item).text())
                .collect(),
            _ => Err(self.wrong("a list of strings")),
        }
    }

    pub fn table(self) -> Result<Table<'f>, ConfigError> {
        let name = self.table.child(&self.key);
        match self.value {
            DeValue::Table(entries) => Ok(Table::new(self.source, name, entries)),
            _ => Err(self.wrong("a table")),
        }
    }

    fn new(source: Source<'f>, key: &str, table: &TableName, value: Spanned<DeValue<'f>>) -> Self {
        Self {
            source,
            key: key.to_owned(),
            table: table.clone(),
            span: value.span(),
            value: value.into_inner(),
        }
    }

    fn wrong(&self, expected: &'static str) -> ConfigError {
        self.mismatch(expected, kind(&self.value))
    }

    fn mismatch(&self, expected: &'static str, found: &'static str) -> ConfigError {
        ConfigError::WrongType {
            at: Box::new(self.spot()),
            expected,
            found,
        }
    }
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

/// A table, out of which keys are taken.
pub(super) struct Table<'f> {
    source: Source<'f>,
    name: TableName,
    entries: DeTable<'f>,
    asked: Vec<&'static str>,
}

impl<'f> Table<'f> {
    pub fn new(source: Source<'f>, name: TableName, entries: DeTable<'f>) -> Self {
        Self {
            source,
            name,
            entries,
            asked: Vec::new(),
        }
    }

    pub fn source(&self) -> Source<'f> {
        self.source
    }

    pub fn take(&mut self, key: &'static str) -> Option<Entry<'f>> {
        self.asked.push(key);
        let value = self.entries.remove(key)?;
        Some(Entry::new(self.source, key, &self.name, value))
    }

    /// A string; an empty one counts as unset.
    pub fn text(&mut self, key: &'static str) -> Result<Option<String>, ConfigError> {
        let text = self.take(key).map(Entry::text).transpose()?;
        Ok(text.filter(|text| !text.is_empty()))
    }

    pub fn secret(&mut self, key: &'static str) -> Result<Option<Secret>, ConfigError> {
        Ok(self.text(key)?.map(Secret::new))
    }

    pub fn flag(&mut self, key: &'static str) -> Result<Option<bool>, ConfigError> {
        self.take(key).map(Entry::flag).transpose()
    }

    pub fn number<N: TryFrom<u64>>(
        &mut self,
        key: &'static str,
        expected: &'static str,
    ) -> Result<Option<N>, ConfigError> {
        self.take(key).map(|it| it.number(expected)).transpose()
    }

    /// One of a few words.
    pub fn word<W: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, W)],
    ) -> Result<Option<W>, ConfigError> {
        let Some(entry) = self.take(key) else {
            return Ok(None);
        };
        let at = Box::new(entry.spot());
        let word = entry.text()?;
        if word.is_empty() {
            return Ok(None);
        }
        if let Some((_, value)) = words.iter().find(|(known, _)| *known == word) {
            return Ok(Some(*value));
        }
        let known = || words.iter().map(|(known, _)| *known);
        Err(ConfigError::UnknownWord {
            at,
            known: known().map(str::to_owned).collect(),
            suggestion: nearest(&word, known()).map(str::to_owned),
            word,
        })
    }

    /// What is left, where the keys are names that the user chose.
    pub fn named(self) -> impl Iterator<Item = Entry<'f>> {
        let Self {
            source,
            name,
            entries,
            ..
        } = self;
        entries
            .into_iter()
            .map(move |(key, value)| Entry::new(source, key.get_ref(), &name, value))
    }

    /// Keys that were not asked for are unknown. They are told once the whole file is read, all of them at once.
    pub fn finish(self) {
        let unknown = self.entries.keys().map(|key| UnknownKey {
            suggestion: nearest(key.get_ref(), self.asked.iter().copied()).map(str::to_owned),
            at: Spot {
                key: key.get_ref().to_string(),
                table: self.name.clone(),
                place: self.source.place(key.span().start),
            },
        });
        self.source.unknown.borrow_mut().extend(unknown);
    }
}
