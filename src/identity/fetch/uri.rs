//! A URI that gives out keys.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{Brought, Means, answer};
use crate::api::endpoint::Endpoint;
use crate::api::credential_error::{CredentialSource, CredentialError};
use crate::api::transport::{HttpMethod, Transport};
use crate::secret::Secret;

/// Asks it.
pub(super) async fn fetch(means: Arc<Means>, endpoint: Endpoint, path: Secret) -> Brought {
    let (giver, host) = (CredentialSource::Uri, endpoint.host().to_owned());
    let reply = async {
        let transport = Transport::new(&endpoint, &means.reach)?;
        let asked = transport.ask(HttpMethod::Get, path.expose(), &[]);
        means.told("GET", &format!("{endpoint}…"), asked).await
    };
    let reply = reply.await.map_err(|error| CredentialError::Unreachable {
        giver,
        host: host.clone(),
        error,
    })?;
    if reply.status != 200 {
        let status = reply.status;
        return Err(CredentialError::Status {
            giver,
            host,
            status,
        });
    }
    let body = Zeroizing::new(reply.body);
    let keys = answer::json(&body).and_then(|body| {
        answer::success(&body)?;
        answer::keys(&body, &answer::SERVICE, true)
    });
    keys.map_err(|problem| CredentialError::Unreadable { giver, problem })
}
