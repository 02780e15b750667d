//! `--tail` and `--max-bytes`: how much is shown of what failed instances printed.

use super::{Problem, QueryArgs, result};
use crate::model::column::Rows;
use crate::query::{Form, Query};

/// How many lines are shown where nobody says it.
const USUAL: usize = 5;

/// The most that can be asked for.
const MOST: usize = 10_000;

pub(super) fn read(args: &QueryArgs, problems: &mut Vec<Problem>) -> usize {
    let Some(typed) = &args.result.tail else {
        return USUAL;
    };
    let lines = typed.parse().ok().filter(|lines| *lines <= MOST);
    if lines.is_none() {
        problems.push(Problem(format!(
            "--tail `{typed}`: must be a whole number from 0 to {MOST}"
        )));
    }
    lines.unwrap_or(USUAL)
}

/// Bytes of a brief text where nobody says it.
const USUAL_BYTES: usize = 8 * 1024;

/// The fewest: less has no room for a verdict and for what is left out.
const FEWEST_BYTES: usize = 512;

/// The bytes that a brief text may have; `k` stands for 1024.
pub(super) fn bytes(args: &QueryArgs, problems: &mut Vec<Problem>) -> usize {
    let Some(typed) = &args.result.max_bytes else {
        return USUAL_BYTES;
    };
    let (number, unit) = match typed.strip_suffix(['k', 'K']) {
        Some(number) => (number, 1024),
        None => (typed.as_str(), 1),
    };
    let digits = number.parse::<usize>().ok();
    let bytes = digits.and_then(|number| number.checked_mul(unit));
    let bytes = bytes.filter(|bytes| *bytes >= FEWEST_BYTES);
    if bytes.is_none() {
        problems.push(Problem(format!(
            "--max-bytes `{typed}`: must be a number of bytes from {FEWEST_BYTES}, such as 4000 or 8k"
        )));
    }
    bytes.unwrap_or(USUAL_BYTES)
}

/// What does not go together with them.
pub(super) fn conflicts(args: &QueryArgs, query: &Query, form: Form) -> Vec<String> {
    let is_view = matches!(form, Form::Table | Form::Wide)
        && query.views_one()
        && result::rows(args) == Rows::Invocations
        && args.result.columns.is_none()
        && args.result.summary.is_none();
    let mut wrong = Vec::new();
    if args.result.tail.is_some() && !is_view && form != Form::Brief {
        wrong.push("--tail belongs to the view of one invocation (t-…) and to -o brief, which show what failed instances printed".to_owned());
    }
    if args.result.max_bytes.is_some() && form != Form::Brief {
        wrong.push("--max-bytes belongs to -o brief".to_owned());
    }
    wrong
}
