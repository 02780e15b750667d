//! Whole screens, as a terminal shows them: at four sizes, with colour and without, in UTF-8 and in the C locale.
//!
//! What must hold of every screen is asserted; what was seen is kept in tests/snapshots/screens.

use std::collections::BTreeMap;

use crate::support::{Invq, Screen, Server, check};

/// The sizes that people have.
const SIZES: [(u16, u16); 4] = [(50, 30), (80, 24), (120, 40), (200, 50)];

/// An invocation with failures of several kinds.
const MIXED: &str = "t-hz04d7m0c6t9ya";

/// The screen of `invq` with these words at each size: the same in colour and without, and in the C locale as wide.
fn screens(name: &str, words: &str) -> Vec<Screen> {
    let server = Server::built_in();
    let at = |(width, height)| {
        let invq = || server.invq(words);
        let plain = invq().env("NO_COLOR", "1").screen(width, height).fits();
        let colored = invq().screen(width, height);
        assert_eq!(plain.to_string(), colored.to_string());
        let ascii = invq().env("LC_ALL", "C").screen(width, height).fits();
        assert_eq!(ascii.rows().count(), plain.rows().count(), "{ascii}");
        plain
    };
    let screens: Vec<Screen> = SIZES.into_iter().map(at).collect();
    for (screen, (width, _)) in screens.iter().zip(SIZES) {
        kept(screen, name, width);
    }
    screens
}

fn kept(screen: &Screen, name: &str, width: u16) {
    let root = env!("CARGO_MANIFEST_DIR");
    let file = format!("{root}/tests/snapshots/screens/{name}-{width}.txt");
    let file = std::path::Path::new(&file);
    check!(screen, snapbox::Data::read_from(file, None));
}

/// Why each row of a list failed, by its ID.
fn reasons(words: &str) -> BTreeMap<String, String> {
    let columns = "--columns=id,why -o tsv --no-header --no-notes";
    let run = Server::built_in().run(&format!("{words} {columns}"));
    let lines = run.lines().into_iter();
    let pairs = lines.filter_map(|line| {
        let (id, why) = line.split_once('\t')?;
        Some((id.to_owned(), why.to_owned()))
    });
    pairs.filter(|(_, why)| !why.is_empty()).collect()
}

/// Each row that failed says why, in its first row or in the one below it: at least the beginning of it.
fn says_why(screen: &Screen, reasons: &BTreeMap<String, String>) {
    for (id, why) in reasons {
        let mut rows = screen.rows().skip_while(|row| !row.contains(id.as_str()));
        let both = format!(
            "{} {}",
            rows.next().unwrap_or_default(),
            rows.next().unwrap_or_default()
        );
        let begin: String = why.chars().take(10).collect();
        assert!(
            both.contains(&begin),
            "{id} does not say {why:?} in {screen}"
        );
    }
}

#[test]
fn a_list_says_why_at_every_size() {
    let reasons = reasons("");
    assert!(reasons.len() > 4, "{reasons:?}");
    for screen in screens("list", "") {
        says_why(
            &screen.has_header(&["INVOCATION", "STATUS", "OK", "COMMAND", "WHY"]),
            &reasons,
        );
    }
}

#[test]
fn one_invocation_at_every_size() {
    screens("view", MIXED);
}

#[test]
fn failed_instances_say_why_at_every_size() {
    for screen in screens("instances", "--failed --per-instance") {
        let rows: Vec<&str> = screen.rows().collect();
        assert!(
            rows.iter().any(|row| row.contains("agent not running")),
            "{screen}"
        );
    }
}

#[test]
fn chosen_columns_at_every_size() {
    for screen in screens("columns", "-n 12 --columns +tags,+user") {
        screen.has_header(&["INVOCATION", "COMMAND", "WHY", "TAGS", "USER"]);
    }
}

/// The lines above outputs, and messages below them.
#[test]
fn outputs_at_every_size() {
    const TWO: &str = "t-hz04d71n9j4b2y t-hz04d6zz0k4jpl -o output";
    screens("outputs", TWO);
    screens("folded", &format!("{TWO} --fold"));
}

#[test]
fn errors_at_every_size() {
    screens(
        "error",
        "t-hz04d7m0c6t9yx t-hz04d7m0c6t9yy --columns id,comand,nope -o json --exit-status=1",
    );
}

/// What stays of a wait and of a watch when they have ended: no remains of what was drawn meanwhile.
#[test]
fn nothing_of_what_was_drawn_again_remains() {
    for (name, words) in [
        ("wait", "t-hz04d7q6f3r8xa t-hz04d7q5w9n2tc --wait"),
        ("watch", "t-hz04d7q6f3r8xa --watch"),
    ] {
        for (width, height) in SIZES {
            let invq = Invq::new(&format!("--sandbox {words}")).env("NO_COLOR", "1");
            let screen = invq.screen(width, height).fits();
            assert_eq!(
                screen.to_string().matches("deploy-web-v2").count(),
                1,
                "{screen}"
            );
            kept(&screen, name, width);
        }
    }
}
