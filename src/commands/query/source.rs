//! Where the rows of a query come from: the service, polls of it, or saved answers.

use std::sync::Arc;

use jiff::Timestamp;

use super::arrange::Gathered;
use super::delivery::Delivery;
use super::places::{FoundPlaces, PlaceFinder};
use super::progress::WalkProgress;
use super::{repairs, saved, trace, two_phases, wait};
use crate::api::retry_policy::RetryPolicy;
use crate::commands::asker::Account;
use crate::engine::saved::SavedPage;
use crate::engine::{Ended, Failure, Job, Order, Place, Step, Walked, walk};
use crate::host::Host;
use crate::identity;
use crate::model::{Origin, Row};
use crate::query::{Plan, Query, plan};
use crate::report::{self, Asker, Report};
use crate::request::Request;
use crate::ui::{OutputError, Ui};

/// A source of rows that is open.
pub(super) struct Source<'a> {
    pub request: &'a Request,
    pub host: &'a Host,
    pub ui: &'a Ui,
    /// When it was opened.
    pub started: Timestamp,
    /// What the first walk asks: with outputs only where they come with the list.
    pub query: Query,
    pub places: Vec<Place>,
    pub jobs: Vec<Job>,
    /// How many accounts were not told which regions they have, and so were not asked.
    pub unlisted: usize,
    /// Saved answers, which are asked in place of the service.
    pub saved: Vec<SavedPage>,
    askers: Vec<Asker>,
    /// Kept while the query runs: the embedded server stops with its account.
    kept_accounts: Vec<Account>,
}

impl<'a> Source<'a> {
    /// Opens the source that a request names.
    ///
    /// # Errors
    ///
    /// A file that cannot be read; no identity, or none of its regions.
    pub(super) async fn open(
        request: &'a Request,
        host: &'a mut Host,
        ui: &'a Ui,
    ) -> Result<Self, Report> {
        let saved = match &request.from {
            Some(file) => saved::load(file, &request.query, host)?,
            None => Vec::new(),
        };
        let mut source = Self {
            request,
            host,
            ui,
            started: host.clock.now(),
            query: request.list_query(),
            places: Vec::new(),
            jobs: Vec::new(),
            unlisted: 0,
            saved,
            askers: Vec::new(),
            kept_accounts: Vec::new(),
        };
        if request.from.is_none() {
            source.find_places().await?;
            source.plan();
        }
        Ok(source)
    }

    /// Finds the identities and where they ask; nothing is sent yet, but the question which regions there are.
    async fn find_places(&mut self) -> Result<(), Report> {
        let (request, host) = (self.request, self.host);
        let accounts = accounts(request, host, self.ui).await?;
        let finder = PlaceFinder { request, host };
        let FoundPlaces {
            places,
            askers,
            unlisted,
        } = finder.find(&accounts).await?;
        for report in &unlisted {
            report.tell(self.ui);
        }
        self.unlisted = unlisted.len();
        (self.places, self.askers, self.kept_accounts) = (places, askers, accounts);
        Ok(())
    }

    fn plan(&mut self) {
        for place in &self.places {
            let Plan { targets, repaired } = plan(&self.query, &place.origin.region);
            if self.jobs.is_empty() {
                repairs(&repaired, self.ui);
            }
            let place = |target| Job {
                target,
                place: place.clone(),
            };
            self.jobs.extend(targets.into_iter().map(place));
        }
    }

    /// Where its rows come from.
    pub(super) fn origins(&self) -> Vec<Origin> {
        let records = self.saved.iter().flat_map(|page| &page.invocations);
        let saved = records.map(crate::engine::saved::origin);
        let asked = self.places.iter().map(|place| (*place.origin).clone());
        saved.chain(asked).collect()
    }

    /// Hands on all rows, and says what came of it.
    ///
    /// # Errors
    ///
    /// A wait for what does not end by itself; outputs of far more invocations than anybody is likely to mean.
    pub(super) async fn rows(&mut self, delivery: &mut Delivery<'_>) -> Result<Walked, Report> {
        match () {
            () if self.request.from.is_some() => Ok(saved::rows(self, delivery)),
            () if self.request.wanted.wait.is_some() => wait::rows(self, delivery).await,
            () if self.request.asks_in_two_phases() => two_phases::rows(self, delivery).await,
            () => Ok(self.walk(delivery).await),
        }
    }

    /// One walk through the pages of every target.
    async fn walk(&self, delivery: &mut Delivery<'_>) -> Walked {
        let mut progress = WalkProgress::new(self, false);
        let mut gathered = Gathered::default();
        let is_sorted = self.query.sort.is_some();
        let order = if is_sorted {
            Order::Strict
        } else {
            Order::Live
        };
        let interrupt = (self.host.interrupt)();
        let step = |step: Step<'_>| {
            progress.see(&step);
            if is_sorted && gathered.take(&step) {
                return Ok(());
            }
            delivery.step(&step)
        };
        let mut walked = walk(self.jobs.clone(), &self.query, order, interrupt, step).await;
        progress.clear();
        if is_sorted {
            gathered.hand_on(&self.query, &mut walked, delivery);
        }
        walked
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

/// Hands on rows that are known, as one page.
pub(super) fn hand_on(rows: &[Row], delivery: &mut Delivery<'_>) -> Result<(), OutputError> {
    let mut steps = rows.iter().map(Step::Row).chain([Step::PageEnd]);
    steps.try_for_each(|step| delivery.step(&step))
}

impl Gathered {
    /// Hands on what was gathered in its order, as far as the limit goes.
    pub(super) fn hand_on(self, query: &Query, walked: &mut Walked, delivery: &mut Delivery<'_>) {
        let (rows, tally) = self.arrange(query);
        walked.tally = tally.unwrap_or_else(|| std::mem::take(&mut walked.tally));
        if let Err(error) = hand_on(&rows, delivery) {
            walked.ended = Ended::Output(error);
        }
    }
}

/// Whoever asks: the profiles that were named, what the chain of places finds, or the embedded server.
async fn accounts(request: &Request, host: &Host, ui: &Ui) -> Result<Vec<Account>, Report> {
    let settings = &request.settings;
    let policy = RetryPolicy::new(settings.retries, settings.jobs, host.sleep.clone());
    let policy = policy.heard_by(trace::listener(request.verbose, host.clock.clone(), ui));
    let way = || (settings.timeouts, policy.clone());
    if request.sandbox {
        return Ok(vec![Account::sandboxed(host, way()).await?]);
    }
    let config = request.config.as_ref();
    let account = |profile: Option<&str>| {
        let identity = identity::resolve(host, config, profile);
        let identity = identity.map_err(|error| report::identity(&error))?;
        Account::of(host, config, way(), identity)
    };
    let profiles = &request.named.profiles;
    if profiles.is_empty() {
        return Ok(vec![account(None)?]);
    }
    profiles.iter().map(|name| account(Some(name))).collect()
}
