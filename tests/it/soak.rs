//! Some fleets of the simulator; `examples/simulate.rs` runs any number of them.

use crate::simulator::{Codes, LARGEST, simulate};

#[test]
fn random_fleets_are_told_as_they_are_and_no_lie_passes_a_gate() {
    let mut codes = Codes::new();
    for seed in 1..=12 {
        simulate(seed, LARGEST, &mut codes);
    }
    // Each way to end is met, or less was tried than it seems.
    for code in [0, 1, 5, 8, 124] {
        assert!(codes.contains_key(&code), "{codes:?}");
    }
}
