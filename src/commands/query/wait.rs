//! `--wait`: until every selected invocation has ended, then the result in the form that was chosen.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::arrange;
use super::ask::{end, not_too_many, print_outputs};
use super::conclude::{conclude, signalled};
use super::delivery::Delivery;
use super::news::Teller;
use super::session::Session;
use crate::engine::waiting::{Terms, step};
use crate::engine::{
    Ended, Job, Order, Place, Step, Wait, WaitEnded, Walked, place_of, wait, walk,
};
use crate::host::Host;
use crate::model::{Row, Tally};
use crate::query::filter::View;
use crate::query::{Common, Form, Judge, Patience, Query, Target};
use crate::render::Sink;
use crate::report::{self, Report};
use crate::vocabulary::{Exit, RefusalKind};

/// An invocation that was named may not be visible right after it was started; it is looked for this long.
const VISIBLE_AFTER: Duration = Duration::from_secs(15);

/// What a run may take beyond its own timeout until its end is told.
const DELIVERY: u64 = 90;

/// How long is waited for a run whose timeout is not known.
const UNKNOWN: Duration = Duration::from_secs(30 * 60);

/// Waits, prints, and judges.
pub(super) async fn run(
    session: &Session<'_>,
    renderer: Box<dyn Sink>,
    with_output: bool,
    started: Timestamp,
    host: &Host,
) -> Result<Exit, Report> {
    // The set is judged and waited for whole; what of it is shown is chosen at the end.
    let mut query = session.query.clone();
    query.filters.view = View::default();
    let is_viewed = session.query.filters.view != View::default();
    // Which rows come first is known only then, too, unless it is the order in which they are read.
    if query.sort.is_some() || is_viewed {
        query.limit = None;
    }
    let (mut rows, mut walked) = match first(session, &query, started, host).await {
        First::Set(rows, walked) => (rows, *walked),
        First::Over(rows, walked) => {
            return over(session, rows, *walked, renderer, with_output, host).await;
        }
    };
    endless(&mut rows, &mut walked, session)?;
    if !is_viewed {
        rows = arrange::in_view(rows, &session.query).0;
    }
    if rows.is_empty() {
        return over(session, rows, walked, renderer, with_output, host).await;
    }
    if with_output {
        not_too_many(session, &walked, rows.len())?;
    }
    let terms = terms(session, &rows, started);
    let waiting = Wait {
        places: &session.places,
        jobs: &session.jobs,
        query: &query,
        pages: walked.pages,
        terms,
        started,
        clock: &host.clock,
        sleep: &host.sleep,
    };
    let mut teller = Teller::new(session, host, started);
    let ended = wait(&mut rows, &waiting, (host.interrupt)(), |news| {
        teller.tell(&news);
    })
    .await;
    teller.finish(&rows, &ended);
    if let WaitEnded::Signal(signal) = ended {
        return Ok(signalled(signal));
    }
    let (shown, mut tally) = arrange::in_view(rows, &session.query);
    // The teller has warned of them already.
    tally.unknown.clear();
    tally.endless = walked.tally.endless;
    let failed_first = session.wanted.fail_fast && ended == WaitEnded::Done && tally.pending > 0;
    let mut delivery = Delivery::new(renderer, session.ui);
    let until = terms
        .deadline
        .and_then(|deadline| started.checked_add(deadline).ok());
    let printed = print(session, shown, with_output, until, &mut delivery, host).await;
    let all = Walked { tally, ..walked }.then(printed);
    let exit = conclude(&all, session, delivery);
    Ok(match (ended, session.wanted.judge) {
        (WaitEnded::Deadline, _) => exit.or_worse(Exit::Deadline),
        (WaitEnded::Gone(ids), _) => {
            let report = report::gone(&ids);
            report.tell(session.ui);
            exit.or_worse(report.exit)
        }
        // One failure was enough, whatever becomes of the invocation.
        (_, Some(Judge::Verdict)) if failed_first => exit.or_worse(Exit::Failed),
        _ => exit,
    })
}

/// There is nothing to wait for: what came is printed, as without a wait.
async fn over(
    session: &Session<'_>,
    rows: Vec<Row>,
    mut walked: Walked,
    renderer: Box<dyn Sink>,
    with_output: bool,
    host: &Host,
) -> Result<Exit, Report> {
    let mut delivery = Delivery::new(renderer, session.ui);
    let (rows, _) = arrange::in_view(rows, &session.query);
    if matches!(walked.ended, Ended::Signal(_)) {
        walked = walked.nothing_printed();
    } else if !rows.is_empty() {
        if with_output {
            not_too_many(session, &walked, rows.len())?;
        }
        let printed = print(session, rows, with_output, None, &mut delivery, host).await;
        walked = walked.then(printed);
    }
    Ok(end(&walked, session, delivery, host).await)
}

/// The first answer: it fixes the set.
enum First {
    Set(Vec<Row>, Box<Walked>),
    Over(Vec<Row>, Box<Walked>),
}

/// Asks until there is a first answer. Trouble that may pass is waited out; a refusal is not, since nothing is known
/// yet that would be worth waiting for.
async fn first(session: &Session<'_>, query: &Query, started: Timestamp, host: &Host) -> First {
    let patience = match session.wanted.wait {
        Some(Patience::For(length)) => Some(length),
        Some(Patience::Endless) => None,
        _ => Some(UNKNOWN),
    };
    let mut polls = 0;
    let mut told = BTreeSet::new();
    loop {
        polls += 1;
        let mut rows = Vec::new();
        let interrupt = (host.interrupt)();
        let jobs = jobs_until(session, patience, started);
        let mut walked = walk(jobs, query, Order::Strict, interrupt, |step| {
            if let Step::Row(row) = step {
                rows.push(row.clone());
            }
            Ok(())
        })
        .await;
        let elapsed = since(started, host);
        let passing = walked
            .failures
            .iter()
            .all(|failure| may_pass(failure.error.cause()));
        let trouble = !walked.failures.is_empty();
        let visible = patience.map_or(VISIBLE_AFTER, |patience| patience.min(VISIBLE_AFTER));
        let until = match () {
            () if matches!(walked.ended, Ended::Signal(_)) => Some(Duration::ZERO),
            () if trouble && passing => patience,
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
            for report in session.reports(&walked.failures, session.jobs.len()) {
                // Half an hour of the same trouble is one line.
                if told.insert(report.message.clone()) {
                    let note = format!("{}; asking again", report.message);
                    session.ui.note(&note);
                }
            }
        }
        let pause = session.settings.interval.unwrap_or_else(|| step(polls));
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

/// The jobs, whose requests end when patience does.
fn jobs_until(session: &Session<'_>, patience: Option<Duration>, started: Timestamp) -> Vec<Job> {
    let Some(until) = patience.and_then(|patience| started.checked_add(patience).ok()) else {
        return session.jobs.clone();
    };
    let bounded = |job: &Job| Job {
        place: Place {
            client: job.place.client.until(until),
            ..job.place.clone()
        },
        ..job.clone()
    };
    session.jobs.iter().map(bounded).collect()
}

fn since(started: Timestamp, host: &Host) -> Duration {
    host.clock
        .now()
        .duration_since(started)
        .try_into()
        .unwrap_or_default()
}

/// Whether an invocation that was named, or an instance of one, is not to be seen yet.
fn unseen(query: &Query, walked: &Walked) -> bool {
    query.names_invocations() && !walked.missing.is_empty()
}

/// Whether asking again may help.
fn may_pass(error: &crate::api::error::ApiError) -> bool {
    use crate::api::error::ApiError;
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
fn endless(rows: &mut Vec<Row>, walked: &mut Walked, session: &Session<'_>) -> Result<(), Report> {
    let mut tasks = rows.iter().filter(|row| row.invocation().is_endless());
    let Some(task) = tasks.next() else {
        return Ok(());
    };
    if session.query.names_invocations() {
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

fn terms(session: &Session<'_>, rows: &[Row], started: Timestamp) -> Terms {
    let deadline = match session.wanted.wait {
        Some(Patience::For(length)) => Some(length),
        Some(Patience::Endless) => None,
        _ => Some(
            rows.iter()
                .map(|row| usual(row, started))
                .max()
                .unwrap_or(UNKNOWN),
        ),
    };
    Terms {
        deadline,
        interval: session.settings.interval,
        fail_fast: session.wanted.fail_fast,
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

/// Prints the last known state, or asks once more where the form needs what the polls did not bring.
async fn print(
    session: &Session<'_>,
    rows: Vec<Row>,
    with_output: bool,
    until: Option<Timestamp>,
    delivery: &mut Delivery<'_>,
    host: &Host,
) -> Walked {
    let places = places_until(session, until, host);
    if with_output {
        delivery.announce(rows.len());
        return print_outputs(session, rows, &places, delivery, host).await;
    }
    if session.wanted.form == Form::Api {
        return bodies(&rows, &places, delivery, host).await;
    }
    let mut walked = Walked {
        targets: rows.len(),
        questions: rows.len(),
        answered: rows.len(),
        ..Walked::default()
    };
    let mut steps = rows.iter().map(Step::Row).chain([Step::PageEnd]);
    if let Some(Err(error)) =
        steps.find_map(|step| Some(delivery.step(&step)).filter(Result::is_err))
    {
        walked.ended = Ended::Output(error);
    }
    walked
}

/// The places, whose requests end with the deadline; after it there is time for one try of each.
fn places_until(session: &Session<'_>, until: Option<Timestamp>, host: &Host) -> Vec<Place> {
    let Some(until) = until else {
        return session.places.clone();
    };
    let bounded = |place: &Place| {
        let one_try = host.clock.now().checked_add(place.client.timeout());
        Place {
            client: place
                .client
                .clone()
                .until(one_try.map_or(until, |end| end.max(until))),
            ..place.clone()
        }
    };
    session.places.iter().map(bounded).collect()
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
        Some(Job { target, place })
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
