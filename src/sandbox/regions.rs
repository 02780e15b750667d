//! The regions that the server knows, and `DescribeRegions`, which lists them.
//!
//! The list holds the public regions and the closed ones. A closed one refuses every other action, so a client that goes
//! through the list meets regions without this API. Endpoints are the real ones, as the service tells them; this server
//! itself answers for every region, wherever it listens.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Value, json};

use super::asked::Asked;
use super::page::Page;
use super::params::{Parameters, Params, is_among};
use super::refusal::Refusal;

/// The parameters of `DescribeRegions`. It looks at no `RegionId`; the vendor's older SDK sends one with every request.
pub const PARAMETERS: Parameters = Parameters {
    texts: "",
    booleans: "",
    words: &[("ResourceType", "instance disk reservedinstance scu")],
    others: "RegionId InstanceChargeType AcceptLanguage",
};

const LANGUAGES: &str = "zh-CN zh-TW en-US ja fr de ko";
const CHARGES: &str = "PrePaid PostPaid SpotWithPriceLimit SpotAsPriceGo";

#[derive(Deserialize)]
struct Region {
    #[serde(rename = "region")]
    id: String,
    name: String,
    endpoint: String,
    kind: String,
}

static KNOWN: LazyLock<Vec<Region>> = LazyLock::new(|| {
    // A test reads the list, so an unreadable one cannot be shipped.
    serde_json::from_str(include_str!("../api/regions.json")).unwrap_or_default()
});

/// Refuses regions that do not exist, and closed ones with the error for a region without this API.
fn check(id: &str) -> Result<(), Refusal> {
    match KNOWN.iter().find(|each| each.id == id) {
        Some(region) if region.kind == "closed" => Err(Refusal::region_without_api()),
        Some(_) => Ok(()),
        None => Err(Refusal::no_such_region()),
    }
}

/// The region that a name ends with.
pub fn named_at_end(name: &str) -> Option<&'static str> {
    let mut ids = KNOWN.iter().map(|region| region.id.as_str());
    ids.find(|id| name.ends_with(&format!("-{id}")))
}

/// The region, which must be given and have this API.
pub fn asked(params: &Params) -> Result<&str, Refusal> {
    let Some(region) = params.get("RegionId").filter(|region| !region.is_empty()) else {
        return Err(Refusal::no_region());
    };
    check(region)?;
    Ok(region)
}

/// Answers `DescribeRegions`. What can be asked for is checked and selects nothing: every region sells every resource
/// here, and the names are in English alone.
pub fn describe(asked: &Asked<'_>) -> Result<Page, Refusal> {
    let params = asked.params;
    let among = |name, words| params.get(name).is_none_or(|word| is_among(words, word));
    if !among("AcceptLanguage", LANGUAGES) {
        return Err(Refusal::no_such_language());
    }
    if !among("InstanceChargeType", CHARGES) {
        return Err(Refusal::bad_charge_type());
    }
    let listed: Vec<Value> = KNOWN.iter().filter_map(listed).collect();
    let records = listed.len();
    let body = json!({ "Regions": { "Region": listed }, "RequestId": asked.request_id });
    Ok(Page {
        records,
        ..Page::json(&body)
    })
}

/// A region of the list; those for a few customers are not in it.
fn listed(region: &Region) -> Option<Value> {
    let status = match region.kind.as_str() {
        "public" => "available",
        "closed" => "soldOut",
        _ => return None,
    };
    Some(json!({
        "RegionId": region.id,
        "RegionEndpoint": region.endpoint,
        "LocalName": region.name,
        "Status": status,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_closed_and_unknown_regions_are_told_apart() {
        assert!(KNOWN.len() > 30);
        let code = |id| check(id).map_err(|refusal| refusal.code);
        assert_eq!(code("cn-hangzhou"), Ok(()));
        assert_eq!(code("cn-nowhere"), Err("InvalidRegionId.NotFound".into()));
        let closed = KNOWN.iter().find(|each| each.kind == "closed").unwrap();
        assert_eq!(code(&closed.id), Err("RegionId.ApiNotSupported".into()));
    }
}
