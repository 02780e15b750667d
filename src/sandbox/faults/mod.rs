//! Faults on purpose: what goes wrong, how often, and with whom, the same in every run of one seed.
//!
//! ```text
//! mod     the kinds, and how they are written
//! draw    which of them a request meets: from the seed, what is asked, and how often it was asked before
//! answers what is answered then
//! ```

mod answers;
mod draw;

pub use answers::{GATEWAY, PORTAL, refusal};
pub use draw::{DrawnFaults, FaultDraw};

use super::error::SandboxError;
use crate::nearest::nearest;

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// Refused for too many requests, with headers that say how long to wait: the newer one or the older two.
    Throttle,
    /// The same without the headers.
    ThrottleBare,
    /// `InternalError`, HTTP 500.
    Http500,
    /// The HTML page of a gateway, HTTP 503.
    Http503,
    /// The connection ends without an answer.
    Reset,
    /// The connection ends in the middle of an answer that announced its whole length.
    Truncate,
    /// The answer is long in coming.
    Slow,
    /// An empty page with a token, and behind it the real one.
    EmptyPage,
    /// An HTML page in place of an answer, HTTP 200.
    Html,
    /// From the second page on, the token that was sent comes back.
    RepeatToken,
    /// An invocation is not found the first one to three times that it is asked for by its ID.
    LateId,
    /// The server's clock is 20 minutes ahead.
    ClockSkew,
    /// RAM refuses, and says which action was missing.
    Denied,
    /// The temporary keys have ended.
    ExpiredToken,
}

/// The usual rate of a fault that passes when the request is tried again.
const SOMETIMES: f64 = 0.3;

/// The usual rate of a fault that does not pass.
const ALWAYS: f64 = 1.0;

/// Every kind with its name and its rate. Their order decides which of several comes first.
const TABLE: [(FaultKind, &str, f64); 14] = [
    (FaultKind::Throttle, "throttle", SOMETIMES),
    (FaultKind::ThrottleBare, "throttle-bare", SOMETIMES),
    (FaultKind::Http500, "http500", SOMETIMES),
    (FaultKind::Http503, "http503", SOMETIMES),
    (FaultKind::Reset, "reset", SOMETIMES),
    (FaultKind::Truncate, "truncate", SOMETIMES),
    (FaultKind::Slow, "slow", SOMETIMES),
    (FaultKind::EmptyPage, "empty-page", SOMETIMES),
    (FaultKind::Html, "html", ALWAYS),
    (FaultKind::RepeatToken, "repeat-token", ALWAYS),
    (FaultKind::LateId, "late-id", ALWAYS),
    (FaultKind::ClockSkew, "clock-skew", ALWAYS),
    (FaultKind::Denied, "denied", ALWAYS),
    (FaultKind::ExpiredToken, "expired-token", ALWAYS),
];

impl FaultKind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.into_iter().map(|(kind, _, _)| kind)
    }

    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("", |(_, name, _)| name)
    }

    /// The rate where none is given.
    #[must_use]
    pub fn usual_rate(self) -> f64 {
        self.row().map_or(ALWAYS, |(_, _, rate)| rate)
    }

    fn row(self) -> Option<(Self, &'static str, f64)> {
        TABLE.into_iter().find(|(kind, _, _)| *kind == self)
    }

    /// Whether trying again can win against it: the kinds up to this one.
    fn passes(self) -> bool {
        self as usize <= Self::Slow as usize
    }
}

/// A fault and its rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// From 0, never, to 1, always.
    pub rate: f64,
}

/// As often as is usual.
impl From<FaultKind> for Fault {
    fn from(kind: FaultKind) -> Self {
        let rate = kind.usual_rate();
        Self { kind, rate }
    }
}

impl Fault {
    /// Reads `KIND` or `KIND:RATE`.
    ///
    /// # Errors
    /// When there is no such kind, or the rate is not from 0 to 1.
    pub fn parse(text: &str) -> Result<Self, SandboxError> {
        let (name, rate) = match text.split_once(':') {
            Some((name, rate)) => (name, Some(rate)),
            None => (text, None),
        };
        let names = || TABLE.into_iter().map(|(_, name, _)| name);
        let Some((kind, _, usual)) = TABLE.into_iter().find(|(_, known, _)| *known == name) else {
            return Err(SandboxError::NoSuchFault {
                word: name.to_owned(),
                near: nearest(name, names()),
                known: names().collect::<Vec<_>>().join(", "),
            });
        };
        let rate = match rate {
            None => Some(usual),
            Some(rate) => rate.parse().ok().filter(|rate| (0.0..=1.0).contains(rate)),
        };
        rate.map(|rate| Self { kind, rate })
            .ok_or_else(|| SandboxError::FaultRate(text.to_owned()))
    }
}

#[cfg(test)]
mod tests;
