//! Profiles of `config.toml`.

use super::{Candidate, Candidates, IdentitySource, SourceAnswer};
use crate::config::{self, Loaded};
use crate::host::Host;

/// Every profile; the chain takes the one that `default_profile` names.
pub(super) fn list(host: &Host, config: Option<&Loaded>) -> Candidates {
    match (config, config::locate(host, None)) {
        (Some(loaded), _) => read(loaded),
        (None, Some(usual)) => Candidates::not_here(config::shown(host, &usual.path), "not there"),
        (None, None) => Candidates::not_here("config.toml", "no home directory is known"),
    }
}

/// Every profile of the file.
pub(super) fn read(loaded: &Loaded) -> Candidates {
    let profiles = &loaded.config.profiles;
    let default = loaded.config.default_profile.as_ref();
    let index = profiles.keys().position(|name| Some(name) == default);
    let candidates = profiles.iter().map(|(name, profile)| Candidate {
        source: source(loaded, name),
        profile: profile.clone(),
        known: None,
    });
    Candidates {
        place: loaded.shown.clone(),
        prefix: "",
        all: candidates.collect(),
        answer: index.map_or_else(
            || SourceAnswer::NotHere(without_default(loaded)),
            SourceAnswer::Have,
        ),
    }
}

fn without_default(loaded: &Loaded) -> String {
    let names: Vec<&str> = loaded.config.profiles.keys().map(String::as_str).collect();
    match names.as_slice() {
        [] => "it has no profile".to_owned(),
        names => format!(
            "it has no `default_profile`; `--profile` takes one of: {}",
            names.join(", ")
        ),
    }
}

/// The source that a profile of the file is.
pub(super) fn source(loaded: &Loaded, name: &str) -> IdentitySource {
    IdentitySource::Profile {
        name: name.to_owned(),
        file: loaded.shown.clone(),
    }
}
