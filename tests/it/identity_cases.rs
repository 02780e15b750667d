//! Whose keys, of what kind, for which region: one folder of `tests/fixtures/identity` is one case, with an environment, a
//! home directory, and what should come of it. Nothing is asked over the network.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use invq::api::endpoint::Endpoint;
use invq::host::{Clock, Host};
use invq::identity::{self, CredentialMethod, Identity};
use serde::Deserialize;

/// When every case takes place: 2026-05-28T20:26:40Z.
const NOW: i64 = 1_780_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    /// What `--profile` says.
    profile: Option<String>,
    source: Option<String>,
    method: Option<String>,
    region: Option<String>,
    endpoint: Option<String>,
    error: Option<String>,
    #[serde(default)]
    context: Vec<String>,
    hint: Option<String>,
}

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/identity");
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> T {
    let text = fs::read_to_string(path).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn host(folder: &Path) -> Host {
    let env: BTreeMap<String, String> = read(&folder.join("env.toml"));
    Host {
        env,
        home: Some(folder.join("home")),
        clock: Clock::new(|| jiff::Timestamp::from_second(NOW).unwrap()),
        ..Host::real()
    }
}

/// Where the credentials come from, in one line.
fn told(method: &CredentialMethod) -> String {
    match method {
        CredentialMethod::Fixed(keys) => {
            let token = keys.token.as_ref().map_or("", |_| ", with a token");
            let until = keys.expires.map(|end| format!(", until {end}"));
            format!("keys {}{token}{}", keys.key_id, until.unwrap_or_default())
        }
        CredentialMethod::AssumeRole { base, role } => format!("{}{}", told(base), role_of(role)),
        CredentialMethod::Oidc {
            token_file, role, ..
        } => format!("token in {}{}", token_file.display(), role_of(role)),
        CredentialMethod::Metadata { role_name, .. } => match role_name {
            Some(name) => format!("metadata of the role {name}"),
            None => "metadata".to_owned(),
        },
        CredentialMethod::Uri { endpoint, .. } => format!("URI at {}", endpoint.host()),
        CredentialMethod::Login(login) => format!("login with {}", login.key_id),
        CredentialMethod::Command { words } => format!("command {}", words[0].expose()),
    }
}

fn role_of(role: &identity::Role) -> String {
    let length = role.seconds.map(|seconds| format!(" for {seconds} s"));
    format!(
        " for {} as {} at {}{}",
        role.arn,
        role.session,
        role.sts.host(),
        length.unwrap_or_default()
    )
}

#[test]
fn every_case_comes_out_as_expected() {
    let folders = folders();
    assert!(folders.len() > 50);
    let failures: Vec<String> = folders.iter().flat_map(|folder| check(folder)).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn check(folder: &Path) -> Vec<String> {
    let (host, expect): (Host, Expect) = (host(folder), read(&folder.join("expect.toml")));
    let config = invq::config::load(&host, None).unwrap();
    let profile = expect
        .profile
        .as_deref()
        .or_else(|| host.var("INVQ_PROFILE"));
    let found = identity::resolve(&host, config.as_ref(), profile);
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    let mut failures = Vec::new();
    let mut compare = |what: &str, expected: &Option<String>, actual: String| {
        if expected
            .as_ref()
            .is_some_and(|expected| *expected != actual)
        {
            let expected = expected.as_deref().unwrap_or_default();
            failures.push(format!(
                "{name}: {what}\n  expected {expected}\n  got      {actual}"
            ));
        }
    };
    match &found {
        Ok(identity) => {
            compare("source", &expect.source, identity.source.to_string());
            compare("method", &expect.method, told(&identity.method));
            let region = identity::region(&host, Some(identity.own()), config.as_ref());
            let place = region.as_ref().map_or("none".to_owned(), |(region, from)| {
                format!("{region} by {from}")
            });
            compare("region", &expect.region, place);
            if let Ok((region, _)) = region {
                compare(
                    "endpoint",
                    &expect.endpoint,
                    endpoint(&host, identity, &region),
                );
            }
            compare("error", &expect.error, "none".to_owned());
        }
        Err(error) => {
            let report = invq::report::setup(error);
            compare("source", &expect.source, report.message.clone());
            compare("error", &expect.error, report.message.clone());
            compare(
                "hint",
                &expect.hint,
                report.hint.clone().unwrap_or_default(),
            );
            let context = (!expect.context.is_empty()).then(|| expect.context.join("\n"));
            compare("context", &context, report.context.join("\n"));
            let all = format!("{error:?}{report:?}");
            compare("leak", &Some("none".to_owned()), leak(&all));
        }
    }
    failures
}

fn endpoint(host: &Host, identity: &Identity, region: &str) -> String {
    let (endpoint, from): (Endpoint, _) =
        identity::endpoint(host, None, Some(identity.own()), region).unwrap();
    format!("{endpoint} by {from}")
}

/// No message repeats a value that may be a secret.
fn leak(text: &str) -> String {
    let found = [
        "leaky",
        "-secret\"",
        "env-secret",
        "ini-secret",
        "cli-secret",
    ]
    .iter()
    .find(|secret| text.contains(*secret));
    found.map_or("none", |secret| secret).to_owned()
}
