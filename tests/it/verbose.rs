//! `-v` and `-vv`: what went over the wire, without what must not be shown; and how to have less said.

use snapbox::str;

use crate::support::{Answer, Rogue, Server, check, page};

#[test]
fn once_it_is_a_line_for_each_request() {
    check!(
        Server::records(3).run("-q -v --page-size 2"),
        str![[r#"
exit 0
---- stdout
t-hz06dzad000000
t-hz0trp35000001
t-hz0fn887000002
---- stderr
POST http://127.0.0.1:PORT/ RegionId=cn-hangzhou MaxResults=2: HTTP 200, request REQUEST-ID, 2244 bytes, 0 ms
POST http://127.0.0.1:PORT/ RegionId=cn-hangzhou MaxResults=2 NextToken=AAAAA000002000002ba19ccee876dc69166b4239f: HTTP 200, request REQUEST-ID, 1192 bytes, 0 ms

"#]]
    );
}

#[test]
fn twice_it_is_what_was_sent_and_what_came() {
    let peer = Rogue::new([Answer::json(&page(&[r#"{"InvokeId":"t-1"}"#], None))]);
    check!(
        peer.run("-q -vv -t team=web"),
        str![[r#"
exit 0
---- stdout
t-1
---- stderr
> POST http://127.0.0.1:PORT/
> RegionId=cn-hangzhou
> MaxResults=50
> Tag.1.Key=team
> Tag.1.Value=web
> and the key ID, nonce, time and signature, which are not shown
< HTTP 200, request unknown, 117 bytes, 0 ms
< {"Invocations":{"Invocation":[{"InvokeId":"t-1"}]},"NextToken":"","RequestId":"REQUEST-ID"}

"#]]
    );
}

#[test]
fn a_long_body_is_cut() {
    let run = Server::built_in().run("-q -vv").exits(0);
    assert!(run.stderr().lines().count() < 20, "{run}");
    let last = run.stderr().lines().last().unwrap().to_owned();
    assert!(
        last.starts_with("< and ") && last.ends_with(" bytes more"),
        "{last}"
    );
}

#[test]
fn a_request_that_came_to_nothing_is_told_too() {
    check!(
        Rogue::new([Answer::hang_up()]).run("-v"),
        str![[r#"
exit 6
---- stderr
POST http://127.0.0.1:PORT/ RegionId=cn-hangzhou MaxResults=50: the answer broke off: connection closed before message completed, 0 ms
error: the answer of 127.0.0.1:PORT broke off
  connection closed before message completed
hint: try again

"#]]
    );
}

/// What came may be hostile, and standard error is a terminal more often than not.
#[test]
fn nothing_that_came_steers_the_terminal() {
    let body = page(
        &["{\"InvokeId\":\"t-1\",\"CommandName\":\"\u{1b}]0;owned\u{7}\"}"],
        None,
    );
    let run = Rogue::new([Answer::json(&body)]).run("-q -vv");
    assert!(run.stderr().contains(r"\x1b]0;owned\x07"), "{run}");
    run.hides("\u{1b}");
}

#[test]
fn notes_and_warnings_can_be_left_out_and_errors_cannot() {
    let server = Server::built_in();
    let words = "i-bp1i7gg30r52z2emq3x1 --command-name disk-usage -q";
    server.run(words).says("note: ");
    server.run(&format!("{words} --no-notes")).quiet();
    server.run("t-1 --no-notes").exits(4).says("error: ");
}

#[test]
fn standard_output_is_the_same_however_loud() {
    let server = Server::built_in();
    let quiet = server.run("--json").out;
    assert_eq!(server.run("--json -v").out, quiet);
    assert_eq!(server.run("--json -vv").out, quiet);
}
