//! Delivery of an output to OSS (product page, `OssOutputStatus` and `OssOutputErrorCode`).

use super::{Term, find, term};

/// `OssOutputStatus`.
pub const DELIVERY_STATUSES: [Term; 3] = [
    term(
        "InProgress",
        "the output is being delivered",
        "OssOutputUri is empty until it is there",
    ),
    term(
        "Finished",
        "the output was delivered",
        "OssOutputUri says where it lies: the whole of it, which the 24 KB of Output need not be",
    ),
    term(
        "Failed",
        "the output could not be delivered",
        "OssOutputErrorCode says why; the run itself may have gone well",
    ),
];

/// `OssOutputErrorCode`: why an output could not be delivered.
pub const DELIVERY_ERRORS: [Term; 6] = [
    term(
        "CloudAssistant.UnsupportedInvocationStatus",
        "a run with this status has no output to deliver",
        "",
    ),
    term(
        "CloudAssistant.ClientNeedUpgrade",
        "the agent is too old to deliver: it must be newer than 2.2.4.1007 on Linux, 2.1.4.1007 on Windows",
        "",
    ),
    term(
        "OSS.AccessDenied",
        "whoever ran the command may not write to that bucket",
        "",
    ),
    term("OSS.NoSuchBucket", "that bucket does not exist", ""),
    term(
        "OSS.FileImmutable",
        "the bucket's data is protected and cannot be changed",
        "",
    ),
    term(
        "OSS.InvalidObjectName",
        "the name for the object is missing, too long or malformed",
        "",
    ),
];

/// The sentence for a code.
#[must_use]
pub fn delivery_error(code: &str) -> Option<String> {
    find(&DELIVERY_ERRORS, code).map(Term::sentence)
}
