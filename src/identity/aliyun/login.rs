//! The keys that a login of the vendor's CLI left in its file. That tool writes new ones there when somebody logs in again,
//! so they are read anew when they come near their end.

use std::path::PathBuf;

use jiff::Timestamp;

use super::File;
use super::entry::Entry;
use crate::api::credentials::Credentials;
use crate::config::Profile;
use crate::identity::method::mode;
use crate::identity::{IdentityError, IdentitySource};

/// A login, and where its keys stand.
#[derive(Clone, Debug)]
pub struct Login {
    /// The access key ID that it had at first; that of the next keys is another.
    pub key_id: String,
    /// The command of the vendor's that logs in again.
    pub command: String,
    /// The file.
    pub(super) path: PathBuf,
    /// The same, as messages name it.
    pub(super) shown: String,
    /// The profile in it.
    pub(super) name: String,
}

impl Login {
    /// The keys that the file holds now, while they are good.
    pub(in crate::identity) fn keys(&self, now: Timestamp) -> Result<Credentials, IdentityError> {
        let gone = || IdentityError::BadFile {
            file: self.shown.clone(),
            problem: "is no longer there".to_owned(),
        };
        let file = File::read(&self.path, self.shown.clone())?.ok_or_else(gone)?;
        let entry = file.find(&self.name)?;
        keys(entry, &entry.profile(), &file.source(&self.name), now)
    }
}

/// The keys of a login, while they are good.
pub(super) fn keys(
    entry: &Entry,
    profile: &Profile,
    of: &IdentitySource,
    now: Timestamp,
) -> Result<Credentials, IdentityError> {
    let ended = |there| IdentityError::LoginEnded {
        of: of.clone(),
        there,
        command: again(entry, profile),
    };
    let (Some(key_id), Some(secret), Some(token)) = (
        profile.access_key_id.clone(),
        profile.access_key_secret.clone(),
        profile.security_token.clone(),
    ) else {
        return Err(ended(false));
    };
    let end = entry.sts_expiration.unwrap_or_default();
    let expires = Timestamp::from_second(end).unwrap_or_default();
    if expires <= now {
        return Err(ended(true));
    }
    Ok(Credentials {
        key_id,
        secret,
        token: Some(token),
        expires: Some(expires),
    })
}

/// The command that logs in again.
pub(super) fn again(entry: &Entry, profile: &Profile) -> String {
    let (name, mode) = (entry.name(), mode(profile));
    format!("aliyun configure --profile {name} --mode {mode}")
}
