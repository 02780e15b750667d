//! The profile file, `config.toml`: its schema, where it is, and reading it.
//!
//! The types below are the schema: a field is a key. `read` checks the keys and turns serde's errors into ones that never
//! quote a value.

mod error;
mod locate;
mod read;

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

pub use error::{ConfigError, FilePosition, KeyPosition, UnknownKey};
pub use locate::{Located, at_home, locate, shown};

use crate::host::{Host, file};
use crate::secret::Secret;

/// The modes that a profile may have.
pub const MODES: [&str; 8] = [
    "AK",
    "StsToken",
    "RamRoleArn",
    "ChainableRamRoleArn",
    "OIDC",
    "EcsRamRole",
    "CredentialsURI",
    "External",
];

/// What the profile file says. An empty string in it counts as unset.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Config {
    /// The profile to take when nothing else gave keys. It names one of `profiles`.
    pub default_profile: Option<String>,
    /// Settings below the command line and the environment.
    pub defaults: Defaults,
    /// Lists of regions, for `-r @NAME`.
    pub groups: BTreeMap<String, Vec<String>>,
    /// The profiles, by name.
    pub profiles: BTreeMap<String, Profile>,
}

/// `[defaults]`: form and connection, never a selector. Words and durations are read where the flags are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Defaults {
    /// `format`
    pub format: Option<String>,
    /// `color`
    pub color: Option<String>,
    /// `width`
    pub width: Option<u16>,
    /// `utc`
    pub utc: Option<bool>,
    /// `ascii`
    pub ascii: Option<bool>,
    /// `no-header`
    pub no_header: Option<bool>,
    /// `no-pager`
    pub no_pager: Option<bool>,
    /// `page-size`
    pub page_size: Option<u32>,
    /// `jobs`
    pub jobs: Option<u32>,
    /// `interval`
    pub interval: Option<String>,
    /// `retries`
    pub retries: Option<u32>,
    /// `connect-timeout`
    pub connect_timeout: Option<String>,
    /// `request-timeout`
    pub request_timeout: Option<String>,
    /// `ca_file`
    #[serde(rename = "ca_file")]
    pub ca_file: Option<String>,
}

/// `[profiles.NAME]`. Profiles of other files and of the environment are read into it as well, see [`Profile::from_texts`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Where credentials come from, one of [`MODES`]. Another word is kept: it is an error only when the profile is used.
    pub mode: Option<String>,
    /// The region to ask.
    pub region: Option<String>,
    /// The access key ID.
    pub access_key_id: Option<String>,
    /// The access key secret.
    pub access_key_secret: Option<Secret>,
    /// The token of temporary keys.
    pub security_token: Option<Secret>,
    /// The role to take on.
    pub role_arn: Option<String>,
    /// The name under which the role's session stands in the service's logs.
    pub role_session_name: Option<String>,
    /// What the role's trust policy may ask for. Shared between two parties, so not for other eyes.
    pub external_id: Option<Secret>,
    /// A policy that narrows what the session may do.
    pub policy: Option<String>,
    /// How long a session lasts.
    pub duration_seconds: Option<u32>,
    /// The region whose STS is asked.
    pub sts_region: Option<String>,
    /// The STS that is asked, whatever the region.
    pub sts_endpoint: Option<String>,
    /// The profile whose keys take on the role.
    pub source_profile: Option<String>,
    /// The identity provider that RAM trusts.
    pub oidc_provider_arn: Option<String>,
    /// The file that holds the provider's token.
    pub oidc_token_file: Option<String>,
    /// The role of the ECS instance.
    pub role_name: Option<String>,
    /// Whether the instance's metadata may be asked without a session token, which is the older way.
    pub metadata_v1: Option<bool>,
    /// Where keys are given out. It may hold a token.
    pub credentials_uri: Option<Secret>,
    /// The command that prints keys. Its arguments may be secret.
    pub process_command: Option<Secret>,
    /// The endpoint to ask, whatever the region.
    pub endpoint: Option<String>,
    /// The network that the region's endpoint is reached over.
    #[serde(deserialize_with = "word")]
    pub endpoint_type: Option<EndpointType>,
    /// How requests are signed.
    #[serde(deserialize_with = "word")]
    pub signature: Option<Signature>,
    /// A file of certificates to trust beside the system's.
    pub ca_file: Option<String>,
}

impl Profile {
    /// The profile that these texts make, each beside its key of `config.toml`. An empty text counts as unset; of several
    /// texts for one key, the last counts.
    #[must_use]
    pub fn from_texts(texts: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
        let object: Map<_, _> = texts
            .map(|(key, text)| (key.to_owned(), Value::String(text)))
            .collect();
        // Text fits every key that is given. If it did not, the profile would lack its keys and be refused.
        Self::deserialize(Value::Object(object)).unwrap_or_default()
    }

    /// Whether it holds what nobody else should read.
    #[must_use]
    pub fn holds_secret(&self) -> bool {
        let secrets = [
            &self.access_key_secret,
            &self.security_token,
            &self.external_id,
            &self.credentials_uri,
            &self.process_command,
        ];
        secrets.iter().any(|secret| secret.is_some())
    }
}

/// One of a few words. A plain `derive` would also take a table with the word as its key.
fn word<'de, D: Deserializer<'de>, W: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<W>, D::Error> {
    let text = String::deserialize(deserializer)?;
    W::deserialize(text.into_deserializer()).map(Some)
}

/// The network that a region's endpoint is reached over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EndpointType {
    /// `public`
    Public,
    /// `vpc`
    Vpc,
}

/// How requests are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Signature {
    /// `rpc`
    Rpc,
    /// `acs3`
    Acs3,
}

/// A profile file that was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Where it is.
    pub path: PathBuf,
    /// The path as messages show it, with `~` for the home directory.
    pub shown: String,
    /// What it says.
    pub config: Config,
    /// Whether its mode lets others than its owner read it.
    pub readable_by_others: bool,
}

/// Finds and reads the profile file. It is no error if the default place has none.
///
/// # Errors
///
/// A [`ConfigError`] when the file that was named is not there, or when there is one that cannot be used.
pub fn load(host: &Host, flag: Option<&Path>) -> Result<Option<Loaded>, ConfigError> {
    let Some(located) = locate(host, flag) else {
        return Ok(None);
    };
    match file::read(&located.path) {
        Ok((text, metadata)) => Ok(Some(Loaded {
            config: read::read(&located.path, &text)?,
            shown: shown(host, &located.path),
            path: located.path,
            readable_by_others: readable_by_others(&metadata),
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match located.named_by {
            None => Ok(None),
            Some(named_by) => Err(ConfigError::NotFound {
                path: located.path,
                named_by,
            }),
        },
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => {
            Err(ConfigError::Directory { path: located.path })
        }
        Err(source) => Err(ConfigError::Unreadable {
            path: located.path,
            source,
        }),
    }
}

#[cfg(unix)]
fn readable_by_others(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn readable_by_others(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
pub(crate) use crate::host::testing;
#[cfg(test)]
mod tests;
