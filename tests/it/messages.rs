//! What is said on standard error, for programs and for whoever must not miss a warning; and that each command a hint
//! gives can be typed.

use std::path::Path;

use serde_json::Value;

use crate::support::{Answer, Invq, Rogue, Run, Server, list, record, sheet};

/// The keys of each object, in this order.
const KEYS: &str = "level exit kind message context hint code http request_id region profile";

/// And those of a line of progress, after them.
const PROGRESS: &str = " invocation status done failed total";

/// Standard error as objects, each with exactly these keys in this order, and with values of the right kind.
fn objects(run: &Run) -> Vec<Value> {
    let read = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {run}"));
    let lines: Vec<Value> = run.stderr().lines().map(read).collect();
    for line in &lines {
        let keys: Vec<&str> = line
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let more = keys.join(" ").replacen(KEYS, "", 1);
        assert!(["", PROGRESS].contains(&more.as_str()), "{more}: {run}");
        let level = line["level"].as_str().unwrap();
        let levels = ["error", "warning", "note", "info"];
        assert!(levels.contains(&level), "{run}");
        let message = line["message"].as_str().unwrap();
        assert!(
            !message.contains('\u{1b}') && line["context"].is_array(),
            "{run}"
        );
        // Whoever reads errors alone learns the exit code from them.
        if level == "error" {
            assert!(line["kind"].is_string() && line["exit"].is_u64(), "{run}");
        }
    }
    lines
}

/// The one error of a run that was told as JSON.
fn error(run: &Run) -> Value {
    let mut errors = objects(run);
    errors.retain(|line| line["level"] == "error");
    assert_eq!(errors.len(), 1, "{run}");
    assert_eq!(errors[0]["exit"], run.code, "{run}");
    errors.remove(0)
}

#[test]
fn errors_of_every_kind_are_objects() {
    let server = Server::built_in();
    let asked = |words: &str| server.run(&format!("{words} --error-format json"));
    let faulty = |fault: &str| Server::faulty(&[fault]).run("--error-format json");
    let busy = Rogue::new([Answer::busy()]).run("--error-format json");
    let no_keys = Invq::new("--error-format json").run();
    let null = Value::Null;
    for (run, kind, exit, code, http) in [
        (
            asked("--page-size 51"),
            "usage",
            2,
            null.clone(),
            null.clone(),
        ),
        (no_keys, "identity", 3, null.clone(), null.clone()),
        (
            asked("t-nobody"),
            "not-found",
            4,
            null.clone(),
            null.clone(),
        ),
        (
            faulty("denied"),
            "denied",
            3,
            "Forbidden.RAM".into(),
            403.into(),
        ),
        (busy, "unreadable", 6, null.clone(), 503.into()),
        (faulty("html"), "unreadable", 5, null, 200.into()),
    ] {
        let told = error(&run);
        let seen = (&told["kind"], &told["exit"], &told["code"], &told["http"]);
        assert_eq!(seen, (&kind.into(), &exit.into(), &code, &http), "{run}");
    }
    let denied = error(&faulty("denied"));
    assert_eq!(denied["region"], "cn-hangzhou");
    assert_eq!(denied["request_id"].as_str().unwrap().len(), 36);
    let several = error(&asked("--page-size 51 -s fialed"));
    assert_eq!(several["context"].as_array().unwrap().len(), 2);
}

#[test]
fn an_error_as_an_object() {
    let run = Server::faulty(&["denied"]).run("--error-format json");
    sheet("errors/json", [("no permission", run)]);
}

#[test]
fn what_the_grammar_does_not_know_is_an_object_too() {
    for words in [
        "--no-such-flag --error-format json",
        "--error-format=json --no-such-flag",
        "--limit many --error-format json",
        "profiles --nothing --error-format json",
    ] {
        let run = Invq::new(words).run().exits(2);
        let error = error(&run);
        assert_eq!(error["kind"], "usage", "invq {words}");
        assert!(!error["message"].as_str().unwrap().starts_with("error"));
    }
    Invq::new("--error-format xml").run().exits(2);
}

#[test]
fn notes_warnings_and_traces_are_objects() {
    let server = Server::moving();
    let levels = |words: &str| -> Vec<String> {
        let run = server.run(&format!("{words} --error-format json"));
        let level = |line: Value| line["level"].as_str().unwrap().to_owned();
        objects(&run).into_iter().map(level).collect()
    };
    assert_eq!(levels("--command-name nobody"), ["note", "note"]);
    assert_eq!(levels("-q --since 40d"), ["warning"]);
    for verbose in ["-q -v", "-q -vv"] {
        let levels = levels(verbose);
        assert!(!levels.is_empty() && levels.iter().all(|level| level == "info"));
    }
    let wait = levels("-q t-hz04d7q6f3r8xa --wait=5s");
    assert!(wait.contains(&"note".to_owned()));
}

#[test]
fn strict_turns_warnings_into_failures() {
    let server = Server::built_in();
    let run = server.run("--since 40d --strict -q");
    assert_eq!(server.requests().len(), 0, "nothing was to be sent");
    // After the answer it is 5, and what came is printed.
    let odd = record("t-1", "2026-06-24T07:00:00Z").replace("Success", "Frozen");
    let answer = || [list(&[&odd])];
    let unknown = Rogue::new(answer()).run("t-1 -q --strict");
    sheet(
        "errors/strict",
        [("--since 40d", run), ("an unknown status", unknown)],
    );
    Rogue::new(answer()).run("t-1 -q").exits(0);
    // Silence does not make it succeed, nor does it leave it unexplained.
    server
        .run("--since 40d --strict --no-notes -q")
        .exits(2)
        .says("--since");
    server.run("--since 40d --no-notes -q").quiet();
    // A failure of the runs is worse.
    let failed = record("t-2", "2026-06-24T07:00:00Z").replace("Success", "Failed");
    Rogue::new([list(&[odd, failed])])
        .run("--command-name uptime -q --strict --exit-status")
        .exits(1);
}

#[test]
fn notes_are_no_warnings() {
    let run = Server::built_in().run("--command-name nobody --strict");
    run.exits(0).says("note: ");
}

#[test]
fn a_strict_failure_is_an_error_for_programs_too() {
    let run = Server::built_in().run("--since 40d --strict -q --error-format json");
    assert_eq!(error(&run.exits(2))["level"], "error");
}

/// Every `invq …` and every flag between backticks in what the user is told.
fn commands(directory: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            commands(&path, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let spoken = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in spoken {
            let parts = line.split('`').skip(1).step_by(2);
            let commands = parts.filter_map(|part| match part.split(' ').next()? {
                "invq" => Some(part.to_owned()),
                flag if flag.starts_with("--") && flag.len() > 2 => Some(format!("invq {part}")),
                _ => None,
            });
            found.extend(commands.map(|command| (path.display().to_string(), command)));
        }
    }
}

#[test]
fn each_command_in_a_hint_can_be_typed() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for part in "report render cli commands vocabulary identity config".split(' ') {
        commands(&src.join(part), &mut found);
    }
    for (file, text) in &found {
        assert!(can_be_typed(text), "{file}: `{text}` cannot be typed");
    }
    assert!(found.len() >= 10, "{found:?}");
}

/// Whether our own grammar takes a command.
pub fn can_be_typed(text: &str) -> bool {
    // What is filled in when it is told stands for a word.
    let words = text.split_whitespace().map(|word| match word {
        word if word.contains('{') => "t-1",
        "…" => "t-1",
        word => word,
    });
    let parsed = |more: &[&'static str]| {
        let words = words.clone().chain(more.iter().copied());
        let parsed = invq::cli::command().try_get_matches_from(words);
        parsed.map_or_else(|error| !error.use_stderr(), |_| true)
    };
    // A flag may stand there for itself, without its value.
    parsed(&[]) || parsed(&["1"])
}
