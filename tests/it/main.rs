//! The program as a whole, one file per capability.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod bench;
mod identity_cases;
mod identity_fetch;
mod identity_way;
