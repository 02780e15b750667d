//! The profile file: where it is looked for, what is said when it cannot be used, and what else it decides.

use crate::support::{Invq, Server, sheet};

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
    for (variable, path, file) in [
        ("", "other/config.toml", "other/config.toml"),
        ("INVQ_CONFIG", "other/config.toml", "other/config.toml"),
        ("XDG_CONFIG_HOME", "xdg", "xdg/invq/config.toml"),
    ] {
        let invq = Invq::new("-q -n 1").file(file, &text);
        let path = invq.path(path).display().to_string();
        let invq = match variable {
            "" => invq.arg("--config").arg(path),
            variable => invq.env(variable, &path),
        };
        invq.run().quiet();
    }
    let flag = Invq::new("-q --config nowhere.toml").run();
    let variable = Invq::new("-q").env("INVQ_CONFIG", "nowhere.toml").run();
    let runs = [("--config", flag), ("INVQ_CONFIG", variable)];
    sheet("errors/no-profile-file", runs);
}

#[test]
fn a_profile_without_what_it_needs_says_so() {
    let keys = "access_key_id = \"a\"\naccess_key_secret = \"b\"";
    let profiles = [
        "access_key_id = \"a\"".to_owned(),
        "mode = \"AKK\"".to_owned(),
        format!("mode = \"AK\"\n{keys}\nsecurity_token = \"c\""),
        format!("mode = \"StsToken\"\n{keys}"),
        // Nothing but a region.
        keys.to_owned(),
    ];
    let broken = profiles.map(|lines| {
        let text = format!("[profiles.x]\n{lines}\n");
        (
            lines.replace('\n', ", "),
            Invq::new("-p x").config(&text).run(),
        )
    });
    sheet("errors/profile", broken);
}

/// The message names the place and never a value, which may be a secret.
#[test]
fn a_broken_profile_file_is_told_with_its_place() {
    let broken = [
        "[profiles.x]\naccess_key_secret = \"hunter2\n",
        "[profiles.x]\nacces_key_secret = \"hunter2\"\n",
        "[profiles.x]\naccess_key_secret = [\"hunter2\"]\n",
        "default_profile = \"prd\"\n[profiles.prod]\n",
        "[defaults]\nstatus = \"failed\"\n",
        "[profiles.x\n",
    ];
    let broken = broken.map(|text| {
        let run = Invq::new("").config(text).run().hides("hunter2");
        (format!("{text:?}"), run)
    });
    sheet("errors/profile-file", broken);
}

/// A message that says what to do, once, and the query goes on; so do the list of profiles and a dry run.
#[cfg(unix)]
#[test]
fn a_profile_file_that_others_can_read_is_a_warning() {
    let server = Server::built_in();
    let text = profile(&server);
    let told = "warning: others can read the secrets in ~/.config/invq/config.toml; run  chmod 600 ~/.config/invq/config.toml\n";
    // A credentials URI is a secret as well.
    let uri = "[profiles.a]\ncredentials_uri = 'http://127.0.0.1:1/x'\n";
    for (words, text, mode, said) in [
        ("-q -n 1", text.as_str(), 0o644, told),
        ("-q -n 1", &text, 0o600, ""),
        ("profiles", &text, 0o644, told),
        ("--dry-run -r cn-hangzhou", uri, 0o644, told),
        ("--dry-run -r cn-hangzhou", uri, 0o600, ""),
        // Nothing in it is secret.
        (
            "--sandbox -q -n 1",
            "[profiles.x]\nregion = \"cn-hangzhou\"\n",
            0o644,
            "",
        ),
    ] {
        let invq = Invq::new(words).config(text);
        let run = invq.mode(".config/invq/config.toml", mode).run().exits(0);
        assert_eq!(run.stderr(), said, "{words} {mode:o}");
    }
}

#[cfg(unix)]
#[test]
fn a_profile_file_that_is_a_directory() {
    let run = Invq::new("").file(".config/invq/config.toml/x", "").run();
    sheet("errors/directory", [("a directory", run)]);
}

/// What the example file shows must be what invq reads.
#[test]
fn the_example_file_works() {
    let example = include_str!("../../config.example.toml");
    let run = Invq::new("--dry-run").config(example).run().quiet();
    let begin = "POST https://ecs.cn-hangzhou.aliyuncs.com/\n";
    assert!(run.stdout().starts_with(begin), "{run}");
    let invq = Invq::new("--dry-run -p temporary").config(&example.replace("#: ", ""));
    let run = invq.run().quiet();
    assert!(run.stdout().contains("RegionId=cn-shanghai\n"), "{run}");
}

#[test]
fn settings_of_the_file_and_the_environment_stand_below_a_flag() {
    let server = Server::built_in();
    let settings = "[defaults]\nformat = \"ids\"\npage-size = 3\n";
    let text = profile(&server) + settings;
    let file = || Invq::new("-n 9").config(&text);
    assert_eq!(file().run().quiet().lines().len(), 9);
    let requests = server.requests();
    let sizes = requests.iter().map(|it| it.parameter("MaxResults"));
    assert!(sizes.into_iter().all(|size| size == Some("3")));
    let env = |words: &str| {
        let invq = file().env("INVQ_FORMAT", "jsonl");
        words
            .split(' ')
            .filter(|word| !word.is_empty())
            .fold(invq, Invq::arg)
            .run()
    };
    for (words, start) in [
        ("", "{\"InvokeId\""),
        ("--json", "[\n"),
        // A form that is not typed gives way to what does not go with it.
        ("--columns id", "INVOCATION\n"),
    ] {
        let run = env(words).quiet();
        assert!(run.stdout().starts_with(start), "{words}: {run}");
    }
    env("--fold")
        .exits(2)
        .says("--fold is for -o output, not for -o table");
    for words in ["--failed", "--summary", "--per-instance -n 3"] {
        let invq = server.invq(words).config("[defaults]\nformat = 'api'\n");
        assert!(!invq.run().exits(0).stdout().starts_with('{'), "{words}");
    }
    let wrong = Invq::new("").config("[defaults]\npage-size = 51\n");
    let run = wrong.env("INVQ_JOBS", "none").run();
    sheet("errors/settings", [("two wrong settings", run)]);
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
