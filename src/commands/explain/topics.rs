//! The topics, and the terms of each: gathered from the tables that decide them, and from the glossary.

use std::borrow::Cow;

use super::exits;
use crate::api::codes;
use crate::api::endpoint::{RegionKind, known_regions};
use crate::cli;
use crate::glossary::{self, Meaning, Term};
use crate::model::column::{self, Column, Rows};
use crate::model::status::{self, Verdict};

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
        invocation_statuses,
    ),
    topic(
        "instance-statuses",
        "how it stands on an instance",
        instance_statuses,
    ),
    topic("old-statuses", "the old words for both", old_statuses),
    topic("status-filter", "what --status takes", || {
        all(&glossary::STATUS_FILTER, "value of --status (InvokeStatus)")
    }),
    topic("verdicts", "what invq makes of a status", verdicts),
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
    topic("columns", "for --columns, csv and tsv", columns),
    topic("fields", "of the answer and of invq's JSON", fields),
    topic("parameters", "of the request, and their flags", parameters),
    topic("flags", "of the query", flags),
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

fn invocation_statuses() -> Vec<Meaning> {
    let more = |meaning: Meaning| {
        let verdict = status::verdict(&status::INVOCATION, &meaning.word);
        let end = match verdict {
            Verdict::Pending => "it has not ended",
            _ => "it has ended",
        };
        let old = old_word("InvokeStatus", &glossary::OLD_OF_INVOCATION, &meaning);
        let note = format!("verdict {}; {end}", verdict.as_str());
        meaning.note(note).note(old)
    };
    let is = "status of an invocation (InvocationStatus)";
    let table = all(&glossary::INVOCATION_STATUSES, is).into_iter();
    table.map(more).collect()
}

fn instance_statuses() -> Vec<Meaning> {
    let more = |meaning: Meaning| {
        let verdict = status::verdict(&status::INSTANCE, &meaning.word);
        let end = match verdict {
            Verdict::Pending => "it has not ended",
            _ if status::process_ended(&meaning.word) => "it has an exit code",
            _ => "it has no exit code",
        };
        let old = old_word("InstanceInvokeStatus", &glossary::OLD_OF_INSTANCE, &meaning);
        let note = format!("verdict {}; {end}", verdict.as_str());
        meaning.note(note).note(old)
    };
    let is = "status of an instance (InvocationStatus)";
    let table = all(&glossary::INSTANCE_STATUSES, is).into_iter();
    table.map(more).collect()
}

/// What the old field says beside a status.
fn old_word(field: &str, pairs: &[(&str, &str)], meaning: &Meaning) -> String {
    let old = pairs.iter().filter(|(new, _)| *new == meaning.word);
    format!(
        "the old {field} then says {}",
        either(old.map(|(_, old)| *old))
    )
}

fn old_statuses() -> Vec<Meaning> {
    let with_new = |meaning: Meaning, pairs: &[(&str, &str)]| {
        let new = pairs.iter().filter(|(_, old)| *old == meaning.word);
        let note = format!(
            "InvocationStatus then says {}",
            either(new.map(|(new, _)| *new))
        );
        meaning.note(note)
    };
    let is = "old status of an invocation (InvokeStatus)";
    let invocation = all(&glossary::OLD_INVOCATION_STATUSES, is).into_iter();
    let is = "old status of an instance (InstanceInvokeStatus)";
    let instance = all(&glossary::OLD_INSTANCE_STATUSES, is).into_iter();
    invocation
        .map(|meaning| with_new(meaning, &glossary::OLD_OF_INVOCATION))
        .chain(instance.map(|meaning| with_new(meaning, &glossary::OLD_OF_INSTANCE)))
        .collect()
}

fn verdicts() -> Vec<Meaning> {
    let given = |table: &'static [(&str, Verdict)], word: &str| {
        either(
            table
                .iter()
                .filter(|(_, verdict)| verdict.as_str() == word)
                .map(|(status, _)| *status),
        )
    };
    let more = |meaning: Meaning| {
        let of = |table, whom: &str| match given(table, &meaning.word) {
            statuses if statuses.is_empty() => String::new(),
            statuses => format!("{whom} with status {statuses}"),
        };
        let notes = [
            of(&status::INVOCATION, "invocations"),
            of(&status::INSTANCE, "instances"),
        ];
        notes.into_iter().fold(meaning, Meaning::note)
    };
    all(&glossary::VERDICTS, "verdict (Derived.Verdict)")
        .into_iter()
        .map(more)
        .collect()
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
        let exit = codes::kind(code, 400).exit().code();
        let again = match codes::retried(code, 400) {
            Some(_) => "tried again, as often as `--retries` says",
            None => "not tried again",
        };
        let again = if codes::kind(code, 400) == codes::Kind::Clock {
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

/// Those of each kind of rows that were not told of before.
fn columns() -> Vec<Meaning> {
    let kinds = [
        (Rows::Invocations, "column of an invocation", ""),
        (Rows::Instances, "column of an instance", " --per-instance"),
        (Rows::Runs, "column of a run", " --history"),
    ];
    let mut told: Vec<Column> = Vec::new();
    let mut found = Vec::new();
    for (rows, is, flag) in kinds {
        for column in column::all(rows) {
            let same = |other: &Column| (other.name, other.about) == (column.name, column.about);
            if told.iter().any(same) {
                continue;
            }
            let note = format!("`--columns +{}{flag}` adds it", column.name);
            found.push(Meaning::new(column.name, is, column.about).note(note));
            told.push(column);
        }
    }
    found
}

fn fields() -> Vec<Meaning> {
    let tables: [(&[Term], &'static str); 4] = [
        (&glossary::INVOCATION_FIELDS, "field of an invocation"),
        (&glossary::INSTANCE_FIELDS, "field of an instance"),
        (&glossary::DERIVED, "field that invq adds"),
        (&glossary::PAGE_FIELDS, "field of an answer"),
    ];
    let meaning = |term: &Term, is| {
        // `A.B.C` is also found as `B.C` and as `C`.
        let shorter = term
            .word
            .match_indices('.')
            .filter_map(|(at, _)| term.word.get(at + 1..));
        shorter.fold(
            Meaning::of(term, is).note(column_of(term.word)),
            Meaning::also,
        )
    };
    tables
        .into_iter()
        .flat_map(|(table, is)| table.iter().map(move |term| meaning(term, is)))
        .collect()
}

/// The column that shows a field.
fn column_of(path: &str) -> String {
    let (name, rows) = match path.strip_prefix("InvokeInstances.") {
        Some(name) => (name, Rows::Instances),
        None => (path.split('.').next().unwrap_or(path), Rows::Invocations),
    };
    let tells = |column: &&Column| {
        let mut words = column.about.split(|c: char| !c.is_alphanumeric());
        words.any(|word| word == name)
    };
    match (column::all(rows).iter().find(tells), rows) {
        (Some(column), Rows::Instances) => format!("column {}, with `--per-instance`", column.name),
        (Some(column), _) => format!("column {}", column.name),
        (None, _) => String::new(),
    }
}

fn parameters() -> Vec<Meaning> {
    let more = |meaning: Meaning| match meaning.word.split_once(".N.") {
        Some((list, part)) => {
            let (list, part) = (list.to_owned(), format!("{list}.1.{part}"));
            meaning.also(list).also(part)
        }
        None => meaning,
    };
    all(&glossary::PARAMETERS, "parameter of the request")
        .into_iter()
        .map(more)
        .collect()
}

/// The flags of the query, in the words of its help.
fn flags() -> Vec<Meaning> {
    let command = cli::command();
    let flag = |arg: &clap::Arg| {
        let long = arg.get_long()?;
        let help = arg.get_help()?.to_string();
        let whole = arg
            .get_long_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        let more = whole.strip_prefix(help.as_str()).unwrap_or_default().trim();
        let short = arg.get_short().map(|short| format!("-{short}"));
        let meaning = Meaning::new(format!("--{long}"), "flag", help).also(long);
        let meaning = more.split("\n\n").fold(meaning, Meaning::note);
        Some(match short {
            Some(short) => meaning.note(format!("short: {short}")).also(short),
            None => meaning,
        })
    };
    command.get_arguments().filter_map(flag).collect()
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
