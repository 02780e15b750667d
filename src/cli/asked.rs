//! What checks need beside the arguments themselves.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::query::Form;

/// What is settled by the time the query is checked.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The form of the result, typed or not.
    pub form: Form,
    /// `--page-size`, from wherever it came.
    pub page_size: Option<u32>,
    /// What standard input held, if IDs are read from it.
    pub stdin: Option<&'a str>,
    /// The time now, for `--since 2h`.
    pub now: Timestamp,
    /// The zone that times of day are typed in.
    pub zone: fn() -> TimeZone,
}
