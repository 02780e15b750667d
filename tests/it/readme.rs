//! The sessions of the README, the guide and the skill, typed again: each line that begins with `$` in a block marked `console` is
//! run, and what it prints must stand under it to the letter. `SNAPSHOTS=overwrite cargo test --test it readme` writes it
//! there.

use std::path::{Path, PathBuf};

use snapbox::{Data, data::DataFormat};

use crate::messages::can_be_typed;
use crate::support::{Shell, check};

/// As wide as the terminals that most readers have.
const CELLS: u16 = 80;

/// The README, every page of the guide and what agents read, each with its text.
fn pages() -> Vec<(PathBuf, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(top.join("docs")).unwrap();
    let guide = entries.map(|entry| entry.unwrap().path());
    let guide = guide.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let paths = guide.chain(["skills/invq/SKILL.md", "README.md"].map(|page| top.join(page)));
    let text = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
    paths.map(|path| (path.clone(), text(&path))).collect()
}

#[test]
fn their_sessions_are_what_happens() {
    for (path, text) in pages() {
        let again = typed_again(&text);
        let is_mistyped = again.contains("error: unexpected argument");
        assert!(!is_mistyped, "{}", path.display());
        check!(again, Data::read_from(&path, Some(DataFormat::Text)));
    }
}

#[test]
fn the_readme_is_a_front_page() {
    let (_, readme) = pages().pop().unwrap();
    assert!(readme.lines().count() <= 220);
}

#[test]
fn their_links_lead_somewhere() {
    for (path, text) in pages() {
        for link in text.split("](").skip(1) {
            let (target, _) = link.split_once(')').unwrap();
            let file = path.parent().unwrap().join(target);
            assert!(
                file.exists() || target.starts_with("https://"),
                "{}: {target}",
                path.display()
            );
        }
    }
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
fn their_other_commands_can_be_typed() {
    let mut found = 0;
    let pages = pages();
    for line in pages.iter().flat_map(|(_, text)| text.lines()) {
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
    let page = include_str!("../../docs/troubleshooting.md");
    let rows = page
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
