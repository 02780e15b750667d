//! An answer as it goes out: status, headers, and a body that can break off in the middle.

use bytes::Bytes;
use futures_util::stream::{StreamExt as _, once};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::Frame;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use jiff::Timestamp;

use super::page::Page;
use super::refusal::Refusal;

/// What every answer of the service says of its sender.
pub struct Sender<'a> {
    /// The server's time.
    pub now: Timestamp,
    /// The request ID.
    pub request_id: &'a str,
    /// The endpoint that the client named.
    pub host: &'a str,
    /// Whether it is the service for objects.
    pub objects: bool,
}

impl Sender<'_> {
    /// A page.
    pub fn page(&self, page: &Page) -> Response<Reply> {
        self.json(200, whole(page.body.clone()))
    }

    /// A page that breaks off somewhere behind its first byte and before its last.
    pub fn half(&self, page: &Page, choice: u64) -> Response<Reply> {
        let inside = page.body.len().saturating_sub(1).max(1) as u64;
        let after = usize::try_from(1 + choice % inside).unwrap_or(1);
        let beginning = page.body.get(..after).unwrap_or_default();
        let mut response = self.json(200, cut(beginning));
        set(&mut response, CONTENT_LENGTH, &page.body.len().to_string());
        response
    }

    /// A refusal with its own headers.
    pub fn refusal(&self, refusal: &Refusal) -> Response<Reply> {
        let body = if self.objects {
            refusal.xml(self.request_id, self.host)
        } else {
            refusal.body(self.request_id, self.host)
        };
        let mut response = self.json(refusal.status, whole(body.into_bytes()));
        for (name, value) in &refusal.headers {
            set(&mut response, HeaderName::from_static(name), value);
        }
        response
    }

    fn json(&self, status: u16, body: Reply) -> Response<Reply> {
        let (kind, id_header) = match (self.objects, status) {
            (false, _) => ("application/json", "x-acs-request-id"),
            (true, 200) => ("application/octet-stream", "x-oss-request-id"),
            (true, _) => ("application/xml", "x-oss-request-id"),
        };
        let mut response = response(status, kind, body);
        let date = self.now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        set(&mut response, DATE, &date);
        let name = HeaderName::from_static(id_header);
        set(&mut response, name, self.request_id);
        response
    }
}

/// A page of HTML from somebody in between: it has no request ID.
pub fn html(status: u16, html: &str) -> Response<Reply> {
    let body = whole(html.as_bytes().to_vec());
    response(status, "text/html; charset=utf-8", body)
}

fn response(status: u16, kind: &'static str, body: Reply) -> Response<Reply> {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

fn set(response: &mut Response<Reply>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The connection is to end without another byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server hangs up")]
pub struct HungUp;

/// A body.
pub type Reply = UnsyncBoxBody<Bytes, HungUp>;

/// All of it.
fn whole(body: Vec<u8>) -> Reply {
    Full::from(body)
        .map_err(|never| match never {})
        .boxed_unsync()
}

/// The beginning of a body whose whole length was announced.
fn cut(beginning: &[u8]) -> Reply {
    let data = Ok(Frame::data(Bytes::copy_from_slice(beginning)));
    let end = async {
        // The bytes before are on their way first.
        tokio::task::yield_now().await;
        Err(HungUp)
    };
    StreamBody::new(once(async { data }).chain(once(end))).boxed_unsync()
}
