//! IDs from positionals, from their flags, and from standard input.

use std::path::PathBuf;

use clap::CommandFactory as _;

use super::{Cli, Problem, QueryArgs, optional};
use crate::nearest::nearest;
use crate::query::{Id, IdKind, Ids};
use crate::vocabulary::STATUS_FILTER;

/// Whether `-` stands among the IDs, so that standard input holds more of them.
#[must_use]
pub fn reads_stdin(args: &QueryArgs) -> bool {
    listed(&args.ids).any(|id| id == "-")
}

/// What `--from` names. A shell puts more than one file behind it, and what is no ID there is one of them.
#[must_use]
pub fn saved_files(args: &QueryArgs) -> Vec<PathBuf> {
    let from = &args.connection.from;
    let more = args.ids.iter().filter(|typed| is_file(args, typed));
    from.iter()
        .cloned()
        .chain(more.map(PathBuf::from))
        .collect()
}

fn is_file(args: &QueryArgs, typed: &String) -> bool {
    let is_none = |text: &str| text != "-" && Id::parse(text).is_none();
    !args.connection.from.is_empty() && listed(std::slice::from_ref(typed)).all(is_none)
}

/// Reads every ID that was named; `stdin` holds the lines if one of them was `-`.
pub(super) fn read(args: &QueryArgs, stdin: Option<&str>, problems: &mut Vec<Problem>) -> Ids {
    let mut ids = Ids::default();
    for typed in args.ids.iter().filter(|typed| !is_file(args, typed)) {
        if let Some(flag) = optional::meant(args, typed) {
            problems.push(Problem(format!(
                "`{typed}` is no ID: did you mean `{flag}`?"
            )));
            continue;
        }
        for text in listed(std::slice::from_ref(typed)) {
            match Id::parse(text) {
                _ if text == "-" => {}
                Some(id) => ids.add(id),
                None => problems.push(Problem(unknown(text))),
            }
        }
    }
    let flags = [
        ("--invoke-id", &args.selectors.invoke_id, IdKind::Invocation),
        ("--command-id", &args.selectors.command_id, IdKind::Command),
        (
            "--instance-id",
            &args.selectors.instance_id,
            IdKind::Instance,
        ),
    ];
    for (flag, values, kind) in flags {
        for text in listed(values) {
            match Id::parse(text) {
                Some(id) if id.kind == kind => ids.add(id),
                Some(id) => problems.push(Problem(format!(
                    "{flag} `{text}`: that is an ID of {} {}, not of {} {}",
                    article(id.kind),
                    id.kind.name(),
                    article(kind),
                    kind.name()
                ))),
                None => problems.push(Problem(format!(
                    "{flag} `{text}`: not an ID; it looks like {}",
                    kind.example()
                ))),
            }
        }
    }
    if let Some(lines) = stdin {
        let said = read_lines(lines, &mut ids, problems);
        // Beside an invocation that was typed it is one more or none; all else that was typed only narrows it.
        ids.none_on_stdin = !said && ids.invocations.is_empty();
    }
    ids
}

fn article(kind: IdKind) -> &'static str {
    if kind == IdKind::Command { "a" } else { "an" }
}

/// The values of comma lists, one by one.
fn listed(values: &[String]) -> impl Iterator<Item = &str> {
    values
        .iter()
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

/// One ID a line, or an invocation and an instance of it with a tab between; blank lines and comments say nothing.
/// Gives back whether any line said something.
fn read_lines(text: &str, ids: &mut Ids, problems: &mut Vec<Problem>) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let lines = (1..).zip(text.lines().map(str::trim));
    let mut lines = lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .peekable();
    if lines
        .peek()
        .is_some_and(|(_, first)| first.starts_with(['{', '[']))
    {
        problems.push(Problem(JSON.to_owned()));
        return true;
    }
    let (mut good, mut wrong) = (false, Vec::new());
    for (number, line) in lines {
        let parts: Vec<Option<Id>> = line
            .split('\t')
            .map(|part| Id::parse(part.trim()))
            .collect();
        match parts.as_slice() {
            [Some(id)] => {
                good = true;
                ids.add(id.clone());
            }
            [Some(t), Some(i)] if t.kind == IdKind::Invocation && i.kind == IdKind::Instance => {
                good = true;
                let pair = (t.text.clone(), i.text.clone());
                if !ids.pairs.contains(&pair) {
                    ids.pairs.push(pair);
                }
            }
            _ => wrong.push((number, line)),
        }
    }
    problems.extend(no_ids(&wrong, good).into_iter().map(Problem));
    good || !wrong.is_empty()
}

const JSON: &str = "standard input is JSON and no list of IDs: did you mean `--from -`?";

/// As many lines with slips are told, and so much of each.
const SLIPS: usize = 5;
const SHOWN: usize = 60;

/// What is wrong with lines of standard input. Without any `good` one it is another text, of which one line is enough.
fn no_ids(wrong: &[(usize, &str)], good: bool) -> Vec<String> {
    let said = |(number, line): &(usize, &str)| {
        let mut shown: String = line.chars().take(SHOWN).collect();
        if shown.len() < line.len() {
            shown.push('…');
        }
        format!(
            "line {number} of standard input: `{shown}` is no ID, nor an invocation and an instance with a tab between"
        )
    };
    let more = |told: usize| match wrong.len().saturating_sub(told) {
        0 => None,
        1 => Some("1 more line of standard input is no ID".to_owned()),
        more => Some(format!("{more} more lines of standard input are no IDs")),
    };
    match (wrong, good) {
        ([first, ..], false) => {
            let more = more(1).map(|more| format!("; {more} (`invq -q` prints IDs)"));
            vec![said(first) + &more.unwrap_or_default()]
        }
        _ => wrong
            .iter()
            .take(SLIPS)
            .map(said)
            .chain(more(SLIPS))
            .collect(),
    }
}

/// A positional that is no ID, with what may have been meant.
fn unknown(text: &str) -> String {
    let command = Cli::command();
    let commands = command.get_subcommands().map(clap::Command::get_name);
    let statuses = STATUS_FILTER.iter().map(|term| term.word);
    let meant = match (nearest(text, commands), nearest(text, statuses)) {
        _ if text.is_empty() => "an ID is empty".to_owned(),
        _ if matches!(text, "help" | "version") => format!("did you mean `invq --{text}`?"),
        (Some(command), _) => format!("did you mean `invq {command}`?"),
        (_, Some(status)) => format!("did you mean `--status {status}`?"),
        _ if text.contains('=') => format!("did you mean `--tag {text}`?"),
        _ => "IDs begin with t-, c-, i- or mi-".to_owned(),
    };
    format!("`{text}` is no ID: {meant}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(positional: &[&str], stdin: Option<&str>) -> (Ids, Vec<String>) {
        let args = QueryArgs {
            ids: positional.iter().map(|&id| id.to_owned()).collect(),
            ..QueryArgs::default()
        };
        let mut problems = Vec::new();
        let ids = read(&args, stdin, &mut problems);
        (ids, problems.into_iter().map(|problem| problem.0).collect())
    }

    #[test]
    fn comma_lists_are_read_and_the_same_id_counts_once() {
        let (ids, problems) = from(&["t-1,t-2", "t-1", "i-a"], None);
        assert_eq!(
            (ids.invocations.len(), ids.instances.len(), problems.len()),
            (2, 1, 0)
        );
    }

    #[test]
    fn standard_input_gives_ids_pairs_and_problems_with_their_line() {
        let (ids, problems) = from(&["-"], Some("# failed\n\nt-1\r\nt-2\ti-a\nweb-01\n"));
        assert_eq!(ids.invocations, ["t-1"]);
        assert_eq!(ids.pairs, [("t-2".to_owned(), "i-a".to_owned())]);
        assert_eq!(problems.len(), 1);
        assert!(
            problems[0].starts_with("line 5 of standard input: `web-01`"),
            "{problems:?}"
        );
        assert!(!ids.none_on_stdin);
    }

    #[test]
    fn no_id_on_standard_input_is_remembered_unless_an_invocation_was_typed() {
        assert!(from(&["-"], Some("# nothing\n")).0.none_on_stdin);
        assert!(!from(&["-", "t-1"], Some("")).0.none_on_stdin);
        assert!(from(&["-", "i-1", "c-1"], Some("")).0.none_on_stdin);
        assert!(!from(&["-", "i-1"], Some("i-1\n")).0.none_on_stdin);
        assert!(!from(&[], None).0.none_on_stdin);
    }

    #[test]
    fn other_words_get_a_suggestion() {
        let told = |text: &str| from(&[text], None).1.remove(0);
        assert_eq!(
            told("profile"),
            "`profile` is no ID: did you mean `invq profiles`?"
        );
        assert_eq!(
            told("explian"),
            "`explian` is no ID: did you mean `invq explain`?"
        );
        assert_eq!(
            told("fialed"),
            "`fialed` is no ID: did you mean `--status Failed`?"
        );
        assert_eq!(
            told("team=web"),
            "`team=web` is no ID: did you mean `--tag team=web`?"
        );
        assert_eq!(
            told("web-01"),
            "`web-01` is no ID: IDs begin with t-, c-, i- or mi-"
        );
    }
}
