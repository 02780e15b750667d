//! GetCallerIdentity: which account credentials belong to. No policy is needed for it.

use serde::Deserialize;

use super::action::ApiAction;
use super::client::Client;
use super::error::ApiError;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CallerBody {
    account_id: String,
}

/// The ID of the account whose credentials a client of STS has.
///
/// # Errors
///
/// As for [`Client::read`].
pub async fn account_id(client: &Client) -> Result<String, ApiError> {
    let read = client.read(&ApiAction::CALLER_IDENTITY, &[], |answer| {
        let body: Result<CallerBody, serde_json::Error> = serde_json::from_str(&answer.body);
        body.map(|body| body.account_id)
            .map_err(|error| answer.unread(&answer.body, &error))
    });
    read.await
}
