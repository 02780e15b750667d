//! Who asks: the chain of places that may hold keys, the region and the endpoint that go with them.
//!
//! Each place answers *have it*, *not here* or *broken*. Not here passes on, broken stops the chain with its reason, and
//! when no place has keys the error lists all of them: a missing key must never turn into an unsigned request.

mod endpoint;
mod environment;
mod error;
mod profile;
mod region;
mod survey;

use std::fmt;

pub use endpoint::{EndpointSource, endpoint};
pub use error::{IdentityError, Looked};
pub use region::{RegionSource, region};
pub use survey::{Standing, Surveyed, survey};

use crate::api::credentials::Credentials;
use crate::api::endpoint::Network;
use crate::config::Loaded;
use crate::host::Host;

/// Keys, and what the place that held them says besides.
#[derive(Clone, Debug)]
pub struct Identity {
    /// What requests are signed with.
    pub credentials: Credentials,
    /// Where the keys came from.
    pub source: IdentitySource,
    /// The profile, when they came from one.
    pub profile: Option<String>,
    /// The profile's region.
    pub region: Option<String>,
    /// The profile's endpoint, as it was written.
    pub endpoint: Option<String>,
    /// The network that the profile's region is reached over.
    pub endpoint_type: Option<Network>,
    /// Whether the secret begins or ends with white space: it is used as it is, and likely the reason when the service
    /// refuses the signature.
    pub secret_has_outer_whitespace: bool,
}

impl Identity {
    /// An identity whose source gave nothing but keys.
    fn bare(credentials: Credentials, source: IdentitySource) -> Self {
        let secret = credentials.secret.expose();
        Self {
            secret_has_outer_whitespace: secret.trim() != secret,
            credentials,
            source,
            profile: None,
            region: None,
            endpoint: None,
            endpoint_type: None,
        }
    }
}

/// Where keys came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentitySource {
    /// A profile of `config.toml`.
    Profile {
        /// Its name.
        name: String,
        /// The file, as messages name it.
        file: String,
    },
    /// The environment.
    Environment {
        /// The prefix of the variables, such as `ALIBABA_CLOUD_`.
        prefix: &'static str,
    },
}

impl fmt::Display for IdentitySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Profile { name, file } => write!(f, "profile \"{name}\" of {file}"),
            Self::Environment { prefix } => {
                write!(f, "`{prefix}ACCESS_KEY_ID` in the environment")
            }
        }
    }
}

/// What a place of the chain answers when it is not broken.
enum Answer {
    Have(Box<Identity>),
    NotHere(Looked),
}

/// One place of the chain.
type Place = fn(&Host, Option<&Loaded>) -> Result<Answer, IdentityError>;

/// The places that are looked at when no profile was asked for, in order.
const CHAIN: [Place; 2] = [environment::look, profile::look_at_default];

/// Finds the keys. `profile` is what `--profile` or `INVQ_PROFILE` names; it wins over every other place.
///
/// # Errors
///
/// An [`IdentityError`] when the profile asked for cannot be used, when the first place that has something is broken, or
/// when no place has anything.
pub fn resolve(
    host: &Host,
    config: Option<&Loaded>,
    profile: Option<&str>,
) -> Result<Identity, IdentityError> {
    if let Some(name) = profile {
        return profile::named(host, config, name);
    }
    let mut looked = vec![Looked::new(
        "`--profile` and `INVQ_PROFILE`",
        "neither is set",
    )];
    for look in CHAIN {
        match look(host, config)? {
            Answer::Have(identity) => return Ok(*identity),
            Answer::NotHere(place) => looked.push(place),
        }
    }
    Err(IdentityError::NothingConfigured { looked })
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
