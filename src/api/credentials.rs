//! What a request is signed with, and the trait for where it comes from.

use std::fmt;
use std::pin::Pin;

use jiff::Timestamp;

use super::error::CredentialError;
use crate::secret::{Secret, shorten_key_id};

/// An access key and, if it is temporary, its security token.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key ID, which is sent with each request.
    pub key_id: String,
    /// The access key secret, which never is.
    pub secret: Secret,
    /// The security token of a temporary key.
    pub token: Option<Secret>,
    /// When a temporary key expires, if its source says so.
    pub expires: Option<Timestamp>,
}

impl Credentials {
    /// An access key that is not temporary.
    pub fn of_key(key_id: impl Into<String>, secret: Secret) -> Self {
        Self {
            key_id: key_id.into(),
            secret,
            token: None,
            expires: None,
        }
    }
}

/// The future of [`ProvideCredentials::fetch`].
pub type Fetching = Pin<Box<dyn Future<Output = Result<Credentials, CredentialError>> + Send>>;

/// Where credentials come from.
pub trait ProvideCredentials: Send + Sync {
    /// Fetches the credentials as they are now.
    fn fetch(&self) -> Fetching;
}

/// Credentials that never change.
impl ProvideCredentials for Credentials {
    fn fetch(&self) -> Fetching {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("key_id", &shorten_key_id(&self.key_id))
            .field("secret", &self.secret)
            .field("token", &self.token)
            .field("expires", &self.expires)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shortens_the_key_id_and_hides_the_rest() {
        let credentials = Credentials {
            key_id: "LTAI5tAbCdEfGhIjKlMn9Q".to_owned(),
            secret: Secret::new("hunter2".to_owned()),
            token: Some(Secret::new("swordfish".to_owned())),
            expires: None,
        };
        let shown = format!("{credentials:?}");
        assert!(shown.contains("LTAI5…9Q"), "{shown}");
        assert!(!shown.contains("hunter2") && !shown.contains("swordfish"));
    }
}
