//! Who asks, and where: from flags, environment and profile files, or the embedded server with a key of its own.

use crate::api::client::{Client, Observer};
use crate::api::credentials::Credentials;
use crate::api::endpoint::Endpoint;
use crate::api::persist::Persistence;
use crate::api::provider::Provider;
use crate::api::proxy::Proxies;
use crate::api::request::VERSION;
use crate::api::sign::Scheme;
use crate::api::tls::Roots;
use crate::api::transport::{Reach, Timeouts, Transport};
use crate::cli::QueryArgs;
use crate::config::Loaded;
use crate::host::Host;
use crate::identity::{self, Identity, Means};
use crate::report::{self, Asker, Report};
use crate::sandbox::{AccessKey, Options, Sandbox};
use crate::secret::{Secret, shorten_key_id};
use crate::settings::Settings;

/// The region that the embedded server is asked for when none is named.
const SANDBOX_REGION: &str = "cn-hangzhou";

/// Everything that a client needs.
pub(super) struct Connection {
    pub region: String,
    pub endpoint: Endpoint,
    pub keys: Provider,
    pub scheme: Scheme,
    pub reach: Reach,
    pub persistence: Persistence,
    pub asker: Asker,
    /// Kept while the query runs; the server stops with it.
    pub _sandbox: Option<Sandbox>,
}

impl Connection {
    /// A client that asks over it.
    pub fn client(&self, host: &Host, observer: Option<Observer>) -> Result<Client, Report> {
        let transport = Transport::new(&self.endpoint, &self.reach)
            .map_err(|error| report::transport_setup(&error))?;
        Ok(Client {
            transport,
            endpoint: self.endpoint.to_string(),
            keys: self.keys.clone(),
            scheme: self.scheme,
            version: VERSION,
            clock: host.clock.clone(),
            random: host.random.clone(),
            observer,
            persistence: self.persistence.clone(),
        })
    }
}

/// Finds the identity, the region and the endpoint.
pub(super) async fn connection(
    args: &QueryArgs,
    host: &Host,
    config: Option<&Loaded>,
    settings: &Settings,
    persistence: Persistence,
) -> Result<Connection, Report> {
    if args.sandbox {
        return sandboxed(args, host, settings, persistence).await;
    }
    let problem = |error| report::identity(&error);
    let profile = args.profile.as_deref().or_else(|| host.var("INVQ_PROFILE"));
    let identity = identity::resolve(host, config, profile).map_err(problem)?;
    let (region, _) =
        identity::region(host, args.region.as_deref(), Some(&identity), config).map_err(problem)?;
    let (endpoint, _) =
        identity::endpoint(host, args.endpoint.as_deref(), Some(&identity), &region)
            .map_err(problem)?;
    let way = (settings.timeouts, persistence);
    connect(host, config, way, identity, region, endpoint)
}

/// The way from an identity to a place.
pub(super) fn connect(
    host: &Host,
    config: Option<&Loaded>,
    (timeouts, persistence): (Timeouts, Persistence),
    identity: Identity,
    region: String,
    endpoint: Endpoint,
) -> Result<Connection, Report> {
    let roots =
        identity::roots(host, &identity, config).map_err(|error| report::identity(&error))?;
    let reach = Reach {
        timeouts,
        proxies: Proxies::of(host),
        roots,
    };
    let unusable = |error| report::proxy(&error);
    reach.proxies.to(&endpoint).map_err(unusable)?;
    let key_id = identity.method.key_id();
    let asker = Asker {
        host: endpoint.host().to_owned(),
        // Temporary keys have theirs only once they are there; STS begins all of them like this.
        key_id: key_id.map_or("STS.…".to_owned(), shorten_key_id),
        source: identity.source.to_string(),
        profile: identity.profile,
        login: identity.login,
        padded_secret: identity.method.has_padded_secret(),
        timeouts,
    };
    let means = Means::new(host, reach.clone(), persistence.clone());
    Ok(Connection {
        region,
        endpoint,
        persistence,
        keys: identity::provider(identity.method, &means),
        scheme: identity.scheme,
        reach,
        asker,
        _sandbox: None,
    })
}

/// Starts the embedded server on a free loopback port.
async fn sandboxed(
    args: &QueryArgs,
    host: &Host,
    settings: &Settings,
    persistence: Persistence,
) -> Result<Connection, Report> {
    let secret = Secret::new(host.random.nonce());
    let credentials = Credentials {
        key_id: "sandbox".to_owned(),
        secret: secret.clone(),
        token: None,
        expires: None,
    };
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
    let endpoint = Endpoint::parse(&server.url()).map_err(|error| {
        let from = identity::EndpointSource::Flag;
        report::identity(&identity::IdentityError::BadEndpoint {
            from,
            reason: error,
        })
    })?;
    let region = args.region.as_deref().or_else(|| host.var("INVQ_REGION"));
    let asker = Asker {
        host: endpoint.host().to_owned(),
        key_id: credentials.key_id.clone(),
        source: "the sandbox".to_owned(),
        profile: Some("sandbox".to_owned()),
        login: None,
        padded_secret: false,
        timeouts: settings.timeouts,
    };
    let region = region.unwrap_or(SANDBOX_REGION).to_owned();
    Ok(Connection {
        region,
        endpoint,
        persistence,
        keys: Provider::fixed(credentials),
        scheme: Scheme::Rpc,
        reach: Reach {
            timeouts: settings.timeouts,
            proxies: Proxies::default(),
            roots: Roots::default(),
        },
        asker,
        _sandbox: Some(server),
    })
}
