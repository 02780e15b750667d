//! The words for statuses, counts and times in the forms that people read.

use comfy_table::Color;
use jiff::Timestamp;

use super::OutputOptions;
use crate::model::time::{age, seconds_between};
use crate::model::why::tally;
use crate::model::{Instance, Record, Verdict};
use crate::sanitise;
use crate::vocabulary::{PARTIAL_FAILED, process_exit};

/// The mark in front of a row, and its colour. The mark never stands alone: the status follows it.
pub(super) fn mark(status: &str, verdict: Verdict, ascii: bool) -> (&'static str, Option<Color>) {
    let scheduled = status.eq_ignore_ascii_case("Scheduled");
    let (mark, ascii_mark) = match verdict {
        Verdict::Ok => ("✓", "+"),
        Verdict::Failed => ("✗", "x"),
        Verdict::Pending if scheduled => (".", "."),
        Verdict::Pending => ("*", "*"),
        Verdict::Stopped | Verdict::Cancelled => ("-", "-"),
        Verdict::Unknown => ("?", "?"),
    };
    let color = match verdict {
        Verdict::Ok => Some(Color::DarkGreen),
        Verdict::Failed => Some(Color::DarkRed),
        Verdict::Pending if !scheduled => Some(Color::DarkYellow),
        Verdict::Pending | Verdict::Stopped | Verdict::Cancelled => Some(Color::DarkGrey),
        Verdict::Unknown => Some(Color::DarkMagenta),
    };
    (if ascii { ascii_mark } else { mark }, color)
}

/// A text field, made safe for a line.
pub(super) fn safe_text(record: Record<'_>, name: &str) -> Option<String> {
    let text = record.text(name)?;
    Some(sanitise::line(&text).into_owned())
}

/// A status as it came, or a dash for an old body that has none.
pub(super) fn status(word: &str) -> &str {
    if word.is_empty() { "-" } else { word }
}

/// What stands for a status where there is little room: the mark in front of it says the rest.
pub(super) fn short_status(word: &str) -> Option<String> {
    (word == PARTIAL_FAILED).then(|| "Partial".to_owned())
}

/// What stands for a reason where there is little room: its words without the codes behind them.
pub(super) fn short_why(why: &str) -> Option<String> {
    let mut parts = why.split(" (");
    let first = parts.next()?.to_owned();
    let rest = parts.map(|part| part.split_once(')').map_or("", |(_, rest)| rest));
    Some(rest.fold(first, |short, rest| short + rest))
}

/// The statuses of instances in the order in which they are told, and how.
const TOLD: [(&str, &str); 12] = [
    ("Success", "ok"),
    ("Failed", "failed"),
    ("Timeout", "timed out"),
    ("Error", "in error"),
    ("Aborted", "not delivered"),
    ("Invalid", "invalid"),
    ("Cancelled", "cancelled"),
    ("Terminated", "terminated"),
    ("Stopping", "stopping"),
    ("Running", "running"),
    ("Pending", "pending"),
    ("Scheduled", "scheduled"),
];

/// The place of a status in that order; unknown words come last.
pub(super) fn told_at(status: &str) -> usize {
    TOLD.iter()
        .position(|(word, _)| word.eq_ignore_ascii_case(status))
        .unwrap_or(TOLD.len())
}

/// What the instances did, in words: `38 ok, 1 failed, 1 not delivered of 40`.
pub(super) fn outcome<'a>(instances: impl Iterator<Item = Instance<'a>>) -> String {
    let mut statuses = tally(instances.map(|instance| instance.status().into_owned()));
    statuses.sort_by_key(|(word, _)| told_at(word));
    let total: usize = statuses.iter().map(|(_, count)| count).sum();
    let told = |(word, count): &(String, usize)| {
        let known = TOLD.get(told_at(word)).map(|(_, told)| *told);
        let unknown = if word.is_empty() { "unknown" } else { word };
        format!("{count} {}", known.unwrap_or(unknown))
    };
    let parts: Vec<String> = statuses.iter().map(told).collect();
    match total {
        0 => "no instances".to_owned(),
        _ => sanitise::line(&format!("{} of {total}", parts.join(", "))).into_owned(),
    }
}

/// A point in time in the zone that is shown: `2026-06-24 15:02:11 +08:00` on a terminal, RFC 3339 elsewhere.
pub(super) fn time(time: Timestamp, options: &OutputOptions) -> String {
    let zoned = time.to_zoned((options.zone)());
    let form = match (options.terminal, zoned.offset().is_zero()) {
        (true, _) => "%Y-%m-%d %H:%M:%S %:z",
        (false, true) => "%Y-%m-%dT%H:%M:%SZ",
        (false, false) => "%Y-%m-%dT%H:%M:%S%:z",
    };
    zoned.strftime(form).to_string()
}

/// A point in time and, on a terminal, how long ago that is: `2026-06-24 15:02:11 +08:00 (1h ago)`.
pub(super) fn moment(then: Timestamp, options: &OutputOptions) -> String {
    let (text, now) = (time(then, options), options.clock.now());
    match seconds_between(then, now).filter(|_| options.terminal) {
        Some(_) => format!("{text} ({} ago)", age(then, now)),
        None => text,
    }
}

/// A number with commas between thousands.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The first of these names, and how many more there are.
pub(super) fn listed(names: &[String], most: usize) -> String {
    let first: Vec<&str> = names.iter().take(most).map(String::as_str).collect();
    let more = match names.len().saturating_sub(most) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    first.join(", ") + &more
}

/// How an instance stands: `Failed, exit 2`.
pub(super) fn stands(instance: Instance<'_>) -> String {
    let word = instance.status().into_owned();
    match instance.exit_code() {
        None | Some(0) => word,
        Some(code) => format!("{word}, exit {}", process_exit(code)),
    }
}

/// `1 instance`, `2 instances`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_reason_has_no_codes() {
        let short =
            short_why("2 agent not running (ClientNotRunning), 1 exit 2, 1 no such user (New)");
        assert_eq!(
            short.unwrap(),
            "2 agent not running, 1 exit 2, 1 no such user"
        );
    }

    #[test]
    fn thousands_are_grouped() {
        let numbers = [0, 999, 8192, 1_234_567].map(thousands);
        assert_eq!(numbers, ["0", "999", "8,192", "1,234,567"]);
    }
}
