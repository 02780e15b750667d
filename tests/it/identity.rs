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
error: the security token does not fit the access key `temporary`
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
error: the security token does not fit the access key `temporary`
  the key comes from `ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment
hint: temporary keys are three parts that belong together: take all of them anew
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
fn the_profile_file_is_looked_for_in_its_places() {
    let server = server();
    let text = profile(&server, "file", "file-secret");
    let other = Invq::new("-q -n 1").file("other/config.toml", &text);
    let path = other.path("other/config.toml").display().to_string();
    other.arg("--config").arg(&path).run().quiet();
    let other = Invq::new("-q -n 1").file("other/config.toml", &text);
    let path = other.path("other/config.toml").display().to_string();
    other.env("INVQ_CONFIG", &path).run().quiet();
    let xdg = Invq::new("-q -n 1").file("xdg/invq/config.toml", &text);
    let path = xdg.path("xdg").display().to_string();
    xdg.env("XDG_CONFIG_HOME", &path).run().quiet();
    check!(
        Invq::new("-q --config nowhere.toml").run(),
        str![[r#"
exit 3
---- stderr
error: there is no profile file "nowhere.toml", which `--config` names
hint: config.example.toml shows what belongs in it

"#]]
    );
    check!(
        Invq::new("-q").env("INVQ_CONFIG", "nowhere.toml").run(),
        str![[r#"
exit 3
---- stderr
error: there is no profile file "nowhere.toml", which `INVQ_CONFIG` names
hint: config.example.toml shows what belongs in it

"#]]
    );
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
hint: copy config.example.toml there and fill it in; `invq --sandbox` needs no account

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
hint: copy config.example.toml there and fill it in; `invq --sandbox` needs no account

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
hint: copy config.example.toml there and fill it in; `invq --sandbox` needs no account

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
fn a_profile_without_what_it_needs_says_so() {
    let broken = |lines: &str| {
        Invq::new("-p x")
            .config(&format!("[profiles.x]\n{lines}\n"))
            .run()
    };
    check!(
        broken("access_key_id = \"a\""),
        str![[r#"
exit 3
---- stderr
error: profile "x" of ~/.config/invq/config.toml has no `access_key_secret`, which the mode AK needs
hint: config.example.toml shows what each mode needs

"#]]
    );
    check!(
        broken("mode = \"AKK\""),
        str![[r#"
exit 3
---- stderr
error: profile "x" of ~/.config/invq/config.toml has the mode "AKK"; this version knows AK, StsToken, RamRoleArn, ChainableRamRoleArn, OIDC, EcsRamRole, CredentialsURI and External
hint: did you mean `AK`?

"#]]
    );
    check!(
        broken(
            "mode = \"AK\"\naccess_key_id = \"a\"\naccess_key_secret = \"b\"\nsecurity_token = \"c\""
        ),
        str![[r#"
exit 3
---- stderr
error: profile "x" of ~/.config/invq/config.toml has a `security_token`, which the mode AK does not use; temporary keys have the mode StsToken
hint: config.example.toml shows what each mode needs

"#]]
    );
    check!(
        broken("access_key_id = \"a\"\naccess_key_secret = \"b\""),
        str![[r#"
exit 3
---- stderr
error: no region is given
  looked for it, in this order:
    `--region` and `INVQ_REGION`: neither is set
    profile "x" of ~/.config/invq/config.toml: no region
    `ALIBABA_CLOUD_REGION_ID`: not set
    `default_profile`: not set
hint: name one, such as `--region cn-hangzhou`

"#]]
    );
}

/// The message names the place and never a value, which may be a secret.
#[test]
fn a_broken_profile_file_is_told_with_its_place() {
    let broken = |text: &str| Invq::new("").config(text).run().hides("hunter2");
    check!(
        broken("[profiles.x]\naccess_key_secret = \"hunter2\n"),
        str![[r#"
exit 3
---- stderr
error: the profile file cannot be parsed: invalid basic string, expected `"`, at line 2, column 29 of "HOME/.config/invq/config.toml"
hint: config.example.toml shows every key

"#]]
    );
    check!(
        broken("[profiles.x]\nacces_key_secret = \"hunter2\"\n"),
        str![[r#"
exit 3
---- stderr
error: unknown key `acces_key_secret` in [profiles.x], at line 2, column 1 of "HOME/.config/invq/config.toml"
hint: did you mean `access_key_secret`?

"#]]
    );
    check!(
        broken("[profiles.x]\naccess_key_secret = [\"hunter2\"]\n"),
        str![[r#"
exit 3
---- stderr
error: `access_key_secret` in [profiles.x] must be a string, not a list, at line 2, column 21 of "HOME/.config/invq/config.toml"
hint: config.example.toml shows every key

"#]]
    );
    check!(
        broken("default_profile = \"prd\"\n[profiles.prod]\n"),
        str![[r#"
exit 3
---- stderr
error: `default_profile` names "prd", and there is no [profiles.prd], at line 1, column 19 of "HOME/.config/invq/config.toml"
  profiles: prod
hint: did you mean `prod`?

"#]]
    );
    check!(
        broken("[defaults]\nstatus = \"failed\"\n"),
        str![[r#"
exit 3
---- stderr
error: unknown key `status` in [defaults], at line 2, column 1 of "HOME/.config/invq/config.toml"
hint: config.example.toml shows every key

"#]]
    );
}

/// A message that says what to do, once, and the query goes on.
#[cfg(unix)]
#[test]
fn a_profile_file_that_others_can_read_is_a_warning() {
    let server = server();
    let run = with_file(&server, "-q -n 1")
        .mode(".config/invq/config.toml", 0o644)
        .run();
    check!(
        run,
        str![[r#"
exit 0
---- stdout
t-hz04d7q6f3r8xa
---- stderr
warning: others can read the secrets in ~/.config/invq/config.toml; run  chmod 600 ~/.config/invq/config.toml

"#]]
    );
    with_file(&server, "-q -n 1")
        .mode(".config/invq/config.toml", 0o600)
        .run()
        .quiet();
    // Nothing in it is secret.
    let public = Invq::new("--sandbox -q -n 1").config("[profiles.x]\nregion = \"cn-hangzhou\"\n");
    public.mode(".config/invq/config.toml", 0o644).run().quiet();
}

#[cfg(unix)]
#[test]
fn a_profile_file_that_is_a_directory() {
    check!(
        Invq::new("").file(".config/invq/config.toml/x", "").run(),
        str![[r#"
exit 3
---- stderr
error: "HOME/.config/invq/config.toml" is a directory, not a profile file
hint: config.example.toml shows every key

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
hint: `invq --help` lists every flag and what it takes

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

"#]]
    );
}

/// What the example file shows must be what invq reads.
#[test]
fn the_example_file_works() {
    let example = include_str!("../../config.example.toml");
    let run = Invq::new("--dry-run").config(example).run().quiet();
    assert!(
        run.stdout()
            .starts_with("POST https://ecs.cn-hangzhou.aliyuncs.com/\n"),
        "{run}"
    );
    let everything = example.replace("#: ", "");
    let run = Invq::new("--dry-run -p temporary")
        .config(&everything)
        .run()
        .quiet();
    assert!(run.stdout().contains("RegionId=cn-shanghai\n"), "{run}");
}

#[test]
fn settings_of_the_file_and_the_environment_stand_below_a_flag() {
    let server = server();
    let text = format!(
        "{}[defaults]\nformat = \"ids\"\npage-size = 3\n",
        profile(&server, "file", "file-secret")
    );
    let file = || Invq::new("-n 9").config(&text);
    assert_eq!(file().run().quiet().lines().len(), 9);
    assert!(
        server
            .requests()
            .iter()
            .all(|it| it.parameter("MaxResults") == Some("3"))
    );
    let env = || file().env("INVQ_FORMAT", "jsonl");
    assert!(env().run().quiet().stdout().starts_with("{\"InvokeId\""));
    assert!(
        env()
            .arg("--json")
            .run()
            .quiet()
            .stdout()
            .starts_with("[\n")
    );
    check!(
        Invq::new("")
            .config("[defaults]\npage-size = 51\n")
            .env("INVQ_JOBS", "none")
            .run(),
        str![[r#"
exit 2
---- stderr
error: 2 problems, nothing was sent
  page-size in the profile file `51`: must be a whole number from 1 to 50
  INVQ_JOBS `none`: must be a whole number from 1 to 256
hint: `invq --help` lists every flag and what it takes

"#]]
    );
}
