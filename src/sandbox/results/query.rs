//! Reads the parameters, and refuses what the service refuses.

use crate::sandbox::asked::{Paging, encoding, paging, region};
use crate::sandbox::fleet::record::Encoding;
use crate::sandbox::fleet::{Facts, View};
use crate::sandbox::invocations::{has_status, is};
use crate::sandbox::params::Params;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::tags::{self, Tag};

/// Every parameter but the tags.
pub const NAMES: [&str; 12] = [
    "RegionId",
    "ResourceGroupId",
    "InvokeId",
    "InstanceId",
    "CommandId",
    "InvokeRecordStatus",
    "IncludeHistory",
    "ContentEncoding",
    "PageNumber",
    "PageSize",
    "MaxResults",
    "NextToken",
];

/// The values of `InvokeRecordStatus`.
const STATUSES: [&str; 7] = [
    "Running",
    "Finished",
    "Success",
    "Failed",
    "PartialFailed",
    "Stopped",
    "Stopping",
];

/// The modes of tasks that have a history.
const REPEATING: [&str; 2] = ["Period", "EveryReboot"];

/// What is asked.
#[derive(Debug)]
pub struct Query {
    /// Region and filters, as a token is bound to them.
    pub scope: String,
    /// Which records.
    pub filter: Filter,
    /// Which of these.
    pub paging: Paging,
    /// How outputs are written; there is no answer without them.
    pub encoding: Encoding,
}

/// What is selected; what is left out selects everything.
#[derive(Debug)]
pub struct Filter {
    resource_group: Option<String>,
    invoke_id: Option<String>,
    command_id: Option<String>,
    /// `InstanceId`: its own results alone, and not those of its neighbours.
    pub instance_id: Option<String>,
    /// `InvokeRecordStatus`, which is explained as the status of the whole invocation.
    status: Option<&'static str>,
    /// Tags.
    pub tags: Vec<Tag>,
    /// `IncludeHistory`.
    pub history: bool,
}

impl Query {
    /// Reads the parameters of a request.
    pub fn read(params: &Params) -> Result<Self, Refusal> {
        let region = region(params)?;
        let filter = Filter {
            resource_group: params.text("ResourceGroupId")?,
            invoke_id: params.text("InvokeId")?,
            command_id: params.text("CommandId")?,
            instance_id: params.text("InstanceId")?,
            status: params.word("InvokeRecordStatus", &STATUSES)?,
            tags: tags::read(params)?,
            history: params.boolean("IncludeHistory")?.unwrap_or(false),
        };
        // The page demands it and does not say how a request without it is refused.
        if filter.history && filter.invoke_id.is_none() {
            return Err(Refusal::missing("InvokeId"));
        }
        let scope = format!("results {region} {filter:?}");
        Ok(Self {
            paging: paging(params, &scope)?,
            encoding: encoding(params)?,
            scope,
            filter,
        })
    }

    /// Refuses to give the history of what has none. The page demands a task that repeats, and does not say how a request
    /// for another is refused; one that is not there gives an empty list, as everywhere.
    pub fn check_history(&self, fleet: &View<'_>) -> Result<(), Refusal> {
        let Some(id) = self
            .filter
            .invoke_id
            .as_deref()
            .filter(|_| self.filter.history)
        else {
            return Ok(());
        };
        let mut entries = (0..fleet.len()).filter_map(|index| fleet.get(index));
        let found = entries.find(|entry| entry.facts().id == id);
        match found {
            Some(entry) if !REPEATING.contains(&entry.facts().mode) => Err(Refusal::invalid(
                "IncludeHistory",
                "The InvokeId must be that of a Period or EveryReboot task.",
            )),
            _ => Ok(()),
        }
    }
}

impl Filter {
    /// Whether an invocation with the tags is selected, or some of its instances are.
    pub fn selects(&self, facts: &Facts<'_>) -> bool {
        let here = self.instance_id.as_deref();
        is(self.resource_group.as_deref(), facts.resource_group)
            && is(self.invoke_id.as_deref(), facts.id)
            && is(self.command_id.as_deref(), facts.command_id)
            && here.is_none_or(|id| facts.instances.contains(&id))
            && self.status.is_none_or(|word| has_status(word, facts))
    }
}
