//! The fields of a run that say something of its invocation, and those that instances call otherwise.

/// What a result of DescribeInvocationResults says of its invocation; everything else is its instance's.
const OF_INVOCATION: [&str; 9] = [
    "InvokeId",
    "CommandId",
    "Username",
    "ContainerId",
    "ContainerName",
    "Launcher",
    "TerminationMode",
    "OssOutputDelivery",
    "Tags",
];

/// What a result calls otherwise, and how an instance calls it.
const RENAMED: [(&str, &str); 2] = [
    ("FinishedTime", "FinishTime"),
    ("InvokeRecordStatus", "InstanceInvokeStatus"),
];

/// Whether a field of a run belongs to its invocation.
pub(super) fn is_of_invocation(name: &str) -> bool {
    OF_INVOCATION.contains(&name)
}

/// How an instance calls a field of a run, where it calls it otherwise.
pub(super) fn called_by_instances(name: &str) -> Option<&'static str> {
    let renamed = RENAMED.iter().find(|(theirs, _)| *theirs == name);
    renamed.map(|(_, ours)| *ours)
}
