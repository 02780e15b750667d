//! From the bytes of a profile file to a [`Config`].

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use toml::de::DeTable;

use super::error::{ConfigError, Place, TableName};
use super::table::{Entry, Source, Table};
use super::{Config, Defaults, EndpointType, MODES, Profile, Signature};
use crate::nearest::nearest;

/// Reads a whole file.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Config, ConfigError> {
    let text = decode(path, bytes)?;
    let source = Source {
        path,
        text,
        unknown: &RefCell::default(),
    };
    let parsed = DeTable::parse(text).map_err(|error| ConfigError::Malformed {
        place: source.place(error.span().map_or(text.len(), |span| span.start)),
        // The error's Display would quote the line.
        message: error.message().replace('\n', ", "),
    })?;
    top(Table::new(
        source,
        TableName::default(),
        parsed.into_inner(),
    ))
}

fn decode<'b>(path: &Path, bytes: &'b [u8]) -> Result<&'b str, ConfigError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let good = error.valid_up_to();
        let text = String::from_utf8_lossy(bytes.get(..good).unwrap_or_default());
        let source = Source {
            path,
            text: &text,
            unknown: &RefCell::default(),
        };
        ConfigError::NotUtf8 {
            place: source.place(good),
        }
    })
}

fn top(mut table: Table<'_>) -> Result<Config, ConfigError> {
    let default = table.take("default_profile");
    let place = default.as_ref().map(Entry::place);
    let default_profile = default.map(Entry::text).transpose()?;
    let config = Config {
        default_profile: default_profile.filter(|name| !name.is_empty()),
        defaults: match table.take("defaults") {
            Some(entry) => defaults(entry.table()?)?,
            None => Defaults::default(),
        },
        groups: by_name(table.take("groups"), Entry::list)?,
        profiles: by_name(table.take("profiles"), |entry| profile(entry.table()?))?,
    };
    let source = table.source();
    table.finish();
    source.all_known()?;
    check_default(&config, place)?;
    Ok(config)
}

fn by_name<'f, T>(
    entry: Option<Entry<'f>>,
    read: impl Fn(Entry<'f>) -> Result<T, ConfigError>,
) -> Result<BTreeMap<String, T>, ConfigError> {
    let Some(entry) = entry else {
        return Ok(BTreeMap::new());
    };
    let named = entry.table()?.named();
    named
        .map(|entry| Ok((entry.key.clone(), read(entry)?)))
        .collect()
}

fn defaults(mut table: Table<'_>) -> Result<Defaults, ConfigError> {
    let count = "a whole number from 0 to 4294967295";
    let defaults = Defaults {
        format: table.text("format")?,
        color: table.text("color")?,
        width: table.number("width", "a whole number from 0 to 65535")?,
        utc: table.flag("utc")?,
        ascii: table.flag("ascii")?,
        no_header: table.flag("no-header")?,
        no_pager: table.flag("no-pager")?,
        page_size: table.number("page-size", count)?,
        jobs: table.number("jobs", count)?,
        interval: table.text("interval")?,
        retries: table.number("retries", count)?,
        connect_timeout: table.text("connect-timeout")?,
        request_timeout: table.text("request-timeout")?,
        ca_file: table.text("ca_file")?,
    };
    table.finish();
    Ok(defaults)
}

fn profile(mut table: Table<'_>) -> Result<Profile, ConfigError> {
    let networks = [("public", EndpointType::Public), ("vpc", EndpointType::Vpc)];
    let schemes = [("rpc", Signature::Rpc), ("acs3", Signature::Acs3)];
    let profile = Profile {
        mode: table.text("mode")?,
        region: table.text("region")?,
        access_key_id: table.text("access_key_id")?,
        access_key_secret: table.secret("access_key_secret")?,
        security_token: table.secret("security_token")?,
        role_arn: table.text("role_arn")?,
        role_session_name: table.text("role_session_name")?,
        external_id: table.secret("external_id")?,
        policy: table.text("policy")?,
        duration_seconds: table.number("duration_seconds", "a whole number of seconds")?,
        sts_region: table.text("sts_region")?,
        sts_endpoint: table.text("sts_endpoint")?,
        source_profile: table.text("source_profile")?,
        oidc_provider_arn: table.text("oidc_provider_arn")?,
        oidc_token_file: table.text("oidc_token_file")?,
        role_name: table.text("role_name")?,
        metadata_v1: table.flag("metadata_v1")?,
        credentials_uri: table.secret("credentials_uri")?,
        process_command: table.secret("process_command")?,
        endpoint: table.text("endpoint")?,
        endpoint_type: table.word("endpoint_type", &networks)?,
        signature: table.word("signature", &schemes)?,
        ca_file: table.text("ca_file")?,
    };
    let mode = profile.mode.as_deref();
    // A mode of another version has keys that this one cannot know; using such a profile fails with the mode's name.
    if mode.is_none_or(|mode| MODES.contains(&mode)) {
        table.finish();
    }
    Ok(profile)
}

fn check_default(config: &Config, place: Option<Place>) -> Result<(), ConfigError> {
    let (Some(name), Some(place)) = (&config.default_profile, place) else {
        return Ok(());
    };
    if config.profiles.contains_key(name) {
        return Ok(());
    }
    let profiles = || config.profiles.keys();
    Err(ConfigError::NoSuchDefault {
        place,
        name: name.clone(),
        suggestion: nearest(name, profiles().map(String::as_str)).map(str::to_owned),
        profiles: profiles().cloned().collect(),
    })
}
