//! What gives out keys to whoever is on the machine: the metadata of an instance, and a credentials URI.

use hyper::Method;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::issued::{Issuer, Keys};
use crate::host::Random;
use crate::sandbox::call::Call;
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

/// The role of the instance that the sandbox plays.
const ROLE: &str = "sandbox-role";

const SESSION: &str = "/latest/api/token";
const ROLES: &str = "/latest/meta-data/ram/security-credentials/";
const URI: &str = "/credentials";

/// The one session token: whoever has asked for it may go on.
const TOKEN: &str = "sandbox-metadata-session";

/// How long such keys are good.
const LENGTH: SignedDuration = SignedDuration::from_hours(1);

/// Whether a path is none of the API's, but one of these.
pub fn is_path(path: &str) -> bool {
    path == SESSION || path == URI || path.starts_with(ROLES)
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    code: &'static str,
    #[serde(flatten)]
    keys: Keys,
}

/// Answers one of these paths.
pub fn answer(
    call: &Call,
    issuer: &Issuer,
    random: &Random,
    now: Timestamp,
) -> Result<Page, Refusal> {
    let path = call.path.as_str();
    if path == SESSION {
        let lifetime = call.header("x-aliyun-ecs-metadata-token-ttl-seconds");
        return match lifetime.filter(|_| call.method == Method::PUT) {
            Some(_) => Ok(text(TOKEN)),
            None => Err(Refusal::missing("X-aliyun-ecs-metadata-token-ttl-seconds")),
        };
    }
    if call.method != Method::GET {
        let message = "This http method is not supported. Use GET.";
        return Err(Refusal::new(405, "UnsupportedHTTPMethod", message));
    }
    let session = call.header("x-aliyun-ecs-metadata-token");
    if path != URI && session.is_some_and(|session| session != TOKEN) {
        let message = "The metadata session is not known.";
        return Err(Refusal::new(401, "InvalidToken", message));
    }
    match path.strip_prefix(ROLES) {
        Some("") => Ok(text(ROLE)),
        Some(role) if role != ROLE => {
            let message = "The instance has no such role.";
            Err(Refusal::new(404, "InvalidRole.NotFound", message))
        }
        _ => {
            let body = Body {
                code: "Success",
                keys: issuer.issue(random, now, LENGTH),
            };
            // Texts and nothing else: this cannot fail.
            Ok(page(serde_json::to_vec(&body).unwrap_or_default()))
        }
    }
}

fn text(text: &str) -> Page {
    page(text.as_bytes().to_vec())
}

fn page(body: Vec<u8>) -> Page {
    Page::whole(body, 0)
}
