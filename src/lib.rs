//! Ask Alibaba Cloud ECS Cloud Assistant what its commands did.

pub mod api;
pub mod cli;
pub mod config;
pub mod exit;
pub mod host;
pub mod identity;
pub mod model;
pub mod nearest;
pub mod query;
pub mod sandbox;
pub mod sanitise;
pub mod secret;
pub mod ui;
