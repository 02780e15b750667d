//! Who asks: the chain of places that may hold keys, the region and the endpoint that go with them.
//!
//! ```text
//! profile · aliyun · shared   files, each read into the one Profile     ┐ one place per file, in the order of
//! environment · variables     keys, OIDC, metadata, URI by variables    ┘ SOURCES, the first that has keys wins
//!    └ method    how the keys are come by; nothing is asked yet
//!        └ fetch/    from there to the keys: STS, metadata, a URI, a file, a command; renewed by `api::provider`
//! region, endpoint   where to ask, and who said so
//! survey             all of it at once, for `invq profiles`
//! ```
//!
//! Each place answers *have it*, *not here* or *broken*. Not here passes on, broken stops the chain with its reason, and
//! when no place has keys the error lists all of them: a missing key must never turn into an unsigned request.

mod aliyun;
mod endpoint;
mod environment;
mod error;
mod fetch;
mod method;
mod profile;
mod region;
mod shared;
mod source;
mod survey;
mod trust;
mod variables;
mod words;

use std::path::PathBuf;

pub use aliyun::Login;
pub use endpoint::{EndpointSource, endpoint};
pub use error::{IdentityError, Looked};
pub use fetch::{Means, provider};
pub use method::{Method, Role};
pub use region::{RegionSource, region};
pub use source::IdentitySource;
pub use survey::{Standing, Surveyed, survey};
pub use trust::roots;

use crate::api::endpoint::Network;
use crate::api::sign::SignatureScheme;
use crate::config::{self, EndpointType, Loaded, Profile, Signature};
use crate::host::Host;

/// How keys are come by, and what the place that says so says besides.
#[derive(Clone, Debug)]
pub struct Identity {
    /// How the keys are come by.
    pub method: Method,
    /// Where that is said.
    pub source: IdentitySource,
    /// What `--profile` calls it, when it can be asked for by name.
    pub profile: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// Its endpoint, as it was written.
    pub endpoint: Option<String>,
    /// The network that its region is reached over.
    pub endpoint_type: Option<Network>,
    /// How its requests are signed.
    pub scheme: SignatureScheme,
    /// Its file of certificates to trust.
    pub ca_file: Option<PathBuf>,
    /// The command of the vendor's that logs in again, when the keys are those of a login.
    pub login: Option<String>,
}

impl Identity {
    fn new(method: Method, profile: &Profile, found: &Named<'_>) -> Self {
        Self {
            method,
            source: found.source.clone(),
            profile: found.name.map(str::to_owned),
            region: profile.region.clone(),
            endpoint: profile.endpoint.clone(),
            endpoint_type: profile.endpoint_type.map(Network::from),
            scheme: match profile.signature {
                Some(Signature::Acs3) => SignatureScheme::Acs3,
                Some(Signature::Rpc) | None => SignatureScheme::Rpc,
            },
            ca_file: profile.ca_file.as_ref().map(PathBuf::from),
            login: None,
        }
    }
}

/// A profile's place, and what `--profile` calls it.
struct Named<'n> {
    source: &'n IdentitySource,
    name: Option<&'n str>,
}

/// A profile that a place has.
struct Found {
    source: IdentitySource,
    /// What `--profile` calls it, when it can be asked for by name.
    name: Option<String>,
    /// What it says.
    profile: Profile,
    /// What comes of it.
    identity: Result<Identity, IdentityError>,
}

/// What a place has, and what it answers to the chain.
struct Listing {
    found: Vec<Found>,
    answer: Answer,
}

/// What a place of the chain answers.
enum Answer {
    /// This one of those found.
    Have(usize),
    NotHere(Looked),
    /// There is something that cannot be used, so that looking further would hide it.
    Broken(IdentityError),
}

impl Listing {
    fn not_here(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            found: Vec::new(),
            answer: Answer::NotHere(Looked::new(place, why)),
        }
    }

    fn broken(error: IdentityError) -> Self {
        Self {
            found: Vec::new(),
            answer: Answer::Broken(error),
        }
    }
}

/// One place of the chain.
type Source = fn(&Host, Option<&Loaded>) -> Listing;

/// The places that are looked at when no profile was asked for, in order.
const SOURCES: [Source; 7] = [
    environment::list,
    variables::oidc,
    profile::list,
    aliyun::list,
    shared::list,
    variables::metadata,
    variables::uri,
];

/// Finds out whose keys. `profile` is what `--profile` or `INVQ_PROFILE` names; it wins over every other place.
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
        return match name.strip_prefix(aliyun::PREFIX) {
            Some(name) => aliyun::named(host, name),
            None => profile::named(host, config, name),
        };
    }
    let mut looked = vec![Looked::new(
        "`--profile` and `INVQ_PROFILE`",
        "neither is set",
    )];
    for source in SOURCES {
        let Listing { found, answer } = source(host, config);
        match answer {
            Answer::Have(index) => {
                if let Some(found) = found.into_iter().nth(index) {
                    return found.identity;
                }
            }
            Answer::NotHere(place) => looked.push(place),
            Answer::Broken(error) => return Err(error),
        }
    }
    let profiles = config.map(|loaded| &loaded.config.profiles);
    let profile = profiles.and_then(|profiles| profiles.keys().next().cloned());
    let file = match config {
        Some(loaded) => Some(loaded.shown.clone()),
        None => config::locate(host, None).map(|file| config::shown(host, &file.path)),
    };
    Err(IdentityError::NothingConfigured {
        looked,
        profile,
        file,
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

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
