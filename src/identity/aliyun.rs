//! Profiles of the vendor's CLI, in `~/.aliyun/config.json`. Read, never written: its own tool keeps it in order.

mod entry;
mod login;

use std::path::{Path, PathBuf};

use serde::Deserialize;

use self::entry::{Entry, KEYLESS, LOGINS};
pub use self::login::Login;
use super::environment::PREFIXES;
use super::method::{Method, Sibling, Surroundings, is_true, mode};
use super::{
    Answer, Found, Identity, IdentityError, IdentitySource, Listing, Looked, Named, shared,
};
use crate::config::{self, Loaded};
use crate::host::{Host, file};
use crate::nearest::nearest;

/// What stands before a name of this file in `--profile`.
pub(super) const PREFIX: &str = "aliyun:";

/// Either of these keeps the vendor's tools from this file, and us too.
const OFF: [&str; 2] = [
    "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
    "ALIBABA_CLOUD_IGNORE_PROFILE",
];

/// The file, as it was read.
struct File {
    path: PathBuf,
    shown: String,
    current: Option<String>,
    profiles: Vec<Entry>,
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    current: Option<String>,
    #[serde(default)]
    profiles: Option<Vec<Entry>>,
}

/// The profile that was asked for by name, without the prefix.
pub(super) fn named(host: &Host, name: &str) -> Result<Identity, IdentityError> {
    let no_file = || IdentityError::NoProfileFile {
        name: format!("{PREFIX}{name}"),
        place: path(host).map(|path| config::shown(host, &path)),
    };
    let file = File::of(host)?.ok_or_else(no_file)?;
    let entry = file.find(name)?;
    file.identity(host, entry)
}

/// Every profile; the one counts that `ALIBABA_CLOUD_PROFILE` names, else the current one.
pub(super) fn list(host: &Host, _: Option<&Loaded>) -> Listing {
    if let Some(off) = OFF.iter().find(|name| is_true(host, name)) {
        return Listing::not_here("the vendor's CLI", format!("switched off by `{off}`"));
    }
    let Some(path) = path(host) else {
        return Listing::not_here("the vendor's CLI", "no home directory is known");
    };
    let file = match File::of(host) {
        Ok(Some(file)) => file,
        Ok(None) => return Listing::not_here(config::shown(host, &path), "not there"),
        Err(error) => return Listing::broken(error),
    };
    let found = file.profiles.iter().map(|entry| Found {
        source: file.source(entry.name()),
        name: Some(format!("{PREFIX}{}", entry.name())),
        profile: entry.profile(),
        identity: file.identity(host, entry),
    });
    Listing {
        found: found.collect(),
        answer: file.answer(host),
    }
}

/// The profile that a variable of the vendor's tools names.
pub(super) fn chosen(host: &Host) -> Option<(String, &str)> {
    PREFIXES.iter().find_map(|prefix| {
        let variable = format!("{prefix}PROFILE");
        let name = host.var(&variable)?;
        Some((variable, name))
    })
}

fn path(host: &Host) -> Option<PathBuf> {
    Some(host.home.as_ref()?.join(".aliyun").join("config.json"))
}

impl File {
    /// The file of this machine's user.
    fn of(host: &Host) -> Result<Option<Self>, IdentityError> {
        let Some(path) = path(host) else {
            return Ok(None);
        };
        Self::read(&path, config::shown(host, &path))
    }

    fn read(path: &Path, shown: String) -> Result<Option<Self>, IdentityError> {
        let bad = |problem: String| IdentityError::BadFile {
            file: shown.clone(),
            problem,
        };
        let bytes = match file::read(path) {
            Ok((bytes, _)) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(bad(format!("cannot be read: {error}"))),
        };
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        // The parser's own message may quote a value.
        let written: Written = serde_json::from_slice(bytes).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            bad(format!(
                "is not what the vendor's CLI writes, at line {line}, column {column}"
            ))
        })?;
        Ok(Some(Self {
            current: written.current.filter(|name| !name.is_empty()),
            profiles: written.profiles.unwrap_or_default(),
            path: path.to_owned(),
            shown,
        }))
    }

    fn source(&self, name: &str) -> IdentitySource {
        IdentitySource::VendorCli {
            name: name.to_owned(),
            file: self.shown.clone(),
        }
    }

    fn find(&self, name: &str) -> Result<&Entry, IdentityError> {
        let names = || self.profiles.iter().map(Entry::name);
        let known = self.profiles.iter().find(|entry| entry.name() == name);
        known.ok_or_else(|| IdentityError::NoSuchProfile {
            name: format!("{PREFIX}{name}"),
            file: self.shown.clone(),
            profiles: names().map(|name| format!("{PREFIX}{name}")).collect(),
            suggestion: nearest(name, names()).map(|near| format!("{PREFIX}{near}")),
        })
    }

    fn answer(&self, host: &Host) -> Answer {
        let not_here = |why: String| Answer::NotHere(Looked::new(self.shown.clone(), why));
        let variable = chosen(host);
        let name = match (&variable, &self.current) {
            (Some((_, name)), _) => *name,
            (None, Some(current)) => current,
            (None, None) => return not_here("it names no current profile".to_owned()),
        };
        let index = self.profiles.iter().position(|entry| entry.name() == name);
        let Some(index) = index else {
            return match variable {
                // The name is for either file.
                Some((variable, _)) if shared::has(host, name) => not_here(format!(
                    "it has no profile \"{name}\", which `{variable}` names"
                )),
                Some(_) => self
                    .find(name)
                    .map_or_else(Answer::Broken, |_| Answer::Have(0)),
                None if self.profiles.is_empty() => not_here("it has no profile".to_owned()),
                None => not_here(format!(
                    "it has no profile \"{name}\", which is the current one"
                )),
            };
        };
        // A new installation has such a profile, waiting to be filled in.
        let blank = self
            .profiles
            .get(index)
            .is_some_and(|it| it.profile().mode.is_none());
        if blank && variable.is_none() {
            return not_here(format!("its profile \"{name}\" is not filled in"));
        }
        Answer::Have(index)
    }

    fn identity(&self, host: &Host, entry: &Entry) -> Result<Identity, IdentityError> {
        let (profile, source) = (entry.profile(), self.source(entry.name()));
        let mut logs_in_with = None;
        let method = if LOGINS.contains(&mode(&profile)) {
            let login = self.login(host, entry)?;
            logs_in_with = Some(login.command.clone());
            Method::Login(login)
        } else {
            self.has_keys(entry)?;
            let surroundings = Surroundings {
                host,
                sibling: &|name| {
                    let entry = self.find(name)?;
                    let profile = Box::new(entry.profile());
                    if LOGINS.contains(&mode(&profile)) {
                        let login = self.login(host, entry)?;
                        return Ok(Sibling::Ready(Method::Login(login)));
                    }
                    self.has_keys(entry)?;
                    Ok(Sibling::Profile(profile, self.source(name)))
                },
            };
            surroundings.method(&profile, &source)?
        };
        let name = format!("{PREFIX}{}", entry.name());
        let named = Named {
            source: &source,
            name: Some(&name),
        };
        Ok(Identity {
            login: logs_in_with,
            ..Identity::new(method, &profile, &named)
        })
    }

    /// Refuses a profile that signs in another way than with keys.
    fn has_keys(&self, entry: &Entry) -> Result<(), IdentityError> {
        let profile = entry.profile();
        if !KEYLESS.contains(&mode(&profile)) {
            return Ok(());
        }
        Err(IdentityError::NoKeysInMode {
            of: self.source(entry.name()),
            mode: mode(&profile).to_owned(),
        })
    }

    /// A login of the vendor's tool, while its keys are valid.
    fn login(&self, host: &Host, entry: &Entry) -> Result<Login, IdentityError> {
        let (profile, source) = (entry.profile(), self.source(entry.name()));
        let keys = login::keys(entry, &profile, &source, host.clock.now())?;
        Ok(Login {
            key_id: keys.key_id,
            command: login::again(entry, &profile),
            path: self.path.clone(),
            shown: self.shown.clone(),
            name: entry.name().to_owned(),
        })
    }
}
