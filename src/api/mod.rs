//! Asking the API: parameters, signatures, transport, pages.

pub mod encode;
pub mod sign;
