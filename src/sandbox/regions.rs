//! The regions that the server knows, and `DescribeRegions`, which lists them.
//!
//! The list holds the public regions and the closed ones. A closed one refuses every other action, so a client that goes
//! through the list meets regions without this API. Endpoints are the real ones, as the service tells them; this server
//! itself answers for every region, wherever it listens.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::page::Page;
use super::params::Params;
use super::refusal::Refusal;

/// The parameters of `DescribeRegions`. It looks at no `RegionId`; the vendor's older SDK sends one with every request.
const NAMES: [&str; 4] = [
    "RegionId",
    "InstanceChargeType",
    "ResourceType",
    "AcceptLanguage",
];

const LANGUAGES: [&str; 7] = ["zh-CN", "zh-TW", "en-US", "ja", "fr", "de", "ko"];
const CHARGES: [&str; 4] = ["PrePaid", "PostPaid", "SpotWithPriceLimit", "SpotAsPriceGo"];
const RESOURCES: [&str; 4] = ["instance", "disk", "reservedinstance", "scu"];

#[derive(Deserialize)]
struct Region {
    #[serde(rename = "region")]
    id: String,
    name: String,
    endpoint: String,
    kind: String,
}

fn known() -> &'static [Region] {
    static KNOWN: OnceLock<Vec<Region>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        // A test reads the list, so an unreadable one cannot be shipped.
        serde_json::from_str(include_str!("../api/regions.json")).unwrap_or_default()
    })
}

/// Refuses regions that do not exist, and closed ones with the error for a region without this API.
pub fn check(id: &str) -> Result<(), Refusal> {
    match known().iter().find(|each| each.id == id) {
        Some(region) if region.kind == "closed" => Err(Refusal::new(
            400,
            "RegionId.ApiNotSupported",
            "The api is not supported in this region.",
        )),
        Some(_) => Ok(()),
        None => Err(Refusal::new(
            404,
            "InvalidRegionId.NotFound",
            "The RegionId provided does not exist in our records.",
        )),
    }
}

/// Whether `DescribeRegions` has a parameter of this name.
pub fn is_parameter(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Answers `DescribeRegions`. What can be asked for is checked and selects nothing: every region sells every resource
/// here, and the names are in English alone.
pub fn describe(params: &Params, request_id: &str) -> Result<Page, Refusal> {
    params.check_names("DescribeRegions", is_parameter)?;
    let among = |name, words: &[&str]| params.get(name).is_none_or(|word| words.contains(&word));
    if !among("AcceptLanguage", &LANGUAGES) {
        return Err(Refusal::new(
            404,
            "InvalidAcceptLanguage.NotFound",
            "The specified AcceptLanguage is not supported.",
        ));
    }
    if !among("InstanceChargeType", &CHARGES) {
        return Err(Refusal::new(
            403,
            "Invalid.InstanceChargeType",
            "The specified instanceChargeType is not valid.",
        ));
    }
    params.word("ResourceType", &RESOURCES)?;
    let region: Vec<Listed<'_>> = known().iter().filter_map(Listed::of).collect();
    let records = region.len();
    let body = Body {
        regions: Regions { region },
        request_id,
    };
    // Texts and nothing else: this cannot fail.
    let body = serde_json::to_vec(&body).unwrap_or_default();
    Ok(Page::whole(body, records))
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    regions: Regions<'a>,
    request_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Regions<'a> {
    region: Vec<Listed<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listed<'a> {
    #[serde(rename = "RegionId")]
    id: &'a str,
    #[serde(rename = "RegionEndpoint")]
    endpoint: &'a str,
    #[serde(rename = "LocalName")]
    name: &'a str,
    status: &'static str,
}

impl<'a> Listed<'a> {
    /// A region of the list; those for a few customers are not in it.
    fn of(region: &'a Region) -> Option<Self> {
        let status = match region.kind.as_str() {
            "public" => "available",
            "closed" => "soldOut",
            _ => return None,
        };
        Some(Self {
            id: &region.id,
            endpoint: &region.endpoint,
            name: &region.name,
            status,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_closed_and_unknown_regions_are_told_apart() {
        assert!(known().len() > 30);
        let code = |id| check(id).map_err(|refusal| refusal.code);
        assert_eq!(code("cn-hangzhou"), Ok(()));
        assert_eq!(code("cn-nowhere"), Err("InvalidRegionId.NotFound".into()));
        let closed = known().iter().find(|each| each.kind == "closed").unwrap();
        assert_eq!(code(&closed.id), Err("RegionId.ApiNotSupported".into()));
    }
}
