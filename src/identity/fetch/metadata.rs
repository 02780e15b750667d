//! The metadata service of an ECS instance: a session token first, then the role's name, then its keys.

use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::{FetchContext, FetchResult, answer};
use crate::api::credential_error::{CredentialError, CredentialSource};
use crate::api::encode::percent_encode;
use crate::api::endpoint::Endpoint;
use crate::api::transport::{
    HttpMethod, HttpResponse, Timeouts, Transport, TransportConfig, TransportError,
    TransportErrorKind,
};

/// Where the roles of the instance are.
const ROLES: &str = "latest/meta-data/ram/security-credentials/";

const SESSION_HEADER: &str = "x-aliyun-ecs-metadata-token";

/// How long a session may be used, in seconds: two requests.
const SESSION: &str = "60";

/// The service is on the same host, so it answers at once or not at all.
const AT_MOST: Timeouts = Timeouts {
    connect: Duration::from_secs(2),
    request: Duration::from_secs(5),
};

/// Asks for the keys of the instance's role.
pub(super) async fn fetch(
    context: Arc<FetchContext>,
    role_name: Option<String>,
    v1: bool,
) -> FetchResult {
    let client = MetadataClient::new(context)?;
    let session = match client.session().await {
        Ok(token) => Some(token),
        // The older way has none.
        Err(_) if v1 => None,
        Err(error) => return Err(error),
    };
    let headers = session.map(|token| (SESSION_HEADER, token));
    let headers = headers.as_slice();
    let role = match role_name {
        Some(name) => name,
        None => client.role(headers).await?,
    };
    let path = format!("{ROLES}{}", percent_encode(&role));
    let Some(body) = client.get(&path, headers).await? else {
        return Err(CredentialError::NoRole { named: Some(role) });
    };
    answer::successful(&body).map_err(|problem| CredentialError::Unreadable {
        asked: CredentialSource::Metadata,
        problem,
    })
}

type Headers<'h> = &'h [(&'static str, String)];
type Body = Zeroizing<Vec<u8>>;

/// Sends requests to the service.
struct MetadataClient {
    context: Arc<FetchContext>,
    transport: Transport,
    endpoint: Endpoint,
}

impl MetadataClient {
    fn new(context: Arc<FetchContext>) -> Result<Self, CredentialError> {
        let unusable = |detail: String| CredentialError::Unreachable {
            asked: CredentialSource::Metadata,
            host: context.metadata.clone(),
            error: TransportError {
                kind: TransportErrorKind::Other,
                detail,
            },
        };
        let endpoint = Endpoint::of_metadata(&context.metadata);
        let endpoint = endpoint.map_err(|error| unusable(error.to_string()))?;
        let timeouts = context.reach.timeouts;
        let reach = TransportConfig {
            timeouts: Timeouts {
                connect: timeouts.connect.min(AT_MOST.connect),
                request: timeouts.request.min(AT_MOST.request),
            },
            ..context.reach.clone()
        };
        let transport = Transport::new(&endpoint, &reach);
        Ok(Self {
            transport: transport.map_err(|error| unusable(error.to_string()))?,
            endpoint,
            context,
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
    async fn role(&self, headers: Headers<'_>) -> Result<String, CredentialError> {
        let body = self.get(ROLES, headers).await?.unwrap_or_default();
        let body = String::from_utf8_lossy(&body);
        match body.lines().next().unwrap_or_default().trim() {
            "" => Err(CredentialError::NoRole { named: None }),
            name => Ok(name.to_owned()),
        }
    }

    /// The body of a reply; nothing if there is no such path.
    async fn get(&self, path: &str, headers: Headers<'_>) -> Result<Option<Body>, CredentialError> {
        let reply = self.ask(HttpMethod::Get, path, headers).await?;
        match reply.status {
            200 => Ok(Some(Zeroizing::new(reply.body))),
            404 => Ok(None),
            status => Err(CredentialError::Status {
                asked: CredentialSource::Metadata,
                host: self.host(),
                status,
            }),
        }
    }

    async fn ask(
        &self,
        method: HttpMethod,
        path: &str,
        headers: Headers<'_>,
    ) -> Result<HttpResponse, CredentialError> {
        let asked = self.transport.request(method, path, headers);
        let place = format!("{}{path}", self.endpoint);
        let reply = self.context.told(method.word(), &place, asked).await;
        reply.map_err(|error| CredentialError::Unreachable {
            asked: CredentialSource::Metadata,
            host: self.host(),
            error,
        })
    }
}
