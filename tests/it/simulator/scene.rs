//! One fleet behind a server with faults, and runs against it in the same fake time.

use std::sync::mpsc;
use std::time::Duration;

use invq::sandbox::{Fault, Options, Source};

use super::dice::Dice;
use super::fleet::Fleet;
use crate::support::{Invq, Run, Server, Time};

/// Whoever takes longer than this hangs.
const HANGS: Duration = Duration::from_secs(60);

/// Faults that pass, some of them and not always.
pub fn faults(dice: &mut Dice) -> Vec<Fault> {
    let mut faults = Vec::new();
    for kind in "throttle http500 http503 reset truncate slow empty-page".split(' ') {
        if dice.one_in(2) {
            let rate = dice.below(5);
            faults.push(Fault::parse(&format!("{kind}:0.{rate}")).unwrap());
        }
    }
    faults
}

/// One fleet, and how it is asked.
pub struct Scene<'a> {
    pub fleet: &'a Fleet,
    pub source: Source,
    pub seed: u64,
    pub faults: Vec<Fault>,
}

impl Scene<'_> {
    /// Runs it this many seconds after the fleet's start; gives the seconds at which it began and ended, too.
    pub fn run(&self, words: &str, after: u64) -> (Run, (u64, u64)) {
        let time = Time::default();
        let options = Options {
            source: self.source.clone(),
            faults: self.faults.clone(),
            seed: self.seed,
            slow: Duration::from_millis(1)..=Duration::from_millis(2),
            ..Options::default()
        };
        let server = Server::on(options, &time);
        time.pass(Duration::from_secs(after));
        let invq = server.invq(words).on(&time);
        let run = watched(invq, words, self.seed);
        // A second that has begun may have been seen.
        (run, (after, time.passed().as_secs()))
    }
}

/// Runs it, and does not wait forever.
pub fn watched(invq: Invq, words: &str, seed: u64) -> Run {
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || ended.send(invq.run()));
    end.recv_timeout(HANGS)
        .unwrap_or_else(|error| panic!("seed {seed}: invq {words}: hangs or panics: {error}"))
}
