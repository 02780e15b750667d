//! Runs the simulator of the tests for as many fleets as are wanted, and says which one fails.
//!
//! ```text
//! cargo run --release --example simulate -- --seed 1 --runs 100000
//! ```
//!
//! A fleet is asked in some ten runs. The first fleet that fails is made smaller as long as it still fails; its seed and
//! size are printed, and the exit code is 1. `--size N` draws no fleet of more than N invocations.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "as in tests, whoever fails panics; and it says what it found"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;

#[path = "../tests/it/simulator/mod.rs"]
mod simulator;
#[allow(dead_code, unused_imports, reason = "the tests use more of it")]
#[path = "../tests/it/support/mod.rs"]
mod support;

use simulator::{Codes, LARGEST, simulate};

#[derive(Parser)]
struct Args {
    /// The first seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many runs, at least
    #[arg(long, default_value_t = 1000)]
    runs: usize,
    /// The largest fleet
    #[arg(long, default_value_t = LARGEST)]
    size: u64,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let began = std::time::Instant::now();
    let mut codes = Codes::new();
    let mut seed = args.seed;
    while codes.values().sum::<usize>() < args.runs {
        let run = || simulate(seed, args.size, &mut codes);
        if catch_unwind(AssertUnwindSafe(run)).is_err() {
            println!("failed: --seed {seed} --size {}", shrunk(seed));
            return ExitCode::FAILURE;
        }
        seed += 1;
    }
    let runs: usize = codes.values().sum();
    let seconds = began.elapsed().as_secs();
    println!(
        "{} fleets, {runs} runs in {seconds} s, clean; how often each exit code came: {codes:?}",
        seed - args.seed
    );
    ExitCode::SUCCESS
}

/// The smallest fleet of a seed that fails, found by halves; what it fails with is printed.
fn shrunk(seed: u64) -> u64 {
    let fails = |most: u64| {
        let run = || simulate(seed, most, &mut Codes::new());
        catch_unwind(AssertUnwindSafe(run)).is_err()
    };
    let mut smallest = LARGEST;
    while smallest > 1 && fails(smallest / 2) {
        smallest /= 2;
    }
    smallest
}
