//! Every error message that invq promises, in the order of its design, as somebody with a profile file meets it. Each says
//! what happened with the value that was wrong, and one thing to do; a command in it can be typed.

use std::net::TcpListener;
use std::thread::JoinHandle;

use invq::sandbox::{Fault, Options};
use snapbox::str;

use crate::identity_way::serve;
use crate::messages::can_be_typed;
use crate::support::{Answer, Invq, Rogue, Run, Server, Time, check, page, record};

/// The usual machine: a profile file with one profile, which asks here.
fn with_profile(words: &str, url: &str) -> Invq {
    with_keys(words, url, "testid", "testsecret")
}

fn with_keys(words: &str, url: &str, id: &str, secret: &str) -> Invq {
    let text = format!(
        "default_profile = \"prod\"\n[profiles.prod]\nregion = \"cn-hangzhou\"\nendpoint = \"{url}\"\naccess_key_id = \"{id}\"\naccess_key_secret = \"{secret}\"\n"
    );
    Invq::new(words).env("INVQ_RETRIES", "0").config(&text)
}

/// What comes of one answer, given to both walks of a list: what went wrong is told once.
fn answered(answer: Answer) -> Run {
    let peer = Rogue::new([answer.clone(), answer]);
    with_profile("", peer.url()).run()
}

fn refused(status: &str, code: &str) -> Run {
    answered(Answer::refusal(status, code, &[]))
}

/// What an error owes its reader.
fn owes(run: &Run) {
    let told = run.stderr();
    let count = |start: &str| told.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((count("error: "), count("hint: ")), (1, 1), "{run}");
    typed(run);
}

/// Each command that is told can be typed.
fn typed(run: &Run) {
    let told = run.stderr();
    for line in told.lines() {
        let quoted = line.split('`').skip(1).step_by(2);
        let quoted = quoted.filter(|text| text.starts_with("invq ") || text.starts_with("--"));
        let named = line.split_once("  invq ").map(|(_, rest)| rest);
        for command in quoted.chain(named) {
            let command = command.strip_prefix("invq ").unwrap_or(command);
            assert!(can_be_typed(&format!("invq {command}")), "{command}: {run}");
        }
    }
}

/// The text of an error, and that it holds what it owes.
macro_rules! error {
    ($run:expr, $expected:expr $(,)?) => {{
        let run = $run;
        check!(run, $expected);
        owes(&run);
    }};
}

#[test]
fn unknown_key() {
    let server = Server::built_in();
    error!(
        with_keys("", server.url(), "LTAI5tAbCdEfGhIjKlMn9Q", "x").run(),
        str![[r#"
exit 3
---- stderr
error: the service does not know the access key `LTAI5…9Q`
  the key comes from profile "prod" of ~/.config/invq/config.toml
hint: check the key ID, which `invq profiles` shows; a deleted key is gone for good, a new one has another ID
  InvalidAccessKeyId.NotFound, HTTP 404, request REQUEST-ID, cn-hangzhou, profile prod

"#]]
    );
}

#[test]
fn secret_that_does_not_fit() {
    let server = Server::built_in();
    error!(
        with_keys("", server.url(), "testid", "hunter2").run(),
        str![[r#"
exit 3
---- stderr
error: the secret does not fit the access key `testid`
  the key comes from profile "prod" of ~/.config/invq/config.toml
hint: copy the secret again, without white space around it; it is shown only once, so it may need a new key
  SignatureDoesNotMatch, HTTP 400, request REQUEST-ID, cn-hangzhou, profile prod

"#]]
    );
    error!(
        with_keys("", server.url(), "testid", "testsecret ").run(),
        str![[r#"
exit 3
---- stderr
error: the secret does not fit the access key `testid`
  the key comes from profile "prod" of ~/.config/invq/config.toml
hint: the secret begins or ends with white space: remove it
  SignatureDoesNotMatch, HTTP 400, request REQUEST-ID, cn-hangzhou, profile prod

"#]]
    );
}

#[test]
fn no_such_profile() {
    error!(
        with_profile("-p pord", "").run(),
        str![[r#"
exit 3
---- stderr
error: there is no profile "pord" in ~/.config/invq/config.toml
  profiles: prod
hint: did you mean `--profile prod`?

"#]]
    );
    error!(
        with_profile("-p staging", "").run(),
        str![[r#"
exit 3
---- stderr
error: there is no profile "staging" in ~/.config/invq/config.toml
  profiles: prod
hint: `invq profiles` lists them

"#]]
    );
    let vendors = r#"{"current":"work","profiles":[{"name":"work","mode":"AK"}]}"#;
    error!(
        Invq::new("-p aliyun:wrok")
            .file(".aliyun/config.json", vendors)
            .run(),
        str![[r#"
exit 3
---- stderr
error: there is no profile "aliyun:wrok" in ~/.aliyun/config.json
  profiles: aliyun:work
hint: did you mean `--profile aliyun:work`?

"#]]
    );
}

#[test]
fn nothing_configured() {
    error!(
        Invq::new("").run(),
        str![[r#"
exit 3
---- stderr
error: no AccessKey is configured
  looked for it, in this order:
    `--profile` and `INVQ_PROFILE`: neither is set
    the environment: `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` are not set, nor under the older prefixes `ALIBABACLOUD_` and `ALICLOUD_`
    OIDC in the environment: not set: `ALIBABA_CLOUD_ROLE_ARN`, `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN_FILE`
    ~/.config/invq/config.toml: not there
    ~/.aliyun/config.json: not there
    ~/.alibabacloud/credentials and credentials.ini: not there
    the role of this ECS instance: `ALIBABA_CLOUD_ECS_METADATA` is not set
    a credentials URI: `ALIBABA_CLOUD_CREDENTIALS_URI` is not set
hint: fill in config.example.toml, which `invq profiles --example` prints, as ~/.config/invq/config.toml; `invq --sandbox` needs no account

"#]]
    );
}

#[test]
fn expired_token() {
    error!(
        refused("403 Forbidden", "InvalidSecurityToken.Expired"),
        str![[r#"
exit 3
---- stderr
error: the security token of the access key `testid` has expired
  the key comes from profile "prod" of ~/.config/invq/config.toml
hint: get new temporary keys, and set all three parts; a profile with a mode such as RamRoleArn renews them by itself
  InvalidSecurityToken.Expired, HTTP 403, request REQUEST-ID, cn-hangzhou, profile prod

"#]]
    );
    // The keys of a login say themselves when they end.
    let login = r#"{"current":"me","profiles":[{"name":"me","mode":"CloudSSO","access_key_id":"STS.i","access_key_secret":"s","sts_token":"t","sts_expiration":1780000000}]}"#;
    error!(
        Invq::new("").file(".aliyun/config.json", login).run(),
        str![[r#"
exit 3
---- stderr
error: profile "aliyun:me" of ~/.aliyun/config.json is a login of the vendor's CLI, and its temporary keys have expired
hint: log in again: `aliyun configure --profile me --mode CloudSSO`

"#]]
    );
}

/// A note while it waits, then the error.
#[test]
fn throttled() {
    let answer = || {
        Answer::refusal(
            "400 Bad Request",
            "Throttling.User",
            &["x-acs-retry-after: 8000"],
        )
    };
    let peer = Rogue::new([answer(), answer()]);
    error!(
        with_profile("--retries 1 --timed=false", peer.url())
            .nothing_random()
            .on(&Time::default())
            .run(),
        str![[r#"
exit 6
---- stderr
note: throttled; trying again in 8 s (1 of 1)
error: the service is throttling this account's requests
  tried 2 times in 8 s
hint: try again in a minute, or with fewer at once (`--jobs`); the account's users, roles and tools share one count per region and action
  Throttling.User, HTTP 400, request REQUEST-ID, cn-hangzhou, profile prod

"#]]
    );
}

#[test]
fn bad_tag() {
    error!(
        with_profile("-t aliyun.team=web", "").run(),
        str![[r#"
exit 2
---- stderr
error: --tag `aliyun.team=web`: a key must not start with `aliyun` or `acs:`
hint: `invq --help selectors` lists these flags and what they take

"#]]
    );
    error!(
        with_profile("-t site=https://example.com", "").run(),
        str![[r#"
exit 2
---- stderr
error: --tag `site=https://example.com`: neither key nor value may hold `http://` or `https://`
hint: `invq --help selectors` lists these flags and what they take

"#]]
    );
}

#[test]
fn unknown_region() {
    let server = Server::built_in();
    error!(
        with_profile("-r cn-hangzou", server.url()).run(),
        str![[r#"
exit 5
---- stderr
error: the region `cn-hangzou` does not exist, or the endpoint does not serve it
hint: did you mean `--region cn-hangzhou`?
  InvalidRegionId.NotFound, HTTP 404, request REQUEST-ID, cn-hangzou, profile prod

"#]]
    );
    error!(
        with_profile("-r xx-nowhere-9", server.url()).run(),
        str![[r#"
exit 5
---- stderr
error: the region `xx-nowhere-9` does not exist, or the endpoint does not serve it
hint: check the region ID; `invq explain regions` lists those that are known
  InvalidRegionId.NotFound, HTTP 404, request REQUEST-ID, xx-nowhere-9, profile prod

"#]]
    );
}

#[test]
fn region_without_this_api() {
    error!(
        refused("400 Bad Request", "RegionId.ApiNotSupported"),
        str![[r#"
exit 5
---- stderr
error: the region `cn-hangzhou` does not offer this API
hint: ask another region
  RegionId.ApiNotSupported, HTTP 400, request REQUEST-ID, cn-hangzhou, profile prod

"#]]
    );
}

/// A name with a part that no name may have: it is not found wherever this runs, and nobody is asked.
#[test]
fn no_network_the_name_cannot_be_looked_up() {
    let name = format!("https://{}.invalid", "x".repeat(64));
    let run = with_profile("", &name).run();
    owes(&run);
    // The second line is the system's own.
    let text = run.to_string();
    let lines = text.lines().enumerate().filter(|(place, _)| *place != 3);
    let text: Vec<&str> = lines.map(|(_, line)| line).collect();
    check!(
        text.join("\n"),
        str![[r#"
exit 6
---- stderr
error: the name `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.invalid` cannot be looked up
hint: check the network, and the region or endpoint
"#]]
    );
}

#[cfg(unix)]
#[test]
fn no_network_nobody_listens() {
    error!(
        with_profile("", "http://127.0.0.1:1").run(),
        str![[r#"
exit 6
---- stderr
error: nothing listens at 127.0.0.1:PORT
  Connection refused (os error N)
hint: check the endpoint; `invq --dry-run` shows where requests go

"#]]
    );
}

/// A server with a certificate that nobody vouches for.
fn stranger() -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || serve(listener.accept().unwrap().0));
    (url, thread)
}

#[test]
fn no_network_no_secure_connection() {
    let (url, thread) = stranger();
    error!(
        with_profile("--timed=false", &url).run(),
        str![[r#"
exit 6
---- stderr
error: no secure connection to 127.0.0.1:PORT
  invalid peer certificate: UnknownIssuer
hint: check this machine's certificates and clock, and whether a proxy stands between

"#]]
    );
    thread.join().unwrap();
}

#[test]
fn no_network_no_answer_in_time() {
    let peer = Rogue::new([Answer::Silence]);
    error!(
        with_profile("--timed=false --request-timeout 50ms", peer.url()).run(),
        str![[r#"
exit 6
---- stderr
error: 127.0.0.1:PORT did not answer in time (connecting 5s, in all 50ms)
  operation timed out
hint: try again, or allow more with --connect-timeout and --request-timeout

"#]]
    );
}

#[cfg(unix)]
#[test]
fn no_network_which_proxy() {
    error!(
        with_profile("", "https://ecs.example.invalid")
            .env("HTTPS_PROXY", "http://user:hunter2@127.0.0.1:1")
            .run()
            .hides("hunter2"),
        str![[r#"
exit 6
---- stderr
error: the way to ecs.example.invalid leads through a proxy, and that failed
  127.0.0.1:PORT (from `HTTPS_PROXY`): Connection refused (os error N)
hint: check the proxy; NO_PROXY lists hosts that are asked directly

"#]]
    );
}

#[test]
fn clock_skew() {
    // Each of the two walks tries again.
    let peer = Rogue::new(vec![Answer::other_clock(); 4]);
    error!(
        with_profile("", peer.url()).run(),
        str![[r#"
exit 3
---- stderr
warning: this machine's clock is 60 min 0 s behind the service's; requests carry the service's time
error: this machine's clock and the service's are too far apart
  here         2026-06-24T08:02:11Z
  the service  2026-06-24T09:02:11Z
  tried 2 times in 0 s
hint: set this machine's clock; the service accepts a difference of 15 minutes
  InvalidTimeStamp.Expired, HTTP 400, request REQUEST-ID, cn-hangzhou, profile prod

"#]]
    );
}

#[test]
fn no_permission() {
    let server = Server::with(Options {
        faults: vec![Fault::parse("denied").unwrap()],
        ..Options::default()
    });
    error!(
        with_profile("", server.url()).run(),
        str![[r#"
exit 3
---- stderr
error: the RAM identity behind profile "prod" may not list invocations
  needs action  ecs:DescribeInvocations   (no policy allows it; not an explicit deny)
  on            acs:ecs:cn-hangzhou:*:instance/* and acs:ecs:cn-hangzhou:*:command/*
hint: give the identity that action; `invq explain ecs:DescribeInvocations` prints a minimal policy
  Forbidden.RAM, HTTP 403, request REQUEST-ID, cn-hangzhou, profile prod

"#]]
    );
}

/// No error: the output is printed.
#[test]
fn cut_output() {
    let server = Server::built_in();
    let run = with_profile(
        "t-hz04d7m0c6t9ya i-bp19f3v5x7m2t8zlo0p4 -o output",
        server.url(),
    );
    let run = run.run().exits(0);
    check!(
        run.stderr(),
        str![[r#"
warning: the service dropped 8,192 bytes of output on 1 instance (it keeps 24 KB), not necessarily at the end; the whole text is at oss://ops-logs/patch/i-bp19f3v5x7m2t8zlo0p4.txt

"#]]
    );
    typed(&run);
}

#[test]
fn output_wanted_for_too_many() {
    let server = Server::records(60);
    error!(
        with_profile("-s success -o output", server.url()).run(),
        str![[r#"
exit 2
---- stderr
error: output of 56 invocations is wanted, and each is a request of its own
  more than 50 are asked for only when --limit or --since says so
hint: narrow it by ID, --status, --tag or --since, or name a --limit

"#]]
    );
}

#[test]
fn a_wait_that_cannot_end() {
    let repeating = record("t-1", "2026-06-24T07:00:00Z")
        .replace("Success", "Running")
        .replace(r#""CommandName""#, r#""RepeatMode":"Period","CommandName""#);
    let peer = Rogue::new([Answer::json(&page(&[&repeating], None))]);
    error!(
        with_profile("t-1 --wait", peer.url()).run(),
        str![[r#"
exit 2
---- stderr
error: `t-1` does not end by itself: it runs on a schedule, again and again
  its RepeatMode is Period
hint: `invq t-1` shows its latest run

"#]]
    );
}

#[test]
fn html_in_place_of_an_answer() {
    error!(
        answered(Answer::html(
            "200 OK",
            "<html><title>Sign in to the network</title></html>"
        )),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 200: the answer cannot be read: expected value at line 1 column 1
  it begins  <html><title>Sign in to the network</title></html>
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 200, cn-hangzhou, profile prod

"#]]
    );
}

#[test]
fn json_that_breaks_off() {
    let whole = page(&[&record("t-1", "2026-06-24T07:00:00Z")], None);
    error!(
        answered(Answer::json(&whole[..60])),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 200: the answer breaks off
  it begins  {"Invocations":{"Invocation":[{"InvokeId":"t-1","CommandName
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 200, cn-hangzhou, profile prod

"#]]
    );
}

/// The service gives output only beside the ID of an invocation or of an instance, so invq asks in two phases and says so
/// beforehand: the refusal never comes.
#[test]
fn output_without_an_id() {
    let server = Server::built_in();
    let run = |words: &str| with_profile(words, server.url()).run();
    check!(
        run("-t team=data -o output --dry-run"),
        str![[r#"
exit 0
---- stdout
POST http://127.0.0.1:PORT/
Action=DescribeInvocations
Format=JSON
MaxResults=50
RegionId=cn-hangzhou
Tag.1.Key=team
Tag.1.Value=data
Version=2014-05-26

POST http://127.0.0.1:PORT/
Action=DescribeInvocations
Format=JSON
MaxResults=50
RegionId=cn-hangzhou
Tag.1.Key=team
Tag.1.Value=data
Timed=true
Version=2014-05-26
---- stderr
note: then each invocation that was found is asked for by its ID, with IncludeOutput=true

"#]]
    );
    run("-t team=data -o output --no-notes").exits(0);
    let without = server.requests().into_iter().filter(|it| {
        it.parameter("IncludeOutput").is_some()
            && it.parameter("InvokeId").is_none()
            && it.parameter("InstanceId").is_none()
    });
    assert_eq!(without.count(), 0);
}

/// The profile file itself: every unknown key at once, each with the one that was probably meant.
#[test]
fn unknown_keys_of_the_profile_file() {
    let text = "defualt_profile = \"prod\"\n[defaults]\ncolour = \"never\"\nstatus = \"failed\"\n[profiles.prod]\nacces_key_id = \"hunter2\"\n";
    error!(
        Invq::new("").config(text).run().hides("hunter2"),
        str![[r#"
exit 3
---- stderr
error: 4 unknown keys in "HOME/.config/invq/config.toml"
  line 1, column 1: `defualt_profile` at the top level: did you mean `default_profile`?
  line 3, column 1: `colour` in [defaults]: did you mean `color`?
  line 4, column 1: `status` in [defaults]
  line 6, column 1: `acces_key_id` in [profiles.prod]: did you mean `access_key_id`?
hint: config.example.toml shows every key

"#]]
    );
}
