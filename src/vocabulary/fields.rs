//! Fields of an answer and of invq's JSON, and the parameters of a request (product page).
//!
//! A field of an instance begins with `InvokeInstances.`; `--json=FIELDS` takes every word of the first three tables.

terms! {
    /// Fields of an invocation.
    INVOCATION_FIELDS {
        "InvokeId": "the invocation's ID, `t-…`",
        "InvocationStatus": "how the whole run stands"; "the status to read; `invq explain invocation-statuses` lists them",
        "InvokeStatus": "the old word for how it stands"; "do not judge by it: it says Finished of runs that failed too",
        "CommandId": "the ID of the command, `c-…`",
        "CommandName": "the name of the command",
        "CommandType": "the kind of script: RunShellScript, RunPowerShellScript or RunBatScript",
        "CommandDescription": "what somebody wrote about the command",
        "CommandContent": "the script"; "decoded text in invq's JSON; Base64 where it is not UTF-8, which Derived.CommandEncoding says; `-o command` prints it",
        "Parameters": "the values for the script's custom parameters, as JSON in a text"; "`{}` when there are none",
        "RepeatMode": "how often it runs: Once, Period, NextRebootOnly, EveryReboot, or DryRun",
        "Timed": "whether it will run again by itself",
        "Frequency": "the schedule of a task whose RepeatMode is Period"; "`rate(5m)`, `at(…)` or a cron expression",
        "Timeout": "how many seconds it may run on an instance before it is ended"; "`--wait` allows as much from CreationTime, and 90 seconds",
        "WorkingDir": "the directory that it runs in",
        "Username": "the user that it runs as",
        "ContainerId": "the container that it runs in; empty on the host itself",
        "ContainerName": "the name of the container that it runs in; empty on the host itself",
        "Launcher": "the program that starts the script",
        "TerminationMode": "what ends when it is stopped or times out: Process or ProcessTree",
        "CreationTime": "when the run was created, in UTC"; "`--since` and `--until` look at it",
        "OssOutputDelivery": "where outputs are to be delivered, `oss://BUCKET/PREFIX`; empty for nowhere",
        "Tags.TagKey": "the key of a tag"; "`--tag` asks for it",
        "Tags.TagValue": "the value of a tag",
    }

    /// Fields of an instance.
    INSTANCE_FIELDS {
        "InvokeInstances.InstanceId": "the instance's ID: `i-…`, or `mi-…` for a managed host outside ECS",
        "InvokeInstances.InvocationStatus": "how it stands on this instance"; "the status to read; `invq explain instance-statuses` lists them",
        "InvokeInstances.InstanceInvokeStatus": "the old word for its progress"; "do not judge by it: it says Finished of a process that failed too",
        "InvokeInstances.ExitCode": "the exit code of the shell, batch or PowerShell process"; "null in invq's JSON wherever no process ended by itself, whatever number the service sends; `--exit-code` filters by it",
        "InvokeInstances.ErrorCode": "why it was not delivered or did not end well; empty when nothing is wrong"; "`--error-code` filters by it; `invq explain error-codes` lists them",
        "InvokeInstances.ErrorInfo": "the same in the service's words"; "the wording changes: decide by ErrorCode",
        "InvokeInstances.Output": "what the command printed, standard output and standard error as one"; "only with `--include-output`; decoded text in invq's JSON, Base64 where it is not UTF-8, which Derived.OutputEncoding says; `-o output` prints the bytes",
        "InvokeInstances.Dropped": "how many bytes of the output the service cut: it keeps 24 KB"; "the gap is not necessarily at the end; delivery to OSS is the way to have all of it",
        "InvokeInstances.Repeats": "how often it has run on this instance"; "0 or 1, unless it is on a schedule",
        "InvokeInstances.Timed": "whether it will run again by itself on this instance",
        "InvokeInstances.CreationTime": "when the run was created for this instance, in UTC",
        "InvokeInstances.StartTime": "when the process started, in UTC; empty before that",
        "InvokeInstances.FinishTime": "when the process ended, in UTC; empty before that",
        "InvokeInstances.StopTime": "when somebody asked to stop it, in UTC; empty when nobody did",
        "InvokeInstances.UpdateTime": "when its status changed last, in UTC",
        "InvokeInstances.OssOutputStatus": "how the delivery of its output stands: InProgress, Finished or Failed",
        "InvokeInstances.OssOutputUri": "where its output was delivered; empty until then",
        "InvokeInstances.OssOutputErrorCode": "why the delivery failed"; "`invq explain delivery-errors` lists them",
        "InvokeInstances.OssOutputErrorInfo": "the same in the service's words",
    }

    /// What invq adds.
    DERIVED_FIELDS {
        "Derived": "everything that invq adds to an object",
        "Derived.Region": "the region that was asked",
        "Derived.Profile": "the profile whose keys asked; null for keys of the environment",
        "Derived.Walk": "of a body that -o api prints: which of several walks it belongs to"; "timed=true is the walk of live scheduled tasks",
        "Derived.Verdict": "of an invocation: ok, failed, stopped, pending or unknown",
        "Derived.TookSeconds": "from creation to the last end, in seconds; null while unknown"; "of a task that repeats, its latest run",
        "Derived.Instances": "how many instances have which verdict, of the whole invocation"; "of all of them, whatever the filters show",
        "Derived.Instances.Total": "all instances",
        "Derived.Instances.Ok": "instances with verdict ok",
        "Derived.Instances.Failed": "instances with verdict failed",
        "Derived.Instances.Pending": "instances with verdict pending",
        "Derived.Instances.Cancelled": "instances with verdict cancelled",
        "Derived.CommandEncoding": "`base64` where CommandContent is no UTF-8 text and stays as it came; missing otherwise",
        "InvokeInstances.Derived": "everything that invq adds to an instance",
        "InvokeInstances.Derived.Verdict": "of an instance: ok, failed, cancelled, pending or unknown",
        "InvokeInstances.Derived.TookSeconds": "from start to end on this instance, in seconds; null while unknown",
        "InvokeInstances.Derived.ExitCodeKnown": "whether a process ended by itself, so that ExitCode means something",
        "InvokeInstances.Derived.OutputEncoding": "`text` or, where Output is no UTF-8 text and stays as it came, `base64`; missing without Output",
        "Invocation": "the invocation of an instance, without its list of instances"; "only with `--per-instance`, where each object is an instance",
    }

    /// Fields of an answer that belong to no record.
    PAGE_FIELDS {
        "RequestId": "the ID of the request, for the vendor's support"; "`-v` shows it for each request",
        "NextToken": "where the next page begins; missing or empty on the last one"; "`--next-token` begins there",
        "PageNumber": "the number of the page, of a way of paging that is about to be removed",
        "PageSize": "the size of a page, of a way of paging that is about to be removed",
        "TotalCount": "how many records there are; not valid when pages are read by token, so never shown",
        "Invocations": "the wrapper around the invocations of a page"; "only `-o api` has it: invq's own JSON is the list itself",
        "Invocation": "the invocations of a page, each with everything about one run"; "the objects of invq's own JSON",
        "InvokeInstances": "the instances of an invocation, each with how it went there"; "a plain list in invq's own JSON",
        "InvokeInstances.InvokeInstance": "the same list as the service wraps it"; "only `-o api` has the wrapper",
        "Tags": "the tags of an invocation: objects with TagKey and TagValue"; "a plain list in invq's own JSON",
        "Tags.Tag": "the same list as the service wraps it"; "only `-o api` has the wrapper",
        "InvocationResults": "the wrapper around the runs of a page, of DescribeInvocationResults"; "only `--history -o api` has it",
        "InvocationResults.InvocationResult": "the runs of a page, each on one instance"; "objects of the form of `--per-instance` in invq's own JSON",
        "FinishedTime": "when the process of a run ended, in UTC"; "FinishTime in invq's own JSON: DescribeInvocationResults has another name for it",
        "InvokeRecordStatus": "the old word for the progress of a run"; "InstanceInvokeStatus in invq's own JSON: DescribeInvocationResults has another name for it",
    }

    /// The parameters of DescribeInvocations and DescribeInvocationResults, each with its flag.
    PARAMETERS {
        "RegionId": "the region to ask"; "`--region`",
        "ResourceGroupId": "only runs that were started with this resource group"; "`--resource-group`",
        "InvokeId": "only this invocation"; "an ID `t-…`, `--invoke-id`",
        "CommandId": "only runs of this command"; "an ID `c-…`, `--command-id`",
        "CommandName": "only runs of the command with this name"; "`--command-name`; the service ignores it beside InstanceId and knows no patterns, so there invq filters by itself",
        "CommandType": "only scripts of this kind"; "`--command-type`",
        "Timed": "only tasks that will run again by themselves (true), or only the others (false)"; "`--timed`; left out, live scheduled tasks are hidden, so every query but a lookup by InvokeId asks for both",
        "InvokeStatus": "only invocations with this status"; "`--status`; `invq explain status-filter` lists the words",
        "InstanceId": "only invocations on this instance, one ID a request"; "an ID `i-…` or `mi-…`, `--instance-id`",
        "ContentEncoding": "how scripts and outputs come: Base64 or PlainText"; "`--plain-text`; never sent otherwise",
        "IncludeOutput": "whether outputs come too; needs InvokeId or InstanceId"; "`--include-output`, `-o output`; for other selections invq asks for each invocation by itself",
        "MaxResults": "how many invocations a page holds, 1 to 50"; "`--page-size`",
        "NextToken": "where to begin; the first page is asked for without one"; "`--next-token`",
        "PageNumber": "which page, of a way of paging that is about to be removed"; "never sent",
        "PageSize": "how many a page, of a way of paging that is about to be removed"; "never sent",
        "RepeatMode": "only tasks that repeat so"; "`--repeat-mode`; the service ignores it beside InstanceId, so there invq filters by itself",
        "IncludeHistory": "whether the past runs of a task that repeats come, of DescribeInvocationResults"; "`--history`",
        "Tag.N.Key": "only invocations with a tag of this key; up to 20 of them, all must match"; "`--tag KEY`; 1 to 64 characters, not beginning with aliyun or acs:",
        "Tag.N.Value": "and with this value"; "`--tag KEY=VALUE`; up to 128 characters, may be empty",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Term;

    /// Every element of a record in the answer, as the product page lists them.
    const INVOCATION: &str = "OssOutputDelivery InvocationStatus Parameters Timed CommandDescription Timeout \
        CommandContent WorkingDir RepeatMode InvokeStatus CommandType Username ContainerId ContainerName CreationTime \
        Frequency Launcher CommandId CommandName InvokeId TerminationMode Tags.TagKey Tags.TagValue";
    const INSTANCE: &str = "Dropped InvocationStatus InstanceId Timed InstanceInvokeStatus ExitCode ErrorInfo StartTime \
        Repeats OssOutputUri OssOutputStatus OssOutputErrorCode OssOutputErrorInfo FinishTime Output CreationTime \
        UpdateTime ErrorCode StopTime";

    #[test]
    fn every_element_of_a_record_is_explained_and_no_other() {
        let sorted = |mut words: Vec<String>| {
            words.sort();
            words
        };
        let words =
            |table: &[Term]| sorted(table.iter().map(|term| term.word.to_owned()).collect());
        let listed = |text: &str, before: &str| {
            sorted(
                text.split_whitespace()
                    .map(|word| format!("{before}{word}"))
                    .collect(),
            )
        };
        assert_eq!(words(INVOCATION_FIELDS), listed(INVOCATION, ""));
        assert_eq!(words(INSTANCE_FIELDS), listed(INSTANCE, "InvokeInstances."));
    }

    #[test]
    fn every_element_around_the_records_is_explained() {
        for element in [
            "NextToken",
            "PageNumber",
            "PageSize",
            "RequestId",
            "TotalCount",
            "Invocations",
            "Invocation",
            "InvokeInstances",
            "InvokeInstances.InvokeInstance",
            "Tags",
            "Tags.Tag",
        ] {
            assert!(
                PAGE_FIELDS.iter().any(|term| term.word == element),
                "{element}"
            );
        }
    }
}
