//! `--grep`: which hosts printed something, and checks of that.

use crate::support::{Invq, Run, Server};

/// Its instance …0g printed `Error: UPGRADE FAILED: timed out waiting for the condition`, and the other one something else.
const UPGRADE: &str = "t-hz04d7h5v2s1eg";

fn run(words: &str) -> Run {
    Server::built_in().run(words)
}

#[test]
fn every_form_shows_the_instances_that_match_and_output_their_lines() {
    for (words, shown) in [
        ("--grep UPGRADE -q", "t-hz04d7h5v2s1eg\n"),
        (
            "--grep (?i)upgrade --per-instance --columns instance --no-header",
            "i-bp1lkxtxnpb3wcl0000g\n",
        ),
        (
            "--grep nothing --grep ^Error: -o output",
            "==> i-bp1lkxtxnpb3wcl0000g Failed, exit 1 <==\nError: UPGRADE FAILED: timed out waiting for the condition\n",
        ),
        // It is the only one that was asked for.
        (
            "i-bp1lkxtxnpb3wcl0000g --grep ^Error: -o output",
            "Error: UPGRADE FAILED: timed out waiting for the condition\n",
        ),
        ("--grep ^UPGRADE -q", ""),
    ] {
        let run = run(&format!("{UPGRADE} {words}")).exits(0);
        assert_eq!(run.stdout(), shown, "{words}: {run}");
    }
    let json = run(&format!(
        "{UPGRADE} --grep FAILED --jq .[].InvokeInstances[].Output"
    ))
    .exits(0);
    assert!(
        json.stdout().contains("UPGRADE FAILED"),
        "whole outputs: {json}"
    );
}

#[test]
fn a_list_is_searched_in_two_phases() {
    let server = Server::built_in();
    let run = server.run("-n 30 --grep UPGRADE -q").exits(0);
    assert_eq!(run.stdout(), "t-hz04d7h5v2s1eg\n", "{run}");
    let sent = server.sent();
    let with_output = sent.iter().filter(|one| one.contains("IncludeOutput=true"));
    assert!(with_output.count() > 20, "{sent:?}");
}

#[test]
fn matches_are_marked_on_a_terminal() {
    let run = Server::built_in()
        .invq(&format!("{UPGRADE} -o output --grep FA.LED"))
        .terminal(120)
        .run();
    assert!(
        run.stdout()
            .contains("UPGRADE \u{1b}[1;31mFAILED\u{1b}[0m: timed out"),
        "{run}"
    );
}

/// It is one of many that were asked for.
#[test]
fn a_single_match_of_a_list_says_whose_it_is() {
    for words in ["-n 12", "i-bp1lkxtxnpb3wcl0000g --since 1d", "--from -"] {
        let server = Server::built_in();
        let invq = server.invq(&format!("{words} --grep UPGRADE -o output"));
        let saved = server.run(&format!(
            "{UPGRADE} i-bp1lkxtxnpb3wcl0000g --include-output -o api"
        ));
        let run = invq.stdin(&saved.stdout()).run().exits(0);
        let heading = "==> t-hz04d7h5v2s1eg/i-bp1lkxtxnpb3wcl0000g Failed, exit 1 <==\nError";
        assert!(run.stdout().starts_with(heading), "{words}: {run}");
    }
}

/// Where the service cut the text, what is not there may have been there.
#[test]
fn no_match_is_no_proof_where_the_output_is_cut() {
    let words = "t-hz04d7m0c6t9ya --grep nowhere -q";
    run(words).exits(0).says("no match is no proof");
    run(&format!("{words} --strict")).exits(5);
}

#[test]
fn what_is_expected_decides_the_exit_code_and_nothing_else_does() {
    for (words, code) in [
        // One of two matches.
        ("t-hz04d7h5v2s1eg --grep FAILED --expect-match", 1),
        ("t-hz04d7h5v2s1eg --grep FAILED --expect-no-match", 1),
        (
            "t-hz04d7h5v2s1eg i-bp1lkxtxnpb3wcl0000g --grep FAILED --expect-match",
            0,
        ),
        ("t-hz04d7h5v2s1eg --grep nowhere --expect-no-match", 0),
        // Some go on, so what they will print is not known.
        ("t-hz04d7p2m8q0bk --grep nowhere --expect-no-match", 8),
        (
            "t-hz04d7m0c6t9ya i-bp19f3v5x7m2t8zlo0p4 --grep nowhere --expect-match",
            8,
        ),
        (
            "t-hz04d7m0c6t9ya i-bp19f3v5x7m2t8zlo0p4 --grep nowhere --expect-no-match",
            8,
        ),
        ("t-nowhere --grep x --expect-no-match", 4),
        ("--tag no=such --grep x --expect-no-match", 4),
        ("--tag no=such --grep x --expect-no-match --allow-empty", 0),
        // The verdict stays as it is.
        ("t-hz04d7h5v2s1eg --grep nowhere", 0),
        ("t-hz04d7h5v2s1eg --grep nowhere --exit-status", 1),
    ] {
        assert_eq!(run(&format!("{words} -q")).code, code, "{words}");
    }
}

#[test]
fn what_cannot_be_is_told_before_anything_is_sent() {
    let server = Server::built_in();
    for (words, told) in [
        ("--grep a(b", "--grep `a(b`: unclosed group, at character 2"),
        (
            "--grep ok --grep *",
            "--grep `*`: repetition operator missing expression, at character 1",
        ),
        ("--context 2", "--context belongs to --grep"),
        ("--expect-match", "--expect-match belongs to --grep"),
        (
            "--grep a --context x -o output",
            "--context `x`: must be a whole number",
        ),
        (
            "--grep a --context 2 --json",
            "--context is for the lines that -o output prints",
        ),
        ("--grep a --expect-match --expect-no-match", "choose one"),
        ("--grep a -o api", "so a local filter does not go with it"),
    ] {
        server
            .run(&format!("{UPGRADE} {words}"))
            .exits(2)
            .says(told);
    }
    assert_eq!(server.requests().len(), 0);
}

/// An output that was not decoded, or is not there, may have held anything.
#[test]
fn what_cannot_be_read_is_no_proof() {
    for field in [
        r#""Output":"%%%""#,
        r#""Output":null"#,
        r#""Output":7"#,
        r#""Dropped":"many","Output":"aGk=""#,
        r#""Dropped":-1,"Output":"aGk=""#,
        r#""Note":"no output""#,
    ] {
        let saved = format!(
            r#"[{{"InvokeId":"t-1","InvocationStatus":"Success","InvokeInstances":[{{"InstanceId":"i-1","InvocationStatus":"Success","ExitCode":0,{field}}}]}}]"#
        );
        for flag in ["--expect-match", "--expect-no-match"] {
            let words = format!("--from - --grep nowhere {flag} -q");
            let run = Invq::new(&words).stdin(&saved).run();
            assert_eq!(run.code, 8, "{field} {flag}: {run}");
        }
    }
}

/// Equal lines once: how often, and in how many outputs. A line that two line ends make different is one.
#[test]
fn equal_lines_are_counted() {
    let output = |text: &str| serde_json::to_string(text).unwrap();
    let instance = |(place, text)| {
        format!(
            r#"{{"InstanceId":"i-{place}","InvocationStatus":"Success","ExitCode":0,"Output":{}}}"#,
            output(text)
        )
    };
    let outputs = [
        "WARN b\nWARN a\nok\nWARN a\n",
        "WARN a\r\n",
        "WARN \u{1b}[2Jc",
        "ok",
    ];
    let instances: Vec<String> = outputs.into_iter().enumerate().map(instance).collect();
    let saved = format!(
        r#"[{{"InvokeId":"t-1","InvokeInstances":[{}]}}]"#,
        instances.join(",")
    );
    let of = |words: &str| {
        let words = format!("t-1 --from - --plain-text {words}");
        Invq::new(&words).stdin(&saved)
    };
    let table =
        "3  on 2 instances  WARN a\n1  on 1 instance   WARN b\n1  on 1 instance   WARN \\x1b[2Jc\n";
    let words = "--grep WARN --summary=match";
    assert_eq!(of(words).run().quiet().stdout(), table);
    assert_eq!(of(words).terminal(80).run().quiet().stdout(), table);
    let json = of(&format!("{words} -o jsonl")).run().quiet();
    let first = r#"{"Key":"WARN a","Count":3,"Instances":2}"#;
    assert_eq!(json.lines()[0], first);
    let none = of("--grep nowhere --summary=match").run().exits(0);
    none.says("note: no line matches");
    of("--summary=match").run().exits(2).says("--grep");
}
