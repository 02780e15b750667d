//! The parameters of the two actions that list: one row each, from a target and the page that is asked for.

use std::borrow::Cow;

use crate::query::Target;

/// The action that lists invocations.
pub const ACTION: &str = "DescribeInvocations";

/// The action that lists the runs of a task that repeats.
pub const RUNS: &str = "DescribeInvocationResults";

/// The action that a target is asked with.
#[must_use]
pub fn action(target: &Target) -> &'static str {
    if target.common.history { RUNS } else { ACTION }
}

/// The API's version.
pub const VERSION: &str = "2014-05-26";

/// Which page of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// `MaxResults`.
    pub size: u32,
    /// `NextToken`; the first page is asked for without one.
    pub token: Option<String>,
}

/// Names and values, in no particular order.
pub type Parameters = Vec<(Cow<'static, str>, String)>;

type Value = fn(&Target, &PageRequest) -> Option<String>;

/// Which of the actions has a parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Both,
    Only(&'static str),
}

/// Every parameter but the tags, which both have. PageNumber and PageSize are about to be removed and never sent.
const ROWS: [(&str, Of, Value); 15] = [
    ("RegionId", Of::Both, |target, _| {
        Some(target.region.clone())
    }),
    ("InvokeId", Of::Both, |target, _| target.invoke_id.clone()),
    ("CommandId", Of::Both, |target, _| target.command_id.clone()),
    ("InstanceId", Of::Both, |target, _| {
        target.instance_id.clone()
    }),
    ("InvokeStatus", Of::Only(ACTION), |target, _| {
        target.status.map(str::to_owned)
    }),
    ("Timed", Of::Only(ACTION), |target, _| {
        target.timed.map(|timed| timed.to_string())
    }),
    ("CommandName", Of::Only(ACTION), |target, _| {
        target.common.command_name.clone()
    }),
    ("CommandType", Of::Only(ACTION), |target, _| {
        target.common.command_type.map(str::to_owned)
    }),
    ("RepeatMode", Of::Only(ACTION), |target, _| {
        target.common.repeat_mode.map(str::to_owned)
    }),
    ("ResourceGroupId", Of::Both, |target, _| {
        target.common.resource_group.clone()
    }),
    ("IncludeOutput", Of::Only(ACTION), |target, _| {
        target.common.include_output.then(|| "true".to_owned())
    }),
    ("IncludeHistory", Of::Only(RUNS), |_, _| {
        Some("true".to_owned())
    }),
    ("ContentEncoding", Of::Both, |target, _| {
        target.common.plain_text.then(|| "PlainText".to_owned())
    }),
    ("MaxResults", Of::Both, |_, page| {
        Some(page.size.to_string())
    }),
    ("NextToken", Of::Both, |_, page| page.token.clone()),
];

/// What is sent to ask for one page of a target.
#[must_use]
pub fn parameters(target: &Target, page: &PageRequest) -> Parameters {
    let asked = Of::Only(action(target));
    let plain = ROWS
        .iter()
        .filter(|(_, of, _)| [Of::Both, asked].contains(of))
        .filter_map(|(name, _, value)| Some((Cow::Borrowed(*name), value(target, page)?)));
    let tags = target
        .common
        .tags
        .iter()
        .enumerate()
        .flat_map(|(index, tag)| {
            let name = |part: &str| Cow::Owned(format!("Tag.{}.{part}", index + 1));
            let value = tag.value.clone().map(|value| (name("Value"), value));
            std::iter::once((name("Key"), tag.key.clone())).chain(value)
        });
    plain.chain(tags).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::filter::NamePattern;
    use crate::query::{Query, TagFilter, plan};

    fn sent(query: &Query, page: &PageRequest) -> Vec<String> {
        let targets = plan(query, "cn-hangzhou").targets;
        let mut sent: Vec<String> = parameters(&targets[0], page)
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        sent.sort();
        sent
    }

    #[test]
    fn a_first_page_sends_no_token_and_nothing_that_was_not_asked() {
        let page = PageRequest {
            size: 50,
            token: None,
        };
        assert_eq!(
            sent(&Query::default(), &page),
            ["MaxResults=50", "RegionId=cn-hangzhou"]
        );
    }

    #[test]
    fn runs_are_asked_for_with_the_parameters_of_their_own_action() {
        let query = Query {
            command_name: Some(NamePattern::new("x")),
            include_output: true,
            plain_text: true,
            history: true,
            ..Query::default()
        };
        let page = PageRequest {
            size: 50,
            token: None,
        };
        let expected = [
            "ContentEncoding=PlainText",
            "IncludeHistory=true",
            "MaxResults=50",
            "RegionId=cn-hangzhou",
        ];
        assert_eq!(sent(&query, &page), expected);
    }

    #[test]
    fn a_tag_without_value_sends_its_key_alone_and_an_empty_value_is_sent() {
        let tag = |key: &str, value: Option<&str>| TagFilter {
            key: key.to_owned(),
            value: value.map(str::to_owned),
        };
        let query = Query {
            tags: vec![tag("team", None), tag("x", Some("")), tag("y", Some("a=b"))],
            ..Query::default()
        };
        let page = PageRequest {
            size: 10,
            token: Some("AAAA".to_owned()),
        };
        let expected = [
            "MaxResults=10",
            "NextToken=AAAA",
            "RegionId=cn-hangzhou",
            "Tag.1.Key=team",
            "Tag.2.Key=x",
            "Tag.2.Value=",
            "Tag.3.Key=y",
            "Tag.3.Value=a=b",
        ];
        assert_eq!(sent(&query, &page), expected);
    }
}
