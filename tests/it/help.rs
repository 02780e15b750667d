//! What `-h` and `--help` show, so that a change to them is read by somebody.

use unicode_width::UnicodeWidthStr as _;

use crate::support::{Invq, Run, snapshot};

fn help(words: &str) -> Run {
    Invq::new(words).run().quiet()
}

#[test]
fn every_help_is_as_in_its_snapshot() {
    for (name, words) in [
        ("short", "-h"),
        ("long", "--help"),
        ("profiles", "profiles --help"),
        ("sandbox", "sandbox --help"),
        ("completions", "completions --help"),
        ("man", "man --help"),
    ] {
        snapshot(&format!("help/{name}"), help(words).stdout());
    }
}

/// One group of flags by itself, with the tables that belong to it.
#[test]
fn the_help_of_one_group() {
    let output = help("--help output").stdout();
    snapshot("help/output", output);
    for (word, flag, other) in [
        ("selectors", "--command-id", "--wait"),
        ("filters", "--since", "--prefix"),
        ("waiting", "--wait", "--json"),
        ("connection", "--region", "--json"),
    ] {
        let text = help(&format!("--help {word}")).stdout();
        let flags = || {
            text.lines()
                .filter(|line| line.trim_start().starts_with('-'))
        };
        assert!(flags().any(|line| line.contains(flag)), "{text}");
        assert!(!flags().any(|line| line.contains(other)), "{text}");
    }
    let unknown = Invq::new("--help outptu").run().exits(2);
    unknown.says("`outptu`: no group of flags has this name; did you mean `output`?");
}

#[test]
fn help_fits_the_terminal_and_100_cells_at_most() {
    for (width, most) in [(60, 60), (100, 100), (200, 100)] {
        let invq = Invq::new("--help").terminal(width).env("NO_COLOR", "1");
        // Examples and tables are made of lines that cannot be folded.
        let text = invq.run().stdout();
        let (flags, _) = text.split_once("\nForms:").unwrap();
        let (_, flags) = flags.split_once("Usage:").unwrap();
        for line in flags.lines() {
            assert!(line.width() <= most, "{width}: {line}");
        }
    }
}

#[test]
fn the_examples_are_commands_that_parse() {
    let text = help("-h").stdout();
    let examples = text.lines().skip(1);
    let examples = examples.map_while(|line| line.strip_prefix("  invq"));
    let mut count = 0;
    for example in examples {
        // The words on what it does stand behind a gap.
        let words = example.split("   ").next().unwrap().replace('…', "x");
        let run = Invq::new(&format!("{words} -r cn-hangzhou --dry-run")).run();
        assert_eq!(run.code, 0, "invq{words}: {run}");
        count += 1;
    }
    assert_eq!(count, 4);
}

/// The groups are those of the manual, whoever adds a flag.
#[test]
fn flags_stand_in_five_groups() {
    let text = help("--help").stdout();
    let heads = text
        .lines()
        .filter(|line| line.ends_with(':') && !line.starts_with(' '));
    let expected = [
        "Examples:",
        "Commands:",
        "Arguments:",
        "Options:",
        "Selectors sent to the service:",
        "Local filters and order:",
        "Form of the result:",
        "Waiting:",
        "Connection and the rest:",
        "Forms:",
        "Exit codes, where --exit-status and --wait ask for a verdict:",
        "Environment:",
    ];
    assert_eq!(heads.collect::<Vec<_>>(), expected);
}

/// What fits a screen, and everything.
#[test]
fn the_short_help_is_short_and_the_long_one_whole() {
    let is_flag = |line: &&str| line.trim_start().starts_with('-') && line.starts_with("  ");
    let count = |words: &str| {
        let text = help(words).stdout();
        let flags = text.split("\nForms:").next().unwrap();
        flags.lines().filter(is_flag).count()
    };
    let short = count("-h");
    assert!((15..=20).contains(&short), "{short}");
    let command = invq::cli::command();
    let visible = command
        .get_arguments()
        .filter(|arg| arg.get_long().is_some());
    // Help and version are the library's own.
    assert_eq!(count("--help"), visible.count() + 2);
}

/// Nothing is read, nothing is asked: help must work on a machine where nothing else does.
#[test]
fn help_needs_nothing() {
    let run = Invq::new("--help")
        .config("this is no profile file")
        .env("INVQ_FORMAT", "nonsense")
        .without_home()
        .run();
    run.quiet();
}

#[test]
fn the_version() {
    let expected = format!("invq {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(help("--version").stdout(), expected);
    assert_eq!(help("-V").stdout(), expected);
}

#[test]
fn help_is_coloured_on_a_terminal_alone() {
    let terminal = Invq::new("-h").terminal(80).run().stdout();
    assert!(terminal.contains('\u{1b}'), "{terminal}");
    assert!(!help("-h").stdout().contains('\u{1b}'));
}

#[test]
fn there_is_no_help_verb_to_take_for_an_id() {
    let run = Invq::new("help").run().exits(2);
    let told = "error: `help` is no ID: did you mean `invq --help`?\nhint: `invq --help` lists every flag and what it takes\n";
    assert_eq!(run.stderr(), told);
}
