//! Statuses of an invocation and of an instance, the old words for them, and verdicts (product page, `InvocationStatus`,
//! `InvokeStatus`).

use super::{Term, term};

/// `InvocationStatus` of an invocation.
pub const INVOCATION_STATUSES: [Term; 8] = [
    term(
        "Pending",
        "the command is still being checked or sent, for one instance at least",
        "",
    ),
    term(
        "Scheduled",
        "it was sent and waits for its time, on one instance at least",
        "",
    ),
    term("Running", "it runs on one instance at least", ""),
    term(
        "Stopping",
        "somebody stopped it, and it has not ended everywhere",
        "",
    ),
    term(
        "Success",
        "it succeeded on one instance at least, and failed on none",
        "instances on which it was stopped may be among them; a task on a schedule has run for the last time",
    ),
    term(
        "Failed",
        "it failed on one instance at least, and succeeded on none",
        "failed is what ended with an exit code other than 0, timed out, broke off, was not valid or not delivered",
    ),
    term(
        "PartialFailed",
        "it succeeded on some instances and failed on others",
        "`--failed` shows the ones on which it failed",
    ),
    term(
        "Stopped",
        "it was stopped on every instance: cancelled before it began or ended while it ran",
        "",
    ),
];

/// `InvocationStatus` of an instance.
pub const INSTANCE_STATUSES: [Term; 12] = [
    term("Pending", "the command is still being checked or sent", ""),
    term(
        "Scheduled",
        "it waits for its time; only tasks with a schedule do",
        "",
    ),
    term("Running", "it runs", ""),
    term("Stopping", "somebody stopped it, and it has not ended", ""),
    term(
        "Success",
        "the process ended by itself with exit code 0",
        "of a task on a schedule: the last run did, and no more are to come",
    ),
    term(
        "Failed",
        "the process ended by itself with an exit code other than 0",
        "of a task on a schedule: the latest run did, and the schedule ends with it",
    ),
    term(
        "Error",
        "something went wrong while it ran, and it could not go on",
        "ErrorCode says what",
    ),
    term(
        "Timeout",
        "it ran longer than its Timeout and was ended",
        "what it printed until then is there",
    ),
    term(
        "Invalid",
        "its type or one of its parameters is wrong, so it was not run",
        "ErrorCode says which",
    ),
    term(
        "Aborted",
        "it could not be sent: the instance must run and take it within a minute",
        "ErrorCode says why",
    ),
    term("Cancelled", "it was cancelled before it began", ""),
    term("Terminated", "it was stopped while it ran", ""),
];

/// Which status of an invocation may stand beside which old word (`InvokeStatus`), as far as is known.
pub const OLD_OF_INVOCATION: [(&str, &str); 11] = [
    ("Pending", "Running"),
    ("Scheduled", "Running"),
    ("Running", "Running"),
    ("Stopping", "Stopping"),
    ("Success", "Finished"),
    ("Failed", "Finished"),
    ("Failed", "Failed"),
    ("Failed", "PartialFailed"),
    ("PartialFailed", "Finished"),
    ("PartialFailed", "PartialFailed"),
    ("Stopped", "Stopped"),
];

/// The same of an instance (`InstanceInvokeStatus`).
pub const OLD_OF_INSTANCE: [(&str, &str); 12] = [
    ("Pending", "Running"),
    ("Scheduled", "Running"),
    ("Running", "Running"),
    ("Stopping", "Stopping"),
    ("Success", "Finished"),
    ("Failed", "Finished"),
    ("Error", "Failed"),
    ("Timeout", "Failed"),
    ("Invalid", "Failed"),
    ("Aborted", "Failed"),
    ("Cancelled", "Stopped"),
    ("Terminated", "Stopped"),
];

/// `InvokeStatus` of an invocation.
pub const OLD_INVOCATION_STATUSES: [Term; 6] = [
    term(
        "Running",
        "it has not ended on one instance at least",
        "a task on a schedule keeps this word until it is stopped",
    ),
    term("Stopping", "somebody stopped it, and it has not ended", ""),
    term("Stopped", "it was stopped on every instance", ""),
    term(
        "Finished",
        "every process ended by itself, well or not, or was stopped",
        "says nothing of success",
    ),
    term(
        "Failed",
        "it could not run to its end on any instance, or was stopped",
        "a process that ended with an exit code other than 0 is Finished here",
    ),
    term(
        "PartialFailed",
        "processes ended on some instances, and could not run to their end on others",
        "says nothing of success: those that ended may have failed, too",
    ),
];

/// `InstanceInvokeStatus`.
pub const OLD_INSTANCE_STATUSES: [Term; 5] = [
    term("Running", "it has not ended", ""),
    term("Stopping", "somebody stopped it, and it has not ended", ""),
    term("Stopped", "it was stopped, before or while it ran", ""),
    term(
        "Finished",
        "the process ended by itself, well or not",
        "says nothing of success: the exit code does",
    ),
    term("Failed", "it could not run to its end", ""),
];

/// What `--status` takes, and which invocations it asks for.
pub const STATUS_FILTER: [Term; 9] = [
    term(
        "Running",
        "asks for invocations that run on one instance at least",
        "tasks on a schedule keep this word until they are stopped",
    ),
    term(
        "Finished",
        "asks for invocations that have ended, by the service's old meaning of the word",
        "`--status Finished` selects by that old meaning, and invq always shows InvocationStatus: its rows read Success, \
         Failed, PartialFailed or Stopped; tasks on a schedule never match",
    ),
    term("Success", "asks for invocations that succeeded", ""),
    term(
        "Failed",
        "asks for invocations that failed, in the old or the new meaning: nobody says which",
        "`--failed` selects by the new one; tasks on a schedule never match",
    ),
    term("Stopped", "asks for invocations that were stopped", ""),
    term(
        "Stopping",
        "asks for invocations that were stopped and have not ended",
        "",
    ),
    term(
        "PartialFailed",
        "asks for invocations that failed on some of their instances",
        "the service ignores it beside an instance, so there invq filters by itself",
    ),
    term(
        "Pending",
        "asks for invocations that are being checked or sent",
        "",
    ),
    term(
        "Scheduled",
        "asks for invocations that wait for their time",
        "",
    ),
];

/// What invq makes of a status.
pub const VERDICTS: [Term; 6] = [
    term("ok", "it ended well", ""),
    term(
        "failed",
        "it failed, was not delivered or ran out of time",
        "an invocation has failed when it did on one instance at least",
    ),
    term("stopped", "the invocation was stopped", ""),
    term(
        "cancelled",
        "it was stopped on this instance, before or while it ran",
        "",
    ),
    term("pending", "it has not ended", ""),
    term(
        "unknown",
        "the status is missing, or a word that this version does not know",
        "it counts as not ended, and a warning names it",
    ),
];
