//! `OssOutputErrorCode` (product page): why an output could not be delivered to OSS.

/// Each code with a sentence.
pub const DELIVERY_ERRORS: [(&str, &str); 6] = [
    (
        "CloudAssistant.UnsupportedInvocationStatus",
        "a run with this status has no output to deliver",
    ),
    (
        "CloudAssistant.ClientNeedUpgrade",
        "the agent is too old to deliver: it must be newer than 2.2.4.1007 on Linux, 2.1.4.1007 on Windows",
    ),
    (
        "OSS.AccessDenied",
        "whoever ran the command may not write to that bucket",
    ),
    ("OSS.NoSuchBucket", "that bucket does not exist"),
    (
        "OSS.FileImmutable",
        "the bucket's data is protected and cannot be changed",
    ),
    (
        "OSS.InvalidObjectName",
        "the name for the object is missing, too long or malformed",
    ),
];

/// The sentence for a code.
#[must_use]
pub fn delivery_error(code: &str) -> Option<&'static str> {
    DELIVERY_ERRORS
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, sentence)| *sentence)
}
