//! Which credentials to use: the chain of sources, and the region and endpoint that go with them.
//!
//! ```text
//! profile · aliyun · shared   files        ┐ each read into the one `Profile` of `config.toml`; one function per source,
//! environment                 variables    ┘ in the order of CHAIN: the first source that has credentials wins
//!    └ method    from a profile's mode to where its credentials come from; nothing is requested yet
//!        └ fetch/    requests them: STS, metadata, a URI, a file, a command; `api::credential_cache` renews them
//! target     region, endpoint and certificates, and who named them
//! overview   all profiles at once, for `invq profiles`
//! ```
//!
//! Each source answers *have it*, *not here* or *broken*. *Not here* passes on to the next source, *broken* stops the chain
//! with its reason. If no source has credentials, the error lists all of them: a missing key must never turn into an
//! unsigned request.

mod aliyun;
mod environment;
mod error;
mod fetch;
mod method;
mod overview;
mod profile;
mod shared;
mod source;
mod target;
mod words;

pub use aliyun::Login;
pub use error::IdentityError;
pub use fetch::{FetchContext, provider};
pub use method::{CredentialMethod, Role};
pub use overview::{ProfileStatus, ProfileUse, overview};
pub use source::IdentitySource;
pub use target::{ValueOrigin, endpoint, region, roots};

use crate::api::sign::SignatureScheme;
use crate::config::{self, Loaded, Profile, Signature};
use crate::host::Host;
use crate::nearest::nearest;

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
    /// How its requests are signed.
    #[must_use]
    pub fn scheme(&self) -> SignatureScheme {
        match self.profile.signature {
            Some(Signature::Acs3) => SignatureScheme::Acs3,
            Some(Signature::Rpc) | None => SignatureScheme::Rpc,
        }
    }
}

/// A profile that a source has, usable or not.
struct Candidate {
    source: IdentitySource,
    profile: Profile,
    /// What the source itself knows: the keys of a login, or why the profile cannot be used. Otherwise the mode decides.
    known: Option<Result<CredentialMethod, IdentityError>>,
}

impl Candidate {
    fn identity(&self, host: &Host, all: &Candidates) -> Result<Identity, IdentityError> {
        Ok(Identity {
            method: method::method(host, all, self, &mut Vec::new())?,
            source: self.source.clone(),
            profile: self.profile.clone(),
        })
    }
}

/// The profiles of one source, and what the source answers to the chain.
struct Candidates {
    /// The source, as messages name it.
    place: String,
    /// What stands before a name of this source in `--profile`.
    prefix: &'static str,
    all: Vec<Candidate>,
    answer: SourceAnswer,
}

/// What a source answers to the chain.
enum SourceAnswer {
    /// It has this one of its candidates.
    Have(usize),
    /// It has none, for this reason.
    NotHere(String),
    /// It has something that cannot be used, so that looking further would hide it.
    Broken(IdentityError),
}

impl Candidates {
    fn none(place: impl Into<String>, answer: SourceAnswer) -> Self {
        Self {
            place: place.into(),
            prefix: "",
            all: Vec::new(),
            answer,
        }
    }

    fn not_here(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self::none(place, SourceAnswer::NotHere(why.into()))
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.all.iter().position(|it| it.source.name() == name)
    }

    fn find(&self, name: &str) -> Result<&Candidate, IdentityError> {
        let found = self.position(name).and_then(|index| self.all.get(index));
        found.ok_or_else(|| {
            let names = || self.all.iter().map(|it| it.source.name());
            let prefixed = |name: &str| format!("{}{name}", self.prefix);
            IdentityError::NoSuchProfile {
                name: prefixed(name),
                file: self.place.clone(),
                profiles: names().map(prefixed).collect(),
                suggestion: nearest(name, names()).map(prefixed),
            }
        })
    }
}

/// One source of the chain.
type ChainSource = fn(&Host, Option<&Loaded>) -> Candidates;

/// The sources that are looked at when no profile was asked for, in order.
const CHAIN: [ChainSource; 7] = [
    environment::keys,
    environment::oidc,
    profile::list,
    aliyun::list,
    shared::list,
    environment::metadata,
    environment::uri,
];

/// Finds the identity to use. `profile` is what `--profile` or `INVQ_PROFILE` names; it wins over every other source.
///
/// # Errors
///
/// An [`IdentityError`] when the profile asked for cannot be used, when the first source that has something is broken, or
/// when no source has anything.
pub fn resolve(
    host: &Host,
    config: Option<&Loaded>,
    profile: Option<&str>,
) -> Result<Identity, IdentityError> {
    if let Some(name) = profile {
        return named(host, config, name);
    }
    let mut searched = vec!["`--profile` and `INVQ_PROFILE`: neither is set".to_owned()];
    for source in CHAIN {
        let candidates = source(host, config);
        match candidates.answer {
            SourceAnswer::Have(index) => {
                if let Some(candidate) = candidates.all.get(index) {
                    return candidate.identity(host, &candidates);
                }
            }
            SourceAnswer::NotHere(why) => searched.push(format!("{}: {why}", candidates.place)),
            SourceAnswer::Broken(error) => return Err(error),
        }
    }
    let profiles = config.map(|loaded| &loaded.config.profiles);
    Err(IdentityError::NothingConfigured {
        searched,
        profile: profiles.and_then(|profiles| profiles.keys().next().cloned()),
        file: match config {
            Some(loaded) => Some(loaded.shown.clone()),
            None => config::locate(host, None).map(|file| config::shown(host, &file.path)),
        },
    })
}

/// The profile that was asked for by name: one of `config.toml`, or with a prefix one of the vendor's CLI.
fn named(host: &Host, config: Option<&Loaded>, name: &str) -> Result<Identity, IdentityError> {
    let (candidates, own_name, path) = if let Some(own_name) = name.strip_prefix(aliyun::PREFIX) {
        (aliyun::read(host)?, own_name, aliyun::path(host))
    } else {
        // A file that `--config` names is there, or loading it has failed before.
        let usual = config::locate(host, None).map(|located| located.path);
        (config.map(profile::read), name, usual)
    };
    let candidates = candidates.ok_or_else(|| IdentityError::NoProfileFile {
        name: name.to_owned(),
        place: path.map(|path| config::shown(host, &path)),
    })?;
    candidates.find(own_name)?.identity(host, &candidates)
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
