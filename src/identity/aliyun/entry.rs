//! A profile of the vendor's CLI under that tool's names, and how it becomes one of `config.toml`.

use serde::Deserialize;

use crate::api::endpoint::Network;
use crate::config::{MODES, Profile};
use crate::secret::Secret;

/// A row is a name of that file and the key of `config.toml` that it is.
macro_rules! texts {
    ($($name:ident => $key:literal,)*) => {
        /// A profile under the names of that file; what else it holds is for other commands. A missing value, `null` and an
        /// empty text mean the same.
        #[derive(Deserialize, Default)]
        #[serde(default)]
        pub(super) struct VendorProfile {
            $($name: Option<Secret>,)*
            name: Option<String>,
            mode: Option<String>,
            /// When the keys of a login end, in seconds since 1970.
            pub sts_expiration: Option<i64>,
            expired_seconds: Option<u32>,
            cloud_sso_sign_in_url: Option<String>,
            endpoint_type: Option<String>,
        }

        const KEYS: &[(&str, &str)] = &[$((stringify!($name), $key)),*];

        impl VendorProfile {
            fn text(&self, name: &str) -> Option<&str> {
                match name {
                    $(stringify!($name) => self.$name.as_ref().map(Secret::expose),)*
                    _ => None,
                }
            }
        }
    };
}

texts! {
    region_id => "region",
    access_key_id => "access_key_id",
    access_key_secret => "access_key_secret",
    sts_token => "security_token",
    ram_role_arn => "role_arn",
    ram_session_name => "role_session_name",
    external_id => "external_id",
    policy => "policy",
    sts_region => "sts_region",
    source_profile => "source_profile",
    oidc_provider_arn => "oidc_provider_arn",
    oidc_token_file => "oidc_token_file",
    ram_role_name => "role_name",
    credentials_uri => "credentials_uri",
    process_command => "process_command",
    endpoint => "endpoint",
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
        let mut profile = Profile::from_texts(KEYS, |name| self.text(name));
        let network = self.endpoint_type.as_deref().unwrap_or_default();
        profile.endpoint_type = network.eq_ignore_ascii_case("vpc").then_some(Network::Vpc);
        profile.duration_seconds = self.expired_seconds.filter(|seconds| *seconds > 0);
        profile.mode = match self.mode.as_deref() {
            None | Some("") => self.recognised(&profile).map(str::to_owned),
            Some(mode) => Some(spelled(mode)),
        };
        profile
    }

    /// The mode of a profile that names none, by what it holds, in the vendor's order.
    fn recognised(&self, profile: &Profile) -> Option<&'static str> {
        let pair = profile.access_key_id.is_some() && profile.access_key_secret.is_some();
        let signs_in =
            matches!(self.cloud_sso_sign_in_url.as_deref(), Some(url) if !url.is_empty());
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
