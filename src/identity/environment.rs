//! Keys in the environment, under today's prefix or an older one.

use super::{Answer, Identity, IdentityError, IdentitySource, Looked};
use crate::api::credentials::Credentials;
use crate::config::Loaded;
use crate::host::Host;
use crate::secret::Secret;

/// The prefixes, the one that wins first.
const PREFIXES: [&str; 3] = ["ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_"];

/// The first prefix under which there is a key.
pub(super) fn look(host: &Host, _: Option<&Loaded>) -> Result<Answer, IdentityError> {
    match all(host).next() {
        Some((_, identity)) => Ok(Answer::Have(Box::new(identity?))),
        None => Ok(Answer::NotHere(Looked::new(
            "the environment",
            "`ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` are not set, nor under the older \
             prefixes `ALIBABACLOUD_` and `ALICLOUD_`",
        ))),
    }
}

/// Every prefix under which there is a key or half a pair.
pub(super) fn all(
    host: &Host,
) -> impl Iterator<Item = (&'static str, Result<Identity, IdentityError>)> {
    PREFIXES
        .into_iter()
        .filter_map(|prefix| Some((prefix, under(host, prefix).transpose()?)))
}

/// The access key ID under a prefix.
pub(super) fn key_id(host: &Host, prefix: &str) -> Option<String> {
    host.var(&format!("{prefix}ACCESS_KEY_ID"))
        .map(str::to_owned)
}

fn under(host: &Host, prefix: &'static str) -> Result<Option<Identity>, IdentityError> {
    let name = |rest| format!("{prefix}{rest}");
    let (id, secret) = (name("ACCESS_KEY_ID"), name("ACCESS_KEY_SECRET"));
    let credentials = match (host.var(&id), host.var(&secret)) {
        (Some(id), Some(secret)) => Credentials {
            key_id: id.to_owned(),
            secret: Secret::new(secret.to_owned()),
            token: host
                .var(&name("SECURITY_TOKEN"))
                .map(|token| Secret::new(token.to_owned())),
        },
        // A token by itself is what a script leaves behind that unset the keys.
        (None, None) => return Ok(None),
        (Some(_), None) => return Err(half(id, secret)),
        (None, Some(_)) => return Err(half(secret, id)),
    };
    let source = IdentitySource::Environment { prefix };
    Ok(Some(Identity::bare(credentials, source)))
}

fn half(set: String, missing: String) -> IdentityError {
    IdentityError::HalfPair { set, missing }
}
