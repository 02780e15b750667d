//! Secrets are planted in every source, and everything is run with them, well and badly: none of them may come out, neither
//! as it is nor percent-encoded nor in Base64, nor any eight characters of it.

mod world;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use invq::api::proxy::Proxies;
use invq::api::retry_policy::RetryPolicy;
use invq::api::tls::Roots;
use invq::api::transport::{Timeouts, TransportConfig};
use invq::host::Clock;
use invq::identity::{self, FetchContext, provider};

use self::world::{PROFILES, World, found};
use crate::support::Invq;

/// Runs it on this machine with these words; nothing of it may hold a piece. Gives the exit code.
fn clean(machine: &Invq, words: &str, pieces: &HashSet<String>) -> i32 {
    let run = machine.again(words).run();
    for (stream, text) in [("stdout", run.stdout()), ("stderr", run.stderr())] {
        let found = found(&text, pieces);
        assert!(
            found.is_empty(),
            "{words}: {stream} holds {found:?}:\n{text}"
        );
    }
    run.code
}

#[test]
fn no_secret_comes_out_of_a_query_however_it_goes() {
    let world = World::new();
    let pieces = world.garden.pieces();
    let endpoints = [
        world.service.url(),
        world.stranger.url(),
        &world.echo,
        "http://127.0.0.1:1",
        "https://ecs.example.invalid",
    ];
    let mut succeeded = 0;
    for profile in PROFILES {
        let named = if profile.is_empty() { "" } else { "-p" };
        for endpoint in endpoints {
            for verbosity in ["", "-v", "-vv"] {
                let words = format!(
                    "--json -n 1 -r cn-hangzhou --endpoint {endpoint} {named} {profile} {verbosity}"
                );
                succeeded += usize::from(clean(&world.machine, &words, &pieces) == 0);
                clean(&world.machine, &format!("{words} --dry-run"), &pieces);
            }
        }
    }
    // Eleven identities work at the service, at three verbosities each.
    assert_eq!(succeeded, 33);
}

#[test]
fn no_secret_comes_out_of_the_other_verbs_and_of_broken_files() {
    let world = World::new();
    let pieces = world.garden.pieces();
    let machine = world.machine;
    let machine = machine.env("ALIBABA_CLOUD_ENDPOINT", world.stranger.url());
    for words in [
        "profiles",
        "profiles --check",
        "profiles --names",
        "explain",
        "explain AccessKeyId",
        "t-1 --history --json -vv",
        "completions bash",
        "man",
        "--help",
        "--nonsense",
        "sandbox --listen 192.0.2.1:0",
    ] {
        clean(&machine, words, &pieces);
    }
    let read = |name: &str| std::fs::read_to_string(machine.path(name)).unwrap();
    let (whole, json) = (
        read(".config/invq/config.toml"),
        read(".aliyun/config.json"),
    );
    let keep = |text: &str, part: usize| -> String {
        text.chars().take(text.chars().count() * part / 8).collect()
    };
    for part in 1..8 {
        let broken = machine
            .again("")
            .config(&keep(&whole, part))
            .file(".aliyun/config.json", keep(&json, part));
        for words in ["--json -vv", "profiles", "-p aliyun:cli --json"] {
            clean(&broken, words, &pieces);
        }
    }
    // A key that is not one, and a value of another type.
    for (key, other) in [
        ("access_key_secret", "access_key_secrte"),
        ("security_token = ", "duration_seconds = "),
    ] {
        let broken = machine.again("").config(&whole.replace(key, other));
        clean(&broken, "--json", &pieces);
    }
}

/// What the panic hook heard.
static HEARD: Mutex<String> = Mutex::new(String::new());

#[test]
fn no_secret_comes_out_of_a_panic_or_a_debug_print() {
    let world = World::new();
    let pieces = world.garden.pieces();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let trace = std::backtrace::Backtrace::force_capture();
        let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
        write!(heard, "{info}\n{trace}").unwrap();
        before(info);
    }));
    let words = format!(
        "invq -p sts -r cn-hangzhou -vv --endpoint {}",
        world.service.url()
    );
    let words = words.split(' ').map(Into::into);
    // The clock is asked while a request is signed, with the keys at hand.
    let broken = world.machine.host(Clock::new(|| panic!("the clock broke")));
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| invq::run(words, broken)));
    assert!(ended.is_err());
    let heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(heard.contains("the clock broke"), "{heard}");
    assert_eq!(found(&heard, &pieces), [""; 0], "{heard}");

    let host = world.machine.host(Clock::system());
    let config = invq::config::load(&host, None).unwrap();
    let mut shown = format!("{host:?} {config:?}");
    for profile in PROFILES {
        let asked = Some(profile).filter(|profile| !profile.is_empty());
        let identity = identity::resolve(&host, config.as_ref(), asked);
        write!(shown, "{identity:?}").unwrap();
        if let Ok(identity) = identity {
            let reach = TransportConfig {
                timeouts: Timeouts {
                    connect: Duration::from_secs(1),
                    request: Duration::from_secs(1),
                },
                proxies: Proxies::of(&host),
                roots: Roots::default(),
            };
            let once = RetryPolicy::new(0, 16, host.sleep.clone());
            let means = FetchContext::new(&host, reach.clone(), once);
            let provider = provider(identity.method, &means);
            write!(shown, "{means:?} {reach:?} {provider:?}").unwrap();
        }
    }
    let statuses = identity::overview(&host, config.as_ref(), &[], None);
    write!(shown, "{statuses:?}").unwrap();
    assert_eq!(found(&shown, &pieces), [""; 0], "{shown}");
}
