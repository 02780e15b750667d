//! A machine for tests: an environment and a home directory, and nothing real.

use std::future::pending;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::host::{Clock, Host, Random, Sleep, Terminal};

/// A host with this environment and home.
pub(crate) fn host(env: &[(&str, &str)], home: Option<&Path>) -> Host {
    Host {
        disk: super::Disk::system(),
        env: env
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        home: home.map(Path::to_owned),
        clock: Clock::new(|| Timestamp::UNIX_EPOCH),
        // Nothing moves this clock, and nothing waits.
        sleep: Sleep::new(|_| Box::pin(std::future::ready(()))),
        time_zone: || TimeZone::UTC,
        random: Random::new(|bytes| bytes.fill(0)),
        terminal: Terminal::default(),
        terminal_size: Box::new(|| None),
        stdin: Box::new(io::empty()),
        stdout: Box::new(io::sink()),
        stderr: Box::new(io::sink()),
        // Nobody listens there.
        metadata: "http://127.0.0.1:1".to_owned(),
        interrupt: Box::new(|| Box::pin(pending())),
        paging: std::sync::Arc::default(),
    }
}
