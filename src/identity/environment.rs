//! What the environment names: keys, a role for an identity provider's token, the instance's role, a URI.

use super::{Candidate, Candidates, IdentityError, IdentitySource, SourceAnswer};
use crate::config::{Loaded, Profile};
use crate::host::Host;

/// The prefixes of the vendor's variables; the first one wins.
const PREFIXES: [&str; 3] = ["ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_"];

/// The variable that switches the metadata off.
pub(super) const METADATA_OFF: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";

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
    let answer = if all.is_empty() {
        SourceAnswer::NotHere(
            "`ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` are not set, nor under the older \
             prefixes `ALIBABACLOUD_` and `ALICLOUD_`"
                .to_owned(),
        )
    } else {
        SourceAnswer::Have(0)
    };
    Candidates {
        all,
        ..Candidates::none("the environment", answer)
    }
}

fn pair(host: &Host, prefix: &'static str) -> Option<Candidate> {
    let variable = |key: &str| format!("{prefix}{}", key.to_uppercase());
    let [id, secret, token] = ["access_key_id", "access_key_secret", "security_token"];
    let texts = [id, secret, token].map(|key| (key, host.var(&variable(key))));
    let half = |set, missing| {
        Some(Err(IdentityError::HalfPair {
            set: variable(set),
            missing: variable(missing),
        }))
    };
    let known = match texts {
        [(_, Some(_)), (_, Some(_)), _] => None,
        [(_, Some(_)), (_, None), _] => half(id, secret),
        [(_, None), (_, Some(_)), _] => half(secret, id),
        // A token alone is what remains after a script has unset the keys.
        [(_, None), (_, None), _] => return None,
    };
    Some(Candidate {
        source: IdentitySource::Environment { prefix },
        profile: profile(&texts),
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
    let mut profile = profile(&OIDC.map(|(name, key)| (key, host.var(name))));
    profile.mode = Some("OIDC".to_owned());
    let vpc = is_true(host, "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED");
    let region = profile.sts_region.as_ref().filter(|_| vpc);
    profile.sts_endpoint = region.map(|region| format!("sts-vpc.{region}.aliyuncs.com"));
    have(TOKEN_FILE, profile)
}

/// The instance's role. Never looked for unless the variable is set: on other machines looking only stalls.
pub(super) fn metadata(host: &Host, _: Option<&Loaded>) -> Candidates {
    let not_here = |why| Candidates::not_here("the role of this ECS instance", why);
    match host.var(METADATA) {
        None => not_here(format!("`{METADATA}` is not set")),
        Some(_) if is_true(host, METADATA_OFF) => {
            not_here(format!("switched off by `{METADATA_OFF}`"))
        }
        role => {
            let texts = [("mode", Some("EcsRamRole")), ("role_name", role)];
            have(METADATA, profile(&texts))
        }
    }
}

/// A URI that gives out keys.
pub(super) fn uri(host: &Host, _: Option<&Loaded>) -> Candidates {
    match host.var(URI) {
        None => Candidates::not_here("a credentials URI", format!("`{URI}` is not set")),
        uri => {
            let texts = [("mode", Some("CredentialsURI")), ("credentials_uri", uri)];
            have(URI, profile(&texts))
        }
    }
}

fn profile(texts: &[(&'static str, Option<&str>)]) -> Profile {
    let set = texts
        .iter()
        .filter_map(|(key, text)| Some((*key, (*text)?)));
    Profile::from_texts(set.map(|(key, text)| (key, text.to_owned())))
}

fn have(variable: &'static str, profile: Profile) -> Candidates {
    Candidates {
        all: vec![Candidate {
            source: IdentitySource::Variable { name: variable },
            profile,
            known: None,
        }],
        ..Candidates::none("the environment", SourceAnswer::Have(0))
    }
}
