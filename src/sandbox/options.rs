//! What a sandbox is started with.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use super::error::SandboxError;
use super::faults::Fault;
use super::fleet::saved::Saved;
use super::log::Request;
use crate::secret::Secret;

/// Is told of every request once it is answered.
pub type Observer = Arc<dyn Fn(&Request) + Send + Sync>;

/// Is told why no connection can be taken, once until one is.
pub type Troubles = Arc<dyn Fn(&io::Error) + Send + Sync>;

/// How to run the server.
#[derive(Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one. Anything that is not loopback is refused.
    pub listen: SocketAddr,
    /// The accepted keys.
    pub keys: Vec<AccessKey>,
    /// What to serve.
    pub source: Source,
    /// Added to every answer.
    pub latency: Duration,
    /// What goes wrong on purpose.
    pub faults: Vec<Fault>,
    /// The same seed gives the same faults.
    pub seed: u64,
    /// How long a slow answer takes, for [`FaultKind::Slow`](super::FaultKind::Slow).
    pub slow: RangeInclusive<Duration>,
    /// Is told of every request, for a log.
    pub observer: Option<Observer>,
    /// Is told of connections that cannot be taken.
    pub troubles: Option<Troubles>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            keys: vec![AccessKey {
                id: "testid".to_owned(),
                secret: Secret::new("testsecret".to_owned()),
                token: None,
            }],
            source: Source::BuiltIn,
            latency: Duration::ZERO,
            faults: Vec::new(),
            seed: 1,
            slow: Duration::from_secs(1)..=Duration::from_secs(3),
            observer: None,
            troubles: None,
        }
    }
}

/// A key that the server accepts.
#[derive(Clone, Debug)]
pub struct AccessKey {
    /// The `AccessKey` ID.
    pub id: String,
    /// The `AccessKey` secret.
    pub secret: Secret,
    /// The STS token that must come with it, for temporary keys.
    pub token: Option<Secret>,
}

impl AccessKey {
    /// Reads `ID:SECRET` or `ID:SECRET:TOKEN`. A token may hold colons.
    ///
    /// # Errors
    /// When a part is missing or empty.
    pub fn parse(text: &str) -> Result<Self, SandboxError> {
        let mut parts = text.splitn(3, ':');
        let id = parts.next().unwrap_or_default();
        let secret = parts.next().unwrap_or_default();
        let token = parts.next();
        if id.is_empty() || secret.is_empty() || token.is_some_and(str::is_empty) {
            return Err(SandboxError::AccessKey);
        }
        Ok(Self {
            id: id.to_owned(),
            secret: Secret::new(secret.to_owned()),
            token: token.map(|token| Secret::new(token.to_owned())),
        })
    }
}

/// What the server serves.
#[derive(Clone, Debug)]
pub enum Source {
    /// The small fleet that shows every situation, some of it moving.
    BuiltIn,
    /// Invocations from saved bodies, in the order in which they were saved; see [`Source::parse_saved`].
    Saved(Saved),
    /// Saved invocations that change: each from so long after the start on, in the order of these times. The first are
    /// there from the start.
    Recorded(Vec<(Duration, Saved)>),
    /// Invocations made from a seed, one by one as they are asked for.
    Generated {
        /// How many invocations.
        records: usize,
        /// How many instances each of them has, at least one.
        instances: usize,
        /// How many bytes each instance printed, before the service cuts them.
        output_bytes: usize,
        /// The same seed gives the same fleet.
        seed: u64,
    },
}

impl Source {
    /// Reads saved data: JSON bodies of the API, one after the other or one a line, or merged into one, or JSON arrays
    /// of invocations.
    ///
    /// # Errors
    /// When the text is not JSON or holds something else.
    pub fn parse_saved(text: &str) -> Result<Self, SandboxError> {
        Saved::parse(text).map(Self::Saved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_and_its_secrets_stay_hidden() {
        let key = AccessKey::parse("STS.id:s3cret:to:ken").unwrap();
        assert_eq!(key.id, "STS.id");
        assert_eq!(key.secret.expose(), "s3cret");
        assert_eq!(key.token.as_ref().unwrap().expose(), "to:ken");
        let shown = format!("{key:?}");
        assert!(
            !shown.contains("s3cret") && !shown.contains("ken\""),
            "{shown}"
        );
    }

    #[test]
    fn a_key_with_an_empty_part_is_refused_without_repeating_it() {
        for text in ["", "id", "id:", ":secret", "id:secret:"] {
            let error = AccessKey::parse(text).unwrap_err().to_string();
            assert!(!error.contains("id:secret:"), "{error}");
        }
    }
}
