//! The one way in which this API percent-encodes and joins parameters, for sending and for signing alike.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters (section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Percent-encodes by RFC 3986: only `A-Z a-z 0-9 - _ . ~` stay bare, a space becomes `%20`.
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The canonical query: pairs sorted by name (by bytes), both sides encoded, joined with `=` and `&`.
///
/// Equal names keep the order in which they were given.
pub fn canonical_query(params: &[(&str, &str)]) -> String {
    let mut sorted = params.to_vec();
    sorted.sort_by(|a, b| a.0.cmp(b.0));
    let mut query = String::with_capacity(64 * sorted.len());
    for (name, value) in sorted {
        if !query.is_empty() {
            query.push('&');
        }
        let (name, value) = (
            utf8_percent_encode(name, RESERVED),
            utf8_percent_encode(value, RESERVED),
        );
        // Writing into a String cannot fail.
        let _ = write!(query, "{name}={value}");
    }
    query
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reserved_characters_are_encoded_and_unreserved_ones_kept() {
        assert_eq!(percent_encode("a b*~-_.é/"), "a%20b%2A~-_.%C3%A9%2F");
    }

    #[test]
    fn names_sort_by_bytes() {
        let query = canonical_query(&[("Tag.2.Key", "b"), ("a", ""), ("Tag.10.Key", "a")]);
        assert_eq!(query, "Tag.10.Key=a&Tag.2.Key=b&a=");
    }

    proptest! {
        #[test]
        fn decoding_gives_back_any_text(text in any::<String>()) {
            let encoded = percent_encode(&text);
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~%".contains(&b)));
            let decoded = percent_decode_str(&encoded).decode_utf8().map(std::borrow::Cow::into_owned);
            prop_assert_eq!(decoded.ok(), Some(text));
        }
    }
}
