//! One verb per file: what it needs, what it asks, what it prints.

pub mod completions;
pub mod explain;
pub mod profiles;
pub mod query;
pub mod sandbox;

mod asker;
