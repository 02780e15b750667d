//! Secrets are planted in every source, and everything is run with them, well and badly: none of them may come out, neither
//! as it is nor percent-encoded nor in Base64, nor any eight characters of it.

mod world;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use invq::host::{Clock, Host};
use invq::identity::{self, FetchContext, provider};

use self::world::{PROFILES, World, found};
use crate::bench::{Machine, Said};

fn clean(said: &Said, what: &str, pieces: &HashSet<String>) {
    for (stream, text) in [("stdout", &said.out), ("stderr", &said.err)] {
        let found = found(text, pieces);
        assert!(
            found.is_empty(),
            "{what}: {stream} holds {found:?}:\n{text}"
        );
    }
}

#[test]
fn no_secret_comes_out_of_a_query_however_it_goes() {
    let world = World::new();
    let pieces = world.garden.pieces();
    let dead = "http://127.0.0.1:1".to_owned();
    let elsewhere = "https://ecs.example.invalid".to_owned();
    let mut succeeded = 0;
    for profile in PROFILES {
        for endpoint in [
            &world.service.url,
            &world.stranger.url,
            &world.echo,
            &dead,
            &elsewhere,
        ] {
            for verbosity in ["", "-v", "-vv"] {
                let mut words = vec![
                    "--json",
                    "-n",
                    "1",
                    "-r",
                    "cn-hangzhou",
                    "--endpoint",
                    endpoint,
                    "--retries",
                    "0",
                ];

                words.extend(Some(verbosity).filter(|word| !word.is_empty()));
                if !profile.is_empty() {
                    words.extend(["-p", profile]);
                }
                let said = world.machine.run(&words);
                succeeded += usize::from(said.code == 0);
                clean(&said, &words.join(" "), &pieces);
                words.push("--dry-run");
                clean(&world.machine.run(&words), &words.join(" "), &pieces);
            }
        }
    }
    // Eleven identities work at the service, at three verbosities each.
    assert_eq!(succeeded, 33);
}

#[test]
fn no_secret_comes_out_of_the_other_verbs_and_of_broken_files() {
    let mut world = World::new();
    let pieces = world.garden.pieces();
    world
        .machine
        .set("ALIBABA_CLOUD_ENDPOINT", &world.stranger.url);
    for words in [
        &["profiles"][..],
        &["profiles", "--check"],
        &["profiles", "--names"],
        &["explain"],
        &["explain", "AccessKeyId"],
        &["t-1", "--history", "--json", "-vv"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
        &["--nonsense"],
        &["sandbox", "--listen", "192.0.2.1:0"],
    ] {
        clean(&world.machine.run(words), &words.join(" "), &pieces);
    }
    let whole = std::fs::read_to_string(world.machine.home.path().join(".config/invq/config.toml"))
        .unwrap();
    let json =
        std::fs::read_to_string(world.machine.home.path().join(".aliyun/config.json")).unwrap();
    let keep = |text: &str, part: usize| -> String {
        text.chars().take(text.chars().count() * part / 8).collect()
    };
    for part in 1..8 {
        world.machine.config(&keep(&whole, part));
        world
            .machine
            .file(".aliyun/config.json", &keep(&json, part));
        for words in [
            &["--json", "-vv"][..],
            &["profiles"],
            &["-p", "aliyun:cli", "--json"],
        ] {
            clean(
                &world.machine.run(words),
                &format!("{part}/8 {}", words.join(" ")),
                &pieces,
            );
        }
    }
    world
        .machine
        .config(&whole.replace("access_key_secret", "access_key_secrte"));
    clean(
        &world.machine.run(&["--json"]),
        "a key that is not one",
        &pieces,
    );
    world
        .machine
        .config(&whole.replace("security_token = ", "duration_seconds = "));
    clean(
        &world.machine.run(&["--json"]),
        "a value of another type",
        &pieces,
    );
}

/// What the panic hook heard.
static HEARD: Mutex<String> = Mutex::new(String::new());

#[test]
fn no_secret_comes_out_of_a_panic_or_a_debug_print() {
    let world = World::new();
    let pieces = world.garden.pieces();
    let host = |clock: Clock| Host {
        env: world.machine.env.clone(),
        home: Some(world.machine.home.path().to_owned()),
        stdout: Box::new(std::io::sink()),
        stderr: Box::new(std::io::sink()),
        clock,
        ..Host::real()
    };
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let trace = std::backtrace::Backtrace::force_capture();
        let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
        write!(heard, "{info}\n{trace}").unwrap();
        before(info);
    }));
    let words = [
        "invq",
        "-p",
        "sts",
        "-r",
        "cn-hangzhou",
        "-vv",
        "--endpoint",
        &world.service.url,
    ];
    let words = words.map(Into::into);
    // The clock is asked while a request is signed, with the keys at hand.
    let broken = host(Clock::new(|| panic!("the clock broke")));
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| invq::run(words, broken)));
    assert!(ended.is_err());
    let heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(heard.contains("the clock broke"), "{heard}");
    assert_eq!(found(&heard, &pieces), [""; 0], "{heard}");

    let host = host(Clock::system());
    let config = invq::config::load(&host, None).unwrap();
    let mut shown = format!("{host:?} {config:?}");
    for profile in PROFILES {
        let asked = Some(profile).filter(|profile| !profile.is_empty());
        let identity = identity::resolve(&host, config.as_ref(), asked);
        write!(shown, "{identity:?}").unwrap();
        if let Ok(identity) = identity {
            let reach = invq::api::transport::TransportConfig {
                timeouts: invq::api::transport::Timeouts {
                    connect: std::time::Duration::from_secs(1),
                    request: std::time::Duration::from_secs(1),
                },
                proxies: invq::api::proxy::Proxies::of(&host),
                roots: invq::api::tls::Roots::default(),
            };
            let means = FetchContext::new(
                &host,
                reach.clone(),
                invq::api::retry_policy::RetryPolicy::new(0, 16, host.sleep.clone()),
            );
            let provider = provider(identity.method, &means);
            write!(shown, "{means:?} {reach:?} {provider:?}").unwrap();
        }
    }
    let statuses = identity::overview(&host, config.as_ref(), &[], None);
    write!(shown, "{statuses:?}").unwrap();
    assert_eq!(found(&shown, &pieces), [""; 0], "{shown}");
}

#[test]
#[cfg(unix)]
fn a_file_that_others_can_read_is_warned_about() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut machine = Machine::new();
    let path = machine.file(
        ".config/invq/config.toml",
        "[profiles.a]\ncredentials_uri = 'http://127.0.0.1:1/x'\n",
    );
    let warning = "warning: others can read the secrets in ~/.config/invq/config.toml; run  chmod 600 ~/.config/invq/config.toml";
    assert!(
        !machine
            .run(&["--dry-run", "-r", "cn-hangzhou"])
            .err
            .contains(warning)
    );
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let said = machine.run(&["--dry-run", "-r", "cn-hangzhou"]);
    assert!(said.err.contains(warning), "{}", said.err);
}
