//! `-o output` and `-o command`: the bytes that a command wrote, no more and no fewer.

use crate::support::{Answer, Invq, Rogue, Server, invocation, list, script, sheet};

const COLOURS: &str = "t-hz04d7m9q1y6nx";

/// An invocation with one instance, whose output is this Base64.
fn printing(base64: &str) -> Rogue {
    let record = invocation("t-1", "Success", &[("i-1", "Success", 0)]).replace("aGk=", base64);
    let script = record.replace(r#""CommandId""#, r#""CommandContent":"bHM=","CommandId""#);
    Rogue::new([list(&[script])])
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

/// Several outputs or scripts stand under a line each, and who printed nothing is named; bytes that are not Base64 though
/// they should be are shown as they came.
#[test]
fn several_stand_under_a_line_each() {
    let server = Server::built_in();
    let words = [
        "t-hz04d7h5v2s1eg -o output",
        "t-hz04d6zz0k4jpl -o output",
        "t-hz04d6zz0k4jpl t-hz04d7fq2h7d9w -o command",
        "t-hz04d7h5v2s1eg i-bp1lkxtxnpb3wcl0000g -o output --plain-text",
    ];
    let runs = words.map(|words| (words.to_owned(), server.run(words)));
    let alone = ["", "%%%"].map(|base64| {
        let run = printing(base64).run("t-1 -o output");
        (format!("t-1 -o output, which is {base64:?}"), run)
    });
    sheet("output/several", runs.into_iter().chain(alone));
}

#[test]
fn an_instance_selects_one_of_them() {
    let words = format!("{COLOURS} i-bp1l1xkl3ym4r8h00003 -o output");
    let run = Server::built_in().run(&words).quiet();
    let text = "\u{1b}[32mok\u{1b}[0m   nginx\n\u{1b}[31mdown\u{1b}[0m redis\n";
    assert_eq!(run.stdout(), text);
}

#[test]
fn on_a_terminal_colours_stay_and_what_steers_is_shown() {
    let server = Server::built_in();
    let words = format!("{COLOURS} -o output");
    let run = server.invq(&words).terminal(80).run();
    sheet("output/terminal", [(words, run)]);
}

#[test]
fn raw_passes_everything_on() {
    let words = format!("{COLOURS} i-bp1sty66weurtew00004 -o output");
    let server = Server::built_in();
    let raw = server.invq(&format!("{words} --raw")).terminal(80).run();
    let begin = "\u{1b}]0;owned\u{7}title set\n";
    assert!(raw.stdout().starts_with(begin), "{raw}");
    let piped = server.run(&words).out;
    assert_eq!(raw.quiet().out, piped, "in a pipe nothing is ever touched");
}

#[test]
fn a_page_of_output_asks_for_output() {
    let server = Server::built_in();
    server.run(&format!("{COLOURS} -o output")).quiet();
    let sent = format!("IncludeOutput=true InvokeId={COLOURS} MaxResults=10");
    assert_eq!(server.sent(), [sent]);
}

#[test]
fn an_instance_alone_prints_what_every_run_printed_on_it() {
    let server = Server::records(12);
    let run = server.run("i-bp1sandbox0000000000 -o output").exits(0);
    assert_eq!(run.stdout().matches("==> t-").count(), 12, "{run}");
}

/// The service gives output only for a named invocation or instance: first the IDs are asked for, then each of them.
#[test]
fn output_without_an_id_is_asked_for_in_two_phases() {
    let server = Server::built_in();
    let run = server.run("-o output -s stopped").exits(0);
    assert!(run.stdout().contains("warmed 1,024 keys"), "{run}");
    let asked = server.requests().into_iter();
    let asked = asked.map(|it| it.parameter("IncludeOutput").is_some());
    assert!(asked.eq([false, false, true]), "both walks first");
}

#[test]
fn the_command_of_one_invocation_is_exactly_its_script() {
    let run = Server::built_in().run("t-hz04d6zz0k4jpl -o command");
    assert_eq!(run.quiet().stdout(), "#!/bin/sh\ncachectl warm --all\n");
    // No output is asked for, and none is needed.
    let run = printing("").run("t-1 -o command");
    assert_eq!(run.quiet().stdout(), "ls");
}

/// Whose bytes they are must be said where others were to come.
#[test]
fn where_others_did_not_answer_even_a_single_block_is_named() {
    let one = invocation("t-1", "Success", &[("i-1", "Success", 0)]);
    let words = "t-1 t-2 -o output --jobs 1";
    let run = script(words, [list(&[one]), Answer::busy()]);
    sheet("output/partly", [(words, run)]);
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
    let unknown = invq("-o output --encoding gkb").run().exits(2);
    unknown.says("--encoding `gkb`: did you mean `gbk`?\nhint: `invq --help output`");
}
