//! Ends a result, tells what there is to tell, and settles the exit code.

use super::delivery::Delivery;
use super::session::Session;
use crate::engine::{Ended, Walked};
use crate::exit::Exit;
use crate::host::Signal;
use crate::model::Tally;
use crate::query::{Judge, Query};
use crate::render::Remark;
use crate::report::{self, Report, unwritten};
use crate::ui::{Level, Message, Ui};

/// Ends a walk.
pub(super) fn conclude(walked: &Walked, session: &Session<'_>, delivery: Delivery<'_>) -> Exit {
    let ui = session.ui;
    let mut exit = match &walked.ended {
        Ended::Output(error) => return unwritten(error, ui),
        Ended::Signal(signal) => signalled(*signal),
        Ended::Done | Ended::Limit => Exit::Success,
    };
    let nothing_failed = walked.failures.is_empty() && session.unlisted == 0;
    let whole = nothing_failed && exit == Exit::Success;
    if walked.answered > 0 || whole {
        match delivery.end(whole) {
            Ok(remarks) => {
                // The user reads the pager before anything is said below it.
                ui.end();
                // An error will say it, with what is missing or that there is no verdict.
                let said = !walked.missing.is_empty()
                    || (session.wanted.judge.is_some() && walked.tally.matched == 0);
                exit = exit.or_worse(remarked(&remarks, said, ui));
            }
            Err(error) => return unwritten(&error, ui),
        }
    }
    notes(walked, session, whole);
    exit = exit.or_worse(failed(walked, session));
    if !walked.missing.is_empty() {
        let (narrowed, history) = (is_narrowed(&session.query), session.query.history);
        let report = report::missing(&walked.missing, &regions(session), narrowed, history);
        report.tell(ui);
        exit = exit.or_worse(report.exit);
    }
    let ended = matches!(walked.ended, Ended::Done | Ended::Limit);
    let untold = ended && walked.failures.is_empty() && walked.missing.is_empty();
    let nothing = if session.query.ids.none_on_stdin {
        report::no_id_to_judge
    } else {
        report::nothing_to_judge
    };
    let nothing = untold.then(nothing);
    let judged = verdict(session.wanted.judge, &walked.tally, nothing, ui);
    exit.or_worse(judged)
}

/// The regions that were asked, each once.
fn regions(session: &Session<'_>) -> Vec<String> {
    let mut regions: Vec<String> = Vec::new();
    for place in &session.places {
        if !regions.contains(&place.origin.region) {
            regions.push(place.origin.region.clone());
        }
    }
    regions
}

/// Tells what went wrong, each cause once.
fn failed(walked: &Walked, session: &Session<'_>) -> Exit {
    let mut reports = session.reports(&walked.failures, walked.targets);
    if session.query.history {
        reports = reports.into_iter().map(Report::of_history).collect();
    }
    for report in &reports {
        report.tell(session.ui);
    }
    let Some(first) = reports.first() else {
        // Whole accounts may be missing, though everything that was asked was answered.
        return match session.unlisted {
            0 => Exit::Success,
            _ => Exit::Partly,
        };
    };
    let whole = matches!(walked.ended, Ended::Done | Ended::Limit);
    if walked.targets == 1 || whole && walked.answered == 0 {
        first.exit
    } else {
        Exit::Partly
    }
}

/// The exit that the set's verdict gives, where one was asked. `nothing` is said where there is nothing to
/// judge and that was not told yet.
pub(super) fn verdict(
    judge: Option<Judge>,
    tally: &Tally,
    nothing: Option<Report>,
    ui: &Ui,
) -> Exit {
    let Some(judge) = judge else {
        return Exit::Success;
    };
    match nothing {
        Some(report) if tally.matched == 0 => {
            report.tell(ui);
            report.exit
        }
        _ => judged(judge, tally),
    }
}

/// The exit that a set gives.
fn judged(judge: Judge, tally: &Tally) -> Exit {
    match judge {
        Judge::Verdict if tally.failed > 0 => Exit::Failed,
        Judge::Verdict if tally.pending > 0 => Exit::Pending,
        Judge::Verdict => Exit::Success,
        Judge::Remote => {
            let codes = tally.exit_codes.iter().map(|code| code.unwrap_or(NO_CODE));
            Exit::Remote(codes.max().unwrap_or(0))
        }
    }
}

/// What counts as the exit code of an instance that has none.
const NO_CODE: u8 = 125;

/// The exit after a signal.
pub(super) fn signalled(signal: Signal) -> Exit {
    match signal {
        Signal::Interrupt => Exit::Interrupted,
        Signal::Terminate => Exit::Terminated,
    }
}

/// Tells what a renderer has to say, but that nothing matched where it is `said` anyway.
pub(super) fn remarked(remarks: &[Remark], said: bool, ui: &Ui) -> Exit {
    let mut exit = Exit::Success;
    for remark in remarks {
        match remark {
            Remark::Note(text) => ui.note(text),
            Remark::Warning(text) => ui.warning(text),
            Remark::Line(text) => ui.line(text),
            Remark::Nothing(_) if said => {}
            Remark::Nothing(what) => ui.note(&format!("no {what} matches")),
            Remark::Error(code, text) => {
                ui.tell(&Message {
                    level: Level::Error,
                    exit: Some(code.code()),
                    kind: Some(code.kind()),
                    message: text,
                    ..Message::default()
                });
                exit = exit.or_worse(*code);
            }
        }
    }
    exit
}

/// The service gives at most this many hits behind a tag.
const BEHIND_A_TAG: usize = 1000;

/// What the reader of the result must know about the walk.
fn notes(walked: &Walked, session: &Session<'_>, whole: bool) {
    let (ui, query, targets) = (session.ui, &session.query, session.jobs.len());
    standing(
        &walked.tally,
        looks_closely(query, session.wanted.judge),
        ui,
    );
    if walked.full > 0 {
        ui.note("10,000 records were read: the service keeps no more, so older ones are not in the list");
    }
    if !query.tags.is_empty() && walked.records >= BEHIND_A_TAG {
        ui.warning("the service gives at most 1,000 hits behind a tag; beyond that, ListTagResources finds them");
    }
    if query.resource_group.is_some() && walked.records == 0 && whole {
        ui.warning("--resource-group: only runs that were started with a resource group can match");
    }
    if walked.unordered > 0 {
        ui.note(&format!(
            "{} of {targets} requests did not answer newest first, so the merged list is not in order either",
            walked.unordered
        ));
    }
    if !walked.left_out.is_empty() {
        ui.note(&format!(
            "regions without this API were left out: {}",
            walked.left_out.join(", ")
        ));
    }
    if !query.one_page && whole {
        return;
    }
    for (label, page) in walked
        .left_off
        .iter()
        .filter(|(_, page)| page.token.is_some())
    {
        let place = if targets > 1 {
            format!("{label}: ")
        } else {
            String::new()
        };
        ui.note(&format!(
            "{place}there is more; {}",
            report::resume_with(page)
        ));
    }
}

/// Whether somebody looks at a few runs or asks how they went, and does not just list them.
pub(super) fn looks_closely(query: &Query, judge: Option<Judge>) -> bool {
    judge.is_some() || !query.ids.is_empty()
}

/// What is to be known of the set itself. That a run was a dry one is told to those who look closely: its Success means
/// little.
pub(super) fn standing(tally: &Tally, closely: bool, ui: &Ui) {
    if closely && tally.dry_runs > 0 {
        ui.note("dry runs are among them (RepeatMode DryRun): nothing was executed");
    }
    let unknown: Vec<&str> = tally.unknown.iter().map(String::as_str).collect();
    match unknown.as_slice() {
        [] => {}
        words => ui.warning(&format!(
            "a status that this version does not know, which counts as not ended: {}",
            words.join(", ")
        )),
    }
}

/// Whether something else than one kind of ID was asked for, so that an ID may exist and still not match.
fn is_narrowed(query: &Query) -> bool {
    let ids = &query.ids;
    let kinds = [&ids.invocations, &ids.commands, &ids.instances];
    let named =
        kinds.iter().filter(|ids| !ids.is_empty()).count() + usize::from(!ids.pairs.is_empty());
    let filters = &query.filters;
    named > 1
        || query.selects_beside_ids()
        || filters.since.is_some()
        || filters.until.is_some()
        || filters.active
}
