//! The instances of an invocation: a table, or every field of a single one; and what is to be said below them.

use std::fmt::Write as _;

use super::super::OutputOptions;
use super::super::grid::{Cells, Column, Entry};
use super::super::layout::Give;
use super::super::words::{mark, moment, status, thousands};
use super::join;
use crate::glossary;
use crate::model::Instance;
use crate::model::time::took;
use crate::model::why::{tally, why};
use crate::sanitise;

pub(super) fn columns(options: &OutputOptions) -> Vec<Column> {
    let column = |heading: &str, right, give| Column {
        heading: heading.to_owned(),
        right,
        give,
    };
    let mark = options.terminal.then(|| column("", false, Give::Rigid));
    let named = [
        column("INSTANCE", false, Give::Rigid),
        column("STATUS", false, Give::Rigid),
        column("EXIT", true, Give::Rigid),
        column("TOOK", true, Give::Drop(0)),
        column(
            "WHY",
            false,
            Give::Shrink {
                comfortable: 30,
                least: 12,
            },
        ),
    ];
    mark.into_iter().chain(named).collect()
}

pub(super) fn cells(instance: Instance<'_>, options: &OutputOptions) -> Cells {
    let word = instance.status();
    let (mark, color) = mark(&word, instance.verdict(), options.ascii);
    let exit = instance
        .exit_code()
        .map(|exit| exit.to_string())
        .unwrap_or_default();
    let mark = options.terminal.then(|| Entry::new(mark).color(color));
    let named = [
        Entry::new(instance.id()),
        Entry::new(status(&word)).color(color),
        Entry::new(exit),
        Entry::new(instance.took_seconds().map(took).unwrap_or_default()),
        Entry::new(remarks(instance)),
    ];
    mark.into_iter().chain(named).collect()
}

/// Why it failed and what else is not as usual: `ExitCodeNonzero`, `output cut: 8,192 bytes`, `run 12 times`.
fn remarks(instance: Instance<'_>) -> String {
    let record = instance.record();
    let code = record.text("ErrorCode").map(std::borrow::Cow::into_owned);
    let dropped = instance.dropped();
    let cut = (dropped > 0).then(|| format!("output cut: {} bytes", thousands(dropped)));
    let repeats = record.integer("Repeats").filter(|repeats| *repeats > 1);
    let parts = [
        code.or_else(|| why(instance)),
        cut,
        repeats.map(|repeats| format!("run {repeats} times")),
    ];
    join(parts, ", ").unwrap_or_default()
}

/// One instance: everything that is known of it, a line each.
pub(super) fn one_instance(instance: Instance<'_>, options: &OutputOptions) -> String {
    let record = instance.record();
    let text = |name: &str| record.text(name).map(std::borrow::Cow::into_owned);
    let time = |name: &str| record.time(name).map(|time| moment(time, options));
    let exit = instance.exit_code().map(|exit| exit.to_string());
    let dropped = Some(instance.dropped()).filter(|dropped| *dropped > 0);
    let lines = [
        ("instance", Some(instance.id().into_owned())),
        ("status", Some(status(&instance.status()).to_owned())),
        (
            "old status",
            text("InstanceInvokeStatus").filter(|old| *old != instance.status()),
        ),
        ("exit code", exit),
        ("error", text("ErrorCode")),
        ("error info", text("ErrorInfo")),
        ("created", time("CreationTime")),
        ("started", time("StartTime")),
        ("finished", time("FinishTime")),
        ("stopped", time("StopTime")),
        ("updated", time("UpdateTime")),
        ("took", instance.took_seconds().map(took)),
        ("runs so far", text("Repeats")),
        (
            "output cut",
            dropped.map(|bytes| format!("{} bytes", thousands(bytes))),
        ),
        ("delivery", text("OssOutputStatus")),
        ("delivered to", text("OssOutputUri")),
        ("delivery error", text("OssOutputErrorCode")),
        ("delivery error info", text("OssOutputErrorInfo")),
    ];
    let mut out = "\n".to_owned();
    for (name, value) in lines {
        if let Some(value) = value {
            // Writing into a String cannot fail.
            let _ = writeln!(out, "  {name}: {}", sanitise::line(&value));
        }
    }
    out
}

/// What the error codes in view mean, once each.
pub(super) fn explanations(instances: &[Instance<'_>]) -> String {
    let code = |instance: &Instance<'_>, name: &str| {
        instance
            .record()
            .text(name)
            .map(std::borrow::Cow::into_owned)
    };
    let errors = tally(
        instances
            .iter()
            .filter_map(|instance| code(instance, "ErrorCode")),
    );
    let deliveries = tally(
        instances
            .iter()
            .filter_map(|instance| code(instance, "OssOutputErrorCode")),
    );
    let explained = |codes: &[(String, usize)], sentence: fn(&str) -> Option<String>| {
        let known = codes
            .iter()
            .filter_map(|(code, _)| Some((code, sentence(code)?)));
        let lines: Vec<String> = known
            .map(|(code, sentence)| format!("  {code}: {sentence}\n"))
            .collect();
        lines.concat()
    };
    let lines = explained(&errors, glossary::error_code)
        + &explained(&deliveries, glossary::delivery_error);
    if lines.is_empty() {
        lines
    } else {
        format!("\n{lines}")
    }
}

/// How the deliveries of outputs went, and which failed; one instance alone says so itself.
pub(super) fn deliveries(instances: &[Instance<'_>]) -> String {
    let text = |instance: &Instance<'_>, name: &str| {
        instance
            .record()
            .text(name)
            .unwrap_or_default()
            .into_owned()
    };
    let statuses = instances
        .iter()
        .map(|instance| text(instance, "OssOutputStatus"));
    let counts = tally(statuses.filter(|status| !status.is_empty()));
    if instances.len() < 2 || counts.is_empty() {
        return String::new();
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(status, count)| match status.as_str() {
            "InProgress" => format!("{count} in progress"),
            other => format!("{count} {}", other.to_lowercase()),
        })
        .collect();
    let mut lines = format!(
        "\n  delivery of output: {}\n",
        sanitise::line(&counts.join(", "))
    );
    for instance in instances {
        let code = text(instance, "OssOutputErrorCode");
        if !code.is_empty() {
            let info = text(instance, "OssOutputErrorInfo");
            let line = format!("    {}: {code}, {info}", instance.id());
            // Writing into a String cannot fail.
            let _ = writeln!(lines, "{}", sanitise::line(&line));
        }
    }
    lines
}
