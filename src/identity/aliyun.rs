//! Profiles of the vendor's CLI, in `~/.aliyun/config.json`. Read, never written.

mod entry;

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Deserialize;

use self::entry::{KEYLESS, LOGINS, VendorProfile};
use super::environment::{is_true, vendor_profile};
use super::method::mode;
use super::{
    Candidate, Candidates, CredentialMethod, IdentityError, IdentitySource, SourceAnswer, shared,
};
use crate::api::credentials::Credentials;
use crate::config::{self, Loaded, Profile};
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

/// A login of the vendor's CLI, whose keys are in its file. That tool writes new ones there when somebody logs in again, so
/// they are read anew before they expire.
#[derive(Clone, Debug)]
pub struct Login {
    /// The access key ID that was read first; later keys have others.
    pub key_id: String,
    /// The vendor's command that logs in again.
    pub command: String,
    path: PathBuf,
    /// The file, as messages name it.
    shown: String,
    source: IdentitySource,
}

impl Login {
    /// The keys that the file holds now, if they have not expired.
    pub(super) fn credentials(&self, now: Timestamp) -> Result<Credentials, IdentityError> {
        let (name, shown) = (self.source.name(), self.shown.as_str());
        let file = parse(&self.path, shown)?.ok_or_else(|| IdentityError::BadFile {
            file: shown.to_owned(),
            problem: "is no longer there".to_owned(),
        })?;
        let mut profiles = file.profiles.iter().flatten();
        let entry = profiles.find(|entry| entry.name() == name);
        let entry = entry.ok_or_else(|| IdentityError::NoSuchProfile {
            name: format!("{PREFIX}{name}"),
            file: shown.to_owned(),
            profiles: Vec::new(),
            suggestion: None,
        })?;
        credentials(entry, &entry.profile(), &self.source, now)
    }
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
        Err(error) => Candidates::none(shown, SourceAnswer::Broken(error)),
    }
}

pub(super) fn path(host: &Host) -> Option<PathBuf> {
    Some(host.home.as_ref()?.join(".aliyun").join("config.json"))
}

/// Every profile of the file of this machine's user.
pub(super) fn read(host: &Host) -> Result<Option<Candidates>, IdentityError> {
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

fn parse(path: &Path, shown: &str) -> Result<Option<VendorFile>, IdentityError> {
    let bad = |problem: String| IdentityError::BadFile {
        file: shown.to_owned(),
        problem,
    };
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
    let source = IdentitySource::VendorCli {
        name: entry.name().to_owned(),
        file: shown.to_owned(),
    };
    let known = match mode(&profile) {
        mode if KEYLESS.contains(&mode) => Some(Err(IdentityError::NoKeysInMode {
            of: source.clone(),
            mode: mode.to_owned(),
        })),
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
) -> Result<Credentials, IdentityError> {
    let ended = |there| IdentityError::LoginEnded {
        of: of.clone(),
        there,
        command: login_command(entry, mode(profile)),
    };
    let (Some(key_id), Some(secret), Some(token)) = (
        &profile.access_key_id,
        &profile.access_key_secret,
        &profile.security_token,
    ) else {
        return Err(ended(false));
    };
    let end = entry.sts_expiration.unwrap_or_default();
    let expires = Timestamp::from_second(end).unwrap_or_default();
    if expires <= now {
        return Err(ended(true));
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
