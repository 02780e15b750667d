//! An invocation, or a run, in one line.

use super::super::OutputOptions;
use super::super::words::{outcome, safe_text, stands, status, time};
use crate::cells::cut;
use crate::model::Row;
use crate::model::time::took;
use crate::model::why::{sum_up, why};
use crate::sanitise;

/// Cells of a command's name.
const NAME: usize = 64;

/// `PartialFailed patch-kernel t-…: 38 ok, 2 failed of 40, created …, took 8m03s`, and why where it is one of several.
pub(super) fn line(row: &Row, options: &OutputOptions) -> String {
    let invocation = row.invocation();
    if invocation.is_run() {
        return run(row, options);
    }
    let name = safe_text(invocation.record(), "CommandName").unwrap_or_default();
    let (status, name) = (invocation.status(), cut(&name, NAME).into_owned());
    let words = [self::status(&status), &name, &row.id()].map(str::to_owned);
    let words = words.into_iter().filter(|word| !word.is_empty());
    let words = words.collect::<Vec<_>>().join(" ");
    let created = invocation.created();
    let created = created.map(|then| format!(", created {}", time(then, options)));
    let took = invocation
        .took_seconds()
        .map(|seconds| format!(", took {}", took(seconds)));
    let why = Some(sum_up(row)).filter(|why| options.invocations && !why.is_empty());
    let why = why.map(|why| format!(" ({why})"));
    let ends = [created, took, why].into_iter().flatten();
    let line =
        options.lead(row) + &words + ": " + &outcome(row.instances()) + &ends.collect::<String>();
    sanitise::line(&line).into_owned()
}

/// `t-…/i-…/3 Failed, exit 2, began …, took 3s`
fn run(row: &Row, options: &OutputOptions) -> String {
    let runs = row.instances().map(|instance| {
        let began = instance.started();
        let began = began.map(|then| format!(", began {}", time(then, options)));
        let took = instance
            .took_seconds()
            .map(|seconds| format!(", took {}", took(seconds)));
        let why = why(row.invocation(), instance).filter(|why| !why.starts_with("exit "));
        let why = why.map(|why| format!(" ({why})"));
        let ends: String = [began, took, why].into_iter().flatten().collect();
        format!("{} {}{ends}", row.name_of(instance), stands(instance))
    });
    let runs = runs.collect::<Vec<_>>().join("; ");
    sanitise::line(&(options.lead(row) + &runs)).into_owned()
}
