//! `DescribeInvocations`: its parameters, what they select, and the page that comes of it.

use jiff::Timestamp;

use super::fleet::{Fleet, View};
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
    /// It holds none because of [`Twist::Empty`].
    pub empty_on_purpose: bool,
}

/// How a page differs on purpose from what it should be.
#[derive(Clone, Copy, Debug, Default)]
pub enum Twist<'a> {
    /// Not at all.
    #[default]
    None,
    /// What is asked for has not arrived yet.
    Hidden,
    /// Nothing but a token, which leads to the real page; pages by number and pages behind an empty one are as they are.
    Empty,
    /// Its token is this.
    Repeat(&'a str),
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
    twist: Twist<'_>,
) -> Result<Page, Refusal> {
    params.check_names(ACTION, is_parameter)?;
    let query = query::Query::read(params)?;
    let view = match twist {
        Twist::Hidden => View::empty(),
        _ => fleet.at(now),
    };
    Ok(page::build(&query, &view, request_id, twist))
}
