//! Asking the API: parameters, signatures, transport, pages.

pub mod client;
pub mod codes;
pub mod credentials;
pub mod encode;
pub mod endpoint;
pub mod pages;
pub mod persist;
pub mod request;
pub mod retry;
pub mod sign;
pub mod transport;
pub mod wire;
