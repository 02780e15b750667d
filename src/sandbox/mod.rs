//! The embedded API server: three actions as their documentation has them, strict, on loopback, with real signatures.
//!
//! ```text
//! server      connections, kept open                     options     what it is started with
//!   └ service   one request: call → verify → action      log         what arrived
//!       ├ call        headers, query and form, decoded
//!       ├ verify/     key, time, token, nonce, signature, in both schemes
//!       ├ faults/     what goes wrong on purpose, if anything
//!       ├ action      which actions there are
//!       ├ params      an action's own parameters → refusal when wrong
//!       ├ answer      what goes out; reply: its body, which can break off
//!       ├ sts/        keys for a while: roles, an instance's metadata, a credentials URI
//!       ├ regions     which regions there are, and the action that lists them
//!       ├ asked       region, encoding and page, which the two actions that list have in common; tags, token
//!       ├ invocations/  query (what is asked) → filter → page
//!       └ results/      the same for one record a run
//!             └ fleet/    builtin, saved, generated: newest first → record, status, output → write
//! ```
//!
//! It shares the canonical forms of signatures with `api`, which known answers pin, and nothing else: the service's
//! words are written down here a second time, so that a mistake in one of the two is found by the other.
//!
//! A later action is a module beside `invocations/` and a row in `action`; it serves the same fleet.

mod action;
mod answer;
mod asked;
mod call;
mod error;
mod faults;
mod fleet;
mod invocations;
mod log;
mod options;
mod page;
mod params;
mod refusal;
mod regions;
mod reply;
mod results;
mod server;
mod service;
mod sts;
mod tags;
mod token;
mod verify;

#[cfg(test)]
mod tests;

pub use error::SandboxError;
pub use faults::{Fault, FaultKind};
pub use fleet::generated::EVERYWHERE as INSTANCE_EVERYWHERE;
pub use fleet::saved::Saved;
pub use log::Request;
pub use options::{AccessKey, Observer, Options, Source};
pub use server::Sandbox;
