//! The server over real HTTP, as a client sees it.

mod answers;
mod client;
mod faults;
mod paging;
mod protocol;
mod regions;
mod results;
mod sts;
