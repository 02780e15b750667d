//! From how keys are come by to the keys: whom to ask, over the network or by a command.

mod answer;
mod command;
mod login;
mod metadata;
mod sts;
mod uri;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::method::Method;
use crate::api::credential_cache::CredentialCache;
use crate::api::credential_error::CredentialError;
use crate::api::credentials::{Credentials, Fetching, ProvideCredentials};
use crate::api::event::{ClientEvent, CredentialRequest};
use crate::api::retry_policy::RetryPolicy;
use crate::api::transport::{HttpResponse, TransportConfig, TransportError};
use crate::host::{Clock, Host, Random};

/// What fetching needs of the machine.
#[derive(Clone)]
pub struct Means {
    clock: Clock,
    random: Random,
    reach: TransportConfig,
    persistence: RetryPolicy,
    metadata: String,
    environment: BTreeMap<String, String>,
}

impl fmt::Debug for Means {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The environment may hold secrets.
        f.write_str("Means")
    }
}

impl Means {
    /// The means of a machine that reaches others in this way, and tries again in that.
    #[must_use]
    pub fn new(host: &Host, reach: TransportConfig, persistence: RetryPolicy) -> Arc<Self> {
        Arc::new(Self {
            clock: host.clock.clone(),
            random: host.random.clone(),
            reach,
            persistence,
            metadata: host.metadata.clone(),
            environment: host.env.clone(),
        })
    }

    /// Waits for an answer, and tells that it was asked for. `place` is shown.
    async fn told(
        &self,
        method: &'static str,
        place: &str,
        asked: impl Future<Output = Result<HttpResponse, TransportError>>,
    ) -> Result<HttpResponse, TransportError> {
        let begun = self.clock.now();
        let reply = asked.await;
        let outcome = reply.as_ref();
        self.persistence
            .tell(&ClientEvent::CredentialRequest(CredentialRequest {
                method,
                place,
                outcome: outcome.map(|reply| (reply.status, reply.request_id.as_deref())),
                millis: self.clock.now().as_millisecond() - begun.as_millisecond(),
            }));
        reply
    }
}

/// The keys that a method gives. Nothing is fetched until they are needed.
#[must_use]
pub fn provider(method: Method, means: &Arc<Means>) -> CredentialCache {
    match method {
        Method::Fixed(keys) => CredentialCache::new(keys, means.clock.clone()),
        Method::AssumeRole { base, role } => {
            let base = provider(*base, means);
            renewed(means, move |means| {
                Box::pin(sts::assume_role(means, base.clone(), role.clone()))
            })
        }
        Method::Oidc {
            provider_arn,
            token_file,
            role,
        } => renewed(means, move |means| {
            let (arn, file) = (provider_arn.clone(), token_file.clone());
            Box::pin(sts::assume_role_with_oidc(means, arn, file, role.clone()))
        }),
        Method::Metadata { role_name, v1 } => renewed(means, move |means| {
            Box::pin(metadata::fetch(means, role_name.clone(), v1))
        }),
        Method::Uri { endpoint, path } => renewed(means, move |means| {
            Box::pin(uri::fetch(means, endpoint.clone(), path.clone()))
        }),
        Method::Login(login) => renewed(means, move |means| {
            Box::pin(std::future::ready(login::fetch(&login, means.clock.now())))
        }),
        Method::Command { words } => renewed(means, move |means| {
            Box::pin(command::fetch(means, words.clone(), command::LIMIT))
        }),
    }
}

fn renewed(
    means: &Arc<Means>,
    fetch: impl Fn(Arc<Means>) -> Fetching + Send + Sync + 'static,
) -> CredentialCache {
    let source = Fetcher {
        means: Arc::clone(means),
        fetch,
    };
    CredentialCache::new(source, means.clock.clone())
}

/// A source of credentials: a method and what it needs of the machine.
struct Fetcher<F> {
    means: Arc<Means>,
    fetch: F,
}

impl<F: Fn(Arc<Means>) -> Fetching + Send + Sync> ProvideCredentials for Fetcher<F> {
    fn fetch(&self) -> Fetching {
        (self.fetch)(Arc::clone(&self.means))
    }
}

/// What every fetch brings.
type Brought = Result<Credentials, CredentialError>;
