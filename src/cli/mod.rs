//! The command line: what can be typed, and everything that is refused before anything is sent, all at once.

mod args;
mod check;
mod filters;
mod history;
mod ids;
mod result;
mod tags;
mod waiting;

pub use args::{
    Cli, Command, CompletionsArgs, EXAMPLES, ProfilesArgs, QueryArgs, SandboxArgs, Shell,
};
pub use check::{Asked, check};
pub use result::rows;

/// Something that was typed and cannot be, as one line: what, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(pub String);

/// The whole grammar.
#[must_use]
pub fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

/// The grammar with the words that values can take, for shell completions. The words are checked by us and not by the
/// parser, so that all problems can be told at once.
#[must_use]
pub fn command_with_words() -> clap::Command {
    use crate::query::Form;
    use crate::query::words::{COMMAND_TYPES, REPEAT_MODES, STATUSES, Word};
    fn words(table: &[Word]) -> Vec<&'static str> {
        table.iter().map(|(word, _)| *word).collect()
    }
    let with = |command: clap::Command, id: &'static str, words: Vec<&'static str>| {
        command.mut_arg(id, |arg| arg.value_parser(words))
    };
    let command = with(command(), "status", words(&STATUSES));
    let command = with(command, "command_type", words(&COMMAND_TYPES));
    let command = with(command, "repeat_mode", words(&REPEAT_MODES));
    let instance = crate::model::status::INSTANCE
        .iter()
        .map(|(word, _)| *word)
        .collect();
    let command = with(command, "instance_status", instance);
    let command = with(
        command,
        "format",
        Form::NAMES.iter().map(|(name, _)| *name).collect(),
    );
    with(command, "color", vec!["auto", "always", "never"])
}
