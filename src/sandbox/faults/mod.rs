//! Faults on purpose: what goes wrong, how often, and with whom, the same in every run of one seed.
//!
//! ```text
//! mod     the kinds, and how they are written
//! draw    which of them a request meets: from the seed, what is asked, and how often it was asked before
//! answers what is answered then
//! lies    answers that are well-formed and false
//! ```

mod answers;
mod draw;
mod lies;

pub use answers::{GATEWAY, PORTAL, refusal};
pub use draw::{DrawnFaults, FaultDraw};
pub use lies::{distort, refused_in_200};

use super::error::SandboxError;
use super::served::ACTION_NAMES;
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
    /// An error with HTTP 200.
    ErrorIn200,
    /// Each page is empty, and leads to another one.
    Endless,
    /// A record is missing.
    Vanish,
    /// A record has an ID that was not asked for.
    Foreign,
    /// A record says Success, whatever its instances say.
    Contradict,
    /// A record stands there a second time, with a better end.
    Twice,
}

/// Every kind with its name. Their order decides which of several comes first.
const NAMES: [(FaultKind, &str); 20] = [
    (FaultKind::Throttle, "throttle"),
    (FaultKind::ThrottleBare, "throttle-bare"),
    (FaultKind::Http500, "http500"),
    (FaultKind::Http503, "http503"),
    (FaultKind::Reset, "reset"),
    (FaultKind::Truncate, "truncate"),
    (FaultKind::Slow, "slow"),
    (FaultKind::EmptyPage, "empty-page"),
    (FaultKind::Html, "html"),
    (FaultKind::RepeatToken, "repeat-token"),
    (FaultKind::LateId, "late-id"),
    (FaultKind::ClockSkew, "clock-skew"),
    (FaultKind::Denied, "denied"),
    (FaultKind::ExpiredToken, "expired-token"),
    (FaultKind::ErrorIn200, "error-in-200"),
    (FaultKind::Endless, "endless"),
    (FaultKind::Vanish, "vanish"),
    (FaultKind::Foreign, "foreign"),
    (FaultKind::Contradict, "contradict"),
    (FaultKind::Twice, "twice"),
];

impl FaultKind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.into_iter().map(|(kind, _)| kind)
    }

    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        let row = NAMES.into_iter().find(|(kind, _)| *kind == self);
        row.map_or("", |(_, name)| name)
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
    /// The action that it meets; any, where none is named.
    pub action: Option<&'static str>,
}

/// As often as is usual: always, or sometimes where trying again can win against it.
impl From<FaultKind> for Fault {
    fn from(kind: FaultKind) -> Self {
        let rate = if kind.passes() { 0.3 } else { 1.0 };
        Self {
            kind,
            rate,
            action: None,
        }
    }
}

impl Fault {
    /// Reads `KIND` or `KIND:RATE`, and perhaps `@ACTION` behind it.
    ///
    /// # Errors
    /// When there is no such kind or action, or the rate is not from 0 to 1.
    pub fn parse(text: &str) -> Result<Self, SandboxError> {
        let Some((fault, action)) = text.split_once('@') else {
            return Self::of_any(text);
        };
        let known = ACTION_NAMES.into_iter().find(|name| *name == action);
        let known = known.ok_or_else(|| SandboxError::NoSuchAction(action.to_owned()))?;
        Ok(Self {
            action: Some(known),
            ..Self::of_any(fault)?
        })
    }

    fn of_any(text: &str) -> Result<Self, SandboxError> {
        let (name, rate) = match text.split_once(':') {
            Some((name, rate)) => (name, Some(rate)),
            None => (text, None),
        };
        let names = || NAMES.into_iter().map(|(_, name)| name);
        let Some(kind) = FaultKind::all().find(|kind| kind.name() == name) else {
            return Err(SandboxError::NoSuchFault {
                word: name.to_owned(),
                near: nearest(name, names()),
                known: names().collect::<Vec<_>>().join(", "),
            });
        };
        let Some(rate) = rate else {
            return Ok(kind.into());
        };
        let rate = rate.parse().ok().filter(|rate| (0.0..=1.0).contains(rate));
        let fault = |rate| Self {
            rate,
            ..kind.into()
        };
        rate.map(fault)
            .ok_or_else(|| SandboxError::FaultRate(text.to_owned()))
    }
}

#[cfg(test)]
mod tests;
