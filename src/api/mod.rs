//! Asking the API: parameters, signatures, transport, pages.

pub mod credentials;
pub mod encode;
pub mod endpoint;
pub mod sign;
