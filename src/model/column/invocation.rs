//! The columns of an invocation.

use std::borrow::Cow;

use super::{Column, Line, Value};
use crate::model::{Text, why};

/// How many of them csv and tsv print when none were chosen.
pub(super) const FIRST: usize = 10;

/// Every column, those first that are shown when none were chosen.
pub(super) const COLUMNS: [Column; 31] = [
    Column::new("id", false, "the invocation's ID (InvokeId)", |l| {
        field(l, "InvokeId")
    }),
    Column::new(
        "status",
        false,
        "InvocationStatus: how the whole run stands",
        |l| field(l, "InvocationStatus"),
    ),
    Column::new("ok", false, "instances with an ok verdict, of all", |l| {
        let counts = l.row.counts();
        Value::Text(Cow::Owned(format!("{}/{}", counts.ok, counts.total)))
    }),
    Column::new("command", false, "the command's name (CommandName)", |l| {
        field(l, "CommandName")
    }),
    Column::new(
        "created",
        false,
        "when it was created (CreationTime)",
        |l| Value::time(l.row.invocation().created()),
    ),
    Column::new("finished", false, "when the last instance ended", |l| {
        Value::time(l.row.invocation().finished())
    }),
    Column::new(
        "took",
        true,
        "from creation to the last end; of a task that repeats, its latest run",
        |l| Value::seconds(l.row.invocation().took_seconds()),
    ),
    Column::new("why", false, "why instances failed, summed up", |l| {
        let why = why::sum_up(l.row.instances());
        if why.is_empty() {
            Value::None
        } else {
            Value::Text(Cow::Owned(why))
        }
    }),
    Column::new("region", false, "the region that was asked", |l| {
        text(&l.row.origin().region)
    }),
    Column::new("profile", false, "the profile whose keys asked", |l| {
        Value::text(l.row.origin().profile.as_deref().map(Cow::Borrowed))
    }),
    Column::new("command-id", false, "the command's ID (CommandId)", |l| {
        field(l, "CommandId")
    }),
    Column::new("type", false, "the kind of script (CommandType)", |l| {
        field(l, "CommandType")
    }),
    Column::new("mode", false, "how often it runs (RepeatMode)", |l| {
        field(l, "RepeatMode")
    }),
    Column::new(
        "timed",
        false,
        "whether it will run again by itself (Timed)",
        |l| Value::flag(l.row.invocation().record().boolean("Timed")),
    ),
    Column::new("frequency", false, "its schedule (Frequency)", |l| {
        field(l, "Frequency")
    }),
    Column::new(
        "timeout",
        true,
        "how long it may run on an instance, in seconds (Timeout)",
        |l| Value::number(l.row.invocation().record().integer("Timeout")),
    ),
    Column::new("user", false, "the user that it runs as (Username)", |l| {
        field(l, "Username")
    }),
    Column::new(
        "dir",
        false,
        "the directory that it runs in (WorkingDir)",
        |l| field(l, "WorkingDir"),
    ),
    Column::new(
        "container",
        false,
        "the container's name (ContainerName)",
        |l| field(l, "ContainerName"),
    ),
    Column::new(
        "container-id",
        false,
        "the container's ID (ContainerId)",
        |l| field(l, "ContainerId"),
    ),
    Column::new(
        "launcher",
        false,
        "what starts the script (Launcher)",
        |l| field(l, "Launcher"),
    ),
    Column::new(
        "termination",
        false,
        "what is ended when it is stopped (TerminationMode)",
        |l| field(l, "TerminationMode"),
    ),
    Column::new(
        "parameters",
        false,
        "the script's parameters, as JSON (Parameters)",
        |l| field(l, "Parameters"),
    ),
    Column::new(
        "description",
        false,
        "the command's description (CommandDescription)",
        |l| field(l, "CommandDescription"),
    ),
    Column::new(
        "oss",
        false,
        "where outputs are to be delivered (OssOutputDelivery)",
        |l| field(l, "OssOutputDelivery"),
    ),
    Column::new("tags", false, "its tags, as key=value (Tags)", |l| {
        let tags = l.row.invocation().tags();
        let texts: Vec<String> = tags
            .iter()
            .map(|tag| format!("{}={}", tag.key, tag.value))
            .collect();
        if texts.is_empty() {
            Value::None
        } else {
            Value::Text(Cow::Owned(texts.join(" ")))
        }
    }),
    Column::new("instances", true, "how many instances it has", |l| {
        Value::count(l.row.invocation().counts().total)
    }),
    Column::new("failed", true, "how many of them failed", |l| {
        Value::count(l.row.invocation().counts().failed)
    }),
    Column::new(
        "script",
        false,
        "the decoded script (CommandContent)",
        |l| {
            Value::text(l.row.invocation().command().map(|command| match command {
                Text::Utf8(text) | Text::Broken(text) => text,
                Text::Bytes(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
            }))
        },
    ),
    Column::new(
        "old-status",
        false,
        "InvokeStatus: the old word, which says Finished of failed runs too",
        |l| field(l, "InvokeStatus"),
    ),
    Column::new(
        "verdict",
        false,
        "ok, failed, stopped, pending or unknown",
        |l| Value::Text(Cow::Borrowed(l.row.invocation().verdict().as_str())),
    ),
];

fn field<'a>(line: Line<'a>, name: &str) -> Value<'a> {
    Value::text(line.row.invocation().record().text(name))
}

fn text(text: &str) -> Value<'_> {
    if text.is_empty() {
        Value::None
    } else {
        Value::Text(Cow::Borrowed(text))
    }
}
