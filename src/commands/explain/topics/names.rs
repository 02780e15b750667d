//! Names of things: columns, fields, parameters, flags.

use super::all;
use crate::cli;
use crate::model::column::{self, Column, Rows};
use crate::vocabulary::{
    DERIVED_FIELDS, INSTANCE_FIELDS, INVOCATION_FIELDS, Meaning, PAGE_FIELDS, PARAMETERS, Term,
};

/// Those of each kind of rows that were not told of before.
pub(super) fn columns() -> Vec<Meaning> {
    let kinds = [
        (Rows::Invocations, "column of an invocation", ""),
        (Rows::Instances, "column of an instance", " --per-instance"),
        (Rows::Runs, "column of a run", " --history"),
    ];
    let mut told: Vec<Column> = Vec::new();
    let mut found = Vec::new();
    for (rows, is, flag) in kinds {
        for column in column::all(rows) {
            let same = |other: &Column| (other.name, other.about) == (column.name, column.about);
            if told.iter().any(same) {
                continue;
            }
            let note = format!("`--columns +{}{flag}` adds it", column.name);
            found.push(Meaning::new(column.name, is, column.about).note(note));
            told.push(column);
        }
    }
    found
}

pub(super) fn fields() -> Vec<Meaning> {
    let tables: [(&[Term], &'static str); 4] = [
        (&INVOCATION_FIELDS, "field of an invocation"),
        (&INSTANCE_FIELDS, "field of an instance"),
        (&DERIVED_FIELDS, "field that invq adds"),
        (&PAGE_FIELDS, "field of an answer"),
    ];
    let meaning = |term: &Term, is| {
        // `A.B.C` is also found as `B.C` and as `C`.
        let shorter = term
            .word
            .match_indices('.')
            .filter_map(|(at, _)| term.word.get(at + 1..));
        shorter.fold(
            Meaning::of(term, is).note(column_of(term.word)),
            Meaning::also,
        )
    };
    tables
        .into_iter()
        .flat_map(|(table, is)| table.iter().map(move |term| meaning(term, is)))
        .collect()
}

/// The column that shows a field.
fn column_of(path: &str) -> String {
    let (name, rows) = match path.strip_prefix("InvokeInstances.") {
        Some(name) => (name, Rows::Instances),
        None => (path.split('.').next().unwrap_or(path), Rows::Invocations),
    };
    let tells = |column: &&Column| {
        let mut words = column.about.split(|c: char| !c.is_alphanumeric());
        words.any(|word| word == name)
    };
    match (column::all(rows).iter().find(tells), rows) {
        (Some(column), Rows::Instances) => format!("column {}, with `--per-instance`", column.name),
        (Some(column), _) => format!("column {}", column.name),
        (None, _) => String::new(),
    }
}

pub(super) fn parameters() -> Vec<Meaning> {
    let more = |meaning: Meaning| match meaning.word.split_once(".N.") {
        Some((list, part)) => {
            let (list, part) = (list.to_owned(), format!("{list}.1.{part}"));
            meaning.also(list).also(part)
        }
        None => meaning,
    };
    all(&PARAMETERS, "parameter of the request")
        .into_iter()
        .map(more)
        .collect()
}

/// The flags of the query, in the words of its help.
pub(super) fn flags() -> Vec<Meaning> {
    let command = cli::command();
    let flag = |arg: &clap::Arg| {
        let long = arg.get_long()?;
        let help = arg.get_help()?.to_string();
        let whole = arg
            .get_long_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        let more = whole.strip_prefix(help.as_str()).unwrap_or_default().trim();
        let short = arg.get_short().map(|short| format!("-{short}"));
        let meaning = Meaning::new(format!("--{long}"), "flag", help).also(long);
        let meaning = more.split("\n\n").fold(meaning, Meaning::note);
        Some(match short {
            Some(short) => meaning.note(format!("short: {short}")).also(short),
            None => meaning,
        })
    };
    command.get_arguments().filter_map(flag).collect()
}
