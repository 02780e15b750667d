//! From JSON text to jq's values. Texts stay slices of the whole: a result has half a million of them, and most programs
//! look at a few.

use std::fmt;

use bytes::Bytes;
use jaq_json::{Map, Num, Val};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Room for the fields of an invocation or an instance.
const FIELDS: usize = 24;

/// Reads JSON values, one after the other.
///
/// # Errors
///
/// When the text is not JSON.
pub(super) fn read(json: Vec<u8>, values: &mut Vec<Val>) -> Result<(), serde_json::Error> {
    let whole = Bytes::from(json);
    let text = std::str::from_utf8(&whole).map_err(serde_json::Error::custom)?;
    let mut parser = serde_json::Deserializer::from_str(text);
    while parser.end().is_err() {
        values.push(Seed(&whole).deserialize(&mut parser)?);
    }
    Ok(())
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
        // Gathered first, so that the object takes no more room than it needs: there are hundreds of thousands of fields.
        let mut fields = Vec::with_capacity(FIELDS);
        while let Some(key) = map.next_key_seed(self)? {
            fields.push((key, map.next_value_seed(self)?));
        }
        let object: Map = fields.into_iter().collect();
        Ok(Val::obj(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(json: &str) -> Result<Vec<String>, serde_json::Error> {
        let mut values = Vec::new();
        read(json.as_bytes().to_vec(), &mut values)?;
        Ok(values.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let json = r#"{"a":[null,true,-1,18446744073709551615,1.5,"x","\u00e9\n"],"b":{},"c":[]}"#;
        assert_eq!(values(json).unwrap(), [json.replace("\\u00e9", "é")]);
    }

    #[test]
    fn values_stand_one_after_the_other() {
        assert_eq!(values(" 1\n[2]\n").unwrap(), ["1", "[2]"]);
        assert!(values("").unwrap().is_empty());
        assert!(values("[1").is_err());
        assert!(values("[1] x").is_err());
    }
}
