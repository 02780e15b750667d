//! Why instances failed, in a word or two each.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::time::span;
use super::{Instance, Invocation, Row, Verdict};
use crate::vocabulary::{
    ERROR_CODES, INSTANCE_STATUSES, PROCESS_EXITS, find, process_exit, status,
};

/// The error code that says no more than the exit code does.
pub const EXIT_NONZERO: &str = "ExitCodeNonzero";

/// What the service calls the end of a time limit, as a status and as an error code.
const TIMEOUTS: [&str; 2] = ["Timeout", "ExecutionTimeout"];

/// The reason of one instance that failed: `exit 100`, `timed out after 1m`, `agent not running (ClientNotRunning)`.
#[must_use]
pub fn why(invocation: &Invocation, instance: Instance<'_>) -> Option<String> {
    if instance.verdict() != Verdict::Failed {
        return None;
    }
    let code = instance.record().text("ErrorCode");
    let code = code.filter(|code| code != EXIT_NONZERO);
    if let (None, Some(exit)) = (&code, instance.exit_code()) {
        return Some(format!("exit {}", named_exit(exit)));
    }
    let reason = code.unwrap_or_else(|| instance.status());
    if TIMEOUTS.contains(&&*reason) {
        return Some(timed_out(invocation, instance));
    }
    let short = find(&ERROR_CODES, &reason).and_then(|term| term.others.first());
    Some(match short {
        Some(short) => format!("{short} ({reason})"),
        None => reason.into_owned(),
    })
}

/// What that reason means and what helps; of a code that nobody knows, what the service says of it.
#[must_use]
pub fn meaning(instance: Instance<'_>) -> Option<String> {
    let code = instance.record().text("ErrorCode");
    let known = |code: &str| Some(find(&ERROR_CODES, code)?.sentence());
    if let Some(code) = code.filter(|code| code != EXIT_NONZERO) {
        let said = || instance.record().text("ErrorInfo").map(String::from);
        return known(&code).or_else(said);
    }
    match instance.exit_code() {
        Some(exit) => Some(find(&PROCESS_EXITS, &process_exit(exit))?.sentence()),
        None => Some(
            status(INSTANCE_STATUSES, &instance.status())?
                .term
                .sentence(),
        ),
    }
}

/// An exit code, and the name that Windows has for it.
fn named_exit(exit: i64) -> String {
    let exit = process_exit(exit);
    let name = find(&PROCESS_EXITS, &exit).and_then(|term| term.others.first());
    name.map_or(exit.clone(), |name| format!("{exit} {name}"))
}

/// After which limit or, where none was sent, after how long.
fn timed_out(invocation: &Invocation, instance: Instance<'_>) -> String {
    let limit = invocation.record().integer("Timeout");
    let limit = limit.and_then(|seconds| u64::try_from(seconds).ok());
    match limit.or_else(|| instance.took_seconds()) {
        Some(seconds) => format!("timed out after {}", span(seconds)),
        None => "timed out".to_owned(),
    }
}

/// Why an instance failed, and whether its output is whole: `exit 2, output cut`.
#[must_use]
pub fn remarks(invocation: &Invocation, instance: Instance<'_>) -> Option<String> {
    let cut = (instance.dropped() > 0).then(|| "output cut".to_owned());
    let remarks = why(invocation, instance).into_iter().chain(cut);
    let remarks: Vec<String> = remarks.collect();
    (!remarks.is_empty()).then(|| remarks.join(", "))
}

/// The reasons of the instances that are shown, the most frequent first: `2 exit 100, 1 agent not running
/// (ClientNotRunning)`.
#[must_use]
pub fn sum_up(row: &Row) -> String {
    let reasons = row
        .instances()
        .filter_map(|instance| why(row.invocation(), instance));
    let parts: Vec<String> = tally(reasons)
        .iter()
        .map(|(why, count)| format!("{count} {why}"))
        .collect();
    parts.join(", ")
}

/// How often each text came.
#[derive(Debug, Default)]
pub struct TextCounts {
    /// The place of each text among the counts.
    places: HashMap<String, usize>,
    counts: Vec<(String, usize)>,
}

impl TextCounts {
    /// Counts a text.
    pub fn add(&mut self, text: String) {
        let counts = &mut self.counts;
        let place = *self.places.entry(text).or_insert_with_key(|text| {
            counts.push((text.clone(), 0));
            counts.len() - 1
        });
        if let Some((_, count)) = counts.get_mut(place) {
            *count += 1;
        }
    }

    /// The counts, the most frequent text first and equals in the order in which they came.
    #[must_use]
    pub fn sorted(mut self) -> Vec<(String, usize)> {
        self.counts.sort_by_key(|(_, count)| Reverse(*count));
        self.counts
    }
}

/// Counts equal texts, the most frequent first and equals in the order in which they came.
#[must_use]
pub fn tally(texts: impl Iterator<Item = String>) -> Vec<(String, usize)> {
    let mut counts = TextCounts::default();
    texts.for_each(|text| counts.add(text));
    counts.sorted()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, Encoding};

    fn reason(record: &str, instance: &str) -> Option<String> {
        let body = Body::new(format!(
            r#"[{{{record}"InvokeInstances":[{{"StartTime":"2026-06-24T07:00:00Z","FinishTime":"2026-06-24T07:01:05Z",{instance}}}]}}]"#
        ));
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let list = Invocation::read_list(&body, Encoding::Base64, &mut parser).unwrap();
        let invocation = list.first().unwrap();
        remarks(invocation, invocation.instance(0).unwrap())
    }

    /// The same words in lists, views, csv and lines of a wait.
    #[test]
    fn a_reason_is_told_in_one_vocabulary() {
        for (record, instance, told) in [
            (
                "",
                r#""InvocationStatus":"Failed","ExitCode":100,"ErrorCode":"ExitCodeNonzero""#,
                "exit 100",
            ),
            (
                "",
                r#""InvocationStatus":"Failed","ExitCode":2,"Dropped":5"#,
                "exit 2, output cut",
            ),
            (
                r#""Timeout":60,"#,
                r#""InvocationStatus":"Timeout","ErrorCode":"ExecutionTimeout""#,
                "timed out after 1m",
            ),
            (
                "",
                r#""InvocationStatus":"Timeout""#,
                "timed out after 1m05s",
            ),
            (
                "",
                r#""InvocationStatus":"Aborted","ErrorCode":"ClientNotRunning""#,
                "agent not running (ClientNotRunning)",
            ),
            (
                "",
                r#""InvocationStatus":"Aborted","ErrorCode":"New""#,
                "New",
            ),
            ("", r#""InvocationStatus":"Aborted""#, "Aborted"),
            (
                "",
                r#""InvocationStatus":"Failed","ExitCode":3221225477"#,
                "exit 0xC0000005 STATUS_ACCESS_VIOLATION",
            ),
            (
                "",
                r#""InvocationStatus":"Failed","ExitCode":-1073741510"#,
                "exit 0xC000013A STATUS_CONTROL_C_EXIT",
            ),
            (
                "",
                r#""InvocationStatus":"Failed","ExitCode":-1"#,
                "exit -1",
            ),
            (
                "",
                r#""InvocationStatus":"Success","ExitCode":0,"Dropped":5"#,
                "output cut",
            ),
        ] {
            assert_eq!(reason(record, instance).as_deref(), Some(told));
        }
        assert_eq!(
            reason("", r#""InvocationStatus":"Success","ExitCode":0"#),
            None
        );
    }

    #[test]
    fn the_most_frequent_comes_first_and_equals_keep_their_order() {
        let texts = ["b", "a", "c", "a"].map(str::to_owned);
        let counts = tally(texts.into_iter());
        let counts: Vec<_> = counts
            .iter()
            .map(|(text, count)| (text.as_str(), *count))
            .collect();
        assert_eq!(counts, [("a", 2), ("b", 1), ("c", 1)]);
    }
}
