//! `--wait`, `--watch` and `--exit-status`.

use std::time::Duration;

use super::{Problem, QueryArgs};
use crate::query::{Form, Judge, Query, WaitTime, Wanted};

/// Reads what was typed about waiting, and tells every problem.
pub(super) fn read(args: &QueryArgs, wanted: &mut Wanted, problems: &mut Vec<Problem>) {
    let mut say = |text: String| problems.push(Problem(text));
    wanted.fail_fast = args.waiting.fail_fast;
    wanted.stream = args.waiting.stream;
    wanted.allow_empty = args.waiting.allow_empty;
    wanted.judge = match args.waiting.exit_status.as_deref() {
        None if args.waiting.wait.is_some() => Some(Judge::Verdict),
        None => None,
        Some(typed) => {
            let found = judge(typed);
            if found.is_none() {
                say(format!(
                    "--exit-status=`{typed}`: must be verdict or remote"
                ));
            }
            found
        }
    };
    wanted.wait = match args.waiting.wait.as_deref() {
        None => None,
        Some("") => Some(WaitTime::Usual),
        Some(typed) => match length(typed) {
            Some(Duration::ZERO) => Some(WaitTime::Endless),
            Some(length) => Some(WaitTime::For(length)),
            None => {
                say(format!(
                    "--wait=`{typed}`: must be a length of time such as 90s, 10m or 0"
                ));
                None
            }
        },
    };
    wanted.watch = args.waiting.watch.as_deref().and_then(|typed| {
        let length = step(typed);
        if length.is_none() {
            say(format!(
                "--watch=`{typed}`: must be a length of time from 1s on"
            ));
        }
        length
    });
}

/// Reads what the exit code is to tell.
pub(super) fn judge(typed: &str) -> Option<Judge> {
    match typed {
        "verdict" => Some(Judge::Verdict),
        "remote" => Some(Judge::Remote),
        _ => None,
    }
}

/// A length of time between two pictures of `--watch`.
pub(super) fn step(typed: &str) -> Option<Duration> {
    length(typed).filter(|length| *length >= Duration::from_secs(1))
}

/// A length of time such as `90s` or `10m`; `0` needs no unit.
pub(super) fn length(typed: &str) -> Option<Duration> {
    if typed == "0" {
        return Some(Duration::ZERO);
    }
    typed.parse::<jiff::SignedDuration>().ok()?.try_into().ok()
}

/// What does not go together with waiting.
pub(super) fn conflicts(args: &QueryArgs, query: &Query, form: Form) -> Vec<String> {
    let mut wrong = Vec::new();
    let (wait, watch) = (args.waiting.wait.is_some(), args.waiting.watch.is_some());
    if wait && !selects(query) {
        wrong.push(
            "--wait needs to know what for: name an ID, or select by status, tag or the like"
                .to_owned(),
        );
    }
    if args.waiting.fail_fast && !wait {
        wrong.push("--fail-fast belongs to --wait".to_owned());
    }
    wrong.extend(of_stream(args, query, form));
    if wait && watch {
        wrong.push("--wait and --watch: choose one; --watch ends by itself, too, where invocations are named".to_owned());
    }
    for (flag, given) in [
        ("--from", !args.connection.from.is_empty()),
        ("--one-page", args.selectors.one_page),
        ("--next-token", args.selectors.next_token.is_some()),
        ("--dry-run", args.connection.dry_run),
    ] {
        if given && (wait || watch) {
            let waiting = if wait { "--wait" } else { "--watch" };
            wrong.push(format!(
                "{flag} and {waiting}: there is nothing to wait for"
            ));
        }
    }
    let for_eyes = matches!(form, Form::Table | Form::Wide);
    if watch && !for_eyes {
        wrong.push(format!(
            "--watch redraws a table, and -o {} is not for eyes",
            form.name()
        ));
    }
    let ids = &query.ids;
    let by_id = !(ids.invocations.is_empty() && ids.pairs.is_empty() && ids.instances.is_empty());
    if watch && query.include_output && !by_id {
        wrong.push(
            "--watch: a list comes without output; name an invocation or an instance to see it"
                .to_owned(),
        );
    }
    if watch && args.waiting.exit_status.is_some() && !query.names_invocations() {
        wrong.push(
            "--watch of a list ends when it is interrupted, so --exit-status has nothing to tell; name an invocation"
                .to_owned(),
        );
    }
    wrong
}

/// What does not go together with printing while it waits.
fn of_stream(args: &QueryArgs, query: &Query, form: Form) -> Vec<String> {
    let mut wrong = Vec::new();
    if !args.waiting.stream {
        return wrong;
    }
    if args.waiting.wait.is_none() {
        wrong.push("--stream belongs to --wait".to_owned());
    }
    if form != Form::Output {
        wrong.push(format!(
            "--stream is for -o output, not for -o {}",
            form.name()
        ));
    }
    let chosen_late = query.limit.is_some() && query.filters.view.any();
    for (flag, given) in [
        ("--fold", args.result.fold.is_some()),
        ("--save", args.result.save.is_some()),
        ("--full", args.result.full),
        ("--sort", query.sort.is_some()),
        ("--limit with a filter of what is shown", chosen_late),
    ] {
        if given {
            wrong.push(format!(
                "--stream prints outputs as they come, and {flag} needs all of them first"
            ));
        }
    }
    wrong
}

fn selects(query: &Query) -> bool {
    let filters = &query.filters;
    query.selects() || filters.active || filters.since.is_some() || filters.until.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_wait(args: &QueryArgs) -> (Wanted, usize) {
        let (mut wanted, mut problems) = (Wanted::default(), Vec::new());
        read(args, &mut wanted, &mut problems);
        (wanted, problems.len())
    }

    #[test]
    fn waiting_implies_a_verdict() {
        let typed = |wait: &str| QueryArgs::typed(&format!("--wait={wait}"));
        let (wanted, problems) = read_wait(&QueryArgs::typed("--wait"));
        assert_eq!(
            (wanted.wait, wanted.judge, problems),
            (Some(WaitTime::Usual), Some(Judge::Verdict), 0)
        );
        assert_eq!(read_wait(&typed("0")).0.wait, Some(WaitTime::Endless));
        assert_eq!(
            read_wait(&typed("90s")).0.wait,
            Some(WaitTime::For(Duration::from_secs(90)))
        );
        for wrong in ["soon", "-5s", "5"] {
            assert_eq!(read_wait(&typed(wrong)).1, 1, "{wrong}");
        }
    }

    #[test]
    fn a_watch_has_a_shortest_step() {
        let typed = |watch: &str| QueryArgs::typed(&format!("--watch={watch}"));
        assert_eq!(
            read_wait(&typed("3s")).0.watch,
            Some(Duration::from_secs(3))
        );
        assert_eq!(read_wait(&typed("100ms")).1, 1);
    }
}
