//! Which endpoint to ask, and who said so.

use std::fmt;

use super::{Identity, IdentityError, IdentitySource};
use crate::api::endpoint::{Endpoint, Network, endpoint_host};
use crate::host::Host;

/// The variable that names an endpoint.
const VARIABLE: &str = "ALIBABA_CLOUD_ENDPOINT";

/// Who named the endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointSource {
    /// `--endpoint`
    Flag,
    /// The profile that gave the keys.
    Identity(IdentitySource),
    /// `ALIBABA_CLOUD_ENDPOINT`
    Variable,
    /// Nobody: it follows from the region.
    Region {
        /// The region.
        region: String,
        /// The network that the region is reached over.
        network: Network,
    },
}

impl fmt::Display for EndpointSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("`--endpoint`"),
            Self::Identity(source) => source.fmt(f),
            Self::Variable => write!(f, "`{VARIABLE}` in the environment"),
            Self::Region { region, network } => {
                write!(f, "region {region}, {} network", network.word())
            }
        }
    }
}

/// The endpoint to ask: `--endpoint`, that of the source of the keys, `ALIBABA_CLOUD_ENDPOINT`, the region's. One that
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
) -> Result<(Endpoint, EndpointSource), IdentityError> {
    let own = identity.and_then(|it| Some((it.endpoint.as_deref()?, &it.source)));
    let network = identity.and_then(|it| it.endpoint_type).unwrap_or_default();
    match written(host, flag, own) {
        Some((text, from)) => read(&text, from),
        None => by_region(region, network),
    }
}

/// The first endpoint that somebody wrote down; `own` is that of the source of the keys.
fn written(
    host: &Host,
    flag: Option<&str>,
    own: Option<(&str, &IdentitySource)>,
) -> Option<(String, EndpointSource)> {
    let flag = flag.map(|text| (text.to_owned(), EndpointSource::Flag));
    let own = own.map(|(text, of)| (text.to_owned(), EndpointSource::Identity(of.clone())));
    let variable = || Some((host.var(VARIABLE)?.to_owned(), EndpointSource::Variable));
    flag.or(own).or_else(variable)
}

fn by_region(region: &str, network: Network) -> Result<(Endpoint, EndpointSource), IdentityError> {
    let from = EndpointSource::Region {
        region: region.to_owned(),
        network,
    };
    match endpoint_host(region, network) {
        Ok(text) => read(&text, from),
        Err(reason) => Err(IdentityError::BadEndpoint { from, reason }),
    }
}

fn read(text: &str, from: EndpointSource) -> Result<(Endpoint, EndpointSource), IdentityError> {
    match Endpoint::parse(text) {
        Ok(endpoint) => Ok((endpoint, from)),
        Err(reason) => Err(IdentityError::BadEndpoint { from, reason }),
    }
}

/// The endpoint for an identity that may be broken; nothing when neither it nor a region is given.
pub(super) fn find(
    host: &Host,
    own: Option<(&str, &IdentitySource)>,
    region: Option<&str>,
    network: Network,
) -> Result<Option<(Endpoint, EndpointSource)>, IdentityError> {
    match (written(host, None, own), region) {
        (Some((text, from)), _) => read(&text, from).map(Some),
        (None, Some(region)) => by_region(region, network).map(Some),
        (None, None) => Ok(None),
    }
}
