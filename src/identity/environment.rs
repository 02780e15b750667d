//! What the environment names: keys, a role for an identity provider's token, the instance's role, a URI.

use super::candidate::{Candidate, Candidates};
use super::source::IdentitySource;
use crate::config::{Loaded, Profile, SetupError};
use crate::host::Host;

/// The prefixes of the vendor's variables; the first one wins.
const PREFIXES: [&str; 3] = ["ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_"];

/// The variable that switches the metadata off.
pub(super) const METADATA_OFF: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";

const PLACE: &str = "the environment";
const METADATA: &str = "ALIBABA_CLOUD_ECS_METADATA";
const URI: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";
const TOKEN_FILE: &str = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";

/// The variables of OIDC and the profile's keys that they are. The first three are required.
const OIDC: [(&str, &str); 5] = [
    ("ALIBABA_CLOUD_ROLE_ARN", "role_arn"),
    ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "oidc_provider_arn"),
    (TOKEN_FILE, "oidc_token_file"),
    ("ALIBABA_CLOUD_ROLE_SESSION_NAME", "role_session_name"),
    ("ALIBABA_CLOUD_STS_REGION", "sts_region"),
];

/// Whether a variable says yes, in the way the vendor's tools read it.
pub(super) fn is_true(host: &Host, variable: &str) -> bool {
    host.var(variable)
        .is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
}

/// The variable that names a profile of the vendor's files, and the name.
pub(super) fn vendor_profile(host: &Host) -> Option<(String, &str)> {
    PREFIXES.iter().find_map(|prefix| {
        let variable = format!("{prefix}PROFILE");
        let name = host.var(&variable)?;
        Some((variable, name))
    })
}

/// Keys: every prefix under which there is a pair or half a pair. The chain takes the first.
pub(super) fn keys(host: &Host, _: Option<&Loaded>) -> Candidates {
    let found = PREFIXES.iter().filter_map(|prefix| pair(host, prefix));
    let all: Vec<Candidate> = found.collect();
    if all.is_empty() {
        let why = "`ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` are not set, nor under the older \
                   prefixes `ALIBABACLOUD_` and `ALICLOUD_`";
        return Candidates::not_here(PLACE, why);
    }
    Candidates::new(PLACE, all)
}

fn pair(host: &Host, prefix: &str) -> Option<Candidate> {
    let keys = ["access_key_id", "access_key_secret", "security_token"];
    let names = keys.map(|key| (format!("{prefix}{}", key.to_uppercase()), key));
    let [(id, _), (secret, _), _] = &names;
    let half = |set: &str, missing: &str| {
        let message = format!("`{set}` is set and `{missing}` is not");
        let hint = format!("set `{missing}` too, or unset `{set}`");
        Some(Err(SetupError::new(message, hint)))
    };
    let known = match (host.var(id), host.var(secret)) {
        (Some(_), Some(_)) => None,
        (Some(_), None) => half(id, secret),
        (None, Some(_)) => half(secret, id),
        // A token alone is what remains after a script has unset the keys.
        (None, None) => return None,
    };
    let names = names.each_ref().map(|(name, key)| (name.as_str(), *key));
    Some(Candidate {
        source: IdentitySource::unnamed(format!("`{id}` in the environment")),
        profile: Profile::from_texts(&names, |name| host.var(name)),
        known,
    })
}

/// OIDC, as a cluster sets it up for its pods.
pub(super) fn oidc(host: &Host, _: Option<&Loaded>) -> Candidates {
    let required = OIDC.iter().take(3);
    let missing: Vec<String> = required
        .filter(|(name, _)| host.var(name).is_none())
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    if !missing.is_empty() {
        let why = format!("not set: {}", missing.join(", "));
        return Candidates::not_here("OIDC in the environment", why);
    }
    let mut profile = Profile::from_texts(&OIDC, |name| host.var(name));
    let vpc = is_true(host, "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED");
    let region = profile.sts_region.as_ref().filter(|_| vpc);
    profile.sts_endpoint = region.map(|region| format!("sts-vpc.{region}.aliyuncs.com"));
    have(TOKEN_FILE, "OIDC", profile)
}

/// The instance's role. Never looked for unless the variable is set: on other machines looking only stalls.
pub(super) fn metadata(host: &Host, _: Option<&Loaded>) -> Candidates {
    let not_here = |why| Candidates::not_here("the role of this ECS instance", why);
    if host.var(METADATA).is_none() {
        return not_here(format!("`{METADATA}` is not set"));
    }
    if is_true(host, METADATA_OFF) {
        return not_here(format!("switched off by `{METADATA_OFF}`"));
    }
    let names = [(METADATA, "role_name")];
    let profile = Profile::from_texts(&names, |name| host.var(name));
    have(METADATA, "EcsRamRole", profile)
}

/// A URI that gives out keys.
pub(super) fn uri(host: &Host, _: Option<&Loaded>) -> Candidates {
    if host.var(URI).is_none() {
        return Candidates::not_here("a credentials URI", format!("`{URI}` is not set"));
    }
    let profile = Profile::from_texts(&[(URI, "credentials_uri")], |name| host.var(name));
    have(URI, "CredentialsURI", profile)
}

fn have(variable: &str, mode: &str, profile: Profile) -> Candidates {
    let candidate = Candidate {
        source: IdentitySource::unnamed(format!("`{variable}` in the environment")),
        profile: Profile {
            mode: Some(mode.to_owned()),
            ..profile
        },
        known: None,
    };
    Candidates::new(PLACE, vec![candidate])
}
