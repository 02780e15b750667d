//! Did you mean: the known word that lies nearest to one that is not known.

/// The nearest of `known`, or nothing when none is near enough to be what was meant. Case, `-` and `_` do not count, so
/// that `accessKeyId` finds `access_key_id`.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let word = plain(word);
    // A third of the letters wrong is a slip of the hand, more is another word.
    let limit = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&word, &plain(candidate)), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean …?` for the word that [`nearest`] finds.
pub fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    nearest(word, known).map(|near| format!("did you mean `{near}`?"))
}

/// A word without what does not count: case, `-`, `_` and spaces.
pub fn plain(word: &str) -> String {
    word.chars()
        .filter(|letter| !matches!(letter, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_other_spellings_are_found_and_strangers_are_not() {
        let known = ["access_key_id", "region", "endpoint"];
        assert_eq!(nearest("accessKeyId", known), Some("access_key_id"));
        assert_eq!(nearest("regoin", known), Some("region"));
        assert_eq!(nearest("output", known), None);
        assert_eq!(nearest("", known), None);
    }

    #[test]
    fn of_two_equally_near_the_first_wins() {
        assert_eq!(nearest("dex", ["dev", "des"]), Some("dev"));
    }
}
