//! ids: one `InvokeId` a line or, for instances and runs, `InvokeId<TAB>InstanceId`, which `invq -` reads again.

use std::collections::HashSet;

use super::Sink;
use crate::model::Row;
use crate::model::column::Rows;
use crate::sanitise;

/// Writes IDs.
#[derive(Debug)]
pub struct InvokeIds {
    rows: Rows,
    /// The lines of instances that had a run already: each is told once, however often it ran.
    told: HashSet<String>,
}

impl InvokeIds {
    /// A line for each row, or for each instance that has rows.
    #[must_use]
    pub fn new(rows: Rows) -> Self {
        Self {
            rows,
            told: HashSet::new(),
        }
    }
}

impl Sink for InvokeIds {
    fn row(&mut self, row: &Row, out: &mut Vec<u8>) {
        let id = row.id();
        let id = sanitise::line(&id);
        if self.rows == Rows::Invocations {
            out.extend_from_slice(id.as_bytes());
            out.push(b'\n');
            return;
        }
        for instance in row.instances() {
            let line = format!("{id}\t{}\n", sanitise::line(&instance.id()));
            if self.rows != Rows::Runs || self.told.insert(line.clone()) {
                out.extend_from_slice(line.as_bytes());
            }
        }
    }
}
