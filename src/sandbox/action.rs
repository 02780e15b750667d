//! The actions of this API, one row each.

use super::fleet::View;
use super::page::{Page, PageFault};
use super::params::{Params, is_among};
use super::refusal::Refusal;
use super::{invocations, regions, results, tags};

/// An action that is served. What RAM calls it is `ecs:` and its name.
#[derive(Debug)]
pub struct Action {
    /// Its name.
    pub name: &'static str,
    /// Every parameter but the tags.
    parameters: &'static str,
    has_tags: bool,
    /// Answers a request whose parameters are known by name.
    pub answer: fn(&Asked<'_>) -> Result<Page, Refusal>,
}

/// What an action is asked.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Its parameters.
    pub params: &'a Params,
    /// The records at this moment.
    pub fleet: &'a View<'a>,
    /// The ID that the answer has.
    pub request_id: &'a str,
    /// How the page is to differ from what it should be.
    pub page_fault: PageFault<'a>,
}

static ACTIONS: [Action; 3] = [
    Action {
        name: "DescribeInvocations",
        parameters: invocations::PARAMETERS,
        has_tags: true,
        answer: invocations::describe,
    },
    Action {
        name: "DescribeInvocationResults",
        parameters: results::PARAMETERS,
        has_tags: true,
        answer: results::describe,
    },
    Action {
        name: "DescribeRegions",
        parameters: regions::PARAMETERS,
        has_tags: false,
        answer: regions::describe,
    },
];

impl Action {
    /// The action of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ACTIONS.iter().find(|action| action.name == name)
    }

    /// Whether it has a parameter of this name.
    pub fn has(&self, parameter: &str) -> bool {
        is_among(self.parameters, parameter) || (self.has_tags && tags::place(parameter).is_some())
    }
}
