//! What the profile file may hold: a field is a key.

use std::collections::BTreeMap;

use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::api::endpoint::Network;
use crate::api::sign::SignatureScheme;
use crate::secret::Secret;
use crate::settings::Defaults;

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
#[serde(default, deny_unknown_fields)]
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

/// `[profiles.NAME]`. Profiles of other files and of the environment are read into it as well, see [`Profile::from_texts`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
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
    pub endpoint_type: Option<Network>,
    /// How requests are signed.
    #[serde(deserialize_with = "word")]
    pub signature: Option<SignatureScheme>,
    /// A file of certificates to trust beside the system's.
    pub ca_file: Option<String>,
}

impl Profile {
    /// A profile that is written elsewhere: each name there beside its key here, and what it says. An empty text counts as
    /// unset; of several texts for one key, the last counts.
    pub fn from_texts<'t>(names: &[(&str, &str)], says: impl Fn(&str) -> Option<&'t str>) -> Self {
        let texts = names.iter().filter_map(|(name, key)| {
            let text = says(name).filter(|text| !text.is_empty())?;
            Some(((*key).to_owned(), Value::String(text.to_owned())))
        });
        let object: Map<_, _> = texts.collect();
        // Text fits every key that is given. If it did not, the profile would lack its keys and be refused.
        Self::deserialize(Value::Object(object)).unwrap_or_default()
    }

    /// Whether it holds what nobody else should read.
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
