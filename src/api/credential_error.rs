//! Why there are no temporary credentials. Responses are never quoted: they may hold a part of a secret.

use std::sync::Arc;

use super::error::ApiError;
use super::transport::TransportError;

/// Sources that give credentials over HTTP, apart from STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialSource {
    /// The metadata service of an ECS instance.
    #[error("the metadata service of this instance")]
    Metadata,
    /// A credentials URI.
    #[error("the credentials URI")]
    Uri,
}

/// Why there are no temporary credentials.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CredentialError {
    /// STS gave none.
    #[error("STS gave no keys for the role `{role}`: {error}")]
    Sts {
        /// `AssumeRole` or `AssumeRoleWithOIDC`.
        action: &'static str,
        /// The host that was asked.
        host: String,
        /// The role.
        role: String,
        /// What happened instead.
        error: Arc<ApiError>,
    },
    /// The source did not answer.
    #[error("{asked} at {host} cannot be reached: {error}")]
    Unreachable {
        /// The source that was asked.
        asked: CredentialSource,
        /// The host that was asked.
        host: String,
        /// What went wrong.
        error: TransportError,
    },
    /// The HTTP status is not a success.
    #[error("{asked} at {host} answered HTTP {status}")]
    Status {
        /// The source that was asked.
        asked: CredentialSource,
        /// The host that was asked.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// The instance has no role.
    #[error("this instance has no RAM role")]
    NoRole {
        /// The role that was named.
        named: Option<String>,
    },
    /// The metadata service gives no session token, and access without one is not allowed.
    #[error("the metadata service at {host} gives no session token (HTTP {status})")]
    NoSession {
        /// The host that was asked.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// The response holds no credentials.
    #[error("{asked} gave no keys: {problem}")]
    Unreadable {
        /// The source that was asked.
        asked: CredentialSource,
        /// What is wrong with the response.
        problem: String,
    },
    /// The file with the OIDC token cannot be used.
    #[error("the OIDC token file \"{path}\" {problem}")]
    TokenFile {
        /// The path of the file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The login of another tool has ended.
    #[error("{problem}; log in again with `{command}`")]
    Login {
        /// What is wrong with it.
        problem: String,
        /// The command of that tool that logs in again.
        command: String,
    },
    /// An external command gave none.
    #[error("`{program}`, which should print keys, {problem}")]
    Command {
        /// The program, without its arguments: those may be secret.
        program: String,
        /// What went wrong.
        problem: String,
    },
}
