//! Which instances of an invocation the query is about.

use std::collections::{BTreeMap, BTreeSet};

use super::Ids;
use crate::model::{Invocation, Shown};

/// The instances that were named, for all invocations or for some.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    everywhere: BTreeSet<String>,
    whole: BTreeSet<String>,
    within: BTreeMap<String, BTreeSet<String>>,
}

impl Selection {
    /// What the named IDs select.
    #[must_use]
    pub fn new(ids: &Ids) -> Self {
        let mut within: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (invocation, instance) in &ids.pairs {
            within
                .entry(invocation.clone())
                .or_default()
                .insert(instance.clone());
        }
        Self {
            everywhere: ids.instances.iter().chain(&ids.hosts).cloned().collect(),
            whole: ids.invocations.iter().cloned().collect(),
            within,
        }
    }

    /// The instances of one invocation that are shown: those named, or all where none was named for it.
    #[must_use]
    pub fn of(&self, invocation: &Invocation) -> Shown {
        if self.everywhere.is_empty() && self.within.is_empty() {
            return Shown::All;
        }
        let id = invocation.id();
        let within = self.within.get(&id);
        if self.everywhere.is_empty() && (within.is_none() || self.whole.contains(&id)) {
            return Shown::All;
        }
        let named = |instance: &str| {
            self.everywhere.contains(instance) || within.is_some_and(|set| set.contains(instance))
        };
        let places = invocation.instances().enumerate();
        Shown::Some(
            places
                .filter(|(_, i)| named(&i.id()))
                .map(|(place, _)| place)
                .collect(),
        )
    }
}
