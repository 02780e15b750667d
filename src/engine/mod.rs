//! Drives pages: asks for them when they are needed, merges what several targets answer, and stops in time.

mod lane;
mod outputs;
mod place;
pub mod saved;
mod trips;
mod wait;
pub mod waiting;
mod walk;

pub use lane::Failure;
pub use outputs::outputs;
pub use place::{Place, place_of};
pub use wait::{News, Wait, WaitEnded, has_ended, wait};
pub use walk::{Ended, Job, Order, Step, Walked, walk};
