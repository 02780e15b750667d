//! Profiles of the vendor's CLI, in `~/.aliyun/config.json`. Read, never written.

mod entry;

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Deserialize;

use self::entry::{KEYLESS, LOGINS, VendorProfile};
use super::candidate::{Candidate, Candidates, SourceAnswer, bad_file};
use super::environment::{is_true, vendor_profile};
use super::method::{CredentialMethod, Login};
use super::mode::mode;
use super::shared;
use super::source::IdentitySource;
use crate::api::credentials::Credentials;
use crate::config::{self, Loaded, Profile, SetupError};
use crate::host::{Host, file};

/// What stands before a name of this file in `--profile`.
pub(super) const PREFIX: &str = "aliyun:";

/// The vendor's tools do not read the file if one of these is true, and neither does invq.
const OFF: [&str; 2] = [
    "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
    "ALIBABA_CLOUD_IGNORE_PROFILE",
];

/// The file as it is written.
#[derive(Deserialize)]
struct VendorFile {
    #[serde(default)]
    current: Option<String>,
    #[serde(default)]
    profiles: Option<Vec<VendorProfile>>,
}

/// The keys that the file of a login holds now, if they have not expired.
pub(super) fn login_credentials(login: &Login, now: Timestamp) -> Result<Credentials, SetupError> {
    let (source, shown) = (&login.source, login.shown.as_str());
    let file = parse(&login.path, shown)?;
    let file = file.ok_or_else(|| bad_file(shown, "is no longer there"))?;
    let name = source.name.as_str();
    let mut profiles = file.profiles.iter().flatten();
    let entry = profiles.find(|entry| entry.name() == name);
    let missing = || format!("there is no profile \"{PREFIX}{name}\" in {shown}");
    let entry = entry.ok_or_else(|| SetupError::new(missing(), ""))?;
    credentials(entry, &entry.profile(), source, now)
}

/// Every profile; the chain takes the one that `ALIBABA_CLOUD_PROFILE` names, else the current one.
pub(super) fn list(host: &Host, _: Option<&Loaded>) -> Candidates {
    if let Some(off) = OFF.iter().find(|name| is_true(host, name)) {
        return Candidates::not_here("the vendor's CLI", format!("switched off by `{off}`"));
    }
    let Some(path) = path(host) else {
        return Candidates::not_here("the vendor's CLI", "no home directory is known");
    };
    let shown = config::shown(host, &path);
    match read(host) {
        Ok(Some(candidates)) => candidates,
        Ok(None) => Candidates::not_here(shown, "not there"),
        Err(error) => Candidates::broken(shown, error),
    }
}

pub(super) fn path(host: &Host) -> Option<PathBuf> {
    Some(host.home.as_ref()?.join(".aliyun").join("config.json"))
}

/// Every profile of the file of this machine's user.
pub(super) fn read(host: &Host) -> Result<Option<Candidates>, SetupError> {
    let Some(path) = path(host) else {
        return Ok(None);
    };
    let shown = config::shown(host, &path);
    let Some(file) = parse(&path, &shown)? else {
        return Ok(None);
    };
    let now = host.clock.now();
    let entries = file.profiles.iter().flatten();
    let all = entries.map(|entry| candidate(entry, &path, &shown, now));
    let mut found = Candidates {
        all: all.collect(),
        prefix: PREFIX,
        ..Candidates::not_here(shown.as_str(), "it names no current profile")
    };
    found.answer = answer(host, &found, file.current.as_deref());
    Ok(Some(found))
}

fn parse(path: &Path, shown: &str) -> Result<Option<VendorFile>, SetupError> {
    let bad = |problem: String| bad_file(shown, &problem);
    let bytes = match file::read(path) {
        Ok((bytes, _)) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(bad(format!("cannot be read: {error}"))),
    };
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    // The parser's own message may quote a value.
    serde_json::from_slice(bytes).map(Some).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        bad(format!(
            "is not what the vendor's CLI writes, at line {line}, column {column}"
        ))
    })
}

fn candidate(entry: &VendorProfile, path: &Path, shown: &str, now: Timestamp) -> Candidate {
    let profile = entry.profile();
    let source = IdentitySource::profile(PREFIX, entry.name(), shown);
    let known = match mode(&profile) {
        mode if KEYLESS.contains(&mode) => Some(Err(SetupError::new(
            format!("{source} has the mode {mode}, which gives no keys to sign with"),
            "choose another profile; `invq profiles` lists them",
        ))),
        mode if LOGINS.contains(&mode) => {
            let keys = credentials(entry, &profile, &source, now);
            Some(keys.map(|keys| {
                CredentialMethod::Login(Login {
                    key_id: keys.key_id,
                    command: login_command(entry, mode),
                    path: path.to_owned(),
                    shown: shown.to_owned(),
                    source: source.clone(),
                })
            }))
        }
        _ => None,
    };
    Candidate {
        source,
        profile,
        known,
    }
}

fn answer(host: &Host, found: &Candidates, current: Option<&str>) -> SourceAnswer {
    let current = current.filter(|name| !name.is_empty());
    let variable = vendor_profile(host);
    let Some(name) = variable.as_ref().map(|(_, name)| *name).or(current) else {
        return SourceAnswer::NotHere("it names no current profile".to_owned());
    };
    let why = match (found.position(name), found.find(name), variable) {
        // A new installation has such a profile, waiting to be filled in.
        (Some(_), Ok(candidate), None) if candidate.profile.mode.is_none() => {
            format!("its profile \"{name}\" is not filled in")
        }
        (Some(index), ..) => return SourceAnswer::Have(index),
        // The variable may mean a section of the shared file.
        (None, _, Some((variable, _))) if shared::list(host, None).position(name).is_some() => {
            format!("it has no profile \"{name}\", which `{variable}` names")
        }
        (None, Err(error), Some(_)) => return SourceAnswer::Broken(error),
        (None, ..) if found.all.is_empty() => "it has no profile".to_owned(),
        (None, ..) => format!("it has no profile \"{name}\", which is the current one"),
    };
    SourceAnswer::NotHere(why)
}

/// The keys of a login, if they have not expired.
fn credentials(
    entry: &VendorProfile,
    profile: &Profile,
    of: &IdentitySource,
    now: Timestamp,
) -> Result<Credentials, SetupError> {
    let ended = |how| {
        let message = format!("{of} is a login of the vendor's CLI, and its temporary keys {how}");
        let command = login_command(entry, mode(profile));
        SetupError::new(message, format!("log in again: `{command}`"))
    };
    let (Some(key_id), Some(secret), Some(token)) = (
        &profile.access_key_id,
        &profile.access_key_secret,
        &profile.security_token,
    ) else {
        return Err(ended("are not there"));
    };
    let expires =
        Timestamp::from_second(entry.sts_expiration.unwrap_or_default()).unwrap_or_default();
    if expires <= now {
        return Err(ended("have expired"));
    }
    Ok(Credentials {
        key_id: key_id.clone(),
        secret: secret.clone(),
        token: Some(token.clone()),
        expires: Some(expires),
    })
}

/// The vendor's command that logs in again.
fn login_command(entry: &VendorProfile, mode: &str) -> String {
    let name = entry.name();
    format!("aliyun configure --profile {name} --mode {mode}")
}
