//! Ends a result, tells what there is to tell, and settles the exit code.

use super::delivery::Delivery;
use super::source::Source;
use super::verdict::{Judged, nothing, signalled};
use super::{names, warnings};
use crate::engine::{Ended, Walked};
use crate::model::Tally;
use crate::query::{Grep, Judge, Query};
use crate::render::Remark;
use crate::report::{self, Report, unwritten};
use crate::request::Request;
use crate::ui::{Level, Message, Ui};
use crate::vocabulary::Exit;

/// Ends the result that was written so far, and says what else there is to say. Nothing but a walk that ended well may look
/// like a whole result.
pub(super) async fn conclude(
    walked: &Walked,
    source: &Source<'_>,
    mut delivery: Delivery<'_>,
) -> Exit {
    let (ui, request) = (source.ui, source.request);
    let mut exit = match &walked.ended {
        Ended::Output(error) => return unwritten(error, ui),
        Ended::Signal(signal) => signalled(*signal),
        _ => Exit::Success,
    };
    let whole = source.is_whole(walked) && exit == Exit::Success;
    if walked.answered > 0 || whole {
        delivery.conclude(&walked.tally, gaps(walked, source));
        match delivery.end(whole) {
            Ok(remarks) => {
                // The user reads the pager before anything is said below it.
                ui.end();
                // An error will say it, with what is missing or that there is no verdict.
                let said = !walked.missing.is_empty()
                    || (request.wanted.judge.is_some() && walked.tally.matched == 0);
                exit = exit.or_worse(remarked(&remarks, said, ui));
            }
            Err(error) => return unwritten(&error, ui),
        }
    }
    notes(walked, source, whole);
    exit = exit.or_worse(failed(walked, source));
    if let Some(report) = report::damaged(&source.damage) {
        report.tell(ui);
        exit = exit.or_worse(report.exit);
    }
    if !walked.missing.is_empty() {
        let report = missing(walked, source);
        report.tell(ui);
        exit = exit.or_worse(report.exit);
    }
    exit = exit.or_worse(judged(walked, request, ui));
    exit = exit.or_worse(waited(&walked.ended, request, ui));
    exit.or_worse(names::tell(source, walked).await)
}

/// What is not known of the set, for a result that says so itself.
fn gaps(walked: &Walked, source: &Source<'_>) -> Vec<String> {
    let reports = source.reports(&walked.failures, walked.targets);
    let failed = reports.into_iter().map(|report| report.message);
    let missing = &walked.missing;
    let missing = (!missing.is_empty()).then(|| format!("not found: {}", missing.join(", ")));
    let ended = match &walked.ended {
        Ended::Signal(_) => Some("it was interrupted".to_owned()),
        Ended::Deadline => Some("the time to wait was over before everything had ended".to_owned()),
        Ended::FailFast => Some("the first failure ended the wait".to_owned()),
        Ended::Gone(ids) => Some(format!("{} is not shown any longer", ids.join(", "))),
        Ended::Done | Ended::Limit | Ended::Output(_) => None,
    };
    let unlisted = (source.unlisted > 0).then(|| "not every account was asked".to_owned());
    let part = is_part(walked, &source.request.query);
    let part = part.then(|| "there is more than was read".to_owned());
    let others = ended.into_iter().chain(unlisted).chain(part);
    failed.chain(missing).chain(others).collect()
}

/// The exit code of the verdict, where one was asked.
fn judged(walked: &Walked, request: &Request, ui: &Ui) -> Exit {
    let is_part = is_part(walked, &request.query);
    let expects = |grep: &Grep| grep.expected.is_some();
    let expects = request.wanted.grep.as_ref().is_some_and(expects);
    let is_judged = expects || request.wanted.judge.is_some();
    if is_part && is_judged && !request.reads_saved() {
        ui.warning("the verdict is on a part of what was asked for, so it is no success");
    }
    let ended = !matches!(walked.ended, Ended::Signal(_));
    let untold = ended && walked.failures.is_empty() && walked.missing.is_empty();
    let judged = Judged {
        request,
        tally: &walked.tally,
        is_part,
        nothing: untold.then(|| nothing(&walked.tally, request)),
    };
    match judged.exit(ui) {
        Exit::Success if is_part && expects => Exit::Pending,
        exit => exit,
    }
}

/// The exit code of a wait that ended before everything had.
fn waited(ended: &Ended, request: &Request, ui: &Ui) -> Exit {
    match ended {
        Ended::Deadline => Exit::Deadline,
        Ended::Gone(ids) => {
            let report = report::gone(ids);
            report.tell(ui);
            report.exit
        }
        // One failure was enough, whatever becomes of the invocation.
        Ended::FailFast if request.wanted.judge == Some(Judge::Verdict) => Exit::Failed,
        _ => Exit::Success,
    }
}

/// Whether the set may hold more than was read, though nothing failed.
fn is_part(walked: &Walked, query: &Query) -> bool {
    let is_cut = query.one_page && matches!(walked.ended, Ended::Done);
    let more = walked
        .left_off
        .iter()
        .any(|(_, resume)| resume.page.token.is_some());
    walked.anomalies.untimed > 0 || walked.parts > 0 || is_cut && more
}

fn missing(walked: &Walked, source: &Source<'_>) -> Report {
    let query = &source.request.query;
    if source.request.reads_saved() {
        return report::not_saved(&walked.missing, &report::saved_name(&source.request.from));
    }
    let without = walked.anomalies.without_instance.iter();
    let without: Vec<&str> = without
        .filter(|id| walked.missing.contains(id))
        .map(String::as_str)
        .collect();
    let (narrowed, history) = (is_narrowed(query), query.history);
    let report = report::missing(&walked.missing, &source.regions(), narrowed, history);
    report.of_found_without_instance(&without)
}

/// Tells what went wrong, each cause once.
fn failed(walked: &Walked, source: &Source<'_>) -> Exit {
    let mut reports = source.reports(&walked.failures, walked.targets);
    if source.query.history {
        reports = reports.into_iter().map(Report::of_history).collect();
    }
    for report in &reports {
        report.tell(source.ui);
    }
    let Some(first) = reports.first() else {
        // Whole accounts may be missing, though everything that was asked was answered.
        return match source.unlisted {
            0 => Exit::Success,
            _ => Exit::Partly,
        };
    };
    let whole = matches!(walked.ended, Ended::Done | Ended::Limit);
    if reports.iter().any(|report| report.exit == Exit::Deadline) {
        return Exit::Deadline;
    }
    if walked.questions == 1 || whole && walked.answered == 0 {
        first.exit
    } else {
        Exit::Partly
    }
}

/// Tells what a renderer has to say, but that nothing matched where it is `said` anyway.
fn remarked(remarks: &[Remark], said: bool, ui: &Ui) -> Exit {
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
                    text,
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
fn notes(walked: &Walked, source: &Source<'_>, whole: bool) {
    let (ui, request, tally) = (source.ui, source.request, &walked.tally);
    warnings::of_answers(&walked.anomalies, ui);
    warnings::of_contradictions(tally, ui);
    let looks_closely = request.wanted.judge.is_some() || !request.query.ids.is_empty();
    if looks_closely && tally.dry_runs > 0 {
        ui.note("dry runs are among them (RepeatMode DryRun): nothing was executed");
    }
    warnings::of_unknown(tally, ui);
    endless(tally, request, ui);
    if !request.reads_saved() {
        of_service(walked, source, whole);
    } else if walked.parts > 0 {
        ui.warning(&report::saved_in_part(&report::saved_name(&request.from)));
    }
}

/// What the service is known to hold back, and where the walk can be gone on with.
fn of_service(walked: &Walked, source: &Source<'_>, whole: bool) {
    let (ui, query, targets) = (source.ui, &source.query, source.jobs.len());
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
    if query.asks_one_walk() && !query.history && walked.answered > 0 {
        ui.note("only the walk without live scheduled tasks was asked; --timed asks for those");
    }
    if !query.one_page && whole {
        return;
    }
    for (label, resume) in walked
        .left_off
        .iter()
        .filter(|(_, resume)| resume.page.token.is_some())
    {
        let place = if targets > 1 {
            format!("{label}: ")
        } else {
            String::new()
        };
        ui.note(&format!(
            "{place}there is more; {}",
            report::resume_with(resume)
        ));
    }
}

/// Tells that tasks were left out of a verdict.
fn endless(tally: &Tally, request: &Request, ui: &Ui) {
    let wanted = &request.wanted;
    if wanted.judge.is_none() || tally.endless == 0 || tally.matched == 0 {
        return;
    }
    let (tasks, ends) = match tally.endless {
        1 => ("1 task".to_owned(), "does not end by itself and is"),
        several => (
            format!("{several} tasks"),
            "do not end by themselves and are",
        ),
    };
    let left_out = if wanted.wait.is_some() {
        "not waited for"
    } else {
        "left out of the verdict; --timed judges live tasks"
    };
    ui.note(&format!("{tasks} that matched {ends} {left_out}"));
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
