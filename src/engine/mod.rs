//! Drives pages: asks for them when they are needed, merges what several targets answer, and stops in time.

mod lane;
mod outputs;
pub mod saved;
mod walk;

pub use lane::Failure;
pub use outputs::outputs;
pub use walk::{Ended, Job, Step, Walked, walk};
