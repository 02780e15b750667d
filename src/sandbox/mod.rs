//! The embedded API server: its actions as their documentation has them, strict, on loopback, with real signatures.
//!
//! ```text
//! server      connections, kept open                     options     what it is started with
//!   └ service   one request: call → verify → action      log         what arrived
//!       ├ call        headers, query and form, decoded
//!       ├ verify/     key, time, token, nonce, signature, in both schemes; keys: those that are good now
//!       ├ faults/     what goes wrong on purpose, if anything
//!       ├ sts/        keys for a while: roles, an instance's metadata, a credentials URI
//!       ├ answer      what goes out, whole or broken off; refusal: every error, one row each
//!       └ action      which actions there are, one row each; asked: what one of them is asked
//!           ├ params, tags, page, token   parameters → refusal when wrong; which page of what is selected
//!           ├ invocations, filter         DescribeInvocations
//!           ├ results                     DescribeInvocationResults: one record a run
//!           ├ regions                     DescribeRegions, and which regions there are
//!           ├ instances                   names of instances, and how their agents are
//!           ├ executions                  what a task of OOS started
//!           ├ oss                         objects: outputs that were delivered
//!           └ fleet/                      the records, newest first: builtin.json, saved answers, or made from a seed
//! ```
//!
//! It shares the canonical forms of signatures with `api`, which known answers pin, and nothing else: the service's
//! words are written down here a second time, so that a mistake in one of the two is found by the other.
//!
//! A later action is a module beside `invocations` and a row in `action`; it serves the same fleet. A later record of the
//! built-in fleet is an object in `fleet/builtin.json`; `fleet` says how one is written.

mod action;
mod answer;
mod asked;
mod call;
mod error;
mod executions;
mod faults;
mod filter;
mod fleet;
mod instances;
mod invocations;
mod keys;
mod log;
mod options;
mod oss;
mod page;
mod params;
mod refusal;
mod regions;
mod results;
mod served;
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
pub use options::{AccessKey, Observer, Options, Source, Troubles};
pub use server::Sandbox;
