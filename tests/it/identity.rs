//! Whose keys a request is signed with, where they come from, and what is said when there are none.

use invq::sandbox::{AccessKey, Options};
use snapbox::str;

use crate::support::{Invq, Run, Server, check, good_json};

/// A server that takes three keys, so that which of them arrived can be told from who was refused.
fn server() -> Server {
    let keys = [
        "file:file-secret",
        "env:env-secret",
        "temporary:temporary-secret:token",
    ];
    Server::with(Options {
        keys: keys.map(|key| AccessKey::parse(key).unwrap()).into(),
        ..Options::default()
    })
}

/// A profile file whose default profile has this key and secret, at this server.
fn profile(server: &Server, key: &str, secret: &str) -> String {
    format!(
        "default_profile = \"prod\"\n[profiles.prod]\nregion = \"cn-shanghai\"\naccess_key_id = \"{key}\"\naccess_key_secret = \"{secret}\"\nendpoint = \"{}\"\n",
        server.url()
    )
}

/// A machine with that profile file.
fn with_file(server: &Server, words: &str) -> Invq {
    Invq::new(words).config(&profile(server, "file", "file-secret"))
}

/// The same with other keys in the environment.
fn with_both(server: &Server, words: &str) -> Invq {
    with_file(server, words)
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "env")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "env-secret")
        .env("ALIBABA_CLOUD_ENDPOINT", server.url())
}

/// The profile and the region that a run says its rows came from.
fn origin(run: &Run) -> (Option<String>, String) {
    let derived = &good_json(run)[0]["Derived"];
    let text = |name: &str| derived[name].as_str().map(str::to_owned);
    (text("Profile"), text("Region").unwrap())
}

fn from(profile: Option<&str>, region: &str) -> (Option<String>, String) {
    (profile.map(str::to_owned), region.to_owned())
}

#[test]
fn the_default_profile_gives_keys_region_and_endpoint() {
    let server = server();
    let run = with_file(&server, "--json -n 1").run().quiet();
    assert_eq!(origin(&run), from(Some("prod"), "cn-shanghai"));
}

#[test]
fn keys_in_the_environment_win_over_the_default_profile() {
    let server = server();
    let run = with_both(&server, "--json -n 1").run().quiet();
    // They bring no region, so the default profile's serves.
    assert_eq!(origin(&run), from(None, "cn-shanghai"));
}

#[test]
fn a_profile_that_is_asked_for_wins_over_the_environment() {
    let server = server();
    let by_flag = with_both(&server, "--json -n 1 --profile prod")
        .run()
        .quiet();
    assert_eq!(origin(&by_flag), from(Some("prod"), "cn-shanghai"));
    let by_variable = with_both(&server, "--json -n 1")
        .env("INVQ_PROFILE", "prod")
        .run()
        .quiet();
    assert_eq!(origin(&by_variable), from(Some("prod"), "cn-shanghai"));
}

#[test]
fn older_prefixes_are_read_after_todays() {
    let server = server();
    for prefix in ["ALIBABACLOUD_", "ALICLOUD_"] {
        let run = Invq::new("-q -n 1 -r cn-hangzhou")
            .env(&format!("{prefix}ACCESS_KEY_ID"), "env")
            .env(&format!("{prefix}ACCESS_KEY_SECRET"), "env-secret")
            .env("ALIBABA_CLOUD_ENDPOINT", server.url());
        run.run().quiet();
    }
    with_both(&server, "-q -n 1")
        .env("ALICLOUD_ACCESS_KEY_ID", "half")
        .run()
        .quiet();
}

#[test]
fn temporary_keys_come_with_their_token() {
    let server = server();
    let keys = |invq: Invq, token: &str| {
        invq.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "temporary")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "temporary-secret")
            .env("ALIBABA_CLOUD_SECURITY_TOKEN", token)
    };
    keys(server.invq("-q"), "token").run().quiet();
    check!(
        keys(server.invq("-q"), "other").run().hides("other"),
        str![[r#"
exit 3
---- stderr
error: the security token does not belong to the access key `temporary`
  the key comes from `ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment
hint: temporary keys are three parts that belong together: take all of them anew
  InvalidSecurityToken.MismatchWithAccessKey, HTTP 400, request REQUEST-ID, cn-hangzhou

"#]]
    );
    check!(
        keys(server.invq("-q"), "").run(),
        str![[r#"
exit 3
---- stderr
error: the security token of the access key `temporary` is missing
  the key comes from `ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment
hint: temporary keys are three parts that belong together: set all of them
  MissingSecurityToken, HTTP 400, request REQUEST-ID, cn-hangzhou

"#]]
    );
}

#[test]
fn a_profile_with_temporary_keys() {
    let server = server();
    let text = profile(&server, "temporary", "temporary-secret");
    Invq::new("-q")
        .config(&format!("{text}security_token = \"token\"\n"))
        .run()
        .quiet();
    let text = format!("{text}mode = \"StsToken\"\n");
    check!(
        Invq::new("-q").config(&text).run(),
        str![[r#"
exit 3
---- stderr
error: profile "prod" of ~/.config/invq/config.toml has no `security_token`, which the mode StsToken needs
hint: config.example.toml shows what each mode needs

"#]]
    );
}

#[test]
fn the_region_of_a_flag_wins_over_all_others() {
    let server = server();
    let both = with_both(&server, "--json -n 1 -r cn-beijing").env("INVQ_REGION", "cn-wuhan");
    assert_eq!(origin(&both.run()).1, "cn-beijing");
    let variable = with_both(&server, "--json -n 1 -p prod").env("INVQ_REGION", "cn-beijing");
    assert_eq!(origin(&variable.run()).1, "cn-beijing");
    let of_keys =
        with_both(&server, "--json -n 1 -p prod").env("ALIBABA_CLOUD_REGION_ID", "cn-beijing");
    assert_eq!(origin(&of_keys.run()).1, "cn-shanghai");
    let last = with_both(&server, "--json -n 1").env("ALIBABA_CLOUD_REGION_ID", "cn-beijing");
    assert_eq!(origin(&last.run()).1, "cn-beijing");
}

#[test]
fn nothing_configured_lists_where_it_was_looked_for() {
    check!(
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
    check!(
        Invq::new("").without_home().run(),
        str![[r#"
exit 3
---- stderr
error: no AccessKey is configured
  looked for it, in this order:
    `--profile` and `INVQ_PROFILE`: neither is set
    the environment: `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` are not set, nor under the older prefixes `ALIBABACLOUD_` and `ALICLOUD_`
    OIDC in the environment: not set: `ALIBABA_CLOUD_ROLE_ARN`, `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN_FILE`
    config.toml: no home directory is known
    the vendor's CLI: no home directory is known
    ~/.alibabacloud/credentials and credentials.ini: not there
    the role of this ECS instance: `ALIBABA_CLOUD_ECS_METADATA` is not set
    a credentials URI: `ALIBABA_CLOUD_CREDENTIALS_URI` is not set
hint: fill in config.example.toml, which `invq profiles --example` prints, as a file for --config; `invq --sandbox` needs no account

"#]]
    );
    check!(
        Invq::new("")
            .config("[profiles.prod]\nregion = \"cn-hangzhou\"\n")
            .run(),
        str![[r#"
exit 3
---- stderr
error: no AccessKey is configured
  looked for it, in this order:
    `--profile` and `INVQ_PROFILE`: neither is set
    the environment: `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` are not set, nor under the older prefixes `ALIBABACLOUD_` and `ALICLOUD_`
    OIDC in the environment: not set: `ALIBABA_CLOUD_ROLE_ARN`, `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN_FILE`
    ~/.config/invq/config.toml: it has no `default_profile`; `--profile` takes one of: prod
    ~/.aliyun/config.json: not there
    ~/.alibabacloud/credentials and credentials.ini: not there
    the role of this ECS instance: `ALIBABA_CLOUD_ECS_METADATA` is not set
    a credentials URI: `ALIBABA_CLOUD_CREDENTIALS_URI` is not set
hint: name the profile, such as `--profile prod`, or set `default_profile` in the file

"#]]
    );
}

#[test]
fn half_a_pair_is_an_error_and_not_a_reason_to_look_elsewhere() {
    let server = server();
    let run = with_file(&server, "")
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "env")
        .run();
    check!(
        run,
        str![[r#"
exit 3
---- stderr
error: `ALIBABA_CLOUD_ACCESS_KEY_ID` is set and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` is not
hint: set `ALIBABA_CLOUD_ACCESS_KEY_SECRET` too, or unset `ALIBABA_CLOUD_ACCESS_KEY_ID`

"#]]
    );
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn a_profile_that_is_not_there_gets_a_suggestion() {
    let server = server();
    check!(
        with_file(&server, "-p prd").run(),
        str![[r#"
exit 3
---- stderr
error: there is no profile "prd" in ~/.config/invq/config.toml
  profiles: prod
hint: did you mean `--profile prod`?

"#]]
    );
    check!(
        Invq::new("-p prod").run(),
        str![[r#"
exit 3
---- stderr
error: profile "prod" was asked for, and there is no profile file
  looked for  ~/.config/invq/config.toml
hint: write one; config.example.toml shows how

"#]]
    );
}

#[test]
fn without_a_region_nothing_is_asked() {
    let server = server();
    let text = profile(&server, "file", "file-secret").replace("region = \"cn-shanghai\"\n", "");
    check!(
        Invq::new("").config(&text).run(),
        str![[r#"
exit 3
---- stderr
error: no region is given
  looked for it, in this order:
    `--region` and `INVQ_REGION`: neither is set
    profile "prod" of ~/.config/invq/config.toml: no region
    `ALIBABA_CLOUD_REGION_ID`: not set
    `default_profile`: profile "prod" has no `region`
hint: name one, such as `--region cn-hangzhou`

"#]]
    );
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn an_endpoint_that_would_send_keys_in_the_clear_is_refused() {
    check!(
        Invq::new("--endpoint http://ecs.cn-hangzhou.aliyuncs.com")
            .asking("")
            .run(),
        str![[r#"
exit 2
---- stderr
error: --endpoint: `http` to `ecs.cn-hangzhou.aliyuncs.com` would leave the machine unencrypted; it is for loopback only
hint: `invq --help connection` lists these flags and what they take

"#]]
    );
    check!(
        Invq::new("")
            .asking("http://ecs.cn-hangzhou.aliyuncs.com")
            .run(),
        str![[r#"
exit 3
---- stderr
error: `ALIBABA_CLOUD_ENDPOINT` in the environment: `http` to `ecs.cn-hangzhou.aliyuncs.com` would leave the machine unencrypted; it is for loopback only
hint: write the host alone, such as ecs.cn-hangzhou.aliyuncs.com

"#]]
    );
}
