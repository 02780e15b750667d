//! What the service refuses, each code in our words: who was refused, why, and what to do.

use invq::sandbox::{AccessKey, Options};
use snapbox::str;

use crate::support::{Answer, Rogue, Run, Server, check};

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
error: not found in cn-hangzhou: t-nosuchthing, t-hz04d7nkx1w3rc, c-nosuchthing
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
hint: check the key ID, which `invq profiles` shows; a deleted key is gone for good, a new one has another ID
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
hint: copy the secret again, without white space around it; it is shown only once, so it may need a new key
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
  HTTP 400, cn-hangzhou

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
error: the security token of the access key `testid` has expired
  the key comes from `ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment
hint: get new temporary keys, and set all three parts; a profile with a mode such as RamRoleArn renews them by itself
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
hint: give the identity that action; `invq explain ecs:DescribeInvocations` prints a minimal policy
  Forbidden.RAM, HTTP 403, request REQUEST-ID, cn-hangzhou

"#]]
    );
}

/// The service names the action that was missing, and no policy helps against one that forbids.
#[test]
fn no_permission_for_something_else() {
    let denied = |detail: &str| {
        let body = format!(r#"{{"Code":"Forbidden.RAM","AccessDeniedDetail":{{{detail}}}}}"#);
        answered(Answer::http("403 Forbidden", "application/json", &body))
    };
    check!(
        denied(r#""AuthAction":"ecs:DescribeRegions""#),
        str![[r#"
exit 3
---- stderr
error: the RAM identity behind access key `testid` may not list regions
  needs action  ecs:DescribeRegions
hint: give the identity that action; `invq explain ecs:DescribeRegions` prints a minimal policy
  Forbidden.RAM, HTTP 403, cn-hangzhou

"#]]
    );
    check!(
        denied(r#""AuthAction":"ecs:DescribeInvocations","NoPermissionType":"ExplicitDeny""#),
        str![[r#"
exit 3
---- stderr
error: the RAM identity behind access key `testid` may not list invocations
  needs action  ecs:DescribeInvocations   (a policy forbids it)
  on            acs:ecs:cn-hangzhou:*:instance/* and acs:ecs:cn-hangzhou:*:command/*
hint: take ecs:DescribeInvocations out of the policy that denies it; no other policy can allow it
  Forbidden.RAM, HTTP 403, cn-hangzhou

"#]]
    );
    check!(
        denied(r#""AuthAction":"ecs:SomethingNew""#),
        str![[r#"
exit 3
---- stderr
error: the RAM identity behind access key `testid` may not do this
  needs action  ecs:SomethingNew
hint: allow ecs:SomethingNew in a RAM policy of that identity
  Forbidden.RAM, HTTP 403, cn-hangzhou

"#]]
    );
}

#[test]
fn clocks_too_far_apart() {
    check!(
        Rogue::new([Answer::other_clock(), Answer::other_clock()]).run(""),
        str![[r#"
exit 3
---- stderr
warning: this machine's clock is 60 min 0 s behind the service's; requests carry the service's time
error: this machine's clock and the service's are too far apart
  here         2026-06-24T08:02:11Z
  the service  2026-06-24T09:02:11Z
  tried 2 times in 0 s
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
error: the region `cn-hangzou` does not exist, or the endpoint does not serve it
hint: did you mean `--region cn-hangzhou`?
  InvalidRegionId.NotFound, HTTP 404, request REQUEST-ID, cn-hangzou

"#]]
    );
    check!(
        server.run("-r xx-nowhere-9"),
        str![[r#"
exit 5
---- stderr
error: the region `xx-nowhere-9` does not exist, or the endpoint does not serve it
hint: check the region ID; `invq explain regions` lists those that are known
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
hint: try again in a minute, or with fewer at once (`--jobs`); the account's users, roles and tools share one count per region and action
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
error: the service cannot answer for the moment
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
hint: `-vv` shows what was sent and what came back
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
