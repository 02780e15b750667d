//! The README's sessions, typed again: each line that begins with `$` in a block marked `console` is run, and what it
//! prints must stand under it to the letter. `SNAPSHOTS=overwrite cargo test --test it readme` writes it there.

use std::path::Path;

use snapbox::file;

use crate::messages::can_be_typed;
use crate::support::{Shell, check};

const README: &str = include_str!("../../README.md");

/// As wide as the terminals that most readers have.
const CELLS: u16 = 80;

#[test]
fn its_sessions_are_what_happens() {
    check!(typed_again(README), file!["../../README.md"]);
}

/// The text, with what each command prints under it.
fn typed_again(text: &str) -> String {
    let mut shell = Shell::new(CELLS);
    let mut again = Vec::new();
    let mut in_session = false;
    for line in text.lines() {
        in_session &= line != "```";
        match line.strip_prefix("$ ") {
            Some(command) if in_session => again.extend([format!("{line}\n"), shell.run(command)]),
            None if in_session => {}
            _ => again.push(format!("{line}\n")),
        }
        in_session |= line == "```console";
    }
    again.concat()
}

#[test]
fn its_other_commands_can_be_typed() {
    let mut found = 0;
    for line in README.lines() {
        for command in commands(line) {
            assert!(can_be_typed(command), "`{command}` cannot be typed: {line}");
            found += 1;
        }
    }
    assert!(found >= 40, "only {found} were found");
}

/// The commands of a line: between backquotes, or up to where something else begins.
fn commands(line: &str) -> impl Iterator<Item = &str> {
    const ENDS: [&str; 9] = ["`", "  ", " | ", " || ", " > ", " #", "; ", ")", "'"];
    line.match_indices("invq ").filter_map(|(at, _)| {
        let before = line[..at].chars().next_back();
        let command = &line[at..];
        let end = ENDS.iter().filter_map(|end| command.find(end)).min();
        let command = command[..end.unwrap_or(command.len())].trim_end();
        let begins = matches!(before, None | Some('`' | '(' | ' ' | '\''));
        (begins && is_command(command)).then_some(command)
    })
}

/// A flag, an ID or a verb follows the name, and not a sentence about it.
fn is_command(text: &str) -> bool {
    let second = text.split(' ').nth(1).unwrap_or_default();
    let verbs = ["profiles", "explain", "sandbox", "completions", "man"];
    second.starts_with(['-', '"']) || second.contains('-') || verbs.contains(&second)
}

/// What the table of troubles quotes is what the program says.
#[test]
fn the_messages_that_it_quotes_are_messages() {
    let mut said = String::new();
    read_all(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut said,
    );
    let rows = README
        .lines()
        .skip_while(|line| *line != "| it says | then |")
        .skip(2)
        .take_while(|line| line.starts_with("| "));
    let mut found = 0;
    for row in rows.filter(|row| !row.contains("look like")) {
        let quoted = row.split(" | ").next().unwrap().trim_start_matches("| ");
        for part in quoted
            .split(['…', ';'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            assert!(said.contains(part), "nothing says {part:?}");
            found += 1;
        }
    }
    assert!(found > 10, "only {found} were found");
}

fn read_all(directory: &Path, text: &mut String) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, text);
        } else {
            *text += &std::fs::read_to_string(&path).unwrap();
        }
    }
}
