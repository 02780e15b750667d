//! What is answered in place of the truth.

use serde_json::{Value, json};

use super::{DrawnFaults, FaultKind};
use crate::sandbox::action::Action;
use crate::sandbox::refusal::Refusal;

/// What a gateway says when nobody behind it answers.
pub const GATEWAY: &str = "<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n<hr><center>Tengine</center>\r\n</body>\r\n</html>\r\n";

/// What a network says that wants a login first.
pub const PORTAL: &str = "<!DOCTYPE html>\n<html><head><title>Network login</title></head>\n<body><h1>Welcome</h1><p>Log in to use this network.</p></body></html>\n";

/// Refusals, those first that the service gives first: who asks, whether they may, how often.
const REFUSALS: [FaultKind; 5] = [
    FaultKind::ExpiredToken,
    FaultKind::Denied,
    FaultKind::Throttle,
    FaultKind::ThrottleBare,
    FaultKind::Http500,
];

/// How a request is refused that met one of the faults that refuse, and which.
pub fn refusal(drawn: &DrawnFaults, action: &Action) -> Option<(FaultKind, Refusal)> {
    let kind = drawn.first(&REFUSALS)?;
    let refusal = match kind {
        FaultKind::ExpiredToken => Refusal::token_expired(),
        FaultKind::Denied => Refusal {
            denied: Some(Box::new(denied(action))),
            ..Refusal::forbidden()
        },
        FaultKind::Throttle => Refusal {
            headers: headers(drawn.choice),
            ..throttled(drawn.choice)
        },
        FaultKind::ThrottleBare => throttled(drawn.choice),
        _ => Refusal::internal_error(),
    };
    Some((kind, refusal))
}

fn denied(action: &Action) -> Value {
    json!({
        "AuthAction": format!("{}:{}", action.service.0, action.name),
        "AuthPrincipalType": "SubUser",
        "AuthPrincipalOwnerId": "1234567890123456",
        "AuthPrincipalDisplayName": "200000000000000001",
        "NoPermissionType": "ImplicitDeny",
        "PolicyType": "AccountLevelIdentityBasedPolicy",
        "EncodedDiagnosticMessage": "AQEAAAAAaHVudGVyMg==",
    })
}

fn throttled(choice: u64) -> Refusal {
    match choice % 3 {
        0 => Refusal::throttled(),
        1 => Refusal::throttled_user(),
        _ => Refusal::throttled_api(),
    }
}

/// The newer header, one of the older two, or both of them, of which the longer counts.
fn headers(choice: u64) -> Vec<(&'static str, String)> {
    let wait = 500 + choice / 9 % 2500;
    let limit = |wait: u64| format!("Limit:1,Remain:0,TimeLeft:{wait},Reset:{}", wait / 1000);
    match choice / 3 % 3 {
        0 => vec![("x-acs-retry-after", wait.to_string())],
        1 => vec![("x-ratelimit-user-api", limit(wait))],
        _ => vec![
            ("x-ratelimit-user", limit(wait / 2)),
            ("x-ratelimit-user-api", limit(wait)),
        ],
    }
}
