//! `--dry-run`: what would be sent, for each target, without an identity.

use std::fmt::Write as _;

use super::Prepared;
use super::ask::in_two_phases;
use crate::api::endpoint::Endpoint;
use crate::api::regions;
use crate::api::request::{PageRequest, Parameters, VERSION};
use crate::cli::QueryArgs;
use crate::engine::list_request;
use crate::host::Host;
use crate::query::{Plan, plan};
use crate::report::Report;
use crate::sanitise;

/// The text to print: `POST https://HOST/`, then the parameters, sorted, one a line; a blank line between targets.
pub(super) fn text(
    args: &QueryArgs,
    prepared: &Prepared,
    host: &Host,
) -> Result<(String, Plan), Report> {
    let mut query = prepared.query.clone();
    query.include_output &= !in_two_phases(prepared);
    let spots = prepared.finder(args, host).without_keys()?;
    let mut all = Plan::default();
    let mut text = String::new();
    for spot in spots {
        if args.all_regions {
            request(&spot.endpoint, regions::ACTION, Vec::new(), &mut text);
            continue;
        }
        let Plan { targets, repaired } = plan(&query, &spot.region);
        for target in &targets {
            let list = list_request(target);
            let page = PageRequest {
                size: list.page_size,
                token: query.next_token.clone(),
            };
            let parameters = list.parameters(&page);
            request(&spot.endpoint, list.action.name(), parameters, &mut text);
        }
        all.targets.extend(targets);
        all.repaired = repaired;
    }
    Ok((text, all))
}

/// One request, after a blank line where others stand before it.
fn request(endpoint: &Endpoint, action: &str, mut sent: Parameters, text: &mut String) {
    if !text.is_empty() {
        text.push('\n');
    }
    sent.push(("Action".into(), action.to_owned()));
    sent.push(("Version".into(), VERSION.to_owned()));
    sent.push(("Format".into(), "JSON".to_owned()));
    sent.sort();
    // Writing into a String cannot fail.
    let _ = writeln!(text, "POST {endpoint}");
    for (name, value) in sent {
        let _ = writeln!(text, "{name}={}", sanitise::line(&value));
    }
}
