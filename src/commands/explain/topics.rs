//! The topics, and the terms of each: gathered from the tables that decide them, and from the vocabulary.

mod names;
mod statuses;

use std::borrow::Cow;

use super::exits;
use crate::api::endpoint::{RegionKind, known_regions};
use crate::vocabulary::{
    ACTIONS, Action, COMMAND_TYPES, DELIVERY_ERRORS, DELIVERY_STATUSES, ENCODINGS, ERROR_CODES,
    Exit, FormRow, Meaning, OTHER_REPEAT_MODES, REPEAT_MODES, RefusalKind, SERVICE_CODES,
    STATUS_FILTER, ServiceCode, TERMINATION_MODES, Term,
};

/// Terms of one kind.
pub(super) struct Topic {
    /// What it is called by.
    pub(super) name: &'static str,
    /// What its terms are, for the list of topics.
    pub(super) about: &'static str,
    /// Its terms.
    pub(super) terms: fn() -> Vec<Meaning>,
}

/// A row is `"name" "what its terms are": a function that gives them`.
macro_rules! topics {
    ($($name:literal $about:literal: $terms:expr,)*) => {
        /// Every topic, what people ask for first before the rest.
        pub(super) const TOPICS: &[Topic] = &[$(Topic { name: $name, about: $about, terms: $terms }),*];
    };
}

topics! {
    "invocation-statuses" "how a whole run stands": statuses::invocation_statuses,
    "instance-statuses" "how it stands on an instance": statuses::instance_statuses,
    "old-statuses" "the old words for both": statuses::old_statuses,
    "status-filter" "what --status takes": || all(STATUS_FILTER, "value of --status (InvokeStatus)"),
    "verdicts" "what invq makes of a status": statuses::verdicts,
    "error-codes" "why a command failed on an instance": error_codes,
    "delivery-statuses" "how the delivery of an output to OSS stands": || all(&DELIVERY_STATUSES, "status of a delivery (OssOutputStatus)"),
    "delivery-errors" "why an output was not delivered": || all(&DELIVERY_ERRORS, "error code of a delivery (OssOutputErrorCode)"),
    "service-codes" "why the service refused a request": || SERVICE_CODES.iter().map(service_code_meaning).collect(),
    "exit-codes" "how invq ends": exits::own,
    "process-exits" "how commands end": exits::processes,
    "columns" "for --columns, csv and tsv": names::columns,
    "fields" "of the answer and of invq's JSON": names::fields,
    "parameters" "of the request, and their flags": names::parameters,
    "flags" "of the query": names::flags,
    "forms" "of the result, for --format": forms,
    "values" "of RepeatMode, CommandType and the like": values,
    "not-told" "what no answer tells": not_told,
    "actions" "that an identity needs, each with a RAM policy": actions,
    "regions" "known ones, each with its endpoints": regions,
}

/// Every word that is worth completing: without numbers, flags and patterns.
pub fn words() -> Vec<&'static str> {
    let terms = TOPICS.iter().flat_map(|topic| {
        let words = (topic.terms)().into_iter();
        let words = words.filter_map(|meaning| match meaning.word {
            Cow::Borrowed(word) => Some(word),
            Cow::Owned(_) => None,
        });
        std::iter::once(topic.name).chain(words)
    });
    let plain =
        |word: &&str| word.starts_with(|c: char| c.is_ascii_alphabetic()) && !word.contains('*');
    let mut words: Vec<&str> = terms.filter(plain).collect();
    words.sort_unstable();
    words.dedup();
    words
}

pub(super) fn all(table: &[Term], is: &'static str) -> Vec<Meaning> {
    table.iter().map(|term| Meaning::of(term, is)).collect()
}

/// `A, B or C`.
fn either<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

fn error_codes() -> Vec<Meaning> {
    let meaning = |term: &Term| {
        Meaning::of(term, "error code of an instance (ErrorCode)").note(format!(
            "`--error-code {}` finds the instances that have it",
            term.word
        ))
    };
    ERROR_CODES.iter().map(meaning).collect()
}

pub(super) fn service_code_meaning(row: &ServiceCode) -> Meaning {
    let exit = row.kind.exit();
    let again = match row.kind {
        RefusalKind::Clock => "tried once more, with the service's time",
        _ if exit == Exit::Temporary => "tried again, as often as `--retries` says",
        _ => "not tried again",
    };
    Meaning::new(row.code, "error code of the service", row.meaning())
        .note(row.more)
        .note(format!("{again}; exit {}", exit.code()))
}

fn not_told() -> Vec<Meaning> {
    let says =
        "who started an invocation is in no answer of this API; ActionTrail knows, for 90 days";
    let notes = [
        "ask it for the events of RunCommand, and of InvokeCommand, which runs a saved command:",
        "Action=LookupEvents Version=2020-07-06 StartTime=FROM EndTime=UNTIL",
        "LookupAttribute.1.Key=EventName LookupAttribute.1.Value=RunCommand",
        "FROM and UNTIL stand around the CreationTime, such as 2026-06-24T08:00:00Z",
        "in each event userIdentity tells who, and responseElements which InvokeId",
        "it needs the action actiontrail:LookupEvents",
    ];
    let who = Meaning::new("who", "not in any answer", says);
    vec![notes.into_iter().fold(who, Meaning::note)]
}

fn forms() -> Vec<Meaning> {
    let meaning = |form: &FormRow| {
        let says = format!("for {}: {}", form.serves, form.says);
        Meaning::new(form.name, "form of the result", says).note(format!("typed {}", form.typed))
    };
    FormRow::named().map(meaning).collect()
}

fn values() -> Vec<Meaning> {
    [
        all(REPEAT_MODES, "RepeatMode"),
        all(OTHER_REPEAT_MODES, "RepeatMode"),
        all(COMMAND_TYPES, "CommandType"),
        all(&TERMINATION_MODES, "TerminationMode"),
        all(&ENCODINGS, "ContentEncoding"),
    ]
    .concat()
}

fn actions() -> Vec<Meaning> {
    let meaning = |action: &Action| {
        let bare = action.name.split_once(':').map_or("", |(_, bare)| bare);
        Meaning::new(action.name, "RAM action", action.says)
            .note(action.more)
            .note(format!(
                "`invq explain {}` prints a policy that allows it",
                action.name
            ))
            .also(bare)
    };
    ACTIONS.iter().map(meaning).collect()
}

fn regions() -> Vec<Meaning> {
    let regions = known_regions().iter().map(|region| {
        let inside = match &region.vpc_endpoint {
            Some(host) => format!("inside a VPC: {host}"),
            None => String::new(),
        };
        Meaning::new(region.id.as_str(), "region", region.name.as_str())
            .note(match region.kind {
                RegionKind::Public => "for everybody",
                RegionKind::Closed => "closed: nobody can use it any more",
                RegionKind::Dedicated => "for customers with an arrangement",
                RegionKind::Finance => "of the finance cloud",
                RegionKind::Government => "of the government cloud",
            })
            .note(format!("endpoint: {}", region.endpoint))
            .note(inside)
    });
    regions.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::query::Form;

    /// The forms that are explained are those that can be typed.
    #[test]
    fn every_form_is_explained() {
        let explained: BTreeSet<&str> = FormRow::named().map(|form| form.name).collect();
        let typed: BTreeSet<&str> = Form::NAMES.iter().map(|(name, _)| *name).collect();
        assert_eq!(explained, typed);
    }

    #[test]
    fn codes_are_explained_with_what_follows_from_them() {
        let said = |code: &str| {
            let row = SERVICE_CODES.iter().find(|row| row.code == code).unwrap();
            service_code_meaning(row).notes.last().unwrap().clone()
        };
        assert_eq!(
            said("Throttling.User"),
            "tried again, as often as `--retries` says; exit 6"
        );
        assert_eq!(
            said("InvalidTimeStamp.Expired"),
            "tried once more, with the service's time; exit 3"
        );
        assert_eq!(said("NumberExceed.Tags"), "not tried again; exit 5");
        assert_eq!(said("Forbidden*"), "not tried again; exit 3");
    }

    #[test]
    fn topics_have_names_of_their_own_and_terms() {
        let names: BTreeSet<&str> = TOPICS.iter().map(|topic| topic.name).collect();
        assert_eq!(names.len(), TOPICS.len());
        for topic in TOPICS {
            assert!(!(topic.terms)().is_empty(), "{}", topic.name);
        }
    }

    #[test]
    fn completions_offer_words_that_can_be_typed() {
        let words = words();
        assert!(words.contains(&"cn-hangzhou") && words.contains(&"regions"));
        let typed = |word: &&str| {
            word.chars()
                .all(|c| c.is_ascii_alphanumeric() || "-.:".contains(c))
        };
        assert!(words.iter().all(typed), "{words:?}");
    }
}
