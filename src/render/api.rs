//! api: the service's bodies as they came, one a line, without white space between tokens.

use super::reformat::compact;
use super::{Remark, Renderer};
use crate::model::{Body, Selected};

/// Passes bodies on.
#[derive(Debug)]
pub struct Bodies;

impl Renderer for Bodies {
    fn row(&mut self, _row: &Selected, _out: &mut Vec<u8>) {}

    fn body(&mut self, body: &Body, out: &mut Vec<u8>) {
        compact(body.as_str().trim(), out);
        out.push(b'\n');
    }

    fn end(&mut self, _whole: bool, _out: &mut Vec<u8>) -> Vec<Remark> {
        Vec::new()
    }
}
