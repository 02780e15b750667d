//! Every profile of every source, for `invq profiles`: what it holds, what is wrong with it, and why it is used or not.

use std::fmt;

use super::{
    Answer, EndpointSource, Found, Identity, IdentityError, IdentitySource, Listing, RegionSource,
    SOURCES, endpoint, method, region,
};
use crate::api::endpoint::{Endpoint, Network};
use crate::config::Loaded;
use crate::host::Host;
use crate::secret::shorten_key_id;

/// A profile or a place of the environment. Shows no secret.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// What it is.
    pub source: IdentitySource,
    /// How its keys are come by; nothing for a file that cannot be read.
    pub mode: Option<String>,
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
    /// What to ask with, when it can be used.
    pub identity: Option<Identity>,
}

/// Whether a profile would be used, and if not, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It would.
    Used,
    /// `INVQ_PROFILE` names others.
    OtherAskedFor {
        /// Their names.
        names: Vec<String>,
    },
    /// It is what its place would give, and this comes first.
    Behind {
        /// What does.
        first: IdentitySource,
    },
    /// It is neither asked for nor what its place gives by itself.
    NotAskedFor,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Used => f.write_str("used"),
            Self::OtherAskedFor { names } => match names.as_slice() {
                [name] => write!(f, "profile \"{name}\" is asked for"),
                names => write!(f, "profiles \"{}\" are asked for", names.join("\", \"")),
            },
            Self::Behind { first } => write!(f, "{first} comes first"),
            Self::NotAskedFor => f.write_str("neither asked for nor the default of its place"),
        }
    }
}

/// Looks at every profile of every source, in the order of the chain. `asked` are the profiles that `INVQ_PROFILE`
/// names, `region` is the first region that `INVQ_REGION` names.
#[must_use]
pub fn survey(
    host: &Host,
    config: Option<&Loaded>,
    asked: &[String],
    region: Option<&str>,
) -> Vec<Surveyed> {
    let view = View {
        host,
        config,
        region,
    };
    let mut first: Option<IdentitySource> = None;
    let mut all = Vec::new();
    for source in SOURCES {
        let Listing { found, answer } = source(host, config);
        let (found, pick) = match answer {
            Answer::Have(index) => (found, Some(index)),
            Answer::NotHere(_) => (found, None),
            Answer::Broken(error) => {
                let mut found = found;
                found.push(broken(error));
                let last = found.len() - 1;
                (found, Some(last))
            }
        };
        let winner = pick
            .and_then(|index| found.get(index))
            .map(|it| it.source.clone());
        for (index, found) in found.into_iter().enumerate() {
            let environment = matches!(found.source, IdentitySource::Environment { .. });
            let standing = match (asked, &first) {
                ([_, ..], _) if found.name.as_ref().is_some_and(|it| asked.contains(it)) => {
                    Standing::Used
                }
                ([_, ..], _) => Standing::OtherAskedFor {
                    names: asked.to_vec(),
                },
                ([], None) if pick == Some(index) => Standing::Used,
                ([], Some(first)) if pick == Some(index) || environment => Standing::Behind {
                    first: first.clone(),
                },
                ([], _) => Standing::NotAskedFor,
            };
            // The older prefixes are behind the one that has keys, within the same place.
            if standing == Standing::Used && environment {
                first.clone_from(&winner);
            }
            all.push(view.surveyed(found, standing));
        }
        first = first.or(winner);
    }
    all
}

/// A file that is broken as a whole.
fn broken(error: IdentityError) -> Found {
    let file = match &error {
        IdentityError::BadFile { file, .. } | IdentityError::NoSuchProfile { file, .. } => file,
        _ => "the environment",
    };
    Found {
        source: IdentitySource::File {
            file: file.to_owned(),
        },
        name: None,
        profile: crate::config::Profile::default(),
        identity: Err(error),
    }
}

struct View<'v> {
    host: &'v Host,
    config: Option<&'v Loaded>,
    region: Option<&'v str>,
}

impl View<'_> {
    fn surveyed(&self, found: Found, standing: Standing) -> Surveyed {
        let Found {
            source,
            profile: facts,
            identity,
            ..
        } = found;
        let (identity, problem) = match identity {
            Ok(identity) => (Some(identity), None),
            Err(error) => (None, Some(error)),
        };
        let whole_file = matches!(source, IdentitySource::File { .. });
        let mode = (!whole_file).then(|| method::mode(&facts).to_owned());
        if whole_file {
            return Surveyed {
                mode,
                key_id: None,
                region: None,
                endpoint: None,
                problem,
                source,
                standing,
                identity,
            };
        }
        let own = facts.region.as_deref().map(|region| (region, &source));
        let named = self.region.map(|region| {
            let from = RegionSource::Variable("INVQ_REGION");
            (region.to_owned(), from)
        });
        let region = named.or_else(|| region::find(self.host, None, own, self.config));
        let bad_region = region.as_ref().and_then(|it| region::check(it).err());
        let own = facts.endpoint.as_deref().map(|text| (text, &source));
        let network = facts.endpoint_type.map(Network::from).unwrap_or_default();
        let id = region.as_ref().map(|(id, _)| id.as_str());
        let (endpoint, bad_endpoint) = match endpoint::find(self.host, own, id, network) {
            Ok(endpoint) => (endpoint, None),
            Err(error) => (None, Some(error)),
        };
        Surveyed {
            mode,
            key_id: facts.access_key_id.as_deref().map(shorten_key_id),
            problem: problem.or(bad_region).or(bad_endpoint),
            source,
            region,
            endpoint,
            standing,
            identity,
        }
    }
}
