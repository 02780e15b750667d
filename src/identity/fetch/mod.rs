//! Fetches credentials where their method says: over the network, from a file or by a command.

mod answer;
mod command;
mod context;
mod http;
mod metadata;
mod sts;
mod uri;

use std::sync::{Arc, OnceLock};

use super::aliyun;
use super::method::CredentialMethod;
use crate::api::credential_cache::CredentialCache;
use crate::api::credentials::{Fetching, ProvideCredentials};
use crate::api::error::CredentialError;

pub use context::FetchContext;
use context::FetchResult;

/// The credentials that a method gives. Nothing is fetched until they are needed.
pub fn provider(method: CredentialMethod, context: &Arc<FetchContext>) -> CredentialCache {
    let source = Arc::new(KeySource {
        method,
        base: OnceLock::new(),
        context: Arc::clone(context),
    });
    CredentialCache::new(source, context.clock.clone())
}

/// A method, and what it needs of the machine.
struct KeySource {
    method: CredentialMethod,
    /// The credentials that assume a role; they are kept while they are good.
    base: OnceLock<CredentialCache>,
    context: Arc<FetchContext>,
}

impl ProvideCredentials for Arc<KeySource> {
    fn fetch(&self) -> Fetching {
        let source = Self::clone(self);
        Box::pin(async move { source.credentials().await })
    }
}

impl KeySource {
    async fn credentials(&self) -> FetchResult {
        let context = &self.context;
        match &self.method {
            CredentialMethod::Fixed(keys) => Ok(keys.clone()),
            CredentialMethod::AssumeRole { base, role } => {
                let base = || provider((**base).clone(), context);
                sts::assume_role(context, self.base.get_or_init(base), role).await
            }
            CredentialMethod::Oidc {
                provider_arn,
                token_file,
                role,
            } => sts::assume_role_with_oidc(context, provider_arn, token_file, role).await,
            CredentialMethod::Metadata { role_name, v1 } => {
                metadata::fetch(context, role_name.clone(), *v1).await
            }
            CredentialMethod::Uri { endpoint, path } => uri::fetch(context, endpoint, path).await,
            CredentialMethod::Login(login) => {
                let read = aliyun::login_credentials(login, context.clock.now());
                read.map_err(|error| CredentialError::Login {
                    problem: error.message,
                    command: login.command.clone(),
                })
            }
            CredentialMethod::Command { words } => {
                command::fetch(context, words, command::LIMIT).await
            }
        }
    }
}
