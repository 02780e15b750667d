//! From what a profile says to how its keys are come by, or to what it lacks.

use std::path::PathBuf;

use super::{Method, Role};
use crate::api::credentials::Credentials;
use crate::api::endpoint::{Endpoint, EndpointError, check_region};
use crate::config::{MODES, Profile};
use crate::host::Host;
use crate::identity::{IdentityError, IdentitySource, words};
use crate::nearest::nearest;
use crate::secret::Secret;

/// The name of a session where nobody gave one.
const SESSION: &str = "invq";

/// The shortest session that STS gives, in seconds.
const SHORTEST: u32 = 900;

/// What another profile of the same file is to a chain that begins with it.
pub(in crate::identity) enum Sibling {
    /// A profile to be read as this one is.
    Profile(Box<Profile>, IdentitySource),
    /// Keys that its own tool came by.
    Ready(Method),
}

/// The file that a profile stands in, and the machine around it.
pub(in crate::identity) struct Surroundings<'s> {
    pub host: &'s Host,
    /// Another profile of the same file.
    pub sibling: &'s dyn Fn(&str) -> Result<Sibling, IdentityError>,
}

impl Surroundings<'_> {
    /// Reads what a profile says.
    pub fn method(&self, profile: &Profile, of: &IdentitySource) -> Result<Method, IdentityError> {
        self.chained(profile, of, &mut vec![of.clone()])
    }

    /// The same, with the profiles that led here.
    fn chained(
        &self,
        profile: &Profile,
        of: &IdentitySource,
        led_here: &mut Vec<IdentitySource>,
    ) -> Result<Method, IdentityError> {
        match mode(profile) {
            "AK" if profile.security_token.is_some() => {
                Err(IdentityError::TokenWithoutUse { of: of.clone() })
            }
            "AK" => Ok(Method::Fixed(keys(profile, of, "AK")?)),
            "StsToken" => {
                let fixed = keys(profile, of, "StsToken")?;
                needed(
                    profile.security_token.as_ref(),
                    "security_token",
                    of,
                    "StsToken",
                )?;
                Ok(Method::Fixed(fixed))
            }
            "RamRoleArn" => Ok(Method::AssumeRole {
                base: Box::new(Method::Fixed(keys(profile, of, "RamRoleArn")?)),
                role: role(profile, of, "RamRoleArn")?,
            }),
            "ChainableRamRoleArn" => {
                let mode = "ChainableRamRoleArn";
                let name = needed(profile.source_profile.as_ref(), "source_profile", of, mode)?;
                let role = role(profile, of, mode)?;
                let (source, its_place) = match (self.sibling)(name)? {
                    Sibling::Profile(source, its_place) => (source, its_place),
                    Sibling::Ready(method) => {
                        let base = Box::new(method);
                        return Ok(Method::AssumeRole { base, role });
                    }
                };
                let looped = led_here.contains(&its_place);
                led_here.push(its_place.clone());
                if looped {
                    return Err(IdentityError::Loop {
                        way: led_here.clone(),
                    });
                }
                let base = Box::new(self.chained(&source, &its_place, led_here)?);
                Ok(Method::AssumeRole { base, role })
            }
            "OIDC" => self.oidc(profile, of),
            "EcsRamRole" => self.metadata(profile, of),
            // The vendor's older spelling of a chain that begins at the metadata.
            "RamRoleArnWithRoleName" => Ok(Method::AssumeRole {
                base: Box::new(self.metadata(profile, of)?),
                role: role(profile, of, "RamRoleArnWithRoleName")?,
            }),
            "CredentialsURI" => uri(profile, of),
            "External" => command(profile, of),
            other => Err(IdentityError::UnknownMode {
                of: of.clone(),
                mode: other.to_owned(),
                known: &MODES,
                suggestion: nearest(other, MODES),
            }),
        }
    }

    fn oidc(&self, profile: &Profile, of: &IdentitySource) -> Result<Method, IdentityError> {
        let mode = "OIDC";
        let arn = needed(
            profile.oidc_provider_arn.as_ref(),
            "oidc_provider_arn",
            of,
            mode,
        )?;
        let file = needed(
            profile.oidc_token_file.as_ref(),
            "oidc_token_file",
            of,
            mode,
        )?;
        Ok(Method::Oidc {
            provider_arn: arn.clone(),
            token_file: at_home(self.host, file),
            role: role(profile, of, mode)?,
        })
    }

    fn metadata(&self, profile: &Profile, of: &IdentitySource) -> Result<Method, IdentityError> {
        if is_true(self.host, METADATA_OFF) {
            return Err(IdentityError::MetadataOff { of: of.clone() });
        }
        Ok(Method::Metadata {
            role_name: profile.role_name.clone(),
            v1: metadata_v1(self.host, profile.metadata_v1),
        })
    }
}

/// The variable that switches the metadata off.
pub(in crate::identity) const METADATA_OFF: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";

/// Whether a variable says yes, in the way the vendor's tools read it.
pub(in crate::identity) fn is_true(host: &Host, variable: &str) -> bool {
    host.var(variable)
        .is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
}

/// Whether metadata may be asked without a session token: the profile allows it, or the variable that forbids it is
/// there and says that it does not. Forbidding wins.
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

/// A path with `~/` at its beginning for the home directory.
pub(in crate::identity) fn at_home(host: &Host, path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), &host.home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => path.into(),
    }
}

/// The mode of a profile: the one that it names, else what its keys say.
pub(in crate::identity) fn mode(profile: &Profile) -> &str {
    match &profile.mode {
        Some(mode) => mode,
        None if profile.security_token.is_some() => "StsToken",
        None => "AK",
    }
}

fn keys(
    profile: &Profile,
    of: &IdentitySource,
    mode: &'static str,
) -> Result<Credentials, IdentityError> {
    let id = needed(profile.access_key_id.as_ref(), "access_key_id", of, mode)?;
    let secret = needed(
        profile.access_key_secret.as_ref(),
        "access_key_secret",
        of,
        mode,
    )?;
    Ok(Credentials {
        key_id: id.clone(),
        secret: secret.clone(),
        token: profile.security_token.clone(),
        expires: None,
    })
}

fn role(profile: &Profile, of: &IdentitySource, mode: &'static str) -> Result<Role, IdentityError> {
    let arn = needed(profile.role_arn.as_ref(), "role_arn", of, mode)?;
    if profile.duration_seconds.is_some_and(|it| it < SHORTEST) {
        let problem = format!("must be at least {SHORTEST}");
        return Err(bad(of, "duration_seconds", problem));
    }
    Ok(Role {
        arn: arn.clone(),
        session: profile
            .role_session_name
            .clone()
            .unwrap_or(SESSION.to_owned()),
        external_id: profile.external_id.clone(),
        policy: profile.policy.clone(),
        seconds: profile.duration_seconds,
        sts: sts(profile, of)?,
    })
}

fn sts(profile: &Profile, of: &IdentitySource) -> Result<Endpoint, IdentityError> {
    let refuse = |key, error: EndpointError| bad(of, key, error.to_string());
    if let Some(text) = &profile.sts_endpoint {
        return Endpoint::parse(text).map_err(|error| refuse("sts_endpoint", error));
    }
    let host = match &profile.sts_region {
        Some(region) => {
            check_region(region).map_err(|error| refuse("sts_region", error))?;
            format!("sts.{region}.aliyuncs.com")
        }
        None => "sts.aliyuncs.com".to_owned(),
    };
    Endpoint::parse(&host).map_err(|error| refuse("sts_region", error))
}

fn uri(profile: &Profile, of: &IdentitySource) -> Result<Method, IdentityError> {
    let key = "credentials_uri";
    let uri = needed(profile.credentials_uri.as_ref(), key, of, "CredentialsURI")?;
    let (scheme, rest) = match uri.expose().split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), uri.expose()),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let endpoint = Endpoint::parse(&format!("{scheme}{authority}"))
        .map_err(|error| bad(of, key, unquoted(&error)))?;
    let path = path.split('#').next().unwrap_or_default();
    Ok(Method::Uri {
        endpoint,
        path: Secret::new(path.strip_prefix('/').unwrap_or(path).to_owned()),
    })
}

/// What is wrong with the address of a URI that may hold a password. With a `/` in it, its beginning looks like a port.
fn unquoted(error: &EndpointError) -> String {
    let problem = match error {
        EndpointError::Scheme { .. } => "cannot be reached: only https can",
        EndpointError::Host { .. } => "holds no host name or address",
        EndpointError::Port { .. } => "has something behind its host that is not a port",
        other => return other.to_string(),
    };
    problem.to_owned()
}

fn command(profile: &Profile, of: &IdentitySource) -> Result<Method, IdentityError> {
    let key = "process_command";
    let command = needed(profile.process_command.as_ref(), key, of, "External")?;
    let words = words::split(command.expose(), cfg!(windows));
    let words = words.map_err(|problem| bad(of, key, problem.to_owned()))?;
    Ok(Method::Command {
        words: words.into_iter().map(Secret::new).collect(),
    })
}

pub(in crate::identity) fn bad(
    of: &IdentitySource,
    key: &'static str,
    problem: String,
) -> IdentityError {
    IdentityError::BadValue {
        of: of.clone(),
        key,
        problem,
    }
}

fn needed<'p, T>(
    value: Option<&'p T>,
    key: &'static str,
    of: &IdentitySource,
    mode: &'static str,
) -> Result<&'p T, IdentityError> {
    value.ok_or_else(|| IdentityError::MissingKey {
        of: of.clone(),
        key,
        mode,
    })
}
