//! One JSON object of an answer: its fields in the order they came, each a slice of the body that it came in.
//!
//! Nothing is copied and nothing is lost: what a form does not need is never decoded, and a field that nobody knows
//! yet is written out again as it came.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// The text of one answer, shared by the records in it.
#[derive(Clone, Default)]
pub struct Body(Arc<String>);

impl Body {
    /// Takes the text of an answer.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Arc::new(text))
    }

    /// The whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

/// Where a part stands in its body, in bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// The place of `part`, which must be a slice of `body`; of anything else the span reads as nothing.
    fn of(body: &str, part: &str) -> Self {
        let start = part.as_ptr().addr().wrapping_sub(body.as_ptr().addr());
        Self {
            start,
            end: start.wrapping_add(part.len()),
        }
    }

    fn read(self, body: &str) -> &str {
        body.get(self.start..self.end).unwrap_or_default()
    }
}

/// The fields of one object, without their body.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(Span, Span)>);

impl Fields {
    pub(super) fn push<'a>(&mut self, body: &'a str, key: &'a str, value: &'a str) {
        self.0.push((Span::of(body, key), Span::of(body, value)));
    }
}

/// A view of one object: lookups by the API's field names.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    body: &'a str,
    fields: &'a Fields,
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<'a> Record<'a> {
    pub(super) fn new(body: &'a Body, fields: &'a Fields) -> Self {
        Self {
            body: body.as_str(),
            fields,
        }
    }

    /// Every field in the order it came: the name, and the value as JSON text.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.fields
            .0
            .iter()
            .map(move |(key, value)| (key.read(self.body), value.read(self.body)))
    }

    /// A field's value as JSON text.
    #[must_use]
    pub fn raw(self, name: &str) -> Option<&'a str> {
        self.iter()
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// A text. Absent, `null` and empty are the same: no value. A number or an object gives its JSON text.
    #[must_use]
    pub fn text(self, name: &str) -> Option<Cow<'a, str>> {
        let raw = self.raw(name)?;
        let text = decode(raw).unwrap_or(Cow::Borrowed(raw));
        (!text.is_empty() && raw != "null").then_some(text)
    }

    /// A whole number, also when it came as text.
    #[must_use]
    pub fn integer(self, name: &str) -> Option<i64> {
        self.text(name)?.trim().parse().ok()
    }

    /// A truth value, also when it came as text.
    #[must_use]
    pub fn boolean(self, name: &str) -> Option<bool> {
        let text = self.text(name)?;
        match text.as_ref() {
            _ if text.eq_ignore_ascii_case("true") => Some(true),
            _ if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// A point in time; see [`super::time::parse`].
    #[must_use]
    pub fn time(self, name: &str) -> Option<jiff::Timestamp> {
        super::time::parse(&self.text(name)?)
    }
}

/// The text of a JSON string, borrowed where nothing in it was escaped; `None` for any other JSON value.
pub(super) fn decode(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        serde_json::from_str::<String>(raw).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

/// Reads one object into its fields.
#[derive(Clone, Copy)]
pub(super) struct FieldsSeed<'b> {
    pub(super) body: &'b str,
}

impl<'de> DeserializeSeed<'de> for FieldsSeed<'de> {
    type Value = Fields;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FieldsSeed<'de> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields(Vec::with_capacity(24));
        while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            fields.push(self.body, unquote(key.get()), value.get());
        }
        Ok(fields)
    }
}

/// The text between the quotes of a JSON key.
pub(super) fn unquote(key: &str) -> &str {
    key.strip_prefix('"')
        .and_then(|key| key.strip_suffix('"'))
        .unwrap_or(key)
}

/// Reads a list in any of the shapes that the service, its older versions and invq itself use: an object that holds
/// the list under one name (`{"Tag": […]}`), a plain list, `null`, or an object without it.
#[derive(Clone, Copy, Debug)]
pub struct ListSeed<'n, S> {
    /// The name of the list inside its wrapper.
    pub inner: &'n str,
    /// Reads one element.
    pub element: S,
}

impl<'de, S: DeserializeSeed<'de> + Copy> DeserializeSeed<'de> for ListSeed<'_, S> {
    type Value = Vec<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, S: DeserializeSeed<'de> + Copy> Visitor<'de> for ListSeed<'_, S> {
    type Value = Vec<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list, or an object that holds one as {}", self.inner)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = seq.next_element_seed(self.element)? {
            list.push(element);
        }
        Ok(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(key) = map.next_key::<&RawValue>()? {
            if unquote(key.get()) == self.inner {
                list = map.next_value_seed(self)?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_record(json: &str, look: impl Fn(Record<'_>)) {
        let body = Body::new(json.to_owned());
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let fields = FieldsSeed {
            body: body.as_str(),
        }
        .deserialize(&mut parser)
        .unwrap();
        look(Record::new(&body, &fields));
    }

    #[test]
    fn fields_keep_their_order_and_their_text() {
        with_record(
            r#"{"b": 1.50, "a":{"x": [1, 2]} , "c":"\u00e9"}"#,
            |record| {
                let fields: Vec<_> = record.iter().collect();
                assert_eq!(
                    fields,
                    [
                        ("b", "1.50"),
                        ("a", r#"{"x": [1, 2]}"#),
                        ("c", r#""\u00e9""#)
                    ]
                );
                assert_eq!(record.text("c").as_deref(), Some("é"));
                assert_eq!(record.text("a").as_deref(), Some(r#"{"x": [1, 2]}"#));
            },
        );
    }

    #[test]
    fn absent_null_and_empty_are_no_value() {
        with_record(r#"{"a":null,"b":""}"#, |record| {
            for name in ["a", "b", "c"] {
                assert_eq!(record.text(name), None, "{name}");
                assert_eq!(record.integer(name), None, "{name}");
                assert_eq!(record.time(name), None, "{name}");
            }
        });
    }

    #[test]
    fn numbers_and_truth_values_may_come_as_text() {
        with_record(
            r#"{"n":-3,"t":"4294967295","y":true,"z":"False","w":"maybe"}"#,
            |record| {
                assert_eq!(record.integer("n"), Some(-3));
                assert_eq!(record.integer("t"), Some(4_294_967_295));
                assert_eq!(record.boolean("y"), Some(true));
                assert_eq!(record.boolean("z"), Some(false));
                assert_eq!(record.boolean("w"), None);
            },
        );
    }

    #[test]
    fn lists_are_found_in_every_shape() {
        for (json, count) in [
            (r#"{"Tag":[{},{}]}"#, 2),
            (r#"{"Other":1,"Tag":null}"#, 0),
            (r"[{}]", 1),
            ("null", 0),
            ("{}", 0),
        ] {
            let seed = ListSeed {
                inner: "Tag",
                element: FieldsSeed { body: json },
            };
            let list = seed
                .deserialize(&mut serde_json::Deserializer::from_str(json))
                .unwrap();
            assert_eq!(list.len(), count, "{json}");
        }
    }
}
