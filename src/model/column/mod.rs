//! Columns: a name and a value for everything that is known of an invocation, an instance or a run.

mod table;

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::Timestamp;

use super::{Instance, Record, Row};
use table::{FIRST, INSTANCE, INVOCATION, RUN, RUNS, TAKEN};

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
    fn text(text: Option<Cow<'a, str>>) -> Self {
        text.map_or(Self::None, Self::Text)
    }

    fn time(time: Option<Timestamp>) -> Self {
        time.map_or(Self::None, Self::Time)
    }

    fn seconds(seconds: Option<u64>) -> Self {
        seconds.map_or(Self::None, Self::Seconds)
    }

    fn number(number: Option<i64>) -> Self {
        number.map_or(Self::None, Self::Number)
    }

    fn count(count: usize) -> Self {
        Self::number(i64::try_from(count).ok())
    }

    fn flag(flag: Option<bool>) -> Self {
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
enum Read {
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
enum FieldOf {
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
    read: Read,
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

/// The columns that there are for such rows.
#[must_use]
pub fn all(rows: Rows) -> Vec<Column> {
    match rows {
        Rows::Invocations => INVOCATION.to_vec(),
        Rows::Instances => of_instances(),
        Rows::Runs => of_runs(),
    }
}

fn named<'c>(columns: impl IntoIterator<Item = &'c Column>, name: &str) -> Option<Column> {
    let mut columns = columns.into_iter();
    columns.find(|column| column.name == name).copied()
}

fn of_instances() -> Vec<Column> {
    let free = |column: &&Column| named(&INSTANCE, column.name).is_none();
    let taken = |(name, about): (&'static str, _)| {
        let column = named(&INVOCATION, name.trim_start_matches("inv-"))?;
        Some(Column {
            name,
            about,
            ..column
        })
    };
    let others = INVOCATION.iter().filter(free);
    let columns = INSTANCE.iter().chain(others).copied();
    columns.chain(TAKEN.into_iter().filter_map(taken)).collect()
}

fn of_runs() -> Vec<Column> {
    let known = || std::iter::once(&RUN).chain(&INSTANCE).chain(&INVOCATION);
    let columns = RUNS.split_whitespace();
    columns.filter_map(|name| named(known(), name)).collect()
}

/// The columns that csv and tsv print when none were chosen.
#[must_use]
pub fn default(rows: Rows) -> Vec<Column> {
    let [invocations, instances, runs] = FIRST;
    let count = match rows {
        Rows::Invocations => invocations,
        Rows::Instances => instances,
        Rows::Runs => runs,
    };
    all(rows).into_iter().take(count).collect()
}

/// A column by its name.
#[must_use]
pub fn find(name: &str, rows: Rows) -> Option<Column> {
    all(rows)
        .into_iter()
        .find(|column| column.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_and_taken_ones_have_their_prefix() {
        for rows in [Rows::Invocations, Rows::Instances, Rows::Runs] {
            let names: Vec<&str> = all(rows).iter().map(|column| column.name).collect();
            let unique: HashSet<&&str> = names.iter().collect();
            assert_eq!(unique.len(), names.len());
        }
        let taken: Vec<&str> = INVOCATION
            .iter()
            .map(|column| column.name)
            .filter(|name| *name != "id" && INSTANCE.iter().any(|other| other.name == *name))
            .collect();
        let prefixed: Vec<&str> = TAKEN
            .iter()
            .map(|(name, _)| name.strip_prefix("inv-").unwrap())
            .collect();
        assert_eq!(taken, prefixed);
    }

    /// Every element of a record in the answer, as the product page lists them.
    const OF_INVOCATION: &str = "OssOutputDelivery InvocationStatus Parameters Timed CommandDescription Timeout \
        CommandContent WorkingDir RepeatMode InvokeStatus CommandType Username ContainerId ContainerName CreationTime \
        Frequency Launcher CommandId CommandName InvokeId TerminationMode Tags";
    const OF_INSTANCE: &str = "Dropped InvocationStatus InstanceId Timed InstanceInvokeStatus ExitCode ErrorInfo StartTime \
        Repeats OssOutputUri OssOutputStatus OssOutputErrorCode OssOutputErrorInfo FinishTime Output CreationTime \
        UpdateTime ErrorCode StopTime";

    #[test]
    fn every_element_of_the_answer_has_a_column_that_explains_it() {
        for (elements, columns) in [
            (OF_INVOCATION, &INVOCATION[..]),
            (OF_INSTANCE, &INSTANCE[..]),
        ] {
            for element in elements.split_whitespace() {
                let told = |column: &&Column| {
                    column
                        .about
                        .split(|c: char| !c.is_alphanumeric())
                        .any(|word| word == element)
                };
                assert_eq!(columns.iter().filter(told).count(), 1, "{element}");
            }
        }
    }

    #[test]
    fn the_default_columns_are_those_of_the_design() {
        let names = |rows| {
            let columns = default(rows);
            columns
                .iter()
                .map(|column| column.name)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            names(Rows::Invocations),
            "id status ok command created finished took why region profile"
        );
        assert_eq!(
            names(Rows::Instances),
            "id instance status exit took error why started finished"
        );
        assert_eq!(
            names(Rows::Runs),
            "id instance run status exit took error why started finished dropped"
        );
    }

    /// Every field of a result, as the service tells of runs, in the names that it has here.
    const RUN: &str = "CommandId InvokeId InstanceId InvocationStatus InstanceInvokeStatus ExitCode Output Dropped Repeats \
        ErrorCode ErrorInfo StartTime FinishTime StopTime Username ContainerId ContainerName Launcher TerminationMode \
        OssOutputDelivery OssOutputStatus OssOutputUri OssOutputErrorCode OssOutputErrorInfo Tags";

    #[test]
    fn every_field_of_a_run_has_a_column_and_no_column_is_without_one() {
        let columns = all(Rows::Runs);
        assert_eq!(columns.len(), RUNS.split_whitespace().count());
        let tells = |column: &Column, field: &str| {
            let mut words = column.about.split(|c: char| !c.is_alphanumeric());
            words.any(|word| word == field)
        };
        for field in RUN.split_whitespace() {
            let telling = columns.iter().filter(|column| tells(column, field));
            assert_eq!(telling.count(), 1, "{field}");
        }
        let ours = ["took", "why", "verdict", "region", "profile"];
        for column in &columns {
            let told = RUN.split_whitespace().any(|field| tells(column, field));
            assert!(told != ours.contains(&column.name), "{}", column.name);
        }
    }

    #[test]
    fn nothing_sorts_last_both_ways() {
        let (one, two) = (Value::Number(1), Value::Number(2));
        for descending in [false, true] {
            assert_eq!(Value::None.order(&one, descending), Ordering::Greater);
            assert_eq!(one.order(&Value::None, descending), Ordering::Less);
        }
        assert_eq!(one.order(&two, false), Ordering::Less);
        assert_eq!(one.order(&two, true), Ordering::Greater);
    }
}
