//! Reads the parameters, and refuses what the service refuses.

use super::filter::{self, Filter};
use crate::sandbox::asked::{Paging, encoding, paging, region};
use crate::sandbox::fleet::record::Form;
use crate::sandbox::params::Params;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::tags;

/// Every parameter but the tags.
pub const NAMES: [&str; 16] = [
    "RegionId",
    "ResourceGroupId",
    "InvokeId",
    "CommandId",
    "CommandName",
    "CommandType",
    "Timed",
    "InvokeStatus",
    "InstanceId",
    "ContentEncoding",
    "IncludeOutput",
    "PageNumber",
    "PageSize",
    "MaxResults",
    "NextToken",
    "RepeatMode",
];

/// What is asked.
#[derive(Debug)]
pub struct Query {
    /// Region and filters, as a token is bound to them.
    pub scope: String,
    /// Which records.
    pub filter: Filter,
    /// Which of these.
    pub paging: Paging,
    /// What of them, and how.
    pub form: Form,
}

impl Query {
    /// Reads the parameters of a request.
    pub fn read(params: &Params) -> Result<Self, Refusal> {
        let region = region(params)?;
        let filter = read_filter(params)?;
        let scope = format!("{region} {filter:?}");
        let output = params.boolean("IncludeOutput")?.unwrap_or(false);
        // The page demands it and does not say how a request without it is refused.
        if output && filter.invoke_id.is_none() && filter.instance_id.is_none() {
            return Err(Refusal::missing("InvokeId or InstanceId"));
        }
        Ok(Self {
            paging: paging(params, &scope)?,
            form: Form {
                encoding: encoding(params)?,
                output,
            },
            scope,
            filter,
        })
    }
}

fn read_filter(params: &Params) -> Result<Filter, Refusal> {
    Ok(Filter {
        resource_group: params.text("ResourceGroupId")?,
        invoke_id: params.text("InvokeId")?,
        command_id: params.text("CommandId")?,
        command_name: params.text("CommandName")?,
        command_type: params.word("CommandType", &filter::TYPES)?,
        timed: params.boolean("Timed")?,
        status: params.word("InvokeStatus", &filter::STATUSES)?,
        instance_id: params.text("InstanceId")?,
        mode: params.word("RepeatMode", &filter::MODES)?,
        tags: tags::read(params)?,
    })
}
