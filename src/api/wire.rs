//! The shapes of the service's bodies: a page of invocations, or an error.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::{Body, Encoding, Invocation};

/// A page of the answer.
#[derive(Debug, Default)]
pub struct Page {
    /// The invocations, in the service's order.
    pub invocations: Vec<Invocation>,
    /// The token to go on with; `None` after the last page (absent, `null` and empty mean the same).
    pub next_token: Option<String>,
    /// The body that it came in.
    pub body: Body,
}

/// Reads a page. An object that holds neither invocations nor a request ID is no page.
///
/// # Errors
///
/// When the body is broken or has another shape, with where.
pub fn page(text: String, encoding: Encoding) -> Result<Page, serde_json::Error> {
    let body = Body::new(text);
    let mut parser = serde_json::Deserializer::from_str(body.as_str());
    let mut page = PageSeed {
        body: &body,
        encoding,
    }
    .deserialize(&mut parser)?;
    parser.end()?;
    page.body = body.clone();
    Ok(page)
}

struct PageSeed<'b> {
    body: &'b Body,
    encoding: Encoding,
}

impl<'de> DeserializeSeed<'de> for PageSeed<'de> {
    type Value = Page;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Page, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PageSeed<'de> {
    type Value = Page;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of DescribeInvocations")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Page, A::Error> {
        let mut page = Page::default();
        let mut recognised = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "Invocations" => {
                    page.invocations = map.next_value_seed(List(&self))?;
                    recognised = true;
                }
                "NextToken" => {
                    let token: Option<String> = map.next_value()?;
                    page.next_token = token.filter(|token| !token.is_empty());
                }
                name => {
                    recognised |= name == "RequestId";
                    map.next_value::<&RawValue>()?;
                }
            }
        }
        if recognised {
            Ok(page)
        } else {
            Err(serde::de::Error::custom(
                "neither Invocations nor RequestId is there",
            ))
        }
    }
}

struct List<'s, 'b>(&'s PageSeed<'b>);

impl<'de> DeserializeSeed<'de> for List<'_, 'de> {
    type Value = Vec<Invocation>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Invocation::read_list(self.0.body, self.0.encoding, deserializer)
    }
}

/// An error body. Gateways are known to write the names with a lower-case first letter.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ErrorBody {
    /// The code that decisions follow.
    #[serde(alias = "code")]
    pub code: String,
    /// The service's own words.
    #[serde(alias = "message")]
    pub message: String,
    /// The request's ID.
    #[serde(alias = "requestId")]
    pub request_id: Option<String>,
    /// Why RAM refused.
    #[serde(alias = "accessDeniedDetail")]
    pub access_denied_detail: Option<AccessDenied>,
}

/// Why RAM refused. Values that are not text are passed over.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "PascalCase", default)]
pub struct AccessDenied {
    /// The action that was refused.
    #[serde(deserialize_with = "text_or_nothing")]
    pub auth_action: Option<String>,
    /// `ImplicitDeny` (no policy allows it) or `ExplicitDeny` (a policy forbids it).
    #[serde(deserialize_with = "text_or_nothing")]
    pub no_permission_type: Option<String>,
}

fn text_or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(value
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned))
}

/// Reads an error body; `None` if there is no code in it.
#[must_use]
pub fn error(text: &str) -> Option<ErrorBody> {
    let body: ErrorBody = serde_json::from_str(text).ok()?;
    (!body.code.is_empty()).then_some(body)
}

/// Whether a text is the beginning of a JSON object, and no more.
#[must_use]
pub fn breaks_off(text: &str) -> bool {
    let whole = serde_json::from_str::<serde::de::IgnoredAny>(text);
    let is_cut = whole.is_err_and(|error| error.is_eof()) || ends_in_number(text);
    text.trim_start().starts_with('{') && is_cut
}

/// Whether a text ends where a number goes on. The parser calls such a number wrong, and not the text cut off.
pub(super) fn ends_in_number(text: &str) -> bool {
    text.ends_with(['-', '+', '.', 'e', 'E'])
        && serde_json::from_str::<serde::de::IgnoredAny>(&format!("{text}0"))
            .is_err_and(|error| error.is_eof())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Page, serde_json::Error> {
        page(text.to_owned(), Encoding::Base64)
    }

    #[test]
    fn a_missing_null_or_empty_token_ends_the_walk() {
        for token in ["", r#""NextToken":null,"#, r#""NextToken":"","#] {
            let page = read(&format!(r#"{{{token}"Invocations":{{"Invocation":[]}}}}"#)).unwrap();
            assert_eq!(page.next_token, None);
        }
        let page = read(r#"{"NextToken":"AA","Invocations":{"Invocation":[{"InvokeId":"t-1"}]}}"#);
        let page = page.unwrap();
        assert_eq!(page.next_token.as_deref(), Some("AA"));
        assert_eq!(page.invocations[0].id(), "t-1");
    }

    #[test]
    fn wrappers_may_be_missing_or_null() {
        for body in [
            r#"{"RequestId":"R"}"#,
            r#"{"RequestId":7}"#,
            r#"{"Invocations":null}"#,
            r#"{"Invocations":{}}"#,
            r#"{"Invocations":{"Invocation":null}}"#,
        ] {
            assert_eq!(read(body).unwrap().invocations.len(), 0, "{body}");
        }
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for body in [
            "",
            "{}",
            "[]",
            "<html>",
            r#"{"Invocations":{"Invocation":[{"InvokeId":"#,
        ] {
            assert!(read(body).is_err(), "{body}");
        }
        assert!(read(r#"{"RequestId":"R"} trailing"#).is_err());
    }

    #[test]
    fn error_bodies_are_read_in_both_spellings() {
        let body = error(r#"{"code":"Throttling","message":"slow","requestId":"R"}"#).unwrap();
        assert_eq!(
            (body.code.as_str(), body.request_id.as_deref()),
            ("Throttling", Some("R"))
        );
        let text = r#"{"Code":"Forbidden.RAM","AccessDeniedDetail":{"AuthAction":"ecs:DescribeInvocations","PolicyType":["x"],"NoPermissionType":"ImplicitDeny"}}"#;
        let detail = error(text).unwrap().access_denied_detail.unwrap();
        assert_eq!(
            detail.auth_action.as_deref(),
            Some("ecs:DescribeInvocations")
        );
        assert!(error(r#"{"RequestId":"R"}"#).is_none());
    }

    /// A page with everything in it that the parser has to tell apart.
    const PAGE: &str = r#"{"New":[1.50,{"a":null}],"NextToken":"\u00e9","Invocations":{"Invocation":[{"InvokeId":"t-1",
        "InvokeInstances":{"InvokeInstance":[{"InstanceId":"i-1","ExitCode":-1,"Output":"/w=="}]},"Tags":{"Tag":[]}}]},
        "RequestId":"R"}"#;

    proptest! {
        #[test]
        fn what_is_read_as_a_page_is_json(text in r#"[{][\[\]{}:,"a0-9.e \\-]{0,40}|\{"RequestId":("|[a-z\\u0-9]){0,9}\}|.{0,20}"#) {
            let is_json = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            prop_assert!(read(&text).is_err() || is_json);
            prop_assert!(!(breaks_off(&text) && is_json));
        }

        /// What came of an answer that broke off is never taken for the whole.
        #[test]
        fn the_beginning_of_a_page_is_no_page(end in 1..PAGE.len()) {
            let begun = PAGE.get(..end).unwrap_or("{");
            prop_assert!(read(begun).is_err_and(|error| error.is_eof() || ends_in_number(begun)));
            prop_assert!(breaks_off(begun));
            prop_assert!(read(PAGE).is_ok() && !breaks_off(PAGE));
        }
    }
}
