//! Reads the parameters, and refuses what the service refuses.

use super::filter::{self, Filter};
use super::tags;
use super::token::{self, Position};
use crate::sandbox::params::Params;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::regions;
use crate::sandbox::write::{Encoding, Form};

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

/// What the service says of a page number or size that it does not take.
const INVALID: &str = "The specified parameter is invalid.";

/// The largest page, and the one that is served when nothing is said.
const MAX_PAGE: usize = 50;
const DEFAULT_PAGE: usize = 10;

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

/// Which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// By token: so many records from a place on.
    Token {
        /// Where to go on.
        from: Position,
        /// How many at most.
        limit: usize,
    },
    /// By number.
    Number {
        /// Which page, from 1.
        number: usize,
        /// How many records a page has.
        size: usize,
    },
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

fn region(params: &Params) -> Result<&str, Refusal> {
    let Some(region) = params.get("RegionId").filter(|region| !region.is_empty()) else {
        return Err(Refusal::new(
            400,
            "MissingParameter.RegionId",
            "You must specify RegionId.",
        ));
    };
    regions::check(region)?;
    Ok(region)
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

fn encoding(params: &Params) -> Result<Encoding, Refusal> {
    let word = params.word("ContentEncoding", &["PlainText", "Base64"])?;
    Ok(match word {
        Some("PlainText") => Encoding::PlainText,
        _ => Encoding::Base64,
    })
}

/// Tokens win: beside `MaxResults` or `NextToken` the other two parameters do nothing, not even an error.
fn paging(params: &Params, scope: &str) -> Result<Paging, Refusal> {
    let limit = params.number("MaxResults", 1..=MAX_PAGE, || {
        Refusal::new(
            400,
            "InvalidParameter.MaxResults",
            "The specified parameter MaxResults is not valid.",
        )
    })?;
    let token = params.get("NextToken");
    if limit.is_none() && token.is_none() {
        let number = params.number("PageNumber", 1..=usize::MAX, || {
            Refusal::new(400, "InvalidParam.PageNumber", INVALID)
        })?;
        let size = params.number("PageSize", 1..=MAX_PAGE, || {
            Refusal::new(400, "InvalidParam.PageSize", INVALID)
        })?;
        return Ok(Paging::Number {
            number: number.unwrap_or(1),
            size: size.unwrap_or(DEFAULT_PAGE),
        });
    }
    let from = match token {
        None => Position::default(),
        Some(token) => token::read(token, scope).ok_or_else(|| {
            Refusal::new(
                400,
                "InvalidParameter.NextToken",
                "The specified parameter NextToken is not valid.",
            )
        })?,
    };
    Ok(Paging::Token {
        from,
        limit: limit.unwrap_or(DEFAULT_PAGE),
    })
}
