//! The service's error codes and what they mean. Decisions follow the code, never the HTTP status alone.

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceErrorKind {
    /// The key ID is not known.
    UnknownKey,
    /// The key is switched off.
    DisabledKey,
    /// The secret does not fit the key.
    WrongSecret,
    /// The security token is missing, malformed or belongs to another key.
    WrongToken,
    /// The security token has expired.
    ExpiredToken,
    /// Our clock and the service's are too far apart.
    Clock,
    /// The identity may not do this.
    Denied,
    /// No such region.
    UnknownRegion,
    /// The region does not offer this action.
    RegionWithoutApi,
    /// Too many requests.
    Throttled,
    /// The service has trouble of its own.
    Unavailable,
    /// The token to go on with is not accepted.
    BadNextToken,
    /// Anything else that was refused.
    Refused,
}

impl ServiceErrorKind {
    /// The kind in a word, for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::UnknownKey => "unknown-key",
            Self::DisabledKey => "disabled-key",
            Self::WrongSecret => "wrong-secret",
            Self::WrongToken => "wrong-token",
            Self::ExpiredToken => "expired-token",
            Self::Clock => "clock",
            Self::Denied => "denied",
            Self::UnknownRegion => "unknown-region",
            Self::RegionWithoutApi => "region-without-api",
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
            Self::BadNextToken => "bad-token",
            Self::Refused => "refused",
        }
    }
}

/// Codes with their kind; a `*` at the end stands for any ending, one at the start for any beginning. The first match
/// counts.
const TABLE: [(&str, ServiceErrorKind); 29] = [
    ("InvalidAccessKeyId.NotFound", ServiceErrorKind::UnknownKey),
    ("InvalidAccessKeyId.Inactive", ServiceErrorKind::DisabledKey),
    ("Forbidden.AccessKeyDisabled", ServiceErrorKind::DisabledKey),
    ("SignatureDoesNotMatch", ServiceErrorKind::WrongSecret),
    // A wrong secret has been answered with either of these two.
    ("IncompleteSignature", ServiceErrorKind::WrongSecret),
    (
        "InvalidSecurityToken.Expired",
        ServiceErrorKind::ExpiredToken,
    ),
    ("InvalidSecurityToken*", ServiceErrorKind::WrongToken),
    ("MissingSecurityToken", ServiceErrorKind::WrongToken),
    ("InvalidTimeStamp.Expired", ServiceErrorKind::Clock),
    ("Forbidden.RAM", ServiceErrorKind::Denied),
    ("Forbidden.NoPermission", ServiceErrorKind::Denied),
    ("NoPermission", ServiceErrorKind::Denied),
    ("InvalidRegionId.NotFound", ServiceErrorKind::UnknownRegion),
    (
        "RegionId.ApiNotSupported",
        ServiceErrorKind::RegionWithoutApi,
    ),
    ("InvalidParameter.NextToken", ServiceErrorKind::BadNextToken),
    ("Throttling*", ServiceErrorKind::Throttled),
    ("Rejected.Throttling*", ServiceErrorKind::Throttled),
    ("ServiceUnavailable*", ServiceErrorKind::Unavailable),
    ("InternalError*", ServiceErrorKind::Unavailable),
    ("UnknownError", ServiceErrorKind::Unavailable),
    ("Operation.Forbidden", ServiceErrorKind::Refused),
    ("Forbidden*", ServiceErrorKind::Denied),
    ("NoPermission*", ServiceErrorKind::Denied),
    // Wrong parameters stay wrong, whatever HTTP status a gateway makes of them.
    ("*.NotFound", ServiceErrorKind::Refused),
    ("Invalid*", ServiceErrorKind::Refused),
    ("Missing*", ServiceErrorKind::Refused),
    ("NumberExceed*", ServiceErrorKind::Refused),
    ("Duplicate*", ServiceErrorKind::Refused),
    ("SignatureNonceUsed", ServiceErrorKind::Refused),
];

/// The kind of a code. Codes that are not in the table count as refused, or as trouble of the service when the HTTP
/// status says so.
#[must_use]
pub fn kind(code: &str, http: u16) -> ServiceErrorKind {
    known(code).unwrap_or_else(|| by_http(http))
}

/// The kind of a code that is in the table.
pub(super) fn known(code: &str) -> Option<ServiceErrorKind> {
    let matches = |pattern: &str| match (pattern.strip_suffix('*'), pattern.strip_prefix('*')) {
        (Some(start), _) => code.starts_with(start),
        (None, Some(end)) => code.ends_with(end),
        (None, None) => code == pattern,
    };
    let row = TABLE.iter().find(|(pattern, _)| matches(pattern));
    row.map(|(_, kind)| *kind)
}

/// Whether a refused request is worth another try, and as what: throttled or unavailable. The status has a say only
/// where the code is not known.
#[must_use]
pub fn retried(code: &str, http: u16) -> Option<ServiceErrorKind> {
    match known(code) {
        Some(kind) => Some(kind).filter(|kind| {
            matches!(
                kind,
                ServiceErrorKind::Throttled | ServiceErrorKind::Unavailable
            )
        }),
        None => retried_by_http(http),
    }
}

/// The same for an answer that carries no code. Not every 5xx passes: what is not implemented will not be in a minute.
#[must_use]
pub fn retried_by_http(http: u16) -> Option<ServiceErrorKind> {
    matches!(http, 408 | 429 | 500 | 502 | 503 | 504).then(|| by_http(http))
}

/// The kind of an answer that carries no code.
#[must_use]
pub fn by_http(http: u16) -> ServiceErrorKind {
    match http {
        429 => ServiceErrorKind::Throttled,
        408 | 500..=599 => ServiceErrorKind::Unavailable,
        _ => ServiceErrorKind::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_decides_and_the_status_only_where_no_code_is_known() {
        assert_eq!(
            kind("Throttling.Api.Concurrency", 400),
            ServiceErrorKind::Throttled
        );
        assert_eq!(
            kind("InvalidSecurityToken.MismatchWithAccessKey", 400),
            ServiceErrorKind::WrongToken
        );
        assert_eq!(
            kind("InvalidSecurityToken.Expired", 403),
            ServiceErrorKind::ExpiredToken
        );
        assert_eq!(
            kind("InternalError.Dispatch", 500),
            ServiceErrorKind::Unavailable
        );
        assert_eq!(kind("Operation.Forbidden", 403), ServiceErrorKind::Refused);
        assert_eq!(kind("NumberExceed.Tags", 400), ServiceErrorKind::Refused);
        assert_eq!(kind("SomethingNew", 503), ServiceErrorKind::Unavailable);
        assert_eq!(kind("SomethingNew", 403), ServiceErrorKind::Refused);
    }

    #[test]
    fn no_row_hides_behind_an_earlier_one() {
        for (index, (pattern, kind_of_row)) in TABLE.iter().enumerate() {
            let code = pattern.trim_matches('*');
            assert_eq!(kind(code, 400), *kind_of_row, "row {index}: {pattern}");
        }
    }

    #[test]
    fn only_what_passes_is_retried() {
        for (code, http) in [
            ("Throttling", 400),
            ("Throttling.User", 400),
            ("Throttling.Api.Concurrency", 403),
            ("Rejected.Throttling", 400),
            ("ServiceUnavailable", 500),
            ("InternalError", 500),
            ("InternalError.Dispatch", 400),
            ("SomethingNew", 503),
            ("SomethingNew", 429),
        ] {
            assert!(retried(code, http).is_some(), "{code}, HTTP {http}");
        }
        // Never an identity, a permission, a parameter or a missing thing, not even behind a broken gateway.
        let never = TABLE
            .iter()
            .filter(|(_, kind)| {
                !matches!(
                    kind,
                    ServiceErrorKind::Throttled | ServiceErrorKind::Unavailable
                )
            })
            .map(|(pattern, _)| pattern.trim_matches('*'));
        let more = [
            "InvalidInstance.NotFound",
            "InvalidParam.PageSize",
            "MissingParameter.RegionId",
            "NumberExceed.Tags",
            "Duplicate.TagKey",
            "InvalidTagKey.Malformed",
        ];
        for code in never.chain(more) {
            for http in [200, 400, 403, 404, 408, 429, 500, 502, 503, 504] {
                assert_eq!(retried(code, http), None, "{code}, HTTP {http}");
            }
        }
        assert_eq!(retried("SomethingNew", 400), None);
    }

    #[test]
    fn of_the_statuses_these_six_are_retried() {
        let retried: Vec<u16> = (100..600)
            .filter(|http| retried_by_http(*http).is_some())
            .collect();
        assert_eq!(retried, [408, 429, 500, 502, 503, 504]);
    }
}
