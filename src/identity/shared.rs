//! The file that the vendor's SDKs share, `~/.alibabacloud/credentials` or `credentials.ini`. Read, never written.

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::aliyun::chosen;
use super::method::{Surroundings, at_home};
use super::{Answer, Found, Identity, IdentityError, IdentitySource, Listing, Looked, Named};
use crate::config::{self, Loaded, Profile};
use crate::host::{Host, file};
use crate::nearest::nearest;
use crate::secret::Secret;

const VARIABLE: &str = "ALIBABA_CLOUD_CREDENTIALS_FILE";

/// The section that counts when no variable names one.
const DEFAULT: &str = "default";

/// The types of the file, and the modes that they are.
const TYPES: [(&str, &str); 7] = [
    ("access_key", "AK"),
    ("sts", "StsToken"),
    ("sts_token", "StsToken"),
    ("ram_role_arn", "RamRoleArn"),
    ("ecs_ram_role", "EcsRamRole"),
    ("oidc_role_arn", "OIDC"),
    ("credentials_uri", "CredentialsURI"),
];

struct File {
    shown: String,
    sections: Vec<Section>,
}

/// A section: its name, its names and values as they are written, with comments cut off.
struct Section {
    name: String,
    values: Vec<(String, Zeroizing<String>)>,
}

/// Every section; the one counts that `ALIBABA_CLOUD_PROFILE` names, else `[default]`.
pub(super) fn list(host: &Host, _: Option<&Loaded>) -> Listing {
    let file = match read(host) {
        Ok(Some(file)) => file,
        Ok(None) => {
            return Listing::not_here(
                "~/.alibabacloud/credentials and credentials.ini",
                "not there",
            );
        }
        Err(error) => return Listing::broken(error),
    };
    let found = file.sections.iter().map(|section| {
        let source = IdentitySource::SharedFile {
            section: section.name.clone(),
            file: file.shown.clone(),
        };
        let profile = section.profile();
        Found {
            identity: identity(host, section, &profile, &source),
            name: None,
            profile,
            source,
        }
    });
    Listing {
        found: found.collect(),
        answer: file.answer(host),
    }
}

/// Whether the file has a section of this name.
pub(super) fn has(host: &Host, name: &str) -> bool {
    let file = read(host).ok().flatten();
    file.is_some_and(|file| file.sections.iter().any(|section| section.name == name))
}

fn read(host: &Host) -> Result<Option<File>, IdentityError> {
    let named = host.var(VARIABLE).map(|path| at_home(host, path));
    let folder = host.home.as_ref().map(|home| home.join(".alibabacloud"));
    let usual = |name: &str| folder.as_ref().map(|folder| folder.join(name));
    let places: Vec<PathBuf> = match &named {
        Some(path) => vec![path.clone()],
        None => [usual("credentials"), usual("credentials.ini")]
            .into_iter()
            .flatten()
            .collect(),
    };
    for path in places {
        let shown = config::shown(host, &path);
        let bad = |problem: String| IdentityError::BadFile {
            file: shown.clone(),
            problem,
        };
        match file::read(&path) {
            Ok((bytes, _)) => {
                let text =
                    str::from_utf8(&bytes).map_err(|_| bad("is not UTF-8 text".to_owned()))?;
                let sections = sections(text).map_err(bad)?;
                return Ok(Some(File { shown, sections }));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(bad(format!("is not there, and `{VARIABLE}` names it")));
            }
            Err(error) => return Err(bad(format!("cannot be read: {error}"))),
        }
    }
    Ok(None)
}

fn sections(text: &str) -> Result<Vec<Section>, String> {
    let mut sections: Vec<Section> = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        let place = number + 1;
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let (name, _) = rest
                .split_once(']')
                .ok_or_else(|| format!("cannot be read, at line {place}: a section has no end"))?;
            sections.push(Section {
                name: name.trim().to_owned(),
                values: Vec::new(),
            });
            continue;
        }
        let pair = line.split_once(['=', ':']).zip(sections.last_mut());
        let ((name, value), section) = pair.ok_or_else(|| {
            format!("cannot be read, at line {place}: neither a section nor a value in one")
        })?;
        let value = Zeroizing::new(uncommented(value).to_owned());
        section.values.push((name.trim().to_owned(), value));
    }
    Ok(sections)
}

/// A value without the comment behind it: the vendor's examples have them.
fn uncommented(value: &str) -> &str {
    let ends = [" #", " ;", "\t#", "\t;"];
    let end = ends.iter().filter_map(|mark| value.find(mark)).min();
    let value = end.and_then(|end| value.get(..end)).unwrap_or(value);
    value.trim()
}

impl Section {
    fn get(&self, name: &str) -> Option<&str> {
        let value = self.values.iter().rev().find(|(each, _)| each == name);
        value
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The same in the terms of `config.toml`.
    fn profile(&self) -> Profile {
        let text = |name| self.get(name).map(str::to_owned);
        let secret = |name| text(name).map(Secret::new);
        let kind = self.get("type");
        let mode = kind.map(|kind| {
            let known = TYPES.iter().find(|(name, _)| *name == kind);
            known.map_or(kind, |(_, mode)| mode).to_owned()
        });
        let seconds = self
            .get("role_session_expiration")
            .or(self.get("duration_seconds"));
        Profile {
            mode,
            region: text("region_id").or_else(|| text("region")),
            access_key_id: text("access_key_id"),
            access_key_secret: secret("access_key_secret"),
            security_token: secret("security_token").or_else(|| secret("sts_token")),
            role_arn: text("role_arn"),
            role_session_name: text("role_session_name"),
            external_id: secret("external_id"),
            policy: text("policy"),
            duration_seconds: seconds.and_then(|seconds| seconds.parse().ok()),
            sts_region: text("sts_region"),
            sts_endpoint: text("sts_endpoint"),
            oidc_provider_arn: text("oidc_provider_arn"),
            oidc_token_file: text("oidc_token_file_path").or_else(|| text("oidc_token_file")),
            role_name: text("role_name"),
            credentials_uri: secret("credentials_uri"),
            ..Profile::default()
        }
    }

    /// `enable = false` leaves a section aside.
    fn is_off(&self) -> bool {
        self.get("enable")
            .is_some_and(|word| word.eq_ignore_ascii_case("false"))
    }
}

fn identity(
    host: &Host,
    section: &Section,
    profile: &Profile,
    source: &IdentitySource,
) -> Result<Identity, IdentityError> {
    if section.is_off() {
        return Err(super::method::bad(source, "enable", "is false".to_owned()));
    }
    let surroundings = Surroundings {
        host,
        // No type of this file has a source profile.
        sibling: &|name| {
            Err(IdentityError::BadFile {
                file: source.to_string(),
                problem: format!("names \"{name}\", and this file has no chains"),
            })
        },
    };
    let method = surroundings.method(profile, source)?;
    let named = Named { source, name: None };
    Ok(Identity::new(method, profile, &named))
}

impl File {
    fn answer(&self, host: &Host) -> Answer {
        let not_here = |why: String| Answer::NotHere(Looked::new(self.shown.clone(), why));
        let variable = chosen(host);
        let name = variable.as_ref().map_or(DEFAULT, |(_, name)| name);
        let index = self
            .sections
            .iter()
            .position(|section| section.name == name);
        let off = |index: usize| self.sections.get(index).is_some_and(Section::is_off);
        match (index, variable) {
            (Some(index), _) if off(index) => {
                not_here(format!("its section [{name}] says `enable = false`"))
            }
            (Some(index), _) => Answer::Have(index),
            (None, Some(_)) => {
                let names = || self.sections.iter().map(|section| section.name.as_str());
                Answer::Broken(IdentityError::NoSuchProfile {
                    name: name.to_owned(),
                    file: self.shown.clone(),
                    profiles: names().map(str::to_owned).collect(),
                    suggestion: nearest(name, names()).map(str::to_owned),
                })
            }
            (None, None) => not_here(format!("it has no section [{DEFAULT}]")),
        }
    }
}
