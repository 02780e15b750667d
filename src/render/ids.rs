//! ids: one `InvokeId` a line or, per instance, `InvokeId<TAB>InstanceId`, which `invq -` reads again.

use super::{Remark, Renderer};
use crate::model::Selected;
use crate::sanitise;

/// Writes IDs.
#[derive(Debug)]
pub struct InvokeIds {
    /// A line for each instance.
    pub per_instance: bool,
}

impl Renderer for InvokeIds {
    fn row(&mut self, row: &Selected, out: &mut Vec<u8>) {
        let id = row.id();
        let id = sanitise::line(&id);
        if self.per_instance {
            for instance in row.instances() {
                let instance = instance.id();
                out.extend_from_slice(format!("{id}\t{}\n", sanitise::line(&instance)).as_bytes());
            }
        } else {
            out.extend_from_slice(id.as_bytes());
            out.push(b'\n');
        }
    }

    fn end(&mut self, _whole: bool, _out: &mut Vec<u8>) -> Vec<Remark> {
        Vec::new()
    }
}
