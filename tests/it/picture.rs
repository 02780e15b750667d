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
    let screen: String = LINES
        .iter()
        .map(|line| {
            format!(
                "\u{1b}[1;32m$\u{1b}[0m \u{1b}[1m{line}\u{1b}[0m\n{}\n",
                shell.run(line)
            )
        })
        .collect();
    let picture = anstyle_svg::Term::new()
        .palette(anstyle_svg::WIN10_CONSOLE)
        .render_svg(screen.trim_end());
    check!(picture, file!["../../docs/session.svg"]);
}
