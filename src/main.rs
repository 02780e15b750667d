//! The program: the machine in, an exit code out.

use std::panic;
use std::process::{ExitCode, exit};

/// The exit code of a panic, which is a bug.
const PANICKED: i32 = 101;

#[expect(
    clippy::disallowed_methods,
    reason = "after a panic there is no outcome to hand on"
)]
fn main() -> ExitCode {
    // A release does not unwind, to be small, and would end with a signal: the exit code is promised.
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        tell(info);
        exit(PANICKED);
    }));
    invq::run(std::env::args_os(), invq::host::Host::real())
        .code()
        .into()
}
