//! What invq may ask of the machine: environment, home, clock and sleep, random bytes, terminal, streams, interrupt.
//!
//! Nothing else in the crate asks the machine for these, so a test hands in a [`Host`] of its own and needs no switch
//! in the product.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the door to what they ask"
)]

pub mod file;
mod signals;
#[cfg(test)]
pub(crate) mod testing;

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::io::{self, IsTerminal as _, Read, Write};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The address of an instance's metadata, the same on every instance.
pub const METADATA: &str = "http://100.100.100.200";

/// Tells the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

impl Clock {
    /// A clock that answers with what `now` returns.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

/// A wait for a length of time.
pub type SleepFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Lets time pass. Whoever gives a clock that is set by hand gives the sleep that moves it.
#[derive(Clone)]
pub struct Sleep(Arc<dyn Fn(Duration) -> SleepFuture + Send + Sync>);

impl Sleep {
    /// A sleep that waits as `wait` does.
    pub fn new(wait: impl Fn(Duration) -> SleepFuture + Send + Sync + 'static) -> Self {
        Self(Arc::new(wait))
    }

    /// Real waiting, on the runtime's timer.
    #[must_use]
    pub fn system() -> Self {
        Self::new(|length| Box::pin(tokio::time::sleep(length)))
    }

    /// Waits. Dropping the future ends the wait at once.
    pub async fn wait(&self, length: Duration) {
        (self.0)(length).await;
    }
}

/// Fills a buffer with random bytes.
type Fill = dyn Fn(&mut [u8]) + Send + Sync;

/// Gives random bytes.
#[derive(Clone)]
pub struct Random(Arc<Fill>);

impl Random {
    /// A source that fills a buffer with `fill`.
    pub fn new(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// The operating system's random bytes. Where there are none (an early boot, a sealed sandbox), bytes from the
    /// standard library's hasher keys, which come from the same place or from addresses: a nonce must differ, it need
    /// not be secret.
    #[must_use]
    pub fn system() -> Self {
        Self::new(|bytes| {
            if getrandom::fill(bytes).is_err() {
                use std::hash::{BuildHasher as _, RandomState};
                for chunk in bytes.chunks_mut(8) {
                    let word = RandomState::new().hash_one("nonce");
                    for (byte, random) in chunk.iter_mut().zip(word.to_le_bytes()) {
                        *byte = random;
                    }
                }
            }
        })
    }

    /// `N` random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }

    /// Random bytes as lower-case hexadecimal, 32 digits: a nonce.
    #[must_use]
    pub fn nonce(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.bytes()))
    }

    /// A number from 0 to 1, 1 excluded, all equally likely.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        f64::from(u32::from_be_bytes(self.bytes())) / (f64::from(u32::MAX) + 1.0)
    }
}

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

/// Why the run was asked to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C (SIGINT).
    Interrupt,
    /// SIGTERM.
    Terminate,
}

impl Signal {
    /// The exit code of a process that it ended, as a shell tells it.
    fn code(self) -> i32 {
        match self {
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

/// A wait for the next [`Signal`].
pub type SignalFuture = Pin<Box<dyn Future<Output = Signal> + Send>>;

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
    #[must_use]
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
    #[must_use]
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
