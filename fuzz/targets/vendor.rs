//! Other tools' files: the configuration of the vendor's CLI, and the credentials that the vendor's SDKs share. Any text
//! is read or refused, and whatever is told of it holds no secret.

#![no_main]

use std::cell::RefCell;
use std::fs;

use invq::identity::{overview, resolve};
use invq::report;
use invq_fuzz::machine::{Machine, is_in_host, is_shown, is_written};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// The keys whose values nobody may see, in either file.
const SECRETS: [&str; 7] = [
    "access_key_secret",
    "sts_token",
    "security_token",
    "external_id",
    "credentials_uri",
    "process_command",
    "private_key",
];

thread_local! {
    static MACHINE: RefCell<Machine> = RefCell::new(Machine::new());
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    MACHINE.with_borrow(|machine| {
        // A text that begins like JSON is the one file, any other the other.
        let is_json = text.trim_start().starts_with(['{', '[']);
        let cli = machine.home().join(".aliyun/config.json");
        let shared = machine.home().join(".alibabacloud/credentials");
        let (path, other) = if is_json {
            (cli, shared)
        } else {
            (shared, cli)
        };
        fs::write(path, data).expect("a file is written");
        let _ = fs::remove_file(other);
        let hidden = if is_json {
            only_in_secrets_of_json(&text)
        } else {
            only_in_secrets_of_ini(&text)
        };
        let hide = |told: &str| assert!(!hidden || !is_shown(told), "{told}");
        for env in [&[][..], &[("ALIBABA_CLOUD_PROFILE", "prod")]] {
            let host = machine.host(env);
            for profile in [None, Some("aliyun:prod"), Some("aliyun:default")] {
                match resolve(&host, None, profile) {
                    Err(error) => hide(&format!("{error} {error:?} {:?}", report::setup(&error))),
                    Ok(identity) => hide(&format!("{identity:?}")),
                }
            }
            for status in overview(&host, None, &[], None) {
                hide(&format!("{status:?}"));
                hide(
                    &status
                        .identity
                        .err()
                        .map(|it| it.to_string())
                        .unwrap_or_default(),
                );
            }
        }
    });
});

/// Whether the word that is to be hidden stands nowhere but in values that are secret. Text that is no JSON shows nothing.
fn only_in_secrets_of_json(text: &str) -> bool {
    fn hidden(value: &Value) -> bool {
        match value {
            Value::Object(map) => map.iter().all(|(name, value)| {
                let secret = SECRETS
                    .contains(&name.as_str())
                    .then(|| value.as_str())
                    .flatten();
                let in_host =
                    secret.is_some_and(|text| name == "credentials_uri" && is_in_host(text));
                !is_written(name) && (secret.is_some() && !in_host || hidden(value))
            }),
            Value::Array(list) => list.iter().all(hidden),
            other => !is_written(&other.to_string()),
        }
    }
    // A name that stands there twice is read differently by different readers.
    let text = text.trim_start_matches('\u{feff}');
    let parsed: Result<Value, _> = serde_json::from_str(text);
    parsed.is_err()
        || parsed.is_ok_and(|value| {
            let twice = value.to_string().matches("\":").count() != text.matches("\":").count();
            !twice && hidden(&value)
        })
}

/// The same of names and values in sections.
fn only_in_secrets_of_ini(text: &str) -> bool {
    let secret = |line: &str| {
        let (name, value) = line.split_once(['=', ':']).unwrap_or((line, ""));
        let name = name.trim();
        SECRETS.contains(&name) && !(name == "credentials_uri" && is_in_host(value.trim()))
    };
    text.lines()
        .all(|line| !is_written(line) || secret(line.trim_start_matches('\u{feff}')))
}
