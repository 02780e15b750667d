//! Why a command did not end well on an instance (`ErrorCode`), and how the delivery of its output to OSS stands (product
//! page).

terms! {
    /// `ErrorCode`, and the words that stand for it where there is little room: what happened and, where there is
    /// something, what helps.
    ERROR_CODES {
        "InstanceNotExists" | "instance does not exist": "that instance does not exist or has been released",
        "InstanceReleased" | "instance released": "the instance was released while the command ran",
        "InstanceNotRunning" | "instance not running": "the instance was not running when the command was to start"; "start it and run the command again",
        "CommandNotApplicable" | "command does not fit": "the command does not fit the instance, such as a shell script on Windows",
        "AccountNotExists" | "no such user": "the user that the command was to run as does not exist on the instance",
        "DirectoryNotExists" | "no such directory": "the working directory does not exist on the instance",
        "BadCronExpression" | "bad schedule": "the schedule cannot be read",
        "ClientNotRunning" | "agent not running": "the Cloud Assistant agent on that instance is not running"; "start or reinstall it",
        "ClientNotResponse" | "agent does not answer": "the Cloud Assistant agent on that instance does not answer"; "restart it, and see whether the machine is overloaded",
        "ClientIsUpgrading" | "agent was upgrading": "the Cloud Assistant agent was being upgraded"; "run the command again",
        "ClientNeedUpgrade" | "agent too old": "the Cloud Assistant agent is too old for what was asked"; "upgrade it; ErrorInfo names the version that is needed",
        "ClientNetworkBlocked" | "agent cannot reach the service": "the agent cannot reach the service"; "allow outbound TCP 443 and 80 and UDP 53",
        "DeliveryTimeout" | "not delivered in time": "the command did not reach the instance in time"; "run it again",
        "ExecutionTimeout" | "timed out": "the command ran longer than its timeout and was ended",
        "ExecutionException" | "ended abnormally": "the command ended abnormally",
        "ExecutionInterrupted" | "interrupted": "the command was interrupted",
        "ExitCodeNonzero": "the command ended with an exit code other than 0",
        "SecurityGroupRuleDenied" | "blocked by a security group": "a security group keeps the agent from the service"; "allow outbound TCP 443 and 80 and UDP 53",
        "TaskConcurrencyLimit" | "too many commands at once": "too many commands ran at once"; "run it again later",
    }

    /// `OssOutputStatus`.
    DELIVERY_STATUSES {
        "InProgress": "the output is being delivered"; "OssOutputUri is empty until it is there",
        "Finished": "the output was delivered"; "OssOutputUri says where it lies: the whole of it, which the 24 KB of Output need not be",
        "Failed": "the output could not be delivered"; "OssOutputErrorCode says why; the run itself may have gone well",
    }

    /// `OssOutputErrorCode`: why an output could not be delivered.
    DELIVERY_ERRORS {
        "CloudAssistant.UnsupportedInvocationStatus": "a run with this status has no output to deliver",
        "CloudAssistant.ClientNeedUpgrade": "the agent is too old to deliver: it must be newer than 2.2.4.1007 on Linux, 2.1.4.1007 on Windows",
        "OSS.AccessDenied": "whoever ran the command may not write to that bucket",
        "OSS.NoSuchBucket": "that bucket does not exist",
        "OSS.FileImmutable": "the bucket's data is protected and cannot be changed",
        "OSS.InvalidObjectName": "the name for the object is missing, too long or malformed",
    }
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
            assert!(ERROR_CODES.iter().any(|term| term.word == code), "{code}");
        }
    }
}
