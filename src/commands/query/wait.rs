//! `--wait`: until every selected invocation has ended, then the result in the form that was chosen.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::arrange;
use super::delivery::Delivery;
use super::failed_outputs;
use super::source::Source;
use super::stream::Stream;
use super::two_phases::{self, not_too_many};
use super::wait_progress::WaitProgress;
use crate::api::error::ApiError;
use crate::engine::waiting::{Terms, step};
use crate::engine::{
    Ended, Order, Place, PlacedTarget, Round, Step, Wait, WaitEnded, WaitEvent, Walked, place_of,
    wait, walk,
};
use crate::host::Host;
use crate::model::{Row, Tally};
use crate::query::filter::View;
use crate::query::{Common, Form, Query, Target, WaitTime};
use crate::report::{self, Report};
use crate::vocabulary::RefusalKind;

/// An invocation that was named may not be visible right after it was started; it is looked for this long.
pub(super) const VISIBLE_AFTER: Duration = Duration::from_secs(15);

/// Nobody is left without a word for longer.
const SILENCE: Duration = Duration::from_secs(60);

/// What a run may take beyond its own timeout until its end is told.
const DELIVERY: u64 = 90;

/// How long is waited for a run whose timeout is not known.
const UNKNOWN: Duration = Duration::from_secs(30 * 60);

/// Waits, and hands on the rows as they stand at the end.
pub(super) async fn rows(
    source: &Source<'_>,
    delivery: &mut Delivery<'_>,
) -> Result<Walked, Report> {
    let started = source.started;
    let set = set_query(&source.query);
    let (mut rows, mut walked) = match first(source, &set).await {
        First::Set(rows, walked) => (rows, *walked),
        First::Over(rows, walked) => return over(source, rows, *walked, delivery).await,
    };
    leave_out_endless(&mut rows, &mut walked, source)?;
    if source.query.filters.view == View::default() {
        rows = arrange::in_view(rows, &source.query).0;
    }
    if rows.is_empty() {
        return over(source, rows, walked, delivery).await;
    }
    if source.request.query.include_output {
        not_too_many(source, &walked, rows.len())?;
    }
    // Outputs are not to wait for names once they come.
    delivery.learn(rows.iter()).await;
    let terms = terms(source, &rows, started);
    let waiting = Wait {
        places: &source.places,
        jobs: &source.jobs,
        query: &set,
        pages: walked.pages,
        terms,
        started,
        clock: &source.host.clock,
        sleep: &source.host.sleep,
    };
    let until = terms
        .deadline
        .and_then(|deadline| started.checked_add(deadline).ok());
    let mut progress = WaitProgress::new(source);
    let stream = || Stream::new(source, (&rows, &walked), until, delivery);
    let mut stream = source.request.wanted.stream.then(stream);
    let interrupt = (source.host.interrupt)();
    let tell = |event: WaitEvent<'_>| progress.tell(&event);
    let look = async |rows: &[Row]| match &mut stream {
        Some(stream) => stream.look(rows, delivery).await,
        None => Round::Continue(Vec::new()),
    };
    let ended = wait(&mut rows, &waiting, interrupt, tell, look).await;
    progress.finish(&rows, &ended);
    let broken_off = match ended {
        WaitEnded::Signal(signal) => Some(Ended::Signal(signal)),
        WaitEnded::Unwritten => Some(Ended::Done),
        _ => None,
    };
    if let Some(ended) = broken_off {
        for row in &rows {
            delivery.report_only(row);
        }
        let mut walked = Walked {
            ended,
            ..Walked::default()
        };
        if let Some(stream) = stream {
            stream.broken_off(&mut walked);
        }
        return Ok(walked);
    }
    delivery.learn(rows.iter()).await;
    let (shown, mut tally) = arrange::in_view(rows, &source.query);
    // They were warned of while it waited.
    tally.unknown.clear();
    tally.endless = walked.tally.endless;
    let is_open = tally.pending > 0;
    let whole = source.is_whole(&walked);
    let printed = match stream {
        Some(stream) => {
            let all = shown.clone();
            let places = places_until(source, until);
            let printed = stream.rest(shown, &places, delivery).await;
            // It was printed in parts.
            for row in &all {
                delivery.report_only(row);
            }
            printed
        }
        None => print(source, shown, until, whole, delivery).await,
    };
    let mut all = Walked { tally, ..walked }.then(printed);
    if matches!(all.ended, Ended::Done) {
        all.ended = match ended {
            WaitEnded::Deadline => Ended::Deadline,
            WaitEnded::Gone(ids) => Ended::Gone(ids),
            _ if source.request.wanted.fail_fast && is_open => Ended::FailFast,
            _ => Ended::Done,
        };
    }
    Ok(all)
}

/// The query of the set that is waited for: it is judged whole, and what of it is shown is chosen at the end. Which rows come
/// first is known only then, too, unless it is the order in which they are read.
fn set_query(query: &Query) -> Query {
    let mut set = query.clone();
    set.filters.view = View::default();
    if query.sort.is_some() || query.filters.view != View::default() {
        set.limit = None;
    }
    set
}

/// Hands on what there is, where there is nothing to wait for.
async fn over(
    source: &Source<'_>,
    rows: Vec<Row>,
    walked: Walked,
    delivery: &mut Delivery<'_>,
) -> Result<Walked, Report> {
    let (rows, _) = arrange::in_view(rows, &source.query);
    if matches!(walked.ended, Ended::Signal(_)) {
        return Ok(walked.nothing_printed());
    }
    if rows.is_empty() {
        return Ok(walked);
    }
    if source.request.query.include_output {
        not_too_many(source, &walked, rows.len())?;
    }
    let whole = source.is_whole(&walked);
    let printed = print(source, rows, None, whole, delivery).await;
    Ok(walked.then(printed))
}

/// The first answer: it fixes the set.
enum First {
    Set(Vec<Row>, Box<Walked>),
    Over(Vec<Row>, Box<Walked>),
}

/// Asks until there is a first answer. Trouble that may pass is waited out; a refusal is not, since nothing is known
/// yet that would be worth waiting for.
async fn first(source: &Source<'_>, query: &Query) -> First {
    let host = source.host;
    let longest = match source.request.wanted.wait {
        Some(WaitTime::For(length)) => Some(length),
        Some(WaitTime::Endless) => None,
        _ => Some(UNKNOWN),
    };
    let mut polls = 0;
    let mut told = BTreeMap::new();
    loop {
        polls += 1;
        let mut rows = Vec::new();
        let interrupt = (host.interrupt)();
        let jobs = jobs_until(source, longest);
        let mut walked = walk(jobs, query, Order::Strict, interrupt, |step| {
            if let Step::Row(row) = step {
                rows.push(row.clone());
            }
            Ok(())
        })
        .await;
        let elapsed = elapsed(source);
        let passing = walked
            .failures
            .iter()
            .all(|failure| may_pass(failure.error.cause()));
        let trouble = !walked.failures.is_empty();
        let visible = longest.map_or(VISIBLE_AFTER, |longest| longest.min(VISIBLE_AFTER));
        let until = match () {
            () if matches!(walked.ended, Ended::Signal(_)) => Some(Duration::ZERO),
            () if trouble && passing => longest,
            () if !trouble && unseen(query, &walked) => Some(visible),
            () => Some(Duration::ZERO),
        };
        let left = until.map_or(Duration::MAX, |until| until.saturating_sub(elapsed));
        if left.is_zero() {
            let over = trouble || matches!(walked.ended, Ended::Signal(_)) || rows.is_empty();
            if over {
                return First::Over(rows, Box::new(walked));
            }
            return First::Set(rows, Box::new(walked));
        }
        if trouble {
            for report in source.reports(&walked.failures, source.jobs.len()) {
                // Half an hour of the same trouble is one line, but for whoever reads a log and would take silence for the end.
                let last = told.get(&report.message);
                let is_due = |last: &Duration| elapsed.saturating_sub(*last) >= SILENCE;
                if last.is_none_or(|last| !host.terminal.stderr && is_due(last)) {
                    told.insert(report.message.clone(), elapsed);
                    let note = format!("{}; asking again", report.message);
                    source.ui.note(&note);
                }
            }
        }
        let pause = source
            .request
            .settings
            .interval
            .unwrap_or_else(|| step(polls));
        let pause = pause.min(left);
        tokio::select! {
            () = host.sleep.wait(pause) => {}
            signal = (host.interrupt)() => {
                walked.ended = Ended::Signal(signal);
                return First::Over(Vec::new(), Box::new(walked));
            }
        }
    }
}

/// The jobs, with requests that end when the wait does.
fn jobs_until(source: &Source<'_>, longest: Option<Duration>) -> Vec<PlacedTarget> {
    let Some(until) = longest.and_then(|longest| source.started.checked_add(longest).ok()) else {
        return source.jobs.clone();
    };
    let bounded = |job: &PlacedTarget| PlacedTarget {
        place: Place {
            client: job.place.client.until(until),
            ..job.place.clone()
        },
        ..job.clone()
    };
    source.jobs.iter().map(bounded).collect()
}

fn elapsed(source: &Source<'_>) -> Duration {
    let now = source.host.clock.now();
    now.duration_since(source.started)
        .try_into()
        .unwrap_or_default()
}

/// Whether an invocation that was named, or an instance of one, is not to be seen yet.
fn unseen(query: &Query, walked: &Walked) -> bool {
    query.names_invocations() && !walked.missing.is_empty()
}

/// Whether asking again may help.
fn may_pass(error: &ApiError) -> bool {
    match error {
        ApiError::Transport(_) | ApiError::Deadline => true,
        ApiError::Service(refusal) => matches!(
            refusal.kind,
            RefusalKind::Throttled | RefusalKind::Unavailable
        ),
        ApiError::Unreadable {
            broken_off, status, ..
        } => *broken_off || *status >= 500,
        _ => false,
    }
}

/// Tasks that never end by themselves cannot be waited for: one that was named is refused, one that a set holds is left out.
fn leave_out_endless(
    rows: &mut Vec<Row>,
    walked: &mut Walked,
    source: &Source<'_>,
) -> Result<(), Report> {
    let mut tasks = rows.iter().filter(|row| row.invocation().is_endless());
    let Some(task) = tasks.next() else {
        return Ok(());
    };
    if source.query.names_invocations() {
        let mode = task
            .invocation()
            .record()
            .text("RepeatMode")
            .unwrap_or_default();
        return Err(report::endless_wait(&task.id(), &mode));
    }
    walked.tally.endless = 1 + tasks.count();
    rows.retain(|row| !row.invocation().is_endless());
    if rows.is_empty() {
        walked.tally = Tally {
            endless: walked.tally.endless,
            ..Tally::default()
        };
    }
    Ok(())
}

fn terms(source: &Source<'_>, rows: &[Row], started: Timestamp) -> Terms {
    let deadline = match source.request.wanted.wait {
        Some(WaitTime::For(length)) => Some(length),
        Some(WaitTime::Endless) => None,
        _ => Some(
            rows.iter()
                .map(|row| usual(row, started))
                .max()
                .unwrap_or(UNKNOWN),
        ),
    };
    Terms {
        deadline,
        interval: source.request.settings.interval,
        fail_fast: source.request.wanted.fail_fast,
    }
}

/// Until the run's own timeout after its creation and a while for its end to be told, counted from the program's start.
fn usual(row: &Row, started: Timestamp) -> Duration {
    let seconds = row
        .invocation()
        .record()
        .integer("Timeout")
        .and_then(|s| u64::try_from(s).ok());
    let Some((created, seconds)) = row.invocation().created().zip(seconds) else {
        return UNKNOWN;
    };
    let allowed = SignedDuration::try_from(Duration::from_secs(seconds.saturating_add(DELIVERY)));
    let end = allowed
        .ok()
        .and_then(|allowed| created.checked_add(allowed).ok());
    // A deadline in the past still leaves one poll.
    end.map_or(UNKNOWN, |end| {
        end.duration_since(started).try_into().unwrap_or_default()
    })
}

/// The end of a wait: each row as it stands now, with its output or body where the form has that.
async fn print(
    source: &Source<'_>,
    rows: Vec<Row>,
    until: Option<Timestamp>,
    all: bool,
    delivery: &mut Delivery<'_>,
) -> Walked {
    let places = places_until(source, until);
    if source.request.query.include_output {
        return two_phases::print(source, rows, &places, all, delivery).await;
    }
    if source.request.wanted.form == Form::Api {
        return bodies(&rows, &places, delivery, source.host).await;
    }
    let ended = match delivery.rows(&rows) {
        Ok(()) => Ended::Done,
        Err(error) => Ended::Output(error),
    };
    let mut printed = Walked {
        ended,
        targets: rows.len(),
        questions: rows.len(),
        answered: rows.len(),
        ..Walked::default()
    };
    failed_outputs::add(source, &places, delivery, &mut printed).await;
    printed
}

/// The places, whose requests end with the deadline; after it there is time for one try of each.
fn places_until(source: &Source<'_>, until: Option<Timestamp>) -> Vec<Place> {
    let Some(until) = until else {
        return source.places.clone();
    };
    let bounded = |place: &Place| {
        let one_try = source.host.clock.now().checked_add(place.client.timeout());
        Place {
            client: place
                .client
                .clone()
                .until(one_try.map_or(until, |end| end.max(until))),
            ..place.clone()
        }
    };
    source.places.iter().map(bounded).collect()
}

/// The service's bodies, one for each invocation.
async fn bodies(
    rows: &[Row],
    places: &[Place],
    delivery: &mut Delivery<'_>,
    host: &Host,
) -> Walked {
    let common = Arc::new(Common {
        page_size: 1,
        ..Common::default()
    });
    let jobs = rows.iter().filter_map(|row| {
        let place = place_of(places, row.origin())?.clone();
        let target = Target::of_invocation(&row.origin().region, row.id(), Arc::clone(&common));
        Some(PlacedTarget { target, place })
    });
    let all = Query::default();
    walk(
        jobs.collect(),
        &all,
        Order::Strict,
        (host.interrupt)(),
        |step| delivery.step(&step),
    )
    .await
}
