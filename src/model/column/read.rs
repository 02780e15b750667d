//! A column, and how it reads its value.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::Timestamp;

use crate::model::{Instance, Record, Row};

/// What a column holds in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing: unknown, not reached or not given.
    None,
    /// Text, as it came.
    Text(Cow<'a, str>),
    /// A number.
    Number(i64),
    /// A length of time in seconds.
    Seconds(u64),
    /// A point in time.
    Time(Timestamp),
}

impl<'a> Value<'a> {
    pub(super) fn text(text: Option<Cow<'a, str>>) -> Self {
        text.map_or(Self::None, Self::Text)
    }

    pub(super) fn time(time: Option<Timestamp>) -> Self {
        time.map_or(Self::None, Self::Time)
    }

    pub(super) fn seconds(seconds: Option<u64>) -> Self {
        seconds.map_or(Self::None, Self::Seconds)
    }

    pub(super) fn number(number: Option<i64>) -> Self {
        number.map_or(Self::None, Self::Number)
    }

    pub(super) fn count(count: usize) -> Self {
        Self::number(i64::try_from(count).ok())
    }

    pub(super) fn flag(flag: Option<bool>) -> Self {
        Self::text(flag.map(|flag| Cow::Borrowed(if flag { "true" } else { "false" })))
    }

    /// The value as another program reads it: a number of seconds, RFC 3339 in UTC.
    #[must_use]
    pub fn plain(self) -> Cow<'a, str> {
        match self {
            Self::None => Cow::Borrowed(""),
            Self::Text(text) => text,
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Seconds(seconds) => Cow::Owned(seconds.to_string()),
            Self::Time(time) => Cow::Owned(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        }
    }

    /// How two values of one column are sorted. Nothing comes last, whichever way is sorted.
    #[must_use]
    pub fn order(&self, other: &Self, descending: bool) -> Ordering {
        let straight = match (self, other) {
            (Self::None, Self::None) => return Ordering::Equal,
            (Self::None, _) => return Ordering::Greater,
            (_, Self::None) => return Ordering::Less,
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Seconds(a), Self::Seconds(b)) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            // One column holds one kind of value.
            _ => Ordering::Equal,
        };
        if descending {
            straight.reverse()
        } else {
            straight
        }
    }
}

/// What the rows of a result are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// Invocations.
    #[default]
    Invocations,
    /// The instances of invocations.
    Instances,
    /// The runs of tasks that repeat.
    Runs,
}

/// What a line of a result is about: an invocation, or one instance of it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The invocation.
    pub row: &'a Row,
    /// The instance.
    pub instance: Option<Instance<'a>>,
}

/// The lines that a row makes: one of itself, or one for each instance in view.
pub fn lines(row: &Row, rows: Rows) -> impl Iterator<Item = Line<'_>> {
    let whole = (rows == Rows::Invocations).then_some(None);
    let instances = row.instances().filter(move |_| whole.is_none());
    let lines = whole.into_iter().chain(instances.map(Some));
    lines.map(move |instance| Line { row, instance })
}

/// How a column reads its value out of a line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Read {
    Text(FieldOf, &'static str),
    Number(FieldOf, &'static str),
    Time(FieldOf, &'static str),
    Flag(FieldOf, &'static str),
    /// Anything that is worked out.
    Value(for<'a> fn(Line<'a>) -> Value<'a>),
    /// A number or a length of time that is worked out.
    Measure(for<'a> fn(Line<'a>) -> Value<'a>),
    /// A point in time that is worked out.
    Moment(for<'a> fn(Line<'a>) -> Value<'a>),
}

/// Whose field a column shows.
#[derive(Clone, Copy, Debug)]
pub(super) enum FieldOf {
    Invocation,
    Instance,
}

impl FieldOf {
    fn record(self, line: Line<'_>) -> Option<Record<'_>> {
        match self {
            Self::Invocation => Some(line.row.invocation().record()),
            Self::Instance => line.instance.map(Instance::record),
        }
    }
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name: in `--columns` and, in lower case, as the header of csv and tsv.
    pub name: &'static str,
    /// What it holds, as a sentence without a full stop.
    pub about: &'static str,
    pub(super) read: Read,
}

impl Column {
    /// Whether its values are numbers or lengths of time.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        matches!(self.read, Read::Number(..) | Read::Measure(_))
    }

    /// Whether its values are points in time.
    #[must_use]
    pub fn is_time(&self) -> bool {
        matches!(self.read, Read::Time(..) | Read::Moment(_))
    }

    /// Its value in a line.
    #[must_use]
    pub fn value<'a>(&self, line: Line<'a>) -> Value<'a> {
        let record = |of: FieldOf| of.record(line);
        match self.read {
            Read::Text(of, name) => Value::text(record(of).and_then(|it| it.text(name))),
            Read::Number(of, name) => Value::number(record(of).and_then(|it| it.integer(name))),
            Read::Time(of, name) => Value::time(record(of).and_then(|it| it.time(name))),
            Read::Flag(of, name) => Value::flag(record(of).and_then(|it| it.boolean(name))),
            Read::Value(read) | Read::Measure(read) | Read::Moment(read) => read(line),
        }
    }
}
