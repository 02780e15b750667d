//! The records of one answer, each once: the service should not send one twice, and if it does, the worse of them counts.

use std::collections::HashMap;
use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;

use crate::model::{Invocation, Verdict};
use crate::query::RecordFilter;

/// Leaves out what stands more than once, and adds what that was to `repeated`.
pub fn each_once(
    records: Vec<Invocation>,
    filter: &RecordFilter,
    repeated: &mut Vec<String>,
) -> Vec<Invocation> {
    if are_different(&records) {
        return records;
    }
    let mut places: HashMap<String, usize> = HashMap::with_capacity(records.len());
    let mut kept: Vec<Invocation> = Vec::with_capacity(records.len());
    for record in records {
        let key = record.key();
        let known = places.get(&key).and_then(|place| kept.get_mut(*place));
        match known.filter(|_| !record.id().is_empty()) {
            None => {
                places.insert(key, kept.len());
                kept.push(record);
            }
            Some(known) => {
                repeated.push(key);
                if stands_worse(&record, known, filter) {
                    *known = record;
                }
            }
        }
    }
    kept
}

/// Whether no two records can be of one invocation, found without taking their IDs out.
fn are_different(records: &[Invocation]) -> bool {
    let state = FixedState::default();
    let hash = |record: &Invocation| state.hash_one(record.record().text("InvokeId"));
    let mut sorted: Vec<u64> = records.iter().map(hash).collect();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair.first() != pair.last())
}

fn stands_worse(record: &Invocation, than: &Invocation, filter: &RecordFilter) -> bool {
    let verdict = |record: &Invocation| filter.verdict(record).unwrap_or(Verdict::Unknown);
    let (new, known) = (verdict(record), verdict(than));
    known.or_worse(new) != known
}
