//! Whose keys a request is signed with, where they come from, and what is said when there are none.

use invq::sandbox::{AccessKey, Options};

use crate::support::{Invq, Run, Server, good_json, sheet};

/// A server that takes two keys, so that which of them arrived can be told from who was refused.
fn server() -> Server {
    let keys = ["file:file-secret", "env:env-secret"];
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
fn the_default_profile_comes_after_the_environment_and_a_profile_that_is_asked_for_before() {
    let server = server();
    let here = |invq: Invq| origin(&invq.run().quiet());
    let prod = || from(Some("prod"), "cn-shanghai");
    assert_eq!(here(with_file(&server, "--json -n 1")), prod());
    // Keys in the environment bring no region, so the default profile's serves.
    let both = || with_both(&server, "--json -n 1");
    assert_eq!(here(both()), from(None, "cn-shanghai"));
    assert_eq!(here(both().arg("--profile=prod")), prod());
    assert_eq!(here(both().env("INVQ_PROFILE", "prod")), prod());
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
fn a_profile_with_temporary_keys() {
    let server = Server::with_key("temporary:temporary-secret:token");
    let text = profile(&server, "temporary", "temporary-secret");
    Invq::new("-q")
        .config(&format!("{text}security_token = \"token\"\n"))
        .run()
        .quiet();
}

#[test]
fn the_region_of_a_flag_wins_over_all_others() {
    let server = server();
    for (words, variable, region) in [
        ("-r cn-beijing", "INVQ_REGION", "cn-beijing"),
        ("-p prod", "INVQ_REGION", "cn-shenzhen"),
        ("-p prod", "ALIBABA_CLOUD_REGION_ID", "cn-shanghai"),
        ("", "ALIBABA_CLOUD_REGION_ID", "cn-shenzhen"),
    ] {
        let invq = with_both(&server, &format!("--json -n 1 {words}"));
        let run = invq.env(variable, "cn-shenzhen").run();
        assert_eq!(origin(&run).1, region, "{words} and {variable}");
    }
}

#[test]
fn half_a_pair_or_no_region_is_an_error_and_not_a_reason_to_look_elsewhere() {
    let server = server();
    let half = with_file(&server, "").env("ALIBABA_CLOUD_ACCESS_KEY_ID", "env");
    let text = profile(&server, "file", "file-secret").replace("region = \"cn-shanghai\"\n", "");
    let nowhere = Invq::new("").config(&text);
    let runs = [("a key without its secret", half), ("no region", nowhere)];
    sheet(
        "errors/identity",
        runs.map(|(what, invq)| (what, invq.run())),
    );
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn an_endpoint_that_would_send_keys_in_the_clear_is_refused() {
    let clear = "http://ecs.cn-hangzhou.aliyuncs.com";
    let flag = Invq::new("--endpoint").arg(clear).asking("");
    let variable = Invq::new("").asking(clear);
    let runs = [("--endpoint", flag.run()), ("a variable", variable.run())];
    sheet("errors/endpoint", runs);
}
