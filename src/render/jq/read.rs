//! Reads the JSON that invq has written into jq's values. Texts stay slices of it, so that large outputs are not held twice.

use std::ops::Range;

use bytes::Bytes;
use jaq_json::{Map, Val, read};

use super::bounds::{DEEPEST, TOO_DEEP};

/// The objects that stand one a line, as one array.
pub(super) fn lines(text: Vec<u8>) -> Result<Val, String> {
    let mut reader = JsonReader {
        text: Bytes::from(text),
        at: 0,
        values: Vec::new(),
        fields: Vec::new(),
    };
    let mut objects = Vec::new();
    while reader.peek().is_some() {
        if objects.len().is_multiple_of(8) {
            make_room();
        }
        objects.push(reader.value(DEEPEST)?);
        reader.pass(b'\n')?;
    }
    Ok(objects.into_iter().collect())
}

/// glibc grows the heap of a thread page by page, with a system call for each, which took as long as to read. After this
/// it has room for several records.
fn make_room() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(96 * 1024)));
}

/// Goes through the text once. There is no white space between its tokens.
struct JsonReader {
    text: Bytes,
    at: usize,
    /// The values of the arrays that have begun and not ended.
    values: Vec<Val>,
    /// The fields of the objects that have begun and not ended.
    fields: Vec<(Val, Val)>,
}

impl JsonReader {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Passes this byte, which has to come next.
    fn pass(&mut self, byte: u8) -> Result<(), String> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(format!("it is no JSON at byte {}", self.at))
    }

    /// Whether another part of an array or an object follows. Passes the comma, or the end.
    fn another(&mut self, first: bool, end: u8) -> Result<bool, String> {
        if self.peek() == Some(end) {
            self.at += 1;
            return Ok(false);
        }
        if !first {
            self.pass(b',')?;
        }
        Ok(true)
    }

    /// A value in which others may stand so deep.
    fn value(&mut self, room: usize) -> Result<Val, String> {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'{' | b'[') if room == 0 => Err(TOO_DEEP.to_owned()),
            Some(b'{') => self.object(room - 1),
            Some(b'[') => self.array(room - 1),
            _ => self.scalar(),
        }
    }

    fn object(&mut self, room: usize) -> Result<Val, String> {
        self.at += 1;
        let begin = self.fields.len();
        while self.another(self.fields.len() == begin, b'}')? {
            let name = self.string()?;
            self.pass(b':')?;
            let value = self.value(room)?;
            self.fields.push((name, value));
        }
        // Of fields with one name the last one counts, as in jq.
        Ok(Val::obj(self.fields.drain(begin..).collect::<Map>()))
    }

    fn array(&mut self, room: usize) -> Result<Val, String> {
        self.at += 1;
        let begin = self.values.len();
        while self.another(self.values.len() == begin, b']')? {
            let value = self.value(room)?;
            self.values.push(value);
        }
        Ok(self.values.drain(begin..).collect())
    }

    fn string(&mut self) -> Result<Val, String> {
        let begin = self.at;
        self.pass(b'"')?;
        let mut escaped = false;
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let special = memchr::memchr2(b'"', b'\\', rest);
            let special = special.ok_or("a text does not end")?;
            self.at += special + 1;
            if rest.get(special) == Some(&b'"') {
                break;
            }
            escaped = true;
            self.at += 1;
        }
        if escaped {
            return self.unescaped(begin..self.at);
        }
        Ok(Val::utf8_str(self.text.slice(begin + 1..self.at - 1)))
    }

    /// A text with escapes. Halves of surrogate pairs, which stand for no character, become U+FFFD, as in jq.
    fn unescaped(&self, place: Range<usize>) -> Result<Val, String> {
        let quoted = self.text.slice(place);
        let text = read::parse_single(&quoted).or_else(|_| {
            let whole = String::from_utf8_lossy(&quoted);
            read::parse_single(without_halves(&whole).as_bytes())
        });
        text.map_err(|error| error.to_string())
    }

    /// A number, or one of the three words. The library keeps the digits of a number.
    fn scalar(&mut self) -> Result<Val, String> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b'\n');
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        let value = match word {
            b"null" => Val::Null,
            b"true" => Val::Bool(true),
            b"false" => Val::Bool(false),
            [b'0'] => Val::from(0_usize),
            [b'1'..=b'9', rest @ ..] if rest.len() < 9 && rest.iter().all(u8::is_ascii_digit) => {
                let digits = word.iter().map(|digit| usize::from(digit - b'0'));
                Val::from(digits.fold(0, |number, digit| 10 * number + digit))
            }
            number => read::parse_single(number).map_err(|error| error.to_string())?,
        };
        self.at += length;
        Ok(value)
    }
}

/// The same JSON text with U+FFFD for each half of a surrogate pair that stands alone.
fn without_halves(quoted: &str) -> String {
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (mut out, mut rest) = (String::with_capacity(quoted.len()), quoted);
    while let Some((before, _)) = rest.split_once('\\') {
        out.push_str(before);
        rest = rest.get(before.len()..).unwrap_or_default();
        let follows = rest.get(6..).and_then(unit);
        let (length, alone) = match (unit(rest), follows) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => (12, false),
            (Some(0xD800..0xE000), _) => (6, true),
            (Some(_), _) => (6, false),
            (None, _) => (2, false),
        };
        let (escape, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.push_str(if alone { "\\ufffd" } else { escape });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::super::bounds::on_large_stack;
    use super::*;

    fn text(json: &str) -> Result<String, String> {
        let json = json.as_bytes().to_vec();
        let read = on_large_stack(move || lines(json).map(|value| value.to_string()));
        read.unwrap().join().unwrap()
    }

    #[test]
    fn lines_become_an_array_and_nothing_changes() {
        assert_eq!(text("").unwrap(), "[]");
        let json = r#"{"b":[1.50,-0.0,18446744073709551616,1e400,[]],"a":{"é":"x, \" } \\"},"":null,"t":[true,false]}"#;
        let both = format!("{json}\n{{}}\n");
        assert_eq!(text(&both).unwrap(), format!("[{json},{{}}]"));
    }

    #[test]
    fn the_last_of_fields_with_one_name_counts() {
        assert_eq!(
            text("{\"a\":1,\"b\":2,\"\\u0061\":3}\n").unwrap(),
            r#"[{"a":3,"b":2}]"#
        );
    }

    #[test]
    fn half_a_surrogate_pair_is_replaced() {
        let read = text("{\"a\":\"\\ud800x\\\\ud800\\udc00\\ud83d\\ude00\\n\"}\n").unwrap();
        assert_eq!(read, "[{\"a\":\"\u{fffd}x\\\\ud800\u{fffd}\u{1f600}\\n\"}]");
    }

    #[test]
    fn what_is_too_deep_or_no_json_is_an_error() {
        let nested = |depth: usize| format!("{}{}\n", "[".repeat(depth), "]".repeat(depth));
        assert!(text(&nested(1_000)).is_ok());
        assert_eq!(text(&nested(DEEPEST + 1)).unwrap_err(), TOO_DEEP);
        for wrong in [
            "{",
            "{\"a",
            "{\"a\"",
            "{\"a\":",
            "[1",
            "[1 2]\n",
            "\"\\",
            "{}",
            "nul\n",
            "{\"a\":\"\\x\"}\n",
        ] {
            assert!(text(wrong).is_err(), "{wrong}");
        }
    }
}
