//! `Tag.N.Key` and `Tag.N.Value`.

use std::collections::BTreeSet;

use super::params::{Params, tag_number};
use super::refusal::Refusal;

/// How many tags a request may name.
const MOST: usize = 20;

/// How many resources behind its tags a request can reach.
pub const TAGGED: usize = 1_000;

/// A key, and the value it must have if one was named.
pub type Tag = (String, Option<String>);

/// Reads the tags, in the order of their numbers.
pub fn read(params: &Params) -> Result<Vec<Tag>, Refusal> {
    let places: BTreeSet<usize> = params
        .iter()
        .filter_map(|(name, _)| tag_number(name))
        .collect();
    if places.last().is_some_and(|number| *number > MOST) {
        return Err(Refusal::too_many_tags());
    }
    let mut tags: Vec<Tag> = Vec::new();
    for number in places {
        let part = |part| params.get(&format!("Tag.{number}.{part}"));
        let key = part("Key").ok_or_else(Refusal::no_tag_key)?;
        let reserved = key.starts_with("aliyun") || key.starts_with("acs:");
        if !(1..=64).contains(&key.chars().count()) || reserved || has_url(key) {
            return Err(Refusal::bad_tag_key());
        }
        let value = part("Value");
        if value.is_some_and(|value| value.chars().count() > 128 || has_url(value)) {
            return Err(Refusal::bad_tag_value());
        }
        if tags.iter().any(|(each, _)| each == key) {
            return Err(Refusal::tag_key_twice());
        }
        tags.push((key.to_owned(), value.map(str::to_owned)));
    }
    Ok(tags)
}

fn has_url(text: &str) -> bool {
    text.contains("http://") || text.contains("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(params: &[(&str, &str)]) -> String {
        match read(&Params::own(params)) {
            Ok(_) => String::new(),
            Err(refusal) => refusal.code.into_owned(),
        }
    }

    #[test]
    fn tags_are_read_in_order_with_or_without_a_value() {
        let params = [("Tag.10.Key", "b"), ("Tag.2.Value", ""), ("Tag.2.Key", "a")];
        let tags = read(&Params::own(&params)).unwrap();
        assert_eq!(
            tags,
            [
                ("a".to_owned(), Some(String::new())),
                ("b".to_owned(), None)
            ]
        );
    }

    #[test]
    fn names_that_only_look_like_tags_are_none() {
        for name in [
            "Tag.0.Key",
            "Tag.01.Key",
            "Tag.+1.Key",
            "Tag.1.key",
            "Tag.Key",
            "Tag.1",
        ] {
            assert_eq!(tag_number(name), None, "{name}");
        }
    }

    #[test]
    fn each_rule_has_its_code() {
        let (long, longest) = ("部".repeat(65), "部".repeat(64));
        assert_eq!(code(&[("Tag.1.Key", &longest)]), "");
        for key in ["", "aliyun-x", "acs:x", "a http://b", &long] {
            assert_eq!(
                code(&[("Tag.1.Key", key)]),
                "InvalidTagKey.Malformed",
                "{key}"
            );
        }
        let value = "v".repeat(129);
        for value in ["https://x", &value] {
            let params = [("Tag.1.Key", "k"), ("Tag.1.Value", value)];
            assert_eq!(code(&params), "InvalidTagValue.Malformed", "{value}");
        }
        assert_eq!(code(&[("Tag.1.Value", "v")]), "MissingParameter.TagKey");
        assert_eq!(
            code(&[("Tag.1.Key", "a"), ("Tag.2.Key", "a")]),
            "Duplicate.TagKey"
        );
        assert_eq!(code(&[("Tag.21.Key", "a")]), "NumberExceed.Tags");
    }
}
