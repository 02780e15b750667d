//! Ask Alibaba Cloud ECS Cloud Assistant what its commands did.
pub mod api;
pub mod config;
pub mod host;
pub mod identity;
pub mod nearest;
pub mod sandbox;
pub mod secret;
