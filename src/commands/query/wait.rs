//! `--wait`: until every selected invocation has ended, then the result in the form that was chosen.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::ask::{end, not_too_many, print_outputs};
use super::conclude::{conclude, signalled};
use super::delivery::{Delivery, arrange};
use super::news::Teller;
use super::session::Session;
use crate::api::codes::Kind;
use crate::engine::waiting::{Terms, step};
use crate::engine::{
    Ended, Job, Order, Place, Step, Wait, WaitEnded, Walked, has_ended, place_of, wait, walk,
};
use crate::exit::Exit;
use crate::host::Host;
use crate::model::{Selected, Tally};
use crate::query::filter::View;
use crate::query::{Common, Form, Judge, Patience, Query, Target};
use crate::render::Renderer;
use crate::report::{self, Report};

/// An invocation that was named may not be visible right after it was started; it is looked for this long.
const VISIBLE_AFTER: Duration = Duration::from_secs(15);

/// What a run may take beyond its own timeout until its end is told.
const DELIVERY: u64 = 90;

/// How long is waited for a run whose timeout is not known.
const UNKNOWN: Duration = Duration::from_secs(30 * 60);

/// Waits, prints, and judges.
pub(super) async fn run(
    session: &Session<'_>,
    renderer: Box<dyn Renderer>,
    with_output: bool,
    started: Timestamp,
    host: &Host,
) -> Result<Exit, Report> {
    // The set is judged and waited for whole; what of it is shown is chosen at the end.
    let mut query = session.query.clone();
    query.filters.view = View::default();
    // Which rows come first is known only then, too, unless it is the order in which they are read.
    if query.sort.is_some() || session.query.filters.view != View::default() {
        query.limit = None;
    }
    let (mut rows, walked) = match first(session, &query, started, host).await {
        First::Set(rows, walked) => (rows, *walked),
        First::Over(rows, mut walked) => {
            // What came is printed, as without a wait.
            let mut delivery = Delivery::new(renderer, &session.query, session.ui);
            let rows = view(rows, &session.query);
            if matches!(walked.ended, Ended::Signal(_)) {
                *walked = walked.nothing_printed();
            } else if !rows.is_empty() {
                if with_output {
                    not_too_many(session, &walked, rows.len())?;
                }
                let printed = print(session, rows, with_output, &mut delivery, host).await;
                *walked = walked.then(printed);
            }
            return Ok(end(&walked, session, delivery, host).await);
        }
    };
    endless(&rows)?;
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
    teller.finish(&rows, ended);
    if let WaitEnded::Signal(signal) = ended {
        return Ok(signalled(signal));
    }
    let mut tally = tally(&rows);
    // The teller has warned of them already.
    tally.unknown.clear();
    let failed_first = session.wanted.fail_fast && ended == WaitEnded::Done && tally.pending > 0;
    let mut delivery = Delivery::new(renderer, &session.query, session.ui);
    let shown = view(rows, &session.query);
    let printed = print(session, shown, with_output, &mut delivery, host).await;
    let all = Walked { tally, ..walked }.then(printed);
    let exit = conclude(&all, session, delivery);
    Ok(match (ended, session.wanted.judge) {
        (WaitEnded::Deadline, _) => exit.or_worse(Exit::Deadline),
        // One failure was enough, whatever becomes of the invocation.
        (_, Some(Judge::Verdict)) if failed_first => exit.or_worse(Exit::Failed),
        _ => exit,
    })
}

/// The first answer: it fixes the set.
enum First {
    Set(Vec<Selected>, Box<Walked>),
    Over(Vec<Selected>, Box<Walked>),
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
        let jobs = jobs_within(session, patience, since(started, host));
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

/// The jobs, whose requests do not outlast what patience is left by much.
fn jobs_within(session: &Session<'_>, patience: Option<Duration>, elapsed: Duration) -> Vec<Job> {
    let Some(patience) = patience else {
        return session.jobs.clone();
    };
    let left = patience.saturating_sub(elapsed);
    let within = |job: &Job| Job {
        place: Place {
            client: job.place.client.within(left),
            ..job.place.clone()
        },
        ..job.clone()
    };
    session.jobs.iter().map(within).collect()
}

fn since(started: Timestamp, host: &Host) -> Duration {
    host.clock
        .now()
        .duration_since(started)
        .try_into()
        .unwrap_or_default()
}

/// Whether an invocation that was named is not to be seen yet.
fn unseen(query: &Query, walked: &Walked) -> bool {
    let named = |id: &String| {
        query.ids.invocations.contains(id) || query.ids.pairs.iter().any(|(t, _)| t == id)
    };
    walked.missing.iter().any(named)
}

/// Whether asking again may help.
fn may_pass(error: &crate::api::client::ApiError) -> bool {
    use crate::api::client::ApiError;
    match error {
        ApiError::Transport(_) => true,
        ApiError::Service(refusal) => matches!(refusal.kind, Kind::Throttled | Kind::Unavailable),
        ApiError::Unreadable {
            broken_off, status, ..
        } => *broken_off || *status >= 500,
        _ => false,
    }
}

/// Tasks that never end by themselves cannot be waited for.
fn endless(rows: &[Selected]) -> Result<(), Report> {
    let repeating = |row: &&Selected| {
        let mode = row
            .record()
            .text("RepeatMode")
            .unwrap_or_default()
            .into_owned();
        ["Period", "EveryReboot", "NextRebootOnly"].contains(&mode.as_str()) && !has_ended(row)
    };
    match rows.iter().find(repeating) {
        Some(row) => {
            let mode = row
                .record()
                .text("RepeatMode")
                .unwrap_or_default()
                .into_owned();
            Err(report::endless_wait(&row.id(), &mode))
        }
        None => Ok(()),
    }
}

fn terms(session: &Session<'_>, rows: &[Selected], started: Timestamp) -> Terms {
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
fn usual(row: &Selected, started: Timestamp) -> Duration {
    let seconds = row
        .record()
        .integer("Timeout")
        .and_then(|s| u64::try_from(s).ok());
    let Some((created, seconds)) = row.created().zip(seconds) else {
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

fn tally(rows: &[Selected]) -> Tally {
    let mut tally = Tally::default();
    for row in rows {
        tally.count(&row.invocation, &row.shown);
    }
    tally
}

/// What of the set is shown, in its order.
fn view(rows: Vec<Selected>, query: &Query) -> Vec<Selected> {
    let narrowed = rows.into_iter().filter_map(|row| {
        let shown = query
            .filters
            .view
            .narrow(&row.invocation, row.shown.clone())?;
        Some(Selected { shown, ..row })
    });
    let mut shown: Vec<Selected> = narrowed.collect();
    arrange(&mut shown, query);
    shown.truncate(query.limit.unwrap_or(usize::MAX));
    shown
}

/// Prints the last known state, or asks once more where the form needs what the polls did not bring.
async fn print(
    session: &Session<'_>,
    rows: Vec<Selected>,
    with_output: bool,
    delivery: &mut Delivery<'_>,
    host: &Host,
) -> Walked {
    if with_output {
        delivery.announce(rows.len());
        return print_outputs(session, rows, delivery, host).await;
    }
    if session.wanted.form == Form::Api {
        return bodies(session, &rows, delivery, host).await;
    }
    let mut walked = Walked {
        targets: rows.len(),
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

/// The service's bodies, one for each invocation.
async fn bodies(
    session: &Session<'_>,
    rows: &[Selected],
    delivery: &mut Delivery<'_>,
    host: &Host,
) -> Walked {
    let common = Arc::new(Common {
        page_size: 1,
        ..Common::default()
    });
    let jobs = rows.iter().filter_map(|row| {
        let place = place_of(&session.places, &row.origin)?.clone();
        let target = Target::of_invocation(&row.origin.region, row.id(), Arc::clone(&common));
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
