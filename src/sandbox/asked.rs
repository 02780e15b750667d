//! What an action is asked, and of which records.

use jiff::Timestamp;

use super::faults::DrawnFaults;
use super::fleet::Fleet;
use super::params::Params;

/// What an action is asked.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The action's name.
    pub action: &'static str,
    /// Its parameters.
    pub params: &'a Params,
    /// The records.
    pub fleet: &'a Fleet,
    /// The time.
    pub now: Timestamp,
    /// No record has arrived yet.
    pub late: bool,
    /// The ID that the answer has.
    pub request_id: &'a str,
    /// What goes wrong on purpose.
    pub drawn: &'a DrawnFaults,
}
