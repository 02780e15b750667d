//! Sends requests and returns status, headers and body. The only file that names the HTTP library.

use std::error::Error;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use hyper::Method;
use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue};
use rustls::pki_types::InvalidDnsNameError;

use super::endpoint::Endpoint;
use super::error::{TransportError, TransportErrorKind};
use super::proxy::{Proxies, Proxy};
use super::sign::request::FORM;
use super::tls::{Roots, tls};

/// The largest body that is read, in bytes. A page of 50 invocations with 100 outputs each is about 160 MB.
const LARGEST_BODY: usize = 256 * 1024 * 1024;

/// How long a request may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection is made.
    pub connect: Duration,
    /// From the first byte sent to the last byte of the answer.
    pub request: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            request: Duration::from_secs(20),
        }
    }
}

/// How this machine connects to others.
#[derive(Clone, Debug, Default)]
pub struct TransportConfig {
    /// How long connections and requests may take.
    pub timeouts: Timeouts,
    /// What the environment says about proxies.
    pub proxies: Proxies,
    /// Certificates to trust in addition to the system's.
    pub roots: Roots,
}

/// A response.
#[derive(Debug)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// `x-acs-request-id`.
    pub request_id: Option<String>,
    /// What the other headers say.
    pub hints: ResponseHints,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// HTTP status and request ID.
    pub(super) fn outcome(&self) -> (u16, Option<&str>) {
        (self.status, self.request_id.as_deref())
    }
}

/// What a response says beside its body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponseHints {
    /// `Date`: the service's clock.
    pub date: Option<Timestamp>,
    /// `x-acs-retry-after`: milliseconds.
    pub retry_after: Option<String>,
    /// `x-ratelimit-user`: `Limit:1,Remain:0,TimeLeft:2000,Reset:1234`, the time left in milliseconds.
    pub user: Option<String>,
    /// `x-ratelimit-user-api`, in the same form.
    pub user_api: Option<String>,
}

impl ResponseHints {
    /// How long to wait before the next request; `None` if the headers do not say so in the documented form.
    pub fn wait(&self) -> Option<Duration> {
        let millis = |text: &str| text.trim().parse().ok().map(Duration::from_millis);
        let limits = [&self.user, &self.user_api];
        let left = limits.into_iter().flatten().filter_map(|limit| {
            let mut fields = limit.split(',').filter_map(|field| field.split_once(':'));
            fields
                .find(|(name, _)| name.trim().eq_ignore_ascii_case("TimeLeft"))
                .and_then(|(_, value)| millis(value))
        });
        let advised = self.retry_after.as_deref().and_then(millis);
        advised.or_else(|| left.max())
    }
}

/// The connections to one endpoint. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Transport {
    http: reqwest::Client,
    endpoint: Endpoint,
    /// The proxy on the way, and the variable that names it.
    proxy: Option<String>,
    timeout: Duration,
    config: TransportConfig,
}

/// HTTP clients, one for all endpoints with the same settings, so that certificates are read once and connections are
/// shared.
#[derive(Clone, Debug, Default)]
pub struct ConnectionPool(Vec<(ClientSettings, reqwest::Client)>);

/// The settings in which HTTP clients differ.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ClientSettings {
    https: bool,
    proxy: Option<Proxy>,
    roots: Roots,
    connect: Duration,
}

impl ConnectionPool {
    fn client(&mut self, settings: ClientSettings) -> Result<reqwest::Client, TransportError> {
        if let Some((_, client)) = self.0.iter().find(|(known, _)| *known == settings) {
            return Ok(client.clone());
        }
        let client = settings.client()?;
        self.0.push((settings, client.clone()));
        Ok(client)
    }
}

impl ClientSettings {
    fn client(&self) -> Result<reqwest::Client, TransportError> {
        let other =
            |error: &dyn Error| TransportError::new(TransportErrorKind::Tls, root_cause(error));
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
                let unusable =
                    |_| TransportError::new(TransportErrorKind::Other, "the proxy cannot be used");
                builder.proxy(reqwest::Proxy::all(proxy.url().expose()).map_err(unusable)?)
            }
            None => builder,
        };
        builder.build().map_err(|error| other(&error))
    }
}

impl Transport {
    /// Prepares the connections; none is made yet.
    ///
    /// # Errors
    ///
    /// If this machine has no usable TLS set-up, or names a proxy that cannot be used.
    pub fn new(endpoint: &Endpoint, config: &TransportConfig) -> Result<Self, TransportError> {
        Self::within(&mut ConnectionPool::default(), endpoint, config)
    }

    /// Prepares connections that are shared with others of the pool.
    ///
    /// # Errors
    ///
    /// As for [`Transport::new`].
    pub fn within(
        pool: &mut ConnectionPool,
        endpoint: &Endpoint,
        config: &TransportConfig,
    ) -> Result<Self, TransportError> {
        let proxy = config.proxies.to(endpoint)?;
        let named = proxy.map(|it| format!("{} (from `{}`)", it.host, it.variable));
        Ok(Self {
            http: pool.client(ClientSettings {
                https: endpoint.is_https(),
                proxy: proxy.cloned(),
                roots: config.roots.clone(),
                connect: config.timeouts.connect,
            })?,
            endpoint: endpoint.clone(),
            proxy: named,
            timeout: config.timeouts.request,
            config: config.clone(),
        })
    }

    /// Connections to another endpoint, with the same settings. Where the same proxy is on the way, they share a pool.
    ///
    /// # Errors
    ///
    /// As for [`Transport::new`].
    pub fn toward(&self, endpoint: &Endpoint) -> Result<Self, TransportError> {
        let proxy = |endpoint| self.config.proxies.to(endpoint);
        let is_same = endpoint.is_https() == self.endpoint.is_https()
            && proxy(endpoint)? == proxy(&self.endpoint)?;
        if is_same {
            let endpoint = endpoint.clone();
            return Ok(Self {
                endpoint,
                ..self.clone()
            });
        }
        Self::new(endpoint, &self.config)
    }

    /// Where requests go.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// How long a request may take.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Posts a form with extra headers. Waits for the response no longer than `limit`, and no longer than a request may
    /// take.
    ///
    /// # Errors
    ///
    /// If no whole response arrives.
    pub async fn post(
        &self,
        form: String,
        extra: &[(&'static str, String)],
        limit: Duration,
    ) -> Result<HttpResponse, TransportError> {
        let request = self.request(Method::POST, "", extra)?;
        let request = request.header(CONTENT_TYPE, FORM).body(form);
        self.send(request.timeout(self.timeout.min(limit))).await
    }

    /// Sends a request without a body. `path` begins without a slash and is encoded.
    ///
    /// # Errors
    ///
    /// If no whole response arrives.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        extra: &[(&'static str, String)],
    ) -> Result<HttpResponse, TransportError> {
        self.send(self.request(method, path, extra)?).await
    }

    /// Asks for something large. `path` begins without a slash and is encoded. No part of the answer may be longer in coming
    /// than a request may take.
    ///
    /// # Errors
    ///
    /// If no answer begins.
    pub async fn download(
        &self,
        path: &str,
        extra: &[(&'static str, String)],
    ) -> Result<Download, TransportError> {
        let request = self
            .http
            .get(format!("{}{path}", self.endpoint))
            .headers(headers(extra)?);
        let response = in_time(self.timeout, request.send(), false).await;
        let response = response.map_err(|error| self.blame_proxy(error))?;
        let (request_id, hints) = told(&response, "x-oss-request-id");
        let region = response.headers().get("x-oss-bucket-region");
        let region = region.and_then(|region| region.to_str().ok());
        Ok(Download {
            status: response.status().as_u16(),
            request_id,
            hints,
            bucket_region: region.map(str::to_owned),
            length: response.content_length(),
            response,
            timeout: self.timeout,
        })
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        extra: &[(&'static str, String)],
    ) -> Result<reqwest::RequestBuilder, TransportError> {
        let request = self
            .http
            .request(method, format!("{}{path}", self.endpoint));
        Ok(request.headers(headers(extra)?).timeout(self.timeout))
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<HttpResponse, TransportError> {
        let response = request
            .send()
            .await
            .map_err(|error| self.blame_proxy(classify(&error, false)))?;
        let status = response.status().as_u16();
        let (request_id, hints) = told(&response, "x-acs-request-id");
        let body = read(response, LARGEST_BODY).await?;
        Ok(HttpResponse {
            status,
            request_id,
            hints,
            body,
        })
    }

    /// With a proxy, connecting means connecting to the proxy, and the proxy looks names up.
    fn blame_proxy(&self, TransportError { kind, detail }: TransportError) -> TransportError {
        use TransportErrorKind::{Lookup, Other, Proxy, Refused};
        match (&self.proxy, kind) {
            (Some(proxy), Lookup | Refused | Other) => {
                TransportError::new(Proxy, format!("{proxy}: {detail}"))
            }
            (Some(proxy), _) => {
                TransportError::new(kind, format!("{detail}, through the proxy {proxy}"))
            }
            (None, _) => TransportError { kind, detail },
        }
    }
}

/// An answer whose body is read piece by piece.
#[derive(Debug)]
pub struct Download {
    /// HTTP status.
    pub status: u16,
    /// `x-oss-request-id`.
    pub request_id: Option<String>,
    /// What the other headers say.
    pub hints: ResponseHints,
    /// `x-oss-bucket-region`: where the bucket is, if it is elsewhere.
    pub bucket_region: Option<String>,
    /// How long the body is, if that was announced.
    pub length: Option<u64>,
    response: reqwest::Response,
    timeout: Duration,
}

impl Download {
    /// The next piece; `None` at the end. A body that is shorter than announced is an error.
    ///
    /// # Errors
    ///
    /// If it breaks off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        in_time(self.timeout, self.response.chunk(), true).await
    }

    /// The beginning of the body, as far as it comes.
    pub async fn beginning(&mut self, most: usize) -> Vec<u8> {
        let mut body = Vec::new();
        while body.len() < most
            && let Ok(Some(chunk)) = self.chunk().await
        {
            body.extend_from_slice(&chunk);
        }
        body.truncate(most);
        body
    }
}

/// Waits for a part of an answer for so long.
async fn in_time<T>(
    limit: Duration,
    part: impl Future<Output = Result<T, reqwest::Error>>,
    reading: bool,
) -> Result<T, TransportError> {
    match tokio::time::timeout(limit, part).await {
        Ok(part) => part.map_err(|error| classify(&error, reading)),
        Err(_) => Err(TransportError::new(
            TransportErrorKind::TimedOut,
            format!("nothing came for {limit:?}"),
        )),
    }
}

/// What the headers of a response say: the request ID, and what else is of use.
fn told(response: &reqwest::Response, id: &str) -> (Option<String>, ResponseHints) {
    let text = |name: &str| {
        let value = response.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let date = text(DATE.as_str()).and_then(|date| jiff::fmt::rfc2822::parse(&date).ok());
    let hints = ResponseHints {
        date: date.map(|date| date.timestamp()),
        retry_after: text("x-acs-retry-after"),
        user: text("x-ratelimit-user"),
        user_api: text("x-ratelimit-user-api"),
    };
    (text(id), hints)
}

/// Headers in the library's type. Their values do not show up in its debug output.
fn headers(pairs: &[(&'static str, String)]) -> Result<HeaderMap, TransportError> {
    let mut map = HeaderMap::new();
    for (name, value) in pairs {
        let mut value = HeaderValue::from_str(value).map_err(|_| {
            let detail =
                format!("the header {name} would hold characters that headers cannot hold");
            TransportError::new(TransportErrorKind::Other, detail)
        })?;
        value.set_sensitive(true);
        map.insert(HeaderName::from_static(name), value);
    }
    Ok(map)
}

/// Reads a body of at most `most` bytes. A body that is announced as larger is not read at all.
async fn read(mut response: reqwest::Response, most: usize) -> Result<Vec<u8>, TransportError> {
    let too_large = || {
        let detail = format!("more than {} MiB", most / 1024 / 1024);
        TransportError::new(TransportErrorKind::TooLarge, detail)
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

/// What happened. The library's own messages hold the address with its parameters.
fn classify(error: &reqwest::Error, reading: bool) -> TransportError {
    let io_kind = chain(error)
        .find_map(|e| e.downcast_ref::<io::Error>())
        .map(io::Error::kind);
    let kind = match io_kind {
        _ if error.is_timeout() => TransportErrorKind::TimedOut,
        _ if chain(error).any(<dyn Error>::is::<rustls::Error>) => TransportErrorKind::Tls,
        // A name that TLS cannot ask for cannot be looked up either.
        _ if chain(error).any(<dyn Error>::is::<InvalidDnsNameError>) => TransportErrorKind::Lookup,
        Some(io::ErrorKind::ConnectionRefused) => TransportErrorKind::Refused,
        _ if chain(error).any(|e| e.to_string().starts_with("dns error")) => {
            TransportErrorKind::Lookup
        }
        _ if error.is_connect() => TransportErrorKind::Other,
        _ if !reading && chain(error).any(is_not_http) => TransportErrorKind::NotHttp,
        _ if reading || error.is_request() || error.is_body() => TransportErrorKind::BrokenOff,
        _ => TransportErrorKind::Other,
    };
    TransportError::new(kind, root_cause(error))
}

fn is_not_http(error: &(dyn Error + 'static)) -> bool {
    error
        .downcast_ref::<hyper::Error>()
        .is_some_and(hyper::Error::is_parse)
}

/// An error and its causes. The error inside an I/O error is one of them, although it is not its source.
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
