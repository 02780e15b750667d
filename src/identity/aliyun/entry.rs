//! A profile of the vendor's CLI under that tool's names, and the same in ours.

use serde::Deserialize;

use crate::config::{EndpointType, MODES, Profile};
use crate::secret::Secret;

/// A profile under the names of that file; what else it holds is for other commands. A missing value, `null` and an empty
/// text mean the same.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Entry {
    name: Option<String>,
    mode: Option<String>,
    region_id: Option<String>,
    access_key_id: Option<String>,
    access_key_secret: Option<Secret>,
    sts_token: Option<Secret>,
    /// When the keys of a login end, in seconds since 1970.
    pub sts_expiration: Option<i64>,
    sts_region: Option<String>,
    ram_role_arn: Option<String>,
    ram_session_name: Option<String>,
    ram_role_name: Option<String>,
    external_id: Option<Secret>,
    policy: Option<String>,
    expired_seconds: Option<u32>,
    source_profile: Option<String>,
    oidc_provider_arn: Option<String>,
    oidc_token_file: Option<String>,
    credentials_uri: Option<Secret>,
    process_command: Option<Secret>,
    cloud_sso_sign_in_url: Option<String>,
    endpoint: Option<String>,
    endpoint_type: Option<String>,
}

/// The modes whose keys the vendor's CLI fetches at a login.
pub(super) const LOGINS: [&str; 2] = ["CloudSSO", "OAuth"];

/// Modes that give no keys for a signature.
pub(super) const KEYLESS: [&str; 3] = ["BearerToken", "Anonymous", "RsaKeyPair"];

/// The modes whose names are the same here, whatever their case.
const OLDER: &str = "RamRoleArnWithRoleName";

impl Entry {
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// The same in the terms of `config.toml`.
    pub fn profile(&self) -> Profile {
        let text = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let secret = |secret: &Option<Secret>| secret.clone().filter(|secret| !secret.is_empty());
        let profile = Profile {
            region: text(&self.region_id),
            access_key_id: text(&self.access_key_id),
            access_key_secret: secret(&self.access_key_secret),
            security_token: secret(&self.sts_token),
            role_arn: text(&self.ram_role_arn),
            role_session_name: text(&self.ram_session_name),
            external_id: secret(&self.external_id),
            policy: text(&self.policy),
            duration_seconds: self.expired_seconds.filter(|seconds| *seconds > 0),
            sts_region: text(&self.sts_region),
            source_profile: text(&self.source_profile),
            oidc_provider_arn: text(&self.oidc_provider_arn),
            oidc_token_file: text(&self.oidc_token_file),
            role_name: text(&self.ram_role_name),
            credentials_uri: secret(&self.credentials_uri),
            process_command: secret(&self.process_command),
            endpoint: text(&self.endpoint),
            endpoint_type: self
                .endpoint_type
                .as_ref()
                .filter(|word| word.eq_ignore_ascii_case("vpc"))
                .map(|_| EndpointType::Vpc),
            ..Profile::default()
        };
        let mode = match text(&self.mode) {
            Some(mode) => Some(spelled(mode)),
            None => self.recognised(&profile).map(str::to_owned),
        };
        Profile { mode, ..profile }
    }

    /// The mode of a profile that names none, by what it holds, in the vendor's order.
    fn recognised(&self, profile: &Profile) -> Option<&'static str> {
        let pair = profile.access_key_id.is_some() && profile.access_key_secret.is_some();
        let signs_in = self
            .cloud_sso_sign_in_url
            .as_ref()
            .is_some_and(|url| !url.is_empty());
        match () {
            () if pair && profile.security_token.is_some() => Some("StsToken"),
            () if pair && profile.role_arn.is_some() => Some("RamRoleArn"),
            () if pair => Some("AK"),
            () if profile.role_name.is_some() => Some("EcsRamRole"),
            () if profile.process_command.is_some() => Some("External"),
            () if profile.oidc_provider_arn.is_some() && profile.role_arn.is_some() => Some("OIDC"),
            () if signs_in => Some("CloudSSO"),
            () => None,
        }
    }
}

/// A mode in its usual spelling: the vendor's CLI takes any case.
fn spelled(mode: String) -> String {
    let known = MODES.iter().chain(&LOGINS).chain(&KEYLESS).chain([&OLDER]);
    let usual = known
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(&mode));
    usual.map_or(mode, |usual| (*usual).to_owned())
}
