//! A URI that gives out keys.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{FetchContext, FetchResult, answer};
use crate::api::endpoint::Endpoint;
use crate::api::keys_error::{Giver, KeysError};
use crate::api::transport::{Method, Transport};
use crate::secret::Secret;

/// Requests it.
pub(super) async fn fetch(
    context: Arc<FetchContext>,
    endpoint: Endpoint,
    path: Secret,
) -> FetchResult {
    let (giver, host) = (Giver::Uri, endpoint.host().to_owned());
    let reply = async {
        let transport = Transport::new(&endpoint, &context.reach)?;
        let asked = transport.ask(Method::Get, path.expose(), &[]);
        context.told("GET", &format!("{endpoint}…"), asked).await
    };
    let reply = reply.await.map_err(|error| KeysError::Unreachable {
        giver,
        host: host.clone(),
        error,
    })?;
    if reply.status != 200 {
        let status = reply.status;
        return Err(KeysError::Status {
            giver,
            host,
            status,
        });
    }
    answer::successful(&Zeroizing::new(reply.body))
        .map_err(|problem| KeysError::Unreadable { giver, problem })
}
