//! The actions that are called: a row for each.

use crate::model::ListKind;

/// An action of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiAction {
    /// The service, as RAM names it.
    pub product: &'static str,
    /// The version of the service's API.
    pub version: &'static str,
    /// The action's name.
    pub name: &'static str,
    /// Whether its answer holds credentials, so that neither parameters nor answer are reported.
    pub gives_credentials: bool,
}

/// An action whose answer is a list that comes in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListAction {
    /// The action.
    pub action: ApiAction,
    /// A parameter that is sent with every page.
    pub(super) fixed: Option<(&'static str, &'static str)>,
    /// The object that holds everything but the request ID, if there is one.
    pub(super) wrapper: Option<&'static str>,
    /// The list of records.
    pub(super) list: &'static str,
    /// What a record is.
    pub(super) kind: ListKind,
    /// The list is given up after this many records.
    pub(super) most_records: usize,
}

impl ApiAction {
    /// The regions of the account.
    pub const REGIONS: Self = Self::ecs("DescribeRegions");
    /// An object of OSS, whose requests are signed in another way and name no version.
    pub(super) const GET_OBJECT: Self = Self {
        product: "oss",
        version: "",
        name: "GetObject",
        gives_credentials: false,
    };
    /// Temporary credentials for a role, by other credentials.
    pub const ASSUME_ROLE: Self = Self::sts("AssumeRole");
    /// Temporary credentials for a role, by the token of an identity provider.
    pub const ASSUME_ROLE_WITH_OIDC: Self = Self::sts("AssumeRoleWithOIDC");

    /// Who asks: which account the credentials belong to.
    pub const CALLER_IDENTITY: Self = Self {
        gives_credentials: false,
        ..Self::sts("GetCallerIdentity")
    };

    pub(super) const fn ecs(name: &'static str) -> Self {
        Self {
            product: "ecs",
            version: "2014-05-26",
            name,
            gives_credentials: false,
        }
    }

    pub(super) const fn oos(name: &'static str) -> Self {
        Self {
            product: "oos",
            version: "2019-06-01",
            name,
            gives_credentials: false,
        }
    }

    const fn sts(name: &'static str) -> Self {
        Self {
            product: "sts",
            version: "2015-04-01",
            name,
            gives_credentials: true,
        }
    }
}

impl ListAction {
    /// The invocations. The service keeps 10,000.
    pub const INVOCATIONS: Self = Self {
        action: ApiAction::ecs("DescribeInvocations"),
        fixed: None,
        wrapper: None,
        list: "Invocations",
        kind: ListKind::Invocations,
        most_records: 20_000,
    };
    /// The past runs of tasks that repeat.
    pub const RUNS: Self = Self {
        action: ApiAction::ecs("DescribeInvocationResults"),
        fixed: Some(("IncludeHistory", "true")),
        wrapper: Some("Invocation"),
        list: "InvocationResults",
        kind: ListKind::Runs,
        most_records: usize::MAX,
    };
}
