//! Completion scripts and the manual page: made from the grammar, and kept in the repository for those who package it.

use std::path::Path;

use snapbox::file;

use crate::support::{Invq, check, rows};

/// The files in the repository are what invq prints, so that nobody has to keep them by hand.
#[test]
fn each_script_and_the_manual_page_are_those_in_the_repository() {
    for (words, file) in [
        (
            "completions bash",
            file!["../../completions/invq.bash": Text],
        ),
        ("completions zsh", file!["../../completions/_invq": Text]),
        (
            "completions fish",
            file!["../../completions/invq.fish": Text],
        ),
        (
            "completions powershell",
            file!["../../completions/_invq.ps1": Text],
        ),
        (
            "completions elvish",
            file!["../../completions/invq.elv": Text],
        ),
        ("man", file!["../../man/invq.1": Text]),
    ] {
        check!(Invq::new(words).run().quiet().stdout(), file);
    }
}

/// One page tells of everything: none is referred to that does not exist.
#[test]
fn the_manual_page_stands_alone() {
    let page = Invq::new("man").run().quiet().stdout();
    for section in [
        "SYNOPSIS",
        "OPTIONS",
        "\"INVQ PROFILES\"",
        "\"INVQ EXPLAIN\"",
        "\"INVQ SANDBOX\"",
        "EXAMPLES",
        "FORMS",
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
    let script = Invq::new("completions bash").run().quiet().stdout();
    let words = "PartialFailed RunPowerShellScript EveryReboot jsonl cn-hangzhou ClientNotRunning container-id error-code \
        InvokeInstances.ExitCode ecs:DescribeInvocations";
    for word in words.split_whitespace() {
        assert!(script.contains(word), "{word}");
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
            assert!(output.status.success(), "{shell}: {output:?}");
            read += 1;
        }
    }
    assert!(read > 0 || cfg!(not(unix)), "no shell at all");
}

/// A machine with two profiles, and one of the vendor's CLI.
fn with_profiles() -> Invq {
    let vendors = r#"{"current":"main","profiles":[{"name":"main","mode":"AK"}]}"#;
    Invq::new("profiles --names")
        .config("[profiles.prod]\nregion = 'cn-hangzhou'\n[profiles.dev]\nregion = 'cn-beijing'\n")
        .file(".aliyun/config.json", vendors)
}

#[test]
fn names_of_profiles_are_printed_for_scripts() {
    let names = with_profiles().run().quiet();
    assert_eq!(names.lines(), ["dev", "prod", "aliyun:main"]);
    let none = Invq::new("profiles --names").run().quiet();
    assert_eq!(none.stdout(), "");
    Invq::new("profiles --names --check").run().exits(2);
}

/// What a shell that has read its script offers where its user presses Tab; nothing where the shell is not installed.
fn offered(shell: &str, program: &str) -> Option<String> {
    let script = Invq::new(&format!("completions {shell}")).run().quiet();
    let home = with_profiles().file("script", script.stdout());
    let binary = Path::new(env!("CARGO_BIN_EXE_invq"));
    let path = std::env::var_os("PATH").unwrap();
    let bin = binary.parent().unwrap().to_owned();
    let path = std::env::join_paths([bin].into_iter().chain(std::env::split_paths(&path)));
    let run = std::process::Command::new(shell)
        .args(["-c", program])
        .env("HOME", home.path(""))
        .env("XDG_CONFIG_HOME", home.path(".config"))
        .env("PATH", path.unwrap())
        .current_dir(home.path(""))
        .output()
        .ok()?;
    assert!(
        run.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    Some(String::from_utf8(run.stdout).unwrap())
}

/// Bash knows the words before the cursor, and those of its own, which end at a colon too.
fn in_bash(line: &str) -> String {
    let program = format!(
        r#"source ./script
        COMP_LINE='{line}' COMP_POINT={} COMP_WORDS=({line}'') COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
        _invq_or_profile invq "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD-1]}}"
        echo "${{COMPREPLY[*]}}""#,
        line.len()
    );
    offered("bash", &program).unwrap().trim_end().to_owned()
}

#[test]
#[cfg(unix)]
fn bash_offers_words_and_the_profiles_of_this_machine() {
    for (line, words) in rows(
        "invq -s P → PartialFailed Pending
        invq t-1 -o js → json jsonl
        invq -r cn-hang → cn-hangzhou cn-hangzhou-finance
        invq explain ClientNotR → ClientNotResponse ClientNotRunning
        invq t-1 --profile p → prod
        invq -p aliyun:m → main",
    )
    .chain([("invq -p ", "dev prod aliyun:main")])
    {
        assert_eq!(in_bash(line), words, "{line}");
    }
}

/// Only where fish is installed: a machine without it has nobody to offer anything to.
#[test]
#[cfg(unix)]
fn fish_offers_the_same() {
    for (line, words) in rows(
        "invq -s P → PartialFailed Pending
        invq t-1 -o js → json jsonl
        invq explain ClientNotR → ClientNotResponse ClientNotRunning
        invq completions z → zsh
        invq profiles --n → --names",
    )
    .chain([("invq -p ", "aliyun:main dev prod")])
    {
        let program = format!("source ./script; complete -C '{line}'");
        let Some(text) = offered("fish", &program) else {
            return;
        };
        let first = text.lines().filter_map(|line| line.split('\t').next());
        assert_eq!(first.collect::<Vec<_>>().join(" "), words, "{line}");
    }
}

#[test]
fn a_shell_that_nobody_knows() {
    let run = Invq::new("completions tcsh").run().exits(2);
    run.says("possible values: bash, zsh, fish, powershell, elvish");
}
