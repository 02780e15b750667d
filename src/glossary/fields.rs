//! The fields of an invocation and of its instances: those of the service (product page), and those that invq adds.

use super::{Term, term};

/// Fields of an invocation.
pub const INVOCATION_FIELDS: [Term; 23] = [
    term("InvokeId", "the invocation's ID, `t-…`", ""),
    term(
        "InvocationStatus",
        "how the whole run stands",
        "the status to read; `invq explain invocation-statuses` lists them",
    ),
    term(
        "InvokeStatus",
        "the old word for how it stands",
        "do not judge by it: it says Finished of runs that failed too",
    ),
    term("CommandId", "the ID of the command, `c-…`", ""),
    term("CommandName", "the name of the command", ""),
    term(
        "CommandType",
        "the kind of script: RunShellScript, RunPowerShellScript or RunBatScript",
        "",
    ),
    term(
        "CommandDescription",
        "what somebody wrote about the command",
        "",
    ),
    term(
        "CommandContent",
        "the script",
        "decoded text in invq's JSON; Base64 where it is not UTF-8, which Derived.CommandEncoding says; `-o command` \
         prints it",
    ),
    term(
        "Parameters",
        "the values for the script's custom parameters, as JSON in a text",
        "`{}` when there are none",
    ),
    term(
        "RepeatMode",
        "how often it runs: Once, Period, NextRebootOnly, EveryReboot, or DryRun",
        "",
    ),
    term("Timed", "whether it will run again by itself", ""),
    term(
        "Frequency",
        "the schedule of a task whose RepeatMode is Period",
        "`rate(5m)`, `at(…)` or a cron expression",
    ),
    term(
        "Timeout",
        "how many seconds it may run on an instance before it is ended",
        "`--wait` allows as much from CreationTime, and 90 seconds",
    ),
    term("WorkingDir", "the directory that it runs in", ""),
    term("Username", "the user that it runs as", ""),
    term(
        "ContainerId",
        "the container that it runs in; empty on the host itself",
        "",
    ),
    term(
        "ContainerName",
        "the name of the container that it runs in; empty on the host itself",
        "",
    ),
    term("Launcher", "the program that starts the script", ""),
    term(
        "TerminationMode",
        "what ends when it is stopped or times out: Process or ProcessTree",
        "",
    ),
    term(
        "CreationTime",
        "when the run was created, in UTC",
        "`--since` and `--until` look at it",
    ),
    term(
        "OssOutputDelivery",
        "where outputs are to be delivered, `oss://BUCKET/PREFIX`; empty for nowhere",
        "",
    ),
    term("Tags.TagKey", "the key of a tag", "`--tag` asks for it"),
    term("Tags.TagValue", "the value of a tag", ""),
];

/// Fields of an instance.
pub const INSTANCE_FIELDS: [Term; 19] = [
    term(
        "InvokeInstances.InstanceId",
        "the instance's ID: `i-…`, or `mi-…` for a managed host outside ECS",
        "",
    ),
    term(
        "InvokeInstances.InvocationStatus",
        "how it stands on this instance",
        "the status to read; `invq explain instance-statuses` lists them",
    ),
    term(
        "InvokeInstances.InstanceInvokeStatus",
        "the old word for its progress",
        "do not judge by it: it says Finished of a process that failed too",
    ),
    term(
        "InvokeInstances.ExitCode",
        "the exit code of the shell, batch or PowerShell process",
        "null in invq's JSON wherever no process ended by itself, whatever number the service sends; `--exit-code` \
         filters by it",
    ),
    term(
        "InvokeInstances.ErrorCode",
        "why it was not delivered or did not end well; empty when nothing is wrong",
        "`--error-code` filters by it; `invq explain error-codes` lists them",
    ),
    term(
        "InvokeInstances.ErrorInfo",
        "the same in the service's words",
        "the wording changes: decide by ErrorCode",
    ),
    term(
        "InvokeInstances.Output",
        "what the command printed, standard output and standard error as one",
        "only with `--include-output`; decoded text in invq's JSON, Base64 where it is not UTF-8, which \
         Derived.OutputEncoding says; `-o output` prints the bytes",
    ),
    term(
        "InvokeInstances.Dropped",
        "how many bytes of the output the service cut: it keeps 24 KB",
        "the gap is not necessarily at the end; delivery to OSS is the way to have all of it",
    ),
    term(
        "InvokeInstances.Repeats",
        "how often it has run on this instance",
        "0 or 1, unless it is on a schedule",
    ),
    term(
        "InvokeInstances.Timed",
        "whether it will run again by itself on this instance",
        "",
    ),
    term(
        "InvokeInstances.CreationTime",
        "when the run was created for this instance, in UTC",
        "",
    ),
    term(
        "InvokeInstances.StartTime",
        "when the process started, in UTC; empty before that",
        "",
    ),
    term(
        "InvokeInstances.FinishTime",
        "when the process ended, in UTC; empty before that",
        "",
    ),
    term(
        "InvokeInstances.StopTime",
        "when somebody asked to stop it, in UTC; empty when nobody did",
        "",
    ),
    term(
        "InvokeInstances.UpdateTime",
        "when its status changed last, in UTC",
        "",
    ),
    term(
        "InvokeInstances.OssOutputStatus",
        "how the delivery of its output stands: InProgress, Finished or Failed",
        "",
    ),
    term(
        "InvokeInstances.OssOutputUri",
        "where its output was delivered; empty until then",
        "",
    ),
    term(
        "InvokeInstances.OssOutputErrorCode",
        "why the delivery failed",
        "`invq explain delivery-errors` lists them",
    ),
    term(
        "InvokeInstances.OssOutputErrorInfo",
        "the same in the service's words",
        "",
    ),
];

/// What invq adds.
pub const DERIVED: [Term; 19] = [
    term("Derived", "everything that invq adds to an object", ""),
    term("Derived.Region", "the region that was asked", ""),
    term(
        "Derived.Profile",
        "the profile whose keys asked; null for keys of the environment",
        "",
    ),
    term(
        "Derived.Walk",
        "of a body that -o api prints: which of several walks it belongs to",
        "timed=true is the walk of live scheduled tasks",
    ),
    term(
        "Derived.Verdict",
        "of an invocation: ok, failed, stopped, pending or unknown",
        "",
    ),
    term(
        "Derived.TookSeconds",
        "from creation to the last end, in seconds; null while unknown",
        "of a task that repeats, its latest run",
    ),
    term(
        "Derived.Instances",
        "how many instances have which verdict, of the whole invocation",
        "of all of them, whatever the filters show",
    ),
    term("Derived.Instances.Total", "all instances", ""),
    term("Derived.Instances.Ok", "instances with verdict ok", ""),
    term(
        "Derived.Instances.Failed",
        "instances with verdict failed",
        "",
    ),
    term(
        "Derived.Instances.Pending",
        "instances with verdict pending",
        "",
    ),
    term(
        "Derived.Instances.Cancelled",
        "instances with verdict cancelled",
        "",
    ),
    term(
        "Derived.CommandEncoding",
        "`base64` where CommandContent is no UTF-8 text and stays as it came; missing otherwise",
        "",
    ),
    term(
        "InvokeInstances.Derived",
        "everything that invq adds to an instance",
        "",
    ),
    term(
        "InvokeInstances.Derived.Verdict",
        "of an instance: ok, failed, cancelled, pending or unknown",
        "",
    ),
    term(
        "InvokeInstances.Derived.TookSeconds",
        "from start to end on this instance, in seconds; null while unknown",
        "",
    ),
    term(
        "InvokeInstances.Derived.ExitCodeKnown",
        "whether a process ended by itself, so that ExitCode means something",
        "",
    ),
    term(
        "InvokeInstances.Derived.OutputEncoding",
        "`text` or, where Output is no UTF-8 text and stays as it came, `base64`; missing without Output",
        "",
    ),
    term(
        "Invocation",
        "the invocation of an instance, without its list of instances",
        "only with `--per-instance`, where each object is an instance",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(words(&INVOCATION_FIELDS), listed(INVOCATION, ""));
        assert_eq!(
            words(&INSTANCE_FIELDS),
            listed(INSTANCE, "InvokeInstances.")
        );
    }
}
