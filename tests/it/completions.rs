//! Completion scripts and the manual page: made from the grammar, and kept in the repository for those who package it.

use std::path::Path;

use snapbox::{Data, file};

use crate::support::{Invq, check};

/// The file in the repository is what invq prints, so that nobody has to keep it by hand.
fn is_kept(words: &str, file: Data) {
    let printed = Invq::new(words).run().quiet().stdout();
    check!(printed, file);
}

#[test]
fn each_shells_script_is_the_one_in_the_repository() {
    is_kept(
        "completions bash",
        file!["../../completions/invq.bash": Text],
    );
    is_kept("completions zsh", file!["../../completions/_invq": Text]);
    is_kept(
        "completions fish",
        file!["../../completions/invq.fish": Text],
    );
    is_kept(
        "completions powershell",
        file!["../../completions/_invq.ps1": Text],
    );
    is_kept(
        "completions elvish",
        file!["../../completions/invq.elv": Text],
    );
}

#[test]
fn the_manual_page_is_the_one_in_the_repository() {
    is_kept("man", file!["../../man/invq.1": Text]);
}

/// One page tells of everything: none is referred to that does not exist.
#[test]
fn the_manual_page_stands_alone() {
    let page = Invq::new("man").run().quiet().stdout();
    for section in [
        "SYNOPSIS",
        "OPTIONS",
        "\"INVQ PROFILES\"",
        "\"INVQ SANDBOX\"",
        "EXAMPLES",
        "\"EXIT STATUS\"",
    ] {
        assert!(page.contains(&format!("\n.SH {section}\n")), "{section}");
    }
    assert!(!page.contains("(1)"), "{page}");
    assert_eq!(page.matches(".SH OPTIONS\n").count(), 1);
}

/// What each flag does is said, also of those that `-h` leaves out.
#[test]
fn no_flag_of_the_manual_page_is_without_words() {
    let page = Invq::new("man").run().quiet().stdout();
    for entry in page.split(".TP\n").skip(1) {
        let says = entry.lines().nth(1).unwrap_or_default();
        assert!(!says.is_empty(), "{entry}");
    }
}

#[test]
fn words_that_a_flag_takes_are_completed() {
    let run = Invq::new("completions bash").run().quiet();
    for word in [
        "PartialFailed",
        "RunPowerShellScript",
        "EveryReboot",
        "jsonl",
    ] {
        assert!(run.stdout().contains(word), "{word}");
    }
}

/// The shells themselves read their scripts, where they are installed.
#[test]
fn shells_can_read_their_scripts() {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    let mut read = 0;
    for (shell, script) in [
        ("bash", "invq.bash"),
        ("zsh", "_invq"),
        ("fish", "invq.fish"),
    ] {
        let mut command = std::process::Command::new(shell);
        if let Ok(output) = command.arg("-n").arg(scripts.join(script)).output() {
            assert!(
                output.status.success(),
                "{shell}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            read += 1;
        }
    }
    assert!(read > 0 || cfg!(not(unix)), "no shell at all");
}

#[test]
fn a_shell_that_nobody_knows() {
    let run = Invq::new("completions tcsh").run().exits(2);
    assert!(
        run.stderr()
            .contains("possible values: bash, zsh, fish, powershell, elvish"),
        "{run}"
    );
}
