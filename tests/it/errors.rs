//! What is said when something goes wrong: each message whole, since its wording is what the user has.

use std::net::TcpListener;

use invq::sandbox::{AccessKey, Options};
use snapbox::str;

use crate::support::{Answer, Invq, Rogue, Run, Server, check, page};

/// What is typed wrong, so that nothing is sent.
fn typed(words: &str) -> Run {
    Invq::new(words).run().exits(2)
}

/// What comes of one answer.
fn answered(answer: Answer) -> Run {
    Rogue::new([answer]).run("")
}

fn refused(status: &str, code: &str, message: &str) -> Run {
    let body = format!(
        r#"{{"RequestId":"0B77A3C1-6F0D-5E7B-9A57-2C1D9F4E8B31","HostId":"h","Code":"{code}","Message":"{message}"}}"#
    );
    answered(Answer::http(status, "application/json", &body))
}

#[test]
fn every_problem_of_a_line_is_told_at_once() {
    let run = typed(
        "web-01 profile team=web -s fialed --command-type perl --repeat-mode daily --timed=maybe -n 0 --page-size 51 -o jsno --color sometimes --width 3 --jobs 0 --request-timeout 5 -r Hangzhou --endpoint ftp://x",
    );
    check!(
        run,
        str![[r#"
exit 2
---- stderr
error: 16 problems, nothing was sent
  --format `jsno`: did you mean `json`?
  --color `sometimes`: must be auto, always or never
  --width `3`: must be a whole number from 20 to 10000
  --page-size `51`: must be a whole number from 1 to 50
  --jobs `0`: must be a whole number from 1 to 256
  --request-timeout `5`: must be a length of time such as 500ms, 5s or 1m30s
  --region: `Hangzhou` is not a region ID: those are made of `a` to `z`, `0` to `9` and `-`
  --endpoint: an endpoint cannot be reached over `ftp`, only over `https`
  `web-01` is no ID: IDs begin with t-, c-, i- or mi-
  `profile` is no ID: did you mean `invq profiles`?
  `team=web` is no ID: did you mean `--tag team=web`?
  --status `fialed`: did you mean `Failed`?
  --command-type `perl`: must be one of RunShellScript, RunPowerShellScript, RunBatScript
  --repeat-mode `daily`: must be one of Once, Period, NextRebootOnly, EveryReboot
  --timed `maybe`: must be true, false or all
  --limit `0`: must be a whole number from 1
hint: `invq --help` lists every flag and what it takes

"#]]
    );
}

#[test]
fn tags_that_the_service_would_refuse() {
    let long = |count: usize| "键".repeat(count);
    let run = Invq::new("-t aliyun.x=1 -t acs:y -t a=http://b -t k=1 -t k=2 -t =v")
        .arg(format!("-t{}", long(65)))
        .arg(format!("-tx={}", long(129)))
        .run()
        .exits(2);
    check!(
        run,
        str![[r#"
exit 2
---- stderr
error: 7 problems, nothing was sent
  --tag `aliyun.x=1`: a key must not start with `aliyun` or `acs:`
  --tag `acs:y`: a key must not start with `aliyun` or `acs:`
  --tag `a=http://b`: neither key nor value may hold `http://` or `https://`
  --tag `k=2`: the key `k` is given twice
  --tag `=v`: the key is empty
  --tag `键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键`: the key has 65 characters, at most 64 are allowed
  --tag `x=键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键`: the value has 129 characters, at most 128 are allowed
hint: `invq --help` lists every flag and what it takes

"#]]
    );
    let many: Vec<String> = (0..21).map(|n| format!("-t k{n}")).collect();
    check!(
        typed(&many.join(" ")),
        str![[r#"
exit 2
---- stderr
error: 21 tags: the service takes at most 20
hint: `invq --help` lists every flag and what it takes

"#]]
    );
}

#[test]
fn a_page_size_the_service_does_not_have() {
    check!(
        typed("--page-size 51"),
        str![[r#"
exit 2
---- stderr
error: --page-size `51`: must be a whole number from 1 to 50
hint: `invq --help` lists every flag and what it takes

"#]]
    );
}

#[test]
fn a_status_of_an_instance_is_none_of_an_invocation() {
    check!(
        typed("-s timeout"),
        str![[r#"
exit 2
---- stderr
error: --status `timeout`: must be one of Running, Finished, Success, Failed, Stopped, Stopping, PartialFailed, Pending, Scheduled
hint: `invq --help` lists every flag and what it takes

"#]]
    );
    check!(
        typed("-s sucess"),
        str![[r#"
exit 2
---- stderr
error: --status `sucess`: did you mean `Success`?
hint: `invq --help` lists every flag and what it takes

"#]]
    );
}

#[test]
fn two_forms_are_one_too_many() {
    check!(
        typed("--json -q"),
        str![[r#"
exit 2
---- stderr
error: --json and -q: the result has one form
hint: `invq --help` lists every flag and what it takes

"#]]
    );
}

#[test]
fn ids_of_another_kind() {
    check!(
        typed("--invoke-id c-1 --command-id i-1 --instance-id t-1"),
        str![[r#"
exit 2
---- stderr
error: 3 problems, nothing was sent
  --invoke-id `c-1`: that is an ID of a command, not of an invocation
  --command-id `i-1`: that is an ID of an instance, not of a command
  --instance-id `t-1`: that is an ID of an invocation, not of an instance
hint: `invq --help` lists every flag and what it takes

"#]]
    );
    check!(
        Invq::new("-").stdin("t-1\nweb-01\nc-1\ti-1\n").run(),
        str![[r#"
exit 2
---- stderr
error: 2 problems, nothing was sent
  line 2 of standard input: `web-01` is no ID, nor an invocation and an instance with a tab between
  line 3 of standard input: `c-1	i-1` is no ID, nor an invocation and an instance with a tab between
hint: `invq --help` lists every flag and what it takes

"#]]
    );
}

#[test]
fn a_token_for_several_walks() {
    check!(
        typed("--next-token AA -s failed,stopped"),
        str![[r#"
exit 2
---- stderr
error: --next-token belongs to one walk, and this selection makes several; name one ID and one status, and set --timed
hint: `invq --help` lists every flag and what it takes

"#]]
    );
}

#[test]
fn a_flag_that_does_not_exist() {
    check!(
        Invq::new("--jason").run(),
        str![[r#"
exit 2
---- stderr
error: unexpected argument '--jason' found

  tip: a similar argument exists: '--json'

Usage: invq --json [ID]...

For more information, try '--help'.

"#]]
    );
    check!(
        Invq::new("--status").run(),
        str![[r#"
exit 2
---- stderr
error: a value is required for '--status <STATUS>' but none was supplied

For more information, try '--help'.

"#]]
    );
    check!(
        Invq::new("profiles --jason").run(),
        str![[r#"
exit 2
---- stderr
error: unexpected argument '--jason' found

Usage: invq profiles [OPTIONS]

For more information, try '--help'.

"#]]
    );
}

#[test]
fn the_embedded_server_brings_its_own_identity() {
    check!(
        typed("--sandbox --profile prod --endpoint https://x"),
        str![[r#"
exit 2
---- stderr
error: 2 problems, nothing was sent
  --endpoint: --sandbox brings its own
  --profile: --sandbox brings its own
hint: `invq --help` lists every flag and what it takes

"#]]
    );
}

#[test]
fn an_id_that_is_not_there() {
    let server = Server::built_in();
    check!(
        server.run("t-nosuchthing"),
        str![[r#"
exit 4
---- stderr
error: `t-nosuchthing` was not found in cn-hangzhou
  the service keeps records for 30 days, and at most 10,000
hint: check the ID, and the region (`--region`)

"#]]
    );
    check!(
        server.run("t-nosuchthing,t-hz04d7nkx1w3rc c-nosuchthing -q"),
        str![[r#"
exit 4
---- stderr
error: not found in cn-hangzhou: t-nosuchthing, c-nosuchthing, t-hz04d7nkx1w3rc
  together with the other selectors that were given
  the service keeps records for 30 days, and at most 10,000
hint: check the ID, and the region (`--region`)

"#]]
    );
    check!(
        server.run("t-hz04d7nkx1w3rc -s failed"),
        str![[r#"
exit 4
---- stderr
error: `t-hz04d7nkx1w3rc` was not found in cn-hangzhou
  together with the other selectors that were given
  the service keeps records for 30 days, and at most 10,000
hint: check the ID, and the region (`--region`)

"#]]
    );
}

#[test]
fn a_key_that_nobody_knows() {
    let run = Server::built_in()
        .invq("")
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI5tAbCdEfGhIjKlMn9Q")
        .run();
    check!(
        run.hides("AbCdEfGh"),
        str![[r#"
exit 3
---- stderr
error: the service does not know the access key `LTAI5…9Q`
  the key comes from `ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment
hint: check the key ID; a deleted key is gone for good, a new one has another ID
  InvalidAccessKeyId.NotFound, HTTP 404, request REQUEST-ID, cn-hangzhou

"#]]
    );
}

#[test]
fn a_secret_that_does_not_fit() {
    let server = Server::built_in();
    let with = |secret: &str| {
        server
            .invq("")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret)
            .run()
    };
    check!(
        with("hunter2"),
        str![[r#"
exit 3
---- stderr
error: the secret does not fit the access key `testid`
  the key comes from `ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment
hint: copy the secret again; it is shown only once, so it may need a new key
  SignatureDoesNotMatch, HTTP 400, request REQUEST-ID, cn-hangzhou

"#]]
    );
    check!(
        with("testsecret "),
        str![[r#"
exit 3
---- stderr
error: the secret does not fit the access key `testid`
  the key comes from `ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment
hint: the secret begins or ends with white space: remove it
  SignatureDoesNotMatch, HTTP 400, request REQUEST-ID, cn-hangzhou

"#]]
    );
}

/// The service repeats the whole request in such a message, key ID and token included.
#[test]
fn neither_secret_nor_token_nor_what_was_signed_is_ever_shown() {
    let server = Server::with(Options {
        keys: vec![AccessKey::parse("LTAI5tAbCdEfGhIjKlMn9Q:right:tok3n-planted").unwrap()],
        ..Options::default()
    });
    for (secret, code) in [("s3cret-planted", 3), ("right", 0)] {
        for loud in ["", "-v", "-vv", "--json -vv", "--dry-run -vv"] {
            let run = server
                .invq(loud)
                .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI5tAbCdEfGhIjKlMn9Q")
                .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret)
                .env("ALIBABA_CLOUD_SECURITY_TOKEN", "tok3n-planted")
                .run();
            assert_eq!(
                run.code,
                if loud.contains("dry") { 0 } else { code },
                "{loud}: {run}"
            );
            for planted in [
                "s3cret-planted",
                "tok3n-planted",
                "AbCdEfGhIjKl",
                "string to sign is",
                "SignatureNonce=",
                "Signature=",
            ] {
                let all = format!("{}{}", run.stdout(), run.stderr());
                assert!(!all.contains(planted), "{planted} with {loud:?}: {run}");
            }
        }
    }
}

/// The same in a body of another form than was asked for.
#[test]
fn an_excerpt_ends_where_the_request_is_repeated() {
    let body =
        "<Error><Message>No. server string to sign is:POST&AccessKeyId%3Dtestid</Message></Error>";
    let answer = Answer::http("400 Bad Request", "text/xml", body);
    check!(
        answered(answer).hides("testid"),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 400: the answer is not from this API
  it begins  <Error><Message>No.
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`

"#]]
    );
}

#[test]
fn an_expired_token() {
    check!(
        refused(
            "403 Forbidden",
            "InvalidSecurityToken.Expired",
            "Specified SecurityToken is expired."
        ),
        str![[r#"
exit 3
---- stderr
error: the security token has expired
  the key comes from `ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment
hint: get new temporary keys, and set all three parts
  InvalidSecurityToken.Expired, HTTP 403, request REQUEST-ID, cn-hangzhou

"#]]
    );
}

#[test]
fn a_key_that_is_switched_off() {
    check!(
        refused(
            "403 Forbidden",
            "InvalidAccessKeyId.Inactive",
            "Specified access key is disabled."
        ),
        str![[r#"
exit 3
---- stderr
error: the access key `testid` is switched off
  the key comes from `ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment
hint: switch it on in the RAM console, or use another
  InvalidAccessKeyId.Inactive, HTTP 403, request REQUEST-ID, cn-hangzhou

"#]]
    );
}

#[test]
fn no_permission() {
    let body = r#"{"RequestId":"0B77A3C1-6F0D-5E7B-9A57-2C1D9F4E8B31","Code":"Forbidden.RAM","Message":"User not authorized to operate on the specified resource.","AccessDeniedDetail":{"AuthAction":"ecs:DescribeInvocations","NoPermissionType":"ImplicitDeny"}}"#;
    check!(
        answered(Answer::http("403 Forbidden", "application/json", body)),
        str![[r#"
exit 3
---- stderr
error: the RAM identity behind access key `testid` may not list invocations
  needs action  ecs:DescribeInvocations   (no policy allows it; not an explicit deny)
  on            acs:ecs:cn-hangzhou:*:instance/* and acs:ecs:cn-hangzhou:*:command/*
hint: allow ecs:DescribeInvocations in a RAM policy of that identity
  Forbidden.RAM, HTTP 403, request REQUEST-ID, cn-hangzhou

"#]]
    );
}

#[test]
fn clocks_too_far_apart() {
    check!(
        Server::at("2026-06-24T09:02:11Z").run(""),
        str![[r#"
exit 3
---- stderr
error: this machine's clock and the service's are too far apart
  here         2026-06-24T08:02:11Z
  the service  2026-06-24T09:02:11Z
hint: set this machine's clock; the service accepts a difference of 15 minutes
  InvalidTimeStamp.Expired, HTTP 400, request REQUEST-ID, cn-hangzhou

"#]]
    );
}

#[test]
fn an_unknown_region_and_one_without_this_api() {
    let server = Server::built_in();
    check!(
        server.run("-r cn-hangzou"),
        str![[r#"
exit 5
---- stderr
error: there is no region `cn-hangzou`
hint: did you mean `--region cn-hangzhou`?
  InvalidRegionId.NotFound, HTTP 404, request REQUEST-ID, cn-hangzou

"#]]
    );
    check!(
        server.run("-r xx-nowhere-9"),
        str![[r#"
exit 5
---- stderr
error: there is no region `xx-nowhere-9`
hint: check the region ID
  InvalidRegionId.NotFound, HTTP 404, request REQUEST-ID, xx-nowhere-9

"#]]
    );
    check!(
        refused(
            "400 Bad Request",
            "RegionId.ApiNotSupported",
            "The api is not supported in this region."
        ),
        str![[r#"
exit 5
---- stderr
error: the region `cn-hangzhou` does not offer this API
hint: ask another region
  RegionId.ApiNotSupported, HTTP 400, request REQUEST-ID, cn-hangzhou

"#]]
    );
    check!(
        typed("-r CN_Hangzhou"),
        str![[r#"
exit 2
---- stderr
error: --region: `CN_Hangzhou` is not a region ID: those are made of `a` to `z`, `0` to `9` and `-`
hint: `invq --help` lists every flag and what it takes

"#]]
    );
}

#[test]
fn throttled_and_trouble_of_the_services_own() {
    check!(
        refused(
            "400 Bad Request",
            "Throttling.User",
            "Request was denied due to user flow control."
        ),
        str![[r#"
exit 6
---- stderr
error: the service is throttling this account's requests
hint: try again in a minute, or with fewer at once (`--jobs`)
  Throttling.User, HTTP 400, request REQUEST-ID, cn-hangzhou

"#]]
    );
    check!(
        refused(
            "503 Service Unavailable",
            "ServiceUnavailable",
            "The request has failed due to a temporary failure of the server."
        ),
        str![[r#"
exit 6
---- stderr
error: the service has trouble of its own
  The request has failed due to a temporary failure of the server.
hint: try again
  ServiceUnavailable, HTTP 503, request REQUEST-ID, cn-hangzhou

"#]]
    );
}

#[test]
fn anything_else_that_the_service_refuses() {
    check!(
        refused("400 Bad Request", "Something.New", "You may not.\\u001b[2J"),
        str![[r#"
exit 5
---- stderr
error: the service refused the request: You may not.\x1b[2J
  Something.New, HTTP 400, request REQUEST-ID, cn-hangzhou

"#]]
    );
}

/// A good status does not make a good answer.
#[test]
fn an_error_under_status_200_is_an_error() {
    check!(
        refused("200 OK", "Throttling", "slow down"),
        str![[r#"
exit 6
---- stderr
error: the service is throttling this account's requests
hint: try again in a minute, or with fewer at once (`--jobs`)
  Throttling, HTTP 200, request REQUEST-ID, cn-hangzhou

"#]]
    );
}

#[test]
fn html_in_place_of_an_answer() {
    check!(
        answered(Answer::html(
            "200 OK",
            "<html>\n <h1>Sign in\n to the network</h1>"
        )),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 200: the answer cannot be read: expected value at line 1 column 1
  it begins  <html> <h1>Sign in to the network</h1>
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`

"#]]
    );
    check!(
        answered(Answer::html("503 Service Unavailable", "<h1>busy</h1>")),
        str![[r#"
exit 6
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 503: the answer is not from this API
  it begins  <h1>busy</h1>
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`

"#]]
    );
}

#[test]
fn json_that_is_cut_short_or_is_none_of_ours() {
    let good = page(&[r#"{"InvokeId":"t-1"}"#], None);
    check!(
        answered(Answer::json(&good[..40])),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 200: the answer breaks off
  it begins  {"Invocations":{"Invocation":[{"InvokeId
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`

"#]]
    );
    check!(
        answered(Answer::json("{}")),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 200: the answer cannot be read: neither Invocations nor RequestId is there at line 1 column 2
  it begins  {}
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`

"#]]
    );
    check!(
        answered(Answer::json("")),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 200: the answer breaks off
  the body is empty
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`

"#]]
    );
}

#[test]
fn a_body_that_breaks_off() {
    check!(
        answered(Answer::cut(&page(&[], None), 20)),
        str![[r#"
exit 6
---- stderr
error: the answer of 127.0.0.1:PORT broke off
  end of file before message length reached
hint: try again

"#]]
    );
    check!(
        answered(Answer::hang_up()),
        str![[r#"
exit 6
---- stderr
error: the answer of 127.0.0.1:PORT broke off
  connection closed before message completed
hint: try again

"#]]
    );
}

/// Followed, it would send a signed request to whoever names itself there.
#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Rogue::new([]);
    let answer = format!(
        "HTTP/1.1 302 Found\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n",
        elsewhere.url()
    );
    check!(
        answered(Answer::Bytes(answer.into_bytes())),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 302: the answer is not from this API
  the body is empty
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`

"#]]
    );
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn an_answer_that_is_not_http() {
    check!(
        answered(Answer::Last(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec())),
        str![[r#"
exit 6
---- stderr
error: the answer of 127.0.0.1:PORT broke off
  invalid HTTP version parsed
hint: try again

"#]]
    );
}

#[cfg(unix)]
#[test]
fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    check!(
        Invq::new("").asking(&url).run(),
        str![[r#"
exit 6
---- stderr
error: nothing listens at 127.0.0.1:PORT
  Connection refused (os error N)
hint: check the endpoint; `invq --dry-run` shows where requests go

"#]]
    );
}

#[test]
fn no_answer_in_time() {
    let peer = Rogue::new([Answer::Silence]);
    check!(
        peer.run("--request-timeout 50ms"),
        str![[r#"
exit 6
---- stderr
error: 127.0.0.1:PORT did not answer in time (connecting 5s, in all 50ms)
  operation timed out
hint: try again, or allow more with --connect-timeout and --request-timeout

"#]]
    );
}

/// No such name exists anywhere (RFC 6761). Asking may take a while where there is no network, so a refusal to wait
/// counts too.
#[test]
fn a_name_that_cannot_be_looked_up() {
    let run = Invq::new("--connect-timeout 2s")
        .asking("https://nowhere.invalid")
        .run()
        .exits(6);
    let message = run.stderr();
    let first = message.lines().next().unwrap();
    let known = [
        "error: the name `nowhere.invalid` cannot be looked up",
        "error: nowhere.invalid did not answer in time (connecting 2s, in all 20s)",
    ];
    assert!(known.contains(&first), "{run}");
}
