//! What is said on standard error, for programs and for whoever must not miss a warning; and that each command a hint
//! gives can be typed.

use std::path::Path;

use invq::sandbox::{Fault, Options};
use serde_json::Value;
use snapbox::str;

use crate::support::{Answer, Invq, Rogue, Run, Server, Time, check, page, record};

const KEYS: [&str; 11] = [
    "level",
    "exit",
    "kind",
    "message",
    "context",
    "hint",
    "code",
    "http",
    "request_id",
    "region",
    "profile",
];

/// Standard error as objects, each with exactly these keys in this order, and with values of the right kind.
fn objects(run: &Run) -> Vec<Value> {
    let lines: Vec<Value> = run
        .stderr()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {run}")))
        .collect();
    for line in &lines {
        let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
        assert_eq!(keys, KEYS, "{run}");
        let level = line["level"].as_str().unwrap();
        assert!(
            ["error", "warning", "note", "info"].contains(&level),
            "{run}"
        );
        assert!(
            line["message"].is_string() && line["context"].is_array(),
            "{run}"
        );
        // Whoever reads errors alone learns the exit code from them.
        if level == "error" {
            assert!(line["kind"].is_string() && line["exit"].is_u64(), "{run}");
        }
        assert!(
            !line["message"].as_str().unwrap().contains('\u{1b}'),
            "{run}"
        );
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

fn faulty(fault: &str) -> Server {
    Server::with(Options {
        faults: vec![Fault::parse(fault).unwrap()],
        ..Options::default()
    })
}

#[test]
fn errors_of_every_kind_are_objects() {
    let json = "--error-format json";
    let usage = error(&Server::built_in().run(&format!("--page-size 51 {json}")));
    assert_eq!(
        (&usage["kind"], &usage["code"]),
        (&"usage".into(), &Value::Null)
    );
    let several = error(&Server::built_in().run(&format!("--page-size 51 -s fialed {json}")));
    assert_eq!(several["context"].as_array().unwrap().len(), 2);
    let identity = error(&Invq::new(json).run());
    assert_eq!(identity["kind"], "identity");
    let missing = error(&Server::built_in().run(&format!("t-nobody {json}")));
    assert_eq!(
        (&missing["kind"], &missing["exit"]),
        (&"not-found".into(), &4.into())
    );
    let denied = error(&faulty("denied").run(json));
    assert_eq!(
        (&denied["code"], &denied["http"], &denied["region"]),
        (&"Forbidden.RAM".into(), &403.into(), &"cn-hangzhou".into())
    );
    assert_eq!(denied["request_id"].as_str().unwrap().len(), 36);
    let busy = Rogue::new([Answer::html("503 Service Unavailable", "busy")]).run(json);
    assert_eq!(error(&busy)["exit"], 6);
    let portal = error(&faulty("html").run(json));
    assert_eq!(
        (&portal["kind"], &portal["http"]),
        (&"unreadable".into(), &200.into())
    );
}

#[test]
fn an_error_as_an_object() {
    let run = faulty("denied").run("--error-format json");
    check!(
        run,
        str![[r#"
exit 3
---- stderr
{"level":"error","exit":3,"kind":"denied","message":"the RAM identity behind access key `testid` may not list invocations","context":["needs action  ecs:DescribeInvocations   (no policy allows it; not an explicit deny)","on            acs:ecs:cn-hangzhou:*:instance/* and acs:ecs:cn-hangzhou:*:command/*"],"hint":"give the identity that action; `invq explain ecs:DescribeInvocations` prints a minimal policy","code":"Forbidden.RAM","http":403,"request_id":"REQUEST-ID","region":"cn-hangzhou","profile":null}

"#]]
    );
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
    let levels = |run: &Run| -> Vec<String> {
        let lines = objects(run).into_iter();
        lines
            .map(|line| line["level"].as_str().unwrap().to_owned())
            .collect()
    };
    let json = "--error-format json -q";
    let note = Server::built_in().run("--error-format json --command-name nobody");
    assert_eq!(levels(&note), ["note", "note"]);
    let warning = Server::built_in().run(&format!("{json} --since 40d"));
    assert_eq!(levels(&warning), ["warning"]);
    for verbose in ["-v", "-vv"] {
        let trace = Server::built_in().run(&format!("{json} {verbose}"));
        let levels = levels(&trace);
        assert!(!levels.is_empty() && levels.iter().all(|level| level == "info"));
    }
    let time = Time::default();
    let server = Server::on(Options::default(), &time);
    let wait = server
        .invq(&format!("{json} t-hz04d7q6f3r8xa --wait=5s"))
        .on(&time)
        .run();
    assert!(levels(&wait).contains(&"note".to_owned()));
}

#[test]
fn strict_turns_warnings_into_failures() {
    let server = Server::built_in();
    let run = server.run("--since 40d --strict -q");
    check!(
        run,
        str![[r#"
exit 2
---- stderr
error: --since: the service keeps records for 30 days, so older ones are gone

"#]]
    );
    assert_eq!(server.requests().len(), 0, "nothing was to be sent");
    // Silence does not make it succeed, nor does it leave it unexplained.
    server
        .run("--since 40d --strict --no-notes -q")
        .exits(2)
        .says("--since");
    server.run("--since 40d --no-notes -q").quiet();
    // After the answer it is 5, and what came is printed.
    let odd = record("t-1", "2026-06-24T07:00:00Z").replace("Success", "Frozen");
    let answer = || [Answer::json(&page(&[&odd], None))];
    let run = Rogue::new(answer()).run("t-1 -q --strict");
    check!(
        run,
        str![[r#"
exit 5
---- stdout
t-1
---- stderr
error: a status that this version does not know, which counts as not ended: Frozen

"#]]
    );
    Rogue::new(answer()).run("t-1 -q").exits(0);
    // A failure of the runs is worse.
    let failed = record("t-2", "2026-06-24T07:00:00Z").replace("Success", "Failed");
    Rogue::new([Answer::json(&page(&[&odd, &failed], None))])
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
    for part in [
        "report",
        "render",
        "cli",
        "commands",
        "vocabulary",
        "identity",
        "config",
    ] {
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
