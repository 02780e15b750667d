//! How the keys of a profile are come by. Nothing is asked here.

mod read;

use std::path::PathBuf;

pub(super) use self::read::{METADATA_OFF, Sibling, Surroundings, at_home, bad, is_true, mode};
use super::aliyun::Login;
use crate::api::credentials::Credentials;
use crate::api::endpoint::Endpoint;
use crate::secret::Secret;

/// How keys are come by.
#[derive(Clone, Debug)]
pub enum Method {
    /// They are there.
    Fixed(Credentials),
    /// Other keys take on a role.
    AssumeRole {
        /// How those are come by.
        base: Box<Self>,
        /// The role.
        role: Role,
    },
    /// A token of an identity provider takes on a role.
    Oidc {
        /// The provider.
        provider_arn: String,
        /// Where the token lies; it is read anew each time, since others renew it.
        token_file: PathBuf,
        /// The role.
        role: Role,
    },
    /// The instance's metadata gives them.
    Metadata {
        /// The instance's role; without a name the metadata tells it.
        role_name: Option<String>,
        /// Whether the older way, without a session token, will do.
        v1: bool,
    },
    /// A URI gives them.
    Uri {
        /// Whom to ask.
        endpoint: Endpoint,
        /// The path and query there. They may hold a token.
        path: Secret,
    },
    /// A login of the vendor's CLI left them in its file.
    Login(Login),
    /// A command prints them.
    Command {
        /// The program and its arguments, which may be secret.
        words: Vec<Secret>,
    },
}

/// A role, and how to take it on.
#[derive(Clone, Debug)]
pub struct Role {
    /// The role.
    pub arn: String,
    /// The session's name.
    pub session: String,
    /// What the role's trust policy may ask for.
    pub external_id: Option<Secret>,
    /// A policy that narrows the session.
    pub policy: Option<String>,
    /// How long the session lasts; STS has a default.
    pub seconds: Option<u32>,
    /// The STS to ask.
    pub sts: Endpoint,
}

impl Method {
    /// The access key ID, where it is known without asking anybody.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        match self {
            Self::Fixed(keys) => Some(&keys.key_id),
            Self::AssumeRole { base, .. } => base.key_id(),
            Self::Login(login) => Some(&login.key_id),
            _ => None,
        }
    }

    /// Whether a secret that was written down begins or ends with white space.
    #[must_use]
    pub fn has_padded_secret(&self) -> bool {
        match self {
            Self::Fixed(keys) => keys.secret.expose().trim() != keys.secret.expose(),
            Self::AssumeRole { base, .. } => base.has_padded_secret(),
            _ => false,
        }
    }
}
