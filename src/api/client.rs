//! A client for one endpoint and one identity: signs, sends, retries, and reads the answer.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::action::ApiAction;
use super::credential_cache::CredentialCache;
use super::credentials::Credentials;
use super::endpoint::{Endpoint, Network, OtherService};
use super::error::{ApiError, TransportError, TransportErrorKind};
use super::event::{BriefRequest, ClientEvent, EventListener, Exchange};
use super::redact::hide_token;
use super::response::ApiResponse;
use super::retry_policy::RetryPolicy;
use super::sign::{SignatureScheme, Unsigned};
use super::transport::{HttpResponse, ResponseHints, Transport};
use super::tries::Tries;
use crate::host::{Clock, Random};
use jiff::Timestamp;

/// Sends requests to one endpoint with one identity. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    pub(super) transport: Transport,
    pub(super) credentials: CredentialCache,
    scheme: SignatureScheme,
    /// Gives the timestamp of each request.
    pub(super) clock: Clock,
    /// Gives the nonce of each request.
    random: Random,
    pub(super) policy: RetryPolicy,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", self.transport.endpoint())
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client for ECS that signs with signature V1.
    pub fn new(
        transport: Transport,
        credentials: CredentialCache,
        clock: Clock,
        random: Random,
        policy: RetryPolicy,
    ) -> Self {
        Self {
            transport,
            credentials,
            scheme: SignatureScheme::default(),
            clock,
            random,
            policy,
        }
    }

    /// Signs in another way.
    pub fn signing_with(self, scheme: SignatureScheme) -> Self {
        Self { scheme, ..self }
    }

    /// A client whose requests end with `deadline`, or at most two seconds later, and none is sent when it has passed.
    pub fn until(&self, deadline: Timestamp) -> Self {
        let mut client = self.clone();
        client.policy.until = Some(deadline);
        client
    }

    /// A client with the same identity for another service of a region. On a loopback endpoint, every service is there.
    ///
    /// # Errors
    ///
    /// When the name of the service's host cannot be one, or this machine cannot connect there.
    pub fn toward(
        &self,
        service: OtherService<'_>,
        region: &str,
        network: Network,
    ) -> Result<Self, ApiError> {
        let here = self.transport.endpoint();
        let mut client = self.clone();
        client.policy = self.policy.elsewhere();
        if !here.is_loopback() {
            let host = service.host(region, network);
            let endpoint = Endpoint::parse(&host).map_err(|error| {
                TransportError::new(TransportErrorKind::Lookup, error.to_string())
            })?;
            client.transport = self.transport.toward(&endpoint)?;
        }
        Ok(client)
    }

    /// A client for requests beside those of this one: another action is throttled by itself, and each request ends
    /// within `longest` from now on.
    pub fn beside(&self, longest: Duration) -> Self {
        let mut client = self.clone();
        client.policy = self.policy.elsewhere();
        let until = self.clock.now().checked_add(longest).ok();
        client.policy.until = match (until, self.policy.until) {
            (Some(until), Some(earlier)) => Some(until.min(earlier)),
            (until, earlier) => until.or(earlier),
        };
        client
    }

    /// Calls `listener` with every event, after the listeners that are there.
    pub fn heard_by(mut self, listener: EventListener) -> Self {
        self.policy = self.policy.heard_by(listener);
        self
    }

    /// Where it sends requests.
    pub fn endpoint(&self) -> &Endpoint {
        self.transport.endpoint()
    }

    /// The clock that requests are signed with.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// How long one attempt may take.
    pub fn timeout(&self) -> Duration {
        self.transport.timeout()
    }

    /// Calls an action and returns the response, whose body holds no error code.
    ///
    /// # Errors
    ///
    /// As for [`Client::read`].
    pub async fn call(
        &self,
        action: &ApiAction,
        parameters: &[(Cow<'static, str>, String)],
    ) -> Result<ApiResponse, ApiError> {
        self.read(action, parameters, ApiResponse::without_code)
            .await
    }

    /// Calls an action and reads the response with `read`. `tries` says when it is retried; a response that breaks off
    /// is a failed attempt like any other. Each attempt is signed with its own nonce and time.
    ///
    /// # Errors
    ///
    /// The error of the last attempt, in [`ApiError::GaveUp`] if there were several.
    pub async fn read<T>(
        &self,
        action: &ApiAction,
        parameters: &[(Cow<'static, str>, String)],
        read: impl Fn(ApiResponse) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let mut tries = self.tries()?;
        loop {
            let (permit, limit) = tries.turn().await;
            let (answer, hints) = self.attempt(action, parameters, limit, &read).await;
            drop(permit);
            match answer {
                Ok(value) => return Ok(tries.succeed(value)),
                Err(error) => tries.fail(error, &hints).await?,
            }
        }
    }

    /// The attempts of one request.
    pub(super) fn tries(&self) -> Result<Tries<'_>, ApiError> {
        Tries::new(&self.clock, &self.random, &self.policy)
    }

    /// Sends one signed request, waits no longer than `limit` for the response, and reads it. Sends a second one if the
    /// service calls the credentials expired and there are new ones.
    async fn attempt<T>(
        &self,
        action: &ApiAction,
        parameters: &[(Cow<'static, str>, String)],
        limit: Duration,
        read: &impl Fn(ApiResponse) -> Result<T, ApiError>,
    ) -> (Result<T, ApiError>, ResponseHints) {
        let none = |error| (Err(ApiError::Credentials(error)), ResponseHints::default());
        let credentials = match self.credentials.get().await {
            Ok(credentials) => credentials,
            Err(error) => return none(error),
        };
        let send = async |credentials: Arc<Credentials>| {
            self.send(&credentials, action, parameters, limit, read)
                .await
        };
        let first = send(Arc::clone(&credentials)).await;
        if !first.0.as_ref().is_err_and(ApiError::is_expired) {
            return first;
        }
        match self.credentials.instead_of(&credentials).await {
            Ok(Some(credentials)) => send(credentials).await,
            Ok(None) => first,
            Err(error) => none(error),
        }
    }

    async fn send<T>(
        &self,
        credentials: &Credentials,
        action: &ApiAction,
        parameters: &[(Cow<'static, str>, String)],
        limit: Duration,
        read: &impl Fn(ApiResponse) -> Result<T, ApiError>,
    ) -> (Result<T, ApiError>, ResponseHints) {
        let unsigned = Unsigned {
            action,
            parameters,
            host: self.transport.endpoint().host(),
            time: self.policy.corrected(self.clock.now()),
            nonce: &self.random.nonce(),
        };
        let signed = unsigned.sign(self.scheme, credentials);
        let begun = self.clock.now();
        let sent = self.transport.post(signed.form, &signed.headers, limit);
        let mut response = sent.await;
        if let Ok(response) = &mut response {
            hide_token(credentials, response.status, &mut response.body);
        }
        let received = self.clock.now();
        let took = received.as_millisecond() - begun.as_millisecond();
        self.report(&unsigned, &response, took);
        match response {
            Ok(response) => {
                let hints = response.hints.clone();
                let read = ApiResponse::of(response, received).and_then(read);
                (
                    read.map_err(|error| error.with_denied_action(action)),
                    hints,
                )
            }
            Err(error) => (Err(error.into()), ResponseHints::default()),
        }
    }

    fn report(
        &self,
        sent: &Unsigned<'_>,
        response: &Result<HttpResponse, TransportError>,
        millis: i64,
    ) {
        let response = response.as_ref();
        let endpoint = &self.transport.endpoint().to_string();
        let outcome = response.map(HttpResponse::outcome);
        if sent.action.gives_credentials {
            return self.policy.tell(&ClientEvent::Brief(BriefRequest {
                method: "POST",
                place: &format!("{endpoint} {}", sent.action.name),
                outcome,
                millis,
            }));
        }
        self.policy.tell(&ClientEvent::Exchange(Exchange {
            endpoint,
            action: sent.action.name,
            common: &sent.common(self.scheme),
            scheme: self.scheme,
            parameters: sent.parameters,
            outcome,
            body: response.map_or(&[][..], |response| &response.body),
            millis,
        }));
    }
}
