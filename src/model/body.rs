//! The text of one answer.

use std::fmt;
use std::sync::Arc;

/// The text of one answer, shared by the records in it.
#[derive(Clone, Default)]
pub struct Body(Arc<String>);

impl Body {
    /// Takes the text of an answer.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Arc::new(text))
    }

    /// The whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}
