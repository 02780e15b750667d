//! `DescribeInvocations`: its parameters, what they select, and the page that comes of it.

use jiff::Timestamp;

use super::fleet::Fleet;
use super::page::{Page, Twist};
use super::params::Params;
use super::refusal::Refusal;

mod filter;
mod page;
mod query;

pub use filter::{has_status, is};
pub use page::tagged;

/// The action's name.
const ACTION: &str = "DescribeInvocations";

/// Whether the action has a parameter of this name.
pub fn is_parameter(name: &str) -> bool {
    query::NAMES.contains(&name) || super::tags::place(name).is_some()
}

/// Answers a request.
pub fn describe(
    params: &Params,
    fleet: &Fleet,
    now: Timestamp,
    request_id: &str,
    twist: Twist<'_>,
) -> Result<Page, Refusal> {
    params.check_names(ACTION, is_parameter)?;
    let query = query::Query::read(params)?;
    let view = match twist {
        Twist::Hidden => fleet.at(now).without_records(),
        _ => fleet.at(now),
    };
    Ok(page::build(&query, &view, request_id, twist))
}
