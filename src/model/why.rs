//! Why instances failed, in a word or two each.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::{Instance, Verdict};

/// The reason of one instance that failed: its error code, its exit code, or its status.
#[must_use]
pub fn why(instance: Instance<'_>) -> Option<String> {
    if instance.verdict() != Verdict::Failed {
        return None;
    }
    let code = instance
        .record()
        .text("ErrorCode")
        .filter(|code| code != "ExitCodeNonzero");
    let exit = || instance.exit_code().map(|exit| format!("exit {exit}"));
    let reason = code.map(Cow::into_owned).or_else(exit);
    Some(reason.unwrap_or_else(|| instance.status().into_owned()))
}

/// The reasons of several, the most frequent first: `2 exit 100, 1 ClientNotRunning`.
#[must_use]
pub fn sum_up<'a>(instances: impl Iterator<Item = Instance<'a>>) -> String {
    let reasons = tally(instances.filter_map(why));
    let parts: Vec<String> = reasons
        .iter()
        .map(|(why, count)| format!("{count} {why}"))
        .collect();
    parts.join(", ")
}

/// Counts equal texts, the most frequent first and equals in the order in which they came.
#[must_use]
pub fn tally(texts: impl Iterator<Item = String>) -> Vec<(String, usize)> {
    let mut places = std::collections::HashMap::new();
    let mut counts: Vec<(String, usize)> = Vec::new();
    for text in texts {
        let place = *places.entry(text).or_insert_with_key(|text| {
            counts.push((text.clone(), 0));
            counts.len() - 1
        });
        if let Some((_, count)) = counts.get_mut(place) {
            *count += 1;
        }
    }
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

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
