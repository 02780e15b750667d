//! `--wait -o output --stream`: what is printed while it waits is what would be printed at the end, and nothing twice.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use invq::host::Signal;
use invq::sandbox::{Options, Source};

use crate::support::{Answer, Run, Server, Time, invocation, list, rows, script, snapshot};

/// Well on three instances after ten seconds.
const DEPLOY: &str = "t-hz04d7q6f3r8xa";
/// Fails after twelve, and prints until then.
const MIGRATE: &str = "t-hz04d7q5w9n2tc";
/// Three well, one runs into its timeout after twenty.
const SMOKE: &str = "t-hz04d7q4j7m1sd";

/// Which requests asked for outputs.
fn with_output(server: &Server) -> String {
    let sent = server.sent();
    let mark = |line: &String| {
        if line.contains("IncludeOutput=true") {
            'o'
        } else {
            '.'
        }
    };
    sent.iter().map(mark).collect()
}

/// What was printed, by blocks, in an order that does not depend on time.
fn blocks(run: &Run) -> Vec<String> {
    let mut blocks: Vec<String> = run.stdout().split("==> ").map(str::to_owned).collect();
    blocks.sort();
    blocks
}

#[test]
fn it_prints_what_would_be_printed_at_the_end_but_for_the_order() {
    for (words, code) in rows(
        "DEPLOY MIGRATE SMOKE → 1
        DEPLOY SMOKE -r cn-hangzhou,cn-shanghai → 1
        DEPLOY --interval 1s → 0
        DEPLOY i-bp1neeo3wpxshs400005 → 0
        MIGRATE DEPLOY --wait=7s → 124
        MIGRATE --wait=7s → 124
        MIGRATE --interval 1s → 1
        MIGRATE --prefix --interval 2s → 1
        MIGRATE --exit-status=remote → 1
        SMOKE --exit-status=remote → 125
        SMOKE MIGRATE --fail-fast → 1
        DEPLOY SMOKE --prefix → 1
        SMOKE MIGRATE --failed → 1
        SMOKE --failed → 1
        SMOKE --instance-status success → 1
        SMOKE --grep GET → 1
        SMOKE MIGRATE --grep ERROR --context 1 → 1
        MIGRATE --grep ERROR → 1
        SMOKE --grep step --expect-match → 1
        DEPLOY --grep step --expect-match → 0
        DEPLOY --grep step --expect-no-match → 1
        DEPLOY -n 1 → 0
        -t team=web --since 1m → 1
        -t team=data --since 1m → 1",
    ) {
        let names = [("DEPLOY", DEPLOY), ("MIGRATE", MIGRATE), ("SMOKE", SMOKE)];
        let words = names.iter().fold(words.to_owned(), |words, (name, id)| {
            words.replace(name, id)
        });
        let wait = if words.contains("--wait") {
            ""
        } else {
            "--wait"
        };
        let words = format!("{words} {wait} -o output");
        let plain = Server::moving().run(&words).exits(code.parse().unwrap());
        let streamed = Server::moving().run(&format!("{words} --stream"));
        assert_eq!(streamed.code, plain.code, "{words}: {streamed}");
        if words.contains("--prefix") {
            let sorted = |run: &Run| {
                let mut lines = run.lines();
                lines.sort();
                lines
            };
            assert_eq!(sorted(&streamed), sorted(&plain), "{words}");
        } else {
            assert_eq!(blocks(&streamed), blocks(&plain), "{words}");
        }
    }
}

#[test]
fn each_instance_is_printed_once_it_has_ended_and_asked_for_only_then() {
    let server = Server::moving();
    let run = server
        .run(&format!("{SMOKE} --wait -o output --stream"))
        .exits(1);
    // Polls after 1, 3, 6, 11, 19 and 29 seconds; ends after 6, 8, 11 and 20.
    assert_eq!(with_output(&server), "....o.o..o", "{run}");
    let all = Server::moving();
    let run = all.run(&format!(
        "{DEPLOY} --wait --interval 20s -o output --stream"
    ));
    assert_eq!(with_output(&all), "..o", "{}", run.exits(0));
}

#[test]
fn the_only_instance_is_printed_while_it_grows() {
    let server = Server::moving();
    let pieces = Pieces::default();
    let words = format!("{MIGRATE} --wait --interval 1s -o output --stream");
    let run = server.invq(&words).out(pieces.clone()).run().exits(1);
    let lines: Vec<usize> = pieces
        .all()
        .iter()
        .map(|piece| piece.lines().count())
        .collect();
    assert_eq!(lines, [2, 1, 1, 2], "{run}");
}

/// What was written at a time.
#[derive(Clone, Default)]
struct Pieces(std::sync::Arc<std::sync::Mutex<Vec<String>>>);

impl Pieces {
    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl std::io::Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        self.0.lock().unwrap().push(text);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A run that goes on for half a minute and prints more than the service keeps.
#[test]
fn where_the_middle_was_cut_that_is_said_and_the_bytes_are_the_same() {
    let data = r#"[{"Age": 0, "InvokeId": "t-1", "CommandId": "c-1", "InvokeInstances": [{"InstanceId": "i-1",
        "Steps": [[1, "Running"], [30, "Success"]], "Printed": [[3, 40], [6, 400]], "Output": {"Line": "x", "Length": 30000}}]}]"#;
    let run = |words: &str| {
        let options = Options {
            source: Source::parse_saved(data).unwrap(),
            ..Options::default()
        };
        let server = Server::on(options, &Time::default());
        let run = server
            .run(&format!("t-1 --wait -o output {words}"))
            .exits(0);
        (run, with_output(&server))
    };
    let (plain, _) = run("");
    let (streamed, sent) = run("--stream --interval 1s");
    assert_eq!(streamed.out, plain.out);
    streamed
        .says("note: 5,424 bytes are missing somewhere below")
        .says("warning: the service dropped 5,424 bytes");
    // After the first 6,000 bytes nothing more comes until the end.
    assert_eq!(sent.matches('o').count(), 8, "{sent}");
}

fn printed(status: &str, code: i32, output: &str) -> Answer {
    let record = invocation("t-1", status, &[("i-1", status, code)]);
    let started = r#""StartTime":"2026-06-24T08:02:11Z","Output":"#;
    let output = format!("{started}\"{}\"", STANDARD.encode(output));
    list(&[record.replace(r#""Output":"aGk=""#, &output)])
}

#[test]
fn nothing_is_printed_twice_without_a_word() {
    let poll = |status| printed(status, 0, "");
    // An empty one is asked for once more at the end.
    let again = |then: &str| then.is_empty().then(|| poll("Success"));
    let told = "warning: the output now begins otherwise than what was printed of it";
    let words = "t-1 --wait -o output --stream";
    let run = |early: &str, then: &str| {
        let answers = [
            poll("Running"),
            printed("Running", 0, early),
            poll("Success"),
            printed("Success", 0, then),
        ];
        script(words, answers.into_iter().chain(again(then))).exits(0)
    };
    run("one\ntw", "one\ntwo\n").hides(told).says("t-1 Success");
    assert_eq!(run("one\ntw", "one\ntwo\n").stdout(), "one\ntwo\n");
    assert_eq!(run("one\n", "one\n").stdout(), "one\n");
    assert_eq!(
        run("", "")
            .hides(told)
            .says("note: no output: i-1")
            .stdout(),
        ""
    );
    assert_eq!(run("one\n", "two\n").says(told).stdout(), "one\ntwo\n");
    assert_eq!(
        run("one\ntwo\n", "one\n").says(told).stdout(),
        "one\ntwo\none\n"
    );
}

#[test]
fn the_answer_with_the_output_may_know_more_than_the_poll() {
    let poll = |status| printed(status, 0, "");
    let words = "t-1 --wait -o output --stream";
    // It has ended meanwhile, so its output is whole and not asked for again.
    let answers = [
        poll("Running"),
        printed("Success", 0, "all\n"),
        poll("Success"),
    ];
    assert_eq!(script(words, answers).exits(0).stdout(), "all\n");
    // It went worse than the poll said.
    let answers = [poll("Success"), printed("Failed", 3, "all\n")];
    assert_eq!(script(words, answers).exits(1).stdout(), "all\n");
    // An older answer proves nothing, and is asked for once more.
    let answers = [
        poll("Success"),
        printed("Running", 0, "a"),
        printed("Success", 0, "all\n"),
    ];
    assert_eq!(script(words, answers).exits(0).stdout(), "all\n");
}

#[test]
fn a_request_that_fails_is_made_again_and_in_the_end_told() {
    let poll = |status| printed(status, 0, "");
    let words = "t-1 --wait --retries 0 -o output --stream";
    let answers = [
        poll("Running"),
        Answer::busy(),
        poll("Success"),
        printed("Success", 0, "all\n"),
    ];
    let run = script(words, answers)
        .exits(0)
        .says("a poll failed and is made again");
    assert_eq!(run.stdout(), "all\n");
    let answers = [poll("Success"), Answer::busy(), Answer::busy()];
    assert_eq!(script(words, answers).exits(6).stdout(), "");
}

#[test]
fn what_was_printed_before_a_signal_stands() {
    let server = Server::moving();
    let invq = server.invq(&format!("{SMOKE} --wait --interval 4s -o output --stream"));
    let run = invq.signal_after(3, Signal::Interrupt).run().exits(130);
    assert_eq!(run.stdout().matches("==> ").count(), 2, "{run}");
    run.says("1 still pending; wait on with");
}

#[test]
fn on_a_terminal_whole_lines_are_printed_and_messages_stand_between() {
    let server = Server::moving();
    let words = format!("{DEPLOY} {MIGRATE} --wait -o output --stream");
    let screen = server.invq(&words).one_screen().screen(80, 40);
    let rows: Vec<&str> = screen.rows().collect();
    snapshot("stream/terminal", rows.join("\n"));
}

#[test]
fn what_it_does_not_go_with_is_told_before_anything_is_sent() {
    let server = Server::moving();
    for (words, told) in [
        ("-o output", "--stream belongs to --wait"),
        ("--wait", "--stream is for -o output, not for -o table"),
        (
            "--wait -o output --fold",
            "and --fold needs all of them first",
        ),
        ("--wait -o output --save d", "and --save needs"),
        ("--wait -o output --sort took", "and --sort needs"),
        ("--wait -o output -n 3 --failed", "--limit with a filter"),
    ] {
        server
            .run(&format!("{DEPLOY} --stream {words}"))
            .exits(2)
            .says(told);
    }
    assert_eq!(server.requests().len(), 0);
}
