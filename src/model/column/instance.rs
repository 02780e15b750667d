//! The columns of an instance, and those of its invocation whose names they take.

use std::borrow::Cow;

use super::{Column, Line, Value, invocation};
use crate::model::{Instance, Text, why};

/// How many of them csv and tsv print when none were chosen.
pub(super) const FIRST: usize = 9;

/// Every column of an instance, those first that are shown when none were chosen.
pub(super) const COLUMNS: [Column; 23] = [
    Column::new("id", false, "the invocation's ID (InvokeId)", |l| {
        invocation_value("id", l)
    }),
    Column::new("instance", false, "the instance's ID (InstanceId)", |l| {
        field(l, "InstanceId")
    }),
    Column::new(
        "status",
        false,
        "InvocationStatus: how it stands on this instance",
        |l| field(l, "InvocationStatus"),
    ),
    Column::new(
        "exit",
        true,
        "the exit code, where a process ended (ExitCode)",
        |l| Value::number(l.instance.and_then(Instance::exit_code)),
    ),
    Column::new("took", true, "from start to end on this instance", |l| {
        Value::seconds(l.instance.and_then(Instance::took_seconds))
    }),
    Column::new(
        "error",
        false,
        "why it was not delivered or did not end well (ErrorCode)",
        |l| field(l, "ErrorCode"),
    ),
    Column::new("why", false, "why it failed, in a word or two", |l| {
        Value::text(l.instance.and_then(why::why).map(Cow::Owned))
    }),
    Column::new("started", false, "when it started (StartTime)", |l| {
        time(l, "StartTime")
    }),
    Column::new("finished", false, "when it ended (FinishTime)", |l| {
        time(l, "FinishTime")
    }),
    Column::new(
        "error-info",
        false,
        "the same in the service's words (ErrorInfo)",
        |l| field(l, "ErrorInfo"),
    ),
    Column::new(
        "stopped",
        false,
        "when somebody stopped it (StopTime)",
        |l| time(l, "StopTime"),
    ),
    Column::new(
        "created",
        false,
        "when it was created (CreationTime)",
        |l| time(l, "CreationTime"),
    ),
    Column::new(
        "updated",
        false,
        "when its status changed last (UpdateTime)",
        |l| time(l, "UpdateTime"),
    ),
    Column::new("repeats", true, "how often it ran (Repeats)", |l| {
        number(l, "Repeats")
    }),
    Column::new(
        "dropped",
        true,
        "bytes that the service cut from its output (Dropped)",
        |l| number(l, "Dropped"),
    ),
    Column::new(
        "output",
        false,
        "the first line of its output (Output)",
        |l| {
            let output = l.instance.and_then(Instance::output);
            Value::text(output.map(first_line))
        },
    ),
    Column::new(
        "timed",
        false,
        "whether it will run again by itself (Timed)",
        |l| {
            Value::flag(
                l.instance
                    .and_then(|instance| instance.record().boolean("Timed")),
            )
        },
    ),
    Column::new(
        "oss-status",
        false,
        "how the delivery of its output stands (OssOutputStatus)",
        |l| field(l, "OssOutputStatus"),
    ),
    Column::new(
        "oss-uri",
        false,
        "where its output was delivered (OssOutputUri)",
        |l| field(l, "OssOutputUri"),
    ),
    Column::new(
        "oss-error",
        false,
        "why the delivery failed (OssOutputErrorCode)",
        |l| field(l, "OssOutputErrorCode"),
    ),
    Column::new(
        "oss-error-info",
        false,
        "the same in the service's words (OssOutputErrorInfo)",
        |l| field(l, "OssOutputErrorInfo"),
    ),
    Column::new(
        "old-status",
        false,
        "InstanceInvokeStatus: the old word for its progress",
        |l| field(l, "InstanceInvokeStatus"),
    ),
    Column::new(
        "verdict",
        false,
        "ok, failed, cancelled, pending or unknown",
        |l| {
            Value::text(
                l.instance
                    .map(|instance| Cow::Borrowed(instance.verdict().as_str())),
            )
        },
    ),
];

/// The invocation's columns whose names mean the instance.
pub(super) const TAKEN: [Column; 8] = [
    Column::new("inv-status", false, "status of the invocation", |l| {
        invocation_value("status", l)
    }),
    Column::new("inv-created", false, "created, of the invocation", |l| {
        invocation_value("created", l)
    }),
    Column::new("inv-finished", false, "finished, of the invocation", |l| {
        invocation_value("finished", l)
    }),
    Column::new("inv-took", true, "took, of the invocation", |l| {
        invocation_value("took", l)
    }),
    Column::new("inv-why", false, "why, of the invocation", |l| {
        invocation_value("why", l)
    }),
    Column::new("inv-timed", false, "timed, of the invocation", |l| {
        invocation_value("timed", l)
    }),
    Column::new(
        "inv-old-status",
        false,
        "old-status of the invocation",
        |l| invocation_value("old-status", l),
    ),
    Column::new("inv-verdict", false, "verdict of the invocation", |l| {
        invocation_value("verdict", l)
    }),
];

fn invocation_value<'a>(name: &str, line: Line<'a>) -> Value<'a> {
    let column = invocation::COLUMNS
        .iter()
        .find(|column| column.name == name);
    column.map_or(Value::None, |column| column.value(line))
}

fn field<'a>(line: Line<'a>, name: &str) -> Value<'a> {
    Value::text(
        line.instance
            .and_then(|instance| instance.record().text(name)),
    )
}

fn time<'a>(line: Line<'a>, name: &str) -> Value<'a> {
    Value::time(
        line.instance
            .and_then(|instance| instance.record().time(name)),
    )
}

fn number<'a>(line: Line<'a>, name: &str) -> Value<'a> {
    Value::number(
        line.instance
            .and_then(|instance| instance.record().integer(name)),
    )
}

fn first_line(output: Text<'_>) -> Cow<'_, str> {
    let output = match output {
        Text::Utf8(text) | Text::Broken(text) => text,
        Text::Bytes(bytes) => {
            let line = bytes.split(|byte| *byte == b'\n').next();
            Cow::Owned(String::from_utf8_lossy(line.unwrap_or_default()).into_owned())
        }
    };
    let line = output.split('\n').next().unwrap_or_default();
    let end = line.strip_suffix('\r').unwrap_or(line).len();
    match output {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..end).unwrap_or(text)),
        Cow::Owned(mut text) => {
            text.truncate(end);
            Cow::Owned(text)
        }
    }
}
