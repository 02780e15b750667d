//! What the service's error codes decide: the kind of a refusal, and whether it is tried again. Decisions follow the code,
//! never the HTTP status alone. The codes stand in the vocabulary.

pub(super) use crate::vocabulary::RefusalKind;
use crate::vocabulary::service_code;

/// The kind of a code. Codes that are not in the table count as refused, or as trouble of the service when the HTTP
/// status says so.
pub fn kind(code: &str, http: u16) -> RefusalKind {
    known(code).unwrap_or_else(|| by_http(http))
}

/// The kind of a code that is in the table.
pub(super) fn known(code: &str) -> Option<RefusalKind> {
    service_code(code).map(|row| row.kind)
}

/// Whether a refused request is worth another try, and as what: throttled or unavailable. The status has a say only
/// where the code is not known.
pub fn retried(code: &str, http: u16) -> Option<RefusalKind> {
    match known(code) {
        Some(kind) => Some(kind)
            .filter(|kind| matches!(kind, RefusalKind::Throttled | RefusalKind::Unavailable)),
        None => retried_by_http(http),
    }
}

/// The same for an answer that carries no code. Not every 5xx passes: what is not implemented will not be in a minute.
pub fn retried_by_http(http: u16) -> Option<RefusalKind> {
    matches!(http, 408 | 429 | 500 | 502 | 503 | 504).then(|| by_http(http))
}

/// The kind of an answer that carries no code.
pub fn by_http(http: u16) -> RefusalKind {
    match http {
        429 => RefusalKind::Throttled,
        408 | 500..=599 => RefusalKind::Unavailable,
        _ => RefusalKind::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::SERVICE_CODES;

    #[test]
    fn the_code_decides_and_the_status_only_where_no_code_is_known() {
        assert_eq!(
            kind("Throttling.Api.Concurrency", 400),
            RefusalKind::Throttled
        );
        assert_eq!(
            kind("InvalidSecurityToken.MismatchWithAccessKey", 400),
            RefusalKind::WrongToken
        );
        assert_eq!(
            kind("InvalidSecurityToken.Expired", 403),
            RefusalKind::ExpiredToken
        );
        assert_eq!(
            kind("InternalError.Dispatch", 500),
            RefusalKind::Unavailable
        );
        assert_eq!(kind("Operation.Forbidden", 403), RefusalKind::Refused);
        assert_eq!(kind("NumberExceed.Tags", 400), RefusalKind::Refused);
        assert_eq!(kind("SomethingNew", 503), RefusalKind::Unavailable);
        assert_eq!(kind("SomethingNew", 403), RefusalKind::Refused);
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
        let never = SERVICE_CODES
            .iter()
            .filter(|row| !matches!(row.kind, RefusalKind::Throttled | RefusalKind::Unavailable))
            .map(|row| row.code.trim_matches('*'));
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
