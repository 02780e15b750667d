//! What the service's words mean, as data, in our own words.

mod error_codes;

pub use error_codes::{ERROR_CODES, error_code};
