//! Which certificates to trust beside the system's.

use super::{Identity, IdentityError, profile};
use crate::api::tls::Roots;
use crate::config::{self, Loaded};
use crate::host::Host;

/// The certificates of the profile's `ca_file`, else of the one under `[defaults]`.
///
/// # Errors
///
/// [`IdentityError::BadCaFile`].
pub fn roots(
    host: &Host,
    identity: &Identity,
    config: Option<&Loaded>,
) -> Result<Roots, IdentityError> {
    let default = || {
        let loaded = config?;
        let file = loaded.config.defaults.ca_file.as_ref()?;
        Some(profile::beside(loaded, host, file))
    };
    let Some(path) = identity.ca_file.clone().or_else(default) else {
        return Ok(Roots::default());
    };
    let bad = |problem: String| IdentityError::BadCaFile {
        file: config::shown(host, &path),
        problem,
    };
    let pem = std::fs::read(&path).map_err(|error| bad(format!("cannot be read: {error}")))?;
    Roots::read(&pem).map_err(bad)
}
