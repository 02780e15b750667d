//! What was printed, as far as reports show it: each text once, and of long ones the end.

use std::collections::HashMap;
use std::hash::BuildHasher as _;

use foldhash::quality::RandomState;

use crate::model::Instance;

/// What all outputs of a report may take in it. The service keeps 24 KB of each.
const MOST: usize = 1_500_000;

/// The most that is kept of one, in bytes, before there are too many of them: of those who failed, and of the others.
const LONGEST: [usize; 2] = [64 * 1024, 16 * 1024];

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
    cost: usize,
}

impl Default for KeptOutputs {
    fn default() -> Self {
        Self {
            places: HashMap::default(),
            hasher: RandomState::default(),
            kept: Vec::new(),
            cost: 0,
            longest: LONGEST,
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
        let derived = instance.record().raw("Derived");
        let decoded = derived.and_then(|_| instance.output_end(usize::MAX));
        let came = decoded.as_ref().map_or(raw.as_bytes(), |(bytes, _)| bytes);
        let key = (decoded.is_some(), self.hasher.hash_one(came), came.len());
        if let Some(place) = self.places.get(&key) {
            let same = self.kept.get_mut(*place)?;
            same.count += 1;
            same.is_ok &= is_ok;
            return Some(*place);
        }
        let longest = longest(self.longest, is_ok);
        let (bytes, before) = decoded.or_else(|| instance.output_end(longest))?;
        if bytes.is_empty() {
            return None;
        }
        let mut output = KeptOutput {
            bytes,
            before,
            count: 1,
            is_ok,
            cost: 0,
        };
        output.cut(self.longest);
        output.cost = cost(&output.bytes);
        let place = self.kept.len();
        self.cost += output.cost;
        self.kept.push(output);
        self.places.insert(key, place);
        while self.cost > MOST && self.longest != [0; 2] {
            self.cut();
        }
        Some(place)
    }

    /// One instance less printed it: what it printed was told anew.
    pub(super) fn forget(&mut self, place: usize) {
        if let Some(output) = self.kept.get_mut(place) {
            output.count = output.count.saturating_sub(1);
        }
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
            if output.cut(self.longest) {
                output.cost = cost(&output.bytes);
            }
            self.cost += output.cost;
        }
    }
}

impl KeptOutput {
    /// Keeps no more than that, and says whether there was more.
    fn cut(&mut self, most: [usize; 2]) -> bool {
        let most = longest(most, self.is_ok);
        let over = self.bytes.len().saturating_sub(most);
        if over == 0 {
            return false;
        }
        // A line is shown whole where one begins in what is left.
        let rest = self.bytes.get(over..).unwrap_or_default();
        let line = rest.iter().position(|byte| *byte == b'\n');
        let over = line
            .filter(|at| *at + 1 < rest.len())
            .map_or(over, |at| over + at + 1);
        self.bytes.drain(..over);
        self.bytes.shrink_to_fit();
        self.before += over;
        true
    }
}

/// What is kept of an output by whether nobody who printed it failed.
fn longest([failed, ok]: [usize; 2], is_ok: bool) -> usize {
    if is_ok { ok } else { failed }
}

/// About what a text takes where it is escaped and coloured.
fn cost(bytes: &[u8]) -> usize {
    let is_plain = |byte: &u8| match byte {
        b'<' | b'>' | b'&' | b'"' => false,
        byte => matches!(byte, b' '..=b'~' | b'\n'),
    };
    let escaped = bytes.iter().filter(|byte| !is_plain(byte)).count();
    bytes.len() + 4 * escaped + 28 * memchr::memchr_iter(0x1b, bytes).count()
}
