//! Fetching keys from the sandbox's STS, metadata and URI, from commands, and from servers that answer nonsense.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use invq::api::action::ListAction;
use invq::api::client::Client;
use invq::api::credential_cache::CredentialCache;
use invq::api::credentials::Credentials;
use invq::api::endpoint::Endpoint;
use invq::api::error::ApiError;
use invq::api::proxy::Proxies;
use invq::api::retry_policy::RetryPolicy;
use invq::api::sign::SignatureScheme;
use invq::api::tls::Roots;
use invq::api::transport::{Timeouts, Transport, TransportConfig};
use invq::config::{self, Loaded};
use invq::host::{Clock, Host};
use invq::identity::{FetchContext, provider, resolve};
use invq::sandbox::{Options, Sandbox};

use crate::support::{Answer, Rogue, random, rows};

const ACTION: &str = ListAction::INVOCATIONS.action.name;

/// The sandbox, and a machine whose clock is set by hand and whose metadata the sandbox plays.
struct World {
    sandbox: Sandbox,
    host: Host,
    now: Arc<AtomicI64>,
    home: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let now = Arc::new(AtomicI64::new(1_780_000_000));
        let hand = Arc::clone(&now);
        let told = move || Timestamp::from_second(hand.load(Ordering::Relaxed)).unwrap();
        let (clock, random) = (Clock::new(told), random());
        let sandbox = Sandbox::start(Options::default(), clock.clone(), random.clone());
        let sandbox = sandbox.await.unwrap();
        let home = tempfile::tempdir().unwrap();
        let host = Host {
            clock,
            random,
            metadata: sandbox.url(),
            env: BTreeMap::new(),
            home: Some(home.path().to_owned()),
            ..Host::real()
        };
        Self {
            sandbox,
            host,
            now,
            home,
        }
    }

    /// A profile with this text after `[profiles.a]`; `URL` stands for the sandbox.
    fn load(&self, text: &str) -> Loaded {
        let text = format!("[profiles.a]\n{}", text.replace("URL", &self.sandbox.url()));
        let path = self.home.path().join("config.toml");
        std::fs::write(&path, text).unwrap();
        config::load(&self.host, Some(&path)).unwrap().unwrap()
    }

    fn provider(&self, text: &str) -> CredentialCache {
        let identity = resolve(&self.host, Some(&self.load(text)), Some("a")).unwrap();
        provider(
            identity.method,
            &FetchContext::new(&self.host, reach(), once(&self.host)),
        )
    }

    fn client(&self, keys: CredentialCache) -> Client {
        let endpoint = Endpoint::parse(&self.sandbox.url()).unwrap();
        Client::new(
            Transport::new(&endpoint, &reach()).unwrap(),
            keys,
            self.host.clock.clone(),
            self.host.random.clone(),
            once(&self.host),
        )
    }

    /// What the service says to these keys.
    async fn query(&self, client: &Client) -> Result<(), ApiError> {
        let parameters = [("RegionId".into(), "cn-hangzhou".to_owned())];
        client
            .call(&ListAction::INVOCATIONS.action, &parameters)
            .await
            .map(drop)
    }

    fn heard(&self) -> Vec<String> {
        let requests = self.sandbox.requests();
        requests.into_iter().map(|request| request.action).collect()
    }
}

/// No second try: what is told is told at once.
fn once(host: &Host) -> RetryPolicy {
    RetryPolicy::new(0, 16, host.sleep.clone())
}

fn reach() -> TransportConfig {
    TransportConfig {
        timeouts: Timeouts {
            connect: Duration::from_secs(5),
            request: Duration::from_secs(20),
        },
        proxies: Proxies::default(),
        roots: Roots::default(),
    }
}

const KEYS: &str = "access_key_id = 'testid'\naccess_key_secret = 'testsecret'\n";
const OIDC: &str = "mode = 'OIDC'\noidc_provider_arn = 'p'\noidc_token_file = ";
const URI: &str = "mode = 'CredentialsURI'\ncredentials_uri = ";
const ROLE: &str = "role_arn = 'acs:ram::1:role/r'\nsts_endpoint = 'URL'\n";

#[tokio::test]
async fn every_mode_gives_keys_that_the_service_takes() {
    let world = World::new().await;
    std::fs::write(world.home.path().join("token"), "a-token\n").unwrap();
    let chain = format!(
        "mode = 'ChainableRamRoleArn'\nsource_profile = 'b'\n{ROLE}\
         [profiles.b]\nmode = 'RamRoleArn'\n{KEYS}{ROLE}external_id = 'e'\npolicy = '{{}}'\nduration_seconds = 900"
    );
    let token = "PUT /latest/api/token";
    let roles = "GET /latest/meta-data/ram/security-credentials/";
    let named = "GET /latest/meta-data/ram/security-credentials/sandbox-role";
    for (text, asked) in [
        (KEYS, [].as_slice()),
        (
            &format!("mode = 'RamRoleArn'\n{KEYS}{ROLE}"),
            &["AssumeRole"],
        ),
        (&chain, &["AssumeRole", "AssumeRole"]),
        (&format!("{OIDC}'~/token'\n{ROLE}"), &["AssumeRoleWithOIDC"]),
        ("mode = 'EcsRamRole'", &[token, roles, named]),
        (
            "mode = 'EcsRamRole'\nrole_name = 'sandbox-role'",
            &[token, named],
        ),
        (
            &format!("{URI}'URL/credentials?x=1'"),
            &["GET /credentials"],
        ),
    ] {
        let before = world.heard().len();
        let client = world.client(world.provider(text));
        world.query(&client).await.unwrap();
        world.query(&client).await.unwrap();
        let expected = [asked, &[ACTION, ACTION]].concat();
        assert_eq!(world.heard()[before..], expected, "{text}");
    }
}

#[tokio::test]
async fn keys_are_renewed_on_the_way_and_replaced_when_the_service_calls_them_expired() {
    let world = World::new().await;
    let client = world.client(world.provider(&format!("mode = 'RamRoleArn'\n{KEYS}{ROLE}")));
    world.query(&client).await.unwrap();
    world.now.fetch_add(3600 - 60, Ordering::Relaxed);
    world.query(&client).await.unwrap();
    let twice = ["AssumeRole", ACTION, "AssumeRole", ACTION];
    assert_eq!(world.heard(), twice);
    // A machine whose clock stands still does not see the end come; the service does.
    let frozen = world.host.clock.now();
    let still = Host {
        clock: Clock::new(move || frozen),
        metadata: world.host.metadata.clone(),
        ..Host::real()
    };
    let means = FetchContext::new(&still, reach(), once(&still));
    let uri = world.load(&format!("{URI}'URL/credentials'"));
    let method = resolve(&world.host, Some(&uri), Some("a")).unwrap().method;
    let client = world.client(provider(method, &means));
    world.query(&client).await.unwrap();
    world.now.fetch_add(4000, Ordering::Relaxed);
    world.query(&client).await.unwrap();
    let uri = "GET /credentials";
    assert_eq!(world.heard()[4..], [uri, ACTION, ACTION, uri, ACTION]);
    let refused = world.sandbox.requests()[6].code.clone();
    assert_eq!(refused.as_deref(), Some("InvalidSecurityToken.Expired"));
}

#[tokio::test]
async fn both_schemes_are_taken_with_and_without_a_token() {
    let world = World::new().await;
    let asked = async |keys: CredentialCache| {
        let client = world.client(keys).signing_with(SignatureScheme::Acs3);
        world.query(&client).await
    };
    for text in [KEYS, &format!("{URI}'URL/credentials'")] {
        asked(world.provider(text)).await.unwrap();
    }
    let wrong = Credentials {
        key_id: "testid".to_owned(),
        secret: invq::secret::Secret::new("wrong".to_owned()),
        token: None,
        expires: None,
    };
    let wrong = CredentialCache::new(wrong, Clock::system());
    let error = asked(wrong).await.unwrap_err().to_string();
    assert!(error.starts_with("SignatureDoesNotMatch"), "{error}");
}

/// A peer that gives these answers, each a status and a body on a connection of its own.
fn rogue(answers: &[&str]) -> Rogue {
    Rogue::new(answers.iter().map(|answer| {
        let (status, body) = answer.split_once(' ').unwrap();
        let length = body.len();
        let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {length}");
        Answer::Last(format!("{head}\r\nConnection: close\r\n\r\n{body}").into())
    }))
}

const GOOD: &str = r#"200 {"Code":"Success","AccessKeyId":"i","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2999-01-01T00:00:00Z"}"#;

async fn told(world: &World, text: &str) -> String {
    match world.provider(text).get().await {
        Ok(keys) => format!("keys {}", keys.key_id),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn the_older_metadata_is_asked_only_where_it_is_allowed() {
    let mut world = World::new().await;
    let allowed = "\nmetadata_v1 = true";
    for (line, variable, answers, says) in [
        (
            "",
            None,
            &["404 x"][..],
            "gives no session token (HTTP 404)",
        ),
        (allowed, None, &["404 x", GOOD], "keys i"),
        ("", Some("false"), &["404 x", GOOD], "keys i"),
        (allowed, Some("TRUE"), &["404 x"], "no session token"),
    ] {
        let metadata = rogue(answers);
        metadata.url().clone_into(&mut world.host.metadata);
        let name = "ALIBABA_CLOUD_IMDSV1_DISABLED".to_owned();
        let variable = variable.map(|value: &str| (name, value.to_owned()));
        world.host.env = variable.into_iter().collect();
        let text = format!("mode = 'EcsRamRole'\nrole_name = 'r'{line}");
        let told = told(&world, &text).await;
        assert!(told.contains(says), "{says}: {told}");
    }
}

#[tokio::test]
async fn what_is_no_answer_of_keys_is_told_without_repeating_it() {
    let mut world = World::new().await;
    for (answer, problem) in rows(
        r#"500 secretly → answered HTTP 500
        200 <secretly> → gave no keys: what came is not JSON, at line 1, column 1
        200 {"Code":"Success","AccessKeyId":"secretly","AccessKeySecret":7} → gave no keys: `AccessKeySecret` is not there
        200 {"AccessKeyId":"i","AccessKeySecret":"secretly","SecurityToken":""} → gave no keys: `SecurityToken` is not there
        200 {"Code":"Failed"} → gave no keys: its `Code` is `Failed`, not `Success`"#,
    )
    .chain([("200  ", "gave no keys: nothing came")])
    {
        let peer = rogue(&[answer]);
        let message = told(&world, &format!("{URI}'{}/secretly'", peer.url())).await;
        assert!(message.contains(problem), "{message}");
        assert!(!message.contains("secretly"), "{message}");
    }
    let metadata = rogue(&["200 session", "404 x"]);
    metadata.url().clone_into(&mut world.host.metadata);
    let message = told(&world, "mode = 'EcsRamRole'").await;
    assert_eq!(message, "this instance has no RAM role");
    let gone = told(&world, &format!("{URI}'http://127.0.0.1:1/secretly'")).await;
    let problem =
        "the credentials URI at 127.0.0.1:1 cannot be reached: the connection was refused";
    assert!(gone.contains(problem), "{gone}");
}

#[tokio::test]
async fn what_cannot_be_had_is_told_with_the_reason() {
    let world = World::new().await;
    for (text, begin) in [
        (
            format!("mode = 'RamRoleArn'\n{KEYS}sts_endpoint = 'URL'\nrole_arn = 'nonsense'"),
            "STS gave no keys for the role `nonsense`: InvalidParameter.RoleArn",
        ),
        (
            format!("{OIDC}'/nowhere/token'\n{ROLE}"),
            "the OIDC token file \"/nowhere/token\" cannot be read",
        ),
        (
            "mode = 'External'\nprocess_command = '/nowhere/tool --x'".to_owned(),
            "`/nowhere/tool`, which should print keys, cannot be run",
        ),
    ] {
        let message = told(&world, &text).await;
        assert!(message.starts_with(begin), "{message}");
    }
}

#[cfg(unix)]
mod commands {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// Runs a script of these lines through `process_command`.
    async fn run(script: &str, arguments: &str) -> String {
        let world = World::new().await;
        let path = world.home.path().join("key helper");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        let command = format!(
            "mode = 'External'\nprocess_command = '''\"{}\" {arguments}'''",
            path.display()
        );
        told(&world, &command).await
    }

    #[tokio::test]
    async fn arguments_arrive_as_they_are_and_no_shell_reads_them() {
        let script = r#"echo "{\"access_key_id\":\"$1/$2\",\"access_key_secret\":\"s\"}""#;
        assert_eq!(run(script, "'a b' $HOME").await, "keys a b/$HOME");
    }

    #[tokio::test]
    async fn what_a_command_does_wrong_is_told_without_what_it_printed() {
        for (script, problem) in rows(
            r#"echo secretly; exit 3 → ended with the exit code 3
            kill -9 $$ → was killed
            echo secretly → printed no keys: what came is not JSON
            echo '{"mode":"StsToken","access_key_id":"secretly","access_key_secret":"x"}' → printed no keys: `sts_token` is not there
            echo '{"mode":"secretly"}' → printed no keys: its `mode` is neither AK nor StsToken"#,
        ) {
            let message = run(script, "--password secretly").await;
            assert!(message.contains(problem), "{message}");
            assert!(!message.contains("secretly"), "{message}");
        }
    }
}
