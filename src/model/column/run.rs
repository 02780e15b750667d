//! The columns of a run: those of an instance and of its invocation that the service tells of runs, and which run it is.

use super::{Column, Value, instance, invocation};

/// How many of them csv and tsv print when none were chosen.
pub(super) const FIRST: usize = 11;

/// Every column, by name, those first that are shown when none were chosen.
pub(super) const NAMES: [&str; 30] = [
    "id",
    "instance",
    "run",
    "status",
    "exit",
    "took",
    "error",
    "why",
    "started",
    "finished",
    "dropped",
    "error-info",
    "stopped",
    "output",
    "oss-status",
    "oss-uri",
    "oss-error",
    "oss-error-info",
    "old-status",
    "verdict",
    "region",
    "profile",
    "command-id",
    "user",
    "container",
    "container-id",
    "launcher",
    "termination",
    "oss",
    "tags",
];

const RUN: Column = Column::new(
    "run",
    true,
    "which run it is, counted from 1 (Repeats); 0 before the first",
    |line| {
        let number = line
            .instance
            .and_then(|instance| instance.record().integer("Repeats"));
        Value::number(number)
    },
);

/// Every column.
pub(super) fn columns() -> Vec<Column> {
    let known = || {
        let others = instance::COLUMNS.iter().chain(&invocation::COLUMNS);
        std::iter::once(&RUN).chain(others)
    };
    let named = |name: &&str| known().find(|column| column.name == *name).copied();
    NAMES.iter().filter_map(named).collect()
}
