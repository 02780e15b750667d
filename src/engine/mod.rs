//! Drives pages: asks for them when they are needed, merges what several targets answer, and stops in time.

mod each_once;
mod fetches;
pub mod hosts;
mod known;
mod list_request;
mod outputs;
mod place;
pub mod saved;
mod set;
mod target_pages;
mod wait;
pub mod waiting;
mod walk;

pub use each_once::each_once;
pub use list_request::list_request;
pub use outputs::outputs;
pub use place::{Place, place_of};
pub use set::{judged, tally};
pub use target_pages::{Anomalies, Failure, Resume};
pub use wait::{Round, Wait, WaitEnded, WaitEvent, wait};
pub use walk::{Ended, Order, PlacedTarget, Step, Walked, walk};
