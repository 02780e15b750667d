//! Which region to ask, and who said so.

use std::fmt;

use super::{Identity, IdentityError, IdentitySource, Looked, profile};
use crate::api::endpoint::check_region;
use crate::config::Loaded;
use crate::host::Host;

/// Who named the region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionSource {
    /// `--region`
    Flag,
    /// A variable of the environment.
    Variable(&'static str),
    /// The profile that gave the keys.
    Identity(IdentitySource),
    /// The profile that `default_profile` names, while the keys came from elsewhere.
    DefaultProfile(IdentitySource),
}

impl fmt::Display for RegionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("`--region`"),
            Self::Variable(name) => write!(f, "`{name}` in the environment"),
            Self::Identity(source) => source.fmt(f),
            Self::DefaultProfile(source) => write!(f, "the default, {source}"),
        }
    }
}

/// The region to ask: `--region`, `INVQ_REGION`, that of the source of the keys, `ALIBABA_CLOUD_REGION_ID`, that of
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
) -> Result<(String, RegionSource), IdentityError> {
    let own = identity.and_then(|it| Some((it.region.as_deref()?, &it.source)));
    let found = find(host, flag, own, config);
    let region = found.ok_or_else(|| IdentityError::NoRegion {
        looked: looked(identity, config),
    })?;
    check(&region)?;
    Ok(region)
}

/// Refuses what cannot be a region.
pub(super) fn check((region, from): &(String, RegionSource)) -> Result<(), IdentityError> {
    check_region(region).map_err(|reason| IdentityError::BadRegion {
        from: from.clone(),
        reason,
    })
}

/// The first region that somebody names; `own` is that of the source of the keys.
pub(super) fn find(
    host: &Host,
    flag: Option<&str>,
    own: Option<(&str, &IdentitySource)>,
    config: Option<&Loaded>,
) -> Option<(String, RegionSource)> {
    let flag = flag.map(|region| (region.to_owned(), RegionSource::Flag));
    let own = own.map(|(region, of)| (region.to_owned(), RegionSource::Identity(of.clone())));
    flag.or_else(|| variable(host, "INVQ_REGION"))
        .or(own)
        .or_else(|| variable(host, "ALIBABA_CLOUD_REGION_ID"))
        .or_else(|| of_default(config?))
}

fn variable(host: &Host, name: &'static str) -> Option<(String, RegionSource)> {
    let region = host.var(name)?.to_owned();
    Some((region, RegionSource::Variable(name)))
}

fn of_default(loaded: &Loaded) -> Option<(String, RegionSource)> {
    let name = loaded.config.default_profile.as_deref()?;
    let region = loaded.config.profiles.get(name)?.region.clone()?;
    let source = profile::source(loaded, name);
    Some((region, RegionSource::DefaultProfile(source)))
}

fn looked(identity: Option<&Identity>, config: Option<&Loaded>) -> Vec<Looked> {
    let no_default = match config.map(|loaded| &loaded.config.default_profile) {
        Some(Some(name)) => format!("profile \"{name}\" has no `region`"),
        Some(None) => "not set".to_owned(),
        None => "there is no profile file".to_owned(),
    };
    let own = identity.map(|it| Looked::new(it.source.to_string(), "no region"));
    let mut looked = vec![Looked::new(
        "`--region` and `INVQ_REGION`",
        "neither is set",
    )];
    looked.extend(own);
    looked.push(Looked::new("`ALIBABA_CLOUD_REGION_ID`", "not set"));
    looked.push(Looked::new("`default_profile`", no_default));
    looked
}
