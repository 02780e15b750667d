//! The actions of this API, one row each.

use jiff::Timestamp;

use super::faults::DrawnFaults;
use super::fleet::Fleet;
use super::page::Page;
use super::params::{Parameters, Params};
use super::refusal::Refusal;
use super::{invocations, regions, results};

/// An action that is served. What RAM calls it is `ecs:` and its name.
#[derive(Debug)]
pub struct Action {
    /// Its name.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: Parameters,
    /// Answers a request whose parameters were checked.
    pub answer: fn(&Asked<'_>) -> Result<Page, Refusal>,
}

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

static ACTIONS: [Action; 3] = [
    Action {
        name: "DescribeInvocations",
        parameters: invocations::PARAMETERS,
        answer: invocations::describe,
    },
    Action {
        name: "DescribeInvocationResults",
        parameters: results::PARAMETERS,
        answer: results::describe,
    },
    Action {
        name: "DescribeRegions",
        parameters: regions::PARAMETERS,
        answer: regions::describe,
    },
];

impl Action {
    /// The action of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ACTIONS.iter().find(|action| action.name == name)
    }
}
