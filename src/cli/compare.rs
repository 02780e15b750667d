//! `--diff`, `--fold=diff` and what belongs to them.

use super::{Problem, QueryArgs, grep};
use crate::query::{Diff, Form, Id, IdKind, Query, Several, Wanted};

/// Reads what was typed about comparing, and tells every problem.
pub(super) fn read(args: &QueryArgs, wanted: &mut Wanted, problems: &mut Vec<Problem>) {
    let result = &args.result;
    let mut say = |text: String| problems.push(Problem(text));
    wanted.several = match (result.prefix, result.fold.as_deref()) {
        (false, None) => Several::Headed,
        (true, None) => Several::Prefixed,
        (true, Some(_)) => {
            say("--prefix and --fold: outputs are put together one way".to_owned());
            Several::Headed
        }
        (false, Some(typed)) => fold(typed).unwrap_or_else(|| {
            say(format!("--fold=`{typed}`: must be diff, or left out"));
            Several::Folded
        }),
    };
    let before = result.diff.as_deref().filter(|typed| !typed.is_empty());
    if let Some(typed) = before.filter(|typed| run(typed).is_none()) {
        say(format!(
            "--diff=`{typed}`: must be the ID of an invocation (t-…), or left out"
        ));
    }
    wanted.diff = result.diff.as_ref().map(|_| Diff {
        before: before.and_then(run),
        patch: !result.no_patch,
    });
    wanted.ignore = grep::patterns("--ignore", &result.ignore, problems);
}

/// Reads how outputs are folded.
pub(super) fn fold(typed: &str) -> Option<Several> {
    match typed {
        "" => Some(Several::Folded),
        "diff" => Some(Several::FoldedDiff),
        _ => None,
    }
}

/// Reads the ID of a run to compare with.
pub(super) fn run(typed: &str) -> Option<String> {
    let id = Id::parse(typed).filter(|id| id.kind == IdKind::Invocation);
    Some(id?.text)
}

/// What is right by itself and wrong beside it.
pub(super) fn conflicts(args: &QueryArgs, query: &Query, form: Form) -> Vec<String> {
    let result = &args.result;
    let mut wrong = Vec::new();
    if !result.ignore.is_empty() && result.fold.is_none() && result.diff.is_none() {
        wrong.push("--ignore belongs to --fold and --diff".to_owned());
    }
    let Some(typed) = &result.diff else {
        if result.no_patch {
            wrong.push("--no-patch belongs to --diff".to_owned());
        }
        return wrong;
    };
    wrong.extend(of_ids(typed, query));
    let json = matches!(form, Form::Json | Form::Jsonl);
    if !json && form != Form::Table {
        wrong.push(format!(
            "--diff is for table, json and jsonl, not for -o {}",
            form.name()
        ));
    }
    if json && result.no_patch {
        wrong.push("--no-patch is for the table: in JSON there are no patches".to_owned());
    }
    let waiting = &args.waiting;
    for (flag, given) in [
        ("--grep", !args.filters.grep.is_empty()),
        ("--summary", result.summary.is_some()),
        ("--history", result.history),
        ("--columns", result.columns.is_some()),
        ("--full", result.full),
        ("--tail", result.tail.is_some()),
        ("--watch", waiting.watch.is_some()),
        ("--one-page", args.selectors.one_page),
        ("--next-token", args.selectors.next_token.is_some()),
    ] {
        if given {
            wrong.push(format!(
                "--diff compares two runs, and {flag} has no part in that"
            ));
        }
    }
    if query.filters.any() {
        wrong.push(
            "--diff compares all instances of two runs, so no local filter goes with it".to_owned(),
        );
    }
    wrong
}

/// The runs must be two, and one of them the one that was named.
fn of_ids(typed: &str, query: &Query) -> Option<String> {
    let ids = &query.ids;
    let paired = ids.pairs.iter().map(|(invocation, _)| invocation);
    let mut named: Vec<&String> = ids.invocations.iter().chain(paired).collect();
    named.dedup();
    match named.as_slice() {
        [only] if *only == typed => Some(format!("--diff={typed}: that is the run itself")),
        [_] if ids.commands.is_empty() => None,
        [_, other] if typed.is_empty() => Some(format!(
            "--diff compares one invocation with another, which stands behind `=`: --diff={other}"
        )),
        _ => Some("--diff compares one invocation: name its ID (t-…) and no other".to_owned()),
    }
}
