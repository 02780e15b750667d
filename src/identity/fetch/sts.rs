//! STS: other credentials, or a token of an identity provider, assume a role.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use zeroize::Zeroizing;

use super::answer;
use super::context::{FetchContext, FetchResult};
use crate::api::action::ApiAction;
use crate::api::client::Client;
use crate::api::credential_cache::CredentialCache;
use crate::api::credentials::Credentials;
use crate::api::encode::canonical_query;
use crate::api::error::{ApiError, CredentialError};
use crate::api::response::ApiResponse;
use crate::api::transport::Transport;
use crate::host::file;
use crate::identity::method::Role;

/// Assumes a role with other credentials.
pub(super) async fn assume_role(
    context: &FetchContext,
    base: &CredentialCache,
    role: &Role,
) -> FetchResult {
    let answer = async {
        let client = Client::new(
            Transport::new(&role.sts, &context.reach)?,
            base.clone(),
            context.clock.clone(),
            context.random.clone(),
            context.policy.clone(),
        );
        let external_id = role.external_id.as_ref();
        let mut parameters = parameters(role);
        parameters.extend(external_id.map(|id| ("ExternalId".into(), id.expose().to_owned())));
        read(client.call(&ApiAction::ASSUME_ROLE, &parameters).await?)
    };
    answer.await.map_err(|error| match error.cause() {
        // The credentials that were to assume the role are what failed.
        ApiError::Credentials(error) => error.clone(),
        _ => refused(role, error),
    })
}

/// Assumes a role with a token. The request is unsigned: there are no credentials yet.
pub(super) async fn assume_role_with_oidc(
    context: &FetchContext,
    provider_arn: &str,
    token_file: &Path,
    role: &Role,
) -> FetchResult {
    let ApiAction { name, version, .. } = ApiAction::ASSUME_ROLE_WITH_OIDC;
    let token = read_token(token_file).map_err(|problem| CredentialError::Unusable {
        problem: format!("the OIDC token file \"{}\" {problem}", token_file.display()),
        expected: None,
        hint: "check `oidc_token_file`; whoever runs this must be able to read it",
    })?;
    let time = context
        .clock
        .now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    let answer = async {
        let own = parameters(role);
        let own = own
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_str()));
        let mut all: Vec<(&str, &str)> = own.collect();
        all.extend([
            ("Action", name),
            ("Format", "JSON"),
            ("OIDCProviderArn", provider_arn),
            ("OIDCToken", token.as_str()),
            ("Timestamp", time.as_str()),
            ("Version", version),
        ]);
        let transport = Transport::new(&role.sts, &context.reach)?;
        let limit = context.reach.timeouts.request;
        let asked = transport.post(canonical_query(&all), &[], limit);
        let place = format!("{} {name}", role.sts);
        let reply = context.told("POST", &place, asked).await?;
        read(ApiResponse::unsigned(reply, context.clock.now())?)
    };
    answer.await.map_err(|error| refused(role, error))
}

/// The parameters that both actions take.
fn parameters(role: &Role) -> Vec<(Cow<'static, str>, String)> {
    let mut parameters = vec![
        ("RoleArn".into(), role.arn.clone()),
        ("RoleSessionName".into(), role.session.clone()),
    ];
    let seconds = role
        .seconds
        .map(|it| ("DurationSeconds".into(), it.to_string()));
    let policy = role.policy.as_ref();
    parameters.extend(seconds);
    parameters.extend(policy.map(|policy| ("Policy".into(), policy.clone())));
    parameters
}

fn read(mut got: ApiResponse) -> Result<Credentials, ApiError> {
    let body = Zeroizing::new(std::mem::take(&mut got.body));
    let keys = answer::json(body.as_bytes()).and_then(|body| {
        let keys = body.get("Credentials").unwrap_or(&Value::Null);
        answer::keys(keys, &answer::SERVICE, true)
    });
    keys.map_err(|problem| got.unusable(&problem))
}

fn refused(role: &Role, error: ApiError) -> CredentialError {
    CredentialError::Sts {
        host: role.sts.host().to_owned(),
        role: role.arn.clone(),
        error: Arc::new(error),
    }
}

fn read_token(path: &Path) -> Result<Zeroizing<String>, String> {
    let (token, _) = file::read(path).map_err(|error| format!("cannot be read: {error}"))?;
    let token = str::from_utf8(&token).map_err(|_| "is not UTF-8 text".to_owned())?;
    let trimmed = token.trim();
    if trimmed.is_empty() {
        return Err("is empty".to_owned());
    }
    Ok(Zeroizing::new(trimmed.to_owned()))
}
