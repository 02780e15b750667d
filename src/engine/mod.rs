//! Drives pages: asks for them when they are needed, merges what several targets answer, and stops in time.

mod lane;
mod walk;

pub use lane::Failure;
pub use walk::{Ended, Job, Step, Walked, walk};
