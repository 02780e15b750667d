//! Filters that are written for the library's own values alone, written again for ours.

use bstr::ByteSlice as _;
use jaq_core::native::{Filter, Fun, bome, run, unary, v};
use jaq_core::{Error, RunPtr, ValR, ValT as _};
use jaq_json::{Num, Val, bytes_valrs, read, write};
use jaq_std::ValT as _;

use super::Data;
use super::places::is_deep;
use super::traits::{ours, place_in};
use super::value::Value;

/// All of them.
pub(super) fn funs() -> impl Iterator<Item = Fun<Data>> {
    let all: [Filter<RunPtr<Data>>; 8] = [
        ("length", v(0), |cv| bome(length(cv.1))),
        ("has", v(1), |cv| unary(cv, has)),
        ("contains", v(1), |cv| {
            unary(cv, |value, part| {
                Ok(contains(&value.into_val(), &part.into_val()).into())
            })
        }),
        ("indices", v(1), |cv| {
            unary(cv, |value, part| {
                ours(indices(&value.into_val(), &part.into_val()))
            })
        }),
        ("bsearch", v(1), |cv| {
            unary(cv, |list, value| {
                ours(bsearch(list.into_val(), &value.into_val()))
            })
        }),
        ("tobytes", v(0), |cv| bome(ours(tobytes(&cv.1.into_val())))),
        ("tojson", v(0), |cv| {
            let mut json = Vec::new();
            // Writing to memory cannot fail.
            let _ = write::write(&mut json, &write::Pp::default(), 0, &cv.1.into_val());
            bome(Ok(Value::from_utf8_bytes(json)))
        }),
        ("fromjson", v(0), |cv| match fromjson(cv.1.into_val()) {
            Ok(values) => Box::new(values.map(|value| ours(value).map_err(Into::into))),
            Err(error) => bome(ours(Err(error))),
        }),
    ];
    all.into_iter().map(run::<Data>)
}

/// 0 for null, how far a number is from 0, how many characters, values or fields.
fn length(value: Value) -> ValR<Value> {
    if let Value::List(list) = &value {
        return Ok(list.len().into());
    }
    ours(match value.into_val() {
        Val::Null => Ok(0_usize.into()),
        value @ Val::Num(Num::Float(_) | Num::Dec(_)) => {
            Ok(value.as_f64().unwrap_or(f64::NAN).abs().into())
        }
        Val::Num(number) if number < Num::Int(0) => Ok(Val::Num(-number)),
        Val::Num(number) => Ok(Val::Num(number)),
        Val::TStr(text) => Ok(text.chars().count().into()),
        Val::BStr(bytes) => Ok(bytes.len().into()),
        Val::Arr(list) => Ok(list.len().into()),
        Val::Obj(object) => Ok(object.len().into()),
        value @ Val::Bool(_) => Err(Error::str(format_args!("{value} has no length"))),
    })
}

/// Whether there is something at an index, be it null.
fn has(value: Value, index: Value) -> ValR<Value> {
    let index = index.into_val();
    let there = match (&value, &index) {
        (Value::Record(record), name) => record.field(name).is_some(),
        (Value::List(list), Val::Num(Num::Int(place))) => place_in(*place, list.len()).is_some(),
        (Value::Plain(Val::Arr(list)), Val::Num(Num::Int(place))) => {
            place_in(*place, list.len()).is_some()
        }
        (Value::Plain(Val::Obj(object)), index) => object.contains_key(index),
        // Nothing else holds null.
        _ => ours(value.into_val().index(&index))? != Value::Plain(Val::Null),
    };
    Ok(there.into())
}

/// Whether a text, an array or an object has each part of another one in it.
fn contains(value: &Val, part: &Val) -> bool {
    match (value, part) {
        (Val::BStr(text), Val::BStr(part)) | (Val::TStr(text), Val::TStr(part)) => {
            text.contains_str(part.as_ref())
        }
        (Val::Arr(list), Val::Arr(parts)) => parts
            .iter()
            .all(|part| list.iter().any(|value| contains(value, part))),
        (Val::Obj(object), Val::Obj(parts)) => parts
            .iter()
            .all(|(name, part)| object.get(name).is_some_and(|value| contains(value, part))),
        _ => value == part,
    }
}

/// At which places a part is found: characters of a text, bytes, or values of an array. They may overlap.
fn indices(value: &Val, part: &Val) -> ValR<Val> {
    let found: Vec<usize> = match (value, part) {
        (Val::TStr(text), Val::TStr(part)) => {
            let starts = text.char_indices().map(|(start, _, _)| start);
            let rests = starts.map(|start| text.get(start..).unwrap_or_default());
            places(rests, part)
        }
        (Val::BStr(bytes), Val::BStr(part)) => places(rests(bytes), part),
        (Val::Arr(list), Val::Arr(part)) => places(rests(list), part),
        (Val::Arr(list), value) => places(rests(list), std::slice::from_ref(value)),
        (value, part) => return Err(Error::index(value.clone(), part.clone())),
    };
    Ok(found.into_iter().map(Val::from).collect())
}

/// What is left of a list from each of its places on.
fn rests<T>(list: &[T]) -> impl Iterator<Item = &[T]> {
    (0..list.len()).map(|start| list.get(start..).unwrap_or_default())
}

/// Which of `rests` begin with a part; nothing is nowhere.
fn places<'l, T: PartialEq + 'l>(rests: impl Iterator<Item = &'l [T]>, part: &[T]) -> Vec<usize> {
    let begins = rests
        .enumerate()
        .filter(|(_, rest)| !part.is_empty() && rest.starts_with(part));
    begins.map(|(place, _)| place).collect()
}

/// Where a value stands in a sorted array; where it would have to be put in, as `-1 - place`, if it is not there.
fn bsearch(list: Val, value: &Val) -> ValR<Val> {
    let Val::Arr(list) = list else {
        return Err(Error::typ(list, "array"));
    };
    let place = list.binary_search(value);
    Ok(match place {
        Ok(place) => Val::from(place),
        Err(place) => Val::from(-1 - isize::try_from(place).unwrap_or(isize::MAX - 1)),
    })
}

/// The bytes of a text, of numbers, and of both in arrays.
fn tobytes(value: &Val) -> ValR<Val> {
    let mut bytes = Vec::new();
    match gather(value, &mut bytes) {
        Ok(()) => Ok(Val::byte_str(bytes)),
        Err(value) => Err(Error::str(format_args!("cannot convert {value} to bytes"))),
    }
}

/// Gathers bytes; the error is the value that has none.
fn gather<'v>(value: &'v Val, bytes: &mut Vec<u8>) -> Result<(), &'v Val> {
    match value {
        Val::Num(number) => {
            let byte = number.as_isize().and_then(|byte| u8::try_from(byte).ok());
            bytes.push(byte.ok_or(value)?);
            Ok(())
        }
        Val::BStr(text) | Val::TStr(text) => {
            bytes.extend_from_slice(text);
            Ok(())
        }
        Val::Arr(list) => list.iter().try_for_each(|value| gather(value, bytes)),
        _ => Err(value),
    }
}

/// The values that stand in a text, one after the other, up to the first that cannot be read.
fn fromjson(text: Val) -> ValR<impl Iterator<Item = ValR<Val>>, Val> {
    let json = text.try_as_utf8_bytes_owned()?;
    let cannot = move |error: &dyn std::fmt::Display| {
        Error::str(format_args!("cannot parse {text} as JSON: {error}"))
    };
    if is_deep(&json) {
        return Err(cannot(&"it is nested too deep"));
    }
    Ok(bytes_valrs(json, |json| {
        Box::new(read::parse_many(json).map(move |value| value.map_err(|error| cannot(&error))))
    }))
}
