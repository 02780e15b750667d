//! A URI that gives out keys.

use hyper::Method;

use super::context::{FetchContext, FetchResult};
use super::http::HttpSource;
use crate::api::endpoint::Endpoint;
use crate::api::error::CredentialSource;
use crate::secret::Secret;

/// Requests it. The path may be secret.
pub(super) async fn fetch(
    context: &FetchContext,
    endpoint: &Endpoint,
    path: &Secret,
) -> FetchResult {
    let source = HttpSource::new(CredentialSource::Uri, endpoint, &context.reach, context)?;
    let reply = source.ask(Method::GET, path.expose(), "…", &[]).await?;
    match reply.status {
        200 => source.keys(reply.body),
        status => Err(source.status(status)),
    }
}
