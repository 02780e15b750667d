//! api: the service's bodies as they came, one a line, without white space between tokens.

use super::reformat::{as_it_is, compact};
use super::{OutputOptions, Sink};
use crate::model::{Body, Row};

/// Passes bodies on.
#[derive(Debug)]
pub struct Bodies {
    options: OutputOptions,
}

impl Bodies {
    /// Passes bodies on, made safe for a terminal if the result goes to one.
    #[must_use]
    pub fn new(options: OutputOptions) -> Self {
        Self { options }
    }
}

impl Sink for Bodies {
    fn row(&mut self, _row: &Row, _out: &mut Vec<u8>) {}

    fn body(&mut self, body: &Body, walk: Option<&str>, out: &mut Vec<u8>) {
        let mut line = Vec::new();
        compact(body.as_str().trim(), &mut line);
        if let Some(walk) = walk {
            mark(walk, &mut line);
        }
        as_it_is(&line, &self.options, out);
        out.push(b'\n');
    }
}

/// Writes into a body which of several walks it belongs to, so that a later reader can tell whether the whole walk was saved.
fn mark(walk: &str, line: &mut Vec<u8>) {
    if line.pop_if(|last| *last == b'}').is_none() {
        return;
    }
    let mark = serde_json::json!({ "Walk": walk });
    let comma = if line.ends_with(b"{") { "" } else { "," };
    line.extend_from_slice(format!("{comma}\"Derived\":{mark}}}").as_bytes());
}
