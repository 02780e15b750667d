//! The parameters of DescribeInvocations: one row each, from a target and the page that is asked for.

use std::borrow::Cow;

use crate::query::Target;

/// The action that invq asks.
pub const ACTION: &str = "DescribeInvocations";

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

/// Every parameter but the tags. PageNumber and PageSize are about to be removed and never sent.
const ROWS: [(&str, Value); 14] = [
    ("RegionId", |target, _| Some(target.region.clone())),
    ("InvokeId", |target, _| target.invoke_id.clone()),
    ("CommandId", |target, _| target.command_id.clone()),
    ("InstanceId", |target, _| target.instance_id.clone()),
    ("InvokeStatus", |target, _| target.status.map(str::to_owned)),
    ("Timed", |target, _| {
        target.timed.map(|timed| timed.to_string())
    }),
    ("CommandName", |target, _| {
        target.common.command_name.clone()
    }),
    ("CommandType", |target, _| {
        target.common.command_type.map(str::to_owned)
    }),
    ("RepeatMode", |target, _| {
        target.common.repeat_mode.map(str::to_owned)
    }),
    ("ResourceGroupId", |target, _| {
        target.common.resource_group.clone()
    }),
    ("IncludeOutput", |target, _| {
        target.common.include_output.then(|| "true".to_owned())
    }),
    ("ContentEncoding", |target, _| {
        target.common.plain_text.then(|| "PlainText".to_owned())
    }),
    ("MaxResults", |_, page| Some(page.size.to_string())),
    ("NextToken", |_, page| page.token.clone()),
];

/// What is sent to ask for one page of a target.
#[must_use]
pub fn parameters(target: &Target, page: &PageRequest) -> Parameters {
    let plain = ROWS
        .iter()
        .filter_map(|(name, value)| Some((Cow::Borrowed(*name), value(target, page)?)));
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
