//! The regions that the server knows.

use std::sync::OnceLock;

use serde::Deserialize;

use super::refusal::Refusal;

#[derive(Deserialize)]
struct Region {
    region: String,
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
    match known().iter().find(|each| each.region == id) {
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
        assert_eq!(code(&closed.region), Err("RegionId.ApiNotSupported".into()));
    }
}
