//! What the tests of identities start from.

use std::fs;

use crate::config::testing::host;
use crate::config::{Loaded, load};
use crate::host::Host;

/// A profile file with this text, read.
pub(super) fn loaded(text: &str) -> Loaded {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("config.toml");
    fs::write(&path, text).unwrap();
    let host = host(&[], Some(home.path()));
    load(&host, Some(&path)).unwrap().unwrap()
}

/// A machine with this environment and a home directory without any file.
pub(super) fn machine(env: &[(&str, &str)]) -> Host {
    host(env, Some("/nowhere/home".as_ref()))
}

/// An access key under a prefix.
pub(super) const KEYS: [(&str, &str); 2] = [
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "env-key"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "env-secret"),
];

/// Two whole profiles, the first of them the default.
pub(super) const FILE: &str = "
default_profile = 'prod'
[profiles.prod]
region = 'cn-hangzhou'
access_key_id = 'prod-key'
access_key_secret = 'prod-secret'
[profiles.dev]
access_key_id = 'dev-key'
access_key_secret = 'dev-secret'
";
