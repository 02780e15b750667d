//! Every profile of every source, for `invq profiles`: what it holds, what is wrong with it, and why it is used or not.

use super::candidate::{Candidate, SourceAnswer};
use super::chain::{CHAIN, Identity, identity};
use super::mode::mode;
use super::source::IdentitySource;
use super::target::{ValueOrigin, check, endpoint, find_region, written_endpoint};
use crate::api::endpoint::Endpoint;
use crate::config::{Loaded, Profile, SetupError};
use crate::host::Host;
use crate::secret::shorten_key_id;

/// A profile of a file or of the environment. Shows no secret.
#[derive(Clone, Debug)]
pub struct ProfileStatus {
    /// Where it is written.
    pub source: IdentitySource,
    /// Its mode; nothing for a file that cannot be read.
    pub mode: Option<String>,
    /// Its access key ID, shortened.
    pub key_id: Option<String>,
    /// The region that it would ask, and who named it.
    pub region: Option<(String, ValueOrigin)>,
    /// The endpoint that it would ask, and who named it.
    pub endpoint: Option<(Endpoint, ValueOrigin)>,
    /// Why it would not be used; nothing if it would.
    pub not_used: Option<String>,
    /// The identity, or why the profile cannot be used.
    pub identity: Result<Identity, SetupError>,
}

/// Every profile of every source, in the order of the chain. `asked` are the profiles that `INVQ_PROFILE` names, `region` is
/// the first region that `INVQ_REGION` names.
pub fn overview(
    host: &Host,
    config: Option<&Loaded>,
    asked: &[String],
    region: Option<&str>,
) -> Vec<ProfileStatus> {
    let mut first: Option<IdentitySource> = None;
    let mut statuses = Vec::new();
    for source in CHAIN {
        let mut candidates = source(host, config);
        let (taken, is_broken) = match &candidates.answer {
            SourceAnswer::Have(index) => (Some(*index), false),
            SourceAnswer::NotHere(_) => (None, false),
            SourceAnswer::Broken(error) => {
                candidates.all.push(Candidate {
                    source: IdentitySource::unnamed(candidates.place.as_str()),
                    profile: Profile::default(),
                    known: Some(Err(error.clone())),
                });
                (Some(candidates.all.len() - 1), true)
            }
        };
        for (index, candidate) in candidates.all.iter().enumerate() {
            // Of the environment, each prefix would be used if it were the only one.
            let offered = taken == Some(index) || candidate.source.name.is_empty();
            let name = candidate.source.asked_as.as_ref();
            let not_used = match (&first, asked) {
                _ if name.is_some_and(|name| asked.contains(name)) => None,
                (_, [name]) => Some(format!("profile \"{name}\" is asked for")),
                (None, []) if taken == Some(index) => None,
                (Some(first), []) if offered => Some(format!("{first} comes first")),
                (_, []) => Some("neither asked for nor the default of its place".to_owned()),
                (_, names) => Some(format!(
                    "profiles \"{}\" are asked for",
                    names.join("\", \"")
                )),
            };
            if taken == Some(index) {
                first.get_or_insert_with(|| candidate.source.clone());
            }
            let mut status = ProfileStatus {
                source: candidate.source.clone(),
                mode: None,
                key_id: None,
                region: None,
                endpoint: None,
                not_used,
                identity: identity(host, &candidates, candidate),
            };
            if !(is_broken && taken == Some(index)) {
                describe(&mut status, host, config, region, candidate);
            }
            statuses.push(status);
        }
    }
    statuses
}

/// What a profile holds, and whom it would ask.
fn describe(
    status: &mut ProfileStatus,
    host: &Host,
    config: Option<&Loaded>,
    region: Option<&str>,
    Candidate {
        source, profile, ..
    }: &Candidate,
) {
    status.mode = Some(mode(profile).to_owned());
    status.key_id = profile.access_key_id.as_deref().map(shorten_key_id);
    let own = Some((source, profile));
    let named = region.map(|name| (name.to_owned(), ValueOrigin::variable("INVQ_REGION")));
    status.region = named.or_else(|| find_region(host, own, config));
    let mut problems = Vec::new();
    problems.extend(status.region.as_ref().and_then(|it| check(it).err()));
    let name = status.region.as_ref().map(|(name, _)| name.as_str());
    if name.is_some() || written_endpoint(host, None, own).is_some() {
        match endpoint(host, None, own, name.unwrap_or_default()) {
            Ok(endpoint) => status.endpoint = Some(endpoint),
            Err(error) => problems.push(error),
        }
    }
    if let (Ok(_), Some(error)) = (&status.identity, problems.into_iter().next()) {
        status.identity = Err(error);
    }
}
