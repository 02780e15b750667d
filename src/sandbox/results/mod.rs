//! `DescribeInvocationResults`: one record for each instance of an invocation or, with `IncludeHistory`, for each of its
//! runs so far. It has parameters of its own, its page stands one level deeper, and some of its fields have other names.

use super::fleet::Fleet;
use super::page::{Page, Twist};
use super::params::Params;
use super::refusal::Refusal;

mod page;
mod query;

/// Whether the action has a parameter of this name.
pub fn is_parameter(name: &str) -> bool {
    query::NAMES.contains(&name) || super::tags::place(name).is_some()
}

/// Answers a request.
pub fn describe(
    params: &Params,
    fleet: &Fleet,
    now: jiff::Timestamp,
    request_id: &str,
    twist: Twist<'_>,
) -> Result<Page, Refusal> {
    params.check_names("DescribeInvocationResults", is_parameter)?;
    let query = query::Query::read(params)?;
    let view = match twist {
        Twist::Hidden => fleet.at(now).without_records(),
        _ => fleet.at(now),
    };
    query.check_history(&view)?;
    Ok(page::build(&query, &view, request_id, twist))
}
