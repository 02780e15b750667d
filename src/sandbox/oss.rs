//! Objects: `GET /BUCKET/KEY`, a path style that is used nowhere but here. What an instance printed lies whole under its
//! `OssOutputUri`. A bucket whose name ends with a region's ID is in that region, any other one in the region that asks.

use super::asked::Asked;
use super::call::Call;
use super::page::Page;
use super::params::Parameters;
use super::refusal::Refusal;
use super::{regions, verify};

/// Its parameters: none, for a path and headers say everything.
pub const PARAMETERS: Parameters = Parameters {
    texts: "",
    booleans: "",
    words: &[],
    others: "Bucket Key RegionId",
};

/// The action's name, for the log, faults and RAM.
pub const GET_OBJECT: &str = "GetObject";

/// What a request for an object says as parameters, if it is one.
pub fn parameters(call: &Call) -> Option<Vec<(String, String)>> {
    let region = verify::oss_region(call)?;
    let (bucket, key) = call.path.strip_prefix('/')?.split_once('/')?;
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Some(vec![
        pair("RegionId", &region),
        pair("Bucket", bucket),
        pair("Key", key),
    ])
}

/// Answers a request for an object.
pub fn get(asked: &Asked<'_>) -> Result<Page, Refusal> {
    let params = asked.params;
    let (bucket, key) = (params.needed("Bucket")?, params.needed("Key")?);
    let region = regions::asked(params)?;
    if let Some(home) = regions::named_at_end(bucket).filter(|home| *home != region) {
        return Err(Refusal::other_bucket_region(home));
    }
    let view = asked.fleet.at(asked.now, region, false, false);
    let object = view.delivered(&format!("oss://{bucket}/{key}"));
    object
        .map(|body| Page {
            records: 1,
            ..Page::whole(body)
        })
        .ok_or_else(Refusal::no_such_object)
}
