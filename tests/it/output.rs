//! `-o output` and `-o command`: the bytes that a command wrote, no more and no fewer.

use snapbox::str;

use crate::support::{Answer, Invq, Rogue, Server, check, page};

const COLOURS: &str = "t-hz04d7m9q1y6nx";

/// An invocation with one instance, whose output is this Base64.
fn printing(base64: &str) -> Rogue {
    let record = format!(
        r#"{{"InvokeId":"t-1","CommandContent":"bHM=","InvokeInstances":{{"InvokeInstance":[{{"InstanceId":"i-1","InvocationStatus":"Success","Output":"{base64}"}}]}}}}"#
    );
    Rogue::new([Answer::json(&page(&[&record], None))])
}

#[test]
fn of_one_instance_it_is_exactly_its_bytes() {
    for (base64, bytes) in [
        ("aGVsbG8=", &b"hello"[..]),
        ("aGVsbG8K", b"hello\n"),
        ("/wD+", b"\xff\x00\xfe"),
        ("DQoNCg==", b"\r\n\r\n"),
        ("", b""),
    ] {
        let run = printing(base64).run("t-1 -o output --no-notes").quiet();
        assert_eq!(run.out, bytes);
    }
}

#[test]
fn bytes_that_are_not_text_survive() {
    let server = Server::built_in();
    let all = server.run("t-hz04d7fs6c3l1v -o output").quiet();
    let gbk = b"\xd0\xde\xb2\xb9\xb3\xcc\xd0\xf2  \xb0\xb2\xd7\xb0\xc8\xd5\xc6\xda\r\nKB5039217 2026/6/11\r\n";
    assert!(all.out.ends_with(gbk), "{all}");
}

#[test]
fn several_stand_under_a_line_each() {
    check!(
        Server::built_in().run("t-hz04d7h5v2s1eg -o output"),
        str![[r#"
exit 0
---- stdout
==> i-bp15hl4xwggiv270000f Timeout <==
等待副本就绪……
==> i-bp1lkxtxnpb3wcl0000g Failed, exit 1 <==
Error: UPGRADE FAILED: timed out waiting for the condition

"#]]
    );
}

#[test]
fn an_instance_selects_one_of_them() {
    let run = Server::built_in().run(&format!("{COLOURS} i-bp1l1xkl3ym4r8h00003 -o output"));
    assert_eq!(
        run.quiet().stdout(),
        "\u{1b}[32mok\u{1b}[0m   nginx\n\u{1b}[31mdown\u{1b}[0m redis\n"
    );
}

#[test]
fn who_printed_nothing_is_named() {
    check!(
        Server::built_in().run("t-hz04d6zz0k4jpl -o output"),
        str![[r#"
exit 0
---- stdout
==> i-bp1l1xkl3ym4r8h00003 Terminated <==
warmed 1,024 keys
==> i-bp1sty66weurtew00004 Terminated <==
warmed 1,024 keys
==> i-bp1neeo3wpxshs400005 Terminated <==
warmed 1,024 keys
==> i-bp1s2vctjvtu38c00006 Cancelled <==
==> i-bp1zy9pke1ap6d500007 Cancelled <==
---- stderr
note: no output: i-bp1s2vctjvtu38c00006 (Cancelled), i-bp1zy9pke1ap6d500007 (Cancelled)

"#]]
    );
    check!(
        printing("").run("t-1 -o output"),
        str![[r#"
exit 0
---- stderr
note: no output: i-1 (Success)

"#]]
    );
}

#[test]
fn on_a_terminal_colours_stay_and_what_steers_is_shown() {
    let run = Server::built_in()
        .invq(&format!("{COLOURS} -o output"))
        .terminal(80)
        .run();
    check!(
        run,
        str![[r#"
exit 0
---- stdout
==> i-bp1l1xkl3ym4r8h00003 Success <==
^[[32mok^[[0m   nginx
^[[31mdown^[[0m redis
^[[0m==> i-bp1sty66weurtew00004 Failed, exit 2 <==
\x1b]0;owned\x07title set
\x1b[2J\x1b[Hcleared
user\u{202e}nimda\u{202c} logged in
hidden\x08\x08\x08\x08\x08\x08shown

"#]]
    );
}

#[test]
fn raw_passes_everything_on() {
    let words = format!("{COLOURS} i-bp1sty66weurtew00004 -o output");
    let server = Server::built_in();
    let raw = server
        .invq(&format!("{words} --raw"))
        .terminal(80)
        .run()
        .quiet();
    assert!(
        raw.stdout().starts_with("\u{1b}]0;owned\u{7}title set\n"),
        "{raw}"
    );
    assert_eq!(
        raw.out,
        server.run(&words).out,
        "in a pipe nothing is ever touched"
    );
}

#[test]
fn dropped_bytes_get_a_note_with_where_the_whole_text_is() {
    let run = Server::built_in()
        .run("t-hz04d7m0c6t9ya i-bp19f3v5x7m2t8zlo0p4 -o output")
        .exits(0);
    assert_eq!(run.out.len(), 24 * 1024);
    check!(
        run.stderr(),
        str![[r#"
warning: the service dropped 8,192 bytes of output on 1 instance (it keeps 24 KB), not necessarily at the end; the whole text is at oss://ops-logs/patch/i-bp19f3v5x7m2t8zlo0p4.txt

"#]]
    );
}

#[test]
fn a_page_of_output_asks_for_output() {
    let server = Server::built_in();
    server.run(&format!("{COLOURS} -o output")).quiet();
    assert_eq!(
        server.sent(),
        [format!(
            "IncludeOutput=true InvokeId={COLOURS} MaxResults=10"
        )]
    );
}

#[test]
fn an_instance_alone_prints_what_every_run_printed_on_it() {
    let run = Server::records(12)
        .run("i-bp1sandbox0000000000 -o output")
        .exits(0);
    let heads = run
        .lines()
        .iter()
        .filter(|line| line.starts_with("==> t-"))
        .count();
    assert_eq!(heads, 12, "{run}");
}

/// The service gives output only for a named invocation or instance: first the IDs are asked for, then each of them.
#[test]
fn output_without_an_id_is_asked_for_in_two_phases() {
    let server = Server::built_in();
    let run = server.run("-o output -s stopped").exits(0);
    assert!(run.stdout().contains("warmed 1,024 keys"), "{run}");
    let asked: Vec<bool> = server
        .requests()
        .iter()
        .map(|it| it.parameter("IncludeOutput").is_some())
        .collect();
    assert_eq!(asked, [false, false, true], "both walks first");
}

#[test]
fn output_of_too_many_is_refused_with_how_many_there_are() {
    let server = Server::records(60);
    check!(
        server.run("-o output -t env=prod"),
        str![[r#"
exit 2
---- stderr
error: output of 60 invocations is wanted, and each is a request of its own
  more than 50 are asked for only when --limit or --since says so
hint: narrow it by ID, --status, --tag or --since, or name a --limit

"#]]
    );
    check!(
        server.run("-o output i-bp1sandbox0000000000"),
        str![[r#"
exit 2
---- stderr
error: output of 60 invocations is wanted, and each is a request of its own
  more than 50 are asked for only when --limit or --since says so
hint: narrow it by ID, --status, --tag or --since, or name a --limit

"#]]
    );
    server.run("-o output -t env=prod -n 3").exits(0);
}

#[test]
fn plain_text_with_output_is_a_warning() {
    let run =
        Server::built_in().run("t-hz04d7h5v2s1eg i-bp1lkxtxnpb3wcl0000g -o output --plain-text");
    check!(
        run,
        str![[r#"
exit 0
---- stdout
Error: UPGRADE FAILED: timed out waiting for the condition
---- stderr
warning: with --plain-text the service replaces bytes that are not text; without it they survive

"#]]
    );
}

#[test]
fn what_is_not_base64_though_it_should_be_is_shown_as_it_came() {
    check!(
        printing("%%%").run("t-1 -o output"),
        str![[r#"
exit 0
---- stdout
%%%<no line end>
---- stderr
warning: the output is not Base64 as announced, and shown as it came: i-1

"#]]
    );
}

#[test]
fn the_command_of_one_invocation_is_exactly_its_script() {
    let run = Server::built_in()
        .run("t-hz04d6zz0k4jpl -o command")
        .quiet();
    assert_eq!(run.stdout(), "#!/bin/sh\ncachectl warm --all\n");
    // No output is asked for, and none is needed.
    assert_eq!(printing("").run("t-1 -o command").quiet().stdout(), "ls");
}

#[test]
fn the_commands_of_several_stand_under_a_line_each() {
    check!(
        Server::built_in().run("t-hz04d6zz0k4jpl t-hz04d7fq2h7d9w -o command"),
        str![[r#"
exit 0
---- stdout
==> t-hz04d7fq2h7d9w <==
@echo off
ipconfig /flushdns
==> t-hz04d6zz0k4jpl <==
#!/bin/sh
cachectl warm --all

"#]]
    );
}

/// Whose bytes they are must be said where others were to come.
#[test]
fn where_others_did_not_answer_even_a_single_block_is_named() {
    let record = r#"{"InvokeId":"t-1","InvokeInstances":{"InvokeInstance":[{"InstanceId":"i-1","Output":"aGk="}]}}"#;
    let peer = Rogue::new([
        Answer::json(&page(&[record], None)),
        Answer::html("503 Service Unavailable", "busy"),
    ]);
    check!(
        peer.run("t-1 t-2 -o output --jobs 1"),
        str![[r#"
exit 7
---- stdout
==> t-1/i-1 <==
hi<no line end>
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 503: the answer is not from this API
  it begins  busy
  not answered  t-2
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 503, cn-hangzhou

"#]]
    );
}

/// Text in another encoding is decoded for eyes and for JSON; a pipe is given the bytes.
#[test]
fn outputs_in_another_encoding() {
    let gbk = r#"[{"InvokeId":"t-1","InvokeInstances":[{"InstanceId":"i-1","InvocationStatus":"Success","Output":"sr/K8Ao="}]}]"#;
    let invq = |words: &str| Invq::new(&format!("t-1 --from - {words}")).stdin(gbk);
    let text = "部署\n";
    let eyes = invq("-o output --encoding gbk").terminal(80).run().exits(0);
    assert_eq!(eyes.stdout(), text);
    let json = crate::support::good_json(&invq("--include-output --json --encoding GBK").run());
    let instance = &json[0]["InvokeInstances"][0];
    assert_eq!(instance["Output"], text);
    assert_eq!(instance["Derived"]["OutputEncoding"], "text");
    let pipe = invq("-o output --encoding gbk").run().exits(0);
    assert_eq!(pipe.out, b"\xb2\xbf\xca\xf0\n");
    check!(
        invq("-o output --encoding gkb").run(),
        str![[r#"
exit 2
---- stderr
error: --encoding `gkb`: did you mean `gbk`?
hint: `invq --help output` lists these flags and what they take

"#]]
    );
}
