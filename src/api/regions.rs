//! DescribeRegions: which regions an account has.

use serde::Deserialize;

use super::client::{ApiResponse, ApiError, Client};

/// The action that lists regions. It takes no parameter that invq needs.
pub const ACTION: &str = "DescribeRegions";

/// A region, as the service lists it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListedRegion {
    /// Its ID.
    #[serde(rename = "RegionId")]
    pub id: String,
    /// The host that serves it on the public network.
    #[serde(default)]
    pub region_endpoint: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    regions: Regions,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Regions {
    region: Vec<ListedRegion>,
}

/// Asks for every region of the account, in the service's order.
///
/// # Errors
///
/// As for [`Client::ask`].
pub async fn regions(client: &Client) -> Result<Vec<ListedRegion>, ApiError> {
    client.ask(ACTION, &[], |answer| read(&answer)).await
}

fn read(answer: &ApiResponse) -> Result<Vec<ListedRegion>, ApiError> {
    let listed: Result<Body, serde_json::Error> = serde_json::from_str(&answer.body);
    listed
        .map(|body| body.regions.region)
        .map_err(|error| answer.unread(&answer.body, &error))
}
