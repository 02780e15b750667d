//! What invq may ask of the machine: environment, home, clock and sleep, random bytes, terminal, streams, interrupt.
//!
//! Nothing else in the crate asks the machine for these, so a test hands in a [`Host`] of its own and needs no switch
//! in the product.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the door to what they ask"
)]

mod clock;
mod disk;
pub mod file;
mod random;
mod signals;
#[cfg(test)]
pub(crate) mod testing;

pub use clock::{Clock, Sleep, SleepFuture};
pub use disk::{Disk, DiskStep, NewFile};
pub use random::Random;
pub use signals::{Signal, SignalFuture};

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, IsTerminal as _, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::tz::TimeZone;

/// The address of an instance's metadata, the same on every instance.
pub const METADATA: &str = "http://100.100.100.200";

/// What is known of the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terminal {
    /// Standard output is a terminal.
    pub stdout: bool,
    /// Standard error is a terminal.
    pub stderr: bool,
    /// Width in cells, where a terminal tells it.
    pub width: Option<u16>,
    /// Height in lines, where a terminal tells it.
    pub height: Option<u16>,
}

/// The machine, as a run sees it.
pub struct Host {
    /// The environment. Values that are not UTF-8 are taken lossily.
    pub env: BTreeMap<String, String>,
    /// The home directory, if there is one.
    pub home: Option<PathBuf>,
    /// Tells the time.
    pub clock: Clock,
    /// Lets time pass.
    pub sleep: Sleep,
    /// Local time zone, for showing and typing times. A function, since finding it reads a folder of files.
    pub time_zone: fn() -> TimeZone,
    /// Gives random bytes.
    pub random: Random,
    /// Writes files.
    pub disk: Disk,
    /// What the terminal is like.
    pub terminal: Terminal,
    /// How many cells and lines the terminal has now, where that is known: its window may change.
    pub terminal_size: Box<dyn Fn() -> Option<(u16, u16)> + Send>,
    /// Standard input.
    pub stdin: Box<dyn Read + Send>,
    /// Standard output.
    pub stdout: Box<dyn Write + Send>,
    /// Standard error.
    pub stderr: Box<dyn Write + Send>,
    /// Where an ECS instance is told about itself. Asked only where a profile or the environment says so.
    pub metadata: String,
    /// Starts waiting for an interrupt.
    pub interrupt: Box<dyn Fn() -> SignalFuture + Send>,
    /// Set while a pager has the terminal: Ctrl-C is meant for it then.
    pub paging: Arc<AtomicBool>,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The environment may hold secrets.
        f.debug_struct("Host")
            .field("terminal", &self.terminal)
            .finish_non_exhaustive()
    }
}

impl Host {
    /// The machine that the process runs on.
    pub fn real() -> Self {
        let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        let size = terminal_size();
        let paging = Arc::new(AtomicBool::new(false));
        Self {
            env: std::env::vars_os()
                .map(|(name, value)| (lossy(name), lossy(value)))
                .collect(),
            home: dirs::home_dir(),
            clock: Clock::system(),
            sleep: Sleep::system(),
            time_zone: TimeZone::system,
            random: Random::system(),
            disk: Disk::system(),
            terminal: Terminal {
                stdout: io::stdout().is_terminal(),
                stderr: io::stderr().is_terminal(),
                width: size.map(|(width, _)| width),
                height: size.map(|(_, height)| height),
            },
            terminal_size: Box::new(terminal_size),
            stdin: Box::new(io::stdin()),
            stdout: Box::new(io::stdout()),
            stderr: Box::new(io::stderr()),
            metadata: METADATA.to_owned(),
            interrupt: Box::new(signals::interrupts(paging.clone())),
            paging,
        }
    }

    /// A variable of the environment; set but empty counts as unset.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.env
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// Width and height of the terminal behind standard output or, when that is not one, standard error.
fn terminal_size() -> Option<(u16, u16)> {
    let (width, height) = terminal_size::terminal_size()?;
    Some((width.0, height.0))
}
