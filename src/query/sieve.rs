//! What of an answer a query is about, and what of that it shows.

use super::filter::Filters;
use super::{Query, Selection};
use crate::model::{Invocation, Shown};

/// The part of a query that is applied to every record, wherever it came from.
#[derive(Clone, Debug, Default)]
pub struct Sieve {
    selection: Selection,
    /// The filters that the service does not have.
    pub filters: Filters,
}

impl Sieve {
    /// The sieve of a query.
    #[must_use]
    pub fn new(query: &Query) -> Self {
        Self {
            selection: Selection::new(&query.ids),
            filters: query.filters.clone(),
        }
    }

    /// `None` for a record that the query is not about; else what of it is shown, if anything is.
    #[must_use]
    pub fn take(&self, invocation: &Invocation) -> Option<Option<Shown>> {
        let selected = self.selection.of(invocation);
        if selected == Shown::Some(Vec::new()) || !self.filters.in_set(invocation) {
            return None;
        }
        Some(self.filters.view.narrow(invocation, selected))
    }
}
