//! What a query needs while it talks to the service: the identities, the places, the targets.

use std::sync::Arc;

use super::places::Found;
use super::{Prepared, forms, repairs, trace};
use crate::api::retry_policy::RetryPolicy;
use crate::cli::QueryArgs;
use crate::commands::asker::Account;
use crate::engine::{Failure, Job, Place};
use crate::host::Host;
use crate::identity;
use crate::model::Origin;
use crate::query::{Plan, Query, Wanted, plan};
use crate::render::{OutputOptions, Program, Sink};
use crate::report::{self, Asker, Report};
use crate::settings::Settings;
use crate::ui::Ui;

/// A query on its way to the service.
pub(super) struct Session<'a> {
    pub query: Query,
    pub wanted: Wanted,
    pub settings: Settings,
    pub places: Vec<Place>,
    pub jobs: Vec<Job>,
    pub options: OutputOptions,
    pub ui: &'a Ui,
    askers: Vec<Asker>,
    /// `--no-notes`
    pub no_notes: bool,
    /// How many accounts were not told which regions they have, and so were not asked.
    pub unlisted: usize,
    /// Kept while the query runs: the embedded server stops with its account.
    _accounts: Vec<Account>,
}

impl<'a> Session<'a> {
    /// Finds the identities and plans the targets; nothing is sent yet, but the question which regions there are.
    pub(super) async fn open(
        args: &QueryArgs,
        prepared: Prepared,
        host: &Host,
        ui: &'a Ui,
    ) -> Result<(Self, Option<Program>), Report> {
        let accounts = accounts(args, &prepared, host, ui).await?;
        let finder = prepared.finder(args, host);
        let Found {
            places,
            askers,
            unlisted,
        } = finder.find(&accounts).await?;
        for report in &unlisted {
            report.tell(ui);
        }
        let Prepared {
            query,
            wanted,
            settings,
            program,
            ..
        } = prepared;
        let mut jobs = Vec::new();
        for place in &places {
            let Plan { targets, repaired } = plan(&query, &place.origin.region);
            if jobs.is_empty() {
                repairs(&repaired, ui);
            }
            let place = |target| Job {
                target,
                place: place.clone(),
            };
            jobs.extend(targets.into_iter().map(place));
        }
        let mut options = forms::options(args, &settings, host);
        forms::tell_places(&mut options, places.iter().map(|place| &*place.origin));
        let placeless = forms::program(args, !options.profiles, !options.regions);
        options.placeless_program = Some(placeless);
        let session = Self {
            query,
            wanted,
            settings,
            places,
            jobs,
            options,
            ui,
            askers,
            no_notes: args.no_notes,
            unlisted: unlisted.len(),
            _accounts: accounts,
        };
        Ok((session, program))
    }

    /// The renderer of the result.
    pub(super) fn renderer(
        &self,
        with_output: bool,
        program: Option<Program>,
    ) -> Result<Box<dyn Sink>, Report> {
        forms::renderer(
            &self.query,
            &self.wanted,
            self.options.clone(),
            with_output,
            program,
            self.ui,
        )
    }

    /// What to tell of targets that failed, out of so many.
    pub(super) fn reports(&self, failures: &[Failure], targets: usize) -> Vec<Report> {
        report::failures(failures, |origin| self.asker(origin), targets)
    }

    fn asker(&self, origin: &Arc<Origin>) -> Option<&Asker> {
        let mut both = self.places.iter().zip(&self.askers);
        both.find(|(place, _)| Arc::ptr_eq(&place.origin, origin))
            .map(|(_, asker)| asker)
    }
}

/// Whoever asks: the profiles that were named, what the chain of places finds, or the embedded server.
async fn accounts(
    args: &QueryArgs,
    prepared: &Prepared,
    host: &Host,
    ui: &Ui,
) -> Result<Vec<Account>, Report> {
    let settings = &prepared.settings;
    let policy = RetryPolicy::new(settings.retries, settings.jobs, host.sleep.clone());
    let policy = policy.heard_by(trace::listener(args.verbose, host.clock.clone(), ui));
    let way = || (settings.timeouts(), policy.clone());
    if args.sandbox {
        return Ok(vec![Account::sandboxed(host, way()).await?]);
    }
    let config = prepared.config.as_ref();
    let account = |profile: Option<&str>| {
        let identity = identity::resolve(host, config, profile);
        let identity = identity.map_err(|error| report::setup(&error))?;
        Account::of(host, config, way(), identity)
    };
    let profiles = &prepared.named.profiles;
    if profiles.is_empty() {
        return Ok(vec![account(None)?]);
    }
    profiles.iter().map(|name| account(Some(name))).collect()
}
