//! The instances of an invocation: a table, or every field of a single one; and what is to be said below them.

use std::fmt::Write as _;

use super::super::OutputOptions;
use super::super::grid::{Cells, GridCell, GridColumn};
use super::super::layout::Give;
use super::super::words::{mark, moment, safe_text, status, thousands};
use super::join;
use crate::model::Instance;
use crate::model::time::took;
use crate::model::why::{tally, why};
use crate::sanitise;
use crate::vocabulary::{DELIVERY_ERRORS, ERROR_CODES, find};

const WHY: Give = Give::Shrink {
    comfortable: 30,
    least: 12,
};

pub(super) fn columns(options: &OutputOptions) -> Vec<GridColumn> {
    let named = [
        GridColumn::new("INSTANCE", false, Give::Rigid),
        GridColumn::new("STATUS", false, Give::Rigid),
        GridColumn::new("EXIT", true, Give::Rigid),
        GridColumn::new("TOOK", true, Give::Drop(0)),
        GridColumn::new("WHY", false, WHY),
    ];
    GridColumn::of_mark(options)
        .into_iter()
        .chain(named)
        .collect()
}

pub(super) fn cells(instance: Instance<'_>, options: &OutputOptions) -> Cells {
    let word = instance.status();
    let (mark, color) = mark(&word, instance.verdict(), options.ascii);
    let exit = instance.exit_code().map(|exit| exit.to_string());
    let mark = options.terminal.then(|| GridCell::new(mark).color(color));
    let named = [
        GridCell::new(instance.id()),
        GridCell::new(status(&word)).color(color),
        GridCell::new(exit.unwrap_or_default()),
        GridCell::new(instance.took_seconds().map(took).unwrap_or_default()),
        GridCell::new(remarks(instance)),
    ];
    mark.into_iter().chain(named).collect()
}

/// Why it failed and what else is not as usual: `ExitCodeNonzero`, `output cut: 8,192 bytes`, `run 12 times`.
fn remarks(instance: Instance<'_>) -> String {
    let record = instance.record();
    let code = record.text("ErrorCode").map(String::from);
    let cut = cut_bytes(instance).map(|bytes| format!("output cut: {bytes}"));
    let repeats = record.integer("Repeats").filter(|repeats| *repeats > 1);
    let repeats = repeats.map(|repeats| format!("run {repeats} times"));
    join([code.or_else(|| why(instance)), cut, repeats], ", ")
}

/// How much of its output the service cut.
fn cut_bytes(instance: Instance<'_>) -> Option<String> {
    let dropped = Some(instance.dropped()).filter(|dropped| *dropped > 0);
    dropped.map(|bytes| format!("{} bytes", thousands(bytes)))
}

/// One instance: everything that is known of it, a line each.
pub(super) fn one_instance(instance: Instance<'_>, options: &OutputOptions) -> String {
    let record = instance.record();
    let word = instance.status();
    let text = |name: &str| record.text(name).map(String::from);
    let time = |name: &str| record.time(name).map(|time| moment(time, options));
    let old = text("InstanceInvokeStatus").filter(|old| *old != word);
    let lines = [
        ("instance", Some(instance.id().into_owned())),
        ("status", Some(status(&word).to_owned())),
        ("old status", old),
        (
            "exit code",
            instance.exit_code().map(|exit| exit.to_string()),
        ),
        ("error", text("ErrorCode")),
        ("error info", text("ErrorInfo")),
        ("created", time("CreationTime")),
        ("started", time("StartTime")),
        ("finished", time("FinishTime")),
        ("stopped", time("StopTime")),
        ("updated", time("UpdateTime")),
        ("took", instance.took_seconds().map(took)),
        ("runs so far", text("Repeats")),
        ("output cut", cut_bytes(instance)),
        ("delivery", text("OssOutputStatus")),
        ("delivered to", text("OssOutputUri")),
        ("delivery error", text("OssOutputErrorCode")),
        ("delivery error info", text("OssOutputErrorInfo")),
    ];
    let lines = lines.into_iter();
    let lines = lines.filter_map(|(name, value)| Some((name, value?)));
    let lines = lines.map(|(name, value)| format!("  {name}: {}\n", sanitise::line(&value)));
    format!("\n{}", lines.collect::<String>())
}

/// What the error codes in view mean, once each.
pub(super) fn explanations(instances: &[Instance<'_>]) -> String {
    let explained = |field: &str, sentence: fn(&str) -> Option<String>| -> String {
        let codes = instances.iter().filter_map(|one| one.record().text(field));
        let codes = tally(codes.map(String::from)).into_iter();
        let known = codes.filter_map(|(code, _)| Some(format!("  {code}: {}\n", sentence(&code)?)));
        known.collect()
    };
    let lines = explained("ErrorCode", |code| {
        Some(find(&ERROR_CODES, code)?.sentence())
    }) + &explained("OssOutputErrorCode", |code| {
        Some(find(&DELIVERY_ERRORS, code)?.sentence())
    });
    if lines.is_empty() {
        lines
    } else {
        format!("\n{lines}")
    }
}

/// How the deliveries of outputs went, and which failed; one instance alone says so itself.
pub(super) fn deliveries(instances: &[Instance<'_>]) -> String {
    let text = |instance: &Instance<'_>, name: &str| safe_text(instance.record(), name);
    let statuses = instances.iter();
    let counts = tally(statuses.filter_map(|one| text(one, "OssOutputStatus")));
    if instances.len() < 2 || counts.is_empty() {
        return String::new();
    }
    let counts = counts.iter().map(|(status, count)| match status.as_str() {
        "InProgress" => format!("{count} in progress"),
        other => format!("{count} {}", other.to_lowercase()),
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    let mut lines = format!("\n  delivery of output: {counts}\n");
    for instance in instances {
        if let Some(code) = text(instance, "OssOutputErrorCode") {
            let info = text(instance, "OssOutputErrorInfo").unwrap_or_default();
            let id = instance.id();
            let id = sanitise::line(&id);
            // Writing into a String cannot fail.
            let _ = writeln!(lines, "    {id}: {code}, {info}");
        }
    }
    lines
}
