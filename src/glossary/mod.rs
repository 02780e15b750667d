//! What the service's words mean, as data, in our own words.

mod delivery;
mod error_codes;
mod page;

pub use delivery::{DELIVERY_ERRORS, delivery_error};
pub use error_codes::{ERROR_CODES, error_code};
pub use page::PAGE_FIELDS;
