//! `Tag.N.Key` and `Tag.N.Value`.

use std::collections::BTreeMap;

use super::params::Params;
use super::refusal::Refusal;

/// How many tags a request may name.
const MOST: usize = 20;

/// How many resources behind its tags a request can reach.
pub const TAGGED: usize = 1_000;

/// A key, and the value it must have if one was named.
pub type Tag = (String, Option<String>);

/// Which half of a tag a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `Key`.
    Key,
    /// `Value`.
    Value,
}

/// The place and the half that a parameter's name speaks of: `Tag.3.Key` is the key at 3.
pub fn place(name: &str) -> Option<(usize, Part)> {
    let (place, part) = name.strip_prefix("Tag.")?.split_once('.')?;
    let part = match part {
        "Key" => Part::Key,
        "Value" => Part::Value,
        _ => return None,
    };
    let number: usize = place.parse().ok()?;
    // `Tag.01.Key` and `Tag.+1.Key` are other names.
    (number > 0 && number.to_string() == place).then_some((number, part))
}

/// Reads the tags, in the order of their numbers.
pub fn read(params: &Params) -> Result<Vec<Tag>, Refusal> {
    let mut places: BTreeMap<usize, (Option<&str>, Option<&str>)> = BTreeMap::new();
    for (name, text) in params.iter() {
        match place(name) {
            Some((number, Part::Key)) => places.entry(number).or_default().0 = Some(text),
            Some((number, Part::Value)) => places.entry(number).or_default().1 = Some(text),
            None => {}
        }
    }
    if places.keys().any(|number| *number > MOST) {
        return Err(Refusal::too_many_tags());
    }
    let mut tags: Vec<Tag> = Vec::new();
    for (key, value) in places.into_values() {
        let tag = check(key, value)?;
        if tags.iter().any(|(each, _)| *each == tag.0) {
            return Err(Refusal::tag_key_twice());
        }
        tags.push(tag);
    }
    Ok(tags)
}

/// Whether a record with tags of its own carries every tag that was asked for.
pub fn all_there(asked: &[Tag], own: &[(&str, &str)]) -> bool {
    asked.iter().all(|(key, value)| {
        own.iter()
            .any(|(k, v)| k == key && value.as_deref().is_none_or(|value| value == *v))
    })
}

fn check(key: Option<&str>, value: Option<&str>) -> Result<Tag, Refusal> {
    let Some(key) = key else {
        return Err(Refusal::no_tag_key());
    };
    let reserved = key.starts_with("aliyun") || key.starts_with("acs:");
    if !(1..=64).contains(&key.chars().count()) || reserved || has_url(key) {
        return Err(Refusal::bad_tag_key());
    }
    if value.is_some_and(|value| value.chars().count() > 128 || has_url(value)) {
        return Err(Refusal::bad_tag_value());
    }
    Ok((key.to_owned(), value.map(str::to_owned)))
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
            assert_eq!(place(name), None, "{name}");
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

    #[test]
    fn all_tags_must_be_there() {
        let has = |tags: &[(&str, Option<&str>)]| {
            let owned = tags
                .iter()
                .map(|(key, value)| ((*key).to_owned(), value.map(str::to_owned)));
            all_there(
                &owned.collect::<Vec<Tag>>(),
                &[("team", "web"), ("window", "")],
            )
        };
        assert!(has(&[]));
        assert!(has(&[("team", None)]));
        assert!(has(&[("team", Some("web")), ("window", Some(""))]));
        assert!(!has(&[("team", Some(""))]));
        assert!(!has(&[("team", Some("web")), ("owner", None)]));
    }
}
