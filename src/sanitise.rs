//! Foreign text made harmless for a terminal or a table cell: what could steer a terminal, reorder or hide text is shown
//! as an escape instead.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character could move the cursor, colour, reorder or hide text: control characters, bidirectional marks,
/// zero-width characters, line separators, tag characters (Unicode TR 36, sections 2.5 and 3.1) and variation selectors,
/// in a row of which a whole message can hide; but not the two that choose the emoji or the text form of a character.
#[must_use]
pub fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0D}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}' | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Writes a character as an escape: `\n`, `\x1b`, `\u{202e}`.
fn escape(c: char, out: &mut String) {
    // Writing into a String cannot fail.
    let _ = match c {
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        c if c.is_ascii() => write!(out, "\\x{:02x}", u32::from(c)),
        c => write!(out, "\\u{{{:x}}}", u32::from(c)),
    };
}

/// Text for one line: every dangerous character is escaped, line breaks and tabs too.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    replaced(text, "", escape)
}

/// Text for several lines: as [`line()`], but line breaks and tabs stay.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    replaced(text, "\n\t", escape)
}

/// JSON in which every dangerous character is an escape of JSON, so that it means what it meant. Outside of strings JSON has
/// none but line ends and tabs, which stay.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    replaced(text, "\n\t", |c, out| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

/// Text in which every dangerous character that is not kept is escaped.
fn replaced<'t>(text: &'t str, keep: &str, escape: impl Fn(char, &mut String)) -> Cow<'t, str> {
    let dangerous = |c: char| is_dangerous(c) && !keep.contains(c);
    if !text.contains(dangerous) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if dangerous(c) {
            escape(c, &mut out);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// What a command printed, for a terminal: text, line breaks, tabs and colours stay; every other control sequence, and
/// each byte that is not text, is escaped. Says whether a colour was set, so that the caller can reset it.
#[must_use]
pub fn output(bytes: &[u8]) -> (String, bool) {
    let mut out = String::with_capacity(bytes.len());
    let mut coloured = false;
    for chunk in bytes.utf8_chunks() {
        coloured |= valid_output(chunk.valid(), &mut out);
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    (out, coloured)
}

fn valid_output(text: &str, out: &mut String) -> bool {
    let mut coloured = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(colour) = colour_sequence(rest) {
            out.push_str(colour);
            coloured = true;
            rest = rest.get(colour.len()..).unwrap_or_default();
            continue;
        }
        match c {
            '\n' | '\t' => out.push(c),
            // A Windows line end; alone, it would let later text cover earlier text.
            '\r' if rest.starts_with("\r\n") => out.push(c),
            c if is_dangerous(c) => escape(c, out),
            c => out.push(c),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    coloured
}

/// A colour at the start of `text`: `ESC [`, digits and separators, `m` (ECMA-48, SGR).
fn colour_sequence(text: &str) -> Option<&str> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == ':'))?;
    parameters
        .get(end..)?
        .starts_with('m')
        .then(|| text.get(..2 + end + 1))?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn harmless_text_is_not_touched() {
        for text in ["plain", "部署-订单服务", "é e\u{301}", "👩 family", ""] {
            assert!(matches!(line(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn what_steers_or_hides_is_shown() {
        assert_eq!(line("a\u{1b}[31mb\nc\td"), "a\\x1b[31mb\\nc\\td");
        assert_eq!(
            line("x\u{202e}y\u{200b}z\u{9b}"),
            "x\\u{202e}y\\u{200b}z\\u{9b}"
        );
        assert_eq!(lines("a\nb\r\tc"), "a\nb\\r\tc");
    }

    #[test]
    fn colours_of_an_output_stay_and_titles_do_not() {
        let (text, coloured) = output(b"\x1b[1;31mred\x1b[0m\x1b]0;evil\x07\x1b[2J\xff\r\n");
        assert_eq!(
            text,
            "\u{1b}[1;31mred\u{1b}[0m\\x1b]0;evil\\x07\\x1b[2J\\xff\r\n"
        );
        assert!(coloured);
        assert!(!output(b"plain\rover").1);
        assert_eq!(output(b"plain\rover").0, "plain\\rover");
    }

    /// Unicode 17's `Default_Ignorable_Code_Point`: characters for which nothing is shown.
    const IGNORABLE: [(u32, u32); 17] = [
        (0x00AD, 0x00AD),
        (0x034F, 0x034F),
        (0x061C, 0x061C),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFF8),
        (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A),
        (0xE0000, 0xE0FFF),
    ];

    /// Found by fuzzing: variation selectors and the invisible signs of old scripts went through.
    #[test]
    fn what_is_not_seen_is_escaped_but_for_the_choice_of_an_emoji() {
        for (first, last) in IGNORABLE {
            for c in (first..=last).filter_map(char::from_u32) {
                let chooses = matches!(c, '\u{FE0E}' | '\u{FE0F}');
                assert_eq!(is_dangerous(c), !chooses, "{c:?}");
            }
        }
        assert_eq!(line("a\u{fe01}❤\u{fe0f}"), "a\\u{fe01}❤\u{fe0f}");
    }

    proptest! {
        #[test]
        fn json_stays_what_it_is(text in any::<String>()) {
            let written = serde_json::to_string(&text).unwrap();
            let safe = json(&written);
            prop_assert!(!safe.contains(is_dangerous));
            prop_assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
        }

        #[test]
        fn nothing_dangerous_is_left(text in any::<String>()) {
            prop_assert!(!line(&text).contains(is_dangerous));
        }

        /// By Unicode's own properties, and not by the list above. Some format characters are seen: those before a number.
        #[test]
        fn nothing_is_left_that_steers_or_is_not_seen(text in "(\\p{Cc}|\\p{Zl}|\\p{Zp}|[\\p{Cf}--[\u{600}-\u{605}\u{6dd}\u{70f}\u{890}\u{891}\u{8e2}\u{110bd}\u{110cd}]]|a){1,20}") {
            prop_assert!(line(&text).chars().all(|c| c.is_ascii_graphic()), "{:?}", line(&text));
        }

        #[test]
        fn what_was_made_harmless_stays_as_it_is(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            for safe in [line(&text), lines(&text)] {
                prop_assert_eq!(lines(&safe), &*safe);
            }
            let (safe, coloured) = output(&bytes);
            prop_assert_eq!(coloured, safe.contains('\u{1b}'));
            prop_assert_eq!(output(safe.as_bytes()), (safe, coloured));
        }

        #[test]
        fn an_output_keeps_only_line_ends_tabs_and_colours(bytes in any::<Vec<u8>>()) {
            let (text, _) = output(&bytes);
            let stripped = text.replace("\r\n", "").replace(['\n', '\t', '\u{1b}'], "");
            prop_assert!(!stripped.contains(is_dangerous));
        }
    }
}
