//! `--grep` and what belongs to it.

use super::{Problem, QueryArgs};
use crate::query::grep::Patterns;
use crate::query::{Expectation, Form, Grep};

/// The most lines around one that matches.
const MOST_LINES: usize = 10_000;

pub(super) fn read(args: &QueryArgs, problems: &mut Vec<Problem>) -> Option<Grep> {
    let filters = &args.filters;
    if filters.grep.is_empty() {
        return None;
    }
    let context = match filters.context.as_deref().map(str::parse) {
        None => 0,
        Some(Ok(lines)) if lines <= MOST_LINES => lines,
        Some(_) => {
            let typed = filters.context.as_deref().unwrap_or_default();
            problems.push(Problem(format!(
                "--context `{typed}`: must be a whole number from 0 to {MOST_LINES}"
            )));
            0
        }
    };
    let expected = match (filters.expect_match, filters.expect_no_match) {
        (true, _) => Some(Expectation::Match),
        (false, true) => Some(Expectation::NoMatch),
        (false, false) => None,
    };
    match Patterns::any(&filters.grep) {
        Ok(patterns) => Some(Grep {
            patterns,
            context,
            expected,
        }),
        Err((place, error)) => {
            let pattern = filters.grep.get(place).map_or("", String::as_str);
            let at = error.at.map(|at| format!(", at character {at}"));
            let at = at.unwrap_or_default();
            problems.push(Problem(format!("--grep `{pattern}`: {}{at}", error.reason)));
            None
        }
    }
}

/// What does not go together with it.
pub(super) fn conflicts(args: &QueryArgs, form: Form) -> Vec<String> {
    let filters = &args.filters;
    let is_given = !filters.grep.is_empty();
    let mut wrong = Vec::new();
    for (flag, given) in [
        ("--context", filters.context.is_some()),
        ("--expect-match", filters.expect_match),
        ("--expect-no-match", filters.expect_no_match),
    ] {
        if given && !is_given {
            wrong.push(format!("{flag} belongs to --grep"));
        }
    }
    if filters.expect_match && filters.expect_no_match {
        wrong.push("--expect-match and --expect-no-match: choose one".to_owned());
    }
    if is_given && args.waiting.watch.is_some() {
        wrong.push(
            "--watch shows how runs go on and not what they print, so --grep does not go with it"
                .to_owned(),
        );
    }
    let whole = form != Form::Output || args.result.save.is_some();
    if is_given && filters.context.is_some() && whole {
        wrong.push(
            "--context is for the lines that -o output prints; other forms show whole outputs"
                .to_owned(),
        );
    }
    wrong
}
