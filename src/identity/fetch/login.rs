//! Keys of a login of the vendor's CLI, out of its file.

use jiff::Timestamp;

use super::Brought;
use crate::api::credential_error::CredentialError;
use crate::identity::Login;

/// Reads them as they are now.
pub(super) fn fetch(login: &Login, now: Timestamp) -> Brought {
    login.keys(now).map_err(|error| CredentialError::Login {
        problem: error.to_string(),
        command: login.command.clone(),
    })
}
