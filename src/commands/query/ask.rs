//! Asks the service: one walk through its pages, or two phases where it gives output only invocation by invocation.

use super::arrange::Gathered;
use super::conclude::conclude;
use super::delivery::Delivery;
use super::pace::Pace;
use super::session::Session;
use super::{Prepared, names, wait, watch};
use crate::cli::QueryArgs;
use crate::engine::{Ended, Order, Place, Step, Walked, outputs, walk};
use crate::host::Host;
use crate::model::Row;
use crate::query::{Form, Query};
use crate::report::{self, Report};
use crate::ui::Ui;
use crate::vocabulary::Exit;

/// More invocations than this are not asked for one by one, unless somebody said how many they expect.
const ONE_BY_ONE: usize = 50;

/// Whether outputs are asked for in two phases: the IDs first, then each invocation by itself.
pub(super) fn in_two_phases(prepared: &Prepared) -> bool {
    let query = &prepared.query;
    let ids = &query.ids;
    let invocations = !(ids.invocations.is_empty() && ids.pairs.is_empty());
    let guarded = prepared.settings.format == Form::Output && !expected(query);
    let direct = invocations || (!ids.instances.is_empty() && !guarded);
    query.include_output && !direct && !ids.none_on_stdin
}

/// Whether the query says itself how much it is about.
fn expected(query: &Query) -> bool {
    query.limit.is_some() || query.filters.since.is_some()
}

/// Refuses to ask for the outputs of more than anybody is likely to mean; what went wrong until then is told, too.
pub(super) fn not_too_many(
    session: &Session<'_>,
    walked: &Walked,
    rows: usize,
) -> Result<(), Report> {
    if rows > ONE_BY_ONE && !expected(&session.query) {
        for report in session.reports(&walked.failures, walked.targets) {
            report.tell(session.ui);
        }
        return Err(report::too_many_outputs(rows, ONE_BY_ONE));
    }
    Ok(())
}

/// Runs the query against the service.
pub(super) async fn run(
    args: &QueryArgs,
    mut prepared: Prepared,
    host: &mut Host,
    ui: &Ui,
) -> Result<Exit, Report> {
    let with_output = prepared.query.include_output;
    let waits = prepared.wanted.wait.is_some();
    let two_phases = in_two_phases(&prepared);
    prepared.query.include_output &= !two_phases && !waits;
    let started = host.clock.now();
    let (session, program) = Session::open(args, prepared, host, ui).await?;
    if let Some(every) = session.wanted.watch {
        return Ok(watch::run(&session, every, host).await);
    }
    let renderer = session.renderer(with_output, program)?;
    if waits {
        return wait::run(&session, renderer, with_output, started, host).await;
    }
    let interrupt = (host.interrupt)();
    let jobs = session.jobs.clone();
    if !two_phases {
        let mut delivery = Delivery::sorting(renderer, &session.query, ui);
        let mut pace = Pace::new(&session, false, host);
        let step = |step: Step<'_>| {
            pace.see(&step);
            delivery.step(&step)
        };
        let order = match session.query.sort {
            None => Order::Live,
            Some(_) => Order::Strict,
        };
        let walked = walk(jobs, &session.query, order, interrupt, step).await;
        pace.clear();
        return Ok(end(&walked, &session, delivery, host).await);
    }
    let mut delivery = Delivery::new(renderer, ui);
    let mut gathered = Gathered::default();
    let mut pace = Pace::new(&session, true, host);
    let mut walked = walk(jobs, &session.query, Order::Strict, interrupt, |step| {
        pace.see(&step);
        gathered.take(&step);
        Ok(())
    })
    .await;
    pace.clear();
    if matches!(walked.ended, Ended::Signal(_)) {
        return Ok(conclude(&walked.nothing_printed(), &session, delivery));
    }
    let (rows, tally) = gathered.arrange(&session.query);
    walked.tally = tally.unwrap_or(walked.tally);
    not_too_many(&session, &walked, rows.len())?;
    delivery.announce(rows.len());
    let printed = print_outputs(&session, rows, &session.places, &mut delivery, host).await;
    Ok(end(&walked.then(printed), &session, delivery, host).await)
}

/// Ends a walk, and says what may have been meant where nothing was found.
pub(super) async fn end(
    walked: &Walked,
    session: &Session<'_>,
    delivery: Delivery<'_>,
    host: &Host,
) -> Exit {
    let exit = conclude(walked, session, delivery);
    exit.or_worse(names::tell(session, walked, host).await)
}

/// The second phase: each row with its output.
pub(super) async fn print_outputs(
    session: &Session<'_>,
    rows: Vec<Row>,
    places: &[Place],
    delivery: &mut Delivery<'_>,
    host: &Host,
) -> Walked {
    let interrupt = (host.interrupt)();
    let (plain, at_once) = (session.query.plain_text, session.settings.jobs);
    // Each answer is a page by itself, and a table of one row each would not be one.
    let table = matches!(session.wanted.form, Form::Table | Form::Wide);
    outputs(rows, places, plain, at_once, interrupt, |step| match step {
        Step::PageEnd if table => Ok(()),
        step => delivery.step(&step),
    })
    .await
}
