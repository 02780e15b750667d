//! `DescribeRegions`, and what its regions answer.

use serde_json::Value;

use super::client::{Client, How};
use crate::sandbox::Source;

#[tokio::test]
async fn the_list_holds_every_field_of_each_region() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let answer = client.call("DescribeRegions", &[]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(
        answer.body["RequestId"],
        "07070707-0707-0707-0707-070707070707"
    );
    let list = answer.body["Regions"]["Region"].as_array().unwrap();
    assert!(list.len() > 30, "{}", list.len());
    let first = serde_json::json!({
        "RegionId": "cn-qingdao",
        "RegionEndpoint": "ecs.cn-qingdao.aliyuncs.com",
        "LocalName": "China (Qingdao)",
        "Status": "available",
    });
    assert_eq!(list[0], first);
    let log = client.sandbox.requests();
    assert_eq!(log[0].records, list.len());
}

#[tokio::test]
async fn all_but_the_closed_regions_of_the_list_answer() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let answer = client.call("DescribeRegions", &[]).await;
    let text = |each: &Value, name: &str| each[name].as_str().unwrap().to_owned();
    let mut without = Vec::new();
    for each in answer.body["Regions"]["Region"].as_array().unwrap() {
        let params = [("RegionId", text(each, "RegionId"))];
        let params = params.each_ref().map(|(name, id)| (*name, id.as_str()));
        let answer = client.call("DescribeInvocations", &params).await;
        if answer.status != 200 {
            assert_eq!(answer.code(), "RegionId.ApiNotSupported");
            without.push((text(each, "RegionId"), text(each, "Status")));
        }
    }
    let closed = ["ap-southeast-2", "ap-south-1"].map(|id| (id.to_owned(), "soldOut".to_owned()));
    assert_eq!(without, closed);
}

#[tokio::test]
async fn its_parameters_are_checked_and_a_region_is_not_looked_at() {
    let mut client = Client::serving(Source::BuiltIn).await;
    for (params, answer) in [
        (&[("AcceptLanguage", "en-US")][..], (200, "")),
        (&[("RegionId", "cn-nowhere")], (200, "")),
        (&[("ResourceType", "disk"), ("OwnerId", "1")], (200, "")),
        (&[("InstanceChargeType", "PrePaid")], (200, "")),
        (
            &[("AcceptLanguage", "en")],
            (404, "InvalidAcceptLanguage.NotFound"),
        ),
        (
            &[("InstanceChargeType", "Free")],
            (403, "Invalid.InstanceChargeType"),
        ),
        (
            &[("ResourceType", "moon")],
            (400, "InvalidParameter.ResourceType"),
        ),
        (&[("MaxResults", "50")], (400, "InvalidParameter")),
    ] {
        let given = client.call("DescribeRegions", params).await;
        assert_eq!((given.status, given.code()), answer, "{params:?}");
    }
    client.how = How::AcsQuery;
    assert_eq!(client.call("DescribeRegions", &[]).await.status, 200);
}
