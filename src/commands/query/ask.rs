//! Asks the service: one walk through its pages, or two phases where it gives output only invocation by invocation.

use std::sync::Arc;

use super::conclude::conclude;
use super::delivery::Delivery;
use super::{Prepared, forms, repairs, trace};
use crate::api::persist::Persistence;
use crate::cli::QueryArgs;
use crate::commands::asker;
use crate::engine::{Ended, Job, Step, Walked, outputs, walk};
use crate::exit::Exit;
use crate::host::Host;
use crate::model::{Origin, Selected};
use crate::query::Form;
use crate::query::{Query, plan};
use crate::report::{self, Report};
use crate::ui::Ui;

/// More invocations than this are not asked for one by one, unless somebody said how many they expect.
const ONE_BY_ONE: usize = 50;

/// Whether outputs are asked for in two phases: the IDs first, then each invocation by itself.
pub(super) fn in_two_phases(prepared: &Prepared) -> bool {
    let query = &prepared.query;
    let ids = &query.ids;
    let invocations = !(ids.invocations.is_empty() && ids.pairs.is_empty());
    let guarded = prepared.settings.form == Form::Output && !expected(query);
    let direct = invocations || (!ids.instances.is_empty() && !guarded);
    query.include_output && !direct && !ids.none_on_stdin
}

/// Whether the query says itself how much it is about.
fn expected(query: &Query) -> bool {
    query.limit.is_some() || query.filters.since.is_some()
}

/// Runs the query against the service.
pub(super) async fn run(
    args: &QueryArgs,
    prepared: Prepared,
    host: &mut Host,
    ui: &Ui,
) -> Result<Exit, Report> {
    let two_phases = in_two_phases(&prepared);
    let Prepared {
        mut query,
        wanted,
        settings,
        config,
        program,
    } = prepared;
    query.include_output &= !two_phases;
    let persistence = Persistence::new(
        settings.retries,
        host.sleep.clone(),
        Some(trace::listener(args.verbose, host.clock.clone(), ui)),
    );
    let connection = asker::connection(args, host, config.as_ref(), &settings, persistence).await?;
    let plan = plan(&query, std::slice::from_ref(&connection.region));
    repairs(&plan, ui);
    let client = connection.client(host, trace::observer(args.verbose, ui))?;
    let origin = Arc::new(Origin {
        region: connection.region.clone(),
        profile: connection.asker.profile.clone(),
    });
    let job = |target| Job {
        target,
        client: client.clone(),
        origin: Arc::clone(&origin),
    };
    let jobs: Vec<Job> = plan.targets.into_iter().map(job).collect();
    let targets = jobs.len();
    let interrupt = (host.interrupt)();
    let with_output = query.include_output || two_phases;
    let look = forms::look(args, &settings, host);
    let renderer = forms::renderer(&query, &wanted, look, with_output, program, ui)?;
    let mut delivery = Delivery::new(renderer, &query, ui);
    if !two_phases {
        let walked = walk(jobs, &query, settings.jobs, interrupt, |s| {
            delivery.step(&s)
        })
        .await;
        return Ok(conclude(walked, &query, delivery, &connection, targets, ui));
    }
    let mut found = Found::default();
    let walked = walk(jobs, &query, settings.jobs, interrupt, |step| {
        found.step(&step);
        Ok(())
    })
    .await;
    if !matches!(walked.ended, Ended::Done | Ended::Limit) || !walked.failures.is_empty() {
        return Ok(conclude(walked, &query, delivery, &connection, targets, ui));
    }
    let rows = found.sorted(&query);
    if rows.len() > ONE_BY_ONE && !expected(&query) {
        return Err(report::too_many_outputs(rows.len(), ONE_BY_ONE));
    }
    let interrupt = (host.interrupt)();
    delivery.expect(rows.len());
    let printed = outputs(
        rows,
        &client,
        query.plain_text,
        settings.jobs,
        interrupt,
        |s| delivery.step(&s),
    )
    .await;
    let all = Walked {
        missing: [walked.missing, printed.missing.clone()].concat(),
        ..printed
    };
    let targets = all.answered + all.failures.len();
    Ok(conclude(all, &query, delivery, &connection, targets, ui))
}

/// What a first phase found.
#[derive(Debug, Default)]
struct Found(Vec<Selected>);

impl Found {
    fn step(&mut self, step: &Step<'_>) {
        if let Step::Row(row) = step {
            self.0.push((*row).clone());
        }
    }

    fn sorted(mut self, query: &Query) -> Vec<Selected> {
        super::delivery::arrange(&mut self.0, query);
        self.0
    }
}
