//! Asking the API: parameters, signatures, transport, pages.

pub mod client;
pub mod codes;
pub mod credentials;
pub mod encode;
pub mod endpoint;
pub mod errand;
pub mod gate;
mod hide;
pub mod keys_error;
pub mod pages;
pub mod persist;
pub mod provider;
pub mod proxy;
pub mod regions;
pub mod request;
pub mod retry;
pub mod runs;
pub mod sign;
pub mod tls;
pub mod transport;
pub mod wire;
