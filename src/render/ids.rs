//! ids: one `InvokeId` a line.

use super::{Remark, Renderer};
use crate::model::Selected;
use crate::sanitise;

/// Writes one `InvokeId` a line.
#[derive(Debug)]
pub struct InvokeIds;

impl Renderer for InvokeIds {
    fn row(&mut self, row: &Selected, out: &mut Vec<u8>) {
        out.extend_from_slice(sanitise::line(&row.id()).as_bytes());
        out.push(b'\n');
    }

    fn end(&mut self, _whole: bool, _out: &mut Vec<u8>) -> Vec<Remark> {
        Vec::new()
    }
}
