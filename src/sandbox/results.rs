//! `DescribeInvocationResults`: one record for each instance of an invocation or, with `IncludeHistory`, for each of its
//! runs so far. It has parameters of its own, its page stands one level deeper, and some of its fields have other names.

use std::ops::ControlFlow;

use super::action::Asked;
use super::filter::{has_status, is, tagged};
use super::fleet::record::Encoding;
use super::fleet::{Facts, View};
use super::page::{Page, PageBuilder, Paging};
use super::params::Params;
use super::refusal::Refusal;
use super::regions;
use super::tags::{self, Tag};
use super::token::Position;

/// Every parameter but the tags.
pub const PARAMETERS: &str = "RegionId ResourceGroupId InvokeId InstanceId CommandId InvokeRecordStatus IncludeHistory \
    ContentEncoding PageNumber PageSize MaxResults NextToken";

/// The values of `InvokeRecordStatus`.
const STATUSES: &str = "Running Finished Success Failed PartialFailed Stopped Stopping";

/// The modes of tasks that have a history.
const REPEATING: [&str; 2] = ["Period", "EveryReboot"];

/// What is selected; what is left out selects everything.
#[derive(Debug)]
struct Filter {
    resource_group: Option<String>,
    invoke_id: Option<String>,
    command_id: Option<String>,
    /// `InstanceId`: its own results alone, and not those of its neighbours.
    instance_id: Option<String>,
    /// `InvokeRecordStatus`, which is explained as the status of the whole invocation.
    status: Option<&'static str>,
    /// Tags.
    tags: Vec<Tag>,
    /// `IncludeHistory`.
    history: bool,
}

/// Answers a request, or refuses what the service refuses.
pub fn describe(asked: &Asked<'_>) -> Result<Page, Refusal> {
    let params = asked.params;
    let region = regions::asked(params)?;
    let filter = read_filter(params)?;
    // The page demands it and does not say how a request without it is refused.
    if filter.history && filter.invoke_id.is_none() {
        return Err(Refusal::missing("InvokeId"));
    }
    // A token is bound to the region and the filters.
    let scope = format!("results {region} {filter:?}");
    let paging = Paging::read(params, &scope)?;
    let encoding = params.encoding()?;
    filter.check_history(asked.fleet)?;
    let start = r#"{"Invocation":{"InvocationResults":{"InvocationResult":["#;
    let mut page = PageBuilder::new(paging, &scope, asked.page_fault, start);
    if let Some(from) = page.from() {
        // Leaving early is no failure.
        let _ = offer(&filter, encoding, asked.fleet, from, &mut page);
    }
    Ok(page.finish("}", asked.request_id))
}

fn read_filter(params: &Params) -> Result<Filter, Refusal> {
    Ok(Filter {
        resource_group: params.text("ResourceGroupId")?,
        invoke_id: params.text("InvokeId")?,
        command_id: params.text("CommandId")?,
        instance_id: params.text("InstanceId")?,
        status: params.word("InvokeRecordStatus", STATUSES)?,
        tags: tags::read(params)?,
        history: params.boolean("IncludeHistory")?.unwrap_or(false),
    })
}

/// Offers each result from a place on. Places count results, and not the invocations that they belong to.
fn offer(
    filter: &Filter,
    encoding: Encoding,
    fleet: &View<'_>,
    from: Position,
    page: &mut PageBuilder<'_>,
) -> ControlFlow<()> {
    let mut index = 0;
    for (_, entry) in tagged(&filter.tags, fleet, Position::default()) {
        if !filter.selects(&entry.facts()) {
            continue;
        }
        for run in entry.runs(filter.history) {
            if !is(filter.instance_id.as_deref(), run.instance_id()) {
                continue;
            }
            let here = Position {
                index,
                ..Position::default()
            };
            index += 1;
            if here.index >= from.index {
                page.offer(here, |body| run.write(body, encoding))?;
            }
        }
    }
    ControlFlow::Continue(())
}

impl Filter {
    /// Refuses to give the history of what has none. The page demands a task that repeats, and does not say how a request
    /// for another is refused; one that is not there gives an empty list, as everywhere.
    fn check_history(&self, fleet: &View<'_>) -> Result<(), Refusal> {
        let Some(id) = self.invoke_id.as_deref().filter(|_| self.history) else {
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

    /// Whether an invocation with the tags is selected, or some of its instances are.
    fn selects(&self, facts: &Facts<'_>) -> bool {
        let here = self.instance_id.as_deref();
        is(self.resource_group.as_deref(), facts.resource_group)
            && is(self.invoke_id.as_deref(), facts.id)
            && is(self.command_id.as_deref(), facts.command_id)
            && here.is_none_or(|id| facts.instances.contains(&id))
            && self.status.is_none_or(|word| has_status(word, facts))
    }
}
