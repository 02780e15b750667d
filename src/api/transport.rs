//! Sends a form and brings back status, headers and body. The only file that names the HTTP library.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap};
use rustls::ClientConfig;
use rustls::RootCertStore;

use super::endpoint::Endpoint;
use super::retry::Advice;

/// The largest body that is taken, in bytes. A page of 50 invocations with 100 outputs each is about 160 MB.
const LARGEST_BODY: usize = 512 * 1024 * 1024;

/// How long a request may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands.
    pub connect: Duration,
    /// From the first byte sent to the last byte of the answer.
    pub request: Duration,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
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
#[derive(Debug, thiserror::Error)]
#[error("{kind}: {detail}")]
pub struct TransportError {
    /// What kind of trouble.
    pub kind: Trouble,
    /// The cause in the machine's words; no address, no parameter.
    pub detail: String,
}

/// Kinds of trouble on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Trouble {
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
    /// The body is larger than any page can be.
    #[error("the answer is too large")]
    TooLarge,
    /// Anything else.
    #[error("the connection failed")]
    Other,
}

impl Trouble {
    /// The kind in a word, for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lookup => "lookup",
            Self::Refused => "connection-refused",
            Self::Tls => "tls",
            Self::TimedOut => "timeout",
            Self::BrokenOff => "broken-off",
            Self::TooLarge => "too-large",
            Self::Other => "connection",
        }
    }
}

/// A way to one endpoint, with its connections kept open. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Transport {
    http: reqwest::Client,
    url: String,
    timeout: Duration,
}

impl Transport {
    /// Prepares the way; no connection is made yet.
    ///
    /// # Errors
    ///
    /// When this machine has no usable TLS set-up.
    pub fn new(endpoint: &Endpoint, timeouts: Timeouts) -> Result<Self, TransportError> {
        let other = |error: &dyn Error| TransportError {
            kind: Trouble::Tls,
            detail: root_cause(error),
        };
        let tls = tls(endpoint.is_https()).map_err(|error| other(&error))?;
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(endpoint.is_https())
            // Proxy variables are read by the library from the process; they are not asked for here.
            .no_proxy()
            // A repeated request needs a new nonce and a new signature, so the library must not repeat it.
            .retry(reqwest::retry::never())
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(timeouts.connect)
            .user_agent(concat!("invq/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| other(&error))?;
        Ok(Self {
            http,
            url: endpoint.to_string(),
            timeout: timeouts.request,
        })
    }

    /// Posts a form, and waits for the answer no longer than `limit`, whatever a request may take otherwise.
    ///
    /// # Errors
    ///
    /// When no whole answer came back.
    pub async fn post(&self, form: String, limit: Duration) -> Result<Reply, TransportError> {
        let request = self
            .http
            .post(&self.url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .timeout(self.timeout.min(limit))
            .body(form);
        let response = request
            .send()
            .await
            .map_err(|error| classify(&error, false))?;
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
        let body = read(response).await?;
        Ok(Reply {
            status,
            request_id,
            date,
            advice,
            body,
        })
    }
}

async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, TransportError> {
    let announced = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    let mut body = Vec::with_capacity(announced.unwrap_or(0).min(LARGEST_BODY));
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| classify(&error, true))?
    {
        if body.len() + chunk.len() > LARGEST_BODY {
            let detail = format!("more than {} MiB", LARGEST_BODY / 1024 / 1024);
            return Err(TransportError {
                kind: Trouble::TooLarge,
                detail,
            });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Certificates that we trust: the system's, or a bundled list where the system has none. Reading them takes
/// milliseconds, so it is done for https alone.
fn tls(https: bool) -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    if https {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// What happened, without the address and its parameters that the library's own messages carry.
fn classify(error: &reqwest::Error, reading: bool) -> TransportError {
    let io_kind = chain(error)
        .find_map(|e| e.downcast_ref::<io::Error>())
        .map(io::Error::kind);
    let kind = match io_kind {
        _ if error.is_timeout() => Trouble::TimedOut,
        _ if chain(error).any(is_tls) => Trouble::Tls,
        Some(io::ErrorKind::ConnectionRefused) => Trouble::Refused,
        _ if chain(error).any(|e| e.to_string().starts_with("dns error")) => Trouble::Lookup,
        _ if error.is_connect() => Trouble::Other,
        _ if reading || error.is_request() || error.is_body() => Trouble::BrokenOff,
        _ => Trouble::Other,
    };
    TransportError {
        kind,
        detail: root_cause(error),
    }
}

fn is_tls(error: &(dyn Error + 'static)) -> bool {
    let inner = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    error.is::<rustls::Error>()
        || inner
            .and_then(|e| e.downcast_ref::<rustls::Error>())
            .is_some()
}

fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// The innermost cause: it names no address.
fn root_cause(error: &(dyn Error + '_)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
