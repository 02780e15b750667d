//! The command line: what can be typed, and everything that is refused before anything is sent, all at once.

mod args;
mod asked;
mod check;
mod compare;
mod fields;
mod filters;
mod full;
mod grep;
mod groups;
mod history;
mod ids;
mod into;
mod optional;
mod report;
mod result;
mod tags;
mod tail;
mod verbs;
mod waiting;

pub use args::{Cli, Command, EXAMPLES, QueryArgs, long_end};
pub use asked::Asked;
pub use check::check;
pub use filters::SORT_KEYS;
pub use groups::{help_of, hint};
pub use ids::{reads_stdin, saved_files};
pub use result::{rows, typed_form};
pub use verbs::{CompletionsArgs, ExplainArgs, ProfilesArgs, SandboxArgs, Shell};

/// Something that was typed and cannot be, as one line: what, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(pub String);

/// The whole grammar.
#[must_use]
pub fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command().after_long_help(long_end())
}
