//! `invq profiles`: every identity there is, where each value came from, and never a secret.

use crate::support::{Invq, sheet};

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
    let run = profiles()
        .run()
        .hides("hunter2")
        .hides("swordfish")
        .hides("AbCdEf");
    sheet("profiles/file", [("profiles", run)]);
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
        .run();
    let run = run.hides("hunter2").hides("swordfish");
    sheet("profiles/environment", [("profiles", run)]);
}

#[test]
fn the_profile_that_is_asked_for_is_the_one_that_is_used() {
    let run = profiles().env("INVQ_PROFILE", "inside").run().quiet();
    let mut used = run.lines();
    used.retain(|line| line.starts_with("* "));
    assert_eq!(used, ["* profile \"inside\" of ~/.config/invq/config.toml"]);
    let other = "no: profile \"inside\" is asked for";
    assert!(run.stdout().contains(other), "{run}");
}

/// The variables are read as a query reads them.
#[test]
fn lists_and_groups_are_known() {
    let file = format!("{FILE}[groups]\nnorth = ['cn-beijing', 'cn-qingdao']\n");
    let invq = || Invq::new("profiles").config(&file);
    let both = invq().env("INVQ_PROFILE", "prod,inside");
    let run = both.env("INVQ_REGION", "@north").run();
    let refused = invq().env("INVQ_REGION", "@nroth").run().exits(2);
    sheet("profiles/groups", [("@north", run), ("@nroth", refused)]);
}

#[test]
fn nothing_at_all_says_how_to_begin() {
    let nothing = || Invq::new("profiles");
    let runs = [
        ("an empty home", nothing().run()),
        ("no home", nothing().without_home().run()),
        ("a broken file", nothing().config("[profiles.x\n").run()),
    ];
    sheet("profiles/nothing", runs);
}

#[test]
fn another_file_can_be_looked_at() {
    let file = "[profiles.x]\nregion = \"cn-beijing\"\n";
    let invq = Invq::new("profiles --config").file("other.toml", file);
    let path = invq.path("other.toml").display().to_string();
    sheet("profiles/another", [("--config", invq.arg(path).run())]);
}

/// Whoever has only the program has the example too; a broken file does not keep it from them.
#[test]
fn the_example_is_printed() {
    let run = Invq::new("profiles --example").config("[").run().exits(0);
    assert_eq!(run.stdout(), include_str!("../../config.example.toml"));
    Invq::new("profiles").config(&run.stdout()).run().exits(0);
}
