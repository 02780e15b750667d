//! `-o brief`: one bounded text for a chat, a ticket or an agent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::json;

use crate::support::{
    Answer, Invq, Rogue, Run, Server, invocation, list, nothing, page, script, snapshot,
};

#[test]
fn every_text_is_as_in_its_snapshot() {
    let server = Server::built_in();
    for (name, words) in [
        ("failed", "t-hz04d7m0c6t9ya"),
        ("one-instance", "t-hz04d7m0c6t9ya i-bp1c0wq4n9ku61sdh7a2"),
        ("pending", "t-hz04d7p2m8q0bk"),
        ("ok", "t-hz04d7nkx1w3rc"),
        ("stopped", "t-hz04d6zz0k4jpl"),
        ("list", "-s failed"),
        ("one-k", "-s failed --max-bytes 1k"),
        ("history", "t-hz04d798w1r5zg --history --failed"),
        ("regions", "t-hz04d7m0c6t9ya -r cn-hangzhou,cn-beijing"),
        ("not-found", "t-nope t-hz04d7nkx1w3rc"),
        ("nothing", "--command-name nobody"),
        ("tasks", "--repeat-mode period"),
    ] {
        snapshot(
            &format!("brief/{name}"),
            server.run(&format!("{words} -o brief")),
        );
    }
}

/// A list asks for the outputs of the failed ones and of no other.
#[test]
fn outputs_are_asked_for_where_something_failed() {
    let asked = |words: &str| {
        let server = Server::built_in();
        server.run(&format!("{words} -o brief")).exits(0);
        let outputs = server.sent().into_iter();
        outputs
            .filter(|it| it.contains("IncludeOutput=true"))
            .count()
    };
    assert_eq!(asked("--since 30d"), asked("--since 30d --failed"));
    for (words, count) in [
        ("t-hz04d7m0c6t9ya", 1),
        ("t-hz04d7m0c6t9ya --tail 0", 0),
        ("t-hz04d7nkx1w3rc", 0),
        ("-s success --timed=false", 0),
        ("t-hz04d798w1r5zg --history", 0),
    ] {
        assert_eq!(asked(words), count, "{words}");
    }
}

fn failed(id: &str) -> String {
    invocation(id, "Failed", &[("i-1", "Failed", 2)])
}

fn without_output(record: &str) -> String {
    record.replace(r#","Output":"aGk=""#, "")
}

#[test]
fn only_the_first_fifty_are_asked_for_and_the_rest_is_counted() {
    let ids: Vec<String> = (1..=60).map(|place| format!("t-{place}")).collect();
    let records: Vec<String> = ids.iter().map(|id| without_output(&failed(id))).collect();
    let outputs = ids.iter().take(50).map(|id| list(&[failed(id)]));
    let answers = [list(&records)].into_iter().chain(outputs);
    let run = script(
        "--command-name x -o brief --jobs 1 --max-bytes 64k",
        answers,
    )
    .exits(0);
    let text = run.stdout();
    assert!(
        text.contains(
            "==> 50 instances, Failed, exit 2: t-1/i-1, t-2/i-1, t-3/i-1 and 47 more <==\n| hi\n"
        ),
        "{text}"
    );
    assert!(
        text.contains(
            "unknown: what 10 failed invocations printed was not asked for; only the first 50 are\n"
        ),
        "{text}"
    );
}

/// What cannot be had is said in the text; the usual words about it go to standard error, and the exit code stays.
#[test]
fn an_output_that_cannot_be_had_is_said() {
    for (flag, code) in [("", 0), ("--exit-status", 1)] {
        let answers = [list(&[without_output(&failed("t-1"))]), Answer::denied()];
        let run = script(&format!("t-1 -o brief {flag}"), answers).exits(code);
        let text = run.stdout();
        assert!(text.starts_with("verdict: failed; "), "{text}");
        assert!(
            text.contains("unknown: what failed instances of t-1 printed could not be fetched\n"),
            "{text}"
        );
        run.says("warning: what failed instances printed is not shown: the RAM identity");
    }
}

/// Nothing that is not known for sure is called well.
#[test]
fn what_is_not_known_is_never_ok() {
    let good = || list(&[invocation("t-1", "Success", &[("i-1", "Success", 0)])]);
    let running = || list(&[invocation("t-1", "Running", &[("i-1", "Running", 0)])]);
    let verdict = |run: &Run| run.lines()[0].split(';').next().unwrap().to_owned();
    for (words, answers, says) in [
        ("t-1", vec![good()], "ok"),
        (
            "t-1 t-2 --jobs 1",
            vec![good(), nothing(), nothing()],
            "unknown",
        ),
        (
            "t-1 t-2 --jobs 1",
            vec![good(), Answer::denied()],
            "unknown",
        ),
        (
            "t-1 --next-token A --one-page",
            vec![Answer::page(
                &[invocation("t-1", "Success", &[])],
                Some("B"),
            )],
            "unknown",
        ),
        (
            "t-1",
            vec![list(&[invocation("t-1", "New", &[("i-1", "New", 0)])])],
            "unknown",
        ),
        (
            "t-1",
            vec![list(&[invocation(
                "t-1",
                "Success",
                &[("i-1", "Success", 3)],
            )])],
            "failed",
        ),
        ("t-1", vec![running()], "pending"),
        ("--command-name x", vec![nothing()], "unknown"),
        (
            "--command-name x --allow-empty --exit-status",
            vec![nothing()],
            "unknown",
        ),
    ] {
        let run = script(&format!("{words} -o brief --no-notes"), answers);
        assert_eq!(verdict(&run), format!("verdict: {says}"), "{words}: {run}");
    }
    let peer = Rogue::new([running(), running(), running(), running()]);
    let run = peer.run("t-1 --wait=3s --interval 1s -o brief").exits(124);
    assert_eq!(verdict(&run), "verdict: pending");
    let over = "\nunknown: the time to wait was over before everything had ended\n";
    assert!(run.stdout().contains(over), "{run}");
}

#[test]
fn its_commands_can_be_typed() {
    let run = Server::built_in().run("--since 30d -o brief");
    let text = run.stdout();
    let commands: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("next: "))
        .collect();
    assert_eq!(commands.len(), 2, "{text}");
    assert!(
        commands
            .iter()
            .all(|command| crate::messages::can_be_typed(command)),
        "{text}"
    );
}

#[test]
fn sizes_that_are_none_are_refused() {
    for (size, code) in [
        ("511", 2),
        ("0", 2),
        ("-1", 2),
        ("k", 2),
        ("8m", 2),
        ("99999999999999999999k", 2),
        ("512", 0),
        ("1K", 0),
        ("64k", 0),
    ] {
        let run = Invq::new(&format!("--from - -o brief --max-bytes {size}"))
            .stdin("[]")
            .run()
            .exits(code);
        assert_eq!(
            run.stderr().contains(&format!(
                "--max-bytes `{size}`: must be a number of bytes from 512"
            )),
            code == 2,
            "{run}"
        );
    }
    Invq::new("--from - --max-bytes 8k")
        .stdin("[]")
        .run()
        .exits(2)
        .says("--max-bytes belongs to -o brief");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever was printed and however things are called: no more bytes than allowed, nothing that steers, and the verdict in
    /// front.
    #[test]
    fn a_text_stays_within_its_bounds(
        outputs in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..900), 0..9),
        texts in proptest::collection::vec(any::<String>(), 3),
        statuses in proptest::collection::vec("Success|Failed|Running|Timeout|Stopped|New", 9),
        most in 512_usize..4000,
    ) {
        let instance = |(place, output): (usize, &Vec<u8>)| json!({
            "InstanceId": format!("i-{place}{}", texts[0]), "InvocationStatus": statuses[place], "ExitCode": 1,
            "ErrorCode": texts[1], "ErrorInfo": texts[2], "Output": STANDARD.encode(output), "Dropped": place,
        });
        let instances: Vec<_> = outputs.iter().enumerate().map(instance).collect();
        let record = json!({"InvokeId": "t-1", "CommandName": texts[2], "InvocationStatus": statuses[8],
            "InvokeInstances": {"InvokeInstance": instances}});
        let other = invocation("t-2", &statuses[7], &[]);
        let saved = page(&[&record.to_string(), &other], None);
        let run = |words: &str| Invq::new(&format!("--from - {words}")).stdin(&saved).run();
        let brief = run(&format!("-o brief --exit-status --max-bytes {most}"));
        prop_assert_eq!(brief.code, run("-q --exit-status").code);
        prop_assert!(brief.out.len() <= most);
        let text = String::from_utf8(brief.out).unwrap();
        prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{}", text);
        let verdict = text.strip_prefix("verdict: ").and_then(|rest| rest.split_once(';')).unwrap().0;
        prop_assert!(["ok", "failed", "stopped", "pending", "unknown"].contains(&verdict), "{}", text);
        prop_assert_eq!(verdict == "ok", brief.code == 0, "{}", text);
    }
}
