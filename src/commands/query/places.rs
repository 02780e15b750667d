//! Where a query is asked: in every region that was named, with every profile.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::join_all;

use crate::api::endpoint::{Endpoint, check_region};
use crate::api::regions::{ListedRegion, regions};
use crate::api::transport::ConnectionPool;
use crate::cli::{Problem, QueryArgs};
use crate::commands::asker::{Account, SANDBOX_REGION};
use crate::config::{Loaded, SetupError};
use crate::engine::Place;
use crate::host::Host;
use crate::identity::{self, ValueOrigin};
use crate::model::Origin;
use crate::nearest::nearest;
use crate::report::{self, Asker, Report};

/// What was named, by flags or else by variables, each once and in its order.
#[derive(Clone, Debug, Default)]
pub(in crate::commands) struct Named {
    /// Profiles; none for the chain of places that may hold keys.
    pub profiles: Vec<String>,
    /// Regions; none for each identity's own.
    pub regions: Vec<String>,
}

impl Named {
    /// Reads the lists, and tells every problem; that of the profile file is told elsewhere.
    pub(in crate::commands) fn read(
        args: &QueryArgs,
        host: &Host,
        config: &Result<Option<Loaded>, SetupError>,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let (flag, profiles) = words(host, "--profile", &args.profile, "INVQ_PROFILE");
        let mut named = Self::default();
        for profile in profiles {
            if profile.is_empty() {
                problems.push(Problem(format!("{flag} names no profile")));
            } else if !named.profiles.contains(&profile) {
                named.profiles.push(profile);
            }
        }
        let (flag, regions) = words(host, "--region", &args.region, "INVQ_REGION");
        for word in regions {
            let found = match (word.strip_prefix('@'), config) {
                (Some(_), Err(_)) => continue,
                (Some(group), Ok(config)) => members(group, config.as_ref()),
                (None, _) => Ok(vec![word]),
            };
            let checked = found.and_then(|regions| {
                let wrong = regions.iter().find_map(|region| check_region(region).err());
                wrong.map_or(Ok(regions), |error| Err(error.to_string()))
            });
            match checked {
                Ok(regions) => regions.into_iter().for_each(|region| {
                    if !named.regions.contains(&region) {
                        named.regions.push(region);
                    }
                }),
                Err(why) => problems.push(Problem(format!("{flag}: {why}"))),
            }
        }
        named
    }
}

/// The words of a flag's comma lists or else of a variable's, and which of the two it is.
fn words<'n>(
    host: &Host,
    flag: &'n str,
    typed: &[String],
    variable: &'n str,
) -> (&'n str, Vec<String>) {
    let split = |text: &str| {
        let words = text.split(',').map(|word| word.trim().to_owned());
        words.collect::<Vec<_>>()
    };
    if typed.is_empty() {
        (variable, host.var(variable).map(split).unwrap_or_default())
    } else {
        (flag, typed.iter().flat_map(|text| split(text)).collect())
    }
}

/// The regions of a group of the profile file.
fn members(group: &str, config: Option<&Loaded>) -> Result<Vec<String>, String> {
    let Some(loaded) = config else {
        return Err(format!(
            "there is no group `@{group}`: there is no profile file to name its regions"
        ));
    };
    let groups = &loaded.config.groups;
    let unknown = || {
        let names = groups.keys().map(String::as_str);
        match nearest(group, names) {
            Some(near) => format!("there is no group `@{group}`; did you mean `@{near}`?"),
            None => format!(
                "there is no group `@{group}` in the table [groups] of {}",
                loaded.shown
            ),
        }
    };
    groups.get(group).cloned().ok_or_else(unknown)
}

/// A region as one identity sees it, found but not yet asked.
pub(super) struct Spot {
    pub region: String,
    pub endpoint: Endpoint,
}

/// The region that is asked which regions there are, where none is named: the answer is the same everywhere.
const FIRST_REGION: &str = "cn-hangzhou";

/// Where the embedded server listens, but for the port, which it is given when it starts.
const NOT_RUNNING: &str = "http://127.0.0.1";

/// What it takes to find the places of a query.
pub(super) struct Finder<'a> {
    pub host: &'a Host,
    pub config: Option<&'a Loaded>,
    /// `--endpoint`
    pub endpoint: Option<&'a str>,
    pub named: &'a Named,
    pub all_regions: bool,
    /// `--sandbox`
    pub sandbox: bool,
}

/// Places with clients that ask there, and how messages tell of each.
#[derive(Default)]
pub(super) struct Found {
    pub places: Vec<Place>,
    pub askers: Vec<Asker>,
    /// Accounts that were not told which regions they have.
    pub unlisted: Vec<Report>,
}

impl Finder<'_> {
    /// Where a dry run would ask. It needs no identity: without one, region and endpoint come from the other places. A
    /// profile that is named and is not there is a slip of the hand all the same.
    pub(super) fn without_keys(&self) -> Result<Vec<Spot>, Report> {
        let problem = |error| report::setup(&error);
        if self.sandbox {
            return self.in_sandbox().map_err(problem);
        }
        let named = self.named.profiles.iter().map(|name| Some(name.as_str()));
        let mut profiles: Vec<Option<&str>> = named.collect();
        if profiles.is_empty() {
            profiles.push(None);
        }
        let mut spots = Vec::new();
        for profile in profiles {
            let identity = match identity::resolve(self.host, self.config, profile) {
                Err(error) if error.is_unknown_profile => return Err(problem(error)),
                resolved => resolved.ok(),
            };
            let identity = identity.as_ref();
            let own = || identity::region(self.host, identity, self.config);
            for region in self.regions(|| own().map(|(region, _)| region).map_err(problem))? {
                let found = identity::endpoint(self.host, self.endpoint, identity, &region);
                let (endpoint, _) = found.map_err(problem)?;
                spots.push(Spot { region, endpoint });
            }
        }
        Ok(spots)
    }

    /// The embedded server asks nobody for keys or a place; it is not running.
    fn in_sandbox(&self) -> Result<Vec<Spot>, SetupError> {
        let (endpoint, _) = identity::written(NOT_RUNNING, ValueOrigin::Flag("--endpoint"))?;
        let regions = self.regions(|| Ok(SANDBOX_REGION.to_owned()));
        let spot = |region| Spot {
            region,
            endpoint: endpoint.clone(),
        };
        Ok(regions.unwrap_or_default().into_iter().map(spot).collect())
    }

    /// The regions that are asked first: those that were named, or else an identity's own. One is enough where it is
    /// asked for all regions.
    fn regions(&self, own: impl Fn() -> Result<String, Report>) -> Result<Vec<String>, Report> {
        match (self.named.regions.as_slice(), self.all_regions) {
            ([], false) => Ok(vec![own()?]),
            ([], true) => Ok(vec![own().unwrap_or_else(|_| FIRST_REGION.to_owned())]),
            ([first, ..], true) => Ok(vec![first.clone()]),
            (named, false) => Ok(named.to_vec()),
        }
    }

    fn spots(&self, account: &Account) -> Result<Vec<Spot>, Report> {
        let regions = self.regions(|| account.region(self.host, self.config))?;
        let spots = regions.into_iter().map(|region| {
            let endpoint = account.endpoint(self.host, self.endpoint, &region, None)?;
            Ok(Spot { region, endpoint })
        });
        spots.collect()
    }

    /// Every place of every account.
    pub(super) async fn find(&self, accounts: &[Account]) -> Result<Found, Report> {
        let mut pool = ConnectionPool::default();
        let mut spots = Vec::new();
        for account in accounts {
            let own = self.spots(account)?.into_iter();
            spots.extend(own.map(|spot| (account, spot)));
        }
        let mut found = Found::default();
        if self.all_regions {
            let listed = self.list(spots, &mut pool).await?;
            (spots, found.unlisted) = listed;
        }
        found.open(spots, self.host, &mut pool)?;
        for place in &mut found.places {
            place.may_lack_api = self.all_regions;
        }
        Ok(found)
    }

    /// Asks each account which regions it has; an error only when none of them is told.
    async fn list<'a>(
        &self,
        spots: Vec<(&'a Account, Spot)>,
        pool: &mut ConnectionPool,
    ) -> Result<(Vec<(&'a Account, Spot)>, Vec<Report>), Report> {
        let mut questions = Vec::new();
        for (account, home) in spots {
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
                        found.push((account, self.spot(account, region)?));
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

    fn spot(&self, account: &Account, listed: ListedRegion) -> Result<Spot, Report> {
        let (region, at) = (listed.id, listed.region_endpoint.as_deref());
        let endpoint = account.endpoint(self.host, self.endpoint, &region, at)?;
        Ok(Spot { region, endpoint })
    }
}

impl Found {
    /// Makes a place of each spot.
    fn open(
        &mut self,
        spots: Vec<(&Account, Spot)>,
        host: &Host,
        pool: &mut ConnectionPool,
    ) -> Result<(), Report> {
        let regions: BTreeSet<&str> = spots.iter().map(|(_, spot)| &*spot.region).collect();
        let profiles: BTreeSet<_> = spots.iter().map(|(account, _)| account.profile()).collect();
        let (regions, profiles) = (regions.len() > 1, profiles.len() > 1);
        for (account, spot) in spots {
            let (client, asker) = account.at(&spot.endpoint, pool, host)?;
            let profile = account.profile();
            let label = profile.unwrap_or("no profile");
            let name = match (regions, profiles) {
                (true, true) => Some(format!("{} ({label})", spot.region)),
                (true, false) => Some(spot.region.clone()),
                (false, true) => Some(label.to_owned()),
                (false, false) => None,
            };
            let origin = Arc::new(Origin {
                region: spot.region,
                profile: profile.map(str::to_owned),
            });
            self.places.push(Place {
                origin,
                client,
                name,
                may_lack_api: false,
            });
            self.askers.push(asker);
        }
        Ok(())
    }
}
