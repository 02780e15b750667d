//! `-v` and `-vv`: what went over the wire, without what must not be shown; and how to have less said.

use snapbox::str;

use crate::support::{Answer, Invq, Rogue, Run, Server, check, page};

#[test]
fn once_it_is_a_line_for_each_request() {
    check!(
        Server::records(3).run("-q -v --page-size 2 --jobs 1"),
        str![[r#"
exit 0
---- stdout
t-hz06dzad000000
t-hz0trp35000001
t-hz0fn887000002
---- stderr
POST http://127.0.0.1:PORT/ DescribeInvocations RegionId=cn-hangzhou MaxResults=2: HTTP 200, request REQUEST-ID, 2244 bytes, 0 ms
POST http://127.0.0.1:PORT/ DescribeInvocations RegionId=cn-hangzhou Timed=true MaxResults=2: HTTP 200, request REQUEST-ID, 142 bytes, 0 ms
POST http://127.0.0.1:PORT/ DescribeInvocations RegionId=cn-hangzhou MaxResults=2 NextToken=AAAAA0000020000029b7b9bb4bc6b519f1815cd38: HTTP 200, request REQUEST-ID, 1192 bytes, 0 ms

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
> Action=DescribeInvocations
> Format=JSON
> Version=2014-05-26
> RegionId=cn-hangzhou
> Timed=false
> Tag.1.Key=team
> Tag.1.Value=web
> MaxResults=50
> and the key ID, nonce, time and signature, which are not shown
< HTTP 200, request unknown, 117 bytes, 0 ms
< {"Invocations":{"Invocation":[{"InvokeId":"t-1"}]},"NextToken":"","RequestId":"REQUEST-ID"}

"#]]
    );
}

/// What runs through headers is shown as headers.
#[test]
fn the_newer_scheme_shows_its_headers() {
    let server = Server::records(1);
    let keys = "access_key_id = 'testid'\naccess_key_secret = 'testsecret'\nsignature = 'acs3'";
    let run = as_profile(&server, keys, "-q -vv --timed=false").exits(0);
    let told = run.stderr();
    let sent = told.lines().filter(|line| line.starts_with("> "));
    let sent: Vec<&str> = sent.skip(1).collect();
    check!(
        sent.join("\n"),
        str![[r#"
> accept: application/json
> x-acs-action: DescribeInvocations
> x-acs-version: 2014-05-26
> RegionId=cn-hangzhou
> Timed=false
> MaxResults=50
> and the key ID, nonce, time and signature, which are not shown
"#]]
    );
}

/// A query as a profile of these lines, in which `URL` is the server that gives the keys and is asked as well.
fn as_profile(server: &Server, lines: &str, words: &str) -> Run {
    let text = format!(
        "default_profile = 'a'\n[profiles.a]\nregion = 'cn-hangzhou'\nendpoint = 'URL'\n{lines}\n"
    );
    Invq::new(words)
        .env("INVQ_RETRIES", "0")
        .config(&text.replace("URL", server.url()))
        .file("token", "hunter2")
        .metadata(server.url())
        .run()
        .hides("hunter2")
}

/// A line for each request for keys, however loud: their answers are keys, and what was sent may be secret.
#[test]
fn asking_for_keys_is_told_and_the_keys_are_not() {
    let server = Server::records(1);
    let role = "role_arn = 'acs:ram::1:role/r'\nsts_endpoint = 'URL'\n";
    let run = |lines: &str| {
        let loud = as_profile(&server, lines, "-q -n 1 --timed=false -vv")
            .exits(0)
            .stderr();
        let told = as_profile(&server, lines, "-q -n 1 --timed=false -v").exits(0);
        let lines = told.stderr();
        // The last line is the query's own.
        let (for_keys, _) = lines.split_once(" Describe").unwrap();
        for line in for_keys.lines().filter_map(|it| it.split_once(": HTTP")) {
            assert!(loud.contains(line.0), "{}: {loud}", line.0);
        }
        told
    };
    check!(
        run(&format!(
            "mode = 'RamRoleArn'\naccess_key_id = 'testid'\naccess_key_secret = 'testsecret'\nexternal_id = 'hunter2'\n{role}"
        )),
        str![[r#"
exit 0
---- stdout
t-hz06dzad000000
---- stderr
POST http://127.0.0.1:PORT/ AssumeRole: HTTP 200, request REQUEST-ID, 0 ms
POST http://127.0.0.1:PORT/ DescribeInvocations RegionId=cn-hangzhou Timed=false MaxResults=1: HTTP 200, request REQUEST-ID, 1178 bytes, 0 ms

"#]]
    );
    check!(
        run(&format!(
            "mode = 'OIDC'\noidc_provider_arn = 'p'\noidc_token_file = '~/token'\n{role}"
        )),
        str![[r#"
exit 0
---- stdout
t-hz06dzad000000
---- stderr
POST http://127.0.0.1:PORT/ AssumeRoleWithOIDC: HTTP 200, request REQUEST-ID, 0 ms
POST http://127.0.0.1:PORT/ DescribeInvocations RegionId=cn-hangzhou Timed=false MaxResults=1: HTTP 200, request REQUEST-ID, 1178 bytes, 0 ms

"#]]
    );
    check!(
        run("mode = 'EcsRamRole'"),
        str![[r#"
exit 0
---- stdout
t-hz06dzad000000
---- stderr
PUT http://127.0.0.1:PORT/latest/api/token: HTTP 200, request REQUEST-ID, 0 ms
GET http://127.0.0.1:PORT/latest/meta-data/ram/security-credentials/: HTTP 200, request REQUEST-ID, 0 ms
GET http://127.0.0.1:PORT/latest/meta-data/ram/security-credentials/sandbox-role: HTTP 200, request REQUEST-ID, 0 ms
POST http://127.0.0.1:PORT/ DescribeInvocations RegionId=cn-hangzhou Timed=false MaxResults=1: HTTP 200, request REQUEST-ID, 1178 bytes, 0 ms

"#]]
    );
    check!(
        run("mode = 'CredentialsURI'\ncredentials_uri = 'URL/credentials?x=hunter2'"),
        str![[r#"
exit 0
---- stdout
t-hz06dzad000000
---- stderr
GET http://127.0.0.1:PORT/…: HTTP 200, request REQUEST-ID, 0 ms
POST http://127.0.0.1:PORT/ DescribeInvocations RegionId=cn-hangzhou Timed=false MaxResults=1: HTTP 200, request REQUEST-ID, 1178 bytes, 0 ms

"#]]
    );
}

#[cfg(unix)]
#[test]
fn keys_that_nobody_gives_are_told_as_well() {
    let server = Server::records(1);
    let nobody = "mode = 'CredentialsURI'\ncredentials_uri = 'http://127.0.0.1:1/hunter2'";
    check!(
        as_profile(&server, nobody, "-q -v"),
        str![[r#"
exit 6
---- stderr
GET http://127.0.0.1:PORT/…: the connection was refused: Connection refused (os error N), 0 ms
error: nothing listens at 127.0.0.1:PORT
  Connection refused (os error N)
  asked for keys, for profile "a" of ~/.config/invq/config.toml
hint: check the credentials URI

"#]]
    );
}

#[test]
fn a_long_body_is_cut() {
    let run = Server::built_in().run("-q -vv --timed=false").exits(0);
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
POST http://127.0.0.1:PORT/ DescribeInvocations RegionId=cn-hangzhou Timed=false MaxResults=50: the answer broke off: connection closed before message completed, 0 ms
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
