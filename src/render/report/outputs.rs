//! What was printed, as far as reports show it: each text once, and of long ones the end.

use std::collections::HashMap;
use std::hash::BuildHasher as _;

use foldhash::quality::RandomState;

use crate::model::{Instance, Text};

/// What all outputs of a report may take in it. The service keeps 24 KB of each.
const MOST: usize = 3_500_000;

/// The most that is kept of one, in bytes, before there are too many of them.
const LONGEST: usize = 64 * 1024;

/// Outputs of a report.
#[derive(Debug)]
pub(super) struct KeptOutputs {
    /// Where an output stands, by the hash and the length of what came. The hash is seeded anew in each run, so that no host
    /// can make two texts that look alike.
    places: HashMap<(bool, u64, usize), usize>,
    hasher: RandomState,
    kept: Vec<KeptOutput>,
    /// What they take.
    cost: usize,
    /// The most that is kept of one, of those who failed and of the others.
    longest: [usize; 2],
}

/// The end of an output.
#[derive(Debug)]
pub(super) struct KeptOutput {
    pub bytes: Vec<u8>,
    /// How many bytes there were before them.
    pub before: usize,
    /// How many instances printed it.
    pub count: usize,
    /// Nobody who printed it failed.
    is_ok: bool,
}

impl Default for KeptOutputs {
    fn default() -> Self {
        Self {
            places: HashMap::default(),
            hasher: RandomState::default(),
            kept: Vec::new(),
            cost: 0,
            longest: [LONGEST; 2],
        }
    }
}

impl KeptOutputs {
    pub(super) fn get(&self, place: usize) -> Option<&KeptOutput> {
        self.kept.get(place)
    }

    /// Keeps what an instance printed, and says where. Whoever failed is heard first: when there is too much, the others' is
    /// cut before.
    pub(super) fn add(&mut self, instance: Instance<'_>, is_ok: bool) -> Option<usize> {
        let raw = instance.record().raw("Output")?;
        // What invq wrote itself says of each text how it is encoded; elsewhere equal texts are equal as they came.
        let decoded = instance.record().raw("Derived").map(|_| bytes(instance));
        let came = decoded.as_deref().unwrap_or(raw.as_bytes());
        let key = (decoded.is_some(), self.hasher.hash_one(came), came.len());
        if let Some(place) = self.places.get(&key) {
            let same = self.kept.get_mut(*place)?;
            same.count += 1;
            same.is_ok &= is_ok;
            return Some(*place);
        }
        let bytes = decoded.unwrap_or_else(|| bytes(instance));
        if bytes.is_empty() {
            return None;
        }
        let mut output = KeptOutput {
            bytes,
            before: 0,
            count: 1,
            is_ok,
        };
        output.cut(self.longest);
        let place = self.kept.len();
        self.cost += cost(&output.bytes);
        self.kept.push(output);
        self.places.insert(key, place);
        while self.cost > MOST && self.longest != [0; 2] {
            self.cut();
        }
        Some(place)
    }

    /// Keeps half as much of each of the others or, when that is next to nothing, of each.
    fn cut(&mut self) {
        let [failed, ok] = &mut self.longest;
        if *ok >= 512 {
            *ok /= 2;
        } else {
            (*failed, *ok) = (*failed / 2, 0);
        }
        self.cost = 0;
        for output in &mut self.kept {
            output.cut(self.longest);
            self.cost += cost(&output.bytes);
        }
    }
}

impl KeptOutput {
    fn cut(&mut self, longest: [usize; 2]) {
        let [failed, ok] = longest;
        let longest = if self.is_ok { ok } else { failed };
        let Some(over @ 1..) = self.bytes.len().checked_sub(longest) else {
            return;
        };
        // A line is shown whole where one begins in what is left.
        let rest = self.bytes.get(over..).unwrap_or_default();
        let line = rest.iter().position(|byte| *byte == b'\n');
        let over = line
            .filter(|at| *at + 1 < rest.len())
            .map_or(over, |at| over + at + 1);
        self.bytes.drain(..over);
        self.bytes.shrink_to_fit();
        self.before += over;
    }
}

fn bytes(instance: Instance<'_>) -> Vec<u8> {
    instance.output().map(Text::into_bytes).unwrap_or_default()
}

/// About what a text takes where it is escaped and coloured.
fn cost(bytes: &[u8]) -> usize {
    let cost = |byte: &u8| match byte {
        b'<' | b'>' | b'&' | b'"' => 5,
        0x1b => 32,
        b' '..=b'~' | b'\n' | b'\t' => 1,
        _ => 3,
    };
    bytes.iter().map(cost).sum()
}
