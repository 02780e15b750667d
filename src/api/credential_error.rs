//! Why temporary keys could not be had. What came back is never quoted: it may hold half of the keys.

use std::sync::Arc;

use super::client::ApiError;
use super::transport::TransportError;

/// Who gives keys over HTTP, beside STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialSource {
    /// The metadata service of an ECS instance.
    #[error("the metadata service of this instance")]
    Metadata,
    /// A credentials URI.
    #[error("the credentials URI")]
    Uri,
}

/// Why temporary keys could not be had.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CredentialError {
    /// STS did not give them.
    #[error("STS gave no keys for the role `{role}`: {error}")]
    Sts {
        /// `AssumeRole` or `AssumeRoleWithOIDC`.
        action: &'static str,
        /// The host that was asked.
        host: String,
        /// The role.
        role: String,
        /// What came instead.
        error: Arc<ApiError>,
    },
    /// Nobody answered.
    #[error("{giver} at {host} cannot be reached: {error}")]
    Unreachable {
        /// Who was asked.
        giver: CredentialSource,
        /// Where.
        host: String,
        /// What went wrong on the way.
        error: TransportError,
    },
    /// The answer is no answer of keys.
    #[error("{giver} at {host} answered HTTP {status}")]
    Status {
        /// Who was asked.
        giver: CredentialSource,
        /// Where.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// The instance has no role.
    #[error("this instance has no RAM role")]
    NoRole {
        /// The role that was asked for by name.
        named: Option<String>,
    },
    /// The metadata service gives no session token, and the older way without one is not allowed.
    #[error("the metadata service at {host} gives no session token (HTTP {status})")]
    NoSession {
        /// Where.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// What came does not hold keys.
    #[error("{giver} gave no keys: {problem}")]
    Unreadable {
        /// Who was asked.
        giver: CredentialSource,
        /// What is wrong with it.
        problem: String,
    },
    /// The file with the OIDC token cannot be used.
    #[error("the OIDC token file \"{path}\" {problem}")]
    TokenFile {
        /// Where it lies.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The login of another tool has ended.
    #[error("{problem}; log in again with `{command}`")]
    Login {
        /// What is wrong with it.
        problem: String,
        /// That tool's command that logs in again.
        command: String,
    },
    /// An external command did not give them.
    #[error("`{program}`, which should print keys, {problem}")]
    Command {
        /// The program, without its arguments: those may be secret.
        program: String,
        /// What went wrong.
        problem: String,
    },
}
