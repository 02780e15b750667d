//! The program: the machine in, an exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    invq::run(std::env::args_os(), invq::host::Host::real())
        .code()
        .into()
}
