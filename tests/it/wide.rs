//! Terminals of every width: wide, per-instance, detail and summary; and that no line is ever wider than promised.

use proptest::prelude::*;
use serde_json::json;

use unicode_width::UnicodeWidthStr as _;

use crate::support::{Invq, Run, Server, check};

fn at(width: u16, words: &str) -> Run {
    let server = Server::built_in();
    server
        .invq(&format!("{words} --color never"))
        .terminal(width)
        .run()
}

#[test]
fn wide_at_every_width() {
    check!(
        at(50, "-o wide -n 3 --sort name --timed=false"),
        snapbox::file!["../snapshots/wide/wide-50.txt"]
    );
    check!(
        at(80, "-o wide --timed=all"),
        snapbox::file!["../snapshots/wide/wide-80.txt"]
    );
    check!(
        at(120, "-o wide --timed=all"),
        snapbox::file!["../snapshots/wide/wide-120.txt"]
    );
    check!(
        at(200, "-o wide --timed=all"),
        snapbox::file!["../snapshots/wide/wide-200.txt"]
    );
}

#[test]
fn wide_in_a_pipe() {
    let server = Server::built_in();
    check!(
        server.run("-o wide --timed=all").quiet(),
        snapbox::file!["../snapshots/wide/wide-pipe.txt"]
    );
}

#[test]
fn instances_at_every_width() {
    for (width, snapshot) in [
        (50, snapbox::file!["../snapshots/wide/instances-50.txt"]),
        (80, snapbox::file!["../snapshots/wide/instances-80.txt"]),
        (120, snapbox::file!["../snapshots/wide/instances-120.txt"]),
        (200, snapbox::file!["../snapshots/wide/instances-200.txt"]),
    ] {
        check!(at(width, "--failed --per-instance"), snapshot);
    }
    check!(
        at(200, "--failed --per-instance -o wide"),
        snapbox::file!["../snapshots/wide/instances-wide-200.txt"]
    );
}

#[test]
fn one_invocation_at_every_width() {
    for (width, snapshot) in [
        (50, snapbox::file!["../snapshots/wide/detail-50.txt"]),
        (80, snapbox::file!["../snapshots/wide/detail-80.txt"]),
        (120, snapbox::file!["../snapshots/wide/detail-120.txt"]),
        (200, snapbox::file!["../snapshots/wide/detail-200.txt"]),
    ] {
        check!(at(width, "t-hz04d7h5v2s1eg"), snapshot);
    }
}

/// A wide table is as wide as its texts, and every other one gives way.
#[test]
fn no_line_of_a_fleet_is_wider_than_the_terminal() {
    for width in [40, 60, 66, 80, 100, 120, 200] {
        for words in [
            "",
            "--per-instance",
            "--columns id,command,tags,parameters,script",
            "--columns +created,+finished,+timeout,+user,+dir",
        ] {
            let run = at(width, &format!("{words} --timed=all")).exits(0);
            for line in run.lines() {
                let cells = line.width();
                assert!(cells <= usize::from(width), "{cells} in {width}: {line}");
            }
        }
        let wide = at(width, "-o wide --timed=all").exits(0);
        assert!(!wide.stdout().contains('~'), "{wide}");
    }
}

#[test]
fn ascii_is_ascii_but_for_what_the_service_said() {
    for words in [
        "-o wide -t team=data --timed=all",
        "--per-instance -t team=infra",
        "t-hz04d7m0c6t9ya",
    ] {
        let run = at(100, &format!("{words} --ascii"));
        assert!(run.out.is_ascii() && run.err.is_ascii(), "{run}");
    }
}

/// A record of next to nothing has no empty lines where nothing is known.
#[test]
fn what_is_not_known_takes_no_line() {
    let bare = r#"[{"InvokeId":"t-1","InvokeInstances":[{"InstanceId":"i-1"}]}]"#;
    let run = Invq::new("t-1 --from -").stdin(bare).terminal(80).run();
    let lines = run.lines();
    assert!(
        lines
            .iter()
            .all(|line| line.is_empty() || !line.trim().is_empty()),
        "{run}"
    );
    assert_eq!(
        lines.iter().filter(|line| line.is_empty()).count(),
        1,
        "{run}"
    );
}

/// Characters that are none, one or two cells wide, or change the width of others.
fn text() -> impl Strategy<Value = String> {
    let odd = proptest::sample::select(vec![
        "❤\u{fe0f}",
        "部署",
        "👩\u{200d}💻",
        "🇨🇳",
        "e\u{301}",
        "\u{202e}",
        "\u{1b}[31m",
        "ﷺ",
        "½",
        "…",
        "ａ",
        " ",
        "x",
        "#\u{fe0f}\u{20e3}",
        "\t",
        "\n",
        "☺\u{fe0e}",
        "👍🏽",
        "لا",
        "กำ",
        "\u{1100}\u{1161}",
    ]);
    prop_oneof![
        any::<String>(),
        proptest::collection::vec(odd, 0..40).prop_map(|parts| parts.concat()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_line_is_wider_than_promised_whatever_the_text(
        texts in proptest::collection::vec(text(), 6),
        width in 60_u16..130,
    ) {
        let instance = json!({"InstanceId": "i-1", "InvocationStatus": "Failed", "ErrorCode": texts[0], "ErrorInfo": texts[1], "ExitCode": 3});
        let saved = json!([{"InvokeId": "t-1", "InvocationStatus": "PartialFailed", "CreationTime": "2026-06-24T07:00:00Z",
            "CommandName": texts[2], "CommandDescription": texts[3], "Tags": [{"TagKey": texts[4], "TagValue": texts[5]}],
            "InvokeInstances": [instance]}]).to_string();
        for words in [
            "", "--per-instance", "--columns id,command,tags",
            "--columns id,status,description", "--per-instance --columns instance,error,why",
        ] {
            let run = Invq::new(&format!("--from - {words}")).stdin(&saved).terminal(width).run();
            prop_assert_eq!(run.code, 0);
            let lines = run.lines();
            // One heading and one row, each of one line or two: no cell is wrapped.
            prop_assert!([2, 4].contains(&lines.len()), "{}", run);
            for line in lines {
                let line = without_colours(&line);
                prop_assert!(line.width() <= usize::from(width), "{} of {}: {}", line.width(), width, line);
            }
        }
    }
}

fn without_colours(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    plain
}
