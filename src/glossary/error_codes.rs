//! The `ErrorCode` of an instance (product page): why the command could not be delivered or did not end well.

/// Each code with a sentence: what happened and, where there is one, what helps.
pub const ERROR_CODES: [(&str, &str); 19] = [
    (
        "InstanceNotExists",
        "that instance does not exist or has been released",
    ),
    (
        "InstanceReleased",
        "the instance was released while the command ran",
    ),
    (
        "InstanceNotRunning",
        "the instance was not running when the command was to start",
    ),
    (
        "CommandNotApplicable",
        "the command does not fit the instance, such as a shell script on Windows",
    ),
    (
        "AccountNotExists",
        "the user that the command was to run as does not exist on the instance",
    ),
    (
        "DirectoryNotExists",
        "the working directory does not exist on the instance",
    ),
    ("BadCronExpression", "the schedule cannot be read"),
    (
        "ClientNotRunning",
        "the Cloud Assistant agent on that instance is not running; start or reinstall it",
    ),
    (
        "ClientNotResponse",
        "the Cloud Assistant agent on that instance does not answer",
    ),
    (
        "ClientIsUpgrading",
        "the Cloud Assistant agent was being upgraded; run the command again",
    ),
    (
        "ClientNeedUpgrade",
        "the Cloud Assistant agent is too old for what was asked",
    ),
    (
        "ClientNetworkBlocked",
        "the agent cannot reach the service; allow outbound TCP 443 and 80 and UDP 53",
    ),
    (
        "DeliveryTimeout",
        "the command did not reach the instance in time; run it again",
    ),
    (
        "ExecutionTimeout",
        "the command ran longer than its timeout and was ended",
    ),
    ("ExecutionException", "the command ended abnormally"),
    ("ExecutionInterrupted", "the command was interrupted"),
    (
        "ExitCodeNonzero",
        "the command ended with an exit code other than 0",
    ),
    (
        "SecurityGroupRuleDenied",
        "a security group keeps the agent from the service; allow outbound TCP 443 and 80 and UDP 53",
    ),
    (
        "TaskConcurrencyLimit",
        "too many commands ran at once; run it again later",
    ),
];

/// The sentence for a code.
#[must_use]
pub fn error_code(code: &str) -> Option<&'static str> {
    ERROR_CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, sentence)| *sentence)
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
