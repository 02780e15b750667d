//! The names of the actions that are served.

/// Every action.
pub const ACTION_NAMES: [&str; 8] = [
    "DescribeInvocations",
    "DescribeInvocationResults",
    "DescribeRegions",
    "DescribeInstances",
    "DescribeManagedInstances",
    "DescribeCloudAssistantStatus",
    "ListTaskExecutionInvocations",
    "GetObject",
];
