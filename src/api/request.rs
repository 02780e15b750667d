//! What an action that lists is called with: plain data that the caller builds.

use std::borrow::Cow;

use super::action::ListAction;
use crate::model::Encoding;

/// Names and values, in no particular order.
pub type Parameters = Vec<(Cow<'static, str>, String)>;

/// One list of the service.
#[derive(Clone, Debug)]
pub struct ListRequest {
    /// The action that lists its records.
    pub action: ListAction,
    /// The parameters that select its records. They are sent with every page.
    pub selectors: Parameters,
    /// How outputs are encoded.
    pub encoding: Encoding,
    /// `MaxResults` of the first page.
    pub page_size: u32,
    /// Whether an empty list is requested once more with `Timed=true`. Without `Timed`, the service hides live scheduled
    /// tasks.
    pub then_scheduled: bool,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// `MaxResults`.
    pub size: u32,
    /// `NextToken`; the first page has none.
    pub token: Option<String>,
}

impl ListRequest {
    /// The parameters of one page. PageNumber and PageSize are about to be removed from the API and never sent.
    pub fn parameters(&self, page: &PageRequest) -> Parameters {
        let mut parameters = self.selectors.clone();
        let mut add = |name: &'static str, value: String| parameters.push((name.into(), value));
        if let Some((name, value)) = self.action.fixed {
            add(name, value.to_owned());
        }
        if self.encoding == Encoding::PlainText {
            add("ContentEncoding", "PlainText".to_owned());
        }
        add("MaxResults", page.size.to_string());
        if let Some(token) = &page.token {
            add("NextToken", token.clone());
        }
        parameters
    }
}
