//! The values that programs work on: those of the library, and records that nobody has looked into yet.
//!
//! A record is taken apart by the library's own reader as soon as anything is done with it but to pass it on or to take
//! one of its fields, so that it means what the library says it means.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use jaq_json::{Val, write};

use super::record::Record;

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// One that is all there.
    Plain(Val),
    /// An object that is not taken apart.
    Record(Rc<Record>),
    /// An array with such objects in it.
    List(Rc<Vec<Value>>),
}

/// What a value is, in the order in which jq sorts values of different kinds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Null,
    Bool,
    Number,
    Text,
    Array,
    Object,
}

impl Value {
    /// The whole value as the library knows it.
    pub(super) fn into_val(self) -> Val {
        match self {
            Self::Plain(value) => value,
            Self::Record(record) => record.read(),
            Self::List(list) => Rc::unwrap_or_clone(list)
                .into_iter()
                .map(Self::into_val)
                .collect(),
        }
    }

    /// Writes it as compact JSON, records as they came.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            // Writing to memory cannot fail.
            Self::Plain(value) => drop(write::write(out, &write::Pp::default(), 0, value)),
            Self::Record(record) => out.extend_from_slice(record.text()),
            Self::List(list) => {
                out.push(b'[');
                for (index, value) in list.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    value.write(out);
                }
                out.push(b']');
            }
        }
    }

    /// A key in it that JSON does not allow.
    pub(super) fn odd_key(&self) -> Option<Val> {
        fn within(value: &Val) -> Option<Val> {
            match value {
                Val::Arr(list) => list.iter().find_map(within),
                Val::Obj(object) => object.iter().find_map(|(key, value)| match key {
                    Val::TStr(_) => within(value),
                    key => Some(key.clone()),
                }),
                _ => None,
            }
        }
        match self {
            Self::Plain(value) => within(value),
            Self::Record(_) => None,
            Self::List(list) => list.iter().find_map(Self::odd_key),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Plain(Val::Null) => Kind::Null,
            Self::Plain(Val::Bool(_)) => Kind::Bool,
            Self::Plain(Val::Num(_)) => Kind::Number,
            Self::Plain(Val::BStr(_) | Val::TStr(_)) => Kind::Text,
            Self::Plain(Val::Arr(_)) | Self::List(_) => Kind::Array,
            Self::Plain(Val::Obj(_)) | Self::Record(_) => Kind::Object,
        }
    }

    /// Whether it is an object without fields.
    fn is_empty_object(&self) -> bool {
        match self {
            Self::Plain(Val::Obj(object)) => object.is_empty(),
            Self::Record(record) => record.is_empty(),
            _ => false,
        }
    }

    /// The values of an array, one after the other.
    fn items(&self) -> Box<dyn Iterator<Item = Self> + '_> {
        match self {
            Self::List(list) => Box::new(list.iter().cloned()),
            Self::Plain(Val::Arr(list)) => Box::new(list.iter().cloned().map(Self::Plain)),
            _ => Box::new(std::iter::empty()),
        }
    }

    /// The value for one who will compare it again and again.
    fn kept(&self) -> Cow<'_, Val> {
        match self {
            Self::Plain(value) => Cow::Borrowed(value),
            Self::Record(record) => Cow::Borrowed(record.whole()),
            Self::List(_) => Cow::Owned(self.clone().into_val()),
        }
    }
}

impl From<Val> for Value {
    fn from(value: Val) -> Self {
        Self::Plain(value)
    }
}

impl FromIterator<Value> for Value {
    fn from_iter<T: IntoIterator<Item = Value>>(values: T) -> Self {
        let values: Vec<Value> = values.into_iter().collect();
        if values.iter().all(|value| matches!(value, Self::Plain(_))) {
            Self::Plain(values.into_iter().map(Self::into_val).collect())
        } else {
            Self::List(Rc::new(values))
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(value) => value.fmt(f),
            value => value.clone().into_val().fmt(f),
        }
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Self::Plain(value), Self::Plain(other)) = (self, other) {
            return value.cmp(other);
        }
        match (self.kind(), other.kind()) {
            (Kind::Array, Kind::Array) => self.items().cmp(other.items()),
            // How jq asks whether something is an object: nothing has to be read to tell.
            (Kind::Object, Kind::Object) if self.is_empty_object() || other.is_empty_object() => {
                other.is_empty_object().cmp(&self.is_empty_object())
            }
            (Kind::Object, Kind::Object) => self.kept().cmp(&other.kept()),
            (kind, other) => kind.cmp(&other),
        }
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        if let (Self::Plain(value), Self::Plain(other)) = (self, other) {
            return value == other;
        }
        match (self.kind(), other.kind()) {
            (Kind::Array, Kind::Array) => self.items().eq(other.items()),
            (Kind::Object, Kind::Object) => self.kept() == other.kept(),
            _ => false,
        }
    }
}

impl Eq for Value {}
