//! The actions that are served, one row each.

use super::asked::Asked;
use super::page::Page;
use super::params::Parameters;
use super::refusal::Refusal;
use super::{executions, instances, invocations, oss, regions, results};

/// An action that is served. What RAM calls it is the service and its name.
#[derive(Debug)]
pub struct Action {
    /// The service, as RAM names it.
    pub service: Service,
    /// Its name.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: Parameters,
    /// Answers a request whose parameters were checked.
    pub answer: fn(&Asked<'_>) -> Result<Page, Refusal>,
}

/// A service: its name in RAM, and the version of its API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service(pub &'static str, &'static str);

const ECS: Service = Service("ecs", "2014-05-26");
const OOS: Service = Service("oos", "2019-06-01");
/// Its requests name no version.
const OSS: Service = Service("oss", "");

static ACTIONS: [Action; 8] = [
    Action {
        service: ECS,
        name: "DescribeInvocations",
        parameters: invocations::PARAMETERS,
        answer: invocations::describe,
    },
    Action {
        service: ECS,
        name: "DescribeInvocationResults",
        parameters: results::PARAMETERS,
        answer: results::describe,
    },
    Action {
        service: ECS,
        name: "DescribeRegions",
        parameters: regions::PARAMETERS,
        answer: regions::describe,
    },
    Action {
        service: ECS,
        name: "DescribeInstances",
        parameters: instances::OF_INSTANCES,
        answer: instances::describe,
    },
    Action {
        service: ECS,
        name: "DescribeManagedInstances",
        parameters: instances::OF_MANAGED,
        answer: instances::managed,
    },
    Action {
        service: ECS,
        name: "DescribeCloudAssistantStatus",
        parameters: instances::OF_AGENTS,
        answer: instances::agents,
    },
    Action {
        service: OOS,
        name: "ListTaskExecutionInvocations",
        parameters: executions::PARAMETERS,
        answer: executions::list,
    },
    Action {
        service: OSS,
        name: oss::GET_OBJECT,
        parameters: oss::PARAMETERS,
        answer: oss::get,
    },
];

impl Action {
    /// The action of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ACTIONS.iter().find(|action| action.name == name)
    }

    /// The action of this name in an API of this version.
    pub fn of_version(name: &str, version: &str) -> Result<&'static Self, Refusal> {
        if version.is_empty() || !ACTIONS.iter().any(|it| it.service.1 == version) {
            return Err(Refusal::bad_version());
        }
        let action = Self::named(name).filter(|it| it.service.1 == version);
        action.ok_or_else(Refusal::no_such_action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::served::ACTION_NAMES;

    #[test]
    fn every_action_is_named() {
        assert_eq!(ACTIONS.each_ref().map(|action| action.name), ACTION_NAMES);
    }
}
