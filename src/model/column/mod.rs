//! Columns: a name and a value for everything that is known of an invocation, an instance or a run.

mod read;
mod table;

pub use read::{Column, Line, Rows, Value, lines};

use table::{FIRST, INSTANCE, INVOCATION, RUN, RUNS, TAKEN};

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

    use std::cmp::Ordering;

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
        let ours = ["took", "why", "host", "verdict", "region", "profile"];
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
