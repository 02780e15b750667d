//! Where a query is asked: in every region that was named, with every profile.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::join_all;

use crate::api::endpoint::Endpoint;
use crate::api::regions::{ListedRegion, regions};
use crate::api::transport::ConnectionPool;
use crate::commands::asker::{Account, SANDBOX_REGION};
use crate::config::SetupError;
use crate::engine::Place;
use crate::host::Host;
use crate::identity::{self, Identity, ValueOrigin};
use crate::model::{Machines, Origin};
use crate::report::{self, Asker, Report};
use crate::request::Request;

/// A region as one identity sees it, found but not yet asked.
pub(super) struct RegionEndpoint {
    pub region: String,
    pub endpoint: Endpoint,
}

/// The region that is asked which regions there are, where none is named: the answer is the same everywhere.
const FIRST_REGION: &str = "cn-hangzhou";

/// Where the embedded server listens, but for the port, which it is given when it starts.
const NOT_RUNNING: &str = "http://127.0.0.1";

/// Finds the places of a query.
pub(super) struct PlaceFinder<'a> {
    pub request: &'a Request,
    pub host: &'a Host,
}

/// Places with clients that ask there, and how messages tell of each.
#[derive(Default)]
pub(super) struct FoundPlaces {
    pub places: Vec<Place>,
    pub askers: Vec<Asker>,
    /// Accounts that were not told which regions they have.
    pub unlisted: Vec<Report>,
}

impl PlaceFinder<'_> {
    /// Where a dry run would ask. It needs no identity: without one, region and endpoint come from the other places. A
    /// profile that is named and is not there is a slip of the hand all the same.
    pub(super) fn without_keys(&self) -> Result<Vec<RegionEndpoint>, Report> {
        let problem = |error| report::setup(&error);
        if self.request.sandbox {
            return self.in_sandbox().map_err(problem);
        }
        let named = self
            .request
            .named
            .profiles
            .iter()
            .map(|name| Some(name.as_str()));
        let mut profiles: Vec<Option<&str>> = named.collect();
        if profiles.is_empty() {
            profiles.push(None);
        }
        let mut endpoints = Vec::new();
        for profile in profiles {
            let identity = match identity::resolve(self.host, self.request.config.as_ref(), profile)
            {
                Err(error) if error.is_unknown_profile => return Err(problem(error)),
                resolved => resolved.ok(),
            };
            let identity = identity.as_ref().map(Identity::own);
            let own = || identity::region(self.host, identity, self.request.config.as_ref());
            for region in self.regions(|| own().map(|(region, _)| region).map_err(problem))? {
                let found = identity::endpoint(
                    self.host,
                    self.request.endpoint.as_deref(),
                    identity,
                    &region,
                );
                let (endpoint, _) = found.map_err(problem)?;
                endpoints.push(RegionEndpoint { region, endpoint });
            }
        }
        Ok(endpoints)
    }

    /// The embedded server asks nobody for keys or a place; it is not running.
    fn in_sandbox(&self) -> Result<Vec<RegionEndpoint>, SetupError> {
        let (endpoint, _) = identity::written(NOT_RUNNING, ValueOrigin::new("`--endpoint`"))?;
        let regions = self.regions(|| Ok(SANDBOX_REGION.to_owned()));
        let one = |region| RegionEndpoint {
            region,
            endpoint: endpoint.clone(),
        };
        Ok(regions.unwrap_or_default().into_iter().map(one).collect())
    }

    /// The regions that are asked first: those that were named, or else an identity's own. One is enough where it is
    /// asked for all regions.
    fn regions(&self, own: impl Fn() -> Result<String, Report>) -> Result<Vec<String>, Report> {
        match (
            self.request.named.regions.as_slice(),
            self.request.all_regions,
        ) {
            ([], false) => Ok(vec![own()?]),
            ([], true) => Ok(vec![own().unwrap_or_else(|_| FIRST_REGION.to_owned())]),
            ([first, ..], true) => Ok(vec![first.clone()]),
            (named, false) => Ok(named.to_vec()),
        }
    }

    fn endpoints(&self, account: &Account) -> Result<Vec<RegionEndpoint>, Report> {
        let regions = self.regions(|| account.region(self.host, self.request.config.as_ref()))?;
        let endpoints = regions.into_iter().map(|region| {
            let endpoint =
                account.endpoint(self.host, self.request.endpoint.as_deref(), &region, None)?;
            Ok(RegionEndpoint { region, endpoint })
        });
        endpoints.collect()
    }

    /// Every place of every account.
    pub(super) async fn find(&self, accounts: &[Account]) -> Result<FoundPlaces, Report> {
        let mut pool = ConnectionPool::default();
        let mut endpoints = Vec::new();
        for account in accounts {
            let own = self.endpoints(account)?.into_iter();
            endpoints.extend(own.map(|one| (account, one)));
        }
        let mut found = FoundPlaces::default();
        if self.request.all_regions {
            let listed = self.list(endpoints, &mut pool).await?;
            (endpoints, found.unlisted) = listed;
        }
        found.open(endpoints, self.host, &mut pool)?;
        for place in &mut found.places {
            place.may_lack_api = self.request.all_regions;
        }
        Ok(found)
    }

    /// Asks each account which regions it has; an error only when none of them is told.
    async fn list<'a>(
        &self,
        endpoints: Vec<(&'a Account, RegionEndpoint)>,
        pool: &mut ConnectionPool,
    ) -> Result<(Vec<(&'a Account, RegionEndpoint)>, Vec<Report>), Report> {
        let mut questions = Vec::new();
        for (account, home) in endpoints {
            let (client, asker) = account.at(&home.endpoint, pool, self.host)?;
            questions.push(async move {
                let refused = |error| report::refused(&error, &asker, &home.region);
                (account, regions(&client).await.map_err(refused))
            });
        }
        let (mut found, mut unlisted) = (Vec::new(), Vec::new());
        for (account, answer) in join_all(questions).await {
            match answer {
                Ok(listed) => {
                    for region in listed {
                        found.push((account, self.one(account, region)?));
                    }
                }
                Err(report) => unlisted.push(report),
            }
        }
        match unlisted.pop() {
            Some(report) if found.is_empty() => Err(report),
            last => {
                unlisted.extend(last);
                Ok((found, unlisted))
            }
        }
    }

    fn one(&self, account: &Account, listed: ListedRegion) -> Result<RegionEndpoint, Report> {
        let (region, at) = (listed.id, listed.region_endpoint.as_deref());
        let endpoint =
            account.endpoint(self.host, self.request.endpoint.as_deref(), &region, at)?;
        Ok(RegionEndpoint { region, endpoint })
    }
}

impl FoundPlaces {
    /// Makes a place of each one.
    fn open(
        &mut self,
        endpoints: Vec<(&Account, RegionEndpoint)>,
        host: &Host,
        pool: &mut ConnectionPool,
    ) -> Result<(), Report> {
        let regions: BTreeSet<&str> = endpoints.iter().map(|(_, one)| &*one.region).collect();
        let profiles: BTreeSet<_> = endpoints
            .iter()
            .map(|(account, _)| account.profile())
            .collect();
        let (regions, profiles) = (regions.len() > 1, profiles.len() > 1);
        for (account, one) in endpoints {
            let (client, asker) = account.at(&one.endpoint, pool, host)?;
            let profile = account.profile();
            let label = profile.unwrap_or("no profile");
            let name = match (regions, profiles) {
                (true, true) => Some(format!("{} ({label})", one.region)),
                (true, false) => Some(one.region.clone()),
                (false, true) => Some(label.to_owned()),
                (false, false) => None,
            };
            let origin = Arc::new(Origin {
                region: one.region,
                profile: profile.map(str::to_owned),
                hosts: Machines::default(),
                seen: None,
            });
            self.places.push(Place {
                origin,
                client,
                network: account.network(),
                name,
                may_lack_api: false,
            });
            self.askers.push(asker);
        }
        Ok(())
    }
}
