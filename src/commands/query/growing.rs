//! An output that is printed while it grows: what is new of it, each time that it is seen.

use std::ops::Range;

/// Once an agent has sent so much while the script runs, it sends nothing more until the end.
const SENT_EARLY: usize = 6_000;

/// An output that is printed while it grows.
#[derive(Debug, Default)]
pub(super) struct Growing {
    /// What was printed of it.
    pub text: Vec<u8>,
    /// How much of it was seen.
    seen: usize,
    /// Nothing more comes until the end.
    pub is_quiet: bool,
    /// A line is printed when it has ended, so that no character or colour is cut in two.
    by_line: bool,
}

/// What to print of an output.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// This goes on with what was printed.
    Part(Range<usize>),
    /// What was printed is not its beginning.
    Anew(Range<usize>),
}

impl Growing {
    /// Nothing yet, printed by the line or by the byte.
    pub(super) fn new(by_line: bool) -> Self {
        Self {
            by_line,
            ..Self::default()
        }
    }

    /// What is new in the output as it is now.
    pub(super) fn next(&mut self, now: &[u8], is_last: bool, ended: bool) -> Next {
        self.is_quiet = now.len() >= SENT_EARLY && now.len() == self.seen;
        self.seen = now.len();
        let last = now.iter().rposition(|byte| *byte == b'\n');
        let end = match last {
            _ if is_last || !self.by_line => now.len(),
            last => last.map_or(0, |last| last + 1),
        };
        let next = match now.strip_prefix(self.text.as_slice()) {
            Some(_) => Next::Part(self.text.len()..end.max(self.text.len())),
            // An older answer came late.
            None if !ended && self.text.starts_with(now) => return Next::Part(0..0),
            None => Next::Anew(0..end),
        };
        self.text = now.get(..end).unwrap_or_default().to_vec();
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_new_is_printed() {
        let mut bytes = Growing::default();
        assert_eq!(bytes.next(b"one\ntw", false, false), Next::Part(0..6));
        assert_eq!(bytes.next(b"one\n", false, false), Next::Part(0..0), "late");
        assert_eq!(bytes.next(b"one\ntwo", false, false), Next::Part(6..7));
        assert_eq!(bytes.next(b"one\ntwo", true, true), Next::Part(7..7));
        assert_eq!(bytes.next(b"one\n", true, true), Next::Anew(0..4));
        assert_eq!(bytes.next(b"two\n", false, false), Next::Anew(0..4));
        let mut lines = Growing::new(true);
        assert_eq!(lines.next(b"on", false, false), Next::Part(0..0));
        assert_eq!(lines.next(b"one\ntw", false, false), Next::Part(0..4));
        assert_eq!(lines.next(b"one\ntwo", true, false), Next::Part(4..7));
    }

    #[test]
    fn what_the_agent_sends_early_is_asked_for_until_it_grows_no_more() {
        let (mut growing, text) = (Growing::default(), [b'x'; SENT_EARLY]);
        let quiet = [5_999, 5_999, 6_000, 6_000].map(|length| {
            growing.next(text.get(..length).unwrap(), false, false);
            growing.is_quiet
        });
        assert_eq!(quiet, [false, false, false, true]);
    }
}
