//! What the environment names beside keys: a role for an identity provider's token, the instance's role, a URI.

use super::method::{METADATA_OFF, Surroundings, is_true};
use super::{Answer, Found, Identity, IdentityError, IdentitySource, Listing, Named};
use crate::config::{Loaded, Profile};
use crate::host::Host;
use crate::secret::Secret;

const ROLE: &str = "ALIBABA_CLOUD_ROLE_ARN";
const PROVIDER: &str = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
const TOKEN: &str = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";
const METADATA: &str = "ALIBABA_CLOUD_ECS_METADATA";
const URI: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// OIDC, as a cluster sets it up for its pods.
pub(super) fn oidc(host: &Host, _: Option<&Loaded>) -> Listing {
    let missing: Vec<String> = [ROLE, PROVIDER, TOKEN]
        .iter()
        .filter(|name| host.var(name).is_none())
        .map(|name| format!("`{name}`"))
        .collect();
    if !missing.is_empty() {
        let why = format!("not set: {}", missing.join(", "));
        return Listing::not_here("OIDC in the environment", why);
    }
    let text = |name| host.var(name).map(str::to_owned);
    let region = text("ALIBABA_CLOUD_STS_REGION");
    let vpc = is_true(host, "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED");
    let profile = Profile {
        mode: Some("OIDC".to_owned()),
        role_arn: text(ROLE),
        oidc_provider_arn: text(PROVIDER),
        oidc_token_file: text(TOKEN),
        role_session_name: text("ALIBABA_CLOUD_ROLE_SESSION_NAME"),
        sts_endpoint: region
            .as_ref()
            .filter(|_| vpc)
            .map(|region| format!("sts-vpc.{region}.aliyuncs.com")),
        sts_region: region,
        ..Profile::default()
    };
    have(host, TOKEN, profile)
}

/// The instance's role. Never looked for unless this is set: on other machines looking only stalls.
pub(super) fn metadata(host: &Host, _: Option<&Loaded>) -> Listing {
    let Some(role) = host.var(METADATA) else {
        return Listing::not_here(
            "the role of this ECS instance",
            format!("`{METADATA}` is not set"),
        );
    };
    if is_true(host, METADATA_OFF) {
        let why = format!("switched off by `{METADATA_OFF}`");
        return Listing::not_here("the role of this ECS instance", why);
    }
    let profile = Profile {
        mode: Some("EcsRamRole".to_owned()),
        role_name: Some(role.to_owned()),
        ..Profile::default()
    };
    have(host, METADATA, profile)
}

/// A URI that gives out keys.
pub(super) fn uri(host: &Host, _: Option<&Loaded>) -> Listing {
    let Some(uri) = host.var(URI) else {
        return Listing::not_here("a credentials URI", format!("`{URI}` is not set"));
    };
    let profile = Profile {
        mode: Some("CredentialsURI".to_owned()),
        credentials_uri: Some(Secret::new(uri.to_owned())),
        ..Profile::default()
    };
    have(host, URI, profile)
}

fn have(host: &Host, variable: &'static str, profile: Profile) -> Listing {
    let source = IdentitySource::Variable { name: variable };
    let surroundings = Surroundings {
        host,
        // No mode of the environment has a source profile.
        sibling: &|name| {
            Err(IdentityError::NoSuchProfile {
                name: name.to_owned(),
                file: "the environment".to_owned(),
                profiles: Vec::new(),
                suggestion: None,
            })
        },
    };
    let named = Named {
        source: &source,
        name: None,
    };
    let method = surroundings.method(&profile, &source);
    let identity = method.map(|method| Identity::new(method, &profile, &named));
    Listing {
        found: vec![Found {
            source,
            name: None,
            profile,
            identity,
        }],
        answer: Answer::Have(0),
    }
}
