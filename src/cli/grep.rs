//! `--grep` and what belongs to it.

use super::result::summary_key;
use super::{Problem, QueryArgs};
use crate::query::grep::Patterns;
use crate::query::{Expectation, Form, Grep, Key};

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
    Some(Grep {
        patterns: patterns("--grep", &filters.grep, problems)?,
        context,
        expected,
    })
}

/// Reads regular expressions, any of which may match; none where there is none, or one that cannot be read.
pub(super) fn patterns(
    flag: &str,
    typed: &[String],
    problems: &mut Vec<Problem>,
) -> Option<Patterns> {
    if typed.is_empty() {
        return None;
    }
    let (place, error) = match Patterns::any(typed) {
        Ok(patterns) => return Some(patterns),
        Err(wrong) => wrong,
    };
    let pattern = typed.get(place).map_or("", String::as_str);
    let at = error.at.map(|at| format!(", at character {at}"));
    let at = at.unwrap_or_default();
    problems.push(Problem(format!("{flag} `{pattern}`: {}{at}", error.reason)));
    None
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
    let key = args.result.summary.as_deref().and_then(summary_key);
    if key == Some(Key::Match) && !is_given {
        wrong.push(
            "--summary=match counts the lines that --grep finds: say what to look for with --grep"
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
