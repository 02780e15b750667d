//! Where the rows of a query come from: the service, polls of it, or saved answers.

use std::sync::Arc;

use jiff::Timestamp;

use super::places::{FoundPlaces, PlaceFinder};
use super::trace;
use crate::api::error::ApiError;
use crate::api::retry_policy::RetryPolicy;
use crate::archive::{self, Damages, Opened};
use crate::commands::asker::Account;
use crate::engine::{Failure, Place, PlacedTarget, Step, Walked, outputs};
use crate::host::Host;
use crate::identity;
use crate::model::{Origin, Row};
use crate::query::{Form, Plan, Query, plan};
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
    pub jobs: Vec<PlacedTarget>,
    /// How many accounts were not told which regions they have, and so were not asked.
    pub unlisted: usize,
    /// Saved answers, which are asked in place of the service.
    pub saved: Opened,
    /// What of them could not be read.
    pub damage: Damages,
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
        let saved = if request.reads_saved() {
            load(request, host, ui)?
        } else {
            Opened::default()
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
            damage: Damages::default(),
            askers: Vec::new(),
            kept_accounts: Vec::new(),
        };
        if !request.reads_saved() {
            source.find_places().await?;
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

    /// Makes the targets of each place from what it is asked.
    pub(super) fn plan(&mut self, queries: &[Option<Query>]) {
        for (place, query) in self.places.iter().zip(queries) {
            let Some(query) = query else { continue };
            let Plan { targets, repaired } = plan(query, &place.origin.region);
            if self.jobs.is_empty() {
                repairs(&repaired, self.ui);
            }
            let place = |target| PlacedTarget {
                target,
                place: place.clone(),
            };
            self.jobs.extend(targets.into_iter().map(place));
        }
    }

    /// Where its rows come from.
    pub(super) fn origins(&self) -> Vec<Origin> {
        let saved = self.saved.origins().into_iter();
        let asked = self.places.iter().map(|place| (*place.origin).clone());
        saved.chain(asked).collect()
    }

    /// Whether everything that was asked was answered.
    pub(super) fn is_whole(&self, walked: &Walked) -> bool {
        walked.failures.is_empty() && self.unlisted == 0 && self.damage.count == 0
    }

    /// The ID of each account that has a place, or why it is not known, and the profile that it is asked with.
    pub(super) async fn account_ids(&self) -> Vec<(Result<String, Report>, Option<String>)> {
        let mut ids = Vec::new();
        for account in &self.kept_accounts {
            let profile = account.profile().map(str::to_owned);
            let mut places = self.places.iter();
            if let Some(place) = places.find(|place| place.origin.profile == profile) {
                let id = account.id(place.client.endpoint(), self.host).await;
                ids.push((id, profile));
            }
        }
        ids
    }

    /// Asks for rows again, each with its output.
    pub(super) async fn outputs(
        &self,
        rows: Vec<Row>,
        places: &[Place],
        step: impl FnMut(Step<'_>) -> Result<(), OutputError>,
    ) -> Walked {
        let form = (self.query.encoding, true);
        let interrupt = (self.host.interrupt)();
        outputs(
            rows,
            places,
            form,
            self.request.settings.jobs,
            interrupt,
            step,
        )
        .await
    }

    /// What to tell of targets that failed, out of so many.
    pub(super) fn reports(&self, failures: &[Failure], targets: usize) -> Vec<Report> {
        report::failures(failures, |origin| self.asker(origin), targets)
    }

    /// What to tell when a place cannot be asked.
    pub(super) fn refused(&self, place: &Place, error: &ApiError) -> Report {
        match self.asker(&place.origin) {
            Some(asker) => report::refused(error, asker, &place.origin.region),
            None => report::unplaced(),
        }
    }

    /// The regions that were asked, each once.
    pub(super) fn regions(&self) -> Vec<String> {
        let mut regions: Vec<String> = Vec::new();
        for place in &self.places {
            if !regions.contains(&place.origin.region) {
                regions.push(place.origin.region.clone());
            }
        }
        regions
    }

    fn asker(&self, origin: &Arc<Origin>) -> Option<&Asker> {
        let mut both = self.places.iter().zip(&self.askers);
        both.find(|(place, _)| Arc::ptr_eq(&place.origin, origin))
            .map(|(_, asker)| asker)
    }
}

/// Opens saved answers.
fn load(request: &Request, host: &mut Host, ui: &Ui) -> Result<Opened, Report> {
    let query = &request.query;
    let as_text = query.history || request.wanted.form == Form::Api;
    let opened = archive::open(&request.from, query, as_text, &mut host.stdin);
    let opened = opened.map_err(|error| {
        let name = report::saved_name(&[error.path]);
        report::unreadable_file(&name, &error.why)
    })?;
    if let Some(note) = report::other_files(&opened.others) {
        ui.note(&note);
    }
    Ok(opened)
}

/// Tells which filters work here and not at the service, which ignores them.
pub(super) fn repairs(repaired: &[&str], ui: &Ui) {
    if !repaired.is_empty() {
        let names = repaired.join(", ");
        ui.note(&format!(
            "the service ignores {names} beside an instance; filtered here instead"
        ));
    }
}

/// Whoever asks: the profiles that were named, what the chain of places finds, or the embedded server.
async fn accounts(request: &Request, host: &Host, ui: &Ui) -> Result<Vec<Account>, Report> {
    let settings = &request.settings;
    let policy = RetryPolicy::new(settings.retries, settings.jobs, host.sleep.clone());
    let policy = policy.heard_by(trace::listener(request.verbose, host.clock.clone(), ui));
    let way = || (settings.timeouts(), policy.clone());
    if request.sandbox {
        return Ok(vec![Account::sandboxed(host, way()).await?]);
    }
    let config = request.config.as_ref();
    let account = |profile: Option<&str>| {
        let identity = identity::resolve(host, config, profile);
        let identity = identity.map_err(|error| report::setup(&error))?;
        Account::of(host, config, way(), identity)
    };
    let profiles = &request.named.profiles;
    if profiles.is_empty() {
        return Ok(vec![account(None)?]);
    }
    profiles.iter().map(|name| account(Some(name))).collect()
}
