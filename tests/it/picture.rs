//! The picture of a session that the README shows. `SNAPSHOTS=overwrite cargo test --test it picture` draws it anew.

use snapbox::file;

use crate::support::{Shell, check};

/// What is typed.
const LINES: [&str; 3] = [
    "invq --sandbox -n 10",
    "invq --sandbox t-hz04d7m0c6t9ya --no-notes",
    "invq --sandbox t-hz04d7m0c6t9ya i-bp1i7gg30r52z2emq3x1 -o output",
];

const CELLS: u16 = 100;

#[test]
fn the_picture_is_what_happens() {
    let mut shell = Shell::new(CELLS).colored();
    let screen: Vec<String> = LINES.iter().map(|line| typed(&mut shell, line)).collect();
    let picture = anstyle_svg::Term::new()
        .palette(anstyle_svg::WIN10_CONSOLE)
        .render_svg(screen.concat().trim_end());
    check!(picture, file!["../../docs/session.svg"]);
}

/// A line with its prompt, what it prints, and an empty line.
fn typed(shell: &mut Shell, line: &str) -> String {
    let (bold, green, plain) = ("\u{1b}[1m", "\u{1b}[1;32m", "\u{1b}[0m");
    let printed = shell.run(line);
    format!("{green}${plain} {bold}{line}{plain}\n{printed}\n")
}
