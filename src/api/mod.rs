//! A client for the API: endpoints, credentials, signatures, transport, retries and pages.
//!
//! It knows nothing of the rest of the program but plain values of [`crate::model`], [`crate::secret`] and the machine,
//! [`crate::host`]. Each request goes this way:
//!
//! ```text
//! pages ─► client ─► credential_cache ─► sign ─► transport (tls, proxy) ─► response ─► wire
//!            │
//!            └ retry_policy, retry (whether again, and when), rate_gate      event: what a listener is told
//! ```
//!
//! A request to the embedded server:
//!
//! ```
//! # use invq::api::{action::ListAction, client::Client, credential_cache::CredentialCache, credentials::Credentials, endpoint::Endpoint};
//! # use invq::api::{retry_policy::RetryPolicy, transport::{Transport, TransportConfig}};
//! # use invq::{host::Host, sandbox::{Options, Sandbox}, secret::Secret};
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! # runtime.block_on(async {
//! let Host { clock, random, sleep, .. } = Host::real();
//! let sandbox = Sandbox::start(Options::default(), clock.clone(), random.clone()).await?;
//! let endpoint = Endpoint::parse(&sandbox.url())?;
//! let transport = Transport::new(&endpoint, &TransportConfig::default())?;
//! let key = Credentials::of_key("testid", Secret::new("testsecret".to_owned()));
//! let credentials = CredentialCache::new(key, clock.clone());
//! let client = Client::new(transport, credentials, clock, random, RetryPolicy::new(4, 16, sleep));
//! let parameters = [("RegionId".into(), "cn-hangzhou".to_owned())];
//! let response = client.call(&ListAction::INVOCATIONS.action, &parameters).await?;
//! assert!(response.body.contains("InvokeId"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod action;
pub mod caller;
pub mod client;
pub mod codes;
pub mod credential_cache;
pub mod credentials;
pub mod encode;
pub mod endpoint;
pub mod error;
pub mod event;
pub mod object;
pub mod objects;
pub mod pages;
pub mod proxy;
mod rate_gate;
mod redact;
pub mod regions;
pub mod request;
pub mod response;
pub mod retry;
pub mod retry_policy;
pub mod sign;
pub mod tls;
pub mod transport;
mod tries;
pub mod wire;
