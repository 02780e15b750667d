//! From a request to its answer: what comes before every action, which action it is, and the log.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, DATE, HOST, HeaderValue};
use hyper::{Response, StatusCode};
use jiff::Timestamp;

use super::call::Call;
use super::fleet::Fleet;
use super::invocations;
use super::log::{Log, Request};
use super::options::Options;
use super::params::Params;
use super::refusal::Refusal;
use super::sts::{self, Issuer};
use super::verify::{self, Nonces, Scheme};
use crate::host::{Clock, Random};

/// The version of the API.
const VERSION: &str = "2014-05-26";

/// The longest body that is read; no request of this API comes near it.
const LONGEST_BODY: usize = 1 << 20;

/// The server's state.
pub struct Service {
    options: Options,
    fleet: Fleet,
    clock: Clock,
    random: Random,
    nonces: Nonces,
    issuer: Issuer,
    log: Log,
}

/// What is written into the log of a request, as far as it became known.
#[derive(Debug, Default)]
struct Heard {
    action: String,
    parameters: Vec<(String, String)>,
}

impl Service {
    /// A service that starts now.
    pub fn new(options: Options, clock: Clock, random: Random) -> Self {
        Self {
            fleet: Fleet::new(options.source.clone(), clock.now()),
            options,
            clock,
            random,
            nonces: Nonces::default(),
            issuer: Issuer::default(),
            log: Log::default(),
        }
    }

    /// What arrived, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.log.all()
    }

    /// Answers a request.
    pub async fn respond(&self, request: hyper::Request<Incoming>) -> Response<Full<Bytes>> {
        let (head, body) = request.into_parts();
        let host = host(&head.headers);
        let body = Limited::new(body, LONGEST_BODY).collect().await;
        if !self.options.latency.is_zero() {
            tokio::time::sleep(self.options.latency).await;
        }
        let (now, request_id) = (self.clock.now(), self.request_id());
        let mut told = Heard::default();
        let result = body
            .map_err(|_| too_long())
            .and_then(|body| Call::read(head, body.to_bytes()))
            .and_then(|call| self.answer(&call, now, &request_id, &mut told));
        self.remember(told, now, &request_id, &result);
        let (status, body) = match result {
            Ok(page) => (200, page.body),
            Err(refusal) => (
                refusal.status,
                refusal.body(&request_id, &host).into_bytes(),
            ),
        };
        response(status, body, now, &request_id)
    }

    fn answer(
        &self,
        call: &Call,
        now: Timestamp,
        request_id: &str,
        heard: &mut Heard,
    ) -> Result<invocations::Page, Refusal> {
        if sts::is_local_path(&call.path) {
            heard.action = format!("{} {}", call.method, call.path);
            return sts::local_answer(call, &self.issuer, &self.random, now);
        }
        let all = call.params();
        let params = Params::own(&all);
        heard.action = named(call, "Action").unwrap_or_default();
        heard.parameters = params.known(invocations::is_parameter);
        if named(call, "Version").as_deref() == Some(sts::VERSION) {
            heard.parameters = params.known(sts::is_loggable);
            return self.sts(call, &heard.action, &params, now, request_id);
        }
        check_action(call)?;
        check_format(call)?;
        self.authenticate(call, now)?;
        invocations::describe(&params, &self.fleet, now, request_id)
    }

    /// Lets those through who sign with a key that is good now, be it fixed or given out.
    fn authenticate(&self, call: &Call, now: Timestamp) -> Result<(), Refusal> {
        let keys = self.issuer.with(&self.options.keys);
        self.issuer.check(verify::key_id(call).as_deref(), now)?;
        verify::authenticate(call, &keys, &self.nonces, now)
    }

    fn sts(
        &self,
        call: &Call,
        action: &str,
        params: &Params,
        now: Timestamp,
        request_id: &str,
    ) -> Result<invocations::Page, Refusal> {
        check_format(call)?;
        if sts::is_signed(action) {
            self.authenticate(call, now)?;
        }
        sts::answer(action, params, &self.issuer, &self.random, now, request_id)
    }

    fn remember(
        &self,
        heard: Heard,
        at: Timestamp,
        request_id: &str,
        result: &Result<invocations::Page, Refusal>,
    ) {
        let refusal = result.as_ref().err();
        let request = Request {
            at,
            action: heard.action,
            parameters: heard.parameters,
            status: refusal.map_or(200, |refusal| refusal.status),
            code: refusal.map(|refusal| refusal.code.to_string()),
            records: result.as_ref().map_or(0, |page| page.records),
            request_id: request_id.to_owned(),
        };
        if let Some(observer) = &self.options.observer {
            observer(&request);
        }
        self.log.push(request);
    }

    /// A request ID in the service's form.
    fn request_id(&self) -> String {
        let digits = self.random.nonce().to_ascii_uppercase();
        let part = |range| digits.get(range).unwrap_or_default();
        format!(
            "{}-{}-{}-{}-{}",
            part(0..8),
            part(8..12),
            part(12..16),
            part(16..20),
            part(20..32)
        )
    }
}

/// The host that the client named.
fn host(headers: &hyper::HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    host.unwrap_or("localhost").to_owned()
}

/// `Action` or `Version`: a header in the newer scheme, a parameter in the old one.
fn named(call: &Call, name: &str) -> Option<String> {
    match Scheme::of(call) {
        Scheme::Rpc => call.common(name).map(str::to_owned),
        Scheme::Acs3 => call.header(&format!("x-acs-{}", name.to_ascii_lowercase())),
    }
}

fn check_action(call: &Call) -> Result<(), Refusal> {
    let need = |name| named(call, name).ok_or_else(|| Refusal::missing_common(name));
    let (action, version) = (need("Action")?, need("Version")?);
    if version != VERSION {
        return Err(Refusal::new(
            400,
            "InvalidVersion",
            "Specified parameter Version is not valid.",
        ));
    }
    if action != invocations::ACTION {
        return Err(Refusal::new(
            404,
            "InvalidAction.NotFound",
            "Specified api is not found, please check your url and method.",
        ));
    }
    Ok(())
}

/// Only JSON is served. The old scheme's default is XML, so there it must be asked for.
fn check_format(call: &Call) -> Result<(), Refusal> {
    let format = match (call.common("Format"), Scheme::of(call)) {
        (Some(format), _) => format,
        (None, Scheme::Acs3) => return Ok(()),
        (None, Scheme::Rpc) => "XML",
    };
    if format.eq_ignore_ascii_case("JSON") {
        return Ok(());
    }
    Err(Refusal::invalid(
        "Format",
        "This server answers in JSON only: send Format=JSON.",
    ))
}

fn too_long() -> Refusal {
    Refusal::new(
        413,
        "RequestEntityTooLarge",
        "The body is longer than this server reads.",
    )
}

fn response(status: u16, body: Vec<u8>, now: Timestamp, request_id: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in [
        (DATE, date.as_str()),
        (
            hyper::header::HeaderName::from_static("x-acs-request-id"),
            request_id,
        ),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}
