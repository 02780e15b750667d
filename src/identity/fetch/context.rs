//! What a fetch of credentials needs of the machine.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::api::credentials::Credentials;
use crate::api::error::{CredentialError, TransportError};
use crate::api::event::{BriefRequest, ClientEvent};
use crate::api::retry_policy::RetryPolicy;
use crate::api::transport::{HttpResponse, TransportConfig};
use crate::host::{Clock, Host, Random};

/// What a fetch needs of the machine.
#[derive(Clone)]
pub struct FetchContext {
    pub(super) clock: Clock,
    pub(super) random: Random,
    pub(super) reach: TransportConfig,
    pub(super) policy: RetryPolicy,
    pub(super) metadata: String,
    pub(super) environment: BTreeMap<String, String>,
}

impl fmt::Debug for FetchContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The environment may hold secrets.
        f.write_str("FetchContext")
    }
}

impl FetchContext {
    /// The context of a machine whose requests are sent by `reach` and retried by `policy`.
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
    pub(super) async fn told(
        &self,
        method: &str,
        place: &str,
        asked: impl Future<Output = Result<HttpResponse, TransportError>>,
    ) -> Result<HttpResponse, TransportError> {
        let begun = self.clock.now();
        let reply = asked.await;
        let outcome = reply.as_ref();
        self.policy.tell(&ClientEvent::Brief(BriefRequest {
            method,
            place,
            outcome: outcome.map(|reply| (reply.status, reply.request_id.as_deref())),
            millis: self.clock.now().as_millisecond() - begun.as_millisecond(),
        }));
        reply
    }
}

/// What every fetch gives.
pub(super) type FetchResult = Result<Credentials, CredentialError>;
