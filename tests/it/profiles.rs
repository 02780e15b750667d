//! `invq profiles`: every identity there is, where each value came from, and never a secret.

use snapbox::str;

use crate::support::{Invq, check};

const FILE: &str = r#"
default_profile = "prod"

[profiles.prod]
region = "cn-hangzhou"
access_key_id = "LTAI5tAbCdEfGhIjKlMn9Q"
access_key_secret = "hunter2"

[profiles.inside]
region = "cn-shanghai"
access_key_id = "inside"
access_key_secret = "hunter2"
endpoint_type = "vpc"

[profiles.temporary]
access_key_id = "STS.temporary"
access_key_secret = "hunter2"
security_token = "swordfish"
endpoint = "http://127.0.0.1:4000"

[profiles.half]
access_key_id = "half"
"#;

fn profiles() -> Invq {
    Invq::new("profiles").config(FILE)
}

#[test]
fn every_profile_with_where_its_values_came_from() {
    check!(
        profiles()
            .run()
            .hides("hunter2")
            .hides("swordfish")
            .hides("AbCdEf"),
        str![[r#"
exit 0
---- stdout
  profile "half" of ~/.config/invq/config.toml
    mode       AK
    key ID     half
    region     cn-hangzhou  (from the default, profile "prod" of ~/.config/invq/config.toml)
    endpoint   https://ecs.cn-hangzhou.aliyuncs.com/  (from region cn-hangzhou, public network)
    used       no: neither asked for nor the default of its place
    problem    profile "half" of ~/.config/invq/config.toml has no `access_key_secret`, which the mode AK needs

  profile "inside" of ~/.config/invq/config.toml
    mode       AK
    key ID     inside
    region     cn-shanghai  (from profile "inside" of ~/.config/invq/config.toml)
    endpoint   https://ecs-vpc.cn-shanghai.aliyuncs.com/  (from region cn-shanghai, vpc network)
    used       no: neither asked for nor the default of its place

* profile "prod" of ~/.config/invq/config.toml
    mode       AK
    key ID     LTAI5…9Q
    region     cn-hangzhou  (from profile "prod" of ~/.config/invq/config.toml)
    endpoint   https://ecs.cn-hangzhou.aliyuncs.com/  (from region cn-hangzhou, public network)
    used       yes

  profile "temporary" of ~/.config/invq/config.toml
    mode       StsToken
    key ID     STS.t…ry
    region     cn-hangzhou  (from the default, profile "prod" of ~/.config/invq/config.toml)
    endpoint   http://127.0.0.1:PORT/  (from profile "temporary" of ~/.config/invq/config.toml)
    used       no: neither asked for nor the default of its place

"#]]
    );
}

#[test]
fn keys_in_the_environment_come_first_and_win() {
    let run = profiles()
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI5tOtherOtherOth9Q")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hunter2")
        .env("ALIBABA_CLOUD_SECURITY_TOKEN", "swordfish")
        .env("ALICLOUD_ACCESS_KEY_ID", "older")
        .env("ALICLOUD_ACCESS_KEY_SECRET", "hunter2")
        .env("ALIBABA_CLOUD_REGION_ID", "cn-beijing")
        .run()
        .hides("hunter2")
        .hides("swordfish");
    let first: Vec<String> = run.lines().into_iter().take(21).collect();
    check!(
        first.join("\n"),
        str![[r#"
* `ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment
    mode       StsToken
    key ID     LTAI5…9Q
    region     cn-beijing  (from `ALIBABA_CLOUD_REGION_ID` in the environment)
    endpoint   https://ecs.cn-beijing.aliyuncs.com/  (from region cn-beijing, public network)
    used       yes

  `ALICLOUD_ACCESS_KEY_ID` in the environment
    mode       AK
    key ID     older
    region     cn-beijing  (from `ALIBABA_CLOUD_REGION_ID` in the environment)
    endpoint   https://ecs.cn-beijing.aliyuncs.com/  (from region cn-beijing, public network)
    used       no: `ALIBABA_CLOUD_ACCESS_KEY_ID` in the environment comes first

  profile "half" of ~/.config/invq/config.toml
    mode       AK
    key ID     half
    region     cn-beijing  (from `ALIBABA_CLOUD_REGION_ID` in the environment)
    endpoint   https://ecs.cn-beijing.aliyuncs.com/  (from region cn-beijing, public network)
    used       no: neither asked for nor the default of its place
    problem    profile "half" of ~/.config/invq/config.toml has no `access_key_secret`, which the mode AK needs
"#]]
    );
}

#[test]
fn the_profile_that_is_asked_for_is_the_one_that_is_used() {
    let run = profiles().env("INVQ_PROFILE", "inside").run().quiet();
    let used: Vec<String> = run
        .lines()
        .into_iter()
        .filter(|line| line.starts_with("* "))
        .collect();
    assert_eq!(used, ["* profile \"inside\" of ~/.config/invq/config.toml"]);
    assert!(
        run.stdout().contains("no: profile \"inside\" is asked for"),
        "{run}"
    );
}

/// The variables are read as a query reads them.
#[test]
fn lists_and_groups_are_known() {
    let file = format!("{FILE}[groups]\nnorth = ['cn-beijing', 'cn-qingdao']\n");
    let invq = || Invq::new("profiles").config(&file);
    let run = invq()
        .env("INVQ_PROFILE", "prod,inside")
        .env("INVQ_REGION", "@north")
        .run()
        .quiet();
    let lines = |start: &str| -> Vec<String> {
        let lines = run.lines().into_iter();
        lines.filter(|line| line.starts_with(start)).collect()
    };
    assert_eq!(lines("* ").len(), 2, "{run}");
    let named = "    region     cn-beijing, cn-qingdao  (from `INVQ_REGION` in the environment)";
    assert_eq!(lines("    region"), [named; 4]);
    assert!(
        lines("    endpoint")
            .iter()
            .any(|line| line.contains("ecs.cn-beijing.aliyuncs.com"))
    );
    let refused = invq().env("INVQ_REGION", "@nroth").run().exits(2);
    refused.says("INVQ_REGION: there is no group `@nroth`; did you mean `@north`?");
}

#[test]
fn nothing_at_all_says_how_to_begin() {
    check!(
        Invq::new("profiles").run(),
        str![[r#"
exit 0
---- stderr
note: no profiles: nothing in the environment, no profile in ~/.config/invq/config.toml, and none of the vendor's tools
hint: config.example.toml shows how to write one; `invq profiles --example` prints it

"#]]
    );
    check!(
        Invq::new("profiles").without_home().run(),
        str![[r#"
exit 0
---- stderr
note: no profiles: nothing in the environment, no home directory is known, and none of the vendor's tools
hint: config.example.toml shows how to write one; `invq profiles --example` prints it

"#]]
    );
}

#[test]
fn another_file_can_be_looked_at() {
    let invq = Invq::new("profiles --config")
        .file("other.toml", "[profiles.x]\nregion = \"cn-beijing\"\n");
    let path = invq.path("other.toml").display().to_string();
    check!(
        invq.arg(path).run(),
        str![[r#"
exit 0
---- stdout
  profile "x" of ~/other.toml
    mode       AK
    region     cn-beijing  (from profile "x" of ~/other.toml)
    endpoint   https://ecs.cn-beijing.aliyuncs.com/  (from region cn-beijing, public network)
    used       no: neither asked for nor the default of its place
    problem    profile "x" of ~/other.toml has no `access_key_id`, which the mode AK needs

"#]]
    );
}

#[test]
fn a_broken_file_is_an_error_here_too() {
    check!(
        Invq::new("profiles").config("[profiles.x\n").run(),
        str![[r#"
exit 3
---- stderr
error: the profile file cannot be parsed: unclosed table, expected `]`, at line 1, column 12 of "HOME/.config/invq/config.toml"
hint: config.example.toml shows every key

"#]]
    );
}

/// Whoever has only the program has the example too; a broken file does not keep it from them.
#[test]
fn the_example_is_printed() {
    let run = Invq::new("profiles --example").config("[").run().exits(0);
    assert_eq!(run.stdout(), include_str!("../../config.example.toml"));
    Invq::new("profiles").config(&run.stdout()).run().exits(0);
}
