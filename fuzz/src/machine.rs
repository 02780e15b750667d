//! A machine with a home directory in memory and nothing else, and the secret that its files hold.

use std::fs;
use std::io;
use std::path::Path;

use invq::host::{Clock, Disk, Host, Random, Sleep, Terminal};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tempfile::TempDir;

/// The secret of the seeds and dictionaries.
pub const SECRET: &str = "leaky";

/// Whether a text gives it away.
pub fn is_shown(text: &str) -> bool {
    text.contains(SECRET)
}

/// Whether a text holds it in whatever letters: hosts are told in small ones.
pub fn is_written(text: &str) -> bool {
    is_shown(&text.to_ascii_lowercase())
}

/// Whether the word may be shown of a URI that gives out keys: it is part of the host. Behind a colon it may be a password.
pub fn is_in_host(uri: &str) -> bool {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    is_written(host) && !authority.contains('@')
}

/// A home directory.
pub struct Machine(TempDir);

impl Default for Machine {
    fn default() -> Self {
        Self::new()
    }
}

impl Machine {
    /// An empty one, in memory where the system has a place for that.
    pub fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let home = if memory.is_dir() {
            TempDir::new_in(memory)
        } else {
            TempDir::new()
        };
        let home = home.expect("a directory is made");
        for folder in [".aliyun", ".alibabacloud"] {
            fs::create_dir(home.path().join(folder)).expect("a directory is made");
        }
        Self(home)
    }

    pub fn home(&self) -> &Path {
        self.0.path()
    }

    pub fn host(&self, env: &[(&str, &str)]) -> Host {
        Host {
            env: env
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            home: Some(self.home().to_owned()),
            clock: Clock::new(|| Timestamp::constant(1_782_300_000, 0)),
            sleep: Sleep::new(|_| Box::pin(std::future::ready(()))),
            time_zone: || TimeZone::UTC,
            random: Random::new(|bytes| bytes.fill(0)),
            terminal: Terminal::default(),
            terminal_size: Box::new(|| None),
            stdin: Box::new(io::empty()),
            stdout: Box::new(io::sink()),
            stderr: Box::new(io::sink()),
            metadata: "http://127.0.0.1:1".to_owned(),
            interrupt: Box::new(|| Box::pin(std::future::pending())),
            paging: std::sync::Arc::default(),
            disk: Disk::system(),
        }
    }
}
