//! A URI that gives out keys.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{Brought, Means, answer};
use crate::api::endpoint::Endpoint;
use crate::api::keys_error::{Giver, KeysError};
use crate::api::transport::{Method, Transport};
use crate::secret::Secret;

/// Asks it.
pub(super) async fn fetch(means: Arc<Means>, endpoint: Endpoint, path: Secret) -> Brought {
    let (giver, host) = (Giver::Uri, endpoint.host().to_owned());
    let reply = async {
        let transport = Transport::new(&endpoint, &means.reach)?;
        let asked = transport.ask(Method::Get, path.expose(), &[]);
        means.told("GET", &format!("{endpoint}…"), asked).await
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
    let body = Zeroizing::new(reply.body);
    let keys = answer::json(&body).and_then(|body| {
        answer::success(&body)?;
        answer::keys(&body, &answer::SERVICE, true)
    });
    keys.map_err(|problem| KeysError::Unreadable { giver, problem })
}
