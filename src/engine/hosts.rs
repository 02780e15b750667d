//! Instances as machines: what the service says of them by ID, and which have a name.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use wildmatch::WildMatch;

use super::place::Place;
use crate::api::endpoint::OtherService;
use crate::api::error::ApiError;
use crate::api::objects::ObjectList;
use crate::api::request::Parameters;
use crate::model::Machine;
use crate::query::{Id, IdKind};

/// More hits of a name than this are not read.
const MOST_HITS: usize = 10_000;

/// An instance in an answer.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedInstance {
    instance_id: String,
    #[serde(default)]
    instance_name: Option<String>,
    #[serde(default)]
    status: Option<String>,
}

/// What an execution started.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Started {
    invocation_id: String,
    #[serde(default)]
    region_id: Option<String>,
}

/// The agent of an instance, as far as it is told.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "PascalCase")]
pub struct Agent {
    /// `InstanceId`
    pub instance_id: String,
    /// `CloudAssistantStatus`: `true` or `false`.
    #[serde(default)]
    pub cloud_assistant_status: Option<String>,
    /// `CloudAssistantVersion`
    #[serde(default)]
    pub cloud_assistant_version: Option<String>,
    /// `LastHeartbeatTime`
    #[serde(default)]
    pub last_heartbeat_time: Option<String>,
    /// `ActiveTaskCount`
    #[serde(default)]
    pub active_task_count: Option<u64>,
}

/// Whether an ID is that of a host outside ECS.
#[must_use]
pub fn is_managed(id: &str) -> bool {
    id.starts_with("mi-")
}

/// The list that has an instance on it.
#[must_use]
pub fn list_of(id: &str) -> ObjectList {
    if is_managed(id) {
        ObjectList::MANAGED
    } else {
        ObjectList::INSTANCES
    }
}

/// Asks for all of these instances that are not known, as many at a time as the service takes.
///
/// # Errors
///
/// As for [`ObjectList::all`]; what was learned before stays.
pub async fn learn_all(place: &Place, ids: impl Iterator<Item = String>) -> Result<(), ApiError> {
    let unknown = ids.filter(|id| place.origin.hosts.get(id).is_none());
    let is_instance = |id: &Id| id.kind == IdKind::Instance;
    let unknown = unknown.filter(|id| Id::parse(id).as_ref().is_some_and(is_instance));
    let unknown: BTreeSet<String> = unknown.collect();
    let (managed, ecs): (Vec<String>, Vec<String>) =
        unknown.into_iter().partition(|id| is_managed(id));
    for (list, ids) in [(ObjectList::INSTANCES, ecs), (ObjectList::MANAGED, managed)] {
        for ids in ids.chunks(list.most) {
            learn(place, list, ids).await?;
        }
    }
    Ok(())
}

/// Asks for instances of one list, and remembers them where they are; how many there are.
///
/// # Errors
///
/// As for [`ObjectList::all`].
pub async fn learn(place: &Place, list: ObjectList, ids: &[String]) -> Result<usize, ApiError> {
    let mut selectors = of_region(place);
    if list == ObjectList::INSTANCES {
        selectors.push(("InstanceIds".into(), json_list(ids)));
    } else {
        selectors.extend(numbered(ids));
    }
    let listed: Vec<ListedInstance> = list.all(&place.client, &selectors, ids.len()).await?;
    let mut found = 0;
    for one in listed
        .into_iter()
        .filter(|one| ids.contains(&one.instance_id))
    {
        found += 1;
        let id = one.instance_id.clone();
        place.origin.hosts.learn(&id, host(one));
    }
    Ok(found)
}

/// The instances whose names match a pattern, with their names; they are remembered where they are. Hosts outside ECS that
/// may not be listed are none.
///
/// # Errors
///
/// As for [`ObjectList::all`], for instances of ECS.
pub async fn named(place: &Place, pattern: &str) -> Result<BTreeMap<String, String>, ApiError> {
    let mut selectors = of_region(place);
    selectors.push(("InstanceName".into(), service_pattern(pattern)));
    let ask = |list: ObjectList| {
        let selectors = &selectors;
        async move { list.all(&place.client, selectors, MOST_HITS).await }
    };
    let (ecs, managed) = tokio::join!(ask(ObjectList::INSTANCES), ask(ObjectList::MANAGED));
    let pattern = WildMatch::new(pattern);
    let listed: Vec<ListedInstance> = ecs?;
    let all = listed.into_iter().chain(managed.unwrap_or_default());
    let mut found = BTreeMap::new();
    // What is answered is compared with what was asked.
    for one in all {
        let (id, host) = (one.instance_id.clone(), host(one));
        if pattern.matches(&host.name) {
            found.insert(id.clone(), host.name.clone());
            place.origin.hosts.learn(&id, host);
        }
    }
    Ok(found)
}

/// The invocations of the place's region that an execution of OOS started. An execution that is not there started none.
///
/// # Errors
///
/// As for [`ObjectList::all`].
pub async fn started(place: &Place, execution: &str) -> Result<Vec<String>, ApiError> {
    let Place {
        client, network, ..
    } = place;
    let client = client.toward(OtherService::Oos, &place.origin.region, *network)?;
    let mut selectors = of_region(place);
    selectors.push(("TaskExecutionId".into(), execution.to_owned()));
    let listed: Result<Vec<Started>, ApiError> = ObjectList::STARTED
        .all(&client, &selectors, MOST_HITS)
        .await;
    let listed = match listed {
        Err(error) if is_unknown(&error) => return Ok(Vec::new()),
        listed => listed?,
    };
    let is_here = |one: &Started| {
        let region = one.region_id.as_ref().filter(|region| !region.is_empty());
        region.is_none_or(|region| *region == place.origin.region)
    };
    let here = listed.into_iter().filter(is_here);
    let ids = here.filter_map(|one| Id::parse(&one.invocation_id));
    Ok(ids
        .filter(|id| id.kind == IdKind::Invocation)
        .map(|id| id.text)
        .collect())
}

fn is_unknown(error: &ApiError) -> bool {
    matches!(error.cause(), ApiError::Service(refusal) if refusal.code.starts_with("EntityNotExists"))
}

/// Some names of instances, to find one that may have been meant.
///
/// # Errors
///
/// As for [`ObjectList::all`].
pub async fn some_names(place: &Place) -> Result<Vec<String>, ApiError> {
    let list = ObjectList::INSTANCES;
    let listed: Vec<ListedInstance> = list.all(&place.client, &of_region(place), 1_000).await?;
    Ok(listed.into_iter().map(|one| host(one).name).collect())
}

/// The agents of instances, at most as many as one request may name.
///
/// # Errors
///
/// As for [`ObjectList::all`].
pub async fn agents(place: &Place, ids: &[String]) -> Result<Vec<Agent>, ApiError> {
    let mut selectors = of_region(place);
    selectors.extend(numbered(ids));
    let list = ObjectList::AGENTS;
    let mut agents: Vec<Agent> = list.all(&place.client, &selectors, ids.len()).await?;
    agents.retain(|agent| ids.contains(&agent.instance_id));
    Ok(agents)
}

/// The service's patterns have no `?`; what it finds for more is looked at here.
#[must_use]
pub fn service_pattern(pattern: &str) -> String {
    pattern.replace('?', "*")
}

fn of_region(place: &Place) -> Parameters {
    vec![("RegionId".into(), place.origin.region.clone())]
}

fn numbered(ids: &[String]) -> impl Iterator<Item = (std::borrow::Cow<'static, str>, String)> {
    let numbered = (1..).zip(ids);
    numbered.map(|(number, id)| (format!("InstanceId.{number}").into(), id.clone()))
}

/// A JSON array; IDs hold nothing that needs an escape.
fn json_list(ids: &[String]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    format!("[{}]", quoted.join(","))
}

fn host(listed: ListedInstance) -> Machine {
    Machine {
        name: listed.instance_name.unwrap_or_default(),
        status: listed.status.unwrap_or_default(),
    }
}
