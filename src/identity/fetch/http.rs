//! Sources that give credentials over HTTP, without a signature.

use hyper::Method;
use zeroize::Zeroizing;

use super::answer;
use super::context::{FetchContext, FetchResult};
use crate::api::endpoint::Endpoint;
use crate::api::error::{CredentialError, CredentialSource, TransportError};
use crate::api::transport::{HttpResponse, Transport, TransportConfig};

/// Headers of a request.
pub(super) type Headers<'h> = &'h [(&'static str, String)];

/// A source that is asked over HTTP.
pub(super) struct HttpSource<'c> {
    asked: CredentialSource,
    pub host: String,
    transport: Transport,
    context: &'c FetchContext,
}

impl<'c> HttpSource<'c> {
    pub fn new(
        asked: CredentialSource,
        endpoint: &Endpoint,
        reach: &TransportConfig,
        context: &'c FetchContext,
    ) -> Result<Self, CredentialError> {
        let host = endpoint.host().to_owned();
        match Transport::new(endpoint, reach) {
            Ok(transport) => Ok(Self {
                asked,
                host,
                transport,
                context,
            }),
            Err(error) => Err(CredentialError::Unreachable { asked, host, error }),
        }
    }

    /// Sends a request. What is shown of it stands in for its address.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        shown: &str,
        headers: Headers<'_>,
    ) -> Result<HttpResponse, CredentialError> {
        let word = method.to_string();
        let sent = self.transport.ask(method, path, headers);
        let place = format!("{}{shown}", self.transport.endpoint());
        let reply = self.context.told(&word, &place, sent).await;
        reply.map_err(|error| self.unreachable(error))
    }

    pub fn unreachable(&self, error: TransportError) -> CredentialError {
        let (asked, host) = (self.asked, self.host.clone());
        CredentialError::Unreachable { asked, host, error }
    }

    /// An HTTP status that is no success.
    pub fn status(&self, status: u16) -> CredentialError {
        let (asked, host) = (self.asked, self.host.clone());
        CredentialError::Status {
            asked,
            host,
            status,
        }
    }

    /// The credentials in a body.
    pub fn keys(&self, body: Vec<u8>) -> FetchResult {
        answer::successful(&Zeroizing::new(body)).map_err(|problem| CredentialError::Unusable {
            problem: format!("{} gave no keys: {problem}", self.asked),
            expected: None,
            hint: "check what answers there",
        })
    }
}
