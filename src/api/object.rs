//! Objects of OSS: a request that is signed in a way of its own, whose answer is written down piece by piece.

use std::io::{self, Seek as _, Write};
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::action::ApiAction;
use super::client::Client;
use super::codes;
use super::credentials::Credentials;
use super::endpoint::{Network, OtherService};
use super::error::{ApiError, ServiceError};
use super::event::{BriefRequest, ClientEvent};
use super::redact::hide_token;
use super::sign::oss4;
use super::transport::{Download, ResponseHints};
use super::wire::LONGEST;

/// What a path holds bare: the unreserved characters of RFC 3986, and slashes.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'/');

/// The most of an error's body that is read, in bytes.
const LONGEST_ERROR: usize = 16 * 1024;

/// Where an object lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    bucket: String,
    key: String,
}

/// Why an object was not had whole.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// The request failed.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The address names no object that can be asked for.
    #[error("`{0}` is no address of an object")]
    Address(String),
    /// The bucket is in another region.
    #[error("the bucket is in another region{}", .0.as_ref().map(|it| format!(": {it}")).unwrap_or_default())]
    OtherRegion(Option<String>),
    /// It is larger than the bound.
    #[error("it has more than the {most} bytes of --max-output")]
    TooLarge {
        /// The bound.
        most: u64,
    },
    /// It is shorter than what was announced.
    #[error("it has {bytes} bytes, fewer than the {announced} that were printed")]
    Short {
        /// What came.
        bytes: u64,
        /// What was announced.
        announced: u64,
    },
    /// It could not be kept.
    #[error("it cannot be kept on this machine: {0}")]
    Kept(#[from] io::Error),
}

impl Object {
    /// Reads `oss://BUCKET/KEY`.
    ///
    /// # Errors
    ///
    /// [`ObjectError::Address`] for anything else, and for keys that no URL can name.
    pub fn parse(uri: &str) -> Result<Self, ObjectError> {
        let parts = uri.strip_prefix("oss://").and_then(|it| it.split_once('/'));
        let fits = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        let is_bucket = |name: &str| (3..=63).contains(&name.len()) && name.bytes().all(fits);
        // HTTP clients take these parts of a path away before it is sent.
        let is_key = |key: &str| {
            (1..=1023).contains(&key.len())
                && !key.split('/').any(|part| [".", ".."].contains(&part))
        };
        let found = parts.filter(|(bucket, key)| is_bucket(bucket) && is_key(key));
        let (bucket, key) = found.ok_or_else(|| ObjectError::Address(uri.to_owned()))?;
        Ok(Self {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
        })
    }

    fn path(&self) -> String {
        let path = format!("{}/{}", self.bucket, self.key);
        utf8_percent_encode(&path, PATH).to_string()
    }
}

/// How many bytes were written, or why they were not.
type Attempted = Result<u64, ObjectError>;

impl Client {
    /// Writes an object of a region into a file, and gives its length. What was written of it before it failed is left there.
    ///
    /// # Errors
    ///
    /// As for [`Client::read`]; when it is larger than `most`, in another region, or cannot be written.
    pub async fn object(
        &self,
        object: &Object,
        (region, network): (&str, Network),
        most: u64,
        file: &mut std::fs::File,
    ) -> Attempted {
        let client = self.toward(OtherService::Bucket(&object.bucket), region, network)?;
        let mut tries = client.tries()?;
        loop {
            // The answer may take as long as something comes.
            let (permit, _) = tries.turn().await;
            let (attempted, hints) = client.attempt_object(object, region, most, file).await;
            drop(permit);
            match attempted {
                Err(ObjectError::Api(error)) => tries.fail(error, &hints).await?,
                attempted => return tries.succeed(attempted),
            }
        }
    }

    async fn attempt_object(
        &self,
        object: &Object,
        region: &str,
        most: u64,
        file: &mut std::fs::File,
    ) -> (Attempted, ResponseHints) {
        let mut hints = ResponseHints::default();
        let credentials = match self.credentials.get().await {
            Ok(credentials) => credentials,
            Err(error) => return (Err(ApiError::from(error).into()), hints),
        };
        let first = self.get(object, region, &credentials, &mut hints).await;
        let is_expired = matches!(&first, Err(ObjectError::Api(error)) if error.is_expired());
        let answer = match first {
            Err(first) if is_expired => match self.credentials.instead_of(&credentials).await {
                Ok(Some(new)) => self.get(object, region, &new, &mut hints).await,
                Ok(None) => Err(first),
                Err(error) => Err(ApiError::from(error).into()),
            },
            first => first,
        };
        let written = match answer {
            Ok(mut download) => write(&mut download, most, file).await,
            Err(error) => Err(error),
        };
        (written, hints)
    }

    /// Asks for an object, and reads what comes before it.
    async fn get(
        &self,
        object: &Object,
        region: &str,
        credentials: &Arc<Credentials>,
        hints: &mut ResponseHints,
    ) -> Result<Download, ObjectError> {
        let path = object.path();
        let begun = self.clock.now();
        let time = self.policy.corrected(begun);
        let headers = signed(credentials, &path, region, time);
        let endpoint = self.transport.endpoint();
        // Elsewhere, the bucket is a part of the host's name.
        let sent_path = if endpoint.is_loopback() {
            path.as_str()
        } else {
            path.split_once('/').map_or("", |(_, key)| key)
        };
        let answer = self.transport.download(sent_path, &headers).await;
        let received = self.clock.now();
        self.policy.tell(&ClientEvent::Brief(BriefRequest {
            method: "GET",
            place: &format!("{endpoint}{sent_path}"),
            outcome: answer
                .as_ref()
                .map(|it| (it.status, it.request_id.as_deref())),
            millis: received.as_millisecond() - begun.as_millisecond(),
        }));
        let mut download = answer.map_err(ApiError::from)?;
        *hints = download.hints.clone();
        if download.status == 200 {
            return Ok(download);
        }
        let mut body = download.beginning(LONGEST_ERROR).await;
        hide_token(credentials, download.status, &mut body);
        let clocks = download.hints.date.map(|service| (service, received));
        let body = String::from_utf8_lossy(&body).into_owned();
        Err(refusal(&body, &download, clocks))
    }
}

/// The headers of a signed request for an object.
fn signed(
    credentials: &Credentials,
    path: &str,
    region: &str,
    time: jiff::Timestamp,
) -> Vec<(&'static str, String)> {
    let time = time.strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut headers = vec![
        ("x-oss-content-sha256", oss4::UNSIGNED.to_owned()),
        ("x-oss-date", time.clone()),
    ];
    let token = credentials.token.as_ref();
    headers.extend(token.map(|token| ("x-oss-security-token", token.expose().to_owned())));
    let pairs: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let parts = oss4::ObjectParts {
        method: "GET",
        path: &format!("/{path}"),
        headers: &pairs,
        additional: "",
    };
    let scope = oss4::scope(time.get(..8).unwrap_or_default(), region);
    let to_sign = oss4::string_to_sign(&time, &scope, &parts.canonical_request());
    let authorization = format!(
        "{} Credential={}/{scope},Signature={}",
        oss4::ALGORITHM,
        credentials.key_id,
        oss4::signature(&credentials.secret, &to_sign)
    );
    headers.push(("authorization", authorization));
    headers
}

/// Writes everything that comes, from the beginning of the file on.
async fn write(download: &mut Download, most: u64, file: &mut std::fs::File) -> Attempted {
    // What an earlier object or attempt left behind it is not a part of it: the length says where it ends.
    file.rewind()?;
    if download.length.is_some_and(|length| length > most) {
        return Err(ObjectError::TooLarge { most });
    }
    let mut bytes = 0;
    while let Some(chunk) = download.chunk().await.map_err(ApiError::from)? {
        bytes += chunk.len() as u64;
        if bytes > most {
            return Err(ObjectError::TooLarge { most });
        }
        file.write_all(&chunk)?;
    }
    Ok(bytes)
}

/// Why there is no object, from the XML of an error.
fn refusal(
    body: &str,
    download: &Download,
    clocks: Option<(jiff::Timestamp, jiff::Timestamp)>,
) -> ObjectError {
    let Some(code) = element(body, "Code") else {
        return ObjectError::Api(ApiError::Unreadable {
            status: download.status,
            request_id: download.request_id.clone(),
            problem: "the answer is not from OSS".to_owned(),
            excerpt: String::new(),
            broken_off: false,
        });
    };
    let message = element(body, "Message").unwrap_or_default();
    // A bucket is served where it is, and nowhere else.
    let home = element(body, "Endpoint").or_else(|| download.bucket_region.clone());
    if home.is_some() || download.status / 100 == 3 {
        return ObjectError::OtherRegion(home);
    }
    let error = ApiError::Service(Box::new(ServiceError {
        kind: codes::kind(&code, download.status),
        code,
        message,
        http: download.status,
        request_id: element(body, "RequestId").or_else(|| download.request_id.clone()),
        denied: None,
        clocks,
    }));
    error.with_denied_action(&ApiAction::GET_OBJECT).into()
}

/// The text of the first element of this name.
fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let text = text.trim().replace("&lt;", "<").replace("&gt;", ">");
    let text: String = text.replace("&amp;", "&").chars().take(LONGEST).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_bucket_and_a_key() {
        let object = Object::parse("oss://ops-logs/a b/部.txt").unwrap();
        assert_eq!(object.path(), "ops-logs/a%20b/%E9%83%A8.txt");
        for text in [
            "",
            "http://ops-logs/x",
            "oss://ops-logs",
            "oss://ops-logs/",
            "oss://Ops/x",
            "oss://evil.example/x",
            "oss://ops-logs/a/../b",
            "oss://a/x",
        ] {
            assert!(Object::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_elements_of_an_error_are_read() {
        let xml = "<Error>\n <Code>NoSuchKey</Code><Message>a &lt;b&gt; &amp;amp;</Message><Empty></Empty>";
        assert_eq!(element(xml, "Code").as_deref(), Some("NoSuchKey"));
        assert_eq!(element(xml, "Message").as_deref(), Some("a <b> &amp;"));
        assert_eq!(element(xml, "Empty"), None);
        assert_eq!(element(xml, "HostId"), None);
    }
}
