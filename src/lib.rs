//! Ask Alibaba Cloud ECS Cloud Assistant what its commands did.
pub mod api;
pub mod host;
pub mod sandbox;
pub mod secret;
