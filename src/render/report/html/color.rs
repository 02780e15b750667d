//! The colours of outputs, as classes: the page's policy allows no style at an element.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstream::adapter::WinconBytes;
use anstyle::{Color, Effects, RgbColor, Style};
use maud::{Markup, html};

use crate::model::text::lines_from_the_end;
use crate::sanitise;

/// How many colours beyond the usual sixteen a page keeps.
const MOST: usize = 256;

/// Effects, and the class of each. Text that hides itself is shown.
const EFFECTS: [(Effects, &str); 5] = [
    (Effects::BOLD, "b"),
    (Effects::DIMMED, "d"),
    (Effects::ITALIC, "i"),
    (Effects::UNDERLINE, "u"),
    (Effects::STRIKETHROUGH, "s"),
];

/// Colours that are in a page beyond the usual sixteen.
#[derive(Default)]
pub(super) struct Colors(BTreeSet<(u8, u8, u8)>);

impl Colors {
    /// What a command printed: colours stay, and whatever else steers a terminal is shown as an escape.
    pub(super) fn block(&mut self, bytes: &[u8], label: &str) -> Markup {
        let (text, is_colored) = shown(bytes);
        html! {
            pre tabindex="0" role="group" aria-label=(label) {
                @if is_colored { (self.colored(&text)) } @else { (text) }
            }
        }
    }

    fn colored(&mut self, text: &str) -> Markup {
        let mut reader = WinconBytes::new();
        let parts = reader
            .extract_next(text.as_bytes())
            .map(|(style, text)| (self.classes(style), text));
        html! {
            @for (classes, text) in parts {
                @if classes.is_empty() { (text) } @else { span class=(classes) { (text) } }
            }
        }
    }

    fn classes(&mut self, style: Style) -> String {
        let (mut front, mut back) = (style.get_fg_color(), style.get_bg_color());
        let effects = style.get_effects();
        if effects.contains(Effects::INVERT) {
            let dark = Color::Ansi256(0.into());
            (front, back) = (
                Some(back.unwrap_or(dark)),
                Some(front.unwrap_or(Color::Ansi256(7.into()))),
            );
        }
        let colors = [(front, "f"), (back, "g")];
        let colors = colors
            .into_iter()
            .filter_map(|(color, lead)| self.class(color?, lead));
        let effects = EFFECTS
            .iter()
            .filter(|(effect, _)| effects.contains(*effect));
        let classes: Vec<String> = colors
            .chain(effects.map(|(_, class)| (*class).to_owned()))
            .collect();
        classes.join(" ")
    }

    /// `f1` of the usual sixteen, and else `f-ff8000`.
    fn class(&mut self, color: Color, lead: &str) -> Option<String> {
        let RgbColor(red, green, blue) = match color {
            Color::Ansi(color) => {
                return Some(format!(
                    "{lead}{}",
                    anstyle::Ansi256Color::from_ansi(color).index()
                ));
            }
            Color::Ansi256(color) => match color.index() {
                usual @ ..16 => return Some(format!("{lead}{usual}")),
                index => of_256(index),
            },
            Color::Rgb(color) => color,
        };
        let color = (red, green, blue);
        if self.0.len() >= MOST && !self.0.contains(&color) {
            return None;
        }
        self.0.insert(color);
        Some(format!("{lead}-{red:02x}{green:02x}{blue:02x}"))
    }

    /// What the style sheet says of them.
    pub(super) fn rules(&self) -> String {
        let mut out = String::new();
        for (red, green, blue) in &self.0 {
            let name = format!("{red:02x}{green:02x}{blue:02x}");
            // Writing into a String cannot fail.
            let _ = writeln!(out, ".f-{name}{{color:#{name}}}");
            let _ = writeln!(out, ".g-{name}{{background:#{name}}}");
        }
        out
    }
}

/// The lines as they look in the end, and whether they are coloured.
fn shown(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    // Most outputs need no second look at each of their characters.
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if bytes.iter().all(is_plain)
        && let Ok(text) = str::from_utf8(bytes)
    {
        return (Cow::Borrowed(text.trim_ascii_end()), false);
    }
    let mut lines: Vec<&[u8]> = lines_from_the_end(bytes).collect();
    lines.reverse();
    let (text, is_colored) = sanitise::output(&lines.join(&b'\n'));
    (Cow::Owned(text), is_colored)
}

/// xterm's palette beyond the first sixteen: a cube of six steps, then greys.
fn of_256(index: u8) -> RgbColor {
    if let Some(grey) = index.checked_sub(232) {
        let grey = 8 + 10 * grey;
        return RgbColor(grey, grey, grey);
    }
    let index = index.saturating_sub(16);
    let step = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    RgbColor(step(index / 36), step(index / 6 % 6), step(index % 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_classes_and_everything_else_is_escaped() {
        let mut colors = Colors::default();
        let mut block = |text: &str| {
            colors
                .block(text.as_bytes(), "x")
                .into_string()
                .split_once('>')
                .unwrap()
                .1
                .replace("</pre>", "")
        };
        for (text, shown) in [
            ("a <b> & \"c\"", "a &lt;b&gt; &amp; &quot;c&quot;"),
            ("\x1b[1;31mred\x1b[0m.", "<span class=\"f1 b\">red</span>."),
            ("\x1b[92mok", "<span class=\"f10\">ok</span>"),
            ("\x1b[7mx", "<span class=\"f0 g7\">x</span>"),
            ("\x1b[38;5;208mx", "<span class=\"f-ff8700\">x</span>"),
            ("\x1b[48;2;1;2;3mx", "<span class=\"g-010203\">x</span>"),
            (
                "\x1b[31m<script>",
                "<span class=\"f1\">&lt;script&gt;</span>",
            ),
            ("\x1b]0;t\x07\x1b[2J", "\\x1b]0;t\\x07\\x1b[2J"),
            ("1%\r2%\n", "2%"),
        ] {
            assert_eq!(block(text), shown, "{text:?}");
        }
        assert_eq!(
            colors.rules(),
            ".f-010203{color:#010203}\n.g-010203{background:#010203}\n.f-ff8700{color:#ff8700}\n.g-ff8700{background:#ff8700}\n"
        );
    }
}
