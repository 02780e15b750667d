//! DescribeRegions: which regions an account has.

use serde::Deserialize;

use super::action::ApiAction;
use super::client::Client;
use super::error::ApiError;
use super::response::ApiResponse;

/// A region in the service's list.
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
struct RegionsBody {
    regions: RegionList,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RegionList {
    region: Vec<ListedRegion>,
}

/// Every region of the account, in the service's order.
///
/// # Errors
///
/// As for [`Client::read`].
pub async fn regions(client: &Client) -> Result<Vec<ListedRegion>, ApiError> {
    client
        .read(&ApiAction::REGIONS, &[], |answer| read(&answer))
        .await
}

fn read(answer: &ApiResponse) -> Result<Vec<ListedRegion>, ApiError> {
    let listed: Result<RegionsBody, serde_json::Error> = serde_json::from_str(&answer.body);
    listed
        .map(|body| body.regions.region)
        .map_err(|error| answer.unread(&answer.body, &error))
}
