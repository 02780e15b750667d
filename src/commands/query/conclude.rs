//! Ends a result, tells what there is to tell, and settles the exit code.

use super::delivery::Delivery;
use crate::commands::asker::Connection;
use crate::engine::{Ended, Walked};
use crate::exit::Exit;
use crate::host::Signal;
use crate::query::Query;
use crate::render::Remark;
use crate::report;
use crate::ui::{Level, OutputError, Ui};

/// Ends a walk.
pub(super) fn conclude(
    walked: Walked,
    query: &Query,
    delivery: Delivery<'_>,
    connection: &Connection,
    targets: usize,
    ui: &Ui,
) -> Exit {
    let mut exit = match walked.ended {
        Ended::Output(error) => return written(Err(error), ui),
        Ended::Signal(Signal::Interrupt) => Exit::Interrupted,
        Ended::Signal(Signal::Terminate) => Exit::Terminated,
        Ended::Done | Ended::Limit => Exit::Success,
    };
    let whole = walked.failures.is_empty() && exit == Exit::Success;
    if walked.answered > 0 || whole {
        match delivery.end(whole) {
            Ok(remarks) => {
                // The user reads the pager before anything is said below it.
                ui.end();
                exit = exit.or_worse(remarked(&remarks, !walked.missing.is_empty(), ui));
            }
            Err(error) => return written(Err(error), ui),
        }
    }
    notes(&walked, query, targets, whole, ui);
    let reports = report::failures(&walked.failures, &connection.asker, targets);
    for report in &reports {
        report.tell(ui);
    }
    if let Some(first) = reports.first() {
        let all = walked.failures.len() == targets && walked.answered == 0;
        exit = exit.or_worse(if all || targets == 1 {
            first.exit
        } else {
            Exit::Partly
        });
    }
    if !walked.missing.is_empty() {
        let report = report::missing(&walked.missing, &connection.region, is_narrowed(query));
        report.tell(ui);
        exit = exit.or_worse(report.exit);
    }
    exit
}

/// Tells what a renderer has to say. That nothing matched is left to the error that names what is missing.
pub(super) fn remarked(remarks: &[Remark], missing: bool, ui: &Ui) -> Exit {
    let mut exit = Exit::Success;
    for remark in remarks {
        match remark {
            Remark::Note(text) => ui.note(text),
            Remark::Warning(text) => ui.warning(text),
            Remark::Line(text) => ui.line(text),
            Remark::Nothing if missing => {}
            Remark::Nothing => ui.note("no invocation matches"),
            Remark::Error(code, text) => {
                ui.say(Level::Error, text);
                exit = exit.or_worse(*code);
            }
        }
    }
    exit
}

/// What the reader of the result must know about the walk.
fn notes(walked: &Walked, query: &Query, targets: usize, whole: bool, ui: &Ui) {
    if walked.full > 0 {
        ui.note("10,000 records were read: the service keeps no more, so older ones are not in the list");
    }
    if walked.unordered > 0 {
        ui.note(&format!(
            "{} of {targets} requests did not answer newest first, so the merged list is not in order either",
            walked.unordered
        ));
    }
    if !query.one_page && whole {
        return;
    }
    for (target, page) in walked
        .left_off
        .iter()
        .filter(|(_, page)| page.token.is_some())
    {
        let place = if targets > 1 {
            format!("{}: ", target.label())
        } else {
            String::new()
        };
        ui.note(&format!(
            "{place}there is more; {}",
            report::resume_with(page)
        ));
    }
}

/// Whether something else than one kind of ID was asked for, so that an ID may exist and still not match.
fn is_narrowed(query: &Query) -> bool {
    let texts = [&query.command_name, &query.resource_group];
    let words = [query.command_type, query.repeat_mode];
    let ids = &query.ids;
    let kinds = [&ids.invocations, &ids.commands, &ids.instances];
    let named =
        kinds.iter().filter(|ids| !ids.is_empty()).count() + usize::from(!ids.pairs.is_empty());
    let filters = &query.filters;
    named > 1
        || texts.iter().any(|text| text.is_some())
        || words.iter().any(Option::is_some)
        || !query.statuses.is_empty()
        || !query.tags.is_empty()
        || query.timed.is_some()
        || filters.since.is_some()
        || filters.until.is_some()
        || filters.active
}

/// The exit after a write.
pub(super) fn written(result: Result<(), OutputError>, ui: &Ui) -> Exit {
    let Err(error) = result else {
        return Exit::Success;
    };
    ui.end();
    match (&error, report::output(&error)) {
        (OutputError::PagerLeft, _) => Exit::Success,
        (_, Some(report)) => {
            report.tell(ui);
            report.exit
        }
        (_, None) => Exit::PipeClosed,
    }
}
