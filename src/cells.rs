//! Text in the lines of a terminal: how many cells it takes, and where a line that is too long is broken.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The width of a text in cells. Colours take none.
#[must_use]
pub fn width(text: &str) -> usize {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().map_or(0, str::width);
    let colored = parts.map(|part| part.split_once('m').map_or(0, |(_, rest)| rest.width()));
    first + colored.sum::<usize>()
}

/// What a text ends in that was cut: one cell wide everywhere.
pub const CUT: &str = "~";

/// Bytes of a cell, after which marks that take no room are cut, too.
const LONG: usize = 16;

/// A text without colours, cut to so many cells.
#[must_use]
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    let (mut used, mut kept) = (0, 0);
    for (at, c) in text.char_indices() {
        // The selector of an emoji makes the character before it wide.
        used += c.width().unwrap_or(0) + usize::from(c == '\u{fe0f}');
        if used > most || at > most.saturating_mul(LONG) {
            let kept = text.get(..kept).unwrap_or_default();
            return Cow::Owned(format!("{kept}{CUT}"));
        }
        if used < most {
            kept = at + c.len_utf8();
        }
    }
    Cow::Borrowed(text)
}

/// What stands before a command that ends a line: two spaces.
const BEFORE_COMMAND: &str = "  invq ";

/// A line and the command that ends it, if there is one.
#[must_use]
pub fn with_command(line: &str) -> (&str, Option<&str>) {
    let at = line.find(BEFORE_COMMAND);
    let (text, command) = line.split_at(at.unwrap_or(line.len()));
    (text, at.map(|_| command.trim_start()))
}

/// A line broken between words so that it fits, the lines that follow set in by `hang`. A word that is too long by itself,
/// what stands between backticks, and a command that ends the line stay whole, so that they can be copied.
#[must_use]
pub fn wrapped(line: &str, most: Option<usize>, hang: usize) -> Cow<'_, str> {
    let Some(most) = most.filter(|most| width(line) > *most) else {
        return Cow::Borrowed(line);
    };
    if let (text, Some(command)) = with_command(line) {
        let text = wrapped(text, Some(most), hang);
        return Cow::Owned(format!("{text}\n{:hang$}{command}", ""));
    }
    let text = line.trim_start_matches(' ');
    let mut out = " ".repeat(line.len() - text.len());
    let (mut used, mut is_empty) = (out.len(), true);
    for word in words(text) {
        // Two spaces between words are none at the beginning of a line.
        if is_empty && word.is_empty() {
            continue;
        }
        if !is_empty && used + 1 + width(word) > most {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.push_str(&" ".repeat(hang));
            (used, is_empty) = (hang, true);
            if word.is_empty() {
                continue;
            }
        }
        if !is_empty {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += width(word);
        is_empty = false;
    }
    out.truncate(out.trim_end_matches(' ').len());
    Cow::Owned(out)
}

/// What stands between spaces, or between backticks.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let are_paired = text.matches('`').count().is_multiple_of(2);
    let mut is_quoted = false;
    text.split(move |c| {
        is_quoted ^= c == '`' && are_paired;
        c == ' ' && !is_quoted
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn colours_take_no_cells() {
        assert_eq!(width("\u{1b}[32m部署\u{1b}[0m ok"), 7);
    }

    #[test]
    fn a_long_line_is_broken_between_words() {
        let line = "  Code: the agent is not running  (start it)";
        assert_eq!(wrapped(line, None, 4), line);
        assert_eq!(wrapped(line, Some(44), 4), line);
        assert_eq!(
            wrapped(line, Some(34), 4),
            "  Code: the agent is not running\n    (start it)"
        );
        assert_eq!(
            wrapped("  at: oss://a/long/path end", Some(12), 4),
            "  at:\n    oss://a/long/path\n    end"
        );
        assert_eq!(
            wrapped("ask `invq --help output` for it", Some(20), 0),
            "ask\n`invq --help output`\nfor it"
        );
        assert_eq!(
            wrapped("see why:  invq t-1 t-2 --wait", Some(20), 2),
            "see why:\n  invq t-1 t-2 --wait"
        );
    }

    #[test]
    fn a_text_is_cut_where_the_line_ends() {
        for (text, most, shown) in [
            ("部署 ok", 7, "部署 ok"),
            ("部署 ok", 6, "部署 ~"),
            ("部署 ok", 4, "部~"),
            ("abc", 1, "~"),
        ] {
            assert_eq!(cut(text, most), shown);
        }
    }

    proptest! {
        #[test]
        fn a_cut_text_is_no_wider_than_the_line(text in "\\PC{0,20}|(❤\u{fe0f}|部|a){0,9}", most in 1_usize..12) {
            let cut = cut(&text, most);
            prop_assert!(width(&cut) <= most, "{}", cut);
            prop_assert!(text.starts_with(cut.trim_end_matches('~')));
        }

        #[test]
        fn breaking_loses_no_word(text in "( {0,4})([a-z部]{0,9} {0,2}){0,9}", most in 1_usize..30) {
            let broken = wrapped(&text, Some(most), 2);
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&broken), words(&text));
            for line in broken.lines().filter(|line| width(line) > most) {
                prop_assert_eq!(words(line).len(), 1, "{:?}", line);
            }
        }
    }
}
