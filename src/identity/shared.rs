//! The file that the vendor's SDKs share, `~/.alibabacloud/credentials` or `credentials.ini`. Read, never written.

use std::io;

use zeroize::Zeroizing;

use super::candidate::{Candidate, Candidates, SourceAnswer, bad_file, bad_value};
use super::environment::vendor_profile;
use super::source::IdentitySource;
use crate::config::{self, Loaded, Profile};
use crate::host::{Host, file};

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

/// The names of the file, and the keys of `config.toml` that they are. If it has two names for one key, the later row counts.
const KEYS: [(&str, &str); 17] = [
    ("region", "region"),
    ("region_id", "region"),
    ("access_key_id", "access_key_id"),
    ("access_key_secret", "access_key_secret"),
    ("sts_token", "security_token"),
    ("security_token", "security_token"),
    ("role_arn", "role_arn"),
    ("role_session_name", "role_session_name"),
    ("external_id", "external_id"),
    ("policy", "policy"),
    ("sts_region", "sts_region"),
    ("sts_endpoint", "sts_endpoint"),
    ("oidc_provider_arn", "oidc_provider_arn"),
    ("oidc_token_file", "oidc_token_file"),
    ("oidc_token_file_path", "oidc_token_file"),
    ("role_name", "role_name"),
    ("credentials_uri", "credentials_uri"),
];

/// A section: its name, and its values as they are written, without comments.
struct Section {
    name: String,
    values: Vec<(String, Zeroizing<String>)>,
}

/// Every section; the chain takes the one that `ALIBABA_CLOUD_PROFILE` names, else `[default]`.
pub(super) fn list(host: &Host, _: Option<&Loaded>) -> Candidates {
    let named = host.var(VARIABLE).map(|path| config::at_home(host, path));
    let folder = host.home.as_ref().map(|home| home.join(".alibabacloud"));
    let usual = ["credentials", "credentials.ini"].map(|name| Some(folder.as_ref()?.join(name)));
    let is_named = named.is_some();
    let places = named.map_or_else(|| usual.into_iter().flatten().collect(), |path| vec![path]);
    for path in places {
        let shown = config::shown(host, &path);
        let read = match file::read(&path) {
            Ok((bytes, _)) => sections(&bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_named => continue,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(format!("is not there, and `{VARIABLE}` names it"))
            }
            Err(error) => Err(format!("cannot be read: {error}")),
        };
        return match read {
            Ok(sections) => candidates(host, &shown, &sections),
            Err(problem) => Candidates::broken(shown.as_str(), bad_file(&shown, &problem)),
        };
    }
    let places = "~/.alibabacloud/credentials and credentials.ini";
    Candidates::not_here(places, "not there")
}

fn sections(bytes: &[u8]) -> Result<Vec<Section>, String> {
    let text = str::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())?;
    let mut sections: Vec<Section> = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        let bad = |problem| format!("cannot be read, at line {}: {problem}", number + 1);
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let end = rest.split_once(']');
            let (name, _) = end.ok_or_else(|| bad("a section has no end"))?;
            sections.push(Section {
                name: name.trim().to_owned(),
                values: Vec::new(),
            });
            continue;
        }
        let pair = line.split_once(['=', ':']).zip(sections.last_mut());
        let ((name, value), section) =
            pair.ok_or_else(|| bad("neither a section nor a value in one"))?;
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

    /// The section in the terms of `config.toml`.
    fn profile(&self) -> Profile {
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
            duration_seconds: seconds.and_then(|seconds| seconds.parse().ok()),
            ..Profile::from_texts(&KEYS, |name| self.get(name))
        }
    }

    /// `enable = false` excludes a section.
    fn is_off(&self) -> bool {
        self.get("enable")
            .is_some_and(|word| word.eq_ignore_ascii_case("false"))
    }
}

fn candidates(host: &Host, file: &str, sections: &[Section]) -> Candidates {
    let all = sections.iter().map(|section| {
        let source = IdentitySource {
            shown: format!("section [{}] of {file}", section.name),
            name: section.name.clone(),
            asked_as: None,
        };
        let off = || Err(bad_value(&source, "enable", "is false"));
        Candidate {
            known: section.is_off().then(off),
            profile: section.profile(),
            source,
        }
    });
    let variable = vendor_profile(host);
    let name = variable.as_ref().map_or(DEFAULT, |(_, name)| name);
    let mut found = Candidates {
        all: all.collect(),
        ..Candidates::not_here(file, format!("it has no section [{DEFAULT}]"))
    };
    match (found.position(name), found.find(name)) {
        (Some(_), Ok(candidate)) if candidate.known.is_some() => {
            let why = format!("its section [{name}] says `enable = false`");
            found.answer = SourceAnswer::NotHere(why);
        }
        (Some(index), _) => found.answer = SourceAnswer::Have(index),
        (None, Err(error)) if variable.is_some() => found.answer = SourceAnswer::Broken(error),
        (None, _) => {}
    }
    found
}
