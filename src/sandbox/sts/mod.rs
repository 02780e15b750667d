//! STS: `AssumeRole` for those who have keys, `AssumeRoleWithOIDC` for those who have a token of somebody else.
//!
//! Beside it, what gives out such keys without being asked for a role: an instance's metadata and a credentials URI.

mod issued;
mod local;

use jiff::SignedDuration;
use serde_json::json;

use super::log::Request;
use super::page::Page;
use super::params::{Params, is_among};
use super::refusal::Refusal;
use crate::host::Random;

pub use issued::Issuer;
pub use local::{answer as local_answer, is_path as is_local_path};

/// The version of STS's API.
pub const VERSION: &str = "2015-04-01";

/// The parameters that both actions have, and those of the action that takes somebody else's token.
const PARAMETERS: &str = "RoleArn RoleSessionName DurationSeconds Policy";
const OF_KEYS: &str = "ExternalId";
const OF_OIDC: &str = "OIDCProviderArn OIDCToken";

/// The parameters that may stand in a log.
pub const LOGGABLE: &str = "RoleArn RoleSessionName DurationSeconds OIDCProviderArn";

/// How long a session lasts unless it is said, and the shortest and the longest, in seconds.
const USUAL: i64 = 3600;
const SHORTEST: i64 = 900;
const LONGEST: i64 = 43_200;

/// Whether the action needs a signature.
pub fn is_signed(action: &str) -> bool {
    action != "AssumeRoleWithOIDC"
}

/// Answers a request whose signature, where it needs one, has been checked.
pub fn answer(
    request: &Request,
    params: &Params,
    issuer: &Issuer,
    random: &Random,
) -> Result<Page, Refusal> {
    let action = request.action.as_str();
    let own = match action {
        "AssumeRole" => OF_KEYS,
        "AssumeRoleWithOIDC" => OF_OIDC,
        _ => return Err(Refusal::no_such_action()),
    };
    let is_known = |name: &str| is_among(PARAMETERS, name) || is_among(own, name);
    params.check_names(action, is_known)?;
    if own == OF_OIDC {
        needed(params, "OIDCProviderArn")?;
        needed(params, "OIDCToken")?;
    }
    let arn = needed(params, "RoleArn")?;
    let session = needed(params, "RoleSessionName")?;
    let role = role_name(&arn)?;
    let seconds = seconds(params)?;
    let keys = issuer.issue(random, request.at, SignedDuration::from_secs(seconds));
    let account = arn.split(":role/").next().unwrap_or_default();
    Ok(Page::json(&json!({
        "RequestId": request.request_id,
        "AssumedRoleUser": {
            "Arn": format!("{account}:assumed-role/{role}/{session}"),
            "AssumedRoleId": format!("300000000000000000:{session}"),
        },
        "Credentials": keys,
    })))
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
