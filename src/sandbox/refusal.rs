//! An error answer: status, code and message, and the body in which the service sends them.

use std::borrow::Cow;

use serde_json::{Value, json};

/// A request that is not served, and why, in the service's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The service's code.
    pub code: Cow<'static, str>,
    /// The service's message.
    pub message: Cow<'static, str>,
    /// Headers beside the usual ones.
    pub headers: Vec<(&'static str, String)>,
    /// `AccessDeniedDetail`: why RAM refused.
    pub denied: Option<Box<Value>>,
}

/// Defines a function for each row: its name, then status, code and message of the refusal that it makes.
macro_rules! refusals {
    ($($name:ident $status:literal $code:literal $message:literal;)*) => {
        impl Refusal {
            $(
                #[doc = concat!("`", $code, "`")]
                pub fn $name() -> Self {
                    Self::new($status, $code, $message)
                }
            )*
        }
    };
}

refusals! {
    tag_key_twice 400 "Duplicate.TagKey" "The Tag.N.Key contain duplicate key.";
    no_such_execution 404 "EntityNotExists.TaskExecution" "The specified task execution does not exist.";
    forbidden 403 "Forbidden.RAM" "User not authorized to operate on the specified resource, or this API doesn't support RAM.";
    incomplete_signature 400 "IncompleteSignature" "The request signature does not conform to Aliyun standards.";
    internal_error 500 "InternalError" "The request processing has failed due to some unknown error, exception or failure.";
    bad_charge_type 403 "Invalid.InstanceChargeType" "The specified instanceChargeType is not valid.";
    no_such_language 404 "InvalidAcceptLanguage.NotFound" "The specified AcceptLanguage is not supported.";
    no_such_key 404 "InvalidAccessKeyId.NotFound" "Specified access key is not found.";
    no_such_action 404 "InvalidAction.NotFound" "Specified api is not found, please check your url and method.";
    bad_page_number 400 "InvalidParam.PageNumber" "The specified parameter is invalid.";
    bad_page_size 400 "InvalidParam.PageSize" "The specified parameter is invalid.";
    unreadable 400 "InvalidParameter" "The parameters are not percent-encoded UTF-8.";
    bad_instance_ids 400 "InvalidInstanceIds.Malformed" "The specified InstanceIds is not a JSON array of at most 100 IDs.";
    too_many_instances 403 "InstanceIds.ExceedLimit" "The specified InstanceIds exceed the permitted range.";
    no_such_object 404 "NoSuchKey" "The specified key does not exist.";
    bad_max_results 400 "InvalidParameter.MaxResults" "The specified parameter MaxResults is not valid.";
    bad_next_token 400 "InvalidParameter.NextToken" "The specified parameter NextToken is not valid.";
    no_such_region 404 "InvalidRegionId.NotFound" "The RegionId provided does not exist in our records.";
    no_such_role 404 "InvalidRole.NotFound" "The instance has no such role.";
    token_expired 400 "InvalidSecurityToken.Expired" "Specified SecurityToken is expired.";
    bad_token 400 "InvalidSecurityToken.Malformed" "Specified SecurityToken is malformed.";
    other_token 400 "InvalidSecurityToken.MismatchWithAccessKey" "Specified SecurityToken mismatch with the AccessKey.";
    bad_tag_key 400 "InvalidTagKey.Malformed" "The specified Tag.n.Key is not valid.";
    bad_tag_value 400 "InvalidTagValue.Malformed" "The specified Tag.n.Value is not valid.";
    time_expired 400 "InvalidTimeStamp.Expired" "Specified time stamp or date value is expired.";
    bad_time 400 "InvalidTimeStamp.Format" "Specified time stamp or date value is not well formatted.";
    no_such_session 401 "InvalidToken" "The metadata session is not known.";
    bad_version 400 "InvalidVersion" "Specified parameter Version is not valid.";
    no_region 400 "MissingParameter.RegionId" "You must specify RegionId.";
    no_tag_key 400 "MissingParameter.TagKey" "You must specify Tag.N.Key.";
    no_token 400 "MissingSecurityToken" "SecurityToken is mandatory for this action.";
    too_many_tags 400 "NumberExceed.Tags" "The Tags parameter number is exceed.";
    region_without_api 400 "RegionId.ApiNotSupported" "The api is not supported in this region.";
    body_too_long 413 "RequestEntityTooLarge" "The body is longer than this server reads.";
    nonce_used 400 "SignatureNonceUsed" "Specified signature nonce was used already.";
    throttled 400 "Throttling" "Request was denied due to request throttling.";
    throttled_api 400 "Throttling.Api" "Request was denied due to api flow control.";
    throttled_user 400 "Throttling.User" "Request was denied due to user flow control.";
    bad_method 405 "UnsupportedHTTPMethod" "This http method is not supported. Use GET or POST.";
    metadata_method 405 "UnsupportedHTTPMethod" "This http method is not supported. Use GET.";
}

impl Refusal {
    /// A refusal in these words.
    pub fn new(
        status: u16,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            headers: Vec::new(),
            denied: None,
        }
    }

    /// A common parameter is not there: `MissingTimestamp` and its like.
    pub fn missing_common(name: &str) -> Self {
        let message = format!("{name} is mandatory for this action.");
        Self::new(400, format!("Missing{name}"), message)
    }

    /// A parameter or header is not there.
    pub fn missing(name: &str) -> Self {
        let message = format!(
            "The input parameter \"{name}\" that is mandatory for processing this request is not supplied."
        );
        Self::new(400, "MissingParameter", message)
    }

    /// A parameter with a value that it cannot have. `rule` says what it can have.
    pub fn invalid(name: &str, rule: &str) -> Self {
        let message = format!("The specified parameter {name} is not valid. {rule}");
        Self::new(400, format!("InvalidParameter.{name}"), message)
    }

    /// A bucket that another region has.
    pub fn other_bucket_region(home: &str) -> Self {
        let message = "The bucket you are attempting to access must be addressed using the specified endpoint.";
        Self {
            headers: vec![("x-oss-bucket-region", home.to_owned())],
            ..Self::new(403, "AccessDenied", message)
        }
    }

    /// As the service for objects says it: with other codes, and always as forbidden where the other says more.
    pub fn of_objects(self) -> Self {
        let (status, code) = match &*self.code {
            "InvalidAccessKeyId.NotFound" => (403, "InvalidAccessKeyId"),
            "InvalidSecurityToken.Expired" => (403, "SecurityTokenExpired"),
            "InvalidTimeStamp.Expired" | "InvalidTimeStamp.Format" => (403, "RequestTimeTooSkewed"),
            "SignatureDoesNotMatch" => (403, "SignatureDoesNotMatch"),
            "Forbidden.RAM" => (403, "AccessDenied"),
            code if code.starts_with("InvalidSecurityToken") => (403, "InvalidSecurityToken"),
            _ => return self,
        };
        let code = code.into();
        Self {
            status,
            code,
            ..self
        }
    }

    /// The body of the answer for an object.
    pub fn xml(&self, request_id: &str, host: &str) -> String {
        let escaped = self.message.replace('&', "&amp;").replace('<', "&lt;");
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n  <Code>{}</Code>\n  <Message>{escaped}</Message>\n  \
             <RequestId>{request_id}</RequestId>\n  <HostId>{host}</HostId>\n</Error>\n",
            self.code
        )
    }

    /// The body of the answer. `host` is the endpoint that the client named.
    pub fn body(&self, request_id: &str, host: &str) -> String {
        let code = &self.code;
        let mut body = json!({
            "RequestId": request_id,
            "HostId": host,
            "Code": code,
            "Message": self.message,
            "Recommend": format!(
                "https://api.aliyun.com/troubleshoot?q={code}&product=Ecs&requestId={request_id}"
            ),
        });
        if let (Some(denied), Some(body)) = (&self.denied, body.as_object_mut()) {
            body.insert("AccessDeniedDetail".to_owned(), Value::clone(denied));
        }
        body.to_string()
    }
}
