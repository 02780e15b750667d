//! What is known of instances as machines: their names, and whether they run.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The longest name that is kept, in characters; the service takes no longer ones.
const LONGEST: usize = 128;

/// A machine. What is not known of it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// `InstanceName`.
    pub name: String,
    /// `Status`, such as `Running`.
    pub status: String,
}

/// The machines of one region and account, as far as they were asked for. Clones share what becomes known, so that a row
/// tells names that came after it.
#[derive(Clone, Debug, Default)]
pub struct Machines(Arc<RwLock<HashMap<String, Machine>>>);

impl Machines {
    /// Remembers a machine.
    pub fn learn(&self, id: &str, mut host: Machine) {
        host.name = host.name.chars().take(LONGEST).collect();
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(id.to_owned(), host);
    }

    /// A machine by the ID of its instance.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Machine> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(id).cloned()
    }
}
