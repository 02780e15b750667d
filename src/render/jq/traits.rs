//! What a program can do with values: as the library does, but records and arrays of them are not taken apart to pass on
//! what is in them.

use std::cell::Cell;
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};
use std::rc::Rc;

use jaq_core::box_iter::BoxIter;
use jaq_core::path::Opt;
use jaq_core::val::Range;
use jaq_core::{Error, Exn, ValR, ValT, ValX};
use jaq_json::{Num, Val};

use super::value::Value;

/// What the library says of its own values, said of ours.
pub(super) fn ours(result: ValR<Val>) -> ValR<Value> {
    result.map(Value::Plain).map_err(failure)
}

fn failure(error: Error<Val>) -> Error<Value> {
    Error::new(Value::Plain(error.into_val()))
}

impl ValT for Value {
    fn from_num(text: &str) -> ValR<Self> {
        ours(Val::from_num(text))
    }

    fn from_map<I: IntoIterator<Item = (Self, Self)>>(fields: I) -> ValR<Self> {
        let plain = |(key, value): (Self, Self)| (key.into_val(), value.into_val());
        ours(Val::from_map(fields.into_iter().map(plain)))
    }

    fn key_values(self) -> BoxIter<'static, ValR<(Self, Self), Self>> {
        let pair = |(key, value)| (Self::Plain(key), Self::Plain(value));
        match self {
            Self::List(list) => {
                let values = Rc::unwrap_or_clone(list).into_iter().enumerate();
                Box::new(values.map(|(index, value)| Ok((Self::from(index), value))))
            }
            value => Box::new(
                value
                    .into_val()
                    .key_values()
                    .map(move |field| field.map(pair).map_err(failure)),
            ),
        }
    }

    fn values(self) -> Box<dyn Iterator<Item = ValR<Self>>> {
        match self {
            Self::List(list) => Box::new(Rc::unwrap_or_clone(list).into_iter().map(Ok)),
            value => Box::new(value.into_val().values().map(ours)),
        }
    }

    fn index(self, index: &Self) -> ValR<Self> {
        match (&self, index) {
            (Self::Record(record), Self::Plain(name)) => {
                Ok(record.field(name).unwrap_or(Self::Plain(Val::Null)))
            }
            (Self::List(list), Self::Plain(Val::Num(Num::Int(place)))) => {
                let found = place_in(*place, list.len()).and_then(|place| list.get(place));
                Ok(found.cloned().unwrap_or(Self::Plain(Val::Null)))
            }
            _ => ours(self.into_val().index(&index.clone().into_val())),
        }
    }

    fn range(self, range: Range<&Self>) -> ValR<Self> {
        let bounds = plain_bounds(range);
        let bounds = bounds.start.as_ref()..bounds.end.as_ref();
        let Self::List(list) = self else {
            return ours(self.into_val().range(bounds));
        };
        // The library tells which places are meant.
        let places: Val = (0..list.len()).map(Val::from).collect();
        let places = Self::Plain(places.range(bounds).map_err(failure)?).values();
        places
            .map(|place| Self::List(list.clone()).index(&place?))
            .collect()
    }

    fn map_values<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        opt: Opt,
        f: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        let thrown = Thrown::nothing();
        let each = |value| f(Self::Plain(value)).map(|result| thrown.pass(result));
        let updated = self.into_val().map_values(opt, each);
        thrown.end(updated)
    }

    fn map_index<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        index: &Self,
        opt: Opt,
        f: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        let (index, thrown) = (index.clone().into_val(), Thrown::nothing());
        let each = |value| f(Self::Plain(value)).map(|result| thrown.pass(result));
        let updated = self.into_val().map_index(&index, opt, each);
        thrown.end(updated)
    }

    fn map_range<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        range: Range<&Self>,
        opt: Opt,
        f: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        let bounds = plain_bounds(range);
        let bounds = bounds.start.as_ref()..bounds.end.as_ref();
        let thrown = Thrown::nothing();
        let each = |value| f(Self::Plain(value)).map(|result| thrown.pass(result));
        let updated = self.into_val().map_range(bounds, opt, each);
        thrown.end(updated)
    }

    fn as_bool(&self) -> bool {
        match self {
            Self::Plain(value) => value.as_bool(),
            Self::Record(_) | Self::List(_) => true,
        }
    }

    fn into_string(self) -> Self {
        Self::Plain(self.into_val().into_string())
    }
}

fn plain_bounds(range: Range<&Value>) -> Range<Val> {
    let plain = |bound: Option<&Value>| bound.cloned().map(Value::into_val);
    plain(range.start)..plain(range.end)
}

/// Where a place counted from the front, or from the end if it is negative, is in an array.
pub(super) fn place_in(place: isize, length: usize) -> Option<usize> {
    let place = if place < 0 {
        length.checked_sub(place.unsigned_abs())?
    } else {
        place.unsigned_abs()
    };
    (place < length).then_some(place)
}

/// What an update ended with early. The library's own values cannot carry it, so it passes by them.
struct Thrown<'a>(Cell<Option<Exn<'a, Value>>>);

impl<'a> Thrown<'a> {
    fn nothing() -> Self {
        Self(Cell::new(None))
    }

    /// What the library is given in place of a result.
    fn pass(&self, result: ValX<'a, Value>) -> ValX<'a, Val> {
        result.map(Value::into_val).map_err(|thrown| {
            self.0.set(Some(thrown));
            Exn::from(Error::new(Val::Null))
        })
    }

    fn end(self, updated: ValX<'a, Val>) -> ValX<'a, Value> {
        match (self.0.into_inner(), updated) {
            (Some(thrown), _) => Err(thrown),
            (None, Ok(value)) => Ok(Value::Plain(value)),
            // Nothing was thrown, so that it is the library's own error.
            (None, Err(error)) => Err(error
                .get_err()
                .map_or_else(|_| Error::new(Value::Plain(Val::Null)), failure)
                .into()),
        }
    }
}

macro_rules! operators {
    ($($operator:ident $method:ident),*) => { $(
        impl $operator for Value {
            type Output = ValR<Self>;

            fn $method(self, other: Self) -> ValR<Self> {
                ours($operator::$method(self.into_val(), other.into_val()))
            }
        }
    )* };
}

operators!(Add add, Sub sub, Mul mul, Div div, Rem rem);

impl Neg for Value {
    type Output = ValR<Self>;

    fn neg(self) -> ValR<Self> {
        ours(-self.into_val())
    }
}

impl jaq_std::ValT for Value {
    fn into_seq<S: FromIterator<Self>>(self) -> Result<S, Self> {
        match self {
            Self::List(list) => Ok(Rc::unwrap_or_clone(list).into_iter().collect()),
            Self::Plain(Val::Arr(list)) => {
                let list = Rc::unwrap_or_clone(list).into_iter();
                Ok(list.map(Self::Plain).collect())
            }
            value => Err(value),
        }
    }

    fn is_int(&self) -> bool {
        matches!(self, Self::Plain(value) if value.is_int())
    }

    fn as_isize(&self) -> Option<isize> {
        match self {
            Self::Plain(value) => value.as_isize(),
            _ => None,
        }
    }

    fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Plain(value) => value.as_f64(),
            _ => None,
        }
    }

    fn is_utf8_str(&self) -> bool {
        matches!(self, Self::Plain(Val::TStr(_)))
    }

    fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Plain(value) => value.as_bytes(),
            _ => None,
        }
    }

    fn as_sub_str(&self, part: &[u8]) -> Self {
        match self {
            Self::Plain(value) => Self::Plain(value.as_sub_str(part)),
            value => value.clone(),
        }
    }

    fn from_utf8_bytes(bytes: impl AsRef<[u8]> + Send + 'static) -> Self {
        Self::Plain(Val::from_utf8_bytes(bytes))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Plain(Val::from(value))
    }
}

impl From<isize> for Value {
    fn from(value: isize) -> Self {
        Self::Plain(Val::from(value))
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Plain(Val::from(value))
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Plain(Val::from(value))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Plain(Val::from(text))
    }
}

impl From<Range<Value>> for Value {
    fn from(range: Range<Value>) -> Self {
        let plain = |bound: Option<Value>| bound.map(Value::into_val);
        Self::Plain(Val::from(plain(range.start)..plain(range.end)))
    }
}
