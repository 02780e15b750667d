//! Which region and endpoint to ask, which certificates to trust, and who named them.

use std::fmt;
use std::path::Path;

use super::{Identity, IdentityError, IdentitySource, profile};
use crate::api::endpoint::{Endpoint, Network, check_region, endpoint_host};
use crate::api::tls::Roots;
use crate::config::{self, EndpointType, Loaded, Profile};
use crate::host::Host;

const REGION: &str = "ALIBABA_CLOUD_REGION_ID";
const ENDPOINT: &str = "ALIBABA_CLOUD_ENDPOINT";

/// Who named a region or an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueOrigin {
    /// A flag, with its dashes.
    Flag(&'static str),
    /// A variable of the environment.
    Variable(&'static str),
    /// The profile that gave the credentials.
    Identity(IdentitySource),
    /// The profile that `default_profile` names, while the credentials come from elsewhere.
    DefaultProfile(IdentitySource),
    /// Nobody: the endpoint follows from the region.
    Region {
        /// The region.
        region: String,
        /// The network that the region is reached over.
        network: Network,
    },
}

impl fmt::Display for ValueOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "`{name}`"),
            Self::Variable(name) => write!(f, "`{name}` in the environment"),
            Self::Identity(source) => source.fmt(f),
            Self::DefaultProfile(source) => write!(f, "the default, {source}"),
            Self::Region { region, network } => {
                write!(f, "region {region}, {} network", network.word())
            }
        }
    }
}

/// The profile that gave the credentials, and where it is written.
pub(super) type Own<'o> = (&'o IdentitySource, &'o Profile);

fn own(identity: &Identity) -> Own<'_> {
    (&identity.source, &identity.profile)
}

/// The region to ask: `--region`, `INVQ_REGION`, that of the identity, `ALIBABA_CLOUD_REGION_ID`, that of
/// `default_profile`. A dry run has no identity.
///
/// # Errors
///
/// [`IdentityError::NoRegion`] and [`IdentityError::BadRegion`].
pub fn region(
    host: &Host,
    flag: Option<&str>,
    identity: Option<&Identity>,
    config: Option<&Loaded>,
) -> Result<(String, ValueOrigin), IdentityError> {
    let flag = flag.map(|region| (region.to_owned(), ValueOrigin::Flag("--region")));
    let found = flag.or_else(|| find_region(host, identity.map(own), config));
    let region = found.ok_or_else(|| IdentityError::NoRegion {
        searched: searched(identity, config),
    })?;
    check(&region)?;
    Ok(region)
}

/// Refuses what cannot be a region.
pub(super) fn check((region, from): &(String, ValueOrigin)) -> Result<(), IdentityError> {
    check_region(region).map_err(|reason| IdentityError::BadRegion {
        from: from.clone(),
        reason,
    })
}

/// The first region that somebody names, the flag aside.
pub(super) fn find_region(
    host: &Host,
    own: Option<Own<'_>>,
    config: Option<&Loaded>,
) -> Option<(String, ValueOrigin)> {
    let variable = |name| Some((host.var(name)?.to_owned(), ValueOrigin::Variable(name)));
    let of_own = || {
        let (source, profile) = own?;
        Some((
            profile.region.clone()?,
            ValueOrigin::Identity(source.clone()),
        ))
    };
    let of_default = || {
        let loaded = config?;
        let name = loaded.config.default_profile.as_deref()?;
        let region = loaded.config.profiles.get(name)?.region.clone()?;
        let source = profile::source(loaded, name);
        Some((region, ValueOrigin::DefaultProfile(source)))
    };
    variable("INVQ_REGION")
        .or_else(of_own)
        .or_else(|| variable(REGION))
        .or_else(of_default)
}

fn searched(identity: Option<&Identity>, config: Option<&Loaded>) -> Vec<String> {
    let no_default = match config.map(|loaded| &loaded.config.default_profile) {
        Some(Some(name)) => format!("profile \"{name}\" has no `region`"),
        Some(None) => "not set".to_owned(),
        None => "there is no profile file".to_owned(),
    };
    let mut searched = vec!["`--region` and `INVQ_REGION`: neither is set".to_owned()];
    searched.extend(identity.map(|it| format!("{}: no region", it.source)));
    searched.push(format!("`{REGION}`: not set"));
    searched.push(format!("`default_profile`: {no_default}"));
    searched
}

/// The endpoint to ask: `--endpoint`, that of the identity, `ALIBABA_CLOUD_ENDPOINT`, that of the region. An endpoint that
/// was written down serves every region. A dry run has no identity.
///
/// # Errors
///
/// [`IdentityError::BadEndpoint`].
pub fn endpoint(
    host: &Host,
    flag: Option<&str>,
    identity: Option<&Identity>,
    region: &str,
) -> Result<(Endpoint, ValueOrigin), IdentityError> {
    endpoint_of(host, flag, identity.map(own), region)
}

pub(super) fn endpoint_of(
    host: &Host,
    flag: Option<&str>,
    own: Option<Own<'_>>,
    region: &str,
) -> Result<(Endpoint, ValueOrigin), IdentityError> {
    if let Some((text, origin)) = written_endpoint(host, flag, own) {
        return parse(text, origin);
    }
    let network = match own.and_then(|(_, profile)| profile.endpoint_type) {
        Some(EndpointType::Vpc) => Network::Vpc,
        Some(EndpointType::Public) | None => Network::Public,
    };
    let from = ValueOrigin::Region {
        region: region.to_owned(),
        network,
    };
    match endpoint_host(region, network) {
        Ok(text) => parse(&text, from),
        Err(reason) => Err(IdentityError::BadEndpoint { from, reason }),
    }
}

/// The first endpoint that somebody wrote down.
pub(super) fn written_endpoint<'w>(
    host: &'w Host,
    flag: Option<&'w str>,
    own: Option<Own<'w>>,
) -> Option<(&'w str, ValueOrigin)> {
    let flag = flag.map(|text| (text, ValueOrigin::Flag("--endpoint")));
    let of_own = || {
        let (source, profile) = own?;
        let text = profile.endpoint.as_deref()?;
        Some((text, ValueOrigin::Identity(source.clone())))
    };
    let variable = || Some((host.var(ENDPOINT)?, ValueOrigin::Variable(ENDPOINT)));
    flag.or_else(of_own).or_else(variable)
}

fn parse(text: &str, from: ValueOrigin) -> Result<(Endpoint, ValueOrigin), IdentityError> {
    match Endpoint::parse(text) {
        Ok(endpoint) => Ok((endpoint, from)),
        Err(reason) => Err(IdentityError::BadEndpoint { from, reason }),
    }
}

/// The certificates to trust beside the system's: those of the profile's `ca_file`, else of the one under `[defaults]`. A
/// path counts from the folder of the profile file.
///
/// # Errors
///
/// [`IdentityError::BadCaFile`].
pub fn roots(
    host: &Host,
    identity: &Identity,
    config: Option<&Loaded>,
) -> Result<Roots, IdentityError> {
    let file = |loaded: &Loaded| {
        let default = loaded.config.defaults.ca_file.as_ref();
        let file = identity.profile.ca_file.as_ref().or(default)?;
        let folder = loaded.path.parent().unwrap_or(Path::new(""));
        Some(folder.join(config::at_home(host, file)))
    };
    let Some(path) = config.and_then(file) else {
        return Ok(Roots::default());
    };
    let bad = |problem: String| IdentityError::BadCaFile {
        file: config::shown(host, &path),
        problem,
    };
    let pem = std::fs::read(&path).map_err(|error| bad(format!("cannot be read: {error}")))?;
    Roots::read(&pem).map_err(bad)
}
