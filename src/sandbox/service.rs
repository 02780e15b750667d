//! From a request to its answer: what comes before every action, which action it is, and the log.

use std::time::Duration;

use http_body_util::{BodyExt as _, Limited};
use hyper::Response;
use hyper::body::Incoming;
use hyper::header::HOST;
use jiff::{SignedDuration, Timestamp};

use super::action::Action;
use super::answer::{self, HungUp, Reply, Sender};
use super::asked::Asked;
use super::call::Call;
use super::faults::{self, DrawnFaults, FaultDraw, FaultKind};
use super::fleet::Fleet;
use super::keys::Keys;
use super::log::{Log, Request};
use super::options::Options;
use super::oss;
use super::page::Page;
use super::params::{Params, is_among};
use super::refusal::Refusal;
use super::sts;
use super::verify::{self, Nonces};
use crate::host::{Clock, Random};

/// The longest body that is read; no request of this API comes near it.
const LONGEST_BODY: usize = 1 << 20;

/// How long a connection may be silent while a request is to come.
pub const LONGEST_SILENCE: Duration = Duration::from_secs(30);

/// How far a clock that is off on purpose is ahead: more than the service accepts.
const SKEW: SignedDuration = SignedDuration::from_mins(20);

/// Faults that take an answer's place once it is made.
const ON_THE_WAY: [FaultKind; 4] = [
    FaultKind::Reset,
    FaultKind::Http503,
    FaultKind::Html,
    FaultKind::Truncate,
];

/// The server's state.
pub struct Service {
    options: Options,
    fleet: Fleet,
    clock: Clock,
    random: Random,
    nonces: Nonces,
    keys: Keys,
    fault_draw: FaultDraw,
    log: Log,
}

impl Service {
    /// A service that starts now.
    pub fn new(options: Options, clock: Clock, random: Random) -> Self {
        Self {
            fleet: Fleet::new(options.source.clone(), clock.now()),
            fault_draw: FaultDraw::new(options.faults.clone(), options.seed, options.slow.clone()),
            keys: Keys::new(options.keys.clone()),
            options,
            clock,
            random,
            nonces: Nonces::default(),
            log: Log::default(),
        }
    }

    /// What arrived, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.log.all()
    }

    /// Answers a request, or hangs up.
    pub async fn respond(
        &self,
        request: hyper::Request<Incoming>,
    ) -> Result<Response<Reply>, HungUp> {
        let (head, body) = request.into_parts();
        let host = host(&head.headers);
        let body = Limited::new(body, LONGEST_BODY).collect();
        let Ok(body) = tokio::time::timeout(LONGEST_SILENCE, body).await else {
            return Err(HungUp);
        };
        if !self.options.latency.is_zero() {
            tokio::time::sleep(self.options.latency).await;
        }
        let mut request = Request {
            at: self.clock.now(),
            request_id: self.request_id(),
            ..Request::default()
        };
        let mut drawn = DrawnFaults::default();
        let result = body
            .map_err(|_| Refusal::body_too_long())
            .and_then(|body| Call::read(head, body.to_bytes()))
            .and_then(|call| self.answer(&call, &mut request, &mut drawn));
        if !drawn.delay.is_zero() {
            tokio::time::sleep(drawn.delay).await;
        }
        // Only a good answer is spoilt on its way: a refusal is worth more to whoever tests against it.
        let on_the_way = drawn.first(&ON_THE_WAY).filter(|_| result.is_ok());
        request.fault = on_the_way.or(request.fault);
        let sender = Sender {
            now: server_time(&request, &drawn),
            request_id: &request.request_id,
            host: &host,
            objects: request.action == oss::GET_OBJECT,
        };
        let sent = match (on_the_way, &result) {
            (Some(FaultKind::Reset), _) => None,
            (Some(FaultKind::Http503), _) => Some(answer::html(503, faults::GATEWAY)),
            (Some(FaultKind::Html), _) => Some(answer::html(200, faults::PORTAL)),
            (Some(FaultKind::Truncate), Ok(page)) => Some(sender.half(page, drawn.choice)),
            (_, Ok(page)) => Some(sender.page(page)),
            (_, Err(refusal)) => Some(sender.refusal(refusal)),
        };
        request.status = sent.as_ref().map_or(0, |sent| sent.status().as_u16());
        match result {
            Ok(page) if request.status == 200 => request.records = page.records,
            Ok(_) => {}
            Err(refusal) => request.code = Some(refusal.code.into_owned()),
        }
        if let Some(observer) = &self.options.observer {
            observer(&request);
        }
        self.log.push(request);
        sent.ok_or(HungUp)
    }

    /// Answers a request, and notes in the log's entry what became known of it.
    fn answer(
        &self,
        call: &Call,
        request: &mut Request,
        drawn: &mut DrawnFaults,
    ) -> Result<Page, Refusal> {
        if sts::is_local_path(&call.path) {
            request.action = format!("{} {}", call.method, call.path);
            return sts::local_answer(call, &self.keys, &self.random, request.at);
        }
        let params = Params::own(&call.params());
        request.action = named(call, "Action").unwrap_or_default();
        if named(call, "Version").as_deref() == Some(sts::VERSION) {
            request.parameters = params.known(|name| is_among(sts::LOGGABLE, name));
            return self.sts(call, &params, request);
        }
        let object = oss::parameters(call);
        let params = match &object {
            Some(named) => {
                oss::GET_OBJECT.clone_into(&mut request.action);
                Params::own(&borrowed(named))
            }
            None => params,
        };
        if let Some(action) = Action::named(&request.action) {
            request.parameters = params.known(|name| action.parameters.have(name));
        }
        *drawn = self.fault_draw.draw(&request.action, &request.parameters);
        request.fault = drawn.first(&[FaultKind::Slow, FaultKind::ClockSkew]);
        let action = match object.and_then(|_| Action::named(oss::GET_OBJECT)) {
            Some(action) => action,
            None => check_action(call)?,
        };
        self.answer_as(action, call, &params, request, drawn)
            .map_err(|refusal| match action.name {
                oss::GET_OBJECT => refusal.of_objects(),
                _ => refusal,
            })
    }

    fn answer_as(
        &self,
        action: &'static Action,
        call: &Call,
        params: &Params,
        request: &mut Request,
        drawn: &DrawnFaults,
    ) -> Result<Page, Refusal> {
        if action.name != oss::GET_OBJECT {
            check_format(call)?;
        }
        self.authenticate(call, server_time(request, drawn))?;
        if let Some((kind, refusal)) = faults::refusal(drawn, action) {
            request.fault = Some(kind);
            return Err(refusal);
        }
        let id = params.get("InvokeId");
        let late = id.is_some_and(|id| self.fault_draw.is_late(id));
        let none = DrawnFaults::default();
        params.check(action.name, &action.parameters)?;
        let page = (action.answer)(&Asked {
            action: action.name,
            params,
            fleet: &self.fleet,
            now: request.at,
            late,
            request_id: &request.request_id,
            drawn: if late { &none } else { drawn },
        })?;
        let late = late.then_some(FaultKind::LateId);
        request.fault = late.or(page.fault).or(request.fault);
        Ok(page)
    }

    /// Lets those through who sign with a key that is good now, be it fixed or given out.
    fn authenticate(&self, call: &Call, now: Timestamp) -> Result<(), Refusal> {
        verify::authenticate(call, &self.keys, &self.nonces, now)
    }

    fn sts(&self, call: &Call, params: &Params, request: &Request) -> Result<Page, Refusal> {
        check_format(call)?;
        if sts::is_signed(&request.action) {
            self.authenticate(call, request.at)?;
        }
        sts::answer(request, params, &self.keys, &self.random)
    }

    /// A request ID in the service's form.
    fn request_id(&self) -> String {
        let digits = self.random.nonce().to_ascii_uppercase();
        let part = |range| digits.get(range).unwrap_or_default();
        [0..8, 8..12, 12..16, 16..20, 20..32].map(part).join("-")
    }
}

/// The time as the server takes it for this request.
fn server_time(request: &Request, drawn: &DrawnFaults) -> Timestamp {
    let skewed = request.at.checked_add(SKEW).ok();
    let skewed = skewed.filter(|_| drawn.by(FaultKind::ClockSkew));
    skewed.unwrap_or(request.at)
}

/// The host that the client named.
fn host(headers: &hyper::HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    host.unwrap_or("localhost").to_owned()
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// `Action` or `Version`: a header in the newer scheme, a parameter in the old one.
fn named(call: &Call, name: &str) -> Option<String> {
    if call.is_acs3() {
        return call.header(&format!("x-acs-{}", name.to_ascii_lowercase()));
    }
    call.common(name).map(str::to_owned)
}

fn check_action(call: &Call) -> Result<&'static Action, Refusal> {
    let need = |name| named(call, name).ok_or_else(|| Refusal::missing_common(name));
    let (action, version) = (need("Action")?, need("Version")?);
    Action::of_version(&action, &version)
}

/// Only JSON is served. The old scheme's default is XML, so there it must be asked for.
fn check_format(call: &Call) -> Result<(), Refusal> {
    let usual = if call.is_acs3() { "JSON" } else { "XML" };
    let format = call.common("Format").unwrap_or(usual);
    if format.eq_ignore_ascii_case("JSON") {
        return Ok(());
    }
    let rule = "This server answers in JSON only: send Format=JSON.";
    Err(Refusal::invalid("Format", rule))
}
