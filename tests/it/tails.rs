//! The end of what failed instances printed, in the view of one invocation.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use invq::host::Signal;

use crate::support::{Answer, Invq, Rogue, Run, Server, invocation, list, nothing, page, script};

/// An invocation that failed on as many instances as there are outputs.
fn failed(outputs: &[&str]) -> String {
    let ids: Vec<String> = (1..=outputs.len())
        .map(|place| format!("i-{place}"))
        .collect();
    let instances: Vec<_> = ids.iter().map(|id| (id.as_str(), "Failed", 2)).collect();
    let mut record = invocation("t-1", "Failed", &instances);
    for output in outputs {
        let encoded = format!(r#""Output":"{}""#, STANDARD.encode(output));
        record = record.replacen(r#""Output":"aGk=""#, &encoded, 1);
    }
    record
}

/// The same without output, as it comes when nobody asks for that.
fn without_output(record: &str) -> String {
    let (head, rest) = record.split_once(r#","Output":""#).unwrap();
    let (_, rest) = rest.split_once('"').unwrap();
    let text = format!("{head}{rest}");
    if rest.contains(r#","Output":""#) {
        without_output(&text)
    } else {
        text
    }
}

/// The view of an invocation that failed with these outputs, from where its table has ended.
fn view(words: &str, outputs: &[&str]) -> String {
    let record = failed(outputs);
    let run = script(
        &format!("t-1 {words}"),
        [list(&[without_output(&record)]), list(&[record])],
    );
    let text = run.exits(0).stdout();
    let (_, tails) = text.split_once("\n\n==>").unwrap();
    format!("==>{tails}")
}

#[test]
fn identical_ends_stand_once_and_the_largest_group_first() {
    let outputs = ["a\n", "b\n", "c\n", "", "b\n", "d\n", "e\n", "d\n", "d\n"];
    assert_eq!(
        view("", &outputs),
        "==> 3 instances, Failed, exit 2: i-6, i-8, i-9 <==\nd\n\n\
         ==> 2 instances, Failed, exit 2: i-2, i-5 <==\nb\n\n\
         ==> 1 instance, Failed, exit 2: i-1 <==\na\n\n\
         ==> 1 instance, Failed, exit 2: i-4 <==\n(no output)\n\n\
         2 more outputs, of 2 instances\n\n\
         all of it:  invq t-1 --failed -o output\n"
    );
}

#[test]
fn lines_are_as_they_look_in_the_end_and_no_wider_than_the_screen() {
    let output =
        "1\n2\n3\n4\n5\n10%\r99%\r\nwide 部署 部署 部署 部署\n\u{1b}[31mred\u{1b}[0m \u{1b}[2J\n\n";
    let shown = |words: &str| {
        let text = view(words, &[output]);
        let lines: Vec<_> = text.lines().map(str::to_owned).collect();
        let begin = lines.iter().position(|line| line.ends_with("<==")).unwrap();
        let end = lines
            .iter()
            .position(|line| line.starts_with("all of it"))
            .unwrap();
        lines[begin + 1..end - 1].join("\n")
    };
    assert_eq!(
        shown(""),
        "4\n5\n99%\nwide 部署 部署 部署 部署\nred \\x1b[2J"
    );
    assert_eq!(
        shown("--tail 2 --width 20"),
        "wide 部署 部署 部署~\nred \\x1b[2J"
    );
}

/// How often the view asks for invocations, with this word beside it, and how often for output.
fn asked(words: &str) -> (usize, usize) {
    let server = Server::built_in();
    server.run(words).exits(0);
    let mut requests = server.requests();
    requests.retain(|request| request.action == "DescribeInvocations");
    let for_output = ("IncludeOutput".to_owned(), "true".to_owned());
    let outputs = requests
        .iter()
        .filter(|it| it.parameters.contains(&for_output));
    (requests.len(), outputs.count())
}

#[test]
fn one_request_more_and_only_where_something_failed_and_its_output_is_not_there() {
    let failed = "t-hz04d7m0c6t9ya";
    for (words, requests) in [
        (failed.to_owned(), (2, 1)),
        (format!("{failed} -o wide"), (2, 1)),
        (format!("{failed} i-bp1i7gg30r52z2emq3x1"), (2, 1)),
        (format!("{failed} i-bp1l1xkl3ym4r8h00003"), (1, 0)),
        (format!("{failed} --tail 0"), (1, 0)),
        (format!("{failed} --include-output"), (1, 1)),
        (format!("{failed} --per-instance"), (1, 0)),
        (format!("{failed} --columns id"), (1, 0)),
        (format!("{failed} --json"), (1, 0)),
        (format!("{failed} --summary"), (1, 0)),
        ("t-hz04d7nkx1w3rc".to_owned(), (1, 0)),
        (format!("{failed} t-hz04d7nkx1w3rc"), (2, 0)),
        ("-s failed".to_owned(), (2, 0)),
    ] {
        assert_eq!(asked(&words), requests, "{words}");
    }
}

type Made = fn() -> Vec<Answer>;

fn other_invocation() -> Answer {
    list(&[invocation("t-2", "Failed", &[("i-1", "Failed", 2)])])
}

/// The result is there, and so is its verdict: that its output cannot be had is worth a warning.
#[test]
fn an_output_that_cannot_be_had_is_a_warning() {
    let record = without_output(&failed(&["x"]));
    let run = |words: &str, others: Vec<Answer>| {
        let first = list(&[&record]);
        script(&format!("t-1 {words}"), [first].into_iter().chain(others))
    };
    let answers: [(Made, &str); 4] = [
        (
            || vec![Answer::denied()],
            "warning: what failed instances printed is not shown: the RAM identity",
        ),
        (
            || vec![Answer::busy()],
            "warning: what failed instances printed is not shown: ",
        ),
        // It might be a scheduled task, which is asked for apart.
        (
            || vec![nothing(), nothing()],
            "warning: the service shows no output of t-1",
        ),
        (
            || vec![other_invocation()],
            "warning: `t-2` was answered where `t-1` was asked for",
        ),
    ];
    for (answer, says) in answers {
        for (words, code) in [
            ("", 0),
            ("--exit-status", 1),
            ("--strict", 5),
            ("--strict --exit-status", 1),
        ] {
            let run = run(words, answer()).exits(code);
            assert!(run.stdout().contains("exit code: 2"), "{run}");
            assert!(!run.stdout().contains("==>"), "{run}");
            let level = if words.contains("--strict") {
                "error"
            } else {
                "warning"
            };
            run.says(&says.replace("warning", level));
        }
    }
}

#[test]
fn saved_answers_show_what_they_hold() {
    let record = failed(&["why\n"]);
    let saved = |words: &str, record: &str| {
        let invq = Invq::new(&format!("t-1 --from - {words}"));
        invq.stdin(&page(&[record], None)).run().quiet().stdout()
    };
    let end = "==> 1 instance, Failed, exit 2: i-1 <==\nwhy\n\nall of it:  invq --from - t-1 --failed -o output\n";
    assert!(saved("", &record).ends_with(end), "{}", saved("", &record));
    for text in [
        saved("--tail 0", &record),
        saved("", &without_output(&record)),
    ] {
        assert!(!text.contains("==>"), "{text}");
    }
}

/// After a wait the same view is printed, and the time that the wait had is not all that its output gets.
#[test]
fn a_wait_ends_with_the_same_view() {
    let record = failed(&["why\n"]);
    let answers = || {
        let running = record.replace("Failed", "Running");
        [
            list(&[running]),
            list(&[without_output(&record)]),
            list(&[&record]),
        ]
    };
    let run = script("t-1 --wait --no-notes", answers()).exits(1);
    assert!(run.stdout().contains("<==\nwhy\n"), "{run}");
    assert!(
        run.stdout()
            .ends_with("all of it:  invq t-1 --failed -o output\n"),
        "{run}"
    );
}

#[test]
fn one_of_several_regions_is_named_in_the_command() {
    let run = Server::built_in().run("t-hz04d7m0c6t9ya -r cn-hangzhou,cn-beijing --no-notes");
    for region in ["cn-hangzhou", "cn-beijing"] {
        let named =
            format!("==> 1 instance, Failed, exit 100: {region} i-bp1i7gg30r52z2emq3x1 <==\n");
        let all =
            format!("all of it:  invq --region {region} t-hz04d7m0c6t9ya --failed -o output\n");
        assert!(
            run.stdout().contains(&named) && run.stdout().contains(&all),
            "{run}"
        );
    }
}

#[test]
fn a_number_that_is_none_and_a_form_without_ends_are_refused() {
    let told = |words: &str| Run::stderr(&Invq::new(words).run().exits(2));
    assert!(told("t-1 --tail -1").contains("--tail `-1`: must be a whole number from 0 to 10000"));
    for words in [
        "--tail 3",
        "t-1 t-2 --tail 3",
        "t-1 --tail 3 --json",
        "t-1 --tail 3 --per-instance",
        "t-1 --columns id --tail 3",
    ] {
        assert!(told(words).contains("--tail belongs to"), "{words}");
    }
}

/// The pictures that are drawn meanwhile have none: nothing is asked for but how things stand.
#[test]
fn a_watch_ends_with_the_same_view() {
    let record = failed(&["why\n"]);
    let running = without_output(&record).replace("Failed", "Running");
    let ended = list(&[without_output(&record)]);
    let peer = Rogue::new([list(&[running]), ended, list(&[&record])]);
    let run = peer.invq("t-1 --watch --color never").terminal(80).run();
    let (drawn, after) = run
        .stdout()
        .rsplit_once("\u{1b}[?1049l")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    assert!(
        !drawn.contains("==>") && after.contains("<==\nwhy\n"),
        "{run}"
    );
}

#[test]
fn whoever_does_not_wait_for_them_keeps_the_view() {
    let record = without_output(&failed(&["why\n"]));
    let peer = Arc::new(Rogue::new([list(&[record]), Answer::Silence]));
    let asked = Arc::clone(&peer);
    let invq = peer.invq("t-1 --exit-status");
    let run = invq
        .interrupt(move || asked.signal_at(2, Signal::Interrupt))
        .run()
        .exits(130);
    assert!(run.stdout().ends_with("exit code: 2\n"), "{run}");
}
