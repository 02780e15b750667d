//! `invq completions SHELL` and `invq man`: files made from the grammar.

use clap_complete::Shell as Target;

use crate::cli::{self, Shell};

/// A shell's completion script.
#[must_use]
pub fn completions(shell: Shell) -> Vec<u8> {
    let target = match shell {
        Shell::Bash => Target::Bash,
        Shell::Zsh => Target::Zsh,
        Shell::Fish => Target::Fish,
        Shell::Powershell => Target::PowerShell,
        Shell::Elvish => Target::Elvish,
    };
    let mut script = Vec::new();
    clap_complete::generate(target, &mut cli::command_with_words(), "invq", &mut script);
    script
}

/// The manual page, in roff.
///
/// # Errors
///
/// None in practice: it is written to memory.
pub fn manual() -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    // The page has room for what `-h` leaves out, and the library leaves the same out unless it is told.
    let command = cli::command().mut_args(|arg| arg.hide_short_help(false));
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}
