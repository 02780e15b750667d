//! From a profile's mode to where its credentials come from, or to what it lacks. Nothing is requested here.

use super::candidate::{Candidate, Candidates, bad_value};
use super::environment::{METADATA_OFF, is_true};
use super::method::{CredentialMethod, Role};
use super::source::IdentitySource;
use super::words;
use crate::api::credentials::Credentials;
use crate::api::endpoint::{Endpoint, EndpointError, check_region};
use crate::config::{self, MODES, Profile, SetupError};
use crate::host::Host;
use crate::nearest::did_you_mean;
use crate::secret::Secret;

/// The name of a session if nobody gave one.
const SESSION: &str = "invq";

const EXAMPLE: &str = "config.example.toml shows what each mode needs";

/// The shortest session that STS gives, in seconds.
const SHORTEST: u32 = 900;

/// The mode of a profile: the one that it names, else what its keys say.
pub(super) fn mode(profile: &Profile) -> &str {
    match &profile.mode {
        Some(mode) => mode,
        None if profile.security_token.is_some() => "StsToken",
        None => "AK",
    }
}

/// Where the credentials of a profile come from. `all` are the profiles of its file, `chain` those that led to this one.
pub(super) fn method<'c>(
    host: &Host,
    all: &'c Candidates,
    candidate: &'c Candidate,
    chain: &mut Vec<&'c IdentitySource>,
) -> Result<CredentialMethod, SetupError> {
    let of = &candidate.source;
    let looped = chain.contains(&of);
    chain.push(of);
    if looped {
        let names: Vec<&str> = chain.iter().map(|source| source.name.as_str()).collect();
        return Err(SetupError::new(
            format!("profiles lead round in a circle: {}", names.join(" → ")),
            "the first profile of a chain needs keys of its own, in another mode",
        ));
    }
    if let Some(known) = &candidate.known {
        return known.clone();
    }
    let profile = &candidate.profile;
    let mode = mode(profile);
    let it = ProfileReader {
        host,
        profile,
        of,
        mode,
    };
    let assume = |base, role| CredentialMethod::AssumeRole {
        base: Box::new(base),
        role,
    };
    match mode {
        "AK" if profile.security_token.is_some() => {
            let message = format!(
                "{of} has a `security_token`, which the mode AK does not use; temporary keys have the mode StsToken"
            );
            Err(SetupError::new(message, EXAMPLE))
        }
        "AK" => it.keys(),
        "StsToken" => {
            let keys = it.keys()?;
            it.needed("security_token", profile.security_token.as_ref())?;
            Ok(keys)
        }
        "RamRoleArn" => Ok(assume(it.keys()?, it.role()?)),
        "ChainableRamRoleArn" => {
            let name = it.needed("source_profile", profile.source_profile.as_ref())?;
            let role = it.role()?;
            Ok(assume(method(host, all, all.find(name)?, chain)?, role))
        }
        "OIDC" => it.oidc(),
        "EcsRamRole" => it.metadata(),
        // The vendor's older spelling of a chain that begins at the metadata.
        "RamRoleArnWithRoleName" => Ok(assume(it.metadata()?, it.role()?)),
        "CredentialsURI" => it.uri(),
        "External" => it.command(),
        other => {
            let [modes @ .., last] = &MODES;
            let modes = modes.join(", ");
            let message =
                format!("{of} has the mode \"{other}\"; this version knows {modes} and {last}");
            Err(SetupError::new(
                message,
                did_you_mean(other, MODES).unwrap_or_default(),
            ))
        }
    }
}

/// The endpoint of STS for a profile.
///
/// # Errors
///
/// When the profile names one that cannot be.
pub fn sts_endpoint(of: &IdentitySource, profile: &Profile) -> Result<Endpoint, SetupError> {
    let (key, host) = match (&profile.sts_endpoint, &profile.sts_region) {
        (Some(text), _) => ("sts_endpoint", Ok(text.clone())),
        (None, Some(region)) => {
            let host = check_region(region).map(|()| format!("sts.{region}.aliyuncs.com"));
            ("sts_region", host)
        }
        (None, None) => ("sts_region", Ok("sts.aliyuncs.com".to_owned())),
    };
    host.and_then(|host| Endpoint::parse(&host))
        .map_err(|error| bad_value(of, key, &error.to_string()))
}

/// Reads what a mode needs out of a profile.
struct ProfileReader<'r> {
    host: &'r Host,
    profile: &'r Profile,
    of: &'r IdentitySource,
    mode: &'r str,
}

impl<'r> ProfileReader<'r> {
    fn needed<T>(&self, key: &str, value: Option<&'r T>) -> Result<&'r T, SetupError> {
        value.ok_or_else(|| {
            let (of, mode) = (self.of, self.mode);
            let message = format!("{of} has no `{key}`, which the mode {mode} needs");
            SetupError::new(message, EXAMPLE)
        })
    }

    fn bad(&self, key: &str, problem: &dyn ToString) -> SetupError {
        bad_value(self.of, key, &problem.to_string())
    }

    fn keys(&self) -> Result<CredentialMethod, SetupError> {
        let profile = self.profile;
        let id = self.needed("access_key_id", self.profile.access_key_id.as_ref())?;
        let secret = self.needed("access_key_secret", self.profile.access_key_secret.as_ref())?;
        Ok(CredentialMethod::Fixed(Credentials {
            key_id: id.clone(),
            secret: secret.clone(),
            token: profile.security_token.clone(),
            expires: None,
        }))
    }

    fn role(&self) -> Result<Role, SetupError> {
        let profile = self.profile;
        let arn = self.needed("role_arn", self.profile.role_arn.as_ref())?;
        if profile.duration_seconds.is_some_and(|it| it < SHORTEST) {
            let problem = format!("must be at least {SHORTEST}");
            return Err(self.bad("duration_seconds", &problem));
        }
        let session = profile.role_session_name.as_deref();
        Ok(Role {
            arn: arn.clone(),
            session: session.unwrap_or(SESSION).to_owned(),
            external_id: profile.external_id.clone(),
            policy: profile.policy.clone(),
            seconds: profile.duration_seconds,
            sts: sts_endpoint(self.of, profile)?,
        })
    }

    fn oidc(&self) -> Result<CredentialMethod, SetupError> {
        let arn = self.needed("oidc_provider_arn", self.profile.oidc_provider_arn.as_ref())?;
        let file = self.needed("oidc_token_file", self.profile.oidc_token_file.as_ref())?;
        Ok(CredentialMethod::Oidc {
            provider_arn: arn.clone(),
            token_file: config::at_home(self.host, file),
            role: self.role()?,
        })
    }

    fn metadata(&self) -> Result<CredentialMethod, SetupError> {
        if is_true(self.host, METADATA_OFF) {
            return Err(SetupError::new(
                format!(
                    "{} has the mode EcsRamRole, and `{METADATA_OFF}` forbids it",
                    self.of
                ),
                "unset the variable, or choose another profile",
            ));
        }
        Ok(CredentialMethod::Metadata {
            role_name: self.profile.role_name.clone(),
            v1: metadata_v1(self.host, self.profile.metadata_v1),
        })
    }

    fn uri(&self) -> Result<CredentialMethod, SetupError> {
        let key = "credentials_uri";
        let uri = self
            .needed(key, self.profile.credentials_uri.as_ref())?
            .expose();
        let start = uri.find("://").map_or(0, |colon| colon + 3);
        let rest = uri.get(start..).unwrap_or_default();
        let end = rest.find(['/', '?', '#']).map(|end| start + end);
        let (server, path) = uri
            .split_at_checked(end.unwrap_or(uri.len()))
            .unwrap_or((uri, ""));
        let endpoint = Endpoint::parse(server).map_err(|error| self.bad(key, &unquoted(&error)))?;
        let path = path.split('#').next().unwrap_or_default();
        Ok(CredentialMethod::Uri {
            endpoint,
            path: Secret::new(path.strip_prefix('/').unwrap_or(path).to_owned()),
        })
    }

    fn command(&self) -> Result<CredentialMethod, SetupError> {
        let key = "process_command";
        let command = self.needed(key, self.profile.process_command.as_ref())?;
        let words = words::split(command.expose(), cfg!(windows));
        let words = words.map_err(|problem| self.bad(key, &problem))?;
        Ok(CredentialMethod::Command {
            words: words.into_iter().map(Secret::new).collect(),
        })
    }
}

/// Whether the metadata may be asked without a session token: the profile allows it, or the variable that forbids it is
/// set to "no". Forbidding wins.
fn metadata_v1(host: &Host, allowed: Option<bool>) -> bool {
    let variables = [
        "ALIBABA_CLOUD_IMDSV1_DISABLED",
        "ALIBABA_CLOUD_IMDSV1_DISABLE",
    ];
    let forbidden = variables.iter().any(|name| is_true(host, name));
    let not_forbidden = || {
        let mut values = variables.iter().filter_map(|name| host.var(name));
        values.any(|value| value.eq_ignore_ascii_case("false") || value == "0")
    };
    !forbidden && allowed.unwrap_or_else(not_forbidden)
}

/// What is wrong with the server of a URI, without quoting it: it may hold a password, whose beginning looks like a port if
/// there is a `/` in it.
fn unquoted(error: &EndpointError) -> String {
    let problem = match error {
        EndpointError::Scheme { .. } => "cannot be reached: only https can",
        EndpointError::Host { .. } => "holds no host name or address",
        EndpointError::Port { .. } => "has something behind its host that is not a port",
        other => return other.to_string(),
    };
    problem.to_owned()
}
