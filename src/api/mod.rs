//! Asking the API: parameters, signatures, transport, pages.

pub mod client;
pub mod codes;
pub mod credentials;
pub mod encode;
pub mod endpoint;
pub mod event;
pub mod rate_gate;
mod redact;
pub mod credential_error;
pub mod pages;
pub mod retry_policy;
pub mod credential_cache;
pub mod proxy;
pub mod regions;
pub mod request;
pub mod retry;
pub mod runs;
pub mod sign;
pub mod tls;
pub mod transport;
pub mod wire;
