//! Profiles of `config.toml`.

use super::candidate::{Candidate, Candidates, SourceAnswer};
use super::source::IdentitySource;
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
    let answer = index.map(SourceAnswer::Have);
    Candidates {
        answer: answer.unwrap_or_else(|| SourceAnswer::NotHere(without_default(loaded))),
        ..Candidates::new(loaded.shown.as_str(), candidates.collect())
    }
}

fn without_default(loaded: &Loaded) -> String {
    let names: Vec<&str> = loaded.config.profiles.keys().map(String::as_str).collect();
    match names.join(", ") {
        none if none.is_empty() => "it has no profile".to_owned(),
        names => format!("it has no `default_profile`; `--profile` takes one of: {names}"),
    }
}

/// The source that a profile of the file is.
pub(super) fn source(loaded: &Loaded, name: &str) -> IdentitySource {
    IdentitySource::profile("", name, &loaded.shown)
}
