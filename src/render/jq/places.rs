//! Where the parts of JSON text stand, one level at a time. The text was checked when it came, and has no white space between
//! its tokens.

use std::ops::Range;

use bstr::ByteSlice as _;

use super::super::reformat::Strings;

/// Room for the fields of an invocation or an instance.
const FIELDS: usize = 24;

/// How deep values may stand in each other: whoever reads them or lets go of them calls itself for each level.
const DEEPEST: usize = 128;

/// Where the name and the value of a field stand in the text.
#[derive(Debug, PartialEq)]
pub(super) struct Field {
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
}

/// Finds the fields of an object. `None` also where a name would have to be decoded.
pub(super) fn fields(object: &[u8]) -> Option<Vec<Field>> {
    let mut tokens = Tokens::after(object, b'{')?;
    let mut fields = Vec::with_capacity(FIELDS);
    while tokens.next_part(fields.is_empty(), b'}')? {
        let name = tokens.string()?;
        let name = name.start + 1..name.end - 1;
        if object.get(name.clone())?.contains(&b'\\') {
            return None;
        }
        tokens.eat(b':')?;
        let value = tokens.value()?;
        fields.push(Field { name, value });
    }
    Some(fields)
}

/// Finds the values of an array.
pub(super) fn values(array: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut tokens = Tokens::after(array, b'[')?;
    let mut values = Vec::new();
    while tokens.next_part(values.is_empty(), b']')? {
        values.push(tokens.value()?);
    }
    Some(values)
}

/// Finds the text of a string, if it says itself and has no escapes.
pub(super) fn plain_text(string: &[u8]) -> Option<Range<usize>> {
    let text = string.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    (!text.contains(&b'\\')).then_some(1..1 + text.len())
}

/// Whether values stand too deep in each other to be read.
pub(super) fn is_deep(json: &[u8]) -> bool {
    let opens = |byte: &u8| matches!(byte, b'{' | b'[');
    if json.iter().filter(|byte| opens(byte)).count() <= DEEPEST {
        return false;
    }
    let (mut strings, mut depth, mut deepest) = (Strings::default(), 0_usize, 0);
    for byte in json {
        match byte {
            _ if strings.step(*byte) => {}
            byte if opens(byte) => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest > DEEPEST
}

/// Goes from token to token.
struct Tokens<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Tokens<'t> {
    /// Begins inside an object or an array.
    fn after(text: &'t [u8], open: u8) -> Option<Self> {
        let mut tokens = Self { text, at: 0 };
        tokens.eat(open)?;
        Some(tokens)
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, token: u8) -> Option<()> {
        let found = self.peek()? == token;
        self.at += 1;
        found.then_some(())
    }

    /// Goes to the next part of an object or an array, and tells whether there is one.
    fn next_part(&mut self, first: bool, close: u8) -> Option<bool> {
        match self.peek()? {
            token if token == close => Some(false),
            _ if first => Some(true),
            _ => self.eat(b',').map(|()| true),
        }
    }

    /// Passes a string, and tells where it stands with its quotes.
    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        self.eat(b'"')?;
        loop {
            self.at += self.text.get(self.at..)?.find_byteset(b"\"\\")?;
            if self.peek()? == b'"' {
                self.at += 1;
                return Some(start..self.at);
            }
            self.at += 2;
        }
    }

    /// Passes a value, and tells where it stands.
    fn value(&mut self) -> Option<Range<usize>> {
        let (start, mut depth) = (self.at, 0_usize);
        loop {
            match self.peek()? {
                b'"' => {
                    self.string()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' | b',' if depth == 0 => return Some(start..self.at),
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_on_their_level_alone() {
        let json = r#"{"a":{"b":[1]},"é":"x, \" } \\","c":-1.5e3,"":[{}]}"#;
        let text = |place: &Range<usize>| json.get(place.clone()).unwrap();
        let found: Vec<_> = fields(json.as_bytes())
            .unwrap()
            .iter()
            .map(|field| (text(&field.name), text(&field.value)))
            .collect();
        assert_eq!(
            found,
            [
                ("a", r#"{"b":[1]}"#),
                ("é", r#""x, \" } \\""#),
                ("c", "-1.5e3"),
                ("", "[{}]")
            ]
        );
        let json = r#"[{"a":[1,2]},"]",3]"#;
        let found = values(json.as_bytes()).unwrap();
        let found: Vec<_> = found
            .into_iter()
            .filter_map(|place| json.get(place))
            .collect();
        assert_eq!(found, [r#"{"a":[1,2]}"#, r#""]""#, "3"]);
        assert_eq!(fields(b"{}"), Some(Vec::new()));
        assert_eq!(values(b"[]"), Some(Vec::new()));
    }

    #[test]
    fn what_is_something_else_has_no_parts() {
        for text in [
            "[1]",
            "",
            "{",
            r#"{"a"#,
            r#"{"a":"#,
            r#"{"a":1"#,
            r#"{"a":"\"#,
            r#"{"\u0061":1}"#,
        ] {
            assert_eq!(fields(text.as_bytes()), None, "{text}");
        }
        for text in [r#"{"a":1}"#, "\"[]\"", "1", "[1", "[", "1]"] {
            assert_eq!(values(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn deep_is_what_stands_in_each_other() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(!is_deep(nested(128).as_bytes()));
        assert!(is_deep(nested(129).as_bytes()));
        let wide = format!("[{}[]]", "[],".repeat(200));
        assert!(!is_deep(wide.as_bytes()));
        let text = format!("[\"{}\"]", "[".repeat(200));
        assert!(!is_deep(text.as_bytes()));
    }
}
