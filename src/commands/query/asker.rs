//! Who asks, and where: from flags, environment and profile file, or the embedded server with a key of its own.

use crate::api::credentials::Credentials;
use crate::api::endpoint::Endpoint;
use crate::cli::QueryArgs;
use crate::config::Loaded;
use crate::host::Host;
use crate::identity;
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
    pub credentials: Credentials,
    pub asker: Asker,
    /// Kept while the query runs; the server stops with it.
    pub _sandbox: Option<Sandbox>,
}

/// Finds the identity, the region and the endpoint.
pub(super) async fn connection(
    args: &QueryArgs,
    host: &Host,
    config: Option<&Loaded>,
    settings: &Settings,
) -> Result<Connection, Report> {
    if args.sandbox {
        return sandboxed(args, host, settings).await;
    }
    let problem = |error| report::identity(&error);
    let profile = args.profile.as_deref().or_else(|| host.var("INVQ_PROFILE"));
    let identity = identity::resolve(host, config, profile).map_err(problem)?;
    let (region, _) =
        identity::region(host, args.region.as_deref(), Some(&identity), config).map_err(problem)?;
    let (endpoint, _) =
        identity::endpoint(host, args.endpoint.as_deref(), Some(&identity), &region)
            .map_err(problem)?;
    let asker = Asker {
        host: endpoint.host().to_owned(),
        key_id: shorten_key_id(&identity.credentials.key_id),
        source: identity.source.to_string(),
        profile: identity.profile,
        padded_secret: identity.secret_has_outer_whitespace,
        timeouts: settings.timeouts,
    };
    let credentials = identity.credentials;
    Ok(Connection {
        region,
        endpoint,
        credentials,
        asker,
        _sandbox: None,
    })
}

/// Starts the embedded server on a free loopback port.
async fn sandboxed(
    args: &QueryArgs,
    host: &Host,
    settings: &Settings,
) -> Result<Connection, Report> {
    let secret = Secret::new(host.random.nonce());
    let credentials = Credentials {
        key_id: "sandbox".to_owned(),
        secret: secret.clone(),
        token: None,
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
        padded_secret: false,
        timeouts: settings.timeouts,
    };
    let region = region.unwrap_or(SANDBOX_REGION).to_owned();
    Ok(Connection {
        region,
        endpoint,
        credentials,
        asker,
        _sandbox: Some(server),
    })
}
