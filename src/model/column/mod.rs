//! Columns: a name and a value for everything that is known of an invocation or of an instance.

mod instance;
mod invocation;
mod run;

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::Timestamp;

use super::{Instance, Row};

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

/// What a row is about: an invocation, or one instance of it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The invocation.
    pub row: &'a Row,
    /// The instance.
    pub instance: Option<Instance<'a>>,
}

/// Reads a value out of a line.
type Read = for<'a> fn(Line<'a>) -> Value<'a>;

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name: in `--columns` and, in lower case, as the header of csv and tsv.
    pub name: &'static str,
    /// Whether its values are numbers or lengths of time.
    pub numeric: bool,
    /// What it holds, as a sentence without a full stop.
    pub about: &'static str,
    read: Read,
}

impl Column {
    const fn new(name: &'static str, numeric: bool, about: &'static str, read: Read) -> Self {
        Self {
            name,
            numeric,
            about,
            read,
        }
    }

    /// Its value in a line.
    #[must_use]
    pub fn value<'a>(&self, line: Line<'a>) -> Value<'a> {
        (self.read)(line)
    }
}

/// The columns that there are for such rows.
#[must_use]
pub fn all(rows: Rows) -> Vec<Column> {
    match rows {
        Rows::Invocations => invocation::COLUMNS.to_vec(),
        Rows::Instances => of_instances(),
        Rows::Runs => run::columns(),
    }
}

fn of_instances() -> Vec<Column> {
    let of_invocation = invocation::COLUMNS.iter().filter(|column| {
        instance::COLUMNS
            .iter()
            .all(|other| other.name != column.name)
    });
    instance::COLUMNS
        .iter()
        .chain(of_invocation)
        .copied()
        .chain(instance::TAKEN)
        .collect()
}

/// The columns that csv and tsv print when none were chosen.
#[must_use]
pub fn default(rows: Rows) -> Vec<Column> {
    let count = match rows {
        Rows::Invocations => invocation::FIRST,
        Rows::Instances => instance::FIRST,
        Rows::Runs => run::FIRST,
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
        let taken: Vec<&str> = invocation::COLUMNS
            .iter()
            .map(|column| column.name)
            .filter(|name| {
                *name != "id" && instance::COLUMNS.iter().any(|other| other.name == *name)
            })
            .collect();
        let prefixed: Vec<&str> = instance::TAKEN
            .iter()
            .map(|column| column.name.strip_prefix("inv-").unwrap())
            .collect();
        assert_eq!(taken, prefixed);
    }

    /// Every element of a record in the answer, as the product page lists them.
    const INVOCATION: &str = "OssOutputDelivery InvocationStatus Parameters Timed CommandDescription Timeout \
        CommandContent WorkingDir RepeatMode InvokeStatus CommandType Username ContainerId ContainerName CreationTime \
        Frequency Launcher CommandId CommandName InvokeId TerminationMode Tags";
    const INSTANCE: &str = "Dropped InvocationStatus InstanceId Timed InstanceInvokeStatus ExitCode ErrorInfo StartTime \
        Repeats OssOutputUri OssOutputStatus OssOutputErrorCode OssOutputErrorInfo FinishTime Output CreationTime \
        UpdateTime ErrorCode StopTime";

    #[test]
    fn every_element_of_the_answer_has_a_column_that_explains_it() {
        for (elements, columns) in [
            (INVOCATION, &invocation::COLUMNS[..]),
            (INSTANCE, &instance::COLUMNS[..]),
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
        assert_eq!(columns.len(), run::NAMES.len());
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
