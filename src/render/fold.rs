//! `--fold`: identical output once, under all instances that printed it, so that the odd ones stand out.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::bytes::{Ends, show};
use super::{Look, Remark, Renderer};
use crate::model::Selected;
use crate::sanitise;

/// Names before the rest is counted, on a terminal.
const NAMED: usize = 8;

/// Gathers outputs.
#[derive(Debug)]
pub struct Folded {
    look: Look,
    places: HashMap<Vec<u8>, usize>,
    groups: Vec<Vec<String>>,
    ends: Ends,
}

impl Folded {
    /// Folds outputs.
    #[must_use]
    pub fn new(look: Look) -> Self {
        Self {
            look,
            places: HashMap::new(),
            groups: Vec::new(),
            ends: Ends::default(),
        }
    }

    fn heading(&self, of: &[String]) -> String {
        let shown = if self.look.terminal {
            NAMED.min(of.len())
        } else {
            of.len()
        };
        let names: Vec<&str> = of.iter().take(shown).map(String::as_str).collect();
        let rest = match of.len() - shown {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let names = names.join(", ") + &rest;
        format!(
            "==> {}: {} <==\n",
            super::words::plural(of.len(), "instance"),
            sanitise::line(&names)
        )
    }
}

impl Renderer for Folded {
    fn row(&mut self, row: &Selected, _out: &mut Vec<u8>) {
        for instance in row.instances() {
            let of = format!("{}/{}", row.id(), instance.id());
            self.ends.count(&of, instance);
            let output = instance.output();
            let bytes = output.as_ref().map_or(&[][..], |output| output.bytes());
            let place = self.places.get(bytes).copied().unwrap_or(self.groups.len());
            if place == self.groups.len() {
                self.places.insert(bytes.to_vec(), place);
                self.groups.push(Vec::new());
            }
            if let Some(group) = self.groups.get_mut(place) {
                group.push(of);
            }
        }
    }

    fn end(&mut self, _whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        let mut groups: Vec<(&Vec<u8>, &Vec<String>)> = self
            .places
            .iter()
            .filter_map(|(bytes, place)| Some((bytes, self.groups.get(*place)?)))
            .collect();
        // The most frequent first; of equally frequent ones, the one that came first.
        groups.sort_by_key(|(bytes, of)| (Reverse(of.len()), self.places.get(*bytes).copied()));
        for (bytes, of) in groups {
            if !out.is_empty() && !out.ends_with(b"\n") {
                out.push(b'\n');
            }
            out.extend_from_slice(self.heading(of).as_bytes());
            show(bytes, &self.look, out);
        }
        self.ends.remarks()
    }
}
