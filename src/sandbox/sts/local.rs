//! What gives out keys to whoever is on the machine: the metadata of an instance, and a credentials URI.

use hyper::Method;
use jiff::{SignedDuration, Timestamp};

use super::paths::{ROLES, SESSION, URI};
use crate::host::Random;
use crate::sandbox::call::Call;
use crate::sandbox::keys::Keys;
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

/// The role of the instance that the sandbox plays.
const ROLE: &str = "sandbox-role";

/// The one session token: whoever has asked for it may go on.
const TOKEN: &str = "sandbox-metadata-session";

/// How long such keys are good.
const LENGTH: SignedDuration = SignedDuration::from_hours(1);

/// Answers one of these paths.
pub fn answer(call: &Call, keys: &Keys, random: &Random, now: Timestamp) -> Result<Page, Refusal> {
    let path = call.path.as_str();
    if path == SESSION {
        let lifetime = call.header("x-aliyun-ecs-metadata-token-ttl-seconds");
        return match lifetime.filter(|_| call.method == Method::PUT) {
            Some(_) => Ok(text(TOKEN)),
            None => Err(Refusal::missing("X-aliyun-ecs-metadata-token-ttl-seconds")),
        };
    }
    if call.method != Method::GET {
        return Err(Refusal::metadata_method());
    }
    let session = call.header("x-aliyun-ecs-metadata-token");
    if path != URI && session.is_some_and(|session| session != TOKEN) {
        return Err(Refusal::no_such_session());
    }
    match path.strip_prefix(ROLES) {
        Some("") => Ok(text(ROLE)),
        Some(role) if role != ROLE => Err(Refusal::no_such_role()),
        _ => {
            let mut answer = keys.issue(random, now, LENGTH);
            if let Some(answer) = answer.as_object_mut() {
                answer.insert("Code".to_owned(), "Success".into());
            }
            Ok(Page::json(&answer))
        }
    }
}

fn text(text: &str) -> Page {
    Page::whole(text.as_bytes().to_vec())
}
