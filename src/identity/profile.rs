//! Profiles of `config.toml`.

use std::path::Path;

use super::method::{Sibling, Surroundings, at_home};
use super::{Answer, Found, Identity, IdentityError, IdentitySource, Listing, Looked, Named};
use crate::config::{self, Loaded, Profile};
use crate::host::Host;
use crate::nearest::nearest;

/// The profile that was asked for by name.
pub(super) fn named(
    host: &Host,
    config: Option<&Loaded>,
    name: &str,
) -> Result<Identity, IdentityError> {
    let Some(loaded) = config else {
        return Err(IdentityError::NoProfileFile {
            name: name.to_owned(),
            place: place(host),
        });
    };
    match loaded.config.profiles.get(name) {
        Some(profile) => read(host, loaded, name, profile),
        None => Err(no_such(loaded, name)),
    }
}

/// Every profile; the one that `default_profile` names counts.
pub(super) fn list(host: &Host, config: Option<&Loaded>) -> Listing {
    let Some(loaded) = config else {
        return match place(host) {
            Some(place) => Listing::not_here(place, "not there"),
            None => Listing::not_here("config.toml", "no home directory is known"),
        };
    };
    let profiles = loaded.config.profiles.iter();
    let found: Vec<Found> = profiles
        .map(|(name, profile)| Found {
            source: source(loaded, name),
            name: Some(name.clone()),
            identity: read(host, loaded, name, profile),
            profile: profile.clone(),
        })
        .collect();
    let default = loaded.config.default_profile.as_deref();
    let index = found.iter().position(|it| it.name.as_deref() == default);
    let answer = match index.filter(|_| default.is_some()) {
        Some(index) => Answer::Have(index),
        None => Answer::NotHere(Looked::new(loaded.shown.clone(), without_default(loaded))),
    };
    Listing { found, answer }
}

fn without_default(loaded: &Loaded) -> String {
    let names: Vec<&str> = loaded.config.profiles.keys().map(String::as_str).collect();
    if names.is_empty() {
        return "it has no profile".to_owned();
    }
    format!(
        "it has no `default_profile`; `--profile` takes one of: {}",
        names.join(", ")
    )
}

fn place(host: &Host) -> Option<String> {
    // A file that `--config` names is there, or loading it has failed before.
    let located = config::locate(host, None)?;
    Some(config::shown(host, &located.path))
}

fn no_such(loaded: &Loaded, name: &str) -> IdentityError {
    let profiles = || loaded.config.profiles.keys();
    IdentityError::NoSuchProfile {
        name: name.to_owned(),
        file: loaded.shown.clone(),
        suggestion: nearest(name, profiles().map(String::as_str)).map(str::to_owned),
        profiles: profiles().cloned().collect(),
    }
}

/// What a profile gives, or what it lacks.
fn read(
    host: &Host,
    loaded: &Loaded,
    name: &str,
    profile: &Profile,
) -> Result<Identity, IdentityError> {
    let source = source(loaded, name);
    let surroundings = Surroundings {
        host,
        sibling: &|name| match loaded.config.profiles.get(name) {
            Some(profile) => {
                let profile = Box::new(profile.clone());
                Ok(Sibling::Profile(profile, self::source(loaded, name)))
            }
            None => Err(no_such(loaded, name)),
        },
    };
    let method = surroundings.method(profile, &source)?;
    let named = Named {
        source: &source,
        name: Some(name),
    };
    let ca_file = profile.ca_file.as_ref();
    Ok(Identity {
        ca_file: ca_file.map(|file| beside(loaded, host, file)),
        ..Identity::new(method, profile, &named)
    })
}

/// A path as the profile file means it: `~/` is the home directory, and others count from the file's own place.
pub(super) fn beside(loaded: &Loaded, host: &Host, file: &str) -> std::path::PathBuf {
    let folder = loaded.path.parent().unwrap_or(Path::new(""));
    folder.join(at_home(host, file))
}

/// The source that a profile is.
pub(super) fn source(loaded: &Loaded, name: &str) -> IdentitySource {
    IdentitySource::Profile {
        name: name.to_owned(),
        file: loaded.shown.clone(),
    }
}
