//! What the actions that list records have in common: the region, the encoding of texts, and which page.

use super::fleet::record::Encoding;
use super::params::Params;
use super::refusal::Refusal;
use super::regions;
use super::token::{self, Position};

/// What the service says of a page number or size that it does not take.
const INVALID: &str = "The specified parameter is invalid.";

/// The largest page, and the one that is served when nothing is said.
const MAX_PAGE: usize = 50;
const DEFAULT_PAGE: usize = 10;

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

/// The region, which must be given and have this API.
pub fn region(params: &Params) -> Result<&str, Refusal> {
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

/// How scripts and outputs are to be written.
pub fn encoding(params: &Params) -> Result<Encoding, Refusal> {
    let word = params.word("ContentEncoding", &["PlainText", "Base64"])?;
    Ok(match word {
        Some("PlainText") => Encoding::PlainText,
        _ => Encoding::Base64,
    })
}

/// Which page is asked for. Tokens win: beside `MaxResults` or `NextToken` the other two parameters do nothing, not even
/// an error.
pub fn paging(params: &Params, scope: &str) -> Result<Paging, Refusal> {
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
