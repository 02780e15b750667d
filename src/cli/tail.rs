//! `--tail`.

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

/// What does not go together with it.
pub(super) fn conflicts(args: &QueryArgs, query: &Query, form: Form) -> Option<String> {
    let is_view = matches!(form, Form::Table | Form::Wide)
        && query.views_one()
        && result::rows(args) == Rows::Invocations
        && args.result.columns.is_none()
        && args.result.summary.is_none();
    (args.result.tail.is_some() && !is_view).then(|| {
        "--tail belongs to the view of one invocation (t-…), where it shows what failed instances printed".to_owned()
    })
}
