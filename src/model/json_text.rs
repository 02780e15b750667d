//! The text of JSON strings.

use std::borrow::Cow;

/// The text of a JSON string, borrowed where nothing in it was escaped; `None` for any other JSON value.
pub(super) fn decode(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if inner.as_bytes().contains(&b'\\') {
        serde_json::from_str::<String>(raw).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

/// Where a JSON string ends that begins before `at`: the place of its last quote, or the end of the text.
pub(super) fn string_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'"' => return end,
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    bytes.len()
}

/// White space of JSON.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_ends_at_a_quote_that_is_not_escaped() {
        for (text, end) in [
            (r#"a""#, 1),
            (r#"\"""#, 2),
            (r#"\\"b""#, 2),
            (r#"\\\""#, 4),
            ("a", 1),
        ] {
            assert_eq!(string_end(text, 0), end, "{text}");
        }
    }
}
