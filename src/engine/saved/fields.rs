//! The fields of a JSON object, unread.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::Names;

/// Names, as they stood between their quotes, and values.
pub type ObjectFields<'a> = Vec<(&'a str, &'a RawValue)>;

/// The fields of a JSON object, in the order in which they came.
///
/// # Errors
///
/// When it is no object, broken, or has a name twice.
pub fn fields(json: &str) -> Result<ObjectFields<'_>, serde_json::Error> {
    serde_json::Deserializer::from_str(json).deserialize_map(FieldsVisitor(json))
}

/// Reads an object's fields in the order in which they came.
struct FieldsVisitor<'a>(&'a str);

impl<'de> Visitor<'de> for FieldsVisitor<'de> {
    type Value = ObjectFields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ObjectFields<'de>, A::Error> {
        let mut fields = Vec::new();
        let mut names = Names::new(self.0);
        let mut open = names.open();
        while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            let key = key.get();
            names.add(&mut open, key)?;
            let name = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
            fields.push((name.unwrap_or(key), value));
        }
        names.close(&open)?;
        Ok(fields)
    }
}
