//! The shapes of the service's bodies: a page of records, or an error.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::action::ListAction;
use super::codes;
use crate::model::{Body, Encoding, Invocation, ListKind, Listed, Most, Names, Passed};

/// How much a page may hold. A page has 50 records, usually with at most 100 instances each; far more than that would take
/// much more memory than its text.
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
    /// The token of the next page; `None` after the last one (absent, `null` and empty mean the same).
    pub next_token: Option<String>,
    /// The body that holds them.
    pub body: Body,
}

/// Reads a page of DescribeInvocations of any size. An object without `Invocations` is not a page.
///
/// # Errors
///
/// If the body is broken or has another shape; the error says where.
pub fn page(text: String, encoding: Encoding) -> Result<Page, serde_json::Error> {
    ListAction::INVOCATIONS.read(&Body::new(text), encoding, Most::ANY)
}

/// Reads a page of DescribeInvocationResults of any size. Each run becomes an invocation with one instance. An object
/// without `Invocation` is not a page.
///
/// # Errors
///
/// If the body is broken or has another shape; the error says where.
pub fn runs(text: String, encoding: Encoding) -> Result<Page, serde_json::Error> {
    ListAction::RUNS.read(&Body::new(text), encoding, Most::ANY)
}

impl ListAction {
    /// Reads a page that holds at most `most`.
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

/// Reads a page, or the object in its wrapper.
struct PageSeed<'p, 'b> {
    form: ListAction,
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
        // A page must have the wrapper, or else the list.
        let needed = form.wrapper.unwrap_or(form.list);
        let mut found = false;
        while let Some(name) = map.next_key::<&RawValue>()? {
            names.add(&mut open, name.get())?;
            let name = Names::meant(name.get());
            found |= name == needed;
            match name.as_ref() {
                wrapper if form.wrapper == Some(wrapper) => {
                    map.next_value_seed(PageSeed {
                        form: ListAction {
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
    /// Why RAM denied the action.
    pub access_denied_detail: Option<AccessDenied>,
}

/// Why RAM denied an action. Values that are not text are ignored.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "PascalCase", default)]
pub struct AccessDenied {
    /// The action that was denied.
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

/// The text of a value, or its JSON if it is not text, cut to the length that a message may have. `None` for `null` and an
/// empty text.
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

/// How much a code says about an error: a known code the most, one that means success the least.
fn rank(code: &str) -> u8 {
    let is_good = ["200", "ok", "success"].contains(&code.to_ascii_lowercase().as_str());
    match code {
        "" => 0,
        _ if is_good => 1,
        _ if codes::known(code).is_none() => 2,
        _ => 3,
    }
}

/// Whether a text is the beginning of a JSON object whose end is missing.
pub fn breaks_off(text: &str) -> bool {
    let whole = serde_json::from_str::<serde::de::IgnoredAny>(text);
    let is_cut = whole.is_err_and(|error| error.is_eof()) || ends_in_number(text);
    text.trim_start().starts_with('{') && is_cut
}

/// Whether a text ends within a number. The parser reports such a number as invalid, not as the end of the text.
pub(super) fn ends_in_number(text: &str) -> bool {
    text.ends_with(['-', '+', '.', 'e', 'E'])
        && serde_json::from_str::<serde::de::IgnoredAny>(&format!("{text}0"))
            .is_err_and(|error| error.is_eof())
}

#[cfg(test)]
mod tests;
