//! What an instance printed, and how the agent cuts it.

use std::borrow::Cow;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

/// What the service keeps of an output: 24 KB per instance and run.
pub const QUOTA: usize = 24 * 1024;

/// What the agent sends while a one-time run is still going, after which it sends nothing until the end.
const SENT_EARLY: usize = 6_000;

/// What an instance printed. Long ones are made when they are asked for and not held.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Output {
    /// A text.
    Text(String),
    /// Bytes that are no text.
    Bytes {
        /// As Base64.
        #[serde(rename = "Base64")]
        base64: String,
    },
    /// Numbered lines of made-up text.
    Lines {
        /// What each line starts with.
        #[serde(rename = "Line")]
        label: String,
        /// How many bytes there are in all.
        #[serde(rename = "Length")]
        length: usize,
    },
}

impl Default for Output {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Output {
    /// The bytes that the service kept.
    ///
    /// `sent_early` tells whether the run was long enough for the agent to send its beginning while it was going: then the
    /// middle is lost, else the beginning.
    pub fn kept(&self, sent_early: bool) -> Cow<'_, [u8]> {
        // Cut by byte: a character may be broken at the seam, and nothing marks the gap.
        let early = if sent_early { SENT_EARLY } else { 0 };
        if let Self::Lines { label, length } = self
            && *length > QUOTA
        {
            // Of lines that are made up, what nobody sees is not made.
            let late = length.saturating_sub(QUOTA - early);
            return Cow::Owned([lines(label, 0..early), lines(label, late..*length)].concat());
        }
        let mut bytes = self.whole();
        let dropped = bytes.len().saturating_sub(QUOTA);
        if dropped > 0 {
            bytes.to_mut().drain(early..early + dropped);
        }
        bytes
    }

    /// The bytes of the first lines that were sent while the run is still going.
    pub fn early(&self, lines: usize) -> Vec<u8> {
        let bytes = self.whole();
        let lines = bytes.split_inclusive(|byte| *byte == b'\n').take(lines);
        lines.flatten().copied().take(SENT_EARLY).collect()
    }

    /// The bytes that were printed.
    pub fn whole(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Text(text) => Cow::Borrowed(text.as_bytes()),
            Self::Bytes { base64 } => Cow::Owned(STANDARD.decode(base64).unwrap_or_default()),
            Self::Lines { label, length } => Cow::Owned(lines(label, 0..*length)),
        }
    }

    /// How many bytes were dropped.
    pub fn dropped(&self) -> usize {
        let length = match self {
            Self::Text(text) => text.len(),
            Self::Bytes { base64 } => base64.trim_end_matches('=').len() * 3 / 4,
            Self::Lines { length, .. } => *length,
        };
        length.saturating_sub(QUOTA)
    }
}

/// Exactly these bytes of numbered lines. The number is written in place, since formatting every line would dominate the time
/// of a large page.
fn lines(label: &str, range: Range<usize>) -> Vec<u8> {
    const REST: &str = " checked /var/lib/data/segment, 4096 blocks, no difference found\n";
    let line = label.len() + 7 + REST.len();
    let (before, skipped) = (range.start / line, range.start % line);
    let length = skipped + range.len();
    let mut bytes = Vec::with_capacity(length + line);
    let mut number = u32::try_from(before).unwrap_or_default();
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
    bytes.drain(..skipped);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(length: u16) -> Output {
        let bytes: Vec<u8> = (0..length).flat_map(u16::to_be_bytes).collect();
        let base64 = STANDARD.encode(bytes);
        Output::Bytes { base64 }
    }

    #[test]
    fn a_short_output_is_kept_whole() {
        let output = numbered(12 * 1024);
        assert_eq!((output.kept(true).len(), output.dropped()), (QUOTA, 0));
    }

    #[test]
    fn a_long_output_loses_its_middle_or_its_beginning() {
        let output = numbered(16 * 1024);
        let whole: Vec<u8> = (0..16 * 1024_u16).flat_map(u16::to_be_bytes).collect();
        let (kept, dropped) = (output.kept(true), output.dropped());
        assert_eq!((kept.len(), dropped), (QUOTA, 8 * 1024));
        assert_eq!(kept[..SENT_EARLY], whole[..SENT_EARLY]);
        assert_eq!(kept[SENT_EARLY..], whole[SENT_EARLY + dropped..]);
        assert_eq!(output.kept(false)[..], whole[dropped..]);
        assert_eq!(output.early(usize::MAX), whole[..SENT_EARLY]);
    }

    #[test]
    fn lines_have_the_asked_length() {
        let label = "i-1".to_owned();
        let output = Output::Lines { label, length: 100 };
        let kept = output.kept(false);
        assert_eq!(kept.len(), 100);
        assert!(kept.starts_with(b"i-1 000001 checked"));
    }

    #[test]
    fn any_part_of_the_lines_can_be_made_by_itself() {
        let whole = lines("i-1", 0..1_000);
        for (start, end) in [(0, 0), (0, 1), (76, 78), (77, 154), (500, 1_000)] {
            assert_eq!(lines("i-1", start..end), whole[start..end], "{start} {end}");
        }
    }
}
