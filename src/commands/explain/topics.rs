//! The topics, and the terms of each: gathered from the tables that decide them, and from the glossary.

mod names;
mod statuses;

use std::borrow::Cow;

use super::exits;
use crate::api::codes;
use crate::api::endpoint::{RegionKind, known_regions};
use crate::glossary::{self, Meaning, Term};

/// Terms of one kind.
pub(super) struct Topic {
    /// What it is called by.
    pub(super) name: &'static str,
    /// What its terms are, for the list of topics.
    pub(super) about: &'static str,
    /// Its terms.
    pub(super) terms: fn() -> Vec<Meaning>,
}

const fn topic(name: &'static str, about: &'static str, terms: fn() -> Vec<Meaning>) -> Topic {
    Topic { name, about, terms }
}

/// Every topic, what people ask for first before the rest.
pub(super) const TOPICS: [Topic; 19] = [
    topic(
        "invocation-statuses",
        "how a whole run stands",
        statuses::invocation_statuses,
    ),
    topic(
        "instance-statuses",
        "how it stands on an instance",
        statuses::instance_statuses,
    ),
    topic(
        "old-statuses",
        "the old words for both",
        statuses::old_statuses,
    ),
    topic("status-filter", "what --status takes", || {
        all(&glossary::STATUS_FILTER, "value of --status (InvokeStatus)")
    }),
    topic(
        "verdicts",
        "what invq makes of a status",
        statuses::verdicts,
    ),
    topic(
        "error-codes",
        "why a command failed on an instance",
        error_codes,
    ),
    topic(
        "delivery-statuses",
        "how the delivery of an output to OSS stands",
        || {
            all(
                &glossary::DELIVERY_STATUSES,
                "status of a delivery (OssOutputStatus)",
            )
        },
    ),
    topic("delivery-errors", "why an output was not delivered", || {
        all(
            &glossary::DELIVERY_ERRORS,
            "error code of a delivery (OssOutputErrorCode)",
        )
    }),
    topic(
        "service-codes",
        "why the service refused a request",
        service_codes,
    ),
    topic("exit-codes", "how invq ends", exits::own),
    topic("process-exits", "how commands end", exits::processes),
    topic("columns", "for --columns, csv and tsv", names::columns),
    topic("fields", "of the answer and of invq's JSON", names::fields),
    topic(
        "parameters",
        "of the request, and their flags",
        names::parameters,
    ),
    topic("flags", "of the query", names::flags),
    topic("forms", "of the result, for --format", forms),
    topic("values", "of RepeatMode, CommandType and the like", values),
    topic(
        "actions",
        "that an identity needs, each with a RAM policy",
        actions,
    ),
    topic("regions", "known ones, each with its endpoints", regions),
];

/// Every word that is worth completing: without numbers, flags and patterns.
#[must_use]
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

fn all(table: &[Term], is: &'static str) -> Vec<Meaning> {
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
    let more = |meaning: Meaning| {
        let note = format!(
            "`--error-code {}` finds the instances that have it",
            meaning.word
        );
        meaning.note(note)
    };
    all(
        &glossary::ERROR_CODES,
        "error code of an instance (ErrorCode)",
    )
    .into_iter()
    .map(more)
    .collect()
}

pub(super) fn service_codes() -> Vec<Meaning> {
    let more = |meaning: Meaning| {
        let code = meaning.word.trim_end_matches('*');
        // What the HTTP status would add matters for unknown codes alone.
        let exit = crate::report::exit_of(codes::kind(code, 400)).code();
        let again = match codes::retried(code, 400) {
            Some(_) => "tried again, as often as `--retries` says",
            None => "not tried again",
        };
        let again = if codes::kind(code, 400) == codes::ServiceErrorKind::Clock {
            "tried once more"
        } else {
            again
        };
        meaning.note(format!("{again}; exit {exit}"))
    };
    all(&glossary::SERVICE_CODES, "error code of the service")
        .into_iter()
        .map(more)
        .collect()
}

fn forms() -> Vec<Meaning> {
    let named = glossary::FORMS.iter().filter(|form| !form.name.is_empty());
    let meaning = |form: &glossary::Form| {
        Meaning::new(
            form.name,
            "form of the result",
            format!("for {}: {}", form.serves, form.says),
        )
        .note(format!("typed {}", form.typed))
    };
    named.map(meaning).collect()
}

fn values() -> Vec<Meaning> {
    let tables: [(&[Term], &'static str); 4] = [
        (&glossary::REPEAT_MODES, "RepeatMode"),
        (&glossary::COMMAND_TYPES, "CommandType"),
        (&glossary::TERMINATION_MODES, "TerminationMode"),
        (&glossary::ENCODINGS, "ContentEncoding"),
    ];
    tables
        .into_iter()
        .flat_map(|(table, is)| all(table, is))
        .collect()
}

fn actions() -> Vec<Meaning> {
    let meaning = |action: &glossary::Action| {
        let bare = action.name.split_once(':').map_or("", |(_, bare)| bare);
        Meaning::new(action.name, "RAM action", action.says)
            .note(action.more)
            .note(format!(
                "`invq explain {}` prints a policy that allows it",
                action.name
            ))
            .also(bare)
    };
    glossary::ACTIONS.iter().map(meaning).collect()
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
    use crate::model::status::{self, Verdict};
    use crate::query::Form;
    use crate::query::words;

    fn of(table: &[Term]) -> BTreeSet<&str> {
        table.iter().map(|term| term.word).collect()
    }

    fn first<'a, T>(table: &'a [(&'a str, T)]) -> BTreeSet<&'a str> {
        table.iter().map(|(word, _)| *word).collect()
    }

    /// Each table that decides something has its words explained, and none that it does not know.
    #[test]
    fn the_words_that_decide_are_the_words_that_are_explained() {
        assert_eq!(
            of(&glossary::INVOCATION_STATUSES),
            first(&status::INVOCATION)
        );
        assert_eq!(of(&glossary::INSTANCE_STATUSES), first(&status::INSTANCE));
        assert_eq!(of(&glossary::STATUS_FILTER), first(&words::STATUSES));
        assert_eq!(of(&glossary::COMMAND_TYPES), first(&words::COMMAND_TYPES));
        let modes = of(&glossary::REPEAT_MODES);
        assert!(modes.is_superset(&first(&words::REPEAT_MODES)));
        let forms = glossary::FORMS.iter().map(|form| form.name);
        let forms: BTreeSet<&str> = forms.filter(|name| !name.is_empty()).collect();
        assert_eq!(forms, first(&Form::NAMES));
        let verdicts = status::INVOCATION.iter().chain(&status::INSTANCE);
        let mut verdicts: BTreeSet<&str> = verdicts.map(|(_, verdict)| verdict.as_str()).collect();
        verdicts.insert(Verdict::Unknown.as_str());
        assert_eq!(of(&glossary::VERDICTS), verdicts);
    }

    #[test]
    fn every_status_has_its_old_word_and_every_old_word_its_status() {
        let new = |pairs: &'static [(&str, &str)]| first(pairs);
        let old = |pairs: &'static [(&str, &str)]| pairs.iter().map(|(_, old)| *old).collect();
        assert_eq!(
            new(&glossary::OLD_OF_INVOCATION),
            first(&status::INVOCATION)
        );
        assert_eq!(new(&glossary::OLD_OF_INSTANCE), first(&status::INSTANCE));
        assert_eq!(
            of(&glossary::OLD_INVOCATION_STATUSES),
            old(&glossary::OLD_OF_INVOCATION)
        );
        assert_eq!(
            of(&glossary::OLD_INSTANCE_STATUSES),
            old(&glossary::OLD_OF_INSTANCE)
        );
    }

    /// The codes of the product page and those that all APIs share, in any HTTP status, lead to a failure and an advice.
    #[test]
    fn codes_are_explained_with_what_follows_from_them() {
        let said = |code: &str| {
            let found = service_codes()
                .into_iter()
                .find(|meaning| meaning.word == code);
            found.unwrap().notes.last().unwrap().clone()
        };
        assert_eq!(
            said("Throttling.User"),
            "tried again, as often as `--retries` says; exit 6"
        );
        assert_eq!(said("InvalidTimeStamp.Expired"), "tried once more; exit 3");
        assert_eq!(said("NumberExceed.Tags"), "not tried again; exit 5");
        assert_eq!(said("Forbidden*"), "not tried again; exit 3");
    }

    #[test]
    fn topics_have_names_of_their_own_and_terms() {
        let names: BTreeSet<&str> = TOPICS.iter().map(|topic| topic.name).collect();
        assert_eq!(names.len(), TOPICS.len());
        for topic in &TOPICS {
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
