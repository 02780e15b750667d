//! From the bytes of a profile file to a [`Config`]: unknown keys are told all at once, and no error quotes a value.

use std::path::Path;

use serde::de::value::Error as ValueError;
use serde::de::{Error as _, IntoDeserializer, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, FilePosition, KeyPosition, UnknownKey};
use super::{Config, Defaults, MODES, Profile};
use crate::nearest::nearest;

/// Reads a whole file.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Config, ConfigError> {
    let file = ProfileFile {
        path,
        text: decode(path, bytes)?,
    };
    let mut root = file.parse()?;
    let unknown = file.check(root.get_mut())?;
    let default = root.get_ref().get("default_profile");
    let default = default.map(|name| file.place(name.span().start));
    let config = Config::deserialize(root.into_deserializer());
    let config = config.map_err(|error| file.refused(&error))?;
    if !unknown.is_empty() {
        return Err(ConfigError::UnknownKeys { keys: unknown });
    }
    match (&config.default_profile, default) {
        (Some(name), Some(place)) if !config.profiles.contains_key(name) => {
            let profiles = || config.profiles.keys();
            Err(ConfigError::NoSuchDefault {
                place,
                name: name.clone(),
                suggestion: nearest(name, profiles().map(String::as_str)).map(str::to_owned),
                profiles: profiles().cloned().collect(),
            })
        }
        _ => Ok(config),
    }
}

fn decode<'b>(path: &Path, bytes: &'b [u8]) -> Result<&'b str, ConfigError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let text = &String::from_utf8_lossy(valid);
        let place = ProfileFile { path, text }.place(text.len());
        ConfigError::NotUtf8 { place }
    })
}

/// A profile file, for the places that errors name.
struct ProfileFile<'f> {
    path: &'f Path,
    text: &'f str,
}

impl<'f> ProfileFile<'f> {
    fn parse(&self) -> Result<Spanned<DeTable<'f>>, ConfigError> {
        DeTable::parse(self.text).map_err(|error| ConfigError::Malformed {
            place: self.place(error.span().map_or(self.text.len(), |span| span.start)),
            // The error's Display would quote the line.
            message: error.message().replace('\n', ", "),
        })
    }

    /// Finds the keys that do not exist, and drops empty strings, which count as unset.
    fn check(&self, root: &mut DeTable<'_>) -> Result<Vec<UnknownKey>, ConfigError> {
        let mut unknown = self.unknown(root, "", known::<Config>());
        if let Some(value) = root.get_mut("defaults") {
            let defaults = self.table(value, "", "defaults")?;
            unknown.extend(self.unknown(defaults, "defaults", known::<Defaults>()));
            drop_empty(defaults);
        }
        if let Some(value) = root.get_mut("groups") {
            self.table(value, "", "groups")?;
        }
        if let Some(value) = root.get_mut("profiles") {
            for (key, value) in self.table(value, "", "profiles")?.iter_mut() {
                let profile = self.table(value, "profiles", key.get_ref())?;
                let name = format!("profiles.{}", key.get_ref());
                let mode = profile.get("mode").and_then(|mode| mode.get_ref().as_str());
                // A mode of another version has keys that this one does not know. Using the profile fails, with the mode's name.
                if mode.is_none_or(|mode| mode.is_empty() || MODES.contains(&mode)) {
                    unknown.extend(self.unknown(profile, &name, known::<Profile>()));
                }
                drop_empty(profile);
            }
        }
        drop_empty(root);
        unknown.sort_by_key(|key| (key.at.place.line, key.at.place.column));
        Ok(unknown)
    }

    fn table<'t, 'v>(
        &self,
        value: &'t mut Spanned<DeValue<'v>>,
        outer: &str,
        key: &str,
    ) -> Result<&'t mut DeTable<'v>, ConfigError> {
        let (found, start) = (kind(value.get_ref()), value.span().start);
        match value.get_mut() {
            DeValue::Table(table) => Ok(table),
            _ => Err(ConfigError::WrongType {
                at: Box::new(self.key_position(outer, key, start)),
                expected: "a table",
                found,
            }),
        }
    }

    fn unknown(&self, table: &DeTable<'_>, name: &str, known: &[&str]) -> Vec<UnknownKey> {
        let unknown = table
            .keys()
            .filter(|key| !known.contains(&&**key.get_ref()));
        let told = unknown.map(|key| UnknownKey {
            at: self.key_position(name, key.get_ref(), key.span().start),
            suggestion: nearest(key.get_ref(), known.iter().copied()).map(str::to_owned),
        });
        told.collect()
    }

    /// A value that does not fit its key. Of serde's message only the end is used: its beginning quotes the value.
    fn refused(&self, error: &toml::de::Error) -> ConfigError {
        let start = error.span().map_or(0, |span| span.start);
        let (message, expected) = match error.message().rsplit_once(", expected ") {
            Some(parts) => parts,
            None => (error.message(), ""),
        };
        let root = self.parse();
        let found = root.as_ref().ok();
        let found = found.and_then(|root| find(root.get_ref(), "", start));
        let (table, key, value) = found.unwrap_or_default();
        let at = Box::new(self.key_position(&table, key, start));
        if message.starts_with("unknown variant")
            && let Some(word) = value.and_then(DeValue::as_str)
        {
            let known = || expected.split('`').skip(1).step_by(2);
            return ConfigError::UnknownWord {
                at,
                word: word.to_owned(),
                known: known().map(str::to_owned).collect(),
                suggestion: nearest(word, known()).map(str::to_owned),
            };
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
        ConfigError::WrongType {
            at,
            expected,
            found,
        }
    }

    fn key_position(&self, table: &str, key: &str, start: usize) -> KeyPosition {
        KeyPosition {
            key: key.to_owned(),
            table: match table {
                "" => "at the top level".to_owned(),
                name => format!("in [{name}]"),
            },
            place: self.place(start),
        }
    }

    /// The place of a byte, with line and column counted from 1.
    fn place(&self, byte: usize) -> FilePosition {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.get(line_start..).unwrap_or_default();
        FilePosition {
            path: self.path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }
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
            Some((
                name.trim_start_matches('.').to_owned(),
                &**key.get_ref(),
                Some(value.get_ref()),
            ))
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

/// The keys of a table: the fields that a type's `Deserialize` asks for.
fn known<T: Deserialize<'static>>() -> &'static [&'static str] {
    struct KeyCollector<'a>(&'a mut &'static [&'static str]);
    impl<'de> Deserializer<'de> for KeyCollector<'_> {
        type Error = ValueError;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ValueError> {
            Err(ValueError::custom("only the fields are of interest"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, ValueError> {
            *self.0 = fields;
            self.deserialize_any(visitor)
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
            seq tuple tuple_struct map enum identifier ignored_any
        }
    }
    let mut fields: &'static [&'static str] = &[];
    let _ = T::deserialize(KeyCollector(&mut fields));
    fields
}
