//! An archive of invocations, and saved answers of other forms: found, read, and written so that nothing is lost.
//!
//! An archive is a directory that other tools read, too:
//! `account=ID/region=R/month=2026-11/TIME-RANDOM.jsonl.gz`, one invocation a line. Files are added and merged, never changed.
//!
//! ```text
//! paths ─► files ─► chunks of lines ─► newest: which record of each invocation counts ─► replay: rows
//! ```

mod chunk;
mod files;
mod known;
mod merge;
mod names;
mod newest;
mod read;
mod replay;
mod sync;
mod write;

pub use read::{Damages, Opened, open};
pub use replay::{RowOrder, replay};
pub use sync::{KeptCounts, Sync, Synced, take_in};
pub use write::{RootError, prepare};
