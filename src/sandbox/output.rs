//! What an instance printed, and how the agent cuts it.

use std::borrow::Cow;

/// What the service keeps of an output: 24 KB per instance and run.
pub const QUOTA: usize = 24 * 1024;

/// What the agent sends while a one-time run is still going, after which it sends nothing until the end.
const SENT_EARLY: usize = 6_000;

/// The bytes that an instance printed. Long ones are made when they are asked for and not held.
#[derive(Clone, Debug, Default)]
pub enum Output {
    /// Nothing.
    #[default]
    Empty,
    /// These bytes.
    Bytes(Cow<'static, [u8]>),
    /// Numbered lines of made-up text, `length` bytes of them.
    Lines {
        /// What the lines start with.
        label: String,
        /// How many bytes.
        length: usize,
    },
}

impl Output {
    /// The bytes that the service kept, and how many were dropped.
    ///
    /// `sent_early` tells whether the run was long enough for the agent to send its beginning while it was going: then the
    /// middle is lost, else the beginning.
    pub fn kept(&self, sent_early: bool) -> (Cow<'_, [u8]>, usize) {
        match self {
            Self::Empty => (Cow::Borrowed(&[]), 0),
            Self::Bytes(bytes) => cut(Cow::Borrowed(bytes), sent_early),
            Self::Lines { label, length } => cut(Cow::Owned(lines(label, *length)), sent_early),
        }
    }

    /// How many bytes were dropped.
    pub fn dropped(&self) -> usize {
        let length = match self {
            Self::Empty => 0,
            Self::Bytes(bytes) => bytes.len(),
            Self::Lines { length, .. } => *length,
        };
        length.saturating_sub(QUOTA)
    }
}

/// Cuts to the quota, by byte: a character may be broken at the seam, and nothing marks the gap.
fn cut(bytes: Cow<'_, [u8]>, sent_early: bool) -> (Cow<'_, [u8]>, usize) {
    let dropped = bytes.len().saturating_sub(QUOTA);
    if dropped == 0 {
        return (bytes, 0);
    }
    let early = if sent_early { SENT_EARLY } else { 0 };
    let mut bytes = bytes.into_owned();
    bytes.drain(early..early + dropped);
    (Cow::Owned(bytes), dropped)
}

/// Numbered lines, cut to exactly `length` bytes. The number is written in place, since formatting every line would
/// dominate the time of a large page.
fn lines(label: &str, length: usize) -> Vec<u8> {
    const REST: &str = " checked /var/lib/data/segment, 4096 blocks, no difference found\n";
    let mut bytes = Vec::with_capacity(length.saturating_add(label.len() + REST.len() + 8));
    let mut number = 0_u32;
    while bytes.len() < length {
        number += 1;
        bytes.extend_from_slice(label.as_bytes());
        bytes.push(b' ');
        for place in [100_000, 10_000, 1_000, 100, 10, 1] {
            bytes.push(b'0' + u8::try_from(number / place % 10).unwrap_or_default());
        }
        bytes.extend_from_slice(REST.as_bytes());
    }
    bytes.truncate(length);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(length: u16) -> Output {
        Output::Bytes((0..length).flat_map(u16::to_be_bytes).collect())
    }

    #[test]
    fn a_short_output_is_kept_whole() {
        let output = numbered(12 * 1024);
        assert_eq!(output.kept(true).0.len(), QUOTA);
        assert_eq!((output.kept(true).1, output.dropped()), (0, 0));
    }

    #[test]
    fn a_long_output_loses_its_middle_or_its_beginning() {
        let output = numbered(16 * 1024);
        let whole: Vec<u8> = (0..16 * 1024_u16).flat_map(u16::to_be_bytes).collect();
        let (kept, dropped) = output.kept(true);
        assert_eq!((kept.len(), dropped), (QUOTA, 8 * 1024));
        assert_eq!(kept[..SENT_EARLY], whole[..SENT_EARLY]);
        assert_eq!(kept[SENT_EARLY..], whole[SENT_EARLY + dropped..]);
        let (kept, dropped) = output.kept(false);
        assert_eq!(kept[..], whole[dropped..]);
    }

    #[test]
    fn lines_have_the_asked_length() {
        let label = "i-1".to_owned();
        let output = Output::Lines { label, length: 100 };
        let (kept, _) = output.kept(false);
        assert_eq!(kept.len(), 100);
        assert!(kept.starts_with(b"i-1 000001 checked"));
    }
}
