//! Command content and output: encoded by the service, decoded here without losing a byte.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::json_text;

/// How the service sent `CommandContent` and `Output`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Base64, the default: the bytes survive.
    #[default]
    Base64,
    /// Base64, and what the commands wrote is text in this encoding.
    Base64Of(&'static encoding_rs::Encoding),
    /// Plain text: the service decoded it, and replaced what is not text.
    PlainText,
}

/// A field that was decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text<'a> {
    /// Valid UTF-8.
    Utf8(Cow<'a, str>),
    /// Anything else.
    Bytes(Vec<u8>),
    /// Announced as Base64, but it is not; the field as it came.
    Broken(Cow<'a, str>),
}

impl<'a> Text<'a> {
    /// The text, with U+FFFD for what is not UTF-8.
    #[must_use]
    pub fn into_lossy(self) -> Cow<'a, str> {
        match self {
            Self::Utf8(text) | Self::Broken(text) => text,
            Self::Bytes(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }

    /// The bytes that the command wrote; of a broken field, what came.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Utf8(text) | Self::Broken(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// The same bytes, borrowed where the text is.
    #[must_use]
    pub fn into_shared(self) -> Cow<'a, [u8]> {
        match self {
            Self::Utf8(Cow::Borrowed(text)) | Self::Broken(Cow::Borrowed(text)) => {
                Cow::Borrowed(text.as_bytes())
            }
            other => Cow::Owned(other.into_bytes()),
        }
    }

    /// The same bytes, to keep.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Utf8(text) | Self::Broken(text) => text.into_owned().into_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// Standard alphabet; padding may be missing, since wrappers are known to strip it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes the JSON text of a field; absent, `null` and empty are `None`.
#[must_use]
pub fn decode(raw: Option<&str>, encoding: Encoding) -> Option<Text<'_>> {
    let text = json_text::decode(raw?)?;
    if text.is_empty() {
        return None;
    }
    Some(match encoding {
        Encoding::PlainText => Text::Utf8(text),
        Encoding::Base64 => from_base64(text),
        Encoding::Base64Of(charset) => match from_base64(text) {
            Text::Broken(text) => Text::Broken(text),
            decoded => Text::Utf8(charset.decode(decoded.bytes()).0.into_owned().into()),
        },
    })
}

/// The end of a field, at least so many bytes of it where it has them, and how many there are before. Of Base64 as the service
/// sends it only the end is decoded.
#[must_use]
pub fn decode_end(raw: &str, encoding: Encoding, most: usize) -> Option<(Vec<u8>, usize)> {
    let inner = raw
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let is_plain = |inner: &&str| encoding == Encoding::Base64 && inner.len().is_multiple_of(4);
    let end = inner.filter(is_plain).and_then(|inner| {
        let start = inner
            .len()
            .checked_sub((most / 3).saturating_add(2).saturating_mul(4))?;
        let end = BASE64.decode(inner.get(start..)?).ok()?;
        Some((end, start / 4 * 3))
    });
    end.or_else(|| Some((decode(Some(raw), encoding)?.into_bytes(), 0)))
}

/// Bytes that a command wrote, as the text that they are.
#[must_use]
pub fn of_bytes(bytes: &[u8], encoding: Encoding) -> Text<'_> {
    match (encoding, std::str::from_utf8(bytes)) {
        (Encoding::Base64Of(charset), _) => Text::Utf8(charset.decode(bytes).0),
        (_, Ok(text)) => Text::Utf8(text.into()),
        (Encoding::PlainText, Err(_)) => Text::Utf8(String::from_utf8_lossy(bytes)),
        (Encoding::Base64, Err(_)) => Text::Bytes(bytes.to_vec()),
    }
}

/// The JSON text of a field that is decoded as these bytes; where it is plain text, with U+FFFD for what is none.
#[must_use]
pub fn encode(bytes: &[u8], encoding: Encoding) -> String {
    let text = match encoding {
        Encoding::Base64 => BASE64.encode(bytes),
        Encoding::Base64Of(charset) => {
            BASE64.encode(encoded(&String::from_utf8_lossy(bytes), charset))
        }
        Encoding::PlainText => String::from_utf8_lossy(bytes).into_owned(),
    };
    serde_json::Value::String(text).to_string()
}

/// Text as bytes of an encoding. The library only reads UTF-16.
fn encoded(text: &str, charset: &'static encoding_rs::Encoding) -> Vec<u8> {
    if charset == encoding_rs::UTF_16LE {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    } else if charset == encoding_rs::UTF_16BE {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    } else {
        // The library would write what an encoding has no bytes for as HTML does.
        charset
            .encode(&text.replace('\u{fffd}', "?"))
            .0
            .into_owned()
    }
}

/// The lines of an output as they look when everything is written, the last one that is not blank first. A carriage return begins
/// a line anew.
pub fn lines_from_the_end(output: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = output.rsplit(|byte| *byte == b'\n').map(|line| {
        let mut drawn = line.rsplit(|byte| *byte == b'\r');
        let last = drawn.find(|drawn| !drawn.is_empty());
        without_erasing(last.unwrap_or_default())
    });
    lines.skip_while(|line| line.trim_ascii().is_empty())
}

/// Programs that draw a line anew erase what was there (ECMA-48: EL), before or behind the new text.
fn without_erasing(mut line: &[u8]) -> &[u8] {
    const ERASE: [&[u8]; 3] = [b"\x1b[K", b"\x1b[0K", b"\x1b[2K"];
    for erase in ERASE {
        line = line.strip_prefix(erase).unwrap_or(line);
        line = line.strip_suffix(erase).unwrap_or(line);
    }
    line
}

fn from_base64(text: Cow<'_, str>) -> Text<'_> {
    let decoded = BASE64.decode(text.as_bytes()).or_else(|_| {
        // Rare: Base64 in several lines.
        BASE64.decode(text.split_ascii_whitespace().collect::<String>())
    });
    match decoded.map(String::from_utf8) {
        Ok(Ok(utf8)) => Text::Utf8(Cow::Owned(utf8)),
        Ok(Err(bytes)) => Text::Bytes(bytes.into_bytes()),
        Err(_) => Text::Broken(text),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bytes_are_text_in_the_encoding_that_was_named() {
        let decoded = |raw: &'static str, label: &str| {
            let charset = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            decode(Some(raw), Encoding::Base64Of(charset)).unwrap()
        };
        let text = |text: &'static str| Text::Utf8(Cow::Borrowed(text));
        assert_eq!(decoded("\"sr/K8A==\"", "gbk"), text("部署"));
        assert_eq!(decoded("\"YQBiAA==\"", "utf-16le"), text("ab"));
        for label in ["gbk", "utf-16le", "utf-16be"] {
            let charset = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            let encoding = Encoding::Base64Of(charset);
            let json = encode("部署".as_bytes(), encoding);
            assert_eq!(decode(Some(&json), encoding), Some(text("部署")));
        }
        let gbk = Encoding::Base64Of(encoding_rs::GBK);
        let json = encode("a\u{fffd}".as_bytes(), gbk);
        assert_eq!(decode(Some(&json), gbk), Some(text("a?")));
        assert_eq!(
            decoded("\"a*b\"", "gbk"),
            Text::Broken(Cow::Borrowed("a*b"))
        );
    }

    #[test]
    fn empty_and_missing_texts_are_none() {
        for raw in [None, Some("null"), Some("\"\"")] {
            assert_eq!(decode(raw, Encoding::Base64), None);
        }
    }

    #[test]
    fn base64_in_lines_or_without_padding_is_read() {
        let hello = Some(Text::Utf8("hello\n".into()));
        assert_eq!(decode(Some(r#""aGVs\nbG8K""#), Encoding::Base64), hello);
        let hi = Some(Text::Utf8("hi\n!".into()));
        assert_eq!(decode(Some(r#""aGkKIQ""#), Encoding::Base64), hi);
    }

    #[test]
    fn what_is_not_base64_is_kept_as_it_came() {
        assert_eq!(
            decode(Some("\"a*b\""), Encoding::Base64),
            Some(Text::Broken("a*b".into()))
        );
        assert_eq!(
            decode(Some("\"a*b\""), Encoding::PlainText),
            Some(Text::Utf8("a*b".into()))
        );
    }

    #[test]
    fn a_line_that_was_drawn_several_times_is_what_it_was_in_the_end() {
        for (output, last, before) in [
            ("a\nb\nc\n", "c", Some("b")),
            ("a\r\n\r\n \n", "a", None),
            ("1%\r50%\r100%\r\n", "100%", None),
            ("1%\r\u{1b}[Kdone\u{1b}[0K\r\n", "done", None),
            ("a\n1%\u{1b}[2K\rdone", "done", Some("a")),
            ("a\n1%\r\u{1b}[K\n", "a", None),
        ] {
            let mut lines = lines_from_the_end(output.as_bytes());
            assert_eq!(lines.next(), Some(last.as_bytes()), "{output:?}");
            assert_eq!(lines.next(), before.map(str::as_bytes), "{output:?}");
        }
        assert_eq!(lines_from_the_end(b"\n \n").next(), None);
    }

    proptest! {
        #[test]
        fn every_byte_survives(bytes in proptest::collection::vec(any::<u8>(), 1..200)) {
            let raw = format!("\"{}\"", BASE64.encode(&bytes));
            let text = decode(Some(&raw), Encoding::Base64).unwrap();
            prop_assert_eq!(text.bytes(), &bytes[..]);
            prop_assert_eq!(matches!(text, Text::Utf8(_)), std::str::from_utf8(&bytes).is_ok());
            for most in [0, 1, 7, 300] {
                let (end, before) = decode_end(&raw, Encoding::Base64, most).unwrap();
                prop_assert!(end.len() >= most.min(bytes.len()));
                prop_assert_eq!(&bytes[before..], &end[..]);
            }
        }
    }
}
