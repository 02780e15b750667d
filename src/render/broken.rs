//! Texts that should be Base64 and are not: a warning says that they are shown undecoded.

use super::Remark;
use crate::model::Text;
use crate::sanitise;

/// How many are named; the rest is counted.
const NAMED: usize = 8;

/// Whose texts could not be decoded.
#[derive(Debug)]
pub(super) struct Broken {
    what: &'static str,
    of: Vec<String>,
}

impl Broken {
    /// Starts with none; `what` is the word for such a text.
    pub(super) fn new(what: &'static str) -> Self {
        let of = Vec::new();
        Self { what, of }
    }

    /// Counts a text if it could not be decoded.
    pub(super) fn count(&mut self, text: Option<&Text<'_>>, of: impl Fn() -> String) {
        if !matches!(text, Some(Text::Broken(_))) {
            return;
        }
        let of = sanitise::line(&of()).into_owned();
        // An object of each instance holds the same script.
        if self.of.last() != Some(&of) {
            self.of.push(of);
        }
    }

    /// The warning; `None` if every text was decoded.
    pub(super) fn remark(&self) -> Option<Remark> {
        let named: Vec<&str> = self.of.iter().take(NAMED).map(String::as_str).collect();
        let more = match self.of.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let text = format!(
            "the {} is not Base64 as announced, and shown as it came: {}{more}",
            self.what,
            named.join(", ")
        );
        (!named.is_empty()).then_some(Remark::Warning(text))
    }
}
