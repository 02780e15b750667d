//! Every profile of every source, for `invq profiles`: what it holds, what is wrong with it, and why it is used or not.

use std::fmt;

use super::{
    EndpointSource, Identity, IdentityError, IdentitySource, RegionSource, endpoint, environment,
    profile, region,
};
use crate::api::endpoint::{Endpoint, Network};
use crate::config::{Loaded, Profile};
use crate::host::Host;
use crate::secret::shorten_key_id;

/// A profile or a place of the environment. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surveyed {
    /// What it is.
    pub source: IdentitySource,
    /// How its keys are come by.
    pub mode: String,
    /// Its access key ID, shortened.
    pub key_id: Option<String>,
    /// The region that it would ask, and who named that.
    pub region: Option<(String, RegionSource)>,
    /// The endpoint that it would ask, and who named that.
    pub endpoint: Option<(Endpoint, EndpointSource)>,
    /// Why it cannot be used.
    pub problem: Option<IdentityError>,
    /// Whether it would be used.
    pub standing: Standing,
}

/// Whether a profile would be used, and if not, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It would.
    Used,
    /// `--profile` or `INVQ_PROFILE` names another.
    OtherAskedFor {
        /// The name.
        name: String,
    },
    /// It is the default, and an earlier place has keys.
    BehindEnvironment {
        /// The prefix of those.
        prefix: &'static str,
    },
    /// It is in the environment behind another prefix.
    BehindPrefix {
        /// That prefix.
        prefix: &'static str,
    },
    /// It is neither asked for nor the default.
    NotAskedFor,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Used => f.write_str("used"),
            Self::OtherAskedFor { name } => write!(f, "profile \"{name}\" is asked for"),
            Self::BehindEnvironment { prefix } => write!(
                f,
                "the keys in the environment (`{prefix}…`) win over `default_profile`"
            ),
            Self::BehindPrefix { prefix } => write!(f, "`{prefix}…` comes first"),
            Self::NotAskedFor => f.write_str("neither asked for nor the default"),
        }
    }
}

/// Looks at every profile of every source, the environment first. `asked` is what `--profile` or `INVQ_PROFILE` names.
#[must_use]
pub fn survey(host: &Host, config: Option<&Loaded>, asked: Option<&str>) -> Vec<Surveyed> {
    let view = View {
        host,
        config,
        asked,
        prefix: environment::all(host).next().map(|(prefix, _)| prefix),
    };
    let environment = environment::all(host).map(|(prefix, read)| view.environment(prefix, read));
    let profiles = config.into_iter().flat_map(|loaded| {
        let profiles = loaded.config.profiles.iter();
        profiles.map(|(name, profile)| view.profile(loaded, name, profile))
    });
    environment.chain(profiles).collect()
}

struct View<'v> {
    host: &'v Host,
    config: Option<&'v Loaded>,
    asked: Option<&'v str>,
    /// The prefix that wins, when there is a key in the environment.
    prefix: Option<&'static str>,
}

impl View<'_> {
    fn environment(&self, prefix: &'static str, read: Result<Identity, IdentityError>) -> Surveyed {
        let token = read.as_ref().is_ok_and(|it| it.credentials.token.is_some());
        let facts = Profile {
            mode: Some(if token { "StsToken" } else { "AK" }.to_owned()),
            access_key_id: environment::key_id(self.host, prefix),
            ..Profile::default()
        };
        let standing = match (self.asked, self.prefix) {
            (Some(name), _) => other_asked_for(name),
            (None, Some(first)) if first != prefix => Standing::BehindPrefix { prefix: first },
            _ => Standing::Used,
        };
        let source = IdentitySource::Environment { prefix };
        self.surveyed(source, &facts, read.err(), standing)
    }

    fn profile(&self, loaded: &Loaded, name: &str, profile: &Profile) -> Surveyed {
        let default = loaded.config.default_profile.as_deref() == Some(name);
        let standing = match (self.asked, self.prefix) {
            (Some(asked), _) if asked == name => Standing::Used,
            (Some(asked), _) => other_asked_for(asked),
            (None, Some(prefix)) if default => Standing::BehindEnvironment { prefix },
            (None, None) if default => Standing::Used,
            _ => Standing::NotAskedFor,
        };
        let problem = profile::read(loaded, name, profile).err();
        self.surveyed(profile::source(loaded, name), profile, problem, standing)
    }

    fn surveyed(
        &self,
        source: IdentitySource,
        facts: &Profile,
        problem: Option<IdentityError>,
        standing: Standing,
    ) -> Surveyed {
        let own = facts.region.as_deref().map(|region| (region, &source));
        let region = region::find(self.host, None, own, self.config);
        let bad_region = region.as_ref().and_then(|it| region::check(it).err());
        let own = facts.endpoint.as_deref().map(|text| (text, &source));
        let network = facts.endpoint_type.map(Network::from).unwrap_or_default();
        let id = region.as_ref().map(|(id, _)| id.as_str());
        let (endpoint, bad_endpoint) = match endpoint::find(self.host, own, id, network) {
            Ok(endpoint) => (endpoint, None),
            Err(error) => (None, Some(error)),
        };
        Surveyed {
            mode: profile::mode(facts).to_owned(),
            key_id: facts.access_key_id.as_deref().map(shorten_key_id),
            problem: problem.or(bad_region).or(bad_endpoint),
            source,
            region,
            endpoint,
            standing,
        }
    }
}

fn other_asked_for(name: &str) -> Standing {
    Standing::OtherAskedFor {
        name: name.to_owned(),
    }
}
