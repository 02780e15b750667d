//! Keys in a profile of `config.toml`.

use super::{Answer, Identity, IdentityError, IdentitySource, Looked};
use crate::api::credentials::Credentials;
use crate::api::endpoint::Network;
use crate::config::{self, EndpointType, Loaded, MODES, Profile};
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
        Some(profile) => read(loaded, name, profile),
        None => Err(no_such(loaded, name)),
    }
}

/// The profile that `default_profile` names.
pub(super) fn look_at_default(
    host: &Host,
    config: Option<&Loaded>,
) -> Result<Answer, IdentityError> {
    let Some(loaded) = config else {
        return Ok(Answer::NotHere(match place(host) {
            Some(place) => Looked::new(place, "not there"),
            None => Looked::new("config.toml", "no home directory is known"),
        }));
    };
    match &loaded.config.default_profile {
        Some(name) => Ok(Answer::Have(Box::new(named(host, config, name)?))),
        None => Ok(Answer::NotHere(Looked::new(
            loaded.shown.clone(),
            without_default(loaded),
        ))),
    }
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
pub(super) fn read(
    loaded: &Loaded,
    name: &str,
    profile: &Profile,
) -> Result<Identity, IdentityError> {
    let source = source(loaded, name);
    let credentials = credentials(profile, &source)?;
    Ok(Identity {
        profile: Some(name.to_owned()),
        region: profile.region.clone(),
        endpoint: profile.endpoint.clone(),
        endpoint_type: profile.endpoint_type.map(Network::from),
        ..Identity::bare(credentials, source)
    })
}

/// The source that a profile is.
pub(super) fn source(loaded: &Loaded, name: &str) -> IdentitySource {
    IdentitySource::Profile {
        name: name.to_owned(),
        file: loaded.shown.clone(),
    }
}

/// The mode of a profile: the one that it names, else what its token says.
pub(super) fn mode(profile: &Profile) -> &str {
    match &profile.mode {
        Some(mode) => mode,
        None if profile.security_token.is_some() => "StsToken",
        None => "AK",
    }
}

fn credentials(profile: &Profile, of: &IdentitySource) -> Result<Credentials, IdentityError> {
    let token = profile.security_token.clone();
    match mode(profile) {
        "AK" if token.is_some() => Err(IdentityError::TokenWithoutUse { of: of.clone() }),
        "AK" => key_pair(profile, of, "AK"),
        "StsToken" => {
            let pair = key_pair(profile, of, "StsToken")?;
            let token = Some(needed(token, "security_token", of, "StsToken")?);
            Ok(Credentials { token, ..pair })
        }
        other => Err(IdentityError::UnknownMode {
            of: of.clone(),
            mode: other.to_owned(),
            known: &MODES,
            suggestion: nearest(other, MODES),
        }),
    }
}

fn key_pair(
    profile: &Profile,
    of: &IdentitySource,
    mode: &'static str,
) -> Result<Credentials, IdentityError> {
    let (id, secret) = (&profile.access_key_id, &profile.access_key_secret);
    Ok(Credentials {
        key_id: needed(id.clone(), "access_key_id", of, mode)?,
        secret: needed(secret.clone(), "access_key_secret", of, mode)?,
        token: None,
    })
}

fn needed<T>(
    value: Option<T>,
    key: &'static str,
    of: &IdentitySource,
    mode: &'static str,
) -> Result<T, IdentityError> {
    value.ok_or_else(|| IdentityError::MissingKey {
        of: of.clone(),
        key,
        mode,
    })
}

impl From<EndpointType> for Network {
    fn from(word: EndpointType) -> Self {
        match word {
            EndpointType::Public => Self::Public,
            EndpointType::Vpc => Self::Vpc,
        }
    }
}
