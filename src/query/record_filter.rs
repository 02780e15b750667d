//! What of an answer a query is about, and what of that it shows.

use super::filter::Filters;
use super::{Query, Selection};
use crate::model::{Invocation, Shown, Tally, Verdict};

/// The part of a query that is applied to every record, wherever it came from.
#[derive(Clone, Debug, Default)]
pub struct RecordFilter {
    selection: Selection,
    /// The filters that the service does not have.
    pub filters: Filters,
}

impl RecordFilter {
    /// The filter of a query.
    #[must_use]
    pub fn new(query: &Query) -> Self {
        Self {
            selection: Selection::new(&query.ids),
            filters: query.filters.clone(),
        }
    }

    /// The instances of a record that the query is about; `None` for a record that it is not about.
    #[must_use]
    pub fn set(&self, invocation: &Invocation) -> Option<Shown> {
        let selected = self.selection.of(invocation);
        let about = selected != Shown::Some(Vec::new()) && self.filters.in_set(invocation);
        about.then_some(selected)
    }

    /// The instances of a record that were named, whatever else is filtered by.
    #[must_use]
    pub fn named(&self, invocation: &Invocation) -> Shown {
        self.selection.of(invocation)
    }

    /// How a record stands by the instances that the query is about; `None` where it has none of them.
    #[must_use]
    pub fn verdict(&self, invocation: &Invocation) -> Option<Verdict> {
        match self.selection.of(invocation) {
            Shown::Some(places) if places.is_empty() => None,
            named => Tally::of(invocation, &named).verdict(),
        }
    }

    /// What of those is shown, if anything is.
    #[must_use]
    pub fn view(&self, invocation: &Invocation, selected: Shown) -> Option<Shown> {
        self.filters.view.narrow(invocation, selected)
    }
}
