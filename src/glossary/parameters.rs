//! The parameters of DescribeInvocations (product page), and the flags that set them.

use super::{Term, term};

/// Each parameter, and the flag.
pub const PARAMETERS: [Term; 19] = [
    term("RegionId", "the region to ask", "`--region`"),
    term(
        "ResourceGroupId",
        "only runs that were started with this resource group",
        "`--resource-group`",
    ),
    term(
        "InvokeId",
        "only this invocation",
        "an ID `t-…`, `--invoke-id`",
    ),
    term(
        "CommandId",
        "only runs of this command",
        "an ID `c-…`, `--command-id`",
    ),
    term(
        "CommandName",
        "only runs of the command with this name",
        "`--command-name`; the service ignores it beside InstanceId and knows no patterns, so there invq filters by itself",
    ),
    term(
        "CommandType",
        "only scripts of this kind",
        "`--command-type`",
    ),
    term(
        "Timed",
        "only tasks that will run again by themselves (true), or only the others (false)",
        "`--timed`; left out, live scheduled tasks are hidden, so every query but a lookup by InvokeId asks for both",
    ),
    term(
        "InvokeStatus",
        "only invocations with this status",
        "`--status`; `invq explain status-filter` lists the words",
    ),
    term(
        "InstanceId",
        "only invocations on this instance, one ID a request",
        "an ID `i-…` or `mi-…`, `--instance-id`",
    ),
    term(
        "ContentEncoding",
        "how scripts and outputs come: Base64 or PlainText",
        "`--plain-text`; never sent otherwise",
    ),
    term(
        "IncludeOutput",
        "whether outputs come too; needs InvokeId or InstanceId",
        "`--include-output`, `-o output`; for other selections invq asks for each invocation by itself",
    ),
    term(
        "MaxResults",
        "how many invocations a page holds, 1 to 50",
        "`--page-size`",
    ),
    term(
        "NextToken",
        "where to begin; the first page is asked for without one",
        "`--next-token`",
    ),
    term(
        "PageNumber",
        "which page, of a way of paging that is about to be removed",
        "never sent",
    ),
    term(
        "PageSize",
        "how many a page, of a way of paging that is about to be removed",
        "never sent",
    ),
    term(
        "RepeatMode",
        "only tasks that repeat so",
        "`--repeat-mode`; the service ignores it beside InstanceId, so there invq filters by itself",
    ),
    term(
        "IncludeHistory",
        "whether the past runs of a task that repeats come, of DescribeInvocationResults",
        "`--history`",
    ),
    term(
        "Tag.N.Key",
        "only invocations with a tag of this key; up to 20 of them, all must match",
        "`--tag KEY`; 1 to 64 characters, not beginning with aliyun or acs:",
    ),
    term(
        "Tag.N.Value",
        "and with this value",
        "`--tag KEY=VALUE`; up to 128 characters, may be empty",
    ),
];
