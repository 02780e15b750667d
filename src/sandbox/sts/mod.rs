//! STS: `AssumeRole` for those who have keys, `AssumeRoleWithOIDC` for those who have a token of somebody else.
//!
//! Beside it, what gives out such keys without being asked for a role: an instance's metadata and a credentials URI.

mod issued;
mod local;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::page::Page;
use super::params::Params;
use super::refusal::Refusal;
use crate::host::Random;

pub use issued::{Issuer, Keys};
pub use local::{answer as local_answer, is_path as is_local_path};

/// The version of STS's API.
pub const VERSION: &str = "2015-04-01";

/// The actions, each with its own parameters.
const ASSUME_ROLE: (&str, &[&str]) = (
    "AssumeRole",
    &[
        "RoleArn",
        "RoleSessionName",
        "DurationSeconds",
        "Policy",
        "ExternalId",
    ],
);
const WITH_OIDC: (&str, &[&str]) = (
    "AssumeRoleWithOIDC",
    &[
        "RoleArn",
        "RoleSessionName",
        "DurationSeconds",
        "Policy",
        "OIDCProviderArn",
        "OIDCToken",
    ],
);

/// How long a session lasts unless it is said, and the shortest and the longest, in seconds.
const USUAL: i64 = 3600;
const SHORTEST: i64 = 900;
const LONGEST: i64 = 43_200;

/// Whether a parameter of either action may stand in a log.
pub fn is_loggable(name: &str) -> bool {
    [
        "RoleArn",
        "RoleSessionName",
        "DurationSeconds",
        "OIDCProviderArn",
    ]
    .contains(&name)
}

/// Whether the action needs a signature.
pub fn is_signed(action: &str) -> bool {
    action != WITH_OIDC.0
}

/// Answers a request whose signature, where it needs one, has been checked.
pub fn answer(
    action: &str,
    params: &Params,
    issuer: &Issuer,
    random: &Random,
    now: Timestamp,
    request_id: &str,
) -> Result<Page, Refusal> {
    match action {
        "AssumeRole" => params.check_names(action, |name| ASSUME_ROLE.1.contains(&name))?,
        "AssumeRoleWithOIDC" => {
            params.check_names(action, |name| WITH_OIDC.1.contains(&name))?;
            needed(params, "OIDCProviderArn")?;
            needed(params, "OIDCToken")?;
        }
        _ => {
            let message = "Specified api is not found, please check your url and method.";
            return Err(Refusal::new(404, "InvalidAction.NotFound", message));
        }
    }
    let arn = needed(params, "RoleArn")?;
    let session = needed(params, "RoleSessionName")?;
    let role = role_name(&arn)?;
    let seconds = seconds(params)?;
    let keys = issuer.issue(random, now, SignedDuration::from_secs(seconds));
    let body = Body {
        request_id,
        assumed_role_user: User {
            arn: &format!(
                "{}:assumed-role/{role}/{session}",
                arn.split(":role/").next().unwrap_or_default()
            ),
            assumed_role_id: &format!("300000000000000000:{session}"),
        },
        credentials: keys,
    };
    // Texts and nothing else: this cannot fail.
    let body = serde_json::to_vec(&body).unwrap_or_default();
    Ok(Page::whole(body, 0))
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    request_id: &'a str,
    assumed_role_user: User<'a>,
    credentials: Keys,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct User<'a> {
    arn: &'a str,
    assumed_role_id: &'a str,
}

fn needed(params: &Params, name: &str) -> Result<String, Refusal> {
    params.text(name)?.ok_or_else(|| Refusal::missing(name))
}

fn role_name(arn: &str) -> Result<&str, Refusal> {
    let rest = arn.strip_prefix("acs:ram::");
    let parts = rest.and_then(|rest| rest.split_once(":role/"));
    let good = |(account, role): &(&str, &str)| {
        !account.is_empty() && account.bytes().all(|b| b.is_ascii_digit()) && !role.is_empty()
    };
    match parts.filter(good) {
        Some((_, role)) => Ok(role),
        None => Err(Refusal::invalid(
            "RoleArn",
            "It is acs:ram::ACCOUNT:role/NAME.",
        )),
    }
}

fn seconds(params: &Params) -> Result<i64, Refusal> {
    let Some(text) = params.text("DurationSeconds")? else {
        return Ok(USUAL);
    };
    let seconds: Option<i64> = text.parse().ok();
    let seconds = seconds.filter(|seconds| (SHORTEST..=LONGEST).contains(seconds));
    seconds.ok_or_else(|| {
        let rule = format!("It is a number from {SHORTEST} to {LONGEST}.");
        Refusal::invalid("DurationSeconds", &rule)
    })
}
