//! The sources in their order, and the identity that the first of them with credentials gives.

use super::candidate::{Candidate, Candidates, SourceAnswer};
use super::method::CredentialMethod;
use super::source::IdentitySource;
use super::{aliyun, environment, mode, profile, shared};
use crate::config::{self, Loaded, Profile, SetupError};
use crate::host::Host;

/// A profile that can be used.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Where its credentials come from.
    pub method: CredentialMethod,
    /// Where it is written.
    pub source: IdentitySource,
    /// What it says.
    pub profile: Profile,
}

impl Identity {
    /// The profile, and where it is written.
    pub fn own(&self) -> (&IdentitySource, &Profile) {
        (&self.source, &self.profile)
    }
}

/// One source of the chain.
type ChainSource = fn(&Host, Option<&Loaded>) -> Candidates;

/// The sources that are looked at when no profile was asked for, in order.
pub(super) const CHAIN: [ChainSource; 7] = [
    environment::keys,
    environment::oidc,
    profile::list,
    aliyun::list,
    shared::list,
    environment::metadata,
    environment::uri,
];

/// The identity that a candidate is, if it can be used.
pub(super) fn identity(
    host: &Host,
    all: &Candidates,
    candidate: &Candidate,
) -> Result<Identity, SetupError> {
    Ok(Identity {
        method: mode::method(host, all, candidate, &mut Vec::new())?,
        source: candidate.source.clone(),
        profile: candidate.profile.clone(),
    })
}

/// Finds the identity to use. `profile` is what `--profile` or `INVQ_PROFILE` names; it wins over every other source.
///
/// # Errors
///
/// When the profile asked for cannot be used, when the first source that has something is broken, or when no source has
/// anything.
pub fn resolve(
    host: &Host,
    config: Option<&Loaded>,
    profile: Option<&str>,
) -> Result<Identity, SetupError> {
    if let Some(name) = profile {
        return named(host, config, name);
    }
    let mut searched = vec!["`--profile` and `INVQ_PROFILE`: neither is set".to_owned()];
    for source in CHAIN {
        let candidates = source(host, config);
        match candidates.answer {
            SourceAnswer::Have(index) => {
                if let Some(candidate) = candidates.all.get(index) {
                    return identity(host, &candidates, candidate);
                }
            }
            SourceAnswer::NotHere(why) => searched.push(format!("{}: {why}", candidates.place)),
            SourceAnswer::Broken(error) => return Err(error),
        }
    }
    Err(SetupError::new("no AccessKey is configured", what_to_do(host, config)).searched(&searched))
}

/// What to do when nothing is configured.
fn what_to_do(host: &Host, config: Option<&Loaded>) -> String {
    let profile = config.and_then(|loaded| loaded.config.profiles.keys().next());
    if let Some(profile) = profile {
        return format!(
            "name the profile, such as `--profile {profile}`, or set `default_profile` in the file"
        );
    }
    let usual = || config::locate(host, None).map(|file| config::shown(host, &file.path));
    let file = config.map(|loaded| loaded.shown.clone()).or_else(usual);
    let file = file.as_deref().unwrap_or("a file for --config");
    format!(
        "fill in config.example.toml, which `invq profiles --example` prints, as {file}; `invq --sandbox` needs no account"
    )
}

/// The profile that was asked for by name: one of `config.toml`, or with a prefix one of the vendor's CLI.
fn named(host: &Host, config: Option<&Loaded>, name: &str) -> Result<Identity, SetupError> {
    let (candidates, own_name, path) = if let Some(own_name) = name.strip_prefix(aliyun::PREFIX) {
        (aliyun::read(host)?, own_name, aliyun::path(host))
    } else {
        // A file that `--config` names is there, or loading it has failed before.
        let usual = config::locate(host, None).map(|located| located.path);
        (config.map(profile::read), name, usual)
    };
    let candidates = candidates.ok_or_else(|| {
        let message = format!("profile \"{name}\" was asked for, and there is no profile file");
        let place = path.map(|path| config::shown(host, &path));
        let place = place.as_deref().unwrap_or("no home directory is known");
        SetupError {
            is_unknown_profile: true,
            ..SetupError::new(message, "write one; config.example.toml shows how")
                .context([format!("looked for  {place}")])
        }
    })?;
    identity(host, &candidates, candidates.find(own_name)?)
}
