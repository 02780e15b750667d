//! The whole program in a fake time, against a seeded service whose truth is known.
//!
//! A fleet is a plan: when each instance begins, when and how it ends. The sandbox serves it state by state, in the same
//! fake time in which invq waits; what invq says is compared with the plan, never with the sandbox.

mod asked;
mod dice;
mod fleet;
mod lies;
mod scene;
mod truth;

use std::collections::BTreeMap;

use dice::Dice;
use fleet::Fleet;
use scene::{Scene, faults};

/// How many runs ended with which code.
pub type Codes = BTreeMap<i32, usize>;

/// The largest fleet that is drawn.
pub const LARGEST: u64 = 120;

/// Every run against the fleet of a seed, which has at most so many invocations.
///
/// # Panics
///
/// When invq says something that is not so.
pub fn simulate(seed: u64, most: u64, codes: &mut Codes) {
    let mut dice = Dice(seed);
    let fleet = Fleet::new(most, &mut dice);
    let scene = Scene {
        fleet: &fleet,
        source: fleet.source(),
        seed,
        faults: faults(&mut dice),
    };
    truth::told(&scene, &mut dice, codes);
    lies::resisted(&scene, &mut dice, codes);
}
