//! The `ErrorCode` of an instance (product page): why the command could not be delivered or did not end well.

use super::{Term, find, term};

/// Each code: what happened and, where there is something, what helps.
pub const ERROR_CODES: [Term; 19] = [
    term(
        "InstanceNotExists",
        "that instance does not exist or has been released",
        "",
    ),
    term(
        "InstanceReleased",
        "the instance was released while the command ran",
        "",
    ),
    term(
        "InstanceNotRunning",
        "the instance was not running when the command was to start",
        "start it and run the command again",
    ),
    term(
        "CommandNotApplicable",
        "the command does not fit the instance, such as a shell script on Windows",
        "",
    ),
    term(
        "AccountNotExists",
        "the user that the command was to run as does not exist on the instance",
        "",
    ),
    term(
        "DirectoryNotExists",
        "the working directory does not exist on the instance",
        "",
    ),
    term("BadCronExpression", "the schedule cannot be read", ""),
    term(
        "ClientNotRunning",
        "the Cloud Assistant agent on that instance is not running",
        "start or reinstall it",
    ),
    term(
        "ClientNotResponse",
        "the Cloud Assistant agent on that instance does not answer",
        "restart it, and see whether the machine is overloaded",
    ),
    term(
        "ClientIsUpgrading",
        "the Cloud Assistant agent was being upgraded",
        "run the command again",
    ),
    term(
        "ClientNeedUpgrade",
        "the Cloud Assistant agent is too old for what was asked",
        "upgrade it; ErrorInfo names the version that is needed",
    ),
    term(
        "ClientNetworkBlocked",
        "the agent cannot reach the service",
        "allow outbound TCP 443 and 80 and UDP 53",
    ),
    term(
        "DeliveryTimeout",
        "the command did not reach the instance in time",
        "run it again",
    ),
    term(
        "ExecutionTimeout",
        "the command ran longer than its timeout and was ended",
        "",
    ),
    term("ExecutionException", "the command ended abnormally", ""),
    term("ExecutionInterrupted", "the command was interrupted", ""),
    term(
        "ExitCodeNonzero",
        "the command ended with an exit code other than 0",
        "",
    ),
    term(
        "SecurityGroupRuleDenied",
        "a security group keeps the agent from the service",
        "allow outbound TCP 443 and 80 and UDP 53",
    ),
    term(
        "TaskConcurrencyLimit",
        "too many commands ran at once",
        "run it again later",
    ),
];

/// The sentence for a code.
#[must_use]
pub fn error_code(code: &str) -> Option<String> {
    find(&ERROR_CODES, code).map(Term::sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_product_page_is_explained() {
        for code in [
            "InstanceNotExists",
            "InstanceReleased",
            "InstanceNotRunning",
            "CommandNotApplicable",
            "AccountNotExists",
            "DirectoryNotExists",
            "BadCronExpression",
            "ClientNotRunning",
            "ClientNotResponse",
            "ClientIsUpgrading",
            "ClientNeedUpgrade",
            "DeliveryTimeout",
            "ExecutionTimeout",
            "ExecutionException",
            "ExecutionInterrupted",
            "ExitCodeNonzero",
            "SecurityGroupRuleDenied",
            "TaskConcurrencyLimit",
        ] {
            assert!(error_code(code).is_some(), "{code}");
        }
        assert_eq!(error_code("SomethingNew"), None);
    }
}
