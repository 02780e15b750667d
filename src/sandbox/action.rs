//! The actions of this API: what each is called, and which parameters it has.

use super::{invocations, regions, results};

/// An action that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// `DescribeInvocations`.
    Invocations,
    /// `DescribeInvocationResults`.
    Results,
    /// `DescribeRegions`.
    Regions,
}

impl Action {
    /// The action of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "DescribeInvocations" => Some(Self::Invocations),
            "DescribeInvocationResults" => Some(Self::Results),
            "DescribeRegions" => Some(Self::Regions),
            _ => None,
        }
    }

    /// What RAM calls it.
    pub fn ram_name(self) -> &'static str {
        match self {
            Self::Invocations => "ecs:DescribeInvocations",
            Self::Results => "ecs:DescribeInvocationResults",
            Self::Regions => "ecs:DescribeRegions",
        }
    }

    /// Tells whether a name is one of its parameters.
    pub fn parameters(self) -> fn(&str) -> bool {
        match self {
            Self::Invocations => invocations::is_parameter,
            Self::Results => results::is_parameter,
            Self::Regions => regions::is_parameter,
        }
    }
}
