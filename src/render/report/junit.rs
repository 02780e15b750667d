//! `JUnit`: a suite for each invocation and a test case for each instance, and before them a suite for the query itself. What
//! failed, or could not be asked, is never missing from the counts.

use std::borrow::Cow;
use std::collections::HashMap;

use maud::{PreEscaped, html};

use super::facts::ReportFacts;
use super::gather::ReportRows;
use super::reported::{ReportedInstance, ReportedInvocation};
use crate::model::Verdict;
use crate::render::tail::Tail;
use crate::render::words::time;

/// Lines of an output in `system-out`, of whoever failed and of the others. The last of them stand in the failure itself, too,
/// which is all that some readers show.
const LINES: usize = 100;
const LINES_OF_OTHERS: usize = 10;
const LINES_OF_FAILURE: usize = 20;

struct Suite {
    name: String,
    timestamp: Option<String>,
    seconds: u64,
    properties: Vec<(&'static str, String)>,
    cases: Vec<Case>,
}

struct Case {
    name: String,
    class: String,
    seconds: u64,
    outcome: CaseResult,
    out: String,
}

enum CaseResult {
    Passed,
    Skipped(String),
    /// The message, the type and the text.
    Failure(String, String, String),
    Error(String),
}

pub(super) fn write(rows: &ReportRows, facts: &ReportFacts) -> String {
    let mut tails = Tails {
        rows,
        made: HashMap::new(),
    };
    let mut suites: Vec<Suite> = rows
        .ordered()
        .into_iter()
        .map(|one| suite(one, &mut tails))
        .collect();
    suites.insert(0, query(rows, facts, &suites));
    let all =
        |is: fn(&CaseResult) -> bool| suites.iter().map(|suite| suite.count(is)).sum::<usize>();
    let seconds: u64 = suites.iter().map(|suite| suite.seconds).sum();
    let document = html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
        testsuites name="invq" tests=(all(|_| true)) failures=(all(is_failure)) errors=(all(is_error)) time=(seconds) {
            @for suite in &suites { (suite.markup()) }
        }
    };
    document.into_string()
}

fn is_failure(outcome: &CaseResult) -> bool {
    matches!(outcome, CaseResult::Failure(..))
}

fn is_error(outcome: &CaseResult) -> bool {
    matches!(outcome, CaseResult::Error(_))
}

/// The query itself: whether it was answered, and what there is to say of the answer.
fn query(rows: &ReportRows, facts: &ReportFacts, suites: &[Suite]) -> Suite {
    let (verdict, headline) = rows.headline(facts);
    let case = |name: &str, outcome, out| Case {
        name: name.to_owned(),
        class: "invq".to_owned(),
        seconds: 0,
        outcome,
        out,
    };
    let said = facts
        .others()
        .map(|said| format!("{}: {}", said.level, said.text));
    let said: Vec<String> = said.chain(rows.missing()).collect();
    let errors = facts.errors();
    let seen = suites.iter().any(|suite| suite.count(is_failure) > 0);
    let mut cases: Vec<Case> = errors
        .into_iter()
        .map(|error| case("query", CaseResult::Error(error), String::new()))
        .collect();
    let unseen = rows.left_out.failed + rows.instances_left_out.failed > 0 || !seen;
    if verdict == Verdict::Failed && unseen {
        let failure = CaseResult::Failure(
            headline.clone(),
            "Failed".to_owned(),
            rows.missing().join("\n"),
        );
        cases.push(case("what is not listed", failure, String::new()));
    }
    if cases.is_empty() {
        cases.push(case("query", CaseResult::Passed, String::new()));
    }
    if let Some(first) = cases.first_mut() {
        first.out = std::iter::once(headline)
            .chain(said)
            .collect::<Vec<_>>()
            .join("\n");
    }
    let length = facts.ended.duration_since(facts.began).as_secs();
    Suite {
        name: "invq".to_owned(),
        timestamp: Some(time(facts.began, &rows.options)),
        seconds: u64::try_from(length).unwrap_or(0),
        properties: facts.asked(rows),
        cases,
    }
}

fn suite(invocation: &ReportedInvocation, tails: &mut Tails<'_>) -> Suite {
    let class = match invocation.name.as_str() {
        "" => &invocation.id,
        name => name,
    };
    let instances = invocation.instances.iter();
    let mut cases: Vec<Case> = instances
        .map(|one| of_instance(one, class, tails))
        .collect();
    let told = |is: fn(&CaseResult) -> bool| cases.iter().any(|case| is(&case.outcome));
    let is_skipped = |outcome: &CaseResult| matches!(outcome, CaseResult::Skipped(_));
    let status = format!("InvocationStatus is {}", invocation.status);
    let whole = match invocation.judged {
        Verdict::Failed if !told(is_failure) => Some(CaseResult::Failure(
            status.clone(),
            invocation.status.clone(),
            status,
        )),
        Verdict::Pending | Verdict::Unknown if !told(is_failure) && !told(is_skipped) => {
            Some(CaseResult::Skipped(status))
        }
        _ if cases.is_empty() => Some(CaseResult::Passed),
        _ => None,
    };
    cases.extend(whole.map(|outcome| Case {
        name: invocation.id.clone(),
        class: class.to_owned(),
        seconds: invocation.took.unwrap_or(0),
        outcome,
        out: String::new(),
    }));
    Suite {
        name: invocation.title(),
        timestamp: invocation.created.map(|at| time(at, &tails.rows.options)),
        seconds: invocation.took.unwrap_or(0),
        properties: vec![
            ("InvokeId", invocation.id.clone()),
            ("InvocationStatus", invocation.status.clone()),
        ],
        cases,
    }
}

fn of_instance(instance: &ReportedInstance, class: &str, tails: &mut Tails<'_>) -> Case {
    let why = || {
        instance
            .why
            .clone()
            .unwrap_or_else(|| instance.stands.clone())
    };
    let has_failed = instance.verdict == Verdict::Failed;
    let out = tails.of(instance, if has_failed { LINES } else { LINES_OF_OTHERS });
    let result = match instance.verdict {
        Verdict::Ok => CaseResult::Passed,
        Verdict::Failed => {
            let lines = out.lines().count().saturating_sub(LINES_OF_FAILURE);
            let last = out.lines().skip(lines);
            let parts = [Some(instance.stands.as_str()), instance.meaning.as_deref()];
            let text: Vec<&str> = parts.into_iter().flatten().chain(last).collect();
            CaseResult::Failure(why(), instance.stands.clone(), text.join("\n"))
        }
        _ => CaseResult::Skipped(instance.stands.clone()),
    };
    Case {
        name: instance.name.clone(),
        class: class.to_owned(),
        seconds: instance.took.unwrap_or(0),
        outcome: result,
        out,
    }
}

/// The ends of outputs, each made once for so many lines.
struct Tails<'r> {
    rows: &'r ReportRows,
    made: HashMap<(usize, usize), String>,
}

impl Tails<'_> {
    fn of(&mut self, instance: &ReportedInstance, most: usize) -> String {
        let kept = instance
            .output
            .and_then(|place| Some((place, self.rows.outputs.get(place)?)));
        let Some((place, kept)) = kept else {
            return String::new();
        };
        let made = self.made.entry((place, most));
        let made = made.or_insert_with(|| Tail::of(&kept.bytes, most).lines.join("\n"));
        made.clone()
    }
}

impl Suite {
    fn count(&self, is: fn(&CaseResult) -> bool) -> usize {
        self.cases.iter().filter(|case| is(&case.outcome)).count()
    }

    fn markup(&self) -> PreEscaped<String> {
        let skipped = self.count(|outcome| matches!(outcome, CaseResult::Skipped(_)));
        html! {
            "\n"
            testsuite name=(xml(&self.name)) tests=(self.cases.len()) failures=(self.count(is_failure))
                errors=(self.count(is_error)) skipped=(skipped) time=(self.seconds) timestamp=[self.timestamp.as_ref()] {
                "\n"
                properties {
                    @for (name, value) in &self.properties { "\n" property name=(name) value=(xml(value)) {} }
                }
                @for case in &self.cases { (case.markup()) }
            }
        }
    }
}

impl Case {
    fn markup(&self) -> PreEscaped<String> {
        html! {
            "\n"
            testcase name=(xml(&self.name)) classname=(xml(&self.class)) time=(self.seconds) {
                @match &self.outcome {
                    CaseResult::Passed => {}
                    CaseResult::Skipped(why) => { "\n" skipped message=(xml(why)) {} }
                    CaseResult::Failure(message, kind, text) => { "\n" failure message=(xml(message)) type=(xml(kind)) { (xml(text)) } }
                    CaseResult::Error(text) => { "\n" error message=(xml(text.lines().next().unwrap_or_default())) type="invq" { (xml(text)) } }
                }
                @if !self.out.is_empty() { "\n" system-out { (xml(&self.out)) } }
            }
        }
    }
}

/// Text without the characters that XML 1.0 has no place for, not even as references.
fn xml(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    let replaced = |c| if is_allowed(c) { c } else { '\u{FFFD}' };
    Cow::Owned(text.chars().map(replaced).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_has_no_place_for_is_replaced() {
        assert_eq!(
            xml("a\t\n部👩\0\u{1b}\u{ffff}\r"),
            "a\t\n部👩\u{fffd}\u{fffd}\u{fffd}\u{fffd}"
        );
    }
}
