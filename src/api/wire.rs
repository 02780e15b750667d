//! The shapes of the service's bodies: a page of invocations, or an error.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::codes;
use crate::model::{Body, Encoding, Invocation, ListKind, Listed, Most, Names, Passed};

/// How much one answer of the service may hold. A page has 50 records, each usually with at most 100 instances; what is far
/// beyond that would take much more memory than its text.
pub(super) const OF_ANSWER: Most = Most {
    records: 20_000,
    instances: 100_000,
};

/// The longest text of an error that is kept, in characters.
pub(super) const LONGEST: usize = 4096;

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

/// How an action names the parts of its pages.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageShape {
    /// The object that everything but the request ID stands in, if there is one.
    wrapper: Option<&'static str>,
    /// The list of records.
    list: &'static str,
    kind: ListKind,
}

/// The pages of DescribeInvocations.
pub(super) const INVOCATIONS: PageShape = PageShape {
    wrapper: None,
    list: "Invocations",
    kind: ListKind::Invocations,
};

/// The pages of DescribeInvocationResults.
pub(super) const RUNS: PageShape = PageShape {
    wrapper: Some("Invocation"),
    list: "InvocationResults",
    kind: ListKind::Runs,
};

/// Reads a page of DescribeInvocations, however much it holds. An object without `Invocations` is no page.
///
/// # Errors
///
/// When the body is broken or has another shape, with where.
pub fn page(text: String, encoding: Encoding) -> Result<Page, serde_json::Error> {
    INVOCATIONS.read(&Body::new(text), encoding, Most::ANY)
}

impl PageShape {
    /// Reads a page that holds at most so much.
    ///
    /// # Errors
    ///
    /// When the body is broken or has another shape, with where.
    pub(super) fn read(
        self,
        body: &Body,
        encoding: Encoding,
        most: Most,
    ) -> Result<Page, serde_json::Error> {
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let mut page = Page::default();
        PageSeed {
            form: self,
            list: Listed {
                body,
                encoding,
                kind: self.kind,
                most,
            },
            names: &mut Names::new(body.as_str()),
            page: &mut page,
        }
        .deserialize(&mut parser)?;
        parser.end()?;
        page.body = body.clone();
        Ok(page)
    }
}

/// Reads a page, or what stands in its wrapper.
struct PageSeed<'p, 'b> {
    form: PageShape,
    list: Listed<'b>,
    names: &'p mut Names<'b>,
    page: &'p mut Page,
}

impl<'de> DeserializeSeed<'de> for PageSeed<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PageSeed<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self {
            form,
            list,
            names,
            page,
        } = self;
        let mut open = names.open();
        // What a page must have: the wrapper, or else the list.
        let needed = form.wrapper.unwrap_or(form.list);
        let mut found = false;
        while let Some(name) = map.next_key::<&RawValue>()? {
            names.add(&mut open, name.get())?;
            let name = Names::meant(name.get());
            found |= name == needed;
            match name.as_ref() {
                wrapper if form.wrapper == Some(wrapper) => {
                    map.next_value_seed(PageSeed {
                        form: PageShape {
                            wrapper: None,
                            ..form
                        },
                        list,
                        names: &mut *names,
                        page: &mut *page,
                    })?;
                }
                name if form.wrapper.is_none() && name == form.list => {
                    page.invocations = map.next_value_seed(list)?;
                }
                "NextToken" if form.wrapper.is_none() => {
                    let token: Option<String> = map.next_value()?;
                    page.next_token = token.filter(|token| !token.is_empty());
                }
                _ => drop(map.next_value_seed(Passed(&mut *names))?),
            }
        }
        names.close(&open)?;
        // A wrapper without the list is an empty page.
        if found || list.kind == ListKind::Runs && form.wrapper.is_none() {
            Ok(())
        } else {
            Err(A::Error::custom(format!("`{needed}` is missing")))
        }
    }
}

/// An error body.
#[derive(Debug, Default)]
pub struct ErrorBody {
    /// The code that decisions follow.
    pub code: String,
    /// The service's own words.
    pub message: String,
    /// The request's ID.
    pub request_id: Option<String>,
    /// Why RAM refused.
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
    Ok(value.as_str().filter(|text| !text.is_empty()).map(cut))
}

/// Reads an error body; `None` if there is no code in it. Gateways are known to write the names with a lower-case first
/// letter, and values that are not text.
#[must_use]
pub fn error(text: &str) -> Option<ErrorBody> {
    let body: ErrorBody = serde_json::from_str(text).ok()?;
    (!body.code.is_empty()).then_some(body)
}

impl<'de> Deserialize<'de> for ErrorBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ErrorVisitor)
    }
}

struct ErrorVisitor;

impl<'de> Visitor<'de> for ErrorVisitor {
    type Value = ErrorBody;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ErrorBody, A::Error> {
        let mut error = ErrorBody::default();
        while let Some(name) = map.next_key::<Cow<'_, str>>()? {
            let value = map.next_value::<&RawValue>()?.get();
            match name.as_ref() {
                "Code" | "code" => {
                    let code = said(value).unwrap_or_default();
                    if rank(&code) > rank(&error.code) {
                        error.code = code;
                    }
                }
                "Message" | "message" if error.message.is_empty() => {
                    error.message = said(value).unwrap_or_default();
                }
                "RequestId" | "requestId" if error.request_id.is_none() => {
                    error.request_id = said(value);
                }
                "AccessDeniedDetail" | "accessDeniedDetail" => {
                    error.access_denied_detail = serde_json::from_str(value).ok();
                }
                _ => {}
            }
        }
        Ok(error)
    }
}

/// The text of a value or, of one that is no text, its JSON; no more of it than a message may hold. `None` for `null` and
/// an empty text.
fn said(json: &str) -> Option<String> {
    let text = serde_json::from_str(json).unwrap_or(Cow::Borrowed(json));
    (!text.is_empty() && text != "null").then(|| cut(&text))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
        None => text.to_owned(),
    }
}

/// How much a code tells of an error: one that is known the most, one that says that all is well the least.
fn rank(code: &str) -> u8 {
    let is_good = ["200", "ok", "success"].contains(&code.to_ascii_lowercase().as_str());
    match code {
        "" => 0,
        _ if is_good => 1,
        _ if codes::known(code).is_none() => 2,
        _ => 3,
    }
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
    fn the_list_inside_may_be_missing_or_null() {
        for body in [
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
        assert!(read(r#"{"Invocations":{}} trailing"#).is_err());
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
        fn what_is_read_as_a_page_is_json(text in r#"[{][\[\]{}:,"a0-9.e \\-]{0,40}|\{"Invocations":\[\],"a":("|[a-z\\u0-9]){0,9}\}|.{0,20}"#) {
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
