//! Which region and endpoint to ask, which certificates to trust, and who named them.

use std::fmt;
use std::path::Path;

use super::chain::Identity;
use super::profile;
use super::source::IdentitySource;
use crate::api::endpoint::Network;
use crate::api::endpoint::{Endpoint, EndpointError, check_region, endpoint_host, known_regions};
use crate::api::tls::Roots;
use crate::config::{self, Loaded, Profile, SetupError};
use crate::host::Host;
use crate::nearest::nearest;

const REGION: &str = "ALIBABA_CLOUD_REGION_ID";
const ENDPOINT: &str = "ALIBABA_CLOUD_ENDPOINT";

/// Who named a region or an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueOrigin {
    shown: String,
    /// Whether nobody did, and the endpoint of a region that is not in the table follows from the rule for public ones.
    pub is_rule: bool,
}

impl ValueOrigin {
    /// Somebody who is named so in messages.
    pub fn new(shown: impl Into<String>) -> Self {
        Self {
            shown: shown.into(),
            is_rule: false,
        }
    }

    pub(super) fn variable(name: &str) -> Self {
        Self::new(format!("`{name}` in the environment"))
    }
}

impl fmt::Display for ValueOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

/// The profile that gave the credentials, and where it is written.
pub type Own<'o> = (&'o IdentitySource, &'o Profile);

/// The region to ask where none is asked for: that of the identity, `ALIBABA_CLOUD_REGION_ID`, that of `default_profile`. A
/// dry run has no identity.
///
/// # Errors
///
/// When there is none, or one that cannot be.
pub fn region(
    host: &Host,
    own: Option<Own<'_>>,
    config: Option<&Loaded>,
) -> Result<(String, ValueOrigin), SetupError> {
    let found = find_region(host, own, config).ok_or_else(|| {
        let hint = "name one, such as `--region cn-hangzhou`";
        SetupError::new("no region is given", hint).searched(&searched(own, config))
    })?;
    check(&found)?;
    Ok(found)
}

/// Refuses what cannot be a region.
pub(super) fn check((region, from): &(String, ValueOrigin)) -> Result<(), SetupError> {
    check_region(region).map_err(|reason| {
        let near = nearest_region(region).map(|near| format!("did you mean `--region {near}`?"));
        let usual = "name a region ID, such as `--region cn-hangzhou`";
        SetupError::new(
            format!("{from}: {reason}"),
            near.as_deref().unwrap_or(usual),
        )
    })
}

/// The known region whose ID is nearest to `region`.
pub fn nearest_region(region: &str) -> Option<&'static str> {
    nearest(
        region.trim(),
        known_regions().iter().map(|known| known.id.as_str()),
    )
}

/// The first region that somebody names.
pub(super) fn find_region(
    host: &Host,
    own: Option<Own<'_>>,
    config: Option<&Loaded>,
) -> Option<(String, ValueOrigin)> {
    let of_own = || {
        let (source, profile) = own?;
        Some((profile.region.clone()?, ValueOrigin::new(&source.shown)))
    };
    let variable = || Some((host.var(REGION)?.to_owned(), ValueOrigin::variable(REGION)));
    let of_default = || {
        let loaded = config?;
        let name = loaded.config.default_profile.as_deref()?;
        let region = loaded.config.profiles.get(name)?.region.clone()?;
        let source = profile::source(loaded, name);
        Some((region, ValueOrigin::new(format!("the default, {source}"))))
    };
    of_own().or_else(variable).or_else(of_default)
}

fn searched(own: Option<Own<'_>>, config: Option<&Loaded>) -> Vec<String> {
    let no_default = match config.map(|loaded| &loaded.config.default_profile) {
        Some(Some(name)) => format!("profile \"{name}\" has no `region`"),
        Some(None) => "not set".to_owned(),
        None => "there is no profile file".to_owned(),
    };
    let mut searched = vec!["`--region` and `INVQ_REGION`: neither is set".to_owned()];
    searched.extend(own.map(|(source, _)| format!("{source}: no region")));
    searched.push(format!("`{REGION}`: not set"));
    searched.push(format!("`default_profile`: {no_default}"));
    searched
}

/// The endpoint to ask: `--endpoint`, that of the identity, `ALIBABA_CLOUD_ENDPOINT`, that of the region. An endpoint that
/// was written down serves every region. A dry run has no identity.
///
/// # Errors
///
/// When it cannot be used.
pub fn endpoint(
    host: &Host,
    flag: Option<&str>,
    own: Option<Own<'_>>,
    region: &str,
) -> Result<(Endpoint, ValueOrigin), SetupError> {
    if let Some((text, from)) = written_endpoint(host, flag, own) {
        return written(text, from);
    }
    let network = own.and_then(|(_, profile)| profile.endpoint_type);
    let network = network.unwrap_or_default();
    let is_known = known_regions().iter().any(|known| known.id == region);
    let from = ValueOrigin {
        shown: format!("region {region}, {} network", network.word()),
        is_rule: network == Network::Public && !is_known,
    };
    match endpoint_host(region, network) {
        Ok(text) => written(&text, from),
        Err(reason) => Err(bad_endpoint(&from, &reason)),
    }
}

/// The first endpoint that somebody wrote down.
pub(super) fn written_endpoint<'w>(
    host: &'w Host,
    flag: Option<&'w str>,
    own: Option<Own<'w>>,
) -> Option<(&'w str, ValueOrigin)> {
    let flag = flag.map(|text| (text, ValueOrigin::new("`--endpoint`")));
    let of_own = || {
        let (source, profile) = own?;
        let text = profile.endpoint.as_deref()?;
        Some((text, ValueOrigin::new(&source.shown)))
    };
    let variable = || Some((host.var(ENDPOINT)?, ValueOrigin::variable(ENDPOINT)));
    flag.or_else(of_own).or_else(variable)
}

/// An endpoint as somebody wrote it down.
///
/// # Errors
///
/// When it cannot be used.
pub fn written(text: &str, from: ValueOrigin) -> Result<(Endpoint, ValueOrigin), SetupError> {
    match Endpoint::parse(text) {
        Ok(endpoint) => Ok((endpoint, from)),
        Err(reason) => Err(bad_endpoint(&from, &reason)),
    }
}

fn bad_endpoint(from: &ValueOrigin, reason: &EndpointError) -> SetupError {
    let hint = "write the host alone, such as ecs.cn-hangzhou.aliyuncs.com";
    SetupError::new(format!("{from}: {reason}"), hint)
}

/// The certificates to trust beside the system's: those of the profile's `ca_file`, else of the one under `[defaults]`. A
/// path counts from the folder of the profile file.
///
/// # Errors
///
/// When the file cannot be read, or is none of certificates.
pub fn roots(
    host: &Host,
    identity: &Identity,
    config: Option<&Loaded>,
) -> Result<Roots, SetupError> {
    let file = |loaded: &Loaded| {
        let default = loaded.config.defaults.ca_file.as_ref();
        let file = identity.profile.ca_file.as_ref().or(default)?;
        let folder = loaded.path.parent().unwrap_or(Path::new(""));
        Some(folder.join(config::at_home(host, file)))
    };
    let Some(path) = config.and_then(file) else {
        return Ok(Roots::default());
    };
    let bad = |problem: String| {
        let message = format!("`ca_file`: \"{}\" {problem}", config::shown(host, &path));
        let hint = "it should hold certificates in PEM form: -----BEGIN CERTIFICATE-----";
        SetupError::new(message, hint)
    };
    let pem = std::fs::read(&path).map_err(|error| bad(format!("cannot be read: {error}")))?;
    Roots::read(&pem).map_err(bad)
}
