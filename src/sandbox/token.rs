//! The page token: a place in the list, sealed together with the region and the filters it belongs to.

use crate::api::sign::acs3;
use crate::secret::Secret;

/// Where a walk goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The place of the next record.
    pub index: usize,
    /// How many records before it carry all the tags that were asked for; where some were, the service stops at a
    /// number of them.
    pub tagged: usize,
    /// The page before was left empty on purpose, and this is its real one.
    pub after_empty: bool,
}

/// The seal's key. It is the same in every server, so that a walk can be resumed on one that was started anew over the
/// same data; the seal is there to find clients that alter tokens, not to keep anybody out.
const KEY: &str = "page token";

/// How tokens begin: the service's do so too.
const START: &str = "AAAAA";

/// The same for the real page behind an empty one, which must not repeat the token of the empty one.
const AFTER_EMPTY: &str = "AAAAB";

/// How much of the seal a token carries, in hexadecimal digits.
const SEAL: usize = 24;

/// The token for a position.
pub fn write(position: Position, scope: &str) -> String {
    let Position {
        index,
        tagged,
        after_empty,
    } = position;
    let place = format!("{index:06x}{tagged:06x}");
    let (start, sealed) = if after_empty {
        (AFTER_EMPTY, format!("{place} after an empty page {scope}"))
    } else {
        (START, format!("{place} {scope}"))
    };
    let seal = acs3::signature(&Secret::new(KEY.to_owned()), &sealed);
    let seal = seal.get(..SEAL).unwrap_or_default();
    format!("{start}{place}{seal}")
}

/// The position, when the token is whole and belongs to this region and these filters.
pub fn read(token: &str, scope: &str) -> Option<Position> {
    let (start, place) = token.split_at_checked(START.len())?;
    let position = Position {
        index: usize::from_str_radix(place.get(..6)?, 16).ok()?,
        tagged: usize::from_str_radix(place.get(6..12)?, 16).ok()?,
        after_empty: start == AFTER_EMPTY,
    };
    // Writing it anew and comparing leaves no second spelling of a token.
    (write(position, scope) == token).then_some(position)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_token_comes_back_and_no_altered_one_does(index in 0_usize..1_000_000, tagged in 0_usize..1_000_000, after_empty: bool, place in any::<prop::sample::Index>(), byte in b'0'..b'z') {
            let position = Position { index, tagged, after_empty };
            let token = write(position, "scope");
            prop_assert_eq!(read(&token, "scope"), Some(position));
            prop_assert_eq!(read(&token, "other"), None);
            let mut bytes = token.clone().into_bytes();
            let place = place.index(bytes.len());
            bytes[place] = byte;
            let altered = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(read(&altered, "scope").is_some(), altered == token);
        }
    }

    #[test]
    fn no_text_at_all_is_no_token() {
        for text in ["", "AAAAA", "AAAAAdDWBF2", "部署"] {
            assert_eq!(read(text, "scope"), None);
        }
    }
}
