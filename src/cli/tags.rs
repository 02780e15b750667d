//! `--tag KEY[=VALUE]`, with the product page's rules.

use super::Problem;
use crate::query::TagFilter;

const MOST: usize = 20;
const LONGEST_KEY: usize = 64;
const LONGEST_VALUE: usize = 128;

/// Reads the tags, and tells every problem that they have.
pub(super) fn read(typed: &[String], problems: &mut Vec<Problem>) -> Vec<TagFilter> {
    let mut say = |text: String| problems.push(Problem(text));
    if typed.len() > MOST {
        say(format!(
            "{} tags: the service takes at most {MOST}",
            typed.len()
        ));
    }
    let mut tags: Vec<TagFilter> = Vec::new();
    for text in typed {
        let tag = split(text);
        for wrong in wrong_with(&tag) {
            say(format!("--tag `{text}`: {wrong}"));
        }
        let twice = tags.iter().any(|other| other.key == tag.key);
        if twice && !tag.key.is_empty() {
            say(format!(
                "--tag `{text}`: the key `{}` is given twice",
                tag.key
            ));
        }
        tags.push(tag);
    }
    tags
}

/// At the first `=`, so that values may hold one.
fn split(text: &str) -> TagFilter {
    match text.split_once('=') {
        Some((key, value)) => TagFilter {
            key: key.to_owned(),
            value: Some(value.to_owned()),
        },
        None => TagFilter {
            key: text.to_owned(),
            value: None,
        },
    }
}

fn wrong_with(tag: &TagFilter) -> Vec<String> {
    let mut wrong = Vec::new();
    let key = &tag.key;
    let value = tag.value.as_deref().unwrap_or_default();
    let url = |text: &str| text.contains("http://") || text.contains("https://");
    if key.is_empty() {
        wrong.push("the key is empty".to_owned());
    }
    if key.starts_with("aliyun") || key.starts_with("acs:") {
        wrong.push("a key must not start with `aliyun` or `acs:`".to_owned());
    }
    if url(key) || url(value) {
        wrong.push("neither key nor value may hold `http://` or `https://`".to_owned());
    }
    for (what, text, most) in [
        ("key", key.as_str(), LONGEST_KEY),
        ("value", value, LONGEST_VALUE),
    ] {
        let length = text.chars().count();
        if length > most {
            wrong.push(format!(
                "the {what} has {length} characters, at most {most} are allowed"
            ));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(typed: &[&str]) -> Vec<String> {
        let typed: Vec<String> = typed.iter().map(|&text| text.to_owned()).collect();
        let mut problems = Vec::new();
        read(&typed, &mut problems);
        problems.into_iter().map(|problem| problem.0).collect()
    }

    #[test]
    fn a_tag_splits_at_its_first_equals_sign() {
        let mut problems = Vec::new();
        let typed = ["a=b=c", "d=", "e"].map(str::to_owned);
        let tags = read(&typed, &mut problems);
        let values: Vec<_> = tags
            .iter()
            .map(|tag| (tag.key.as_str(), tag.value.as_deref()))
            .collect();
        assert_eq!(values, [("a", Some("b=c")), ("d", Some("")), ("e", None)]);
        assert_eq!(problems, []);
    }

    #[test]
    fn lengths_count_characters_not_bytes() {
        assert_eq!(problems(&[&"键".repeat(64)]), [""; 0]);
        assert_eq!(
            problems(&[&"键".repeat(65)])[0].split(": ").last(),
            Some("the key has 65 characters, at most 64 are allowed")
        );
        assert_eq!(problems(&[&format!("k={}", "值".repeat(128))]), [""; 0]);
        assert_eq!(problems(&[&format!("k={}", "值".repeat(129))]).len(), 1);
    }

    #[test]
    fn every_problem_is_told() {
        let told = problems(&["aliyun.x=https://a", "k=1", "k=2", "=v"]);
        assert_eq!(told.len(), 4, "{told:?}");
        assert_eq!(
            problems(&["=a", "=b"]),
            [
                "--tag `=a`: the key is empty",
                "--tag `=b`: the key is empty"
            ]
        );
        let many: Vec<String> = (0..21).map(|n| format!("k{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(problems(&many), ["21 tags: the service takes at most 20"]);
    }
}
