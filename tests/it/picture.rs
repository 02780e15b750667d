//! The pictures of sessions that the README shows. `SNAPSHOTS=overwrite cargo test --test it picture` draws it anew.

use snapbox::file;

use crate::support::{Invq, Shell, check};

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
    let picture = drawn(screen.concat().trim_end());
    check!(picture, file!["../../docs/session.svg"]);
}

/// A wait, once in the middle and once at its end: the lines of the first are gone then.
#[test]
fn the_picture_of_a_wait_is_what_happens() {
    let words = "t-hz04d7q6f3r8xa t-hz04d7q5w9n2tc t-hz04d7q4j7m1sd --wait";
    let invq = Invq::new(&format!("--sandbox {words}")).terminal(CELLS);
    let run = invq.env("CLICOLOR_FORCE", "1").run().exits(1);
    let told = run.stderr();
    let frames: Vec<&str> = told.split("\u{1b}[0J").collect();
    // Lines are drawn one after the other, so that a picture is whole when all of them tell one time.
    let is_whole = |frame: &&&str| {
        let waited = |line: &str| Some(line.rsplit_once(", ")?.1.to_owned());
        let mut waited: Vec<String> = frame.lines().filter_map(waited).collect();
        waited.dedup();
        waited.len() == 1 && frame.contains("Success") && frame.contains("Running")
    };
    let frame = frames.iter().find(is_whole).unwrap();
    let (frame, _) = frame.rsplit_once("\u{1b}[").unwrap();
    let command = prompt(&format!("invq --sandbox {words}"));
    let screen = format!("{command}{frame}\n{command}{}", run.stdout());
    check!(drawn(screen.trim_end()), file!["../../docs/wait.svg"]);
}

fn drawn(screen: &str) -> String {
    anstyle_svg::Term::new()
        .palette(anstyle_svg::WIN10_CONSOLE)
        .render_svg(screen)
}

fn prompt(line: &str) -> String {
    let (bold, green, plain) = ("\u{1b}[1m", "\u{1b}[1;32m", "\u{1b}[0m");
    format!("{green}${plain} {bold}{line}{plain}\n")
}

/// A line with its prompt, what it prints, and an empty line.
fn typed(shell: &mut Shell, line: &str) -> String {
    let printed = shell.run(line);
    format!("{}{printed}\n", prompt(line))
}
