//! Sends a form and brings back status, headers and body. The only file that names the HTTP library.

use std::error::Error;
use std::io;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue};
use rustls::pki_types::InvalidDnsNameError;

use super::endpoint::Endpoint;
use super::proxy::{Proxies, Proxy, ProxyError};
use super::retry::Advice;
use super::sign::request::FORM;
use super::tls::{Roots, tls};

/// The largest body that is taken, in bytes. A page of 50 invocations with 100 outputs each is about 160 MB.
const LARGEST_BODY: usize = 256 * 1024 * 1024;

/// How long a request may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands.
    pub connect: Duration,
    /// From the first byte sent to the last byte of the answer.
    pub request: Duration,
}

/// How this machine reaches others.
#[derive(Clone, Debug)]
pub struct TransportConfig {
    /// How long it may take.
    pub timeouts: Timeouts,
    /// What the environment says about proxies.
    pub proxies: Proxies,
    /// Certificates to trust beside the system's.
    pub roots: Roots,
}

/// What is sent, when it is not a form to `/`.
#[derive(Clone, Copy, Debug)]
pub enum HttpMethod {
    /// GET
    Get,
    /// PUT, without a body
    Put,
}

impl HttpMethod {
    /// As it is sent.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
        }
    }
}

/// What came back.
#[derive(Debug)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// `x-acs-request-id`.
    pub request_id: Option<String>,
    /// `Date`, as it came.
    pub date: Option<String>,
    /// When to come back, for who is throttled.
    pub advice: Advice,
    /// The body.
    pub body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{kind}: {detail}")]
pub struct TransportError {
    /// What kind of trouble.
    pub kind: TransportErrorKind,
    /// The cause in the machine's words; no address, no parameter.
    pub detail: String,
}

/// Kinds of trouble on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TransportErrorKind {
    /// The host's name cannot be found.
    #[error("the name cannot be looked up")]
    Lookup,
    /// Nobody listens there.
    #[error("the connection was refused")]
    Refused,
    /// No certificate that we trust, or no common way to encrypt.
    #[error("no secure connection")]
    Tls,
    /// It took too long.
    #[error("no answer in time")]
    TimedOut,
    /// The connection ended before the answer did.
    #[error("the answer broke off")]
    BrokenOff,
    /// The proxy on the way cannot be reached, or does not let us through.
    #[error("the proxy failed")]
    Proxy,
    /// What came back does not begin as an HTTP answer does.
    #[error("the answer is not HTTP")]
    NotHttp,
    /// The body is larger than any page can be.
    #[error("the answer is too large")]
    TooLarge,
    /// Anything else.
    #[error("the connection failed")]
    Other,
}

impl TransportErrorKind {
    /// The kind in a word, for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lookup => "lookup",
            Self::Refused => "connection-refused",
            Self::Tls => "tls",
            Self::TimedOut => "timeout",
            Self::BrokenOff => "broken-off",
            Self::NotHttp => "not-http",
            Self::TooLarge => "too-large",
            Self::Proxy => "proxy",
            Self::Other => "connection",
        }
    }
}

/// A way to one endpoint, with its connections kept open. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Transport {
    http: reqwest::Client,
    url: String,
    host: String,
    /// The proxy on the way, and who named it.
    proxy: Option<String>,
    timeout: Duration,
}

/// HTTP clients, one for all endpoints that are reached in the same way, so that certificates are read once and there
/// is one pool of connections.
#[derive(Clone, Debug, Default)]
pub struct ConnectionPool(Vec<(Way, reqwest::Client)>);

/// What makes a client differ from another.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Way {
    https: bool,
    proxy: Option<Proxy>,
    roots: Roots,
    connect: Duration,
}

impl ConnectionPool {
    fn client(&mut self, way: Way) -> Result<reqwest::Client, TransportError> {
        if let Some((_, client)) = self.0.iter().find(|(known, _)| *known == way) {
            return Ok(client.clone());
        }
        let client = way.client()?;
        self.0.push((way, client.clone()));
        Ok(client)
    }
}

impl Way {
    fn client(&self) -> Result<reqwest::Client, TransportError> {
        let trouble = |kind, detail| TransportError { kind, detail };
        let other = |error: &dyn Error| trouble(TransportErrorKind::Tls, root_cause(error));
        let tls = tls(self.https, &self.roots).map_err(|error| other(&error))?;
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(self.https)
            // The library would read proxy variables from the process; the host is asked instead.
            .no_proxy()
            // A repeated request needs a new nonce and a new signature, so the library must not repeat it.
            .retry(reqwest::retry::never())
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.connect)
            .user_agent(concat!("invq/", env!("CARGO_PKG_VERSION")));
        let builder = match &self.proxy {
            Some(proxy) => {
                let unusable = |_| trouble(TransportErrorKind::Other, "the proxy cannot be used".to_owned());
                builder.proxy(reqwest::Proxy::all(proxy.url().expose()).map_err(unusable)?)
            }
            None => builder,
        };
        builder.build().map_err(|error| other(&error))
    }
}

impl Transport {
    /// Prepares the way; no connection is made yet.
    ///
    /// # Errors
    ///
    /// When this machine has no usable TLS set-up, or names a proxy that cannot be used.
    pub fn new(endpoint: &Endpoint, reach: &TransportConfig) -> Result<Self, TransportError> {
        Self::within(&mut ConnectionPool::default(), endpoint, reach)
    }

    /// The same, sharing connections with others.
    ///
    /// # Errors
    ///
    /// As for [`Transport::new`].
    pub fn within(
        pool: &mut ConnectionPool,
        endpoint: &Endpoint,
        reach: &TransportConfig,
    ) -> Result<Self, TransportError> {
        let unusable = |error: ProxyError| TransportError {
            kind: TransportErrorKind::Other,
            detail: error.to_string(),
        };
        let proxy = reach.proxies.to(endpoint).map_err(unusable)?;
        let named = proxy.map(|it| format!("{} (from `{}`)", it.host, it.variable));
        Ok(Self {
            http: pool.client(Way {
                https: endpoint.is_https(),
                proxy: proxy.cloned(),
                roots: reach.roots.clone(),
                connect: reach.timeouts.connect,
            })?,
            url: endpoint.to_string(),
            host: endpoint.host().to_owned(),
            proxy: named,
            timeout: reach.timeouts.request,
        })
    }

    /// How long a request may take.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The Host header of what is sent.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Posts a form, with headers beside the usual ones, and waits for the answer no longer than `limit`, whatever a
    /// request may take otherwise.
    ///
    /// # Errors
    ///
    /// When no whole answer came back.
    pub async fn post(
        &self,
        form: String,
        extra: &[(&'static str, String)],
        limit: Duration,
    ) -> Result<HttpResponse, TransportError> {
        let request = self.http.post(&self.url).headers(headers(extra)?);
        let request = request.header(CONTENT_TYPE, FORM).body(form);
        self.send(request.timeout(self.timeout.min(limit))).await
    }

    /// Asks for a path of the endpoint, which begins without a slash and is encoded.
    ///
    /// # Errors
    ///
    /// When no whole answer came back.
    pub async fn ask(
        &self,
        method: HttpMethod,
        path: &str,
        extra: &[(&'static str, String)],
    ) -> Result<HttpResponse, TransportError> {
        let url = format!("{}{path}", self.url);
        let request = match method {
            HttpMethod::Get => self.http.get(url),
            HttpMethod::Put => self.http.put(url),
        };
        let request = request.headers(headers(extra)?);
        self.send(request.timeout(self.timeout)).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<HttpResponse, TransportError> {
        let response = request
            .send()
            .await
            .map_err(|error| self.blame_proxy(classify(&error, false)))?;
        let status = response.status().as_u16();
        let text = |headers: &HeaderMap, name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let request_id = text(response.headers(), "x-acs-request-id");
        let date = text(response.headers(), DATE.as_str());
        let advice = Advice {
            retry_after: text(response.headers(), "x-acs-retry-after"),
            user: text(response.headers(), "x-ratelimit-user"),
            user_api: text(response.headers(), "x-ratelimit-user-api"),
        };
        let body = read(response, LARGEST_BODY).await?;
        Ok(HttpResponse {
            status,
            request_id,
            date,
            advice,
            body,
        })
    }
}

impl Transport {
    /// With a proxy on the way, connecting means connecting to the proxy, and it is the proxy who looks names up.
    fn blame_proxy(&self, error: TransportError) -> TransportError {
        match (&self.proxy, error.kind) {
            (Some(proxy), TransportErrorKind::Lookup | TransportErrorKind::Refused | TransportErrorKind::Other) => TransportError {
                kind: TransportErrorKind::Proxy,
                detail: format!("{proxy}: {}", error.detail),
            },
            (Some(proxy), _) => TransportError {
                detail: format!("{}, through the proxy {proxy}", error.detail),
                ..error
            },
            (None, _) => error,
        }
    }
}

/// Headers as the library takes them. Their values are kept out of its debug prints.
fn headers(pairs: &[(&'static str, String)]) -> Result<HeaderMap, TransportError> {
    let mut map = HeaderMap::new();
    for (name, value) in pairs {
        let mut value = HeaderValue::from_str(value).map_err(|_| TransportError {
            kind: TransportErrorKind::Other,
            detail: format!("the header {name} would hold characters that headers cannot hold"),
        })?;
        value.set_sensitive(true);
        map.insert(HeaderName::from_static(name), value);
    }
    Ok(map)
}

/// Reads a body of at most so many bytes. One that is announced as larger is not begun with.
async fn read(mut response: reqwest::Response, most: usize) -> Result<Vec<u8>, TransportError> {
    let too_large = || TransportError {
        kind: TransportErrorKind::TooLarge,
        detail: format!("more than {} MiB", most / 1024 / 1024),
    };
    let announced = response.content_length().unwrap_or(0);
    let announced = usize::try_from(announced).map_err(|_| too_large())?;
    if announced > most {
        return Err(too_large());
    }
    let mut body = Vec::with_capacity(announced);
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| classify(&error, true))?
    {
        if body.len() + chunk.len() > most {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What happened, without the address and its parameters that the library's own messages carry.
fn classify(error: &reqwest::Error, reading: bool) -> TransportError {
    let io_kind = chain(error)
        .find_map(|e| e.downcast_ref::<io::Error>())
        .map(io::Error::kind);
    let kind = match io_kind {
        _ if error.is_timeout() => TransportErrorKind::TimedOut,
        _ if chain(error).any(<dyn Error>::is::<rustls::Error>) => TransportErrorKind::Tls,
        // A name that TLS cannot even ask for is no name that anybody could look up.
        _ if chain(error).any(<dyn Error>::is::<InvalidDnsNameError>) => TransportErrorKind::Lookup,
        Some(io::ErrorKind::ConnectionRefused) => TransportErrorKind::Refused,
        _ if chain(error).any(|e| e.to_string().starts_with("dns error")) => TransportErrorKind::Lookup,
        _ if error.is_connect() => TransportErrorKind::Other,
        _ if !reading && chain(error).any(is_not_http) => TransportErrorKind::NotHttp,
        _ if reading || error.is_request() || error.is_body() => TransportErrorKind::BrokenOff,
        _ => TransportErrorKind::Other,
    };
    TransportError {
        kind,
        detail: root_cause(error),
    }
}

fn is_not_http(error: &(dyn Error + 'static)) -> bool {
    error
        .downcast_ref::<hyper::Error>()
        .is_some_and(hyper::Error::is_parse)
}

/// An error and its causes. What an I/O error is made of is one of them, though it does not call it its source.
fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let inside = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match inside {
            Some(inside) => Some(inside),
            None => error.source(),
        }
    })
}

/// The innermost cause: it names no address.
fn root_cause(error: &(dyn Error + '_)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures_util::stream;
    use http_body_util::StreamBody;
    use hyper::body::Frame;

    use super::*;

    async fn read_of(body: reqwest::Body, most: usize) -> Result<usize, TransportErrorKind> {
        let response = reqwest::Response::from(hyper::Response::new(body));
        let read = read(response, most).await;
        read.map(|body| body.len()).map_err(|error| error.kind)
    }

    /// Of one that does not say how long it is, no more is kept than the bound.
    #[tokio::test]
    async fn a_body_is_bounded_whether_its_length_is_announced_or_not() {
        let streamed = || {
            let frame = || Ok::<_, io::Error>(Frame::data(Bytes::from_static(b"12345")));
            reqwest::Body::wrap(StreamBody::new(stream::iter([frame(), frame()])))
        };
        for (most, expected) in [(10, Ok(10)), (9, Err(TransportErrorKind::TooLarge))] {
            assert_eq!(read_of("1234567890".into(), most).await, expected);
            assert_eq!(read_of(streamed(), most).await, expected);
        }
    }
}
