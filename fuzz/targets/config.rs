//! `config.toml`: any text is read or refused, and whatever is told of it holds no secret.

#![no_main]

use std::cell::RefCell;
use std::fs;

use invq::config::{Config, load};
use invq::identity::{endpoint, overview, region, resolve};
use invq::report;
use invq_fuzz::machine::{Machine, is_in_host, is_shown, is_written};
use libfuzzer_sys::fuzz_target;
use toml::{Table, Value};

/// The keys whose values nobody may see.
const SECRETS: [&str; 5] = [
    "access_key_secret",
    "security_token",
    "external_id",
    "credentials_uri",
    "process_command",
];

thread_local! {
    static MACHINE: RefCell<Machine> = RefCell::new(Machine::new());
}

fuzz_target!(|data: &[u8]| {
    MACHINE.with_borrow(|machine| {
        let path = machine.home().join("config.toml");
        fs::write(&path, data).expect("a file is written");
        let parsed: Option<Table> = std::str::from_utf8(data)
            .ok()
            .and_then(|text| text.strip_prefix('\u{feff}').unwrap_or(text).parse().ok());
        let host = machine.host(&[]);
        let loaded = load(&host, Some(&path));
        // Where the word stands elsewhere, too, it may be shown. Of a text that is no TOML, nothing may be. One reader takes a
        // few texts that the other does not: then nobody knows where it stands.
        let hidden = match &parsed {
            Some(table) => only_in_secrets(table),
            None => loaded.as_ref().is_err_and(|error| {
                ["cannot be parsed", "is not UTF-8"].iter().any(|problem| {
                    error
                        .message
                        .starts_with(&format!("the profile file {problem}"))
                })
            }),
        };
        let hide = |told: &str| assert!(!hidden || !is_shown(told), "{told}");
        match loaded {
            Err(error) => {
                hide(&format!("{error} {error:?}"));
                hide(&format!("{:?}", report::setup(&error)));
            }
            Ok(None) => panic!("the file is there"),
            Ok(Some(loaded)) => {
                hide(&format!("{:?}", loaded.config));
                // A number too large for the one reader may stand where the other does not look.
                if let Some(parsed) = &parsed {
                    faithful(parsed, &loaded.config);
                }
                for profile in [None]
                    .into_iter()
                    .chain(loaded.config.profiles.keys().map(Some))
                {
                    let profile = profile.map(String::as_str);
                    match resolve(&host, Some(&loaded), profile) {
                        Err(error) => {
                            hide(&format!("{error} {error:?} {:?}", report::setup(&error)));
                        }
                        Ok(identity) => {
                            hide(&format!("{identity:?}"));
                            let region = region(&host, Some(identity.own()), Some(&loaded));
                            hide(&format!("{region:?}"));
                            hide(&format!(
                                "{:?}",
                                endpoint(&host, None, Some(identity.own()), "cn-hangzhou")
                            ));
                        }
                    }
                }
                for status in overview(&host, Some(&loaded), &[], None) {
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
        }
    });
});

/// Whether the word that is to be hidden stands nowhere but in values that are secret.
fn only_in_secrets(table: &Table) -> bool {
    table.iter().all(|(name, value)| {
        let tables = |list: &[Value]| {
            list.iter()
                .all(|item| item.as_table().is_some_and(only_in_secrets))
        };
        !is_written(name)
            && match value {
                Value::Table(table) => only_in_secrets(table),
                Value::Array(list) if list.iter().any(Value::is_table) => tables(list),
                Value::String(uri) if name == "credentials_uri" => !is_in_host(uri),
                Value::String(_) if SECRETS.contains(&name.as_str()) => true,
                other => !is_written(&other.to_string()),
            }
    })
}

/// What was read is what stands there.
fn faithful(table: &Table, config: &Config) {
    let profiles = table.get("profiles").and_then(Value::as_table);
    assert_eq!(config.profiles.len(), profiles.map_or(0, Table::len));
    for (name, profile) in &config.profiles {
        let written = |key: &str| {
            let text = profiles?.get(name)?.get(key)?.as_str()?;
            (!text.is_empty()).then_some(text)
        };
        assert_eq!(profile.region.as_deref(), written("region"));
        assert_eq!(profile.access_key_id.as_deref(), written("access_key_id"));
        let secret = profile
            .access_key_secret
            .as_ref()
            .map(|secret| secret.expose());
        assert_eq!(secret, written("access_key_secret"));
    }
}
