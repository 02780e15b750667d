//! The service's error codes: what each means for whoever asked. Decisions follow the code, never the HTTP status alone.

use crate::exit::Exit;

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
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

impl Kind {
    /// The exit code that follows.
    #[must_use]
    pub fn exit(self) -> Exit {
        match self {
            Self::UnknownKey
            | Self::DisabledKey
            | Self::WrongSecret
            | Self::WrongToken
            | Self::ExpiredToken
            | Self::Clock
            | Self::Denied => Exit::Identity,
            Self::UnknownRegion | Self::RegionWithoutApi | Self::BadNextToken | Self::Refused => {
                Exit::Refused
            }
            Self::Throttled | Self::Unavailable => Exit::Temporary,
        }
    }
}

/// Codes with their kind; a `*` at the end stands for any ending. The first match counts.
const TABLE: [(&str, Kind); 23] = [
    ("InvalidAccessKeyId.NotFound", Kind::UnknownKey),
    ("InvalidAccessKeyId.Inactive", Kind::DisabledKey),
    ("Forbidden.AccessKeyDisabled", Kind::DisabledKey),
    ("SignatureDoesNotMatch", Kind::WrongSecret),
    // A wrong secret has been answered with either of these two.
    ("IncompleteSignature", Kind::WrongSecret),
    ("InvalidSecurityToken.Expired", Kind::ExpiredToken),
    ("InvalidSecurityToken*", Kind::WrongToken),
    ("MissingSecurityToken", Kind::WrongToken),
    ("InvalidTimeStamp.Expired", Kind::Clock),
    ("Forbidden.RAM", Kind::Denied),
    ("Forbidden.NoPermission", Kind::Denied),
    ("NoPermission", Kind::Denied),
    ("InvalidRegionId.NotFound", Kind::UnknownRegion),
    ("RegionId.ApiNotSupported", Kind::RegionWithoutApi),
    ("InvalidParameter.NextToken", Kind::BadNextToken),
    ("Throttling*", Kind::Throttled),
    ("Rejected.Throttling*", Kind::Throttled),
    ("ServiceUnavailable*", Kind::Unavailable),
    ("InternalError*", Kind::Unavailable),
    ("UnknownError", Kind::Unavailable),
    ("Operation.Forbidden", Kind::Refused),
    ("Forbidden*", Kind::Denied),
    ("NoPermission*", Kind::Denied),
];

/// The kind of a code. Codes that are not in the table count as refused, or as trouble of the service when the HTTP
/// status says so.
#[must_use]
pub fn kind(code: &str, http: u16) -> Kind {
    let matches = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => code.starts_with(start),
        None => code == pattern,
    };
    let known = TABLE
        .iter()
        .find(|(pattern, _)| matches(pattern))
        .map(|(_, kind)| *kind);
    known.unwrap_or_else(|| by_http(http))
}

/// The kind of an answer that carries no code.
#[must_use]
pub fn by_http(http: u16) -> Kind {
    match http {
        429 => Kind::Throttled,
        408 | 500..=599 => Kind::Unavailable,
        _ => Kind::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_decides_and_the_status_only_where_no_code_is_known() {
        assert_eq!(kind("Throttling.Api.Concurrency", 400), Kind::Throttled);
        assert_eq!(
            kind("InvalidSecurityToken.MismatchWithAccessKey", 400),
            Kind::WrongToken
        );
        assert_eq!(
            kind("InvalidSecurityToken.Expired", 403),
            Kind::ExpiredToken
        );
        assert_eq!(kind("InternalError.Dispatch", 500), Kind::Unavailable);
        assert_eq!(kind("Operation.Forbidden", 403), Kind::Refused);
        assert_eq!(kind("NumberExceed.Tags", 400), Kind::Refused);
        assert_eq!(kind("SomethingNew", 503), Kind::Unavailable);
        assert_eq!(kind("SomethingNew", 403), Kind::Refused);
    }

    #[test]
    fn no_row_hides_behind_an_earlier_one() {
        for (index, (pattern, kind_of_row)) in TABLE.iter().enumerate() {
            let code = pattern.trim_end_matches('*');
            assert_eq!(kind(code, 400), *kind_of_row, "row {index}: {pattern}");
        }
    }
}
