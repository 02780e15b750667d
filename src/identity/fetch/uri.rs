//! A URI that gives out keys.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{Brought, Means, answer};
use crate::api::credential_error::{CredentialError, CredentialSource};
use crate::api::endpoint::Endpoint;
use crate::api::transport::{HttpMethod, Transport};
use crate::secret::Secret;

/// Asks it.
pub(super) async fn fetch(means: Arc<Means>, endpoint: Endpoint, path: Secret) -> Brought {
    let (source, host) = (CredentialSource::Uri, endpoint.host().to_owned());
    let reply = async {
        let transport = Transport::new(&endpoint, &means.reach)?;
        let asked = transport.request(HttpMethod::Get, path.expose(), &[]);
        means.told("GET", &format!("{endpoint}…"), asked).await
    };
    let reply = reply.await.map_err(|error| CredentialError::Unreachable {
        asked: source,
        host: host.clone(),
        error,
    })?;
    if reply.status != 200 {
        let status = reply.status;
        return Err(CredentialError::Status {
            asked: source,
            host,
            status,
        });
    }
    let body = Zeroizing::new(reply.body);
    let keys = answer::json(&body).and_then(|body| {
        answer::success(&body)?;
        answer::keys(&body, &answer::SERVICE, true)
    });
    keys.map_err(|problem| CredentialError::Unreadable {
        asked: source,
        problem,
    })
}
