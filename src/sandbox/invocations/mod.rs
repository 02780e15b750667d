//! `DescribeInvocations`: its parameters, what they select, and the page that comes of it.

use jiff::Timestamp;

use super::fleet::Fleet;
use super::params::Params;
use super::refusal::Refusal;

mod filter;
mod page;
mod query;
mod tags;
mod token;

/// The action's name.
pub const ACTION: &str = "DescribeInvocations";

/// The text of an answer and how many records it holds.
#[derive(Debug)]
pub struct Page {
    /// The body.
    pub body: Vec<u8>,
    /// How many invocations it holds.
    pub records: usize,
}

/// Whether the action has a parameter of this name.
pub fn is_parameter(name: &str) -> bool {
    query::NAMES.contains(&name) || tags::place(name).is_some()
}

/// Answers a request.
pub fn describe(
    params: &Params,
    fleet: &Fleet,
    now: Timestamp,
    request_id: &str,
) -> Result<Page, Refusal> {
    params.check_names(ACTION, is_parameter)?;
    let query = query::Query::read(params)?;
    Ok(page::build(&query, &fleet.at(now), request_id))
}
