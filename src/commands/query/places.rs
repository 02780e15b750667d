//! Where a query is asked: in every region that was named, with every profile.

use std::sync::Arc;

use crate::api::client::Observer;
use crate::api::endpoint::{Endpoint, check_region};
use crate::api::transport::Pool;
use crate::cli::{Problem, QueryArgs};
use crate::commands::asker::Account;
use crate::config::Loaded;
use crate::engine::Place;
use crate::host::Host;
use crate::identity;
use crate::model::Origin;
use crate::nearest::nearest;
use crate::report::{self, Asker, Report};

/// What was named, by flags or else by variables, each once and in its order.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    /// Profiles; none for the chain of places that may hold keys.
    pub profiles: Vec<String>,
    /// Regions; none for each identity's own.
    pub regions: Vec<String>,
}

impl Named {
    /// Reads the lists, and tells every problem. `config` is `None` when it cannot be read, which is told elsewhere.
    pub(super) fn read(
        args: &QueryArgs,
        host: &Host,
        config: Option<Option<&Loaded>>,
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
                (Some(_), None) => continue,
                (Some(group), Some(config)) => members(group, config),
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

/// Where a dry run would ask. It needs no identity: without one, region and endpoint come from the other places.
pub(super) fn without_keys(
    host: &Host,
    config: Option<&Loaded>,
    endpoint: Option<&str>,
    named: &Named,
) -> Result<Vec<Spot>, Report> {
    let problem = |error| report::identity(&error);
    let profiles: Vec<Option<&str>> = if named.profiles.is_empty() {
        vec![None]
    } else {
        named
            .profiles
            .iter()
            .map(|name| Some(name.as_str()))
            .collect()
    };
    let mut spots = Vec::new();
    for profile in profiles {
        let identity = identity::resolve(host, config, profile).ok();
        let identity = identity.as_ref();
        let regions = if named.regions.is_empty() {
            let (region, _) = identity::region(host, None, identity, config).map_err(problem)?;
            vec![region]
        } else {
            named.regions.clone()
        };
        for region in regions {
            let (endpoint, _) =
                identity::endpoint(host, endpoint, identity, &region).map_err(problem)?;
            spots.push(Spot { region, endpoint });
        }
    }
    Ok(spots)
}

/// Places with clients that ask there, and how messages tell of each.
pub(super) struct Places {
    pub places: Vec<Place>,
    pub askers: Vec<Asker>,
}

impl Places {
    /// One for each spot of each account.
    pub(super) fn open(
        spots: Vec<(&Account, Spot)>,
        host: &Host,
        pool: &mut Pool,
        observer: Option<&Observer>,
    ) -> Result<Self, Report> {
        let differ = |key: fn(&(&Account, Spot)) -> Option<String>| {
            spots
                .iter()
                .any(|spot| key(spot) != spots.first().and_then(key))
        };
        let regions = differ(|(_, spot)| Some(spot.region.clone()));
        let profiles = differ(|(account, _)| account.profile().map(str::to_owned));
        let mut all = Self {
            places: Vec::new(),
            askers: Vec::new(),
        };
        for (account, spot) in spots {
            let (client, asker) = account.at(&spot.endpoint, pool, host, observer.cloned())?;
            let profile = account.profile().unwrap_or("no profile");
            let name = match (regions, profiles) {
                (true, true) => Some(format!("{} ({profile})", spot.region)),
                (true, false) => Some(spot.region.clone()),
                (false, true) => Some(profile.to_owned()),
                (false, false) => None,
            };
            let origin = Arc::new(Origin {
                region: spot.region,
                profile: account.profile().map(str::to_owned),
            });
            all.places.push(Place {
                origin,
                client,
                name,
            });
            all.askers.push(asker);
        }
        Ok(all)
    }
}
