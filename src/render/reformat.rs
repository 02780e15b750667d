//! JSON text laid out anew, token by token: numbers, escapes and the order of fields stay as they are.

use super::OutputOptions;
use crate::sanitise::is_dangerous;

/// Copies JSON without the white space between its tokens.
pub(super) fn compact(json: &str, out: &mut Vec<u8>) {
    let nested = json.starts_with(['{', '[']);
    if !nested || !json.bytes().any(|byte| byte.is_ascii_whitespace()) {
        out.extend_from_slice(json.as_bytes());
        return;
    }
    let mut in_string = Strings::default();
    out.extend(
        json.bytes()
            .filter(|byte| in_string.step(*byte) || !byte.is_ascii_whitespace()),
    );
}

/// Lays JSON out for eyes: two spaces a level, beginning at `level`. Unless `raw`, characters that could steer a
/// terminal become `\u` escapes, which mean the same.
pub(super) fn indent(json: &str, level: usize, raw: bool, out: &mut Vec<u8>) {
    let mut in_string = Strings::default();
    let mut level = level;
    let mut tokens = json.chars().peekable();
    while let Some(c) = tokens.next() {
        if in_string.step_char(c) {
            push(c, raw, out);
            continue;
        }
        match c {
            '{' | '[' => {
                push(c, true, out);
                while tokens.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(close) = tokens.next_if(|next| matches!(next, '}' | ']')) {
                    push(close, true, out);
                } else {
                    level += 1;
                    line_break(level, out);
                }
            }
            '}' | ']' => {
                level = level.saturating_sub(1);
                line_break(level, out);
                push(c, true, out);
            }
            ',' => {
                push(c, true, out);
                line_break(level, out);
            }
            ':' => out.extend_from_slice(b": "),
            c if c.is_ascii_whitespace() => {}
            c => push(c, raw, out),
        }
    }
}

/// Writes JSON as it is; on a terminal, unless `raw`, what could steer it becomes `\u` escapes.
pub(super) fn as_it_is(json: &[u8], options: &OutputOptions, out: &mut Vec<u8>) {
    if !options.terminal || options.raw {
        out.extend_from_slice(json);
        return;
    }
    for c in String::from_utf8_lossy(json).chars() {
        push(c, false, out);
    }
}

fn line_break(level: usize, out: &mut Vec<u8>) {
    out.push(b'\n');
    out.extend(std::iter::repeat_n(b' ', 2 * level));
}

fn push(c: char, raw: bool, out: &mut Vec<u8>) {
    if raw || !is_dangerous(c) {
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        return;
    }
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
    }
}

/// Follows where strings begin and end.
#[derive(Default)]
pub(super) struct Strings {
    inside: bool,
    escaped: bool,
}

impl Strings {
    /// Whether this byte belongs to a string, quotes included.
    pub(super) fn step(&mut self, byte: u8) -> bool {
        let belongs = self.inside || byte == b'"';
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.inside => self.escaped = true,
            b'"' => self.inside = !self.inside,
            _ => {}
        }
        belongs
    }

    fn step_char(&mut self, c: char) -> bool {
        self.step(u8::try_from(c).unwrap_or(b'x'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn only_white_space_between_tokens_goes() {
        let json = "{ \"a b\" : [ 1.50 ,\n\t\"c \\\" d\" ] }";
        assert_eq!(text(|out| compact(json, out)), r#"{"a b":[1.50,"c \" d"]}"#);
        assert_eq!(text(|out| compact("\"a b\"", out)), "\"a b\"");
    }

    #[test]
    fn indented_json_is_the_same_json() {
        let json = r#"[{"a":{},"b":[ ],"c":[1,{"d":"x: {y}, \"z\""}]}]"#;
        let laid_out = text(|out| indent(json, 0, false, out));
        assert_eq!(laid_out.lines().count(), 12, "{laid_out}");
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&laid_out), value(json));
    }

    #[test]
    fn what_steers_a_terminal_is_escaped_and_means_the_same() {
        let json = "\"a\u{9b}b\u{202e}c\u{e0041}\u{7f}é部\"";
        let shown = text(|out| indent(json, 0, false, out));
        assert_eq!(shown, "\"a\\u009bb\\u202ec\\udb40\\udc41\\u007fé部\"");
        let value = |text: &str| serde_json::from_str::<String>(text).unwrap();
        assert_eq!(value(&shown), value(json));
        assert_eq!(text(|out| indent(json, 0, true, out)), json);
    }
}
