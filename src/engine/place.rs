//! Where is asked: a region with an identity, and the client that asks there.

use std::sync::Arc;

use crate::api::client::Client;
use crate::api::endpoint::Network;
use crate::model::Origin;
use crate::query::Target;

/// A region as one identity sees it.
#[derive(Clone, Debug)]
pub struct Place {
    /// How rows from there say where they came from.
    pub origin: Arc<Origin>,
    /// Whom to ask.
    pub client: Client,
    /// The network that its services are reached over.
    pub network: Network,
    /// What tells it from the other places of the query; `None` when there is no other.
    pub name: Option<String>,
    /// Nobody named it: it is one of all regions, some of which are without this API and are then left out.
    pub may_lack_api: bool,
}

impl Place {
    /// What makes a target here differ from the others of its query, for messages.
    #[must_use]
    pub fn label(&self, target: &Target) -> String {
        let label = target.label();
        match &self.name {
            Some(name) if label.is_empty() => name.clone(),
            Some(name) => format!("{name} {label}"),
            None if label.is_empty() => target.region.clone(),
            None => label,
        }
    }
}

/// The place that rows of this origin came from.
#[must_use]
pub fn place_of<'p>(places: &'p [Place], origin: &Arc<Origin>) -> Option<&'p Place> {
    places
        .iter()
        .find(|place| Arc::ptr_eq(&place.origin, origin))
}
