//! Which faults a request meets. It depends on the seed, on what is asked and on how often it was asked before, and not
//! on what others ask meanwhile: requests that are under way at once arrive in any order, and a run can still be repeated.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Fault, FaultKind};
use crate::sandbox::fleet::mix;

/// So often in a row one and the same request meets faults that pass, and no more: trying again must be able to win.
pub const IN_A_ROW: u32 = 3;

/// An ID is late for at most so many asks.
const LATE: u64 = 3;

/// So many different requests are remembered; a server that runs for days must not grow.
const REMEMBERED: usize = 100_000;

/// The faults, the seed, and what was asked so far.
#[derive(Debug)]
pub struct FaultDraw {
    faults: Vec<Fault>,
    seed: u64,
    slow: RangeInclusive<Duration>,
    asked: Mutex<HashMap<String, Asked>>,
}

/// What became of a request so far.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    times: u64,
    in_a_row: u32,
}

/// The faults that one request meets.
#[derive(Clone, Debug, Default)]
pub struct DrawnFaults {
    kinds: Vec<FaultKind>,
    /// A number for whatever else has to be chosen.
    pub choice: u64,
    /// How long the answer is held back.
    pub delay: Duration,
}

impl DrawnFaults {
    /// Whether this is one of the faults.
    pub fn by(&self, kind: FaultKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// The first of these that is one of the faults.
    pub fn first(&self, among: &[FaultKind]) -> Option<FaultKind> {
        among.iter().copied().find(|kind| self.by(*kind))
    }
}

impl FaultDraw {
    /// These faults.
    pub fn new(faults: Vec<Fault>, seed: u64, slow: RangeInclusive<Duration>) -> Self {
        Self {
            faults,
            seed,
            slow,
            asked: Mutex::default(),
        }
    }

    /// Draws for a request of these parameters.
    pub fn draw(&self, action: &str, parameters: &[(String, String)]) -> DrawnFaults {
        if self.faults.is_empty() {
            return DrawnFaults::default();
        }
        let mut sorted: Vec<String> = parameters
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        sorted.sort_unstable();
        let key = format!("{action} {}", sorted.join("&"));
        let place = number(&key);
        let mut all = self.lock();
        let asked = all.entry(key).or_default();
        let at = mix(self.seed, place, asked.times);
        let mut drawn = DrawnFaults {
            kinds: Vec::new(),
            choice: mix(at, 0, u64::MAX),
            delay: Duration::ZERO,
        };
        // Of those that pass, one at a time: two would count as one and still take twice the luck to get by.
        let mut may_pass = asked.in_a_row < IN_A_ROW;
        let of_action = |fault: &&Fault| fault.action.is_none_or(|name| name == action);
        for fault in self.faults.iter().filter(of_action) {
            let passes = fault.kind.passes();
            let meets = is_within(fault.rate, mix(at, fault.kind as u64, 1));
            if meets && (may_pass || !passes) {
                drawn.kinds.push(fault.kind);
                may_pass &= !passes;
            }
        }
        let met = drawn.kinds.iter().any(|kind| kind.passes());
        asked.in_a_row = if met { asked.in_a_row + 1 } else { 0 };
        asked.times += 1;
        if drawn.by(FaultKind::Slow) {
            let (least, most) = (*self.slow.start(), *self.slow.end());
            drawn.delay = least + most.saturating_sub(least).mul_f64(fraction(drawn.choice));
        }
        drawn
    }

    /// Whether an invocation that is asked for by its ID is still hidden. Every call is an ask.
    pub fn is_late(&self, id: &str) -> bool {
        let mut faults = self.faults.iter();
        let fault = faults.find(|fault| fault.kind == FaultKind::LateId);
        let at = mix(self.seed, number(id), FaultKind::LateId as u64);
        if !fault.is_some_and(|fault| is_within(fault.rate, at)) {
            return false;
        }
        let mut all = self.lock();
        let asked = all.entry(format!("late {id}")).or_default();
        asked.times += 1;
        asked.times <= 1 + mix(at, 1, 0) % LATE
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Asked>> {
        let mut all = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all
    }
}

/// A text as a number (FNV-1a): the same in every run, which the standard library's hasher is not.
fn number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// From 0 to 1, 1 excluded.
fn fraction(random: u64) -> f64 {
    let high = u32::try_from(random >> 32).unwrap_or_default();
    f64::from(high) / (f64::from(u32::MAX) + 1.0)
}

fn is_within(rate: f64, random: u64) -> bool {
    fraction(random) < rate
}
