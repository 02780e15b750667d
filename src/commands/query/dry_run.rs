//! `--dry-run`: what would be sent, for each target, without an identity.

use std::fmt::Write as _;

use super::places::{PlaceFinder, RegionEndpoint};
use super::source::repairs;
use crate::api::action::ApiAction;
use crate::api::endpoint::Endpoint;
use crate::api::objects::ObjectList;
use crate::api::request::{PageRequest, Parameters};
use crate::engine::{hosts, list_request};
use crate::host::Host;
use crate::query::{Plan, Query, plan};
use crate::report::{self, Report};
use crate::request::Request;
use crate::sanitise;
use crate::ui::Ui;
use crate::vocabulary::Exit;

/// Prints what would be sent, and tells what would be asked after it.
///
/// # Errors
///
/// A profile that is not there, a region or an endpoint that cannot be.
pub(super) fn run(request: &Request, host: &Host, ui: &Ui) -> Result<Exit, Report> {
    let (text, repaired) = text(request, host)?;
    repairs(&repaired, ui);
    if request.sandbox {
        ui.note("the embedded server takes a free port of 127.0.0.1 when it starts");
    }
    if request.all_regions {
        ui.note("then the query in each region that is listed");
    }
    if request.query.looks_up() {
        ui.note("then the query for each instance or invocation that is found");
    }
    if request.asks_in_two_phases() {
        ui.note(
            "then each invocation that was found is asked for by its ID, with IncludeOutput=true",
        );
    }
    if let Some(diff) = &request.wanted.diff {
        ui.note(match diff.before {
            Some(_) => "then the run to compare it with, by its ID",
            None => "then the runs of the same command before it, and the newest that has ended by its ID",
        });
    }
    if request.wanted.full.is_some() {
        ui.note("then each output that was cut and delivered to OSS is read from there");
    }
    Ok(report::print(text.as_bytes(), ui))
}

/// Each request, and the filters that the service would ignore.
fn text(request: &Request, host: &Host) -> Result<(String, Vec<&'static str>), Report> {
    let query = request.list_query();
    let endpoints = PlaceFinder { request, host }.without_keys()?;
    let (mut text, mut all_repaired) = (String::new(), Vec::new());
    for place in endpoints {
        if request.all_regions {
            write(&place.endpoint, &ApiAction::REGIONS, Vec::new(), &mut text);
            continue;
        }
        if query.looks_up() {
            look_ups(&query, &place, &mut text);
            continue;
        }
        let Plan { targets, repaired } = plan(&query, &place.region);
        for target in &targets {
            let list = list_request(target);
            let page = PageRequest {
                size: list.page_size,
                token: query.next_token.clone(),
            };
            let parameters = list.parameters(&page);
            write(&place.endpoint, &list.action.action, parameters, &mut text);
        }
        all_repaired = repaired;
    }
    Ok((text, all_repaired))
}

/// What finds the IDs that the query is then asked with.
fn look_ups(query: &Query, place: &RegionEndpoint, text: &mut String) {
    let mut look_up = |action: ApiAction, name: &'static str, value: String| {
        let sent = vec![
            ("RegionId".into(), place.region.clone()),
            (name.into(), value),
        ];
        write(&place.endpoint, &action, sent, text);
    };
    for name in &query.host_names {
        for list in [ObjectList::INSTANCES, ObjectList::MANAGED] {
            look_up(list.action, "InstanceName", hosts::service_pattern(name));
        }
    }
    for execution in &query.ids.executions {
        let started = ObjectList::STARTED.action;
        look_up(started, "TaskExecutionId", execution.clone());
    }
}

/// One request, after a blank line where others stand before it.
fn write(endpoint: &Endpoint, action: &ApiAction, mut sent: Parameters, text: &mut String) {
    if !text.is_empty() {
        text.push('\n');
    }
    sent.push(("Action".into(), action.name.to_owned()));
    sent.push(("Version".into(), action.version.to_owned()));
    sent.push(("Format".into(), "JSON".to_owned()));
    sent.sort();
    // Writing into a String cannot fail.
    let _ = writeln!(text, "POST {endpoint}");
    for (name, value) in sent {
        let _ = writeln!(text, "{name}={}", sanitise::line(&value));
    }
}
