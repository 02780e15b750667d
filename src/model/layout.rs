//! Where the fields of an answer's objects stand in its body: twelve bytes for each, so that an answer of many small objects
//! takes little more memory than its text does.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::value::RawValue;

use super::body::Body;
use super::names::{Names, Open, Passed, offset};

/// The field of an invocation that holds its instances.
pub(super) const INSTANCES: &str = "InvokeInstances";

/// That field's name as it stands in a body, with its quotes.
const QUOTED_INSTANCES: &str = "\"InvokeInstances\"";

/// The fields of a body may take this much more memory than its text, in bytes. Those of the service take half of it.
const BEYOND_TEXT: usize = 256 * 1024;

/// The places of all fields of a list of records.
#[derive(Debug)]
pub(super) struct Layout {
    body: Body,
    fields: Vec<Field>,
    /// The fields of each instance.
    instances: Vec<FieldRange>,
}

/// Where a field stands in the body.
#[derive(Clone, Copy, Debug)]
struct Field {
    /// Where its name begins, behind the quote.
    name: u32,
    /// Where its value begins.
    value: u32,
    /// Where its value ends.
    end: u32,
}

/// Where the fields of an object stand in a layout.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldRange {
    first: u32,
    count: u32,
}

/// Where a record stands in its layout.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecordRange {
    /// Its fields.
    pub(super) fields: FieldRange,
    /// Its first instance.
    pub(super) first: u32,
    /// How many instances it has.
    pub(super) count: u32,
}

impl Layout {
    /// The fields of an instance.
    pub(super) fn instance(&self, index: u32) -> Option<FieldRange> {
        self.instances.get(index as usize).copied()
    }

    fn of(&self, object: FieldRange) -> &[Field] {
        let (first, count) = (object.first as usize, object.count as usize);
        self.fields.get(first..first + count).unwrap_or_default()
    }

    /// The names of an object's fields as they stand between their quotes, and the values as JSON text.
    pub(super) fn fields(&self, object: FieldRange) -> impl Iterator<Item = (&str, &str)> {
        let text = self.body.as_str();
        let fields = self.of(object).iter();
        fields.map(move |field| (field.name(text), field.value(text)))
    }

    /// The value of a field as JSON text.
    pub(super) fn find(&self, object: FieldRange, name: &str) -> Option<&str> {
        let text = self.body.as_str();
        let bytes = text.as_bytes();
        let is_named = |field: &&Field| {
            let start = field.name as usize;
            let end = start + name.len();
            bytes.get(end) == Some(&b'"') && bytes.get(start..end) == Some(name.as_bytes())
        };
        let field = self.of(object).iter().find(is_named)?;
        Some(field.value(text))
    }
}

impl Field {
    fn value(self, text: &str) -> &str {
        text.get(self.value as usize..self.end as usize)
            .unwrap_or_default()
    }

    /// Between a name and its value are a quote and a colon, and perhaps white space.
    fn name(self, text: &str) -> &str {
        let before = text.get(self.name as usize..self.value as usize);
        let before = before.unwrap_or_default();
        if let Some(name) = before.strip_suffix("\":") {
            return name;
        }
        let quoted = before.trim_end_matches(is_between);
        quoted.strip_suffix('"').unwrap_or_default()
    }
}

/// Whether a character may stand between a name and its value.
fn is_between(c: char) -> bool {
    c == ':' || c.is_ascii_whitespace()
}

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// Invocations, each with its instances.
    Invocations,
    /// Runs of tasks, which stand for an instance and its invocation at once.
    Runs,
    /// Tags of an invocation.
    Tags,
    /// The instances of an invocation.
    Instances,
}

impl ListKind {
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
    pub(super) kind: ListKind,
    pub(super) most: Most,
}

impl<'de> DeserializeSeed<'de> for ListSeed<'de> {
    type Value = (Layout, Vec<RecordRange>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let text = self.body.as_str();
        let mut reader = LayoutReader {
            text,
            most: self.most,
            names: Names::new(text),
            fields: Vec::new(),
            open: Vec::new(),
            usual: [Vec::new(), Vec::new()],
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
            fields: reader.fields,
            instances: reader.instances,
        };
        Ok((layout, reader.places))
    }
}

/// What was read so far.
struct LayoutReader<'b> {
    text: &'b str,
    most: Most,
    names: Names<'b>,
    fields: Vec<Field>,
    /// The fields of the objects that are being read.
    open: Vec<Field>,
    /// The names of the record before, and of the instance before.
    usual: [Vec<&'b str>; 2],
    instances: Vec<FieldRange>,
    places: Vec<RecordRange>,
}

impl<'b> LayoutReader<'b> {
    /// Refuses one object more than there may be.
    fn has_room<E: Error>(&self, kind: ListKind) -> Result<(), E> {
        let (count, most, what) = match kind {
            ListKind::Instances => (self.instances.len(), self.most.instances, "instances"),
            _ => (self.places.len(), self.most.records, "records"),
        };
        if count < most {
            return Ok(());
        }
        Err(E::custom(format!("it holds more than {most} {what}")))
    }

    fn usual(&mut self, kind: ListKind) -> &mut Vec<&'b str> {
        let [record, instance] = &mut self.usual;
        match kind {
            ListKind::Instances => instance,
            _ => record,
        }
    }

    /// The name, with its quotes, of the field whose value this is. Of the quotes before it, the last one that no odd number
    /// of backslashes stands before is where the name begins.
    fn name_before(&self, value: &'b str) -> &'b str {
        let before = self.text.get(..self.names.offset(value));
        let before = before.unwrap_or_default().trim_end_matches(is_between);
        let inner = before.strip_suffix('"').unwrap_or_default();
        let is_escaped = |quote: usize| {
            let backslashes = inner.get(..quote).unwrap_or_default().bytes().rev();
            backslashes.take_while(|byte| *byte == b'\\').count() % 2 == 1
        };
        let mut quotes = inner.rmatch_indices('"').map(|(quote, _)| quote);
        let first = quotes.find(|quote| !is_escaped(*quote));
        before.get(first.unwrap_or_default()..).unwrap_or_default()
    }

    /// Remembers a field by its name with its quotes and by its value.
    fn add(&mut self, quoted: &'b str, value: &'b str) {
        let (name, value_start) = (self.names.offset(quoted) + 1, self.names.offset(value));
        self.open.push(Field {
            name: index(name),
            value: index(value_start),
            end: index(value_start + value.len()),
        });
    }

    /// Ends an object whose fields are those from `first` on.
    fn close<E: Error>(&mut self, first: usize) -> Result<FieldRange, E> {
        let object = FieldRange {
            first: index(self.fields.len()),
            count: index(self.open.len() - first),
        };
        self.fields.extend(self.open.drain(first..));
        if self.fields.len() * size_of::<Field>() > self.text.len() + BEYOND_TEXT {
            return Err(E::custom("its fields take far more room than its text"));
        }
        Ok(object)
    }
}

/// The place in a list of places. The text is shorter than 2 GiB, so that it fits.
fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

struct List<'r, 'b> {
    reader: &'r mut LayoutReader<'b>,
    kind: ListKind,
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
        if self.wrapped || self.kind != ListKind::Invocations {
            Ok(())
        } else {
            Err(E::invalid_type(Unexpected::Unit, &self))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let (reader, kind) = (self.reader, self.kind);
        while let Some(()) = seq.next_element_seed(RecordSeed {
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

/// The names of the object before, which nearly always are those of the next one: then none can be there twice.
struct Expected<'b> {
    names: Vec<&'b str>,
    same: usize,
    /// Where the names differ from those before, they are looked at one by one.
    open: Option<Open>,
}

impl<'b> Expected<'b> {
    fn new(names: Vec<&'b str>) -> Self {
        Self {
            names,
            same: 0,
            open: None,
        }
    }

    /// Takes the next name, with its quotes.
    fn check<E: Error>(&mut self, name: &'b str, all: &mut Names<'b>) -> Result<(), E> {
        if let Some(open) = &mut self.open {
            self.names.push(name);
            return all.add(open, name);
        }
        if self.names.get(self.same) == Some(&name) {
            self.same += 1;
            return Ok(());
        }
        self.names.truncate(self.same);
        self.names.push(name);
        let mut open = all.open();
        for name in &self.names {
            all.add(&mut open, name)?;
        }
        self.open = Some(open);
        Ok(())
    }

    /// Ends the object: its names are what the next one is expected to have.
    fn end<E: Error>(self, all: &mut Names<'b>) -> Result<Vec<&'b str>, E> {
        if let Some(open) = &self.open {
            all.close(open)?;
        }
        Ok(self.names)
    }
}

/// Reads a field's name: with its quotes, where nothing in it is escaped, and otherwise `None`.
struct Name<'b>(&'b str);

impl<'de> DeserializeSeed<'de> for Name<'de> {
    type Value = Option<&'de str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name<'de> {
    type Value = Option<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        let start = offset(self.0, name);
        Ok(self.0.get(start.wrapping_sub(1)..=start + name.len()))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }
}

struct RecordSeed<'r, 'b> {
    reader: &'r mut LayoutReader<'b>,
    kind: ListKind,
}

impl<'de> DeserializeSeed<'de> for RecordSeed<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (reader, kind) = (self.reader, self.kind);
        reader.has_room(kind)?;
        let instances = index(reader.instances.len());
        let first = reader.open.len();
        let mut expected = Expected::new(std::mem::take(reader.usual(kind)));
        while let Some(plain) = map.next_key_seed(Name(reader.text))? {
            let (name, value) = match plain {
                Some(name) if kind == ListKind::Invocations && name == QUOTED_INSTANCES => {
                    map.next_value_seed(List {
                        reader: &mut *reader,
                        kind: ListKind::Instances,
                        wrapped: false,
                    })?;
                    // Their own field reads empty: they stand by themselves.
                    (name, name.get(name.len()..).unwrap_or_default())
                }
                _ => {
                    let value = map.next_value_seed(Passed(&mut reader.names))?;
                    (plain.unwrap_or_else(|| reader.name_before(value)), value)
                }
            };
            expected.check(name, &mut reader.names)?;
            reader.add(name, value);
        }
        *reader.usual(kind) = expected.end(&mut reader.names)?;
        let fields = reader.close(first)?;
        if kind == ListKind::Instances {
            reader.instances.push(fields);
        } else {
            let count = index(reader.instances.len()) - instances;
            reader.places.push(RecordRange {
                fields,
                first: instances,
                count,
            });
        }
        Ok(())
    }
}
