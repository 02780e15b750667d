//! The actions of this API, one row each.

use super::asked::Asked;
use super::page::Page;
use super::params::Parameters;
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
