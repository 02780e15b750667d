//! What the verbs beside the query take. The doc comments are the user's help.

use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{Args, ValueEnum};

/// What `invq profiles` takes.
#[derive(Debug, Args)]
pub struct ProfilesArgs {
    /// Ask the service once with each, and tell what came back
    #[arg(long)]
    pub check: bool,
    /// Print only what --profile calls them, one a line
    #[arg(long, conflicts_with = "check")]
    pub names: bool,
    /// Print config.example.toml, which shows every key of the profile file
    #[arg(long, conflicts_with_all = ["check", "names", "config"])]
    pub example: bool,
    /// Read this profile file
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// What `invq explain` takes.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The word, or a topic; without one, the topics are listed
    #[arg(allow_hyphen_values = true)]
    pub term: Option<String>,
}

/// What `invq completions` takes.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: Shell,
}

/// Shells that have completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// Bash
    Bash,
    /// Zsh
    Zsh,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
    /// Elvish
    Elvish,
}

/// What `invq sandbox` takes.
#[derive(Debug, Args)]
pub struct SandboxArgs {
    /// Listen here; loopback only
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub listen: std::net::SocketAddr,
    /// Accept this key; repeatable [default: testid:testsecret]
    #[arg(long, value_name = "ID:SECRET[:TOKEN]")]
    pub access_key: Vec<String>,
    /// Serve saved answers of the API, or a JSON array of invocations
    #[arg(long, value_name = "FILE", conflicts_with = "records")]
    pub data: Option<PathBuf>,
    /// Serve this many generated invocations
    #[arg(long, value_name = "N")]
    pub records: Option<usize>,
    /// Instances of each generated invocation
    #[arg(long, value_name = "M", default_value_t = 1, requires = "records", value_parser = at_most(10_000))]
    pub instances: usize,
    /// Bytes of output of each generated instance
    #[arg(long, value_name = "B", default_value_t = 200, requires = "records", value_parser = at_most(1 << 24))]
    pub output_bytes: usize,
    /// Generate and spoil from this seed: the same seed gives the same run
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Let things go wrong, each request with a chance of RATE from 0 to 1; repeatable
    ///
    /// Passing faults, at most three times in a row for one and the same request [rate: 0.3]:
    /// throttle (with headers that say how long), throttle-bare (without), http500, http503 (a gateway's page),
    /// reset (no answer), truncate (half an answer), slow (1 to 3 s), empty-page (the real one follows).
    ///
    /// Lasting ones [rate: 1]: html (a page of HTML), repeat-token (from the second page on), late-id (an
    /// invocation is not found at first), clock-skew (20 minutes ahead), denied, expired-token.
    ///
    /// Lies, which come with HTTP 200 [rate: 1]: error-in-200, endless (empty pages), vanish (a record is missing),
    /// foreign (another ID), contradict (Success above failed instances), twice (a record again, with a better end).
    ///
    /// With an action behind it, such as denied@DescribeInstances, only requests for that one meet it.
    #[arg(long, value_name = "KIND[:RATE][@ACTION]")]
    pub fault: Vec<String>,
    /// Wait this long before each answer, such as 20ms
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    pub latency: Option<std::time::Duration>,
}

/// Reads a number that may be so large: what is made from it must fit the memory.
fn at_most(most: u64) -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(..=most)
}

/// Reads a length of time such as `20ms`, `5s` or `1m30s`.
fn parse_duration(text: &str) -> Result<std::time::Duration, String> {
    let duration: jiff::SignedDuration = text
        .parse()
        .map_err(|_| "not a length of time such as 20ms, 5s or 1m30s".to_owned())?;
    duration
        .try_into()
        .map_err(|_| "must not be negative".to_owned())
}
