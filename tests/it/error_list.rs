//! Every error message that invq promises, as it is told: the whole texts are in `tests/snapshots/errors`. Each says what
//! happened with the value that was wrong, and one thing to do; a command in it can be typed.

use std::fmt::Display;
use std::net::TcpListener;

use snapbox::str;

use crate::identity_way::serve;
use crate::messages::can_be_typed;
use crate::support::{Answer, Invq, Rogue, Run, Server, check, list, page, record, sheet, silent};

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

/// The same question with keys in the environment, and with those of a profile.
fn both(words: &str, url: &str, (id, secret): (&str, &str)) -> [(String, Run); 2] {
    let invq = Invq::new(words).asking(url).env("INVQ_RETRIES", "0");
    let invq = invq
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", id)
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret);
    let profile = with_keys(words, url, id, secret);
    let asked = format!("invq {words} with the key {id}:{secret}");
    [
        (asked.clone(), invq.run()),
        (format!("{asked} of a profile"), profile.run()),
    ]
}

const KEYS: (&str, &str) = ("testid", "testsecret");

/// What comes of one answer: once with keys of the environment, and once as a profile, where both walks of a list are
/// answered so and it is told once all the same.
fn answered(what: &str, answer: &Answer) -> [(String, Run); 2] {
    let (one, two) = (
        Rogue::new([answer.clone()]),
        Rogue::new([answer.clone(), answer.clone()]),
    );
    [
        (what.to_owned(), one.run("")),
        (
            format!("{what}, as a profile"),
            with_profile("", two.url()).run(),
        ),
    ]
}

/// A refusal with the service's own words.
fn refused(status: &str, code: &str, message: &str) -> [(String, Run); 2] {
    let body = format!(
        r#"{{"RequestId":"0B77A3C1-6F0D-5E7B-9A57-2C1D9F4E8B31","HostId":"h","Code":"{code}","Message":"{message}"}}"#
    );
    let answer = Answer::http(status, "application/json", &body);
    answered(&format!("{code}, HTTP {status}"), &answer)
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

/// The texts of errors, and that each holds what it owes.
#[track_caller]
fn errors<T: Display>(name: &str, runs: impl IntoIterator<Item = (T, Run)>) {
    let runs: Vec<(T, Run)> = runs.into_iter().collect();
    for (_, run) in &runs {
        owes(run);
    }
    sheet(&format!("errors/{name}"), runs);
}

#[test]
fn keys_that_the_service_does_not_take() {
    let server = Server::built_in();
    let asked = |id, secret| both("", server.url(), (id, secret));
    let runs = [
        asked("LTAI5tAbCdEfGhIjKlMn9Q", "x"),
        asked("testid", "hunter2"),
        asked("testid", "testsecret "),
        refused(
            "403 Forbidden",
            "InvalidSecurityToken.Expired",
            "Specified SecurityToken is expired.",
        ),
        refused(
            "403 Forbidden",
            "InvalidAccessKeyId.Inactive",
            "Specified access key is disabled.",
        ),
    ];
    let runs: Vec<(String, Run)> = runs.into_iter().flatten().collect();
    let shown = runs.iter().map(|(_, run)| run.stderr()).collect::<String>();
    assert!(!shown.contains("AbCdEfGh"), "{shown}");
    errors("keys", runs);
}

#[test]
fn temporary_keys_that_do_not_belong_together() {
    let server = Server::with_key("temporary:temporary-secret:token");
    let with_token = |token: &str| {
        let keys = server
            .invq("-q")
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "temporary")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "temporary-secret");
        keys.env("ALIBABA_CLOUD_SECURITY_TOKEN", token).run()
    };
    with_token("token").quiet();
    let other = with_token("other").hides("other");
    errors(
        "tokens",
        [("another token", other), ("no token", with_token(""))],
    );
}

/// The keys of a login say themselves when they end.
#[test]
fn a_login_that_has_ended() {
    let login = r#"{"current":"me","profiles":[{"name":"me","mode":"CloudSSO","access_key_id":"STS.i","access_key_secret":"s","sts_token":"t","sts_expiration":1780000000}]}"#;
    let run = Invq::new("").file(".aliyun/config.json", login).run();
    errors("login", [("invq", run)]);
}

/// The service repeats the whole request in such a message, key ID and token included.
#[test]
fn neither_secret_nor_token_nor_what_was_signed_is_ever_shown() {
    let server = Server::with_key("LTAI5tAbCdEfGhIjKlMn9Q:right:tok3n-planted");
    for (secret, code) in [("s3cret-planted", 3), ("right", 0)] {
        for loud in ["", "-v", "-vv", "--json -vv", "--dry-run -vv"] {
            let run = server
                .invq(loud)
                .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI5tAbCdEfGhIjKlMn9Q")
                .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret)
                .env("ALIBABA_CLOUD_SECURITY_TOKEN", "tok3n-planted")
                .run();
            let mut run = run.exits(if loud.contains("dry") { 0 } else { code });
            for planted in [
                "s3cret-planted",
                "tok3n-planted",
                "AbCdEfGhIjKl",
                "string to sign is",
                "SignatureNonce=",
                "Signature=",
            ] {
                run = run.hides(planted);
            }
        }
    }
}

/// The same in a body of another form than was asked for.
#[test]
fn an_excerpt_ends_where_the_request_is_repeated() {
    let body =
        "<Error><Message>No. server string to sign is:POST&AccessKeyId%3Dtestid</Message></Error>";
    let run = Rogue::new([Answer::http("400 Bad Request", "text/xml", body)]).run("");
    errors("excerpt", [("XML", run.hides("testid"))]);
}

#[test]
fn profiles_that_are_not_there() {
    let vendors = r#"{"current":"work","profiles":[{"name":"work","mode":"AK"}]}"#;
    let vendors = Invq::new("-p aliyun:wrok").file(".aliyun/config.json", vendors);
    errors(
        "profiles",
        [
            ("-p pord", with_profile("-p pord", "").run()),
            ("-p staging", with_profile("-p staging", "").run()),
            ("-p aliyun:wrok", vendors.run()),
            ("-p prod, no file", Invq::new("-p prod").run()),
        ],
    );
}

#[test]
fn nothing_configured_lists_where_it_was_looked_for() {
    let without_default = "[profiles.prod]\nregion = \"cn-hangzhou\"\n";
    errors(
        "no-keys",
        [
            ("an empty home", Invq::new("").run()),
            ("no home", Invq::new("").without_home().run()),
            (
                "no default_profile",
                Invq::new("").config(without_default).run(),
            ),
        ],
    );
}

/// A note while it waits, then the error.
#[test]
fn throttled_after_a_try() {
    let throttled = || Answer::throttled(8000);
    let peer = Rogue::new([throttled(), throttled()]);
    let invq = with_profile("--retries 1 --timed=false", peer.url()).nothing_random();
    errors("throttled", [("--retries 1", invq.run())]);
}

#[test]
fn throttled_and_trouble_of_the_services_own() {
    let failure = "The request has failed due to a temporary failure of the server.";
    let runs = [
        refused("400 Bad Request", "Throttling.User", "user flow control"),
        refused("503 Service Unavailable", "ServiceUnavailable", failure),
        // A good status does not make a good answer.
        refused("200 OK", "Throttling", "slow down"),
    ];
    errors("temporary", runs.into_iter().flatten());
}

#[test]
fn anything_else_that_the_service_refuses() {
    let answer = refused("400 Bad Request", "Something.New", "You may not.\\u001b[2J");
    errors("refused", answer);
}

#[test]
fn ids_that_are_not_there() {
    let server = Server::built_in();
    let asked = [
        "t-nosuchthing",
        "t-nosuchthing,t-hz04d7nkx1w3rc c-nosuchthing -q",
        "t-hz04d7nkx1w3rc -s failed",
    ];
    errors("ids", asked.map(|words| (words, server.run(words))));
}

#[test]
fn regions_that_do_not_exist_or_lack_this_api() {
    let server = Server::built_in();
    let not_supported = "The api is not supported in this region.";
    let runs = [
        both("-r cn-hangzou", server.url(), KEYS),
        both("-r xx-nowhere-9", server.url(), KEYS),
        refused("400 Bad Request", "RegionId.ApiNotSupported", not_supported),
    ];
    errors("regions", runs.into_iter().flatten());
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

/// No such name exists anywhere (RFC 6761). Asking may take a while where there is no network, so a refusal to wait
/// counts too.
#[test]
fn no_network_a_name_that_nobody_has() {
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

#[cfg(unix)]
#[test]
fn no_network_nobody_listens() {
    errors("nobody", both("", "http://127.0.0.1:1", KEYS));
}

#[test]
fn no_network_no_secure_connection() {
    // A server with a certificate that nobody vouches for.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || serve(listener.accept().unwrap().0));
    let run = with_profile("--timed=false", &url).run();
    errors("insecure", [("a certificate of a stranger", run)]);
    thread.join().unwrap();
}

#[test]
fn no_network_no_answer_in_time() {
    let (_listener, url) = silent();
    let words = "--timed=false --request-timeout 50ms";
    errors("late", both(words, &url, KEYS));
}

#[cfg(unix)]
#[test]
fn no_network_which_proxy() {
    let run = with_profile("", "https://ecs.example.invalid")
        .env("HTTPS_PROXY", "http://user:hunter2@127.0.0.1:1")
        .run()
        .hides("hunter2");
    errors("proxy", [("HTTPS_PROXY", run)]);
}

#[test]
fn clocks_too_far_apart() {
    // Each of the two walks of a list tries again.
    let (one, two) = (
        Rogue::new(vec![Answer::other_clock(); 2]),
        Rogue::new(vec![Answer::other_clock(); 4]),
    );
    let profile = with_profile("", two.url()).run();
    errors("clock", [("invq", one.run("")), ("as a profile", profile)]);
}

#[test]
fn no_permission() {
    let denied = |rest: &str| {
        let body = format!(r#"{{"Code":"Forbidden.RAM","Message":"not authorized",{rest}}}"#);
        let answer = Answer::http("403 Forbidden", "application/json", &body);
        answered(rest, &answer)
    };
    let runs = [
        r#""RequestId":"0B77A3C1-6F0D-5E7B-9A57-2C1D9F4E8B31","AccessDeniedDetail":{"AuthAction":"ecs:DescribeInvocations","NoPermissionType":"ImplicitDeny"}"#,
        // No policy helps against one that forbids.
        r#""AccessDeniedDetail":{"AuthAction":"ecs:DescribeInvocations","NoPermissionType":"ExplicitDeny"}"#,
        // The service names the action that was missing.
        r#""AccessDeniedDetail":{"AuthAction":"ecs:DescribeRegions"}"#,
        r#""AccessDeniedDetail":{"AuthAction":"ecs:SomethingNew"}"#,
    ];
    errors("permission", runs.into_iter().flat_map(denied));
}

/// No error: the output is printed.
#[test]
fn cut_output() {
    let server = Server::built_in();
    let words = "t-hz04d7m0c6t9ya i-bp19f3v5x7m2t8zlo0p4 -o output";
    let run = with_profile(words, server.url()).run().exits(0);
    assert_eq!(run.out.len(), 24 * 1024);
    check!(
        run.stderr(),
        str![[r#"
warning: the service dropped 8,192 bytes of output on 1 instance (it keeps 24 KB), not necessarily at the end; the whole text is at oss://ops-logs/patch/i-bp19f3v5x7m2t8zlo0p4.txt

"#]]
    );
    typed(&run);
}

/// Each invocation is a request of its own, so above fifty somebody has to say how much it is about.
#[test]
fn output_wanted_for_too_many() {
    let server = Server::records(60);
    let instance = "i-bp1sandbox0000000000 -o output";
    let asked = ["-s success -o output", "-t env=prod -o output", instance];
    let runs = asked.map(|words| (words, with_profile(words, server.url()).run()));
    errors("too-many", runs);
    let sent = server.sent();
    assert!(sent.iter().all(|sent| !sent.contains("IncludeOutput")));
    // Who says how much it is about knows what is coming.
    for words in ["-t env=prod -n 3", "-n 60", "--since 30d"] {
        let run = server.run(&format!("-o output --no-notes {words}"));
        let run = run.exits(0).stdout();
        let expected = if words.ends_with('3') { 3 } else { 60 };
        assert_eq!(run.matches("==> t-").count(), expected, "{words}");
    }
    let words = "--timed=false -o output --no-notes";
    Server::records(50).run(words).exits(0);
    Server::records(51)
        .run(words)
        .exits(2)
        .says("51 invocations");
}

#[test]
fn a_wait_that_cannot_end() {
    let repeating = record("t-1", "2026-06-24T07:00:00Z")
        .replace("Success", "Running")
        .replace(r#""CommandName""#, r#""RepeatMode":"Period","CommandName""#);
    let peer = Rogue::new([list(&[&repeating])]);
    let run = with_profile("t-1 --wait", peer.url()).run();
    errors("endless", [("t-1 --wait", run)]);
}

#[test]
fn what_is_no_answer_of_this_api() {
    let whole = page(&[&record("t-1", "2026-06-24T07:00:00Z")], None);
    let empty = page(&[], None);
    let sign_in = "<html>\n <title>Sign in\n to the network</title></html>";
    let runs = [
        ("HTML", Answer::html("200 OK", sign_in)),
        (
            "HTML of a gateway",
            Answer::html("503 Service Unavailable", "<h1>busy</h1>"),
        ),
        ("JSON that breaks off", Answer::json(&whole[..60])),
        ("JSON of something else", Answer::json("{}")),
        ("an empty body", Answer::json("")),
        ("a body that breaks off", Answer::cut(&empty, 20)),
        ("no answer", Answer::hang_up()),
        ("SSH", Answer::Last(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec())),
    ];
    errors(
        "no-answer",
        runs.iter().flat_map(|(what, it)| answered(what, it)),
    );
}

/// Followed, it would send a signed request to whoever names itself there.
#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Rogue::new([]);
    for status in ["302 Found", "307 Temporary Redirect"] {
        let head = format!("HTTP/1.1 {status}\r\nLocation: {}/", elsewhere.url());
        let answer = Answer::Bytes(format!("{head}\r\nContent-Length: 0\r\n\r\n").into());
        errors(&status[..3], answered(status, &answer));
    }
    assert_eq!(elsewhere.connections(), 0);
}

/// The service gives output only beside the ID of an invocation or of an instance, so invq asks in two phases and says so
/// beforehand: the refusal never comes.
#[test]
fn output_without_an_id() {
    let server = Server::built_in();
    let run = |words: &str| with_profile(words, server.url()).run();
    let dry = "-t team=data -o output --dry-run";
    sheet("errors/output-without-an-id", [(dry, run(dry))]);
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
    let run = Invq::new("").config(text).run().hides("hunter2");
    errors("unknown-keys", [("invq", run)]);
}
