//! `--dry-run`: what would be sent, for each target, without an identity.

use std::fmt::Write as _;

use super::Prepared;
use super::ask::in_two_phases;
use crate::api::request::{ACTION, PageRequest, VERSION, parameters};
use crate::cli::QueryArgs;
use crate::host::Host;
use crate::identity;
use crate::query::{Plan, plan};
use crate::report::{self, Report};
use crate::sanitise;

/// The text to print: `POST https://HOST/`, then the parameters, sorted, one a line; a blank line between targets.
pub(super) fn text(
    args: &QueryArgs,
    prepared: &Prepared,
    host: &Host,
) -> Result<(String, Plan), Report> {
    let config = prepared.config.as_ref();
    let mut query = prepared.query.clone();
    query.include_output &= !in_two_phases(prepared);
    let problem = |error| report::identity(&error);
    let profile = args.profile.as_deref().or_else(|| host.var("INVQ_PROFILE"));
    // Without an identity the region and the endpoint come from the other places.
    let identity = identity::resolve(host, config, profile).ok();
    let identity = identity.as_ref();
    let (region, _) =
        identity::region(host, args.region.as_deref(), identity, config).map_err(problem)?;
    let (endpoint, _) =
        identity::endpoint(host, args.endpoint.as_deref(), identity, &region).map_err(problem)?;
    let plan = plan(&query, &[region]);
    let mut text = String::new();
    for target in &plan.targets {
        if !text.is_empty() {
            text.push('\n');
        }
        let page = PageRequest {
            size: target.common.page_size,
            token: query.next_token.clone(),
        };
        let mut sent = parameters(target, &page);
        sent.push(("Action".into(), ACTION.to_owned()));
        sent.push(("Version".into(), VERSION.to_owned()));
        sent.push(("Format".into(), "JSON".to_owned()));
        sent.sort();
        // Writing into a String cannot fail.
        let _ = writeln!(text, "POST {endpoint}");
        for (name, value) in sent {
            let _ = writeln!(text, "{name}={}", sanitise::line(&value));
        }
    }
    Ok((text, plan))
}
