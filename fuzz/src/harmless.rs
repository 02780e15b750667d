//! What a terminal must never get, said once more and independently of `invq::sanitise`: by Unicode's own properties.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use unicode_width::UnicodeWidthChar as _;

/// Characters that Unicode has programs show nothing for (`Default_Ignorable_Code_Point`), but for the two variation
/// selectors that choose between the emoji and the text form of a character.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0D}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Format characters that are seen: signs in front of a number or a text.
fn is_seen(c: char) -> bool {
    matches!(c,
        '\u{0600}'..='\u{0605}' | '\u{06DD}' | '\u{070F}' | '\u{0890}'..='\u{0891}' | '\u{08E2}' | '\u{110BD}'
        | '\u{110CD}')
}

/// Whether a character steers, reorders or hides.
pub fn is_forbidden(c: char) -> bool {
    match c.general_category() {
        GeneralCategory::Control
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator => true,
        GeneralCategory::Format => !is_seen(c),
        // Accents stand on the letter before them, and some letters in the syllable of another.
        GeneralCategory::NonspacingMark
        | GeneralCategory::EnclosingMark
        | GeneralCategory::SpacingMark
        | GeneralCategory::OtherLetter => is_ignorable(c),
        _ => is_ignorable(c) || c.width() == Some(0),
    }
}

/// Panics if a text holds what is forbidden and not in `kept`.
pub fn assert_harmless(text: &str, kept: &[char], of: &str) {
    if let Some(c) = text.chars().find(|c| is_forbidden(*c) && !kept.contains(c)) {
        panic!("{of} holds {c:?}: {text:?}");
    }
}

/// A text without the sequences that set colours: `ESC [`, digits and separators, `m`.
pub fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';' || c == ':');
        match rest.strip_prefix('m') {
            Some(rest) => plain.push_str(rest),
            None => {
                plain.push_str("\u{1b}[");
                plain.push_str(part);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::is_forbidden;

    /// Every character, so that neither of the two lists has a gap.
    #[test]
    fn the_program_escapes_all_that_is_forbidden() {
        let gaps: Vec<char> = ('\0'..=char::MAX)
            .filter(|c| is_forbidden(*c) && !invq::sanitise::is_dangerous(*c))
            .collect();
        assert_eq!(gaps, [' '; 0]);
    }
}
