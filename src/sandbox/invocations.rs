//! `DescribeInvocations`: what its parameters select, and the page of it.

use super::action::Asked;
use super::filter::{Filter, tagged};
use super::fleet::record::Form;
use super::page::{Page, PageBuilder, Paging};
use super::params::Params;
use super::refusal::Refusal;
use super::{regions, tags};

/// Every parameter but the tags.
pub const PARAMETERS: &str = "RegionId ResourceGroupId InvokeId CommandId CommandName CommandType Timed InvokeStatus \
    InstanceId ContentEncoding IncludeOutput PageNumber PageSize MaxResults NextToken RepeatMode";

/// The values of `CommandType`.
const TYPES: &str = "RunBatScript RunPowerShellScript RunShellScript";

/// The values of `RepeatMode`. A dry run has a mode that cannot be asked for.
const MODES: &str = "Once Period NextRebootOnly EveryReboot";

/// The values of `InvokeStatus`.
const STATUSES: &str =
    "Running Finished Success Failed Stopped Stopping PartialFailed Pending Scheduled";

/// Answers a request, or refuses what the service refuses.
pub fn describe(asked: &Asked<'_>) -> Result<Page, Refusal> {
    let params = asked.params;
    let region = regions::asked(params)?;
    let filter = read_filter(params)?;
    // A token is bound to the region and the filters.
    let scope = format!("{region} {filter:?}");
    let output = params.boolean("IncludeOutput")?.unwrap_or(false);
    // The page demands it and does not say how a request without it is refused.
    if output && filter.invoke_id.is_none() && filter.instance_id.is_none() {
        return Err(Refusal::missing("InvokeId or InstanceId"));
    }
    let paging = Paging::read(params, &scope)?;
    let encoding = params.encoding()?;
    let form = Form { encoding, output };
    let start = r#"{"Invocations":{"Invocation":["#;
    let mut page = PageBuilder::new(paging, &scope, asked.page_fault, start);
    if let Some(from) = page.from() {
        for (here, entry) in tagged(&filter.tags, asked.fleet, from) {
            if filter.selects(&entry.facts())
                && page.offer(here, |body| entry.write(body, form)).is_break()
            {
                break;
            }
        }
    }
    Ok(page.finish("", asked.request_id))
}

fn read_filter(params: &Params) -> Result<Filter, Refusal> {
    Ok(Filter {
        resource_group: params.text("ResourceGroupId")?,
        invoke_id: params.text("InvokeId")?,
        command_id: params.text("CommandId")?,
        command_name: params.text("CommandName")?,
        command_type: params.word("CommandType", TYPES)?,
        timed: params.boolean("Timed")?,
        status: params.word("InvokeStatus", STATUSES)?,
        instance_id: params.text("InstanceId")?,
        mode: params.word("RepeatMode", MODES)?,
        tags: tags::read(params)?,
    })
}
