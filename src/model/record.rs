//! One JSON object of an answer: its fields in the order they came, each a slice of the body that it came in.
//!
//! Nothing is copied and nothing is lost: what a form does not need is never decoded, and a field that nobody knows
//! yet is written out again as it came.

use std::borrow::Cow;
use std::fmt;

use super::json_text::decode;
use super::layout::{FieldRange, INSTANCES, Layout};
use super::run_fields;

/// A view of one object: lookups by the API's field names.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    layout: &'a Layout,
    place: FieldRange,
    part: Part,
}

/// What an object is, which decides how its fields are called and which of them count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// An object with its own fields, whatever they are.
    Whole,
    /// An invocation. Its instances are read by themselves, so that their field reads empty.
    Invocation,
    /// What a run says of its invocation.
    OfInvocation,
    /// What a run says of its instance.
    OfInstance,
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<'a> Record<'a> {
    pub(super) fn new(layout: &'a Layout, place: FieldRange, part: Part) -> Self {
        Self {
            layout,
            place,
            part,
        }
    }

    /// Every field in the order it came: the name, and the value as JSON text.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let instances = (self.part == Part::OfInvocation).then_some((INSTANCES, ""));
        let fields = self.layout.fields(self.place);
        fields
            .filter_map(move |(name, value)| match self.part {
                Part::Invocation if name == INSTANCES => Some((name, "")),
                Part::Whole | Part::Invocation => Some((name, value)),
                Part::OfInvocation => run_fields::is_of_invocation(name).then_some((name, value)),
                Part::OfInstance if run_fields::is_of_invocation(name) => None,
                Part::OfInstance => Some((self.called(name), value)),
            })
            .chain(instances)
    }

    /// How an instance calls a field of a run; its own name where the other is there already.
    fn called(self, name: &'a str) -> &'a str {
        let ours = run_fields::called_by_instances(name);
        ours.filter(|ours| self.layout.find(self.place, ours).is_none())
            .unwrap_or(name)
    }

    /// A field's value as JSON text.
    #[must_use]
    pub fn raw(self, name: &str) -> Option<&'a str> {
        let found = || self.layout.find(self.place, name);
        match self.part {
            Part::Invocation if name == INSTANCES => found().map(|_| ""),
            Part::Whole | Part::Invocation => found(),
            Part::OfInvocation if name == INSTANCES => Some(""),
            Part::OfInvocation => Some(found()?).filter(|_| run_fields::is_of_invocation(name)),
            Part::OfInstance => {
                let field = self.iter().find(|(other, _)| *other == name);
                field.map(|(_, value)| value)
            }
        }
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

#[cfg(test)]
mod tests {
    use serde::de::DeserializeSeed as _;

    use super::*;
    use crate::model::Body;
    use crate::model::layout::{ListKind, ListSeed, Most};

    fn with_record(json: &str, look: impl Fn(Record<'_>)) {
        let body = Body::new(format!("[{json}]"));
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let seed = ListSeed {
            body: &body,
            kind: ListKind::Tags,
            most: Most::ANY,
        };
        let (layout, places) = seed.deserialize(&mut parser).unwrap();
        look(Record::new(&layout, places[0].fields, Part::Whole));
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
}
