//! A client of a few lines that signs and speaks HTTP by itself, over one connection that stays open.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::api::encode::canonical_query;
use crate::api::sign;
use crate::host::{Clock, Random};
use crate::sandbox::{Options, Sandbox, Source};
use crate::secret::Secret;

/// When the clock of every test begins.
pub const START: &str = "2026-06-24T08:15:30Z";

/// Where the parameters go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum How {
    RpcGet,
    RpcForm,
    RpcQuery,
    AcsQuery,
    AcsForm,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Value,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["Code"].as_str().unwrap_or_default()
    }

    pub fn ids(&self) -> Vec<String> {
        let list = self.body["Invocations"]["Invocation"].as_array().unwrap();
        let id = |each: &Value| each["InvokeId"].as_str().unwrap().to_owned();
        list.iter().map(id).collect()
    }

    pub fn token(&self) -> &str {
        self.body["NextToken"].as_str().unwrap()
    }
}

/// A sandbox with a clock that is set by hand, and a connection to it.
pub struct Client {
    pub sandbox: Sandbox,
    seconds: Arc<AtomicI64>,
    stream: BufReader<TcpStream>,
    host: String,
    nonce: u32,
    pub how: How,
}

pub fn start() -> Timestamp {
    START.parse().unwrap()
}

impl Client {
    pub async fn with(options: Options) -> Self {
        let seconds = Arc::new(AtomicI64::new(start().as_second()));
        let hand = Arc::clone(&seconds);
        let clock =
            Clock::new(move || Timestamp::from_second(hand.load(Ordering::Relaxed)).unwrap());
        let random = Random::new(|bytes| bytes.fill(7));
        let sandbox = Sandbox::start(options, clock, random).await.unwrap();
        let host = sandbox.url().strip_prefix("http://").unwrap().to_owned();
        let stream = BufReader::new(TcpStream::connect(&host).await.unwrap());
        let how = How::RpcForm;
        Self {
            sandbox,
            seconds,
            stream,
            host,
            nonce: 0,
            how,
        }
    }

    pub async fn serving(source: Source) -> Self {
        Self::with(Options {
            source,
            ..Options::default()
        })
        .await
    }

    /// Moves the server's clock, and the client's with it.
    pub fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Asks in `cn-hangzhou`.
    pub async fn ask(&mut self, params: &[(&str, &str)]) -> Answer {
        let mut all = vec![("RegionId", "cn-hangzhou")];
        all.extend(params);
        self.call("DescribeInvocations", &all).await
    }

    /// Asks for pages until there is no token.
    pub async fn walk(&mut self, params: &[(&str, &str)]) -> Vec<String> {
        let (mut ids, mut token) = (Vec::new(), String::new());
        loop {
            let mut page = params.to_vec();
            if !token.is_empty() {
                page.push(("NextToken", &token));
            }
            let answer = self.ask(&page).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            ids.extend(answer.ids());
            let next = answer.token().to_owned();
            if next.is_empty() {
                return ids;
            }
            token = next;
        }
    }

    pub async fn call(&mut self, action: &str, params: &[(&str, &str)]) -> Answer {
        let request = self.request(action, params);
        self.send(&request).await
    }

    /// Asks in `cn-hangzhou` and takes head and body as they come, until the connection or the body ends.
    pub async fn ask_raw(&mut self, params: &[(&str, &str)]) -> (String, Vec<u8>) {
        let mut all = vec![("RegionId", "cn-hangzhou")];
        all.extend(params);
        let request = self.request("DescribeInvocations", &all);
        let request = request.replacen("\r\n", "\r\nConnection: close\r\n", 1);
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        // A connection that is broken off may end in an error; what came before it counts.
        let _ = self.stream.read_to_end(&mut bytes).await;
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let body = bytes.split_off(end.map_or(0, |end| end + 4));
        (String::from_utf8(bytes).unwrap(), body)
    }

    fn request(&mut self, action: &str, params: &[(&str, &str)]) -> String {
        self.nonce += 1;
        let nonce = self.nonce.to_string();
        let seconds = self.seconds.load(Ordering::Relaxed);
        let time = Timestamp::from_second(seconds).unwrap().to_string();
        match self.how {
            How::RpcGet | How::RpcForm | How::RpcQuery => {
                rpc(self.how, &self.host, action, params, &nonce, &time)
            }
            How::AcsQuery | How::AcsForm => {
                acs3(self.how, &self.host, action, params, &nonce, &time)
            }
        }
    }

    /// Sends bytes as they are and reads one answer.
    pub async fn send(&mut self, request: &str) -> Answer {
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(self.stream.read_line(&mut head).await.unwrap(), 0, "{head}");
        }
        let lower = head.to_ascii_lowercase();
        let (_, length) = lower.split_once("content-length: ").unwrap();
        let length = length.lines().next().unwrap().parse().unwrap();
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await.unwrap();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            body: serde_json::from_slice(&body).unwrap(),
            head,
        }
    }
}

fn secret() -> Secret {
    Secret::new("testsecret".to_owned())
}

fn http(method: &str, host: &str, query: &str, headers: &str, body: &str) -> String {
    let form = match body {
        "" => "",
        _ => "Content-Type: application/x-www-form-urlencoded\r\n",
    };
    let length = body.len();
    format!(
        "{method} /?{query} HTTP/1.1\r\nHost: {host}\r\n{headers}{form}Content-Length: {length}\r\n\r\n{body}"
    )
}

fn rpc(
    how: How,
    host: &str,
    action: &str,
    params: &[(&str, &str)],
    nonce: &str,
    time: &str,
) -> String {
    let method = if how == How::RpcGet { "GET" } else { "POST" };
    let mut all = vec![
        ("Action", action),
        ("Version", "2014-05-26"),
        ("Format", "json"),
        ("AccessKeyId", "testid"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", nonce),
        ("Timestamp", time),
    ];
    all.extend(params);
    let signature = sign::rpc::signature(&secret(), &sign::rpc::string_to_sign(method, &all));
    all.push(("Signature", &signature));
    match how {
        How::RpcForm => http(method, host, "", "", &canonical_query(&all)),
        _ => http(method, host, &canonical_query(&all), "", ""),
    }
}

fn acs3(
    how: How,
    host: &str,
    action: &str,
    params: &[(&str, &str)],
    nonce: &str,
    time: &str,
) -> String {
    let (query, form) = match how {
        How::AcsForm => (&[][..], params),
        _ => (params, &[][..]),
    };
    let body = canonical_query(form);
    let hash = sign::acs3::payload_hash(body.as_bytes());
    let headers = [
        ("host", host),
        ("x-acs-action", action),
        ("x-acs-content-sha256", &hash),
        ("x-acs-date", time),
        ("x-acs-signature-nonce", nonce),
        ("x-acs-version", "2014-05-26"),
    ];
    let parts = sign::acs3::Parts {
        method: "POST",
        path: "/",
        query,
        headers: &headers,
        payload_hash: &hash,
    };
    let to_sign = sign::acs3::string_to_sign(&parts.canonical_request());
    let authorization = format!(
        "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders={},Signature={}",
        parts.signed_headers(),
        sign::acs3::signature(&secret(), &to_sign)
    );
    let lines = [("Authorization", authorization.as_str())]
        .iter()
        .chain(&headers[1..])
        .fold(String::new(), |lines, (name, value)| {
            lines + name + ": " + value + "\r\n"
        });
    http("POST", host, &canonical_query(query), &lines, &body)
}
