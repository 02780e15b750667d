//! Every column, a row each: the kind of its value, its name, where the value comes from, and what it holds. Columns of a
//! field name it behind what they hold.

use std::borrow::Cow;

use super::read::{Column, FieldOf, Line, Read, Value};
use crate::model::text::lines_from_the_end;
use crate::model::{Instance, Text, why};

/// How many columns of invocations, instances and runs csv and tsv print when none were chosen.
pub(super) const FIRST: [usize; 3] = [10, 9, 11];

macro_rules! column {
    ($kind:ident $name:literal $of:ident.$field:ident = $about:expr) => {
        Column {
            name: $name,
            about: $about,
            read: Read::$kind(FieldOf::$of, stringify!($field)),
        }
    };
    ($kind:ident $name:literal $of:ident.$field:ident $about:literal) => {
        column!($kind $name $of.$field = concat!($about, " (", stringify!($field), ")"))
    };
    ($kind:ident $name:literal $read:ident $about:literal) => {
        Column {
            name: $name,
            about: $about,
            read: Read::$kind($read),
        }
    };
}

/// The columns of an invocation.
pub(super) const INVOCATION: [Column; 31] = [
    column!(Text "id" Invocation.InvokeId "the invocation's ID"),
    column!(Text "status" Invocation.InvocationStatus = "InvocationStatus: how the whole run stands"),
    column!(Value "ok" ok "instances with an ok verdict, of all or of those that were named"),
    column!(Text "command" Invocation.CommandName "the command's name"),
    column!(Time "created" Invocation.CreationTime "when it was created"),
    column!(Moment "finished" finished "when the last instance ended"),
    column!(Measure "took" took "from creation to the last end; of a task that repeats, its latest run"),
    column!(Value "why" why "why instances failed, summed up"),
    column!(Value "region" region "the region that was asked"),
    column!(Value "profile" profile "the profile whose keys asked"),
    column!(Text "command-id" Invocation.CommandId "the command's ID"),
    column!(Text "type" Invocation.CommandType "the kind of script"),
    column!(Text "mode" Invocation.RepeatMode "how often it runs"),
    column!(Flag "timed" Invocation.Timed "whether it will run again by itself"),
    column!(Text "frequency" Invocation.Frequency "its schedule"),
    column!(Number "timeout" Invocation.Timeout "how long it may run on an instance, in seconds"),
    column!(Text "user" Invocation.Username "the user that it runs as"),
    column!(Text "dir" Invocation.WorkingDir "the directory that it runs in"),
    column!(Text "container" Invocation.ContainerName "the container's name"),
    column!(Text "container-id" Invocation.ContainerId "the container's ID"),
    column!(Text "launcher" Invocation.Launcher "what starts the script"),
    column!(Text "termination" Invocation.TerminationMode "what is ended when it is stopped"),
    column!(Text "parameters" Invocation.Parameters "the script's parameters, as JSON"),
    column!(Text "description" Invocation.CommandDescription "the command's description"),
    column!(Text "oss" Invocation.OssOutputDelivery "where outputs are to be delivered"),
    column!(Value "tags" tags "its tags, as key=value (Tags)"),
    column!(Measure "instances" instances "how many instances it has"),
    column!(Measure "failed" failed "how many of them failed"),
    column!(Value "script" script "the decoded script (CommandContent)"),
    column!(Text "old-status" Invocation.InvokeStatus = "InvokeStatus: the old word, which says Finished of failed runs too"),
    column!(Value "verdict" verdict "ok, failed, stopped, pending or unknown"),
];

/// The columns of an instance.
pub(super) const INSTANCE: [Column; 24] = [
    column!(Text "id" Invocation.InvokeId "the invocation's ID"),
    column!(Text "instance" Instance.InstanceId "the instance's ID"),
    column!(Text "status" Instance.InvocationStatus = "InvocationStatus: how it stands on this instance"),
    column!(Measure "exit" instance_exit "the exit code, where a process ended (ExitCode)"),
    column!(Measure "took" instance_took "from start to end on this instance"),
    column!(Text "error" Instance.ErrorCode "why it was not delivered or did not end well"),
    column!(Value "why" instance_why "why it failed, in a word or two, and whether its output was cut"),
    column!(Time "started" Instance.StartTime "when it started"),
    column!(Time "finished" Instance.FinishTime "when it ended"),
    column!(Text "error-info" Instance.ErrorInfo "the same in the service's words"),
    column!(Time "stopped" Instance.StopTime "when somebody stopped it"),
    column!(Time "created" Instance.CreationTime "when it was created"),
    column!(Time "updated" Instance.UpdateTime "when its status changed last"),
    column!(Number "repeats" Instance.Repeats "how often it ran"),
    column!(Number "dropped" Instance.Dropped "bytes that the service cut from its output"),
    column!(Value "output" instance_output "the last line of its output (Output) that is not blank"),
    column!(Flag "timed" Instance.Timed "whether it will run again by itself"),
    column!(Text "oss-status" Instance.OssOutputStatus "how the delivery of its output stands"),
    column!(Text "oss-uri" Instance.OssOutputUri "where its output was delivered"),
    column!(Text "oss-error" Instance.OssOutputErrorCode "why the delivery failed"),
    column!(Text "oss-error-info" Instance.OssOutputErrorInfo "the same in the service's words"),
    column!(Text "old-status" Instance.InstanceInvokeStatus = "InstanceInvokeStatus: the old word for its progress"),
    column!(Value "host" host "the instance's name; naming this column asks for it, as --hosts does"),
    column!(Value "verdict" instance_verdict "ok, failed, cancelled, pending or unknown"),
];

/// The invocation's columns whose names mean the instance where there is one.
pub(super) const TAKEN: [(&str, &str); 8] = [
    ("inv-status", "status of the invocation"),
    ("inv-created", "created, of the invocation"),
    ("inv-finished", "finished, of the invocation"),
    ("inv-took", "took, of the invocation"),
    ("inv-why", "why, of the invocation"),
    ("inv-timed", "timed, of the invocation"),
    ("inv-old-status", "old-status of the invocation"),
    ("inv-verdict", "verdict of the invocation"),
];

/// Which run a row is.
pub(super) const RUN: Column = column!(Number "run" Instance.Repeats = "which run it is, counted from 1 (Repeats); 0 before the first");

/// The columns of a run.
pub(super) const RUNS: &str = "\
    id instance run status exit took error why started finished dropped error-info stopped output \
    oss-status oss-uri oss-error oss-error-info old-status host verdict region profile command-id user \
    container container-id launcher termination oss tags";

fn ok(line: Line<'_>) -> Value<'_> {
    let counts = line.row.counts();
    Value::Text(Cow::Owned(format!("{}/{}", counts.ok, counts.total)))
}

fn finished(line: Line<'_>) -> Value<'_> {
    Value::time(line.row.invocation().finished())
}

fn took(line: Line<'_>) -> Value<'_> {
    Value::seconds(line.row.invocation().took_seconds())
}

fn why(line: Line<'_>) -> Value<'_> {
    not_empty(Cow::Owned(why::sum_up(line.row)))
}

fn region(line: Line<'_>) -> Value<'_> {
    not_empty(Cow::Borrowed(&line.row.origin().region))
}

fn profile(line: Line<'_>) -> Value<'_> {
    Value::text(line.row.origin().profile.as_deref().map(Cow::Borrowed))
}

fn tags(line: Line<'_>) -> Value<'_> {
    let tags = line.row.invocation().tags();
    let tags = tags.iter().map(|tag| format!("{}={}", tag.key, tag.value));
    not_empty(Cow::Owned(tags.collect::<Vec<_>>().join(" ")))
}

fn instances(line: Line<'_>) -> Value<'_> {
    Value::count(line.row.invocation().counts().total)
}

fn failed(line: Line<'_>) -> Value<'_> {
    Value::count(line.row.invocation().counts().failed)
}

fn script(line: Line<'_>) -> Value<'_> {
    Value::text(line.row.invocation().command().map(Text::into_lossy))
}

fn verdict(line: Line<'_>) -> Value<'_> {
    let verdict = line.row.invocation().verdict();
    Value::Text(Cow::Borrowed(verdict.as_str()))
}

fn instance_exit(line: Line<'_>) -> Value<'_> {
    Value::number(line.instance.and_then(Instance::exit_code))
}

fn instance_took(line: Line<'_>) -> Value<'_> {
    Value::seconds(line.instance.and_then(Instance::took_seconds))
}

fn instance_why(line: Line<'_>) -> Value<'_> {
    let why = |instance| why::remarks(line.row.invocation(), instance);
    Value::text(line.instance.and_then(why).map(Cow::Owned))
}

fn instance_output(line: Line<'_>) -> Value<'_> {
    let output = line.instance.and_then(Instance::output);
    let last = output.map(|output| {
        let line = lines_from_the_end(output.bytes()).next();
        Cow::Owned(String::from_utf8_lossy(line.unwrap_or_default()).into_owned())
    });
    Value::text(last)
}

fn host(line: Line<'_>) -> Value<'_> {
    let name = line.instance.and_then(|one| line.row.host_name(one));
    Value::text(name.map(Cow::Owned))
}

fn instance_verdict(line: Line<'_>) -> Value<'_> {
    let verdict = line.instance.map(Instance::verdict);
    Value::text(verdict.map(|verdict| Cow::Borrowed(verdict.as_str())))
}

fn not_empty(text: Cow<'_, str>) -> Value<'_> {
    Value::text(Some(text).filter(|text| !text.is_empty()))
}
