//! Keys in the environment, under today's prefix or an older one.

use super::method::Method;
use super::{Answer, Found, Identity, IdentityError, IdentitySource, Listing, Looked, Named};
use crate::api::credentials::Credentials;
use crate::config::{Loaded, Profile};
use crate::host::Host;
use crate::secret::Secret;

/// The prefixes, the one that wins first.
pub(super) const PREFIXES: [&str; 3] = ["ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_"];

/// Every prefix under which there is a key or half a pair; the first of them counts.
pub(super) fn list(host: &Host, _: Option<&Loaded>) -> Listing {
    let found: Vec<Found> = PREFIXES
        .into_iter()
        .filter_map(|prefix| under(host, prefix))
        .collect();
    let answer = if found.is_empty() {
        Answer::NotHere(Looked::new(
            "the environment",
            "`ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` are not set, nor under the older \
             prefixes `ALIBABACLOUD_` and `ALICLOUD_`",
        ))
    } else {
        Answer::Have(0)
    };
    Listing { found, answer }
}

fn under(host: &Host, prefix: &'static str) -> Option<Found> {
    let name = |rest| format!("{prefix}{rest}");
    let secret = |rest| {
        host.var(&name(rest))
            .map(|text| Secret::new(text.to_owned()))
    };
    let profile = Profile {
        access_key_id: host.var(&name("ACCESS_KEY_ID")).map(str::to_owned),
        access_key_secret: secret("ACCESS_KEY_SECRET"),
        security_token: secret("SECURITY_TOKEN"),
        ..Profile::default()
    };
    let source = IdentitySource::Environment { prefix };
    let identity = match (&profile.access_key_id, &profile.access_key_secret) {
        (Some(id), Some(secret)) => {
            let keys = Credentials {
                key_id: id.clone(),
                secret: secret.clone(),
                token: profile.security_token.clone(),
                expires: None,
            };
            let named = Named {
                source: &source,
                name: None,
            };
            Ok(Identity::new(Method::Fixed(keys), &profile, &named))
        }
        // A token by itself is what a script leaves behind that unset the keys.
        (None, None) => return None,
        (Some(_), None) => Err(half(name("ACCESS_KEY_ID"), name("ACCESS_KEY_SECRET"))),
        (None, Some(_)) => Err(half(name("ACCESS_KEY_SECRET"), name("ACCESS_KEY_ID"))),
    };
    Some(Found {
        source,
        name: None,
        profile,
        identity,
    })
}

fn half(set: String, missing: String) -> IdentityError {
    IdentityError::HalfPair { set, missing }
}
