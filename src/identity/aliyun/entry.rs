//! A profile of the vendor's CLI under that tool's names, and how it becomes one of `config.toml`.

use serde::Deserialize;

use crate::config::{EndpointType, MODES, Profile};
use crate::secret::Secret;

/// A profile under the names of that file; what else it holds is for other commands. A missing value, `null` and an empty
/// text mean the same.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct VendorProfile {
    name: Option<String>,
    mode: Option<String>,
    region_id: Option<Secret>,
    access_key_id: Option<Secret>,
    access_key_secret: Option<Secret>,
    sts_token: Option<Secret>,
    /// When the keys of a login end, in seconds since 1970.
    pub sts_expiration: Option<i64>,
    sts_region: Option<Secret>,
    ram_role_arn: Option<Secret>,
    ram_session_name: Option<Secret>,
    ram_role_name: Option<Secret>,
    external_id: Option<Secret>,
    policy: Option<Secret>,
    expired_seconds: Option<u32>,
    source_profile: Option<Secret>,
    oidc_provider_arn: Option<Secret>,
    oidc_token_file: Option<Secret>,
    credentials_uri: Option<Secret>,
    process_command: Option<Secret>,
    cloud_sso_sign_in_url: Option<String>,
    endpoint: Option<Secret>,
    endpoint_type: Option<String>,
}

/// The modes whose keys the vendor's CLI fetches at a login.
pub(super) const LOGINS: [&str; 2] = ["CloudSSO", "OAuth"];

/// Modes that give no keys for a signature.
pub(super) const KEYLESS: [&str; 3] = ["BearerToken", "Anonymous", "RsaKeyPair"];

/// The vendor's older spelling of a chain that begins at the instance's metadata.
const OLDER: &str = "RamRoleArnWithRoleName";

impl VendorProfile {
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// The profile in the terms of `config.toml`.
    pub fn profile(&self) -> Profile {
        let texts = [
            ("region", &self.region_id),
            ("access_key_id", &self.access_key_id),
            ("access_key_secret", &self.access_key_secret),
            ("security_token", &self.sts_token),
            ("role_arn", &self.ram_role_arn),
            ("role_session_name", &self.ram_session_name),
            ("external_id", &self.external_id),
            ("policy", &self.policy),
            ("sts_region", &self.sts_region),
            ("source_profile", &self.source_profile),
            ("oidc_provider_arn", &self.oidc_provider_arn),
            ("oidc_token_file", &self.oidc_token_file),
            ("role_name", &self.ram_role_name),
            ("credentials_uri", &self.credentials_uri),
            ("process_command", &self.process_command),
            ("endpoint", &self.endpoint),
        ];
        let texts = texts
            .into_iter()
            .filter_map(|(key, text)| Some((key, text.as_ref()?.expose().to_owned())));
        let mut profile = Profile::from_texts(texts);
        let network = self.endpoint_type.as_deref().unwrap_or_default();
        let is_vpc = network.eq_ignore_ascii_case("vpc");
        profile.endpoint_type = is_vpc.then_some(EndpointType::Vpc);
        profile.duration_seconds = self.expired_seconds.filter(|seconds| *seconds > 0);
        profile.mode = match self.mode.as_ref().filter(|mode| !mode.is_empty()) {
            Some(mode) => Some(spelled(mode)),
            None => self.recognised(&profile).map(str::to_owned),
        };
        profile
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
fn spelled(mode: &str) -> String {
    let known = MODES.iter().chain(&LOGINS).chain(&KEYLESS).chain([&OLDER]);
    let usual = known
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(mode));
    usual.map_or(mode, |usual| usual).to_owned()
}
