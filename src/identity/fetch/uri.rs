//! A URI that gives out keys.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{FetchContext, FetchResult, answer};
use crate::api::credential_error::{CredentialError, CredentialSource};
use crate::api::endpoint::Endpoint;
use crate::api::transport::{HttpMethod, Transport};
use crate::secret::Secret;

/// Requests it.
pub(super) async fn fetch(
    context: Arc<FetchContext>,
    endpoint: Endpoint,
    path: Secret,
) -> FetchResult {
    let (asked, host) = (CredentialSource::Uri, endpoint.host().to_owned());
    let reply = async {
        let transport = Transport::new(&endpoint, &context.reach)?;
        let asked = transport.request(HttpMethod::Get, path.expose(), &[]);
        context.told("GET", &format!("{endpoint}…"), asked).await
    };
    let reply = reply.await.map_err(|error| CredentialError::Unreachable {
        asked,
        host: host.clone(),
        error,
    })?;
    if reply.status != 200 {
        let status = reply.status;
        return Err(CredentialError::Status {
            asked,
            host,
            status,
        });
    }
    answer::successful(&Zeroizing::new(reply.body))
        .map_err(|problem| CredentialError::Unreadable { asked, problem })
}
