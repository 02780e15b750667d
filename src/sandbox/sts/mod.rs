//! STS: `AssumeRole` and `GetCallerIdentity` for those who have keys, `AssumeRoleWithOIDC` for those who have a token of
//! somebody else.
//!
//! Beside it, what gives out such keys without being asked for a role: an instance's metadata and a credentials URI.

mod local;
mod paths;

use jiff::SignedDuration;
use serde_json::json;

use super::keys::Keys;
use super::log::Request;
use super::page::Page;
use super::params::{Parameters, Params};
use super::refusal::Refusal;
use crate::host::Random;

pub use local::answer as local_answer;
pub use paths::is_path as is_local_path;

/// The version of STS's API.
pub const VERSION: &str = "2015-04-01";

/// The action that takes somebody else's token, and no signature.
const WITH_OIDC: &str = "AssumeRoleWithOIDC";

/// The action that says whose the keys are, and the account that they are of.
const CALLER: &str = "GetCallerIdentity";
const ACCOUNT: &str = "1000000000000001";

/// The parameters that may stand in a log.
pub const LOGGABLE: &str = "RoleArn RoleSessionName DurationSeconds OIDCProviderArn";

/// How long a session lasts unless it is said, and the shortest and the longest, in seconds.
const USUAL: usize = 3600;
const SHORTEST: usize = 900;
const LONGEST: usize = 43_200;

/// Whether the action needs a signature.
pub fn is_signed(action: &str) -> bool {
    action != WITH_OIDC
}

/// Answers a request whose signature, where it needs one, has been checked.
pub fn answer(
    request: &Request,
    params: &Params,
    keys: &Keys,
    random: &Random,
) -> Result<Page, Refusal> {
    let action = request.action.as_str();
    let texts = match action {
        CALLER => "",
        "AssumeRole" => "RoleArn RoleSessionName DurationSeconds Policy ExternalId",
        WITH_OIDC => "RoleArn RoleSessionName DurationSeconds Policy OIDCProviderArn OIDCToken",
        _ => return Err(Refusal::no_such_action()),
    };
    let parameters = Parameters {
        texts,
        booleans: "",
        words: &[],
        others: "",
    };
    params.check(action, &parameters)?;
    if action == CALLER {
        return Ok(Page::json(&json!({
            "RequestId": request.request_id,
            "AccountId": ACCOUNT,
            "Arn": format!("acs:ram::{ACCOUNT}:root"),
            "IdentityType": "Account",
            "PrincipalId": ACCOUNT,
            "UserId": ACCOUNT,
        })));
    }
    if action == WITH_OIDC {
        params.needed("OIDCProviderArn")?;
        params.needed("OIDCToken")?;
    }
    let arn = params.needed("RoleArn")?;
    let session = params.needed("RoleSessionName")?;
    let (account, role) = account_and_role(arn)?;
    let seconds = params.number("DurationSeconds", SHORTEST..=LONGEST, || {
        let bounds = format!("It is a number from {SHORTEST} to {LONGEST}.");
        Refusal::invalid("DurationSeconds", &bounds)
    })?;
    let length = i64::try_from(seconds.unwrap_or(USUAL)).unwrap_or_default();
    let length = SignedDuration::from_secs(length);
    Ok(Page::json(&json!({
        "RequestId": request.request_id,
        "AssumedRoleUser": {
            "Arn": format!("acs:ram::{account}:assumed-role/{role}/{session}"),
            "AssumedRoleId": format!("300000000000000000:{session}"),
        },
        "Credentials": keys.issue(random, request.at, length),
    })))
}

fn account_and_role(arn: &str) -> Result<(&str, &str), Refusal> {
    let rest = arn.strip_prefix("acs:ram::");
    let parts = rest.and_then(|rest| rest.split_once(":role/"));
    let good = |(account, role): &(&str, &str)| {
        !account.is_empty() && account.bytes().all(|b| b.is_ascii_digit()) && !role.is_empty()
    };
    let rule = "It is acs:ram::ACCOUNT:role/NAME.";
    parts
        .filter(good)
        .ok_or_else(|| Refusal::invalid("RoleArn", rule))
}
