//! A client for one endpoint and one identity: signs, sends, retries, and reads the answer.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::SemaphorePermit;

use super::action::ApiAction;
use super::codes::RefusalKind;
use super::credential_cache::CredentialCache;
use super::credentials::Credentials;
use super::endpoint::Endpoint;
use super::error::{ApiError, TransportError};
use super::event::{ClientEvent, CredentialRequest, EventListener, Exchange};
use super::redact::hide_token;
use super::response::ApiResponse;
use super::retry::{self, Attempts, Cause, LEAST};
use super::retry_policy::RetryPolicy;
use super::sign::{SignatureScheme, Unsigned};
use super::transport::{HttpResponse, ResponseHints, Transport};
use crate::host::{Clock, Random};

/// Sends requests to one endpoint with one identity. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    transport: Transport,
    credentials: CredentialCache,
    scheme: SignatureScheme,
    /// Gives the timestamp of each request.
    clock: Clock,
    /// Gives the nonce of each request.
    random: Random,
    policy: RetryPolicy,
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

    /// Calls an action and reads the response with `read`. Retries as [`retry::after`] allows; a response that breaks off
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
        let policy = &self.policy;
        let begun = self.clock.now();
        let mut waited = Duration::ZERO;
        let mut attempts = Attempts::default();
        let mut has_turn = false;
        let in_all = policy.allowed(begun)?;
        loop {
            let affordable = affordable(in_all, attempts.elapsed);
            let (permit, queued) = self.take_turn(has_turn, affordable).await;
            waited += queued;
            attempts.elapsed = attempts.elapsed.max(waited);
            let left = in_all.saturating_sub(attempts.elapsed).max(LEAST);
            let (answer, hints) = self.attempt(action, parameters, left, &read).await;
            drop(permit);
            let error = match answer {
                Ok(value) => {
                    policy.gate.answered();
                    return Ok(value);
                }
                Err(error) => error,
            };
            let now = self.clock.now();
            // The wait must not become longer if the clock is set back meanwhile.
            let passed = now.duration_since(begun).try_into().unwrap_or_default();
            attempts.elapsed = waited.max(passed);
            attempts.times += 1;
            let cause = Cause::of(&error, &hints, policy.corrected(now));
            let throttled = matches!(cause, Cause::Throttled { .. });
            attempts.throttled += u32::from(throttled);
            let random = self.random.fraction();
            let next = retry::after(policy.retries, &attempts, cause, in_all, random);
            let Some(mut wait) = next else {
                return Err(gave_up(error, &attempts));
            };
            if cause == Cause::Clock {
                attempts.corrected = true;
                policy.correct_clock(&error);
                continue;
            }
            if throttled {
                let turn = policy.gate.refused(now, wait);
                wait = wait.max(turn.min(affordable));
            }
            has_turn = throttled;
            policy.tell(&ClientEvent::Retrying {
                error: &error,
                throttled,
                wait,
                retry: attempts.times,
                of: policy.retries,
            });
            policy.sleep.wait(wait).await;
            waited += wait;
            attempts.elapsed += wait;
        }
    }

    /// Waits until one more request may be in flight and the rate gate lets it pass. Returns the permit, and how long the
    /// rate gate took.
    async fn take_turn(
        &self,
        has_turn: bool,
        affordable: Duration,
    ) -> (Option<SemaphorePermit<'_>>, Duration) {
        let permit = self.policy.permit().await;
        if has_turn {
            return (permit, Duration::ZERO);
        }
        let wait = self.policy.gate.enter(self.clock.now()).min(affordable);
        if wait.is_zero() {
            return (permit, wait);
        }
        self.policy.tell(&ClientEvent::Queued { wait });
        // Other requests may be in flight meanwhile.
        drop(permit);
        self.policy.sleep.wait(wait).await;
        (self.policy.permit().await, wait)
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
        if !is_expired(&first.0) {
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
            return self
                .policy
                .tell(&ClientEvent::CredentialRequest(CredentialRequest {
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

fn is_expired<T>(result: &Result<T, ApiError>) -> bool {
    matches!(result, Err(ApiError::Service(error)) if error.kind == RefusalKind::ExpiredToken)
}

/// How long a wait may be so that another attempt after it makes sense.
fn affordable(in_all: Duration, elapsed: Duration) -> Duration {
    in_all.saturating_sub(elapsed).saturating_sub(LEAST)
}

/// A single attempt is not counted in the message.
fn gave_up(error: ApiError, attempts: &Attempts) -> ApiError {
    if attempts.times == 1 {
        return error;
    }
    ApiError::GaveUp {
        cause: Box::new(error),
        times: attempts.times,
        took: attempts.elapsed,
    }
}
