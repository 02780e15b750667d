//! From what was typed to a query, or to every reason why it cannot be one.

use std::path::PathBuf;

use super::asked::Asked;
use super::optional::timed;
use super::result;
use super::{
    Problem, QueryArgs, compare, filters, full, grep, history, ids, into, report, tags, tail,
    waiting,
};
use crate::query::filter::NamePattern;
use crate::query::{Form, Query, Wanted, plan};
use crate::vocabulary::{
    COMMAND_TYPES, INSTANCE_STATUSES, REPEAT_MODES, STATUS_FILTER, Term, find, status,
};

/// Checks everything that was typed.
///
/// # Errors
///
/// Every problem there is, in the order of the flags in the help.
pub fn check(args: &QueryArgs, asked: &Asked<'_>) -> Result<(Query, Wanted), Vec<Problem>> {
    let mut problems = Vec::new();
    let mut query = Query {
        ids: ids::read(args, asked.stdin, &mut problems),
        host_names: args.selectors.host.clone(),
        command_name: args.selectors.command_name.as_deref().map(NamePattern::new),
        resource_group: args.selectors.resource_group.clone(),
        encoding: result::encoding(args, &mut problems),
        page_size: asked.page_size,
        next_token: args.selectors.next_token.clone(),
        one_page: args.selectors.one_page,
        history: args.result.history,
        ..Query::default()
    };
    selectors(args, &mut query, &mut problems);
    query.tags = tags::read(&args.selectors.tag, &mut problems);
    query.filters = filters::read(args, asked, &mut problems);
    query.sort = args
        .filters
        .sort
        .as_deref()
        .and_then(|typed| filters::sort(typed, result::rows(args), &mut problems));
    let form = fitting(args, &query, asked.form);
    let mut wanted = result::read(args, form, &mut problems);
    wanted.grep = grep::read(args, &mut problems);
    wanted.reports = report::read(args, &mut problems);
    compare::read(args, &mut wanted, &mut problems);
    wanted.tail = tail::read(args, &mut problems);
    wanted.max_bytes = tail::bytes(args, &mut problems);
    // A short form and a report get outputs later, and whole ones with the rows.
    let whole = args.result.full && (form == Form::Brief || !wanted.reports.is_empty());
    let outputs = args.selectors.include_output || form == Form::Output;
    query.include_output = outputs || whole || wanted.shows_output();
    waiting::read(args, &mut wanted, &mut problems);
    full::read(args, &mut wanted, &mut problems);
    let of_full = full::conflicts(args, &query, &wanted);
    problems.extend(of_full.into_iter().map(Problem));
    problems.extend(conflicts(args, &query, form).into_iter().map(Problem));
    if problems.is_empty() {
        Ok((query, wanted))
    } else {
        Err(problems)
    }
}

/// The words and numbers among the selectors.
fn selectors(args: &QueryArgs, query: &mut Query, problems: &mut Vec<Problem>) {
    let mut say = |problem: Result<(), String>| problems.extend(problem.err().map(Problem));
    for status in args
        .selectors
        .status
        .iter()
        .flat_map(|list| list.split(','))
    {
        say(whole_status(status).map(|status| {
            if !query.statuses.contains(&status) {
                query.statuses.push(status);
            }
        }));
    }
    if let Some(typed) = &args.selectors.command_type {
        let found = word("--command-type", COMMAND_TYPES, typed);
        say(found.map(|found| query.command_type = Some(found)));
    }
    if let Some(typed) = &args.selectors.repeat_mode {
        let found = word("--repeat-mode", REPEAT_MODES, typed);
        say(found.map(|found| query.repeat_mode = Some(found)));
    }
    if let Some(typed) = &args.selectors.timed {
        say(timed(typed).map(|timed| query.timed = Some(timed)));
    }
    if let Some(typed) = &args.filters.limit {
        say(limit(typed).map(|limit| query.limit = Some(limit)));
    }
    if args.selectors.host.iter().any(String::is_empty) {
        say(Err("--host is empty".to_owned()));
    }
    let texts = [
        ("--command-name", &args.selectors.command_name),
        ("--resource-group", &args.selectors.resource_group),
        ("--next-token", &args.selectors.next_token),
    ];
    for (flag, value) in texts {
        if value.as_deref() == Some("") {
            say(Err(format!("{flag} is empty")));
        }
    }
}

/// The form, but that a default gives way where it does not go with what was typed.
fn fitting(args: &QueryArgs, query: &Query, form: Form) -> Form {
    let usual = conflicts(args, query, Form::default());
    let of_form = |problem: &String| !usual.contains(problem);
    if result::typed_form(args).is_none() && conflicts(args, query, form).iter().any(of_form) {
        return Form::default();
    }
    form
}

/// What is right by itself and wrong together.
fn conflicts(args: &QueryArgs, query: &Query, form: Form) -> Vec<String> {
    let mut wrong = of_query(args, query);
    wrong.extend(result::conflicts(args, query, form));
    wrong.extend(waiting::conflicts(args, query, form));
    wrong.extend(history::conflicts(args, query, form));
    wrong.extend(grep::conflicts(args, form));
    wrong.extend(compare::conflicts(args, query, form));
    wrong.extend(into::conflicts(args, query, form));
    wrong.extend(tail::conflicts(args, query, form));
    wrong
}

/// The same, whatever the form.
fn of_query(args: &QueryArgs, query: &Query) -> Vec<String> {
    let mut wrong = Vec::new();
    if query.looks_up() && query.next_token.is_some() {
        wrong.push(
            "--next-token belongs to one walk, and --host and exec-… may make several".to_owned(),
        );
    }
    if !query.ids.executions.is_empty() && !args.connection.from.is_empty() {
        wrong.push("exec-… asks OOS, and --from reads saved answers".to_owned());
    }
    if query.next_token.is_some() && plan(query, "").targets.len() > 1 {
        wrong.push(
            "--next-token belongs to one walk, and this selection makes several; name one ID and one status, and set --timed"
                .to_owned(),
        );
    }
    if query.next_token.is_some() && query.sort.is_some() {
        wrong.push("--next-token begins in the middle, so --sort cannot see the whole".to_owned());
    }
    if args.connection.all_regions && !args.connection.region.is_empty() {
        wrong.push("--region and --all-regions: choose one".to_owned());
    }
    if args.connection.all_regions && query.next_token.is_some() {
        wrong.push("--next-token belongs to one walk, and --all-regions makes several".to_owned());
    }
    let places = [
        ("--endpoint", args.connection.endpoint.is_some()),
        ("--profile", !args.connection.profile.is_empty()),
    ];
    for (flag, given) in places {
        if args.connection.sandbox && given {
            wrong.push(format!("{flag}: --sandbox brings its own"));
        }
    }
    let sent = [
        ("--sandbox", args.connection.sandbox),
        ("--dry-run", args.connection.dry_run),
        ("--region", !args.connection.region.is_empty()),
        ("--all-regions", args.connection.all_regions),
        ("--next-token", args.selectors.next_token.is_some()),
        ("--one-page", args.selectors.one_page),
        ("--resource-group", args.selectors.resource_group.is_some()),
    ];
    for (flag, given) in places.into_iter().chain(sent) {
        if !args.connection.from.is_empty() && given {
            wrong.push(format!(
                "{flag} asks the service, and --from reads saved answers"
            ));
        }
    }
    let is_stdin = |from: &PathBuf| from.as_os_str() == "-";
    if args.connection.from.iter().any(is_stdin) && ids::reads_stdin(args) {
        wrong.push("`-` and --from - both read standard input".to_owned());
    }
    wrong
}

/// A status of an invocation; one that only instances have belongs to another flag.
fn whole_status(typed: &str) -> Result<&'static str, String> {
    word("--status", STATUS_FILTER, typed).map_err(|problem| {
        status(INSTANCE_STATUSES, typed.trim()).map_or(problem, |status| {
            let word = status.term.word;
            format!("--status `{typed}`: only instances have it; did you mean `--instance-status {word}`?")
        })
    })
}

fn word(flag: &str, table: &'static [Term], typed: &str) -> Result<&'static str, String> {
    let typed = typed.trim();
    find(table, typed)
        .map(|term| term.word)
        .ok_or_else(|| result::unknown(flag, typed, table.iter().map(|term| term.word)))
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
    use crate::query::Timed;
    use jiff::tz::TimeZone;

    fn asked(form: Form) -> Asked<'static> {
        Asked {
            form,
            page_size: None,
            stdin: None,
            now: "2026-06-24T08:02:11Z".parse().unwrap(),
            zone: || TimeZone::UTC,
        }
    }

    fn checked(line: &str) -> Result<Query, Vec<String>> {
        let args = Cli::try_parse_from(line.split(' ')).unwrap().query;
        let form = args.result.format.as_deref().map(|name| {
            Form::NAMES
                .iter()
                .find(|(known, _)| *known == name)
                .unwrap()
                .1
        });
        check(&args, &asked(form.unwrap_or_default()))
            .map(|(query, _)| query)
            .map_err(|problems| problems.into_iter().map(|problem| problem.0).collect())
    }

    #[test]
    fn the_grammar_is_sound() {
        crate::cli::command().debug_assert();
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let told = checked(
            "invq web-01 -s fialed --command-type perl --timed=maybe -n 0 -t aliyun=1 --since soon --exit-code x",
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
                "--since `soon`: not a time; such as 2h, today, 2026-06-24 or 2026-06-24T08:00:00Z",
                "--exit-code `x`: must be a number, a range such as 126-127, or nonzero",
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
    fn a_form_by_default_gives_way_where_it_does_not_go_with_what_was_typed() {
        let form_of = |line: &str, form: Form| {
            let args = Cli::try_parse_from(line.split(' ')).unwrap().query;
            let checked = check(&args, &asked(form));
            checked.map(|(_, wanted)| wanted.form)
        };
        for (line, form) in [
            ("invq --columns id", Form::Json),
            ("invq --watch", Form::Json),
            ("invq --summary", Form::Csv),
            ("invq --failed", Form::Api),
            ("invq --history t-1", Form::Command),
        ] {
            assert_eq!(form_of(line, form).unwrap(), Form::Table, "{line}");
        }
        for (line, form) in [
            ("invq --columns id", Form::Csv),
            ("invq --watch", Form::Wide),
            ("invq --fold", Form::Output),
            ("invq --failed", Form::Json),
        ] {
            assert_eq!(form_of(line, form).unwrap(), form, "{line}");
        }
        assert!(form_of("invq --columns id -o json", Form::Json).is_err());
        let told = form_of("invq --fold", Form::Json).unwrap_err();
        assert_eq!(told[0].0, "--fold is for -o output, not for -o table");
        let told = form_of("invq --wait", Form::Json).unwrap_err();
        assert_eq!(told.len(), 1);
    }

    #[test]
    fn a_token_belongs_to_one_walk() {
        assert!(checked("invq --next-token A -s failed").is_ok());
        assert!(checked("invq --next-token A -s running").is_ok());
        for several in ["-s failed,stopped", "t-1 t-2", "--timed=all"] {
            assert!(
                checked(&format!("invq --next-token A {several}")).is_err(),
                "{several}"
            );
        }
    }

    #[test]
    fn what_does_not_go_together_is_told() {
        for line in [
            "--since 1h --until 2h",
            "--failed --active",
            "--jq . -o table",
            "--json=InvokeId -o csv",
            "--fold",
            "--columns id -o json",
            "-o api --failed",
            "-o api -n 3",
            "--sort created --next-token A",
            "--from x --sandbox",
            "--prefix --fold -o output",
            "--save d --fold -o output",
        ] {
            assert!(checked(&format!("invq {line}")).is_err(), "{line}");
        }
    }
}
