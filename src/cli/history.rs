//! `--history`: what does not go together with it.

use super::QueryArgs;
use crate::query::{Form, Query};

/// What is right by itself and wrong beside `--history`.
pub(super) fn conflicts(args: &QueryArgs, query: &Query, form: Form) -> Vec<String> {
    if !args.history {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    let ids = &query.ids;
    let named = !(ids.invocations.is_empty() && ids.pairs.is_empty());
    if !named && !ids.none_on_stdin && args.from.is_none() {
        wrong.push("--history needs the ID of the task whose runs it shows (t-…)".to_owned());
    }
    for (flag, given) in [
        ("--command-name", args.command_name.is_some()),
        ("--command-type", args.command_type.is_some()),
        ("--status", !args.status.is_empty()),
        ("--repeat-mode", args.repeat_mode.is_some()),
        ("--timed", args.timed.is_some()),
        ("--active", args.active),
    ] {
        if given {
            let instead = match flag {
                "--status" | "--active" => "; --instance-status chooses by the status of a run",
                _ => "",
            };
            wrong.push(format!(
                "{flag} selects tasks, and --history shows the runs of one that is named{instead}"
            ));
        }
    }
    for (flag, given) in [
        ("--wait", args.wait.is_some()),
        ("--watch", args.watch.is_some()),
    ] {
        if given {
            wrong.push(format!(
                "{flag} and --history: what is past does not change"
            ));
        }
    }
    if form == Form::Command {
        wrong.push(
            "-o command: the service does not tell the script of runs; leave --history out"
                .to_owned(),
        );
    }
    if args
        .summary
        .as_deref()
        .is_some_and(|key| key.eq_ignore_ascii_case("command"))
    {
        wrong.push(
            "--summary=command: the runs of a task are all of one command; without a key it counts by status"
                .to_owned(),
        );
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Id;

    fn told(args: QueryArgs, form: Form, ids: &[&str]) -> Vec<String> {
        let mut query = Query::default();
        for id in ids {
            query.ids.add(Id::parse(id).unwrap());
        }
        let args = QueryArgs {
            history: true,
            ..args
        };
        conflicts(&args, &query, form)
    }

    #[test]
    fn a_task_must_be_named_but_not_among_saved_runs() {
        assert_eq!(told(QueryArgs::default(), Form::Table, &["t-1"]), [""; 0]);
        assert_eq!(told(QueryArgs::default(), Form::Table, &["i-1"]).len(), 1);
        let saved = QueryArgs {
            from: Some("runs.json".into()),
            ..QueryArgs::default()
        };
        assert_eq!(told(saved, Form::Table, &[]), [""; 0]);
    }

    #[test]
    fn every_flag_without_a_meaning_is_told() {
        let args = QueryArgs {
            status: vec!["failed".to_owned()],
            command_name: Some("x".to_owned()),
            command_type: Some("shell".to_owned()),
            repeat_mode: Some("period".to_owned()),
            timed: Some("true".to_owned()),
            active: true,
            wait: Some(String::new()),
            watch: Some("3s".to_owned()),
            summary: Some("Command".to_owned()),
            ..QueryArgs::default()
        };
        assert_eq!(told(args, Form::Command, &["t-1"]).len(), 10);
    }
}
