//! The metadata service of an ECS instance: a session token first, then the role's name, then its keys.

use std::time::Duration;

use hyper::Method;

use super::context::{FetchContext, FetchResult};
use super::http::{Headers, HttpSource};
use crate::api::encode::percent_encode;
use crate::api::endpoint::Endpoint;
use crate::api::error::{CredentialError, CredentialSource, TransportError, TransportErrorKind};
use crate::api::transport::{Timeouts, TransportConfig};

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

/// Asks for the keys of the instance's role. `v1`: whether the older way, which has no session, is allowed.
pub(super) async fn fetch(
    context: &FetchContext,
    role_name: Option<String>,
    v1: bool,
) -> FetchResult {
    let source = source(context)?;
    let session = match session(&source).await {
        Ok(token) => Some(token),
        Err(_) if v1 => None,
        Err(error) => return Err(error),
    };
    let headers = session.map(|token| (SESSION_HEADER, token));
    let headers = headers.as_slice();
    let role = match role_name {
        Some(name) => name,
        None => role(&source, headers).await?,
    };
    let path = format!("{ROLES}{}", percent_encode(&role));
    match get(&source, &path, headers).await? {
        Some(body) => source.keys(body),
        None => Err(CredentialError::Unusable {
            problem: NO_ROLE.to_owned(),
            expected: Some(format!("its name should be  {role}")),
            hint: "attach that role to the instance, or correct `role_name`",
        }),
    }
}

const NO_ROLE: &str = "this instance has no RAM role";

fn source(context: &FetchContext) -> Result<HttpSource<'_>, CredentialError> {
    let asked = CredentialSource::Metadata;
    let endpoint = Endpoint::of_metadata(&context.metadata);
    let endpoint = endpoint.map_err(|error| CredentialError::Unreachable {
        asked,
        host: context.metadata.clone(),
        error: TransportError::new(TransportErrorKind::Other, error.to_string()),
    })?;
    let timeouts = context.reach.timeouts;
    let reach = TransportConfig {
        timeouts: Timeouts {
            connect: timeouts.connect.min(AT_MOST.connect),
            request: timeouts.request.min(AT_MOST.request),
        },
        ..context.reach.clone()
    };
    HttpSource::new(asked, &endpoint, &reach, context)
}

async fn session(source: &HttpSource<'_>) -> Result<String, CredentialError> {
    let path = "latest/api/token";
    let lifetime = [(
        "x-aliyun-ecs-metadata-token-ttl-seconds",
        SESSION.to_owned(),
    )];
    let reply = source.ask(Method::PUT, path, path, &lifetime).await?;
    let token = String::from_utf8_lossy(&reply.body).trim().to_owned();
    if reply.status == 200 && !token.is_empty() {
        return Ok(token);
    }
    let (host, status) = (&source.host, reply.status);
    Err(CredentialError::Unusable {
        problem: format!("the metadata service at {host} gives no session token (HTTP {status})"),
        expected: None,
        hint: "`metadata_v1 = true` in the profile allows the older way, without a session",
    })
}

/// The name of the instance's role.
async fn role(source: &HttpSource<'_>, headers: Headers<'_>) -> Result<String, CredentialError> {
    let body = get(source, ROLES, headers).await?.unwrap_or_default();
    let body = String::from_utf8_lossy(&body);
    match body.lines().next().unwrap_or_default().trim() {
        "" => Err(CredentialError::Unusable {
            problem: NO_ROLE.to_owned(),
            expected: None,
            hint: "attach a RAM role to the instance, or choose another mode",
        }),
        name => Ok(name.to_owned()),
    }
}

/// The body of a reply; nothing if there is no such path.
async fn get(
    source: &HttpSource<'_>,
    path: &str,
    headers: Headers<'_>,
) -> Result<Option<Vec<u8>>, CredentialError> {
    let reply = source.ask(Method::GET, path, path, headers).await?;
    match reply.status {
        200 => Ok(Some(reply.body)),
        404 => Ok(None),
        status => Err(source.status(status)),
    }
}
