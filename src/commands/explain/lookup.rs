//! From a word that was typed to what it means, or to the words that it may have been meant for.

use wildmatch::WildMatch;

use super::exits;
use super::topics::{TOPICS, service_code_meaning};
use crate::nearest::{nearest, plain};
use crate::vocabulary::{Meaning, SERVICE_CODES, ServiceCode, service_code};

/// How many other words are suggested at most.
const MOST: usize = 5;

/// Of fewer letters nobody can tell what was meant.
const FEWEST: usize = 3;

/// Every meaning of a word, in the order of the topics.
pub(super) fn find(typed: &str) -> Vec<Meaning> {
    if let Ok(number) = typed.parse() {
        return exits::of(number);
    }
    let word = unwrapped(typed);
    let fits = |meaning: &Meaning| {
        same(&meaning.word, &word) || meaning.also.iter().any(|other| same(other, &word))
    };
    let mut found: Vec<Meaning> = TOPICS
        .iter()
        .flat_map(|topic| (topic.terms)())
        .filter(fits)
        .collect();
    if found.is_empty() {
        found.extend(covering(typed).map(service_code_meaning));
    }
    found
}

/// Whether two words are the same but for case, `-` and `_`.
pub(super) fn same(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// The path of a field as invq's JSON has it: without what jq puts around it, and without the service's wrappers.
fn unwrapped(typed: &str) -> String {
    let path = typed.replace("[]", "");
    let path = path.trim_start_matches('.');
    let path = path.strip_prefix("Invocations.").unwrap_or(path);
    let path = path.strip_prefix("Invocation.").unwrap_or(path);
    path.replace("InvokeInstances.InvokeInstance.", "InvokeInstances.")
        .replace("InvocationResults.InvocationResult.", "")
        .replace("Tags.Tag.", "Tags.")
}

/// The row whose pattern covers a code, in any case where the text is clearly a code: `invalidd` is a slip of the hand.
fn covering(typed: &str) -> Option<&'static ServiceCode> {
    let any_case = |row: &&ServiceCode| WildMatch::new_case_insensitive(row.code).matches(typed);
    service_code(typed).or_else(|| {
        let mut rows = SERVICE_CODES.iter().filter(|_| typed.contains('.'));
        rows.find(any_case)
    })
}

/// Words that may have been meant: the nearest, then those that hold what was typed.
pub(super) fn near(typed: &str) -> Vec<String> {
    let part = plain(typed);
    if part.chars().count() < FEWEST {
        return Vec::new();
    }
    let terms = TOPICS.iter().flat_map(|topic| {
        let words = (topic.terms)()
            .into_iter()
            .flat_map(|meaning| std::iter::once(meaning.word.into_owned()).chain(meaning.also));
        std::iter::once(topic.name.to_owned()).chain(words)
    });
    let all: Vec<String> = terms.collect();
    let nearest = nearest(typed, all.iter().map(String::as_str));
    let holding = all.iter().filter(|word| plain(word).contains(&part));
    let mut near: Vec<String> = Vec::new();
    for word in nearest.into_iter().chain(holding.map(String::as_str)) {
        if near.len() < MOST && near.iter().all(|known| !same(known, word)) {
            near.push(word.to_owned());
        }
    }
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(word: &str) -> Vec<&'static str> {
        find(word).iter().map(|meaning| meaning.is).collect()
    }

    #[test]
    fn a_word_is_found_however_it_is_written() {
        for word in [
            "PartialFailed",
            "partialfailed",
            "partial-failed",
            "PARTIAL_FAILED",
        ] {
            assert_eq!(kinds(word).len(), 3, "{word}");
        }
        for path in [
            "ExitCode",
            "InvokeInstances.ExitCode",
            ".[].InvokeInstances[].ExitCode",
            "Invocations.Invocation.InvokeInstances.InvokeInstance.ExitCode",
            "Invocation.InvokeInstances.ExitCode",
        ] {
            assert!(kinds(path).contains(&"field of an instance"), "{path}");
        }
        assert_eq!(kinds("status"), kinds("--status"));
        assert_eq!(kinds("shell"), ["CommandType"]);
        assert_eq!(kinds("nonsense"), [""; 0]);
    }

    #[test]
    fn a_code_that_is_not_listed_is_known_by_its_beginning() {
        assert_eq!(
            kinds("Throttling.Api.Concurrency"),
            ["error code of the service"]
        );
        assert_eq!(
            kinds("ServiceUnavailable.Region"),
            ["error code of the service"]
        );
        assert_eq!(
            kinds("throttling.api.concurrency"),
            ["error code of the service"]
        );
        assert_eq!(kinds("invalidd"), [""; 0]);
        assert_eq!(kinds("Throttling").len(), 1);
        assert_eq!(kinds("NoPermission").len(), 1);
        assert_eq!(kinds("throttle"), [""; 0]);
    }

    #[test]
    fn what_may_have_been_meant_is_suggested() {
        assert_eq!(near("ClientNotRuning"), ["ClientNotRunning"]);
        assert_eq!(near("clientn").first().unwrap(), "ClientNotRunning");
        assert!(near("clientn").len() > 2);
        assert_eq!(near("cn-hangzou").first().unwrap(), "cn-hangzhou");
        assert_eq!(near("zebra"), [""; 0]);
        assert_eq!(near(""), [""; 0]);
    }
}
