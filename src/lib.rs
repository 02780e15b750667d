//! Ask Alibaba Cloud ECS Cloud Assistant what its commands did.

pub mod api;
pub mod cli;
pub mod config;
pub mod engine;
pub mod exit;
pub mod glossary;
pub mod host;
pub mod identity;
pub mod model;
pub mod nearest;
pub mod query;
pub mod render;
pub mod sandbox;
pub mod sanitise;
pub mod secret;
pub mod settings;
pub mod ui;
