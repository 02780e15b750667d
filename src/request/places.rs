//! The profiles and regions that were named, by flags or by the environment.

use crate::api::endpoint::check_region;
use crate::cli::{Problem, QueryArgs};
use crate::config::{Loaded, SetupError};
use crate::host::Host;
use crate::nearest::nearest;

/// What was named, by flags or else by variables, each once and in its order.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Profiles; none for the chain of places that may hold keys.
    pub profiles: Vec<String>,
    /// Regions; none for each identity's own.
    pub regions: Vec<String>,
}

impl Named {
    /// Reads the lists, and tells every problem; that of the profile file is told elsewhere.
    pub fn read(
        args: &QueryArgs,
        host: &Host,
        config: &Result<Option<Loaded>, SetupError>,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let (flag, profiles) = words(host, "--profile", &args.connection.profile, "INVQ_PROFILE");
        let mut named = Self::default();
        for profile in profiles {
            if profile.is_empty() {
                problems.push(Problem(format!("{flag} names no profile")));
            } else if !named.profiles.contains(&profile) {
                named.profiles.push(profile);
            }
        }
        let (flag, regions) = words(host, "--region", &args.connection.region, "INVQ_REGION");
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
