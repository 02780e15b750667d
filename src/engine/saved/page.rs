//! One value of a file of saved answers.

use crate::api::wire::Page;
use crate::model::{Body, Invocation};

/// A saved answer: its text, and the invocations in it.
#[derive(Clone, Debug)]
pub struct SavedPage {
    /// The text.
    pub body: Body,
    /// The invocations, in their order.
    pub invocations: Vec<Invocation>,
    /// Whether it is an answer of the service, and not a list that was put together elsewhere.
    pub is_answer: bool,
    /// Whether the answer says that there is another page behind it.
    pub has_more: bool,
    /// Which walk it belongs to, where several were saved together.
    pub walk: Option<String>,
    /// It holds runs of an instance that has a newer one, which were left out.
    pub older_runs: bool,
}

/// A saved answer of the service.
pub(super) fn answer(page: Page) -> SavedPage {
    SavedPage {
        walk: walk_of(page.body.as_str()),
        invocations: page.invocations,
        has_more: page.next_token.is_some(),
        is_answer: true,
        older_runs: false,
        body: page.body,
    }
}

/// Which walk a saved page belongs to.
fn walk_of(json: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Marked {
        #[serde(rename = "Derived")]
        derived: Option<WalkMark>,
    }
    #[derive(serde::Deserialize)]
    struct WalkMark {
        #[serde(rename = "Walk")]
        walk: Option<String>,
    }
    let marked: Marked = serde_json::from_str(json).ok()?;
    marked.derived?.walk
}
