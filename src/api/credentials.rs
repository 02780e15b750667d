//! What a request is signed with.

use std::fmt;

use jiff::Timestamp;

use crate::secret::{Secret, shorten_key_id};

/// A key pair and, for temporary keys, the token that belongs to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key ID, which is sent with each request.
    pub key_id: String,
    /// The access key secret, which never is.
    pub secret: Secret,
    /// The security token of temporary keys.
    pub token: Option<Secret>,
    /// When temporary keys end, where their source tells.
    pub expires: Option<Timestamp>,
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
