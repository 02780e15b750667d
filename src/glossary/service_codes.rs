//! The service's error codes (product page, and the codes that all of the vendor's APIs share): why a request was refused.
//! A `*` at the end stands for any ending.

use super::{Term, term};

/// Each code: what happened and, where there is something, what helps. The first match counts.
pub const SERVICE_CODES: [Term; 46] = [
    term(
        "InvalidAccessKeyId.NotFound",
        "the service does not know the access key",
        "check the key ID; `invq profiles` shows where it comes from",
    ),
    term(
        "InvalidAccessKeyId.Inactive",
        "the access key is switched off",
        "switch it on in the RAM console, or use another",
    ),
    term(
        "Forbidden.AccessKeyDisabled",
        "the access key is switched off",
        "switch it on in the RAM console, or use another",
    ),
    term(
        "SignatureDoesNotMatch",
        "the signature is not the one that the service computed: the secret does not fit the key",
        "copy the secret again, and look for white space at its end",
    ),
    term(
        "IncompleteSignature",
        "the signature is not the one that the service computed: the secret does not fit the key",
        "copy the secret again, and look for white space at its end",
    ),
    term(
        "SignatureNonceUsed",
        "the same signed request came twice",
        "each try of invq has a number of its own, so something on the way repeats requests",
    ),
    term(
        "MissingSecurityToken",
        "the security token of temporary keys is missing",
        "set all three parts",
    ),
    term(
        "InvalidSecurityToken.Expired",
        "the temporary keys have expired",
        "get new ones; a profile with a mode such as RamRoleArn renews them by itself",
    ),
    term(
        "InvalidSecurityToken.Malformed",
        "the security token is not whole",
        "temporary keys are three parts that belong together: take all of them anew",
    ),
    term(
        "InvalidSecurityToken.MismatchWithAccessKey",
        "the security token belongs to another key",
        "temporary keys are three parts that belong together: take all of them anew",
    ),
    term(
        "InvalidSecurityToken*",
        "the security token is not accepted",
        "take all three parts anew",
    ),
    term(
        "InvalidTimeStamp.Expired",
        "this machine's clock and the service's are more than 15 minutes apart",
        "set the clock; invq tries once more with the service's time, and warns",
    ),
    term(
        "InvalidTimeStamp.Format",
        "the time of the request was not well written",
        "something on the way changes requests",
    ),
    term(
        "Forbidden.RAM",
        "the RAM identity may not do this",
        "`invq explain ecs:DescribeInvocations` prints a policy that allows it",
    ),
    term(
        "Forbidden.NoPermission",
        "the RAM identity may not do this",
        "`invq explain ecs:DescribeInvocations` prints a policy that allows it",
    ),
    term(
        "NoPermission*",
        "the RAM identity may not do this, or may not take on the role",
        "`invq explain actions` lists what it may need",
    ),
    term(
        "Operation.Forbidden",
        "the service does not support this request",
        "",
    ),
    term(
        "Forbidden*",
        "the identity may not do this",
        "`invq explain actions` lists what it may need",
    ),
    term(
        "EntityNotExist.Role",
        "STS does not know the role",
        "check `role_arn` of the profile",
    ),
    term(
        "InvalidRegionId.NotFound",
        "there is no such region, or the endpoint does not serve it",
        "`invq explain regions` lists those that are known",
    ),
    term(
        "RegionId.ApiNotSupported",
        "the region does not offer this API",
        "ask another region",
    ),
    term("NumberExceed.Tags", "more than 20 tags were asked for", ""),
    term("Duplicate.TagKey", "a tag key was asked for twice", ""),
    term(
        "InvalidTagKey.Malformed",
        "a tag key is not valid",
        "1 to 64 characters, not beginning with aliyun or acs:, without http:// and https://",
    ),
    term(
        "InvalidTagValue.Malformed",
        "a tag value is not valid",
        "up to 128 characters, without http:// and https://",
    ),
    term(
        "MissingParameter.TagKey",
        "a tag was asked for without its key",
        "",
    ),
    term(
        "MissingParameter.RegionId",
        "the request names no region",
        "",
    ),
    term(
        "InvalidParam.PageNumber",
        "the page number is not valid",
        "invq never sends one",
    ),
    term(
        "InvalidParam.PageSize",
        "the page size is not valid",
        "invq never sends it; its `--page-size` is MaxResults",
    ),
    term(
        "InvalidParameter.NextToken",
        "the token to go on with is not accepted",
        "a token goes with the selectors and the page size that it was given for; begin again without it",
    ),
    term(
        "InvalidParameter.MaxResults",
        "the page size is not 1 to 50",
        "",
    ),
    term(
        "InternalError.Dispatch",
        "the service could not pass the request on",
        "",
    ),
    term("InternalError*", "the service has trouble of its own", ""),
    term(
        "ServiceUnavailable*",
        "the service cannot answer for the moment",
        "",
    ),
    term("UnknownError", "the service has trouble of its own", ""),
    term(
        "Throttling.User",
        "too many requests of this account",
        "the account's users, roles and tools share one count per region and action; `--jobs` asks for fewer at once",
    ),
    term(
        "Throttling.Api",
        "too many requests for this action",
        "whoever is refused in one minute is let in again in the next; `--jobs` asks for fewer at once",
    ),
    term(
        "Throttling",
        "too many requests",
        "whoever is refused in one minute is let in again in the next; `--jobs` asks for fewer at once",
    ),
    term(
        "Throttling*",
        "too many requests, by one of the service's counts",
        "whoever is refused in one minute is let in again in the next; `--jobs` asks for fewer at once",
    ),
    term(
        "Rejected.Throttling*",
        "too many requests",
        "whoever is refused in one minute is let in again in the next; `--jobs` asks for fewer at once",
    ),
    term(
        "MissingParameter",
        "a parameter that must be there is missing",
        "",
    ),
    term("InvalidParameter*", "a parameter is not valid", ""),
    term(
        "InvalidVersion",
        "the endpoint does not know this version of the API",
        "check `--endpoint`",
    ),
    term(
        "InvalidAction.NotFound",
        "the endpoint does not know this action",
        "check `--endpoint`",
    ),
    term(
        "InvalidProduct.NotFound",
        "the endpoint belongs to no product",
        "check `--endpoint`",
    ),
    term(
        "UnsupportedOperation",
        "the service does not support this request",
        "",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_product_page_is_explained() {
        for code in [
            "RegionId.ApiNotSupported",
            "NumberExceed.Tags",
            "Duplicate.TagKey",
            "InvalidTagKey.Malformed",
            "InvalidTagValue.Malformed",
            "MissingParameter.TagKey",
            "InvalidParam.PageNumber",
            "InvalidParam.PageSize",
            "InvalidParameter.NextToken",
            "InvalidParameter.MaxResults",
            "InternalError.Dispatch",
            "Operation.Forbidden",
            "InvalidRegionId.NotFound",
        ] {
            assert!(SERVICE_CODES.iter().any(|term| term.word == code), "{code}");
        }
    }

    /// A pattern that stands before a code would hide it.
    #[test]
    fn patterns_stand_behind_what_they_cover() {
        for (place, term) in SERVICE_CODES.iter().enumerate() {
            let Some(start) = term.word.strip_suffix('*') else {
                continue;
            };
            let hidden = SERVICE_CODES
                .iter()
                .skip(place + 1)
                .find(|later| later.word.starts_with(start));
            assert_eq!(hidden.map(|later| later.word), None, "behind {}", term.word);
        }
    }
}
