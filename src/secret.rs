//! Text that must never be shown: it prints nothing and is wiped from memory when dropped.

use std::fmt;

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// A secret. Neither `Debug` nor `Display` shows any of it; [`Secret::expose`] is the one way to read it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over; the caller keeps no copy.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for signing and for sending.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing was given, which counts as unset.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// A key ID as messages may show it: the first five and the last two characters.
pub fn shorten_key_id(id: &str) -> String {
    let chars: Vec<char> = id.chars().collect();
    match (chars.first_chunk::<5>(), chars.last_chunk::<2>()) {
        (Some(head), Some(tail)) if chars.len() > 10 => {
            format!("{}…{}", String::from_iter(head), String::from_iter(tail))
        }
        _ => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_debug_nor_display_shows_a_secret() {
        let secret = Secret::new("hunter2".to_owned());
        assert_eq!(format!("{secret:?} {secret}"), "[secret] [secret]");
        assert_eq!(secret.expose(), "hunter2");
    }

    #[test]
    fn long_key_ids_are_shortened_and_short_ones_kept() {
        assert_eq!(shorten_key_id("LTAI5tAbCdEfGhIjKlMn9Q"), "LTAI5…9Q");
        assert_eq!(shorten_key_id("testid"), "testid");
    }
}
