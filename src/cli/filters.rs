//! `--since`, `--failed` and the other filters that the service does not have, and `--sort`.

use super::asked::Asked;
use super::result::unknown;
use super::{Problem, QueryArgs};
use crate::model::column::{self, Rows};
use crate::query::filter::{ErrorPattern, ExitCodes, Filters, View};
use crate::query::{Sort, when};
use crate::vocabulary::{INSTANCE_STATUSES, status, words};

/// Reads the filters, and tells every problem that they have.
pub(super) fn read(args: &QueryArgs, asked: &Asked<'_>, problems: &mut Vec<Problem>) -> Filters {
    let mut say = |text: String| problems.push(Problem(text));
    let mut time = |flag: &str, typed: Option<&String>| {
        let typed = typed?;
        let time = when::parse(typed, asked.now, &(asked.zone)());
        if time.is_none() {
            say(format!(
                "{flag} `{typed}`: not a time; such as 2h, today, 2026-06-24 or 2026-06-24T08:00:00Z"
            ));
        }
        time
    };
    let since = time("--since", args.filters.since.as_ref());
    let until = time("--until", args.filters.until.as_ref());
    if since.zip(until).is_some_and(|(since, until)| since > until) {
        say("--since is later than --until, so nothing can match".to_owned());
    }
    if args.filters.failed && args.filters.active {
        say("--failed and --active: what has not ended has not failed".to_owned());
    }
    Filters {
        since,
        until,
        active: args.filters.active,
        view: view(args, &mut say),
    }
}

fn view(args: &QueryArgs, say: &mut impl FnMut(String)) -> View {
    let mut view = View {
        failed: args.filters.failed,
        ..View::default()
    };
    for typed in listed(&args.filters.instance_status) {
        match status(INSTANCE_STATUSES, typed) {
            Some(status) => view.instance_statuses.push(status.term.word),
            None => say(unknown(
                "--instance-status",
                typed,
                words(INSTANCE_STATUSES),
            )),
        }
    }
    for typed in listed(&args.filters.exit_code) {
        match ExitCodes::parse(typed) {
            Some(codes) => view.exit_codes.push(codes),
            None => say(format!(
                "--exit-code `{typed}`: must be a number, a range such as 126-127, or nonzero"
            )),
        }
    }
    for typed in listed(&args.filters.error_code) {
        if typed.is_empty() {
            say("--error-code: a pattern is empty".to_owned());
        } else {
            view.error_codes.push(ErrorPattern::new(typed));
        }
    }
    view
}

fn listed(values: &[String]) -> impl Iterator<Item = &str> {
    values
        .iter()
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

/// Keys to sort by, and the columns that they mean.
pub const SORT_KEYS: [(&str, &str); 7] = [
    ("created", "created"),
    ("finished", "finished"),
    ("took", "took"),
    ("name", "command"),
    ("status", "status"),
    ("failed", "failed"),
    ("instances", "instances"),
];

/// The same for runs.
const SORT_RUNS: [(&str, &str); 5] = [
    ("started", "started"),
    ("finished", "finished"),
    ("took", "took"),
    ("status", "status"),
    ("run", "run"),
];

/// Reads `KEY`, `KEY:asc` or `KEY:desc`.
pub(super) fn sort(typed: &str, rows: Rows, problems: &mut Vec<Problem>) -> Option<Sort> {
    let (keys, of): (&[(&str, &str)], Rows) = match rows {
        Rows::Runs => (&SORT_RUNS, Rows::Runs),
        _ => (&SORT_KEYS, Rows::Invocations),
    };
    let (key, direction) = typed.split_once(':').unwrap_or((typed, "asc"));
    if !["asc", "desc"].contains(&direction) {
        problems.push(Problem(format!(
            "--sort `{typed}`: after the colon stands desc or asc"
        )));
    }
    let column = keys.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
    if column.is_none() {
        let known = keys.iter().map(|(name, _)| *name);
        problems.push(Problem(unknown("--sort", key, known)));
    }
    let column = column::find(column?.1, of)?;
    Some(Sort {
        column,
        descending: direction == "desc",
    })
}
