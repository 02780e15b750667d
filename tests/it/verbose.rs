//! `-v` and `-vv`: what went over the wire, without what must not be shown; and how to have less said.

use crate::support::{Answer, Invq, Run, Server, list, script, sheet, snapshot};

/// Once it is a line for each request, one that came to nothing too; twice it is what was sent and what came.
#[test]
fn once_it_is_a_line_for_each_request_and_twice_what_was_sent_and_what_came() {
    let words = "-q -v --page-size 2 --jobs 1";
    let lines = Server::records(3).run(words);
    let twice = script("-q -vv -t team=web", [list(&[r#"{"InvokeId":"t-1"}"#])]);
    let nothing = script("-v", [Answer::hang_up()]);
    let runs = [
        (words, lines),
        ("-q -vv -t team=web", twice),
        ("-v, no answer", nothing),
    ];
    sheet("verbose/requests", runs);
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
    snapshot("verbose/headers", sent.join("\n"));
}

/// A query as a profile of these lines, in which `URL` is the server that gives the keys and is asked as well.
fn as_profile(server: &Server, lines: &str, words: &str) -> Run {
    Invq::new(words)
        .env("INVQ_RETRIES", "0")
        .with_profile(server.url(), lines)
        .file("token", "hunter2")
        .run()
        .hides("hunter2")
}

/// A line for each request for keys, however loud: their answers are keys, and what was sent may be secret.
#[test]
fn asking_for_keys_is_told_and_the_keys_are_not() {
    let server = Server::records(1);
    let role = "role_arn = 'acs:ram::1:role/r'\nsts_endpoint = 'URL'\n";
    let ways = [
        format!(
            "mode = 'RamRoleArn'\naccess_key_id = 'testid'\naccess_key_secret = 'testsecret'\nexternal_id = 'hunter2'\n{role}"
        ),
        format!("mode = 'OIDC'\noidc_provider_arn = 'p'\noidc_token_file = '~/token'\n{role}"),
        "mode = 'EcsRamRole'".to_owned(),
        "mode = 'CredentialsURI'\ncredentials_uri = 'URL/credentials?x=hunter2'".to_owned(),
    ];
    let runs = ways.map(|lines| {
        let run =
            |loud: &str| as_profile(&server, &lines, &format!("-q -n 1 --timed=false {loud}"));
        let (loud, told) = (run("-vv").exits(0).stderr(), run("-v").exits(0));
        // The last line is the query's own.
        let text = told.stderr();
        let (for_keys, _) = text.split_once(" Describe").unwrap();
        for line in for_keys.lines().filter_map(|it| it.split_once(": HTTP")) {
            assert!(loud.contains(line.0), "{}: {loud}", line.0);
        }
        (lines.lines().next().unwrap().to_owned(), told)
    });
    sheet("verbose/keys", runs);
}

#[cfg(unix)]
#[test]
fn keys_that_nobody_gives_are_told_as_well() {
    let server = Server::records(1);
    let nobody = "mode = 'CredentialsURI'\ncredentials_uri = 'http://127.0.0.1:1/hunter2'";
    sheet(
        "verbose/nobody",
        [("-q -v", as_profile(&server, nobody, "-q -v"))],
    );
}

#[test]
fn a_long_body_is_cut() {
    let run = Server::built_in().run("-q -vv --timed=false").exits(0);
    let told = run.stderr();
    assert!(told.lines().count() < 20, "{run}");
    let last = told.lines().last().unwrap();
    assert!(
        last.starts_with("< and ") && last.ends_with(" bytes more"),
        "{last}"
    );
}

/// What came may be hostile, and standard error is a terminal more often than not.
#[test]
fn nothing_that_came_steers_the_terminal() {
    let hostile = "{\"InvokeId\":\"t-1\",\"CommandName\":\"\u{1b}]0;owned\u{7}\"}";
    let run = script("-q -vv", [list(&[hostile])]);
    run.says(r"\x1b]0;owned\x07").hides("\u{1b}");
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
