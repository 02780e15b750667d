//! Where the fields of an answer's objects stand in its body: four bytes for each field and each instance, so that an answer
//! of many small objects takes no more memory than its text does.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::de::{IgnoredAny, Unexpected};
use serde_json::value::RawValue;

use super::names::{LONGEST, Names, Passed};
use super::record::{Body, is_space, string_end};

/// The field of an invocation that holds its instances.
pub(super) const INSTANCES: &str = "InvokeInstances";

/// Marks the end of an object.
const LAST: u32 = LONGEST;

/// The places of all fields of a list of records.
#[derive(Debug)]
pub(super) struct Layout {
    body: Body,
    /// Of each field, where its name begins. What follows the last field of an object is where its value ends, with
    /// [`LAST`]. The value of another one ends before the name that follows.
    marks: Vec<u32>,
    /// Of each instance, where its marks begin.
    instances: Vec<u32>,
}

/// Where a record stands in its layout.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Where its marks begin.
    pub(super) fields: u32,
    /// Its first instance.
    pub(super) first: u32,
    /// How many instances it has.
    pub(super) count: u32,
}

impl Layout {
    /// Where the marks of an instance begin.
    pub(super) fn instance(&self, index: u32) -> Option<u32> {
        self.instances.get(index as usize).copied()
    }

    /// The marks of an object, each with the one after it.
    fn marks(&self, place: u32) -> impl Iterator<Item = (u32, u32)> {
        let marks = self.marks.get(place as usize..).unwrap_or_default();
        let pairs = marks.iter().zip(marks.iter().skip(1));
        let pairs = pairs.map(|(mark, next)| (*mark, *next));
        pairs.take_while(|(mark, _)| mark & LAST == 0)
    }

    /// The names of an object's fields as they stand between their quotes, and the values as JSON text.
    pub(super) fn fields(&self, place: u32) -> impl Iterator<Item = (&str, &str)> {
        self.marks(place).map(|(mark, next)| {
            let text = self.body.as_str();
            let end = string_end(text, mark as usize);
            let name = text.get(mark as usize..end).unwrap_or_default();
            (name, value(text, end, next))
        })
    }

    /// The value of a field as JSON text.
    pub(super) fn find(&self, place: u32, name: &str) -> Option<&str> {
        let text = self.body.as_str();
        let bytes = text.as_bytes();
        let is_named = |mark: u32| {
            let end = mark as usize + name.len();
            bytes.get(end) == Some(&b'"') && bytes.get(mark as usize..end) == Some(name.as_bytes())
        };
        let (mark, next) = self.marks(place).find(|(mark, _)| is_named(*mark))?;
        Some(value(text, mark as usize + name.len(), next))
    }
}

/// The value of a field whose name ends at a place, and the mark that follows it.
fn value(text: &str, name_end: usize, next: u32) -> &str {
    let is_space = |c: char| c.is_ascii() && is_space(c as u8);
    let behind = |end: usize| {
        let text = text.get(name_end + 1..end)?.trim_start_matches(is_space);
        Some(text.strip_prefix(':')?.trim_start_matches(is_space))
    };
    let value = if next & LAST == 0 {
        // Between this value and the next name are a comma and the quote.
        let before = behind((next as usize).saturating_sub(1)).unwrap_or_default();
        let before = before.trim_end_matches(is_space);
        before
            .strip_suffix(',')
            .map(|value| value.trim_end_matches(is_space))
    } else {
        behind((next & !LAST) as usize)
    };
    value.unwrap_or_default()
}

/// Where a value ends that is neither an object nor a list, and has been read already.
fn scalar_end(text: &str, start: usize) -> usize {
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    if rest.first() == Some(&b'"') {
        return string_end(text, start + 1) + 1;
    }
    let ends = |byte: &u8| is_space(*byte) || matches!(byte, b',' | b'}' | b']');
    start + rest.iter().position(ends).unwrap_or(rest.len())
}

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Invocations, each with its instances.
    Invocations,
    /// Runs of tasks, which stand for an instance and its invocation at once.
    Runs,
    /// Tags of an invocation.
    Tags,
    /// The instances of an invocation.
    Instances,
}

impl Kind {
    /// The name of the list in the object that it comes in.
    fn inner(self) -> &'static str {
        match self {
            Self::Invocations => "Invocation",
            Self::Runs => "InvocationResult",
            Self::Tags => "Tag",
            Self::Instances => "InvokeInstance",
        }
    }
}

/// How many objects a list may hold.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// Records.
    pub records: usize,
    /// Instances of all of them together.
    pub instances: usize,
}

impl Most {
    /// As many as there are.
    pub const ANY: Self = Self {
        records: usize::MAX,
        instances: usize::MAX,
    };
}

/// Reads a list in a body, in any of the shapes that the service, its older versions and invq itself use: an object that
/// holds the list under one name (`{"Tag": […]}`), a plain list, or an object without it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListSeed<'b> {
    pub(super) body: &'b Body,
    pub(super) kind: Kind,
    pub(super) most: Most,
}

impl<'de> DeserializeSeed<'de> for ListSeed<'de> {
    type Value = (Layout, Vec<Place>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let text = self.body.as_str();
        let mut reader = Reader {
            text,
            most: self.most,
            names: Names::new(text),
            marks: Vec::new(),
            instances: Vec::new(),
            places: Vec::new(),
        };
        let list = List {
            reader: &mut reader,
            kind: self.kind,
            wrapped: false,
        };
        list.deserialize(deserializer)?;
        let layout = Layout {
            body: self.body.clone(),
            marks: reader.marks,
            instances: reader.instances,
        };
        Ok((layout, reader.places))
    }
}

/// What was read so far.
struct Reader<'b> {
    text: &'b str,
    most: Most,
    names: Names<'b>,
    marks: Vec<u32>,
    instances: Vec<u32>,
    places: Vec<Place>,
}

impl Reader<'_> {
    /// Refuses one object more than there may be.
    fn has_room<E: Error>(&self, kind: Kind) -> Result<(), E> {
        let (count, most, what) = match kind {
            Kind::Instances => (self.instances.len(), self.most.instances, "instances"),
            _ => (self.places.len(), self.most.records, "records"),
        };
        if count < most {
            return Ok(());
        }
        Err(E::custom(format!("it holds more than {most} {what}")))
    }
}

/// The place in a list of places. The text is shorter than 2 GiB, so that it fits.
fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

struct List<'r, 'b> {
    reader: &'r mut Reader<'b>,
    kind: Kind,
    /// It stands in its object already.
    wrapped: bool,
}

impl<'de> DeserializeSeed<'de> for List<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")?;
        if self.wrapped {
            return Ok(());
        }
        write!(f, ", or an object that holds one as {}", self.kind.inner())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        // Of the list of records, nothing at all would pass for an empty page.
        if self.wrapped || self.kind != Kind::Invocations {
            Ok(())
        } else {
            Err(E::invalid_type(Unexpected::Unit, &self))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let (reader, kind) = (self.reader, self.kind);
        while let Some(()) = seq.next_element_seed(Object {
            reader: &mut *reader,
            kind,
        })? {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.wrapped {
            return Err(A::Error::invalid_type(Unexpected::Map, &self));
        }
        let (reader, kind) = (self.reader, self.kind);
        let mut open = reader.names.open();
        while let Some(name) = map.next_key::<&RawValue>()? {
            reader.names.add(&mut open, name.get())?;
            if is(name, kind.inner()) {
                map.next_value_seed(List {
                    reader: &mut *reader,
                    kind,
                    wrapped: true,
                })?;
            } else {
                map.next_value_seed(Passed(&mut reader.names))?;
            }
        }
        reader.names.close(&open)
    }
}

fn is(quoted: &RawValue, name: &str) -> bool {
    quoted
        .get()
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        == Some(name)
}

struct Object<'r, 'b> {
    reader: &'r mut Reader<'b>,
    kind: Kind,
}

impl<'de> DeserializeSeed<'de> for Object<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (reader, kind) = (self.reader, self.kind);
        reader.has_room(kind)?;
        let first = index(reader.instances.len());
        let mut open = reader.names.open();
        let mut last = Value::Elsewhere;
        while let Some(name) = map.next_key_seed(Name)? {
            let Some(name) = name else {
                let value = map.next_value_seed(Passed(&mut reader.names))?;
                let start = reader.names.offset(value);
                reader
                    .names
                    .add(&mut open, name_before(reader.text, start))?;
                last = Value::Ends(start + value.len());
                continue;
            };
            reader.names.add_plain(&mut open, name)?;
            if kind == Kind::Invocations && name == INSTANCES {
                map.next_value_seed(List {
                    reader: &mut *reader,
                    kind: Kind::Instances,
                    wrapped: false,
                })?;
                last = Value::Elsewhere;
            } else {
                last = reader.value(name, &mut map)?;
            }
        }
        let fields = index(reader.marks.len());
        reader.marks.extend(reader.names.of(&open));
        reader.marks.push(LAST | index(last.end(reader.text)));
        reader.names.close(&open)?;
        if kind == Kind::Instances {
            reader.instances.push(fields);
        } else {
            let count = index(reader.instances.len()) - first;
            reader.places.push(Place {
                fields,
                first,
                count,
            });
        }
        Ok(())
    }
}

/// Reads a name; `None` if something in it is escaped.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<&'de str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Option<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Some(name))
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// The name, with its quotes, of a value that begins at a place.
fn name_before(text: &str, value: usize) -> &str {
    let between = |c: char| c == ':' || c.is_ascii() && is_space(c as u8);
    let before = text
        .get(..value)
        .unwrap_or_default()
        .trim_end_matches(between);
    let inner = before.strip_suffix('"').unwrap_or_default();
    let is_first = |quote: &(usize, &str)| {
        let bytes = text.as_bytes().get(..quote.0).unwrap_or_default();
        bytes
            .iter()
            .rev()
            .take_while(|byte| **byte == b'\\')
            .count()
            % 2
            == 0
    };
    let first = inner.rmatch_indices('"').find(is_first);
    first
        .and_then(|(first, _)| before.get(first..))
        .unwrap_or_default()
}

/// Where a value stands that was read.
enum Value {
    /// It ends here.
    Ends(usize),
    /// It begins here, and is neither an object nor a list.
    Begins(usize),
    /// It is no value of the record.
    Elsewhere,
}

impl Value {
    fn end(&self, text: &str) -> usize {
        match self {
            Self::Ends(end) => *end,
            Self::Begins(start) => scalar_end(text, *start),
            Self::Elsewhere => 0,
        }
    }
}

impl<'b> Reader<'b> {
    /// Reads the value behind a name.
    fn value<A: MapAccess<'b>>(&mut self, name: &'b str, map: &mut A) -> Result<Value, A::Error> {
        let after = self.names.offset(name) + name.len() + 1;
        let rest = self.text.as_bytes().get(after..).unwrap_or_default();
        let between = |byte: &&u8| is_space(**byte) || **byte == b':';
        let gap = rest.iter().take_while(between).count();
        let start = after + gap;
        if matches!(rest.get(gap), Some(b'{' | b'[')) {
            let value = map.next_value_seed(Passed(&mut self.names))?;
            return Ok(Value::Ends(start + value.len()));
        }
        map.next_value::<IgnoredAny>()?;
        Ok(Value::Begins(start))
    }
}
