//! The groups of flags: the help of one can be asked for by itself, and hints name it.

use super::args::{environment, exit_codes, forms};
use super::{Problem, command};
use crate::nearest::nearest;

/// Each group: the word that asks for it, and its heading in the help.
const GROUPS: [(&str, &str); 5] = [
    ("selectors", "Selectors sent to the service"),
    ("filters", "Local filters and order"),
    ("output", "Form of the result"),
    ("waiting", "Waiting"),
    ("connection", "Connection and the rest"),
];

/// The grammar with the help of one group alone.
///
/// # Errors
///
/// There is no such group.
pub fn help_of(command: clap::Command, word: &str) -> Result<clap::Command, Problem> {
    let group = GROUPS.iter().find(|(name, _)| *name == word);
    let Some((_, heading)) = group else {
        let words = GROUPS.map(|(name, _)| name);
        let known = match nearest(word, words) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", words.join(", ")),
        };
        return Err(Problem(format!(
            "--help `{word}`: no group of flags has this name; {known}"
        )));
    };
    let tables = match word {
        "output" => forms(),
        "waiting" => exit_codes(),
        "connection" => environment(),
        _ => String::new(),
    };
    let only = command.mut_args(|arg| {
        let is_other = arg.get_help_heading() != Some(heading);
        arg.hide(is_other)
    });
    let only = only.disable_version_flag(true).disable_help_flag(true);
    let help = clap::Arg::new("help")
        .long("help")
        .action(clap::ArgAction::HelpLong);
    let only = only
        .arg(help.hide(true))
        .mut_subcommands(|verb| verb.hide(true));
    Ok(only
        .help_template("{all-args}{after-help}")
        .after_long_help(tables))
}

/// Where the flag of a problem is explained.
#[must_use]
pub fn hint(problems: &[Problem]) -> String {
    let command = command();
    let group_of = |Problem(text): &Problem| {
        let name = text.strip_prefix("--")?;
        let name = name
            .split(|c: char| !c.is_ascii_lowercase() && c != '-')
            .next()?;
        let mut flags = command.get_arguments();
        let heading = flags
            .find(|arg| arg.get_long() == Some(name))?
            .get_help_heading()?;
        let group = GROUPS.iter().find(|(_, known)| *known == heading)?;
        Some(group.0)
    };
    match problems.iter().find_map(group_of) {
        Some(group) => {
            format!("`invq --help {group}` lists these flags and what they take")
        }
        None => "`invq --help` lists every flag and what it takes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_of_a_query_is_in_a_group() {
        let command = command();
        let flags = command
            .get_arguments()
            .filter(|arg| arg.get_long().is_some());
        for flag in flags {
            let heading = flag.get_help_heading();
            assert!(
                GROUPS.iter().any(|group| heading == Some(group.1)),
                "{flag}"
            );
        }
    }
}
