//! From a target to the parameters that select its records: one row each.

use std::borrow::Cow;

use crate::api::action::ListAction;
use crate::api::request::{ListRequest, Parameters};
use crate::query::Target;

type ParameterValue = fn(&Target) -> Option<String>;

/// The parameters of both actions, apart from the tags.
const OF_BOTH: [(&str, ParameterValue); 5] = [
    ("RegionId", |target| Some(target.region.clone())),
    ("InvokeId", |target| target.invoke_id.clone()),
    ("CommandId", |target| target.command_id.clone()),
    ("InstanceId", |target| target.instance_id.clone()),
    ("ResourceGroupId", |target| {
        target.common.resource_group.clone()
    }),
];

/// The parameters that only DescribeInvocations has.
const OF_INVOCATIONS: [(&str, ParameterValue); 6] = [
    ("InvokeStatus", |target| target.status.map(str::to_owned)),
    ("Timed", |target| {
        target.timed.map(|timed| timed.to_string())
    }),
    ("CommandName", |target| target.common.command_name.clone()),
    ("CommandType", |target| {
        target.common.command_type.map(str::to_owned)
    }),
    ("RepeatMode", |target| {
        target.common.repeat_mode.map(str::to_owned)
    }),
    ("IncludeOutput", |target| {
        target.common.include_output.then(|| "true".to_owned())
    }),
];

/// The list that answers a target.
#[must_use]
pub fn list_request(target: &Target) -> ListRequest {
    let (action, own) = if target.common.history {
        (ListAction::RUNS, &[][..])
    } else {
        (ListAction::INVOCATIONS, &OF_INVOCATIONS[..])
    };
    let rows = OF_BOTH.iter().chain(own);
    let plain = rows.filter_map(|(name, value)| Some((Cow::Borrowed(*name), value(target)?)));
    ListRequest {
        action,
        selectors: plain.chain(tags(target)).collect(),
        encoding: target.common.encoding,
        page_size: target.common.page_size,
        then_scheduled: target.may_be_scheduled(),
    }
}

fn tags(target: &Target) -> Parameters {
    let tags = (1..).zip(&target.common.tags);
    let pairs = tags.flat_map(|(number, tag)| {
        let name = |part: &str| Cow::Owned(format!("Tag.{number}.{part}"));
        let value = tag.value.clone().map(|value| (name("Value"), value));
        std::iter::once((name("Key"), tag.key.clone())).chain(value)
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::request::PageRequest;
    use crate::model::Encoding;
    use crate::query::filter::NamePattern;
    use crate::query::{Query, TagFilter, plan};

    fn sent(query: &Query, page: &PageRequest) -> Vec<String> {
        let targets = plan(query, "cn-hangzhou").targets;
        let mut sent: Vec<String> = list_request(&targets[0])
            .parameters(page)
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
            encoding: Encoding::PlainText,
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
