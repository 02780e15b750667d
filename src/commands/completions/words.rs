//! The words that values can take, for completions. The program checks them itself and not by the parser, so that all
//! problems can be told at once.

use clap::Command;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::api::endpoint::known_regions;
use crate::cli;
use crate::commands::explain;
use crate::model::column::{self, Column, Rows};
use crate::query::Key;
use crate::vocabulary::{
    COMMAND_TYPES, ERROR_CODES, FormRow, INSTANCE_STATUSES, REPEAT_MODES, STATUS_FILTER, Term,
};

/// The grammar, with the words of each value that has some.
pub(super) fn command() -> Command {
    let flags = [
        ("status", terms(STATUS_FILTER)),
        (
            "instance_status",
            terms(INSTANCE_STATUSES.iter().map(|status| &status.term)),
        ),
        ("command_type", terms(COMMAND_TYPES)),
        ("repeat_mode", terms(REPEAT_MODES)),
        ("timed", plain(["true", "false", "all"])),
        ("error_code", terms(&*ERROR_CODES)),
        ("sort", sort_keys()),
        ("columns", columns()),
        ("format", forms()),
        ("summary", plain(Key::NAMES.map(|(name, _)| name))),
        ("color", plain(["auto", "always", "never"])),
        ("exit_status", plain(["verdict", "remote"])),
        ("region", regions()),
        ("error_format", plain(["text", "json"])),
    ];
    let command = flags.into_iter().fold(cli::command(), with);
    command.mut_subcommand("explain", |explain| {
        with(explain, ("term", plain(explain::words())))
    })
}

fn with(command: Command, (id, words): (&'static str, Vec<PossibleValue>)) -> Command {
    command.mut_arg(id, |arg| arg.value_parser(PossibleValuesParser::new(words)))
}

fn word(name: &'static str, says: &'static str) -> PossibleValue {
    PossibleValue::new(name).help(says)
}

fn plain(words: impl IntoIterator<Item = &'static str>) -> Vec<PossibleValue> {
    words.into_iter().map(PossibleValue::new).collect()
}

fn terms(table: impl IntoIterator<Item = &'static Term>) -> Vec<PossibleValue> {
    let terms = table.into_iter();
    terms.map(|term| word(term.word, term.says)).collect()
}

fn sort_keys() -> Vec<PossibleValue> {
    plain(cli::SORT_KEYS.map(|(key, _)| key))
}

/// Those of an invocation, then those that instances or runs alone have.
fn columns() -> Vec<PossibleValue> {
    let all = [Rows::Invocations, Rows::Instances, Rows::Runs].map(column::all);
    let mut columns: Vec<Column> = Vec::new();
    for column in all.concat() {
        if columns.iter().all(|known| known.name != column.name) {
            columns.push(column);
        }
    }
    let help = PossibleValue::new("help").help("list the columns");
    let columns = columns.iter().map(|column| word(column.name, column.about));
    columns.chain([help]).collect()
}

fn forms() -> Vec<PossibleValue> {
    FormRow::named()
        .map(|form| word(form.name, form.says))
        .collect()
}

fn regions() -> Vec<PossibleValue> {
    let regions = known_regions().iter();
    regions
        .map(|region| word(&region.id, &region.name))
        .collect()
}
