//! From what was typed to a query, or to every reason why it cannot be one.

use super::{Problem, QueryArgs, ids, tags};
use crate::nearest::nearest;
use crate::query::words::{self, Word};
use crate::query::{Query, Timed, plan};

/// The form of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// For eyes.
    #[default]
    Table,
    /// One array.
    Json,
    /// One object a line.
    Jsonl,
    /// One `InvokeId` a line.
    Ids,
    /// The decoded bytes that the commands printed.
    Output,
    /// The decoded scripts.
    Command,
}

impl Form {
    /// Every form and its name.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("table", Self::Table),
        ("json", Self::Json),
        ("jsonl", Self::Jsonl),
        ("ids", Self::Ids),
        ("output", Self::Output),
        ("command", Self::Command),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, form)| *form == self)
            .map_or("table", |(name, _)| name)
    }
}

/// What the settings have decided by the time the query is checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// The form of the result.
    pub form: Form,
    /// `--page-size`, from wherever it came.
    pub page_size: Option<u32>,
    /// What standard input held, if IDs are read from it.
    pub stdin: Option<&'a str>,
}

/// Checks everything that was typed.
///
/// # Errors
///
/// Every problem there is, in the order of the flags in the help.
pub fn check(args: &QueryArgs, asked: Asked<'_>) -> Result<Query, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut query = Query {
        ids: ids::read(args, asked.stdin, &mut problems),
        command_name: args.command_name.clone(),
        resource_group: args.resource_group.clone(),
        include_output: args.include_output || asked.form == Form::Output,
        plain_text: args.plain_text,
        page_size: asked.page_size,
        next_token: args.next_token.clone(),
        one_page: args.one_page,
        ..Query::default()
    };
    let mut say = |problem: Result<(), String>| problems.extend(problem.err().map(Problem));
    for status in args.status.iter().flat_map(|list| list.split(',')) {
        say(word("--status", &words::STATUSES, status).map(|status| {
            if !query.statuses.contains(&status) {
                query.statuses.push(status);
            }
        }));
    }
    if let Some(typed) = &args.command_type {
        let found = word("--command-type", &words::COMMAND_TYPES, typed);
        say(found.map(|found| query.command_type = Some(found)));
    }
    if let Some(typed) = &args.repeat_mode {
        let found = word("--repeat-mode", &words::REPEAT_MODES, typed);
        say(found.map(|found| query.repeat_mode = Some(found)));
    }
    if let Some(typed) = &args.timed {
        say(timed(typed).map(|timed| query.timed = Some(timed)));
    }
    if let Some(typed) = &args.limit {
        say(limit(typed).map(|limit| query.limit = Some(limit)));
    }
    let texts = [
        ("--command-name", &args.command_name),
        ("--resource-group", &args.resource_group),
        ("--next-token", &args.next_token),
    ];
    for (flag, value) in texts {
        if value.as_deref() == Some("") {
            say(Err(format!("{flag} is empty")));
        }
    }
    query.tags = tags::read(&args.tag, &mut problems);
    problems.extend(conflicts(args, &query, asked.form).into_iter().map(Problem));
    if problems.is_empty() {
        Ok(query)
    } else {
        Err(problems)
    }
}

/// What is right by itself and wrong together.
fn conflicts(args: &QueryArgs, query: &Query, form: Form) -> Vec<String> {
    let mut wrong = Vec::new();
    let ids = &query.ids;
    let narrow = !(ids.invocations.is_empty() && ids.instances.is_empty() && ids.pairs.is_empty());
    if query.include_output && !narrow && !ids.none_on_stdin {
        let flag = if form == Form::Output {
            "-o output"
        } else {
            "--include-output"
        };
        wrong.push(format!(
            "{flag}: the service gives output only for a named invocation (t-…) or instance (i-…)"
        ));
    }
    if query.next_token.is_some() && plan(query, &[String::new()]).targets.len() > 1 {
        wrong.push(
            "--next-token belongs to one walk, and this selection makes several; name one ID and one status, and set --timed"
                .to_owned(),
        );
    }
    if args.dry_run && args.sandbox {
        wrong.push("--dry-run sends nothing, so --sandbox has nothing to answer".to_owned());
    }
    for (flag, given) in [
        ("--endpoint", args.endpoint.is_some()),
        ("--profile", args.profile.is_some()),
    ] {
        if args.sandbox && given {
            wrong.push(format!("{flag}: --sandbox brings its own"));
        }
    }
    wrong
}

fn word(flag: &str, table: &[Word], typed: &str) -> Result<&'static str, String> {
    let typed = typed.trim();
    words::find(table, typed).ok_or_else(|| {
        let known: Vec<&str> = table.iter().map(|(word, _)| *word).collect();
        match nearest(typed, known.iter().copied()) {
            Some(near) => format!("{flag} `{typed}`: did you mean `{near}`?"),
            None => format!("{flag} `{typed}`: must be one of {}", known.join(", ")),
        }
    })
}

fn timed(typed: &str) -> Result<Timed, String> {
    match typed.to_lowercase().as_str() {
        "true" => Ok(Timed::Yes),
        "false" => Ok(Timed::No),
        "all" => Ok(Timed::All),
        _ => Err(format!("--timed `{typed}`: must be true, false or all")),
    }
}

fn limit(typed: &str) -> Result<usize, String> {
    let number = typed.parse().ok().filter(|limit| *limit > 0);
    number.ok_or_else(|| format!("--limit `{typed}`: must be a whole number from 1"))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::Cli;

    fn checked(line: &str) -> Result<Query, Vec<String>> {
        let args = Cli::try_parse_from(line.split(' ')).unwrap().query;
        let form = if line.contains("-o output") {
            Form::Output
        } else {
            Form::Table
        };
        check(
            &args,
            Asked {
                form,
                ..Asked::default()
            },
        )
        .map_err(|problems| problems.into_iter().map(|problem| problem.0).collect())
    }

    #[test]
    fn the_grammar_is_sound() {
        crate::cli::command_with_words().debug_assert();
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let told = checked(
            "invq web-01 -s fialed --command-type perl --timed=maybe -n 0 -t aliyun=1 --include-output",
        )
        .unwrap_err();
        assert_eq!(
            told,
            [
                "`web-01` is no ID: IDs begin with t-, c-, i- or mi-",
                "--status `fialed`: did you mean `Failed`?",
                "--command-type `perl`: must be one of RunShellScript, RunPowerShellScript, RunBatScript",
                "--timed `maybe`: must be true, false or all",
                "--limit `0`: must be a whole number from 1",
                "--tag `aliyun=1`: a key must not start with `aliyun` or `acs:`",
                "--include-output: the service gives output only for a named invocation (t-…) or instance (i-…)",
            ]
        );
    }

    #[test]
    fn words_are_read_in_any_case_and_in_comma_lists() {
        let query =
            checked("invq -s failed,RUNNING -s Failed --command-type bat --timed t-1").unwrap();
        assert_eq!(query.statuses, ["Failed", "Running"]);
        assert_eq!(query.command_type, Some("RunBatScript"));
        assert_eq!(query.timed, Some(Timed::Yes));
        assert_eq!(query.ids.invocations, ["t-1"]);
    }

    #[test]
    fn a_token_belongs_to_one_walk() {
        assert!(checked("invq --next-token A -s failed").is_ok());
        assert!(checked("invq --next-token A -s running --timed=false").is_ok());
        for several in ["-s failed,stopped", "t-1 t-2", "-s running", "--timed=all"] {
            assert!(
                checked(&format!("invq --next-token A {several}")).is_err(),
                "{several}"
            );
        }
    }

    #[test]
    fn output_needs_an_invocation_or_an_instance() {
        assert!(checked("invq -o output t-1").unwrap().include_output);
        assert!(checked("invq -o output i-1").is_ok());
        for without in ["-o output", "-o output c-1", "-o output -t team=web"] {
            assert!(checked(&format!("invq {without}")).is_err(), "{without}");
        }
    }
}
