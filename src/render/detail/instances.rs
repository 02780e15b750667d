//! What is told of instances beside their table: every field of a single one, and what is to be said below them.

use std::fmt::Write as _;

use super::super::OutputOptions;
use super::super::words::{moment, safe_text, status, thousands};
use crate::model::time::took;
use crate::model::why::{EXIT_NONZERO, tally};
use crate::model::{Instance, Row};
use crate::sanitise;
use crate::vocabulary::{DELIVERY_ERRORS, ERROR_CODES, Term, find, process_exit};

/// One instance: everything that is known of it, a line each.
pub(in super::super) fn one_instance(
    row: &Row,
    instance: Instance<'_>,
    options: &OutputOptions,
) -> String {
    let record = instance.record();
    let word = instance.status();
    let text = |name: &str| record.text(name).map(String::from);
    let time = |name: &str| record.time(name).map(|time| moment(time, options));
    let old = text("InstanceInvokeStatus").filter(|old| *old != word);
    let cut = format!("{} bytes", thousands(instance.dropped()));
    let lines = [
        ("instance", Some(instance.id().into_owned())),
        ("name", row.host_name(instance).filter(|_| options.hosts)),
        ("status", Some(status(&word).to_owned())),
        ("old status", old),
        ("exit code", instance.exit_code().map(process_exit)),
        ("error", text("ErrorCode")),
        ("error info", text("ErrorInfo")),
        ("created", time("CreationTime")),
        ("started", time("StartTime")),
        ("finished", time("FinishTime")),
        ("stopped", time("StopTime")),
        ("updated", time("UpdateTime")),
        ("took", instance.took_seconds().map(took)),
        ("runs so far", text("Repeats")),
        ("output cut", Some(cut).filter(|_| instance.dropped() > 0)),
        ("upload to OSS", text("OssOutputStatus")),
        ("uploaded to", text("OssOutputUri")),
        ("upload error", text("OssOutputErrorCode")),
        ("upload error info", text("OssOutputErrorInfo")),
    ];
    let lines = lines.into_iter();
    let lines = lines.filter_map(|(name, value)| Some((name, value?)));
    let lines = lines.map(|(name, value)| format!("  {name}: {}\n", sanitise::line(&value)));
    format!("\n{}", lines.collect::<String>())
}

/// What the error codes in view mean, once each; of a code that is not known, what the service says of it.
pub(super) fn explanations(instances: &[Instance<'_>]) -> String {
    let explained = |code: &str, info: &str, table: &'static [Term]| -> String {
        let text = |one: &Instance<'_>, name| safe_text(one.record(), name);
        let codes = tally(instances.iter().filter_map(|one| text(one, code)));
        let says = |word: &str| match find(table, word) {
            Some(term) => Some(term.sentence()),
            // One instance tells it itself.
            None if instances.len() == 1 => None,
            None => {
                let mut same = instances
                    .iter()
                    .filter(|one| text(one, code).as_deref() == Some(word));
                same.find_map(|one| text(one, info))
            }
        };
        let codes = codes.iter().filter(|(word, _)| word != EXIT_NONZERO);
        let known = codes.filter_map(|(word, _)| Some(format!("  {word}: {}\n", says(word)?)));
        known.collect()
    };
    let lines = explained("ErrorCode", "ErrorInfo", &ERROR_CODES)
        + &explained("OssOutputErrorCode", "OssOutputErrorInfo", &DELIVERY_ERRORS);
    if lines.is_empty() {
        lines
    } else {
        format!("\n{lines}")
    }
}

/// How the uploads of outputs went, and which failed; one instance alone says so itself.
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
    let mut lines = format!("\n  upload of outputs to OSS: {counts}\n");
    for instance in instances {
        if let Some(code) = text(instance, "OssOutputErrorCode") {
            let id = instance.id();
            // Writing into a String cannot fail.
            let _ = writeln!(lines, "    {}: {code}", sanitise::line(&id));
        }
    }
    lines
}
