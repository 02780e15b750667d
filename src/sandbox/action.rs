//! The actions of this API, one row each.

use jiff::Timestamp;

use super::faults::DrawnFaults;
use super::fleet::Fleet;
use super::page::Page;
use super::params::{Kind, Params};
use super::refusal::Refusal;
use super::{invocations, regions, results, tags};

/// An action that is served. What RAM calls it is `ecs:` and its name.
#[derive(Debug)]
pub struct Action {
    /// Its name.
    pub name: &'static str,
    /// Every parameter but the tags.
    parameters: &'static [(&'static str, Kind)],
    has_tags: bool,
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

    /// What a parameter of this name takes, if there is one.
    pub fn kind(&self, parameter: &str) -> Option<Kind> {
        let mut known = self.parameters.iter();
        let tag = || (self.has_tags && tags::place(parameter).is_some()).then_some(Kind::Any);
        known
            .find_map(|(name, kind)| (*name == parameter).then_some(*kind))
            .or_else(tag)
    }
}
