//! The service's error codes (product page, and the codes that all of the vendor's APIs share): what each means for whoever
//! asked, and what helps.

use super::Exit;

/// Kinds of refusals. A row is `Variant "word" Exit: "what it means"`.
macro_rules! kinds {
    ($($kind:ident $word:literal $exit:ident: $says:literal,)*) => {
        /// What follows from an error code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum RefusalKind { $(#[doc = $says] $kind,)* }

        impl RefusalKind {
            /// The kind in a word, for programs.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$kind => $word,)* }
            }

            /// The exit code that follows. Only what is temporary is worth another try.
            #[must_use]
            pub fn exit(self) -> Exit {
                match self { $(Self::$kind => Exit::$exit,)* }
            }
        }
    };
}

kinds! {
    UnknownKey "unknown-key" Identity: "the key ID is not known",
    DisabledKey "disabled-key" Identity: "the key is switched off",
    WrongSecret "wrong-secret" Identity: "the secret does not fit the key",
    WrongToken "wrong-token" Identity: "the security token is missing, malformed or belongs to another key",
    ExpiredToken "expired-token" Identity: "the security token has expired",
    Clock "clock" Identity: "our clock and the service's are too far apart",
    Denied "denied" Identity: "the identity may not do this",
    UnknownRegion "unknown-region" Refused: "no such region",
    RegionWithoutApi "region-without-api" Refused: "the region does not offer this action",
    Throttled "throttled" Temporary: "too many requests",
    Unavailable "unavailable" Temporary: "the service has trouble of its own",
    BadNextToken "bad-token" Refused: "the token to go on with is not accepted",
    Refused "refused" Refused: "anything else that was refused",
}

/// An error code of the service.
#[derive(Clone, Copy, Debug)]
pub struct ServiceCode {
    /// The code: a `*` at its end stands for any ending, one at its start for any beginning.
    pub code: &'static str,
    /// What follows from it.
    pub kind: RefusalKind,
    /// What it means; `{key}` and `{region}` stand for what was asked with.
    pub(super) says: &'static str,
    /// What helps; may be empty.
    pub more: &'static str,
}

/// A row is `"Code" Kind: "what it means"; "what helps"`. The first row that covers a code counts, so a pattern stands below
/// what it covers. The last row of a kind also speaks for codes that no row covers.
macro_rules! codes {
    ($($code:literal $kind:ident: $says:literal $(; $more:literal)?,)*) => {
        /// The error codes of the service.
        pub const SERVICE_CODES: &[ServiceCode] = &[$(ServiceCode {
            code: $code, kind: RefusalKind::$kind, says: $says, more: concat!($($more)?),
        }),*];
    };
}

codes! {
    "InvalidAccessKeyId.NotFound" UnknownKey: "the service does not know the access key {key}"; "check the key ID, which `invq profiles` shows; a deleted key is gone for good, a new one has another ID",
    "InvalidAccessKeyId.Inactive" DisabledKey: "the access key {key} is switched off"; "switch it on in the RAM console, or use another",
    "Forbidden.AccessKeyDisabled" DisabledKey: "the access key {key} is switched off"; "switch it on in the RAM console, or use another",
    "SignatureDoesNotMatch" WrongSecret: "the secret does not fit the access key {key}"; "copy the secret again, without white space around it; it is shown only once, so it may need a new key",
    "IncompleteSignature" WrongSecret: "the secret does not fit the access key {key}"; "copy the secret again, without white space around it; it is shown only once, so it may need a new key",
    "InvalidAccessKeyId" UnknownKey: "OSS does not know the access key {key}"; "check the key ID, which `invq profiles` shows",
    "SecurityTokenExpired" ExpiredToken: "the security token of the access key {key} has expired"; "get new temporary keys, and set all three parts",
    "RequestTimeTooSkewed" Clock: "OSS's clock and this machine's are too far apart"; "set this machine's clock",
    "AccessDenied" Denied: "the identity behind {key} may not read that object"; "give it oss:GetObject on the bucket, which `invq explain oss:GetObject` prints",
    "NoSuchKey" Refused: "the object is gone"; "a rule of its bucket may have removed it; the output that the service kept is still there without `--full`",
    "NoSuchBucket" Refused: "the bucket is gone"; "the output that the service kept is still there without `--full`",
    "EntityNotExists*" Refused: "OOS knows no such execution"; "check the ID, and the region",
    "SignatureNonceUsed" Refused: "the same signed request came twice"; "each try of invq has a number of its own, so something on the way repeats requests",
    "MissingSecurityToken" WrongToken: "the security token of the access key {key} is missing"; "temporary keys are three parts that belong together: set all of them",
    "InvalidSecurityToken.Expired" ExpiredToken: "the security token of the access key {key} has expired"; "get new temporary keys, and set all three parts; a profile with a mode such as RamRoleArn renews them by itself",
    "InvalidSecurityToken.Malformed" WrongToken: "the security token of the access key {key} is not whole"; "temporary keys are three parts that belong together: take all of them anew",
    "InvalidSecurityToken.MismatchWithAccessKey" WrongToken: "the security token does not belong to the access key {key}"; "temporary keys are three parts that belong together: take all of them anew",
    "InvalidSecurityToken*" WrongToken: "the security token does not fit the access key {key}"; "temporary keys are three parts that belong together: take all of them anew",
    "InvalidTimeStamp.Expired" Clock: "this machine's clock and the service's are too far apart"; "set this machine's clock; the service accepts a difference of 15 minutes",
    "InvalidTimeStamp.Format" Refused: "the time of the request was not well written"; "something on the way changes requests",
    "Forbidden.RAM" Denied: "the RAM identity may not do this"; "`invq explain ecs:DescribeInvocations` prints a policy that allows it",
    "Forbidden.NoPermission" Denied: "the RAM identity may not do this"; "`invq explain ecs:DescribeInvocations` prints a policy that allows it",
    "NoPermission*" Denied: "the RAM identity may not do this, or may not take on the role"; "`invq explain actions` lists what it may need",
    "Operation.Forbidden" Refused: "the service does not support this request",
    "Forbidden*" Denied: "the identity may not do this"; "`invq explain actions` lists what it may need",
    "EntityNotExist.Role" Refused: "STS does not know the role"; "check `role_arn` of the profile",
    "InvalidRegionId.NotFound" UnknownRegion: "the region {region} does not exist, or the endpoint does not serve it"; "check the region ID; `invq explain regions` lists those that are known",
    "RegionId.ApiNotSupported" RegionWithoutApi: "the region {region} does not offer this API"; "ask another region",
    "NumberExceed.Tags" Refused: "more than 20 tags were asked for",
    "Duplicate.TagKey" Refused: "a tag key was asked for twice",
    "InvalidTagKey.Malformed" Refused: "a tag key is not valid"; "1 to 64 characters, not beginning with aliyun or acs:, without http:// and https://",
    "InvalidTagValue.Malformed" Refused: "a tag value is not valid"; "up to 128 characters, without http:// and https://",
    "MissingParameter.TagKey" Refused: "a tag was asked for without its key",
    "MissingParameter.RegionId" Refused: "the request names no region",
    "InvalidParam.PageNumber" Refused: "the page number is not valid"; "invq never sends one",
    "InvalidParam.PageSize" Refused: "the page size is not valid"; "invq never sends it; its `--page-size` is MaxResults",
    "InvalidParameter.NextToken" BadNextToken: "the service does not accept the token to go on with"; "a token goes with the selectors and the page size that it was given for; begin again without --next-token",
    "InvalidParameter.MaxResults" Refused: "the page size is not 1 to 50",
    "InternalError.Dispatch" Unavailable: "the service could not pass the request on"; "try again",
    "ServiceUnavailable*" Unavailable: "the service cannot answer for the moment"; "try again",
    "InternalError*" Unavailable: "the service has trouble of its own"; "try again",
    "UnknownError" Unavailable: "the service has trouble of its own"; "try again",
    "Throttling.User" Throttled: "the service is throttling this account's requests"; "try again in a minute, or with fewer at once (`--jobs`); the account's users, roles and tools share one count per region and action",
    "Throttling.Api" Throttled: "the service is throttling requests for this action"; "try again in a minute, or with fewer at once (`--jobs`)",
    "Throttling" Throttled: "the service is throttling this account's requests"; "try again in a minute, or with fewer at once (`--jobs`)",
    "Throttling*" Throttled: "the service is throttling this account's requests"; "try again in a minute, or with fewer at once (`--jobs`)",
    "Rejected.Throttling*" Throttled: "the service is throttling this account's requests"; "try again in a minute, or with fewer at once (`--jobs`)",
    "InvalidVersion" Refused: "the endpoint does not know this version of the API"; "check the endpoint",
    "InvalidAction.NotFound" Refused: "the endpoint does not know this action"; "check the endpoint",
    "InvalidProduct.NotFound" Refused: "the endpoint belongs to no product"; "check the endpoint",
    "UnsupportedOperation" Refused: "the service does not support this request",
    "MissingParameter" Refused: "a parameter that must be there is missing",
    "*.NotFound" Refused: "something that the request names does not exist",
    "Invalid*" Refused: "a parameter is not valid",
    "Missing*" Refused: "a parameter that must be there is missing",
    "NumberExceed*" Refused: "a parameter has too many values",
    "Duplicate*" Refused: "a value was given twice",
}

/// The row of a code, if one covers it.
#[must_use]
pub fn service_code(code: &str) -> Option<&'static ServiceCode> {
    SERVICE_CODES.iter().find(|row| row.covers(code))
}

impl ServiceCode {
    /// The row that speaks for a code; for one that is not listed, the last of its kind.
    #[must_use]
    pub fn of(code: &str, kind: RefusalKind) -> Option<&'static Self> {
        service_code(code).or_else(|| SERVICE_CODES.iter().rfind(|row| row.kind == kind))
    }

    /// Whether this row is about a code.
    #[must_use]
    pub fn covers(&self, code: &str) -> bool {
        match (self.code.strip_suffix('*'), self.code.strip_prefix('*')) {
            (Some(start), _) => code.starts_with(start),
            (None, Some(end)) => code.ends_with(end),
            (None, None) => code == self.code,
        }
    }

    /// What it means.
    #[must_use]
    pub fn meaning(&self) -> String {
        self.says.replace(" {key}", "").replace(" {region}", "")
    }

    /// What it means for a request with this key in this region.
    #[must_use]
    pub fn message(&self, key: &str, region: &str) -> String {
        let says = self.says.replace("{key}", &format!("`{key}`"));
        says.replace("{region}", &format!("`{region}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pattern above a code would hide it.
    #[test]
    fn patterns_stand_below_what_they_cover() {
        for row in SERVICE_CODES {
            let code = row.code.replace('*', "Something");
            assert_eq!(service_code(&code).unwrap().code, row.code);
        }
    }

    #[test]
    fn every_kind_has_a_row_that_helps() {
        for row in SERVICE_CODES {
            let last = ServiceCode::of("SomethingNew", row.kind).unwrap();
            assert!(
                row.kind == RefusalKind::Refused || !last.more.is_empty(),
                "{last:?}"
            );
        }
    }

    #[test]
    fn every_code_of_the_product_page_has_a_row_of_its_own() {
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
            assert_eq!(service_code(code).unwrap().code, code);
        }
    }
}
