//! `--history`: what does not go together with it.

use super::QueryArgs;
use crate::query::{Form, Query};

/// What is right by itself and wrong beside `--history`.
pub(super) fn conflicts(args: &QueryArgs, query: &Query, form: Form) -> Vec<String> {
    if !args.result.history {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    let ids = &query.ids;
    let named = !(ids.invocations.is_empty() && ids.pairs.is_empty());
    if !named && !ids.none_on_stdin && args.connection.from.is_empty() {
        wrong.push("--history needs the ID of the task whose runs it shows (t-…)".to_owned());
    }
    for (flag, given) in [
        ("--command-name", args.selectors.command_name.is_some()),
        ("--command-type", args.selectors.command_type.is_some()),
        ("--status", !args.selectors.status.is_empty()),
        ("--repeat-mode", args.selectors.repeat_mode.is_some()),
        ("--timed", args.selectors.timed.is_some()),
        ("--active", args.filters.active),
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
        ("--wait", args.waiting.wait.is_some()),
        ("--watch", args.waiting.watch.is_some()),
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
        .result
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

    fn told(words: &str, form: Form, ids: &[&str]) -> Vec<String> {
        let mut query = Query::default();
        for id in ids {
            query.ids.add(Id::parse(id).unwrap());
        }
        let args = QueryArgs::typed(&format!("--history {words}"));
        conflicts(&args, &query, form)
    }

    #[test]
    fn a_task_must_be_named_but_not_among_saved_runs() {
        assert_eq!(told("", Form::Table, &["t-1"]), [""; 0]);
        assert_eq!(told("", Form::Table, &["i-1"]).len(), 1);
        assert_eq!(told("--from runs.json", Form::Table, &[]), [""; 0]);
    }

    #[test]
    fn every_flag_without_a_meaning_is_told() {
        let words = "--status failed --command-name x --command-type shell --repeat-mode period --timed --active --wait --watch --summary=Command";
        assert_eq!(told(words, Form::Command, &["t-1"]).len(), 10);
    }
}
