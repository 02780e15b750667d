//! `invq completions SHELL` and `invq man`: files made from the grammar.

mod mended;
mod words;

use clap_complete::Shell as Target;
use clap_mangen::roff::{Roff, bold, roman};

use crate::cli::{self, Shell};
use crate::vocabulary::{EXITS, FORMS, FormRow, VARIABLES};

/// A shell's completion script.
pub fn completions(shell: Shell) -> Vec<u8> {
    let target = match shell {
        Shell::Bash => Target::Bash,
        Shell::Zsh => Target::Zsh,
        Shell::Fish => Target::Fish,
        Shell::Powershell => Target::PowerShell,
        Shell::Elvish => Target::Elvish,
    };
    let mut script = Vec::new();
    let mut command = words::command();
    clap_complete::generate(target, &mut command, "invq", &mut script);
    mended::mended(&script, shell, &command)
}

/// The manual page, in roff.
///
/// # Errors
///
/// None in practice: it is written to memory.
pub fn manual() -> std::io::Result<Vec<u8>> {
    // The page has room for what `-h` leaves out, and the library leaves the same out unless it is told. Its synopsis
    // would be a screen of flags, so it gets the lines that the help has.
    let mut command = cli::command()
        .mut_args(|arg| arg.hide_short_help(false))
        .override_usage("invq [OPTIONS] [ID]...\n       invq <COMMAND>");
    // Building the commands gives each its full name.
    command.build();
    let man = clap_mangen::Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for command in command.get_subcommands() {
        verb(command, &mut page)?;
    }
    let examples = cli::EXAMPLES.lines().skip(1);
    let examples = examples.filter_map(|line| line.trim().split_once("  "));
    section("EXAMPLES", examples, &mut page)?;
    let says = |form: &FormRow| format!("for {}: {}", form.serves, form.says);
    section(
        "FORMS",
        FORMS.iter().map(|form| (form.typed, says(form))),
        &mut page,
    )?;
    let exits = EXITS.iter().map(|row| (row.code.to_string(), row.says));
    section("EXIT STATUS", exits, &mut page)?;
    let variables = VARIABLES
        .iter()
        .map(|row| (row.word.replace('\n', " "), row.says));
    section("ENVIRONMENT", variables, &mut page)?;
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// A section for a command of its own: there is one page for all.
fn verb(command: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let mut head = Roff::new();
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    head.control("SH", [name.to_uppercase().as_str()]);
    let about = command.get_about().map(ToString::to_string);
    head.text([roman(about.unwrap_or_default())]);
    head.to_writer(page)?;
    let takes_nothing = command.get_arguments().all(|arg| arg.get_id() == "help");
    if takes_nothing {
        return Ok(());
    }
    let mut options = Vec::new();
    let command = command.clone().mut_arg("help", |arg| arg.hide(true));
    clap_mangen::Man::new(command).render_options_section(&mut options)?;
    // The heading is the library's; below our own it would stand for the options of everything.
    let options = String::from_utf8_lossy(&options).replace(".SH OPTIONS\n", "");
    page.extend_from_slice(options.as_bytes());
    Ok(())
}

/// A section of what can be typed, each with what is said of it.
fn section<T: Into<String>, S: AsRef<str>>(
    heading: &str,
    rows: impl Iterator<Item = (T, S)>,
    page: &mut Vec<u8>,
) -> std::io::Result<()> {
    let mut section = Roff::new();
    section.control("SH", [heading]);
    for (typed, says) in rows {
        section.control("TP", []);
        section.text([bold(typed)]);
        section.text([roman(says.as_ref().trim())]);
    }
    section.to_writer(page)
}
