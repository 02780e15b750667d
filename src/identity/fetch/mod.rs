//! Fetches credentials where their method says: over the network, from a file or by a command.

mod answer;
mod command;
mod metadata;
mod sts;
mod uri;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::CredentialMethod;
use crate::api::credential_cache::CredentialCache;
use crate::api::credential_error::CredentialError;
use crate::api::credentials::{Credentials, Fetching, ProvideCredentials};
use crate::api::event::{ClientEvent, CredentialRequest};
use crate::api::retry_policy::RetryPolicy;
use crate::api::transport::{HttpResponse, TransportConfig, TransportError};
use crate::host::{Clock, Host, Random};

/// What a fetch needs of the machine.
#[derive(Clone)]
pub struct FetchContext {
    clock: Clock,
    random: Random,
    reach: TransportConfig,
    policy: RetryPolicy,
    metadata: String,
    environment: BTreeMap<String, String>,
}

impl fmt::Debug for FetchContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The environment may hold secrets.
        f.write_str("FetchContext")
    }
}

impl FetchContext {
    /// The context of a machine whose requests are sent by `reach` and retried by `policy`.
    #[must_use]
    pub fn new(host: &Host, reach: TransportConfig, policy: RetryPolicy) -> Arc<Self> {
        Arc::new(Self {
            clock: host.clock.clone(),
            random: host.random.clone(),
            reach,
            policy,
            metadata: host.metadata.clone(),
            environment: host.env.clone(),
        })
    }

    /// Waits for a reply, and reports the request to the observer. `place` is shown.
    async fn told(
        &self,
        method: &'static str,
        place: &str,
        asked: impl Future<Output = Result<HttpResponse, TransportError>>,
    ) -> Result<HttpResponse, TransportError> {
        let begun = self.clock.now();
        let reply = asked.await;
        let outcome = reply.as_ref();
        self.policy
            .tell(&ClientEvent::CredentialRequest(CredentialRequest {
                method,
                place,
                outcome: outcome.map(|reply| (reply.status, reply.request_id.as_deref())),
                millis: self.clock.now().as_millisecond() - begun.as_millisecond(),
            }));
        reply
    }
}

/// The credentials that a method gives. Nothing is fetched until they are needed.
#[must_use]
pub fn provider(method: CredentialMethod, context: &Arc<FetchContext>) -> CredentialCache {
    match method {
        CredentialMethod::Fixed(keys) => CredentialCache::new(keys, context.clock.clone()),
        CredentialMethod::AssumeRole { base, role } => {
            let base = provider(*base, context);
            renewed(context, move |context| {
                Box::pin(sts::assume_role(context, base.clone(), role.clone()))
            })
        }
        CredentialMethod::Oidc {
            provider_arn,
            token_file,
            role,
        } => renewed(context, move |context| {
            let (arn, file) = (provider_arn.clone(), token_file.clone());
            Box::pin(sts::assume_role_with_oidc(context, arn, file, role.clone()))
        }),
        CredentialMethod::Metadata { role_name, v1 } => renewed(context, move |context| {
            Box::pin(metadata::fetch(context, role_name.clone(), v1))
        }),
        CredentialMethod::Uri { endpoint, path } => renewed(context, move |context| {
            Box::pin(uri::fetch(context, endpoint.clone(), path.clone()))
        }),
        CredentialMethod::Login(login) => renewed(context, move |context| {
            let read = login.credentials(context.clock.now());
            let read = read.map_err(|error| CredentialError::Login {
                problem: error.to_string(),
                command: login.command.clone(),
            });
            Box::pin(std::future::ready(read))
        }),
        CredentialMethod::Command { words } => renewed(context, move |context| {
            Box::pin(command::fetch(context, words.clone(), command::LIMIT))
        }),
    }
}

fn renewed(
    context: &Arc<FetchContext>,
    fetch: impl Fn(Arc<FetchContext>) -> Fetching + Send + Sync + 'static,
) -> CredentialCache {
    let source = Fetcher {
        context: Arc::clone(context),
        fetch,
    };
    CredentialCache::new(source, context.clock.clone())
}

/// A source of credentials: a method, and what it needs of the machine.
struct Fetcher<F> {
    context: Arc<FetchContext>,
    fetch: F,
}

impl<F: Fn(Arc<FetchContext>) -> Fetching + Send + Sync> ProvideCredentials for Fetcher<F> {
    fn fetch(&self) -> Fetching {
        (self.fetch)(Arc::clone(&self.context))
    }
}

/// What every fetch gives.
type FetchResult = Result<Credentials, CredentialError>;
