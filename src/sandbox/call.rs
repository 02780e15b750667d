//! A request as it arrived, taken apart: headers as they came, parameters of query and form body decoded.

use bytes::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::http::request;
use hyper::{HeaderMap, Method};
use percent_encoding::percent_decode_str;

use super::refusal::Refusal;
use super::sts;
use crate::api::sign::oss4;

/// Names and values, decoded, in the order in which they came.
pub type Pairs = Vec<(String, String)>;

/// A request with its whole body.
#[derive(Debug)]
pub struct Call {
    /// GET or POST.
    pub method: Method,
    /// The path, which is `/` for every action.
    pub path: String,
    /// Every header.
    pub headers: HeaderMap,
    /// Parameters of the query.
    pub query: Pairs,
    /// Parameters of the form body.
    pub form: Pairs,
    /// The body as it arrived.
    pub body: Bytes,
}

impl Call {
    /// Takes a request apart; what the service cannot read is refused here.
    pub fn read(head: request::Parts, body: Bytes) -> Result<Self, Refusal> {
        // Those paths are not the API's and have rules of their own.
        let local = sts::is_local_path(head.uri.path()) || is_object(&head);
        if !local && head.method != Method::GET && head.method != Method::POST {
            return Err(Refusal::bad_method());
        }
        if !local && head.uri.path() != "/" {
            return Err(Refusal::no_such_action());
        }
        Ok(Self {
            query: decode(head.uri.query().unwrap_or_default())?,
            form: form(&head.headers, &body)?,
            path: percent_decode_str(head.uri.path())
                .decode_utf8()
                .map_err(|_| Refusal::unreadable())?
                .into_owned(),
            method: head.method,
            headers: head.headers,
            body,
        })
    }

    /// Whether it is signed with ACS3-HMAC-SHA256, in the headers, and not with signature V1, in the parameters. The
    /// `x-acs-action` header says nothing: clients of the old scheme send it too.
    pub fn is_acs3(&self) -> bool {
        self.headers.contains_key(AUTHORIZATION)
    }

    /// A header's value; several of one name are joined with a comma. Values that are not ASCII text count as absent.
    pub fn header(&self, name: &str) -> Option<String> {
        let values: Option<Vec<&str>> = self
            .headers
            .get_all(name)
            .iter()
            .map(|value| value.to_str().ok().map(str::trim))
            .collect();
        values
            .filter(|values| !values.is_empty())
            .map(|values| values.join(","))
    }

    /// Every parameter, of query and body.
    pub fn params(&self) -> Vec<(&str, &str)> {
        self.query
            .iter()
            .chain(&self.form)
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    /// The value of a common parameter. Empty is the same as absent there: some clients send `SignatureType=`.
    pub fn common(&self, name: &str) -> Option<&str> {
        let (_, value) = self.params().into_iter().find(|(each, _)| *each == name)?;
        Some(value).filter(|value| !value.is_empty())
    }
}

/// Whether it asks for an object: nothing else is signed so.
fn is_object(head: &request::Parts) -> bool {
    let signed = head.headers.get(AUTHORIZATION);
    let signed = signed.and_then(|value| value.to_str().ok());
    head.method == Method::GET && signed.is_some_and(|text| text.starts_with(oss4::ALGORITHM))
}

/// The parameters of a form body. An empty body has none, whatever type it claims.
fn form(headers: &HeaderMap, body: &Bytes) -> Result<Pairs, Refusal> {
    if body.is_empty() {
        return Ok(Pairs::new());
    }
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or("none")
        .trim()
        .to_ascii_lowercase();
    if kind != "application/x-www-form-urlencoded" {
        return Err(Refusal::new(
            415,
            "UnsupportedContentType",
            format!(
                "A body must be application/x-www-form-urlencoded; its content type is {kind}."
            ),
        ));
    }
    let text = std::str::from_utf8(body).map_err(|_| Refusal::unreadable())?;
    decode(text)
}

/// Decodes `name=value&…`. A plus is a space, as forms write it; clients that sign right encode a plus.
fn decode(text: &str) -> Result<Pairs, Refusal> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode_part(name)?, decode_part(value)?))
        })
        .collect()
}

fn decode_part(text: &str) -> Result<String, Refusal> {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| Refusal::unreadable())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(method: &str, uri: &str, kind: &str, body: &'static str) -> Result<Call, Refusal> {
        let (head, ()) = hyper::Request::builder()
            .method(method)
            .uri(uri)
            .header("Content-Type", kind)
            .body(())
            .unwrap()
            .into_parts();
        Call::read(head, Bytes::from_static(body.as_bytes()))
    }

    const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";

    #[test]
    fn query_and_form_are_decoded_and_joined() {
        let call = read("POST", "/?A=a%20b+c&E=&F", FORM, "B=%E9%83%A8&A=2").unwrap();
        let params = call.params();
        let expected = [
            ("A", "a b c"),
            ("E", ""),
            ("F", ""),
            ("B", "部"),
            ("A", "2"),
        ];
        assert_eq!(params, expected);
        assert_eq!(call.common("E"), None);
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        let code = |result: Result<Call, Refusal>| result.unwrap_err().code;
        assert_eq!(code(read("PUT", "/", FORM, "")), "UnsupportedHTTPMethod");
        assert_eq!(code(read("GET", "/x", FORM, "")), "InvalidAction.NotFound");
        assert_eq!(code(read("GET", "/?A=%ff", FORM, "")), "InvalidParameter");
        let json = read("POST", "/", "application/json", "{}");
        assert_eq!(code(json), "UnsupportedContentType");
        assert!(read("POST", "/", "application/json", "").is_ok());
    }
}
