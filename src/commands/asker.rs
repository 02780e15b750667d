//! Who asks: from flags, environment and profile files, or the embedded server with a key of its own.

use crate::api::caller::account_id;
use crate::api::client::Client;
use crate::api::credential_cache::CredentialCache;
use crate::api::credentials::Credentials;
use crate::api::endpoint::{Endpoint, Network};
use crate::api::error::ApiError;
use crate::api::proxy::Proxies;
use crate::api::retry_policy::RetryPolicy;
use crate::api::sign::SignatureScheme;
use crate::api::tls::Roots;
use crate::api::transport::{ConnectionPool, Timeouts, Transport, TransportConfig};
use crate::config::Loaded;
use crate::host::Host;
use crate::identity::{self, FetchContext, Identity, ValueOrigin};
use crate::report::{self, Asker, Report};
use crate::sandbox::{AccessKey, Options, Sandbox};
use crate::secret::{Secret, shorten_key_id};
use crate::vocabulary::RefusalKind;

/// The region that the embedded server is asked for when none is named.
pub(super) const SANDBOX_REGION: &str = "cn-hangzhou";

/// An identity that can ask anywhere.
pub(super) struct Account {
    credentials: CredentialCache,
    scheme: SignatureScheme,
    reach: TransportConfig,
    policy: RetryPolicy,
    /// As it is told in messages; the host is that of the last endpoint.
    asker: Asker,
    home: Home,
}

/// Where an identity is at home.
enum Home {
    /// Where the place that gave the keys says, and the other places after it.
    Identity(Box<Identity>),
    /// The server that runs in this process, and stops with this.
    Sandbox {
        _server: Sandbox,
        endpoint: Endpoint,
    },
}

impl Account {
    /// The account of an identity.
    pub(super) fn of(
        host: &Host,
        config: Option<&Loaded>,
        (timeouts, policy): (Timeouts, RetryPolicy),
        identity: Identity,
    ) -> Result<Self, Report> {
        let roots =
            identity::roots(host, &identity, config).map_err(|error| report::setup(&error))?;
        let reach = TransportConfig {
            timeouts,
            proxies: Proxies::of(host),
            roots,
        };
        let key_id = identity.method.key_id();
        let asker = Asker {
            host: String::new(),
            // Temporary keys have theirs only once they are there; STS begins all of them like this.
            key_id: key_id.map_or("STS.…".to_owned(), shorten_key_id),
            source: identity.source.to_string(),
            profile: identity.source.asked_as.clone(),
            login: identity.method.login_command().map(str::to_owned),
            padded_secret: identity.method.has_padded_secret(),
            timeouts,
        };
        let context = FetchContext::new(host, reach.clone(), policy.of_another_service());
        Ok(Self {
            policy,
            credentials: identity::provider(identity.method.clone(), &context),
            scheme: identity.profile.signature.unwrap_or_default(),
            reach,
            asker,
            home: Home::Identity(Box::new(identity)),
        })
    }

    /// Starts the embedded server on a free loopback port.
    pub(super) async fn sandboxed(
        host: &Host,
        (timeouts, policy): (Timeouts, RetryPolicy),
    ) -> Result<Self, Report> {
        let secret = Secret::new(host.random.nonce());
        let credentials = Credentials::of_key("sandbox", secret.clone());
        let key = AccessKey {
            id: credentials.key_id.clone(),
            secret,
            token: None,
        };
        let options = Options {
            keys: vec![key],
            ..Options::default()
        };
        let server = Sandbox::start(options, host.clock.clone(), host.random.clone())
            .await
            .map_err(|error| report::sandbox(&error))?;
        let endpoint = identity::written(&server.url(), ValueOrigin::new("`--endpoint`"));
        let (endpoint, _) = endpoint.map_err(|error| report::setup(&error))?;
        Ok(Self {
            policy,
            asker: Asker {
                host: String::new(),
                key_id: credentials.key_id.clone(),
                source: "the sandbox".to_owned(),
                profile: Some("sandbox".to_owned()),
                login: None,
                padded_secret: false,
                timeouts,
            },
            credentials: CredentialCache::new(credentials, host.clock.clone()),
            scheme: SignatureScheme::Rpc,
            reach: TransportConfig {
                timeouts,
                proxies: Proxies::default(),
                roots: Roots::default(),
            },
            home: Home::Sandbox {
                _server: server,
                endpoint,
            },
        })
    }

    /// What `--profile` calls it.
    pub(super) fn profile(&self) -> Option<&str> {
        self.asker.profile.as_deref()
    }

    /// The network that it reaches the service over.
    pub(super) fn network(&self) -> Network {
        match &self.home {
            Home::Identity(identity) => identity.profile.endpoint_type.unwrap_or_default(),
            Home::Sandbox { .. } => Network::Public,
        }
    }

    /// The region that it asks when none is named.
    pub(super) fn region(&self, host: &Host, config: Option<&Loaded>) -> Result<String, Report> {
        match &self.home {
            Home::Sandbox { .. } => Ok(SANDBOX_REGION.to_owned()),
            Home::Identity(identity) => identity::region(host, Some(identity.own()), config)
                .map(|(region, _)| region)
                .map_err(|error| report::setup(&error)),
        }
    }

    /// The endpoint that serves a region; `listed` is what the service says of a region that we do not know.
    pub(super) fn endpoint(
        &self,
        host: &Host,
        typed: Option<&str>,
        region: &str,
        listed: Option<&str>,
    ) -> Result<Endpoint, Report> {
        let identity = match &self.home {
            Home::Sandbox { endpoint, .. } => return Ok(endpoint.clone()),
            Home::Identity(identity) => identity,
        };
        let (endpoint, from) = identity::endpoint(host, typed, Some(identity.own()), region)
            .map_err(|error| report::setup(&error))?;
        Ok(as_listed(endpoint, &from, listed))
    }

    /// The ID of the account; where that may not be asked, the profile's name. `first` is where its first region is asked:
    /// a server on this machine serves STS, too.
    ///
    /// # Errors
    ///
    /// When nobody answers, or the keys are wrong: under another name, an archive would hold everything twice.
    pub(super) async fn id(&self, first: &Endpoint, host: &Host) -> Result<String, Report> {
        let endpoint = match &self.home {
            Home::Identity(identity) => {
                let (source, profile) = identity.own();
                let is_set = profile.sts_endpoint.is_some() || profile.sts_region.is_some();
                if first.is_loopback() && !is_set {
                    first.clone()
                } else {
                    identity::sts_endpoint(source, profile)
                        .map_err(|error| report::setup(&error))?
                }
            }
            Home::Sandbox { endpoint, .. } => endpoint.clone(),
        };
        let (client, asker) = self.at(&endpoint, &mut ConnectionPool::default(), host)?;
        match account_id(&client).await {
            Ok(id) => Ok(id),
            Err(error) if may_not_ask(&error) => Ok(self.profile().unwrap_or("unknown").to_owned()),
            Err(error) => Err(report::refused(&error, &asker, "")),
        }
    }

    /// A client that asks an endpoint for one region, and how messages tell of it.
    pub(super) fn at(
        &self,
        endpoint: &Endpoint,
        pool: &mut ConnectionPool,
        host: &Host,
    ) -> Result<(Client, Asker), Report> {
        let transport = Transport::within(pool, endpoint, &self.reach)
            .map_err(|error| report::transport_setup(&error))?;
        let client = Client::new(
            transport,
            self.credentials.clone(),
            host.clock.clone(),
            host.random.clone(),
            self.policy.elsewhere(),
        );
        let client = client.signing_with(self.scheme);
        let asker = Asker {
            host: endpoint.host().to_owned(),
            ..self.asker.clone()
        };
        Ok((client, asker))
    }
}

/// Whether the service answered and knows the keys, and does not say whose they are.
fn may_not_ask(error: &ApiError) -> bool {
    use RefusalKind::{Denied, Refused, RegionWithoutApi};
    let kinds = [Denied, Refused, RegionWithoutApi];
    matches!(error.cause(), ApiError::Service(error) if kinds.contains(&error.kind))
}

/// The endpoint of a region that we know by the rule alone is better known to the service, which lists public ones.
fn as_listed(endpoint: Endpoint, from: &ValueOrigin, listed: Option<&str>) -> Endpoint {
    let listed = listed.filter(|_| from.is_rule);
    let listed = listed.and_then(|listed| Endpoint::parse(listed).ok());
    listed.unwrap_or(endpoint)
}
