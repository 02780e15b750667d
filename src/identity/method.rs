//! Where credentials come from, once a profile is read.

use std::path::PathBuf;

use super::source::IdentitySource;
use crate::api::credentials::Credentials;
use crate::api::endpoint::Endpoint;
use crate::secret::Secret;

/// Where credentials come from.
#[derive(Clone, Debug)]
pub enum CredentialMethod {
    /// They are written down.
    Fixed(Credentials),
    /// Other credentials assume a role.
    AssumeRole {
        /// Where those come from.
        base: Box<Self>,
        /// The role.
        role: Role,
    },
    /// A token of an identity provider assumes a role.
    Oidc {
        /// The provider.
        provider_arn: String,
        /// The file with the token; it is read anew each time, since others renew it.
        token_file: PathBuf,
        /// The role.
        role: Role,
    },
    /// The metadata service of the ECS instance.
    Metadata {
        /// The instance's role; without a name the service tells it.
        role_name: Option<String>,
        /// Whether the older way, without a session token, is allowed.
        v1: bool,
    },
    /// A URI.
    Uri {
        /// The server.
        endpoint: Endpoint,
        /// The path and query there. They may hold a token.
        path: Secret,
    },
    /// A login of the vendor's CLI, from its file.
    Login(Login),
    /// A command prints them.
    Command {
        /// The program and its arguments, which may be secret.
        words: Vec<Secret>,
    },
}

/// A login of the vendor's CLI, whose keys are in its file. That tool writes new ones there when somebody logs in again, so
/// they are read anew before they expire.
#[derive(Clone, Debug)]
pub struct Login {
    /// The access key ID that was read first; later keys have others.
    pub key_id: String,
    /// The vendor's command that logs in again.
    pub command: String,
    pub(super) path: PathBuf,
    /// The file, as messages name it.
    pub(super) shown: String,
    pub(super) source: IdentitySource,
}

/// A role, and how to assume it.
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

impl CredentialMethod {
    /// The access key ID, if it is known without a request.
    pub fn key_id(&self) -> Option<&str> {
        match self {
            Self::Fixed(keys) => Some(&keys.key_id),
            Self::AssumeRole { base, .. } => base.key_id(),
            Self::Login(login) => Some(&login.key_id),
            _ => None,
        }
    }

    /// Whether a secret that was written down begins or ends with white space.
    pub fn has_padded_secret(&self) -> bool {
        match self {
            Self::Fixed(keys) => keys.secret.expose().trim() != keys.secret.expose(),
            Self::AssumeRole { base, .. } => base.has_padded_secret(),
            _ => false,
        }
    }

    /// The command of the vendor's CLI that logs in again.
    pub fn login_command(&self) -> Option<&str> {
        match self {
            Self::Login(login) => Some(&login.command),
            _ => None,
        }
    }
}
