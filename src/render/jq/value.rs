//! From JSON text to jq's values. Texts stay slices of the whole: a result has half a million of them, and most programs
//! look at a few.

use std::fmt;

use bytes::Bytes;
use jaq_json::{Map, Num, Val};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Room for the fields of an invocation or an instance, so that an object seldom has to grow.
const FIELDS: usize = 24;

/// Reads one JSON value.
///
/// # Errors
///
/// When the text is not JSON.
pub(super) fn read(json: Vec<u8>) -> Result<Val, serde_json::Error> {
    let whole = Bytes::from(json);
    let text = std::str::from_utf8(&whole).map_err(serde_json::Error::custom)?;
    let mut parser = serde_json::Deserializer::from_str(text);
    let value = Seed(&whole).deserialize(&mut parser)?;
    parser.end()?;
    Ok(value)
}

#[derive(Clone, Copy)]
struct Seed<'w>(&'w Bytes);

impl<'w> DeserializeSeed<'w> for Seed<'w> {
    type Value = Val;

    fn deserialize<D: Deserializer<'w>>(self, deserializer: D) -> Result<Val, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'w> Visitor<'w> for Seed<'w> {
    type Value = Val;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Val, E> {
        Ok(Val::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Val, E> {
        Ok(Val::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Val, E> {
        Ok(Val::Num(Num::from_integral(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Val, E> {
        Ok(Val::Num(Num::from_integral(value)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Val, E> {
        Ok(Val::Num(Num::Float(value)))
    }

    fn visit_borrowed_str<E>(self, text: &'w str) -> Result<Val, E> {
        Ok(Val::utf8_str(self.0.slice_ref(text.as_bytes())))
    }

    fn visit_str<E>(self, text: &str) -> Result<Val, E> {
        Ok(Val::utf8_str(Bytes::copy_from_slice(text.as_bytes())))
    }

    fn visit_seq<A: SeqAccess<'w>>(self, mut seq: A) -> Result<Val, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = seq.next_element_seed(self)? {
            list.push(value);
        }
        Ok(list.into_iter().collect())
    }

    fn visit_map<A: MapAccess<'w>>(self, mut map: A) -> Result<Val, A::Error> {
        let mut object = Map::default();
        object.reserve(FIELDS);
        while let Some(key) = map.next_key_seed(self)? {
            object.insert(key, map.next_value_seed(self)?);
        }
        Ok(Val::obj(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_is_read() {
        let json = r#"{"a":[null,true,-1,18446744073709551615,1.5,"x","\u00e9\n"],"b":{},"c":[]}"#;
        assert_eq!(
            read(json.as_bytes().to_vec()).unwrap().to_string(),
            json.replace("\\u00e9", "é")
        );
        assert!(read(b"[1".to_vec()).is_err());
        assert!(read(b"[1] 2".to_vec()).is_err());
    }
}
