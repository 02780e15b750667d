//! The metadata service of an ECS instance: a session token first, then the role's name, then its keys.

use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::{Brought, Means, answer};
use crate::api::credential_error::{CredentialError, CredentialSource};
use crate::api::encode::percent_encode;
use crate::api::endpoint::Endpoint;
use crate::api::transport::{
    HttpMethod, HttpResponse, Timeouts, Transport, TransportConfig, TransportError,
    TransportErrorKind,
};

/// Where the roles of the instance are.
const ROLES: &str = "latest/meta-data/ram/security-credentials/";

/// How long a session may be used, in seconds: two requests.
const SESSION: &str = "60";

/// The service is on the same host, so it answers at once or not at all.
const AT_MOST: Timeouts = Timeouts {
    connect: Duration::from_secs(2),
    request: Duration::from_secs(5),
};

/// Asks for the keys of the instance's role.
pub(super) async fn fetch(means: Arc<Means>, role_name: Option<String>, v1: bool) -> Brought {
    let door = Door::new(means)?;
    let session = match door.session().await {
        Ok(token) => Some(token),
        // The older way has none.
        Err(_) if v1 => None,
        Err(error) => return Err(error),
    };
    let headers: Vec<_> = session
        .map(|token| (SESSION_HEADER, token))
        .into_iter()
        .collect();
    let role = match role_name {
        Some(name) => name,
        None => door.role(&headers).await?,
    };
    let path = format!("{ROLES}{}", percent_encode(&role));
    let reply = door.get(&path, &headers).await?;
    if reply.status == 404 {
        return Err(CredentialError::NoRole { named: Some(role) });
    }
    door.good(&reply)?;
    let body = Zeroizing::new(reply.body);
    let keys = answer::json(&body).and_then(|body| {
        answer::success(&body)?;
        answer::keys(&body, &answer::SERVICE, true)
    });
    keys.map_err(|problem| CredentialError::Unreadable {
        asked: CredentialSource::Metadata,
        problem,
    })
}

const SESSION_HEADER: &str = "x-aliyun-ecs-metadata-token";

/// The way to the service.
struct Door {
    means: Arc<Means>,
    transport: Transport,
    endpoint: Endpoint,
}

impl Door {
    fn new(means: Arc<Means>) -> Result<Self, CredentialError> {
        let unusable = |detail: String| CredentialError::Unreachable {
            asked: CredentialSource::Metadata,
            host: means.metadata.clone(),
            error: TransportError {
                kind: TransportErrorKind::Other,
                detail,
            },
        };
        let endpoint = Endpoint::of_metadata(&means.metadata);
        let endpoint = endpoint.map_err(|error| unusable(error.to_string()))?;
        let timeouts = means.reach.timeouts;
        let reach = TransportConfig {
            timeouts: Timeouts {
                connect: timeouts.connect.min(AT_MOST.connect),
                request: timeouts.request.min(AT_MOST.request),
            },
            ..means.reach.clone()
        };
        let transport = Transport::new(&endpoint, &reach);
        Ok(Self {
            transport: transport.map_err(|error| unusable(error.to_string()))?,
            endpoint,
            means,
        })
    }

    fn host(&self) -> String {
        self.endpoint.host().to_owned()
    }

    async fn session(&self) -> Result<String, CredentialError> {
        let lifetime = [(
            "x-aliyun-ecs-metadata-token-ttl-seconds",
            SESSION.to_owned(),
        )];
        let reply = self
            .ask(HttpMethod::Put, "latest/api/token", &lifetime)
            .await?;
        let token = String::from_utf8_lossy(&reply.body).trim().to_owned();
        if reply.status == 200 && !token.is_empty() {
            return Ok(token);
        }
        Err(CredentialError::NoSession {
            host: self.host(),
            status: reply.status,
        })
    }

    /// The name of the instance's role.
    async fn role(&self, headers: &[(&'static str, String)]) -> Result<String, CredentialError> {
        let reply = self.get(ROLES, headers).await?;
        if reply.status != 404 {
            self.good(&reply)?;
            let body = String::from_utf8_lossy(&reply.body);
            let name = body.lines().next().unwrap_or_default().trim();
            if !name.is_empty() {
                return Ok(name.to_owned());
            }
        }
        Err(CredentialError::NoRole { named: None })
    }

    async fn get(
        &self,
        path: &str,
        headers: &[(&'static str, String)],
    ) -> Result<HttpResponse, CredentialError> {
        self.ask(HttpMethod::Get, path, headers).await
    }

    async fn ask(
        &self,
        method: HttpMethod,
        path: &str,
        headers: &[(&'static str, String)],
    ) -> Result<HttpResponse, CredentialError> {
        let asked = self.transport.request(method, path, headers);
        let place = format!("{}{path}", self.endpoint);
        let reply = self.means.told(method.word(), &place, asked).await;
        reply.map_err(|error| CredentialError::Unreachable {
            asked: CredentialSource::Metadata,
            host: self.host(),
            error,
        })
    }

    fn good(&self, reply: &HttpResponse) -> Result<(), CredentialError> {
        if reply.status == 200 {
            return Ok(());
        }
        Err(CredentialError::Status {
            asked: CredentialSource::Metadata,
            host: self.host(),
            status: reply.status,
        })
    }
}
