//! JSON strings. Outputs are most of what is written and little of them is escaped, so whole blocks are copied.

use std::io::Write as _;

/// Bytes that are looked at together: few enough that most blocks need no escape, and a compiler's job to do at once.
const BLOCK: usize = 16;

/// Writes text between quotes, with the escapes that JSON requires and no others.
pub(super) fn quoted(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let (blocks, rest) = text.as_bytes().as_chunks::<BLOCK>();
    for block in blocks {
        at_once(block, out);
    }
    at_once(rest, out);
    out.push(b'"');
}

/// Writes bytes, together if none of them is to be escaped.
fn at_once(bytes: &[u8], out: &mut Vec<u8>) {
    // Not `any`, which would stop at the first and so look at one after the other.
    let escapes = bytes.iter().fold(false, |found, b| found | is_escaped(*b));
    if escapes {
        bytewise(bytes, out);
    } else {
        out.extend_from_slice(bytes);
    }
}

fn is_escaped(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

fn bytewise(bytes: &[u8], out: &mut Vec<u8>) {
    for byte in bytes {
        if is_escaped(*byte) {
            escape(*byte, out);
        } else {
            out.push(*byte);
        }
    }
}

/// Writes the escape of a byte that needs one.
fn escape(byte: u8, out: &mut Vec<u8>) {
    let letter = match byte {
        b'\n' => b'n',
        b'\t' => b't',
        b'\r' => b'r',
        0x08 => b'b',
        0x0c => b'f',
        b'"' | b'\\' => byte,
        _ => {
            // Writing into a Vec cannot fail.
            let _ = write!(out, "\\u{byte:04x}");
            return;
        }
    };
    out.extend_from_slice(&[b'\\', letter]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        quoted(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_character_below_the_space_is_escaped() {
        let all: String = (0..=0x80).map(char::from).collect();
        assert_eq!(written(&all), serde_json::to_string(&all).unwrap());
    }

    proptest! {
        #[test]
        fn it_is_what_serde_writes(text in any::<String>(), lines in "[a-z\n\"é部]{0,80}") {
            prop_assert_eq!(written(&text), serde_json::to_string(&text).unwrap());
            prop_assert_eq!(written(&lines), serde_json::to_string(&lines).unwrap());
        }
    }
}
