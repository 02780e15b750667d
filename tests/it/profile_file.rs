//! The profile file: where it is looked for, what is said when it cannot be used, and what else it decides.

use snapbox::str;

use crate::support::{Invq, Server, check};

/// A profile file whose default profile has the key that every test server takes.
fn profile(server: &Server) -> String {
    format!(
        "default_profile = \"prod\"\n[profiles.prod]\nregion = \"cn-shanghai\"\naccess_key_id = \"testid\"\naccess_key_secret = \"testsecret\"\nendpoint = \"{}\"\n",
        server.url()
    )
}

#[test]
fn the_profile_file_is_looked_for_in_its_places() {
    let server = Server::built_in();
    let text = profile(&server);
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
    let server = Server::built_in();
    let run = Invq::new("-q -n 1")
        .config(&profile(&server))
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
    Invq::new("-q -n 1")
        .config(&profile(&server))
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
    let server = Server::built_in();
    let text = format!(
        "{}[defaults]\nformat = \"ids\"\npage-size = 3\n",
        profile(&server)
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
    // A form that is not typed gives way to what does not go with it.
    let columns = env().arg("--columns").arg("id").run().quiet();
    assert_eq!(
        columns.lines().first().map(String::as_str),
        Some("INVOCATION")
    );
    for words in ["--failed", "--summary", "--per-instance -n 3"] {
        let run = server
            .invq(words)
            .config("[defaults]\nformat = 'api'\n")
            .run();
        assert!(!run.exits(0).stdout().starts_with('{'), "{words}");
    }
    env()
        .arg("--fold")
        .run()
        .exits(2)
        .says("--fold is for -o output, not for -o table");
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

/// The first command that a newcomer types must not fail for a file that it does not need.
#[test]
fn the_sandbox_goes_on_without_a_broken_file() {
    let broken = || Invq::new("--sandbox -q -n 1").config("default_profile = ");
    let run = broken().run().exits(0);
    assert_eq!(run.lines().len(), 1, "{run}");
    assert!(
        run.stderr().contains("--sandbox goes on without it"),
        "{run}"
    );
    broken().arg("--strict").run().exits(2);
    let named = Invq::new("--sandbox --config nowhere.toml");
    named.run().exits(3);
}

#[cfg(unix)]
#[test]
fn profiles_warns_of_a_file_that_others_can_read() {
    let text = "[profiles.dev]\naccess_key_id = \"a\"\naccess_key_secret = \"b\"\n";
    let run = Invq::new("profiles")
        .config(text)
        .mode(".config/invq/config.toml", 0o644)
        .run();
    assert!(
        run.stderr().contains("others can read the secrets"),
        "{run}"
    );
}
