//! Tokens, page numbers, and what the service has forgotten.

use super::client::{Client, How};
use crate::sandbox::{INSTANCE_EVERYWHERE, Source};

fn generated(records: usize) -> Source {
    Source::Generated {
        records,
        instances: 2,
        output_bytes: 100,
        seed: 1,
    }
}

#[tokio::test]
async fn every_page_size_walks_the_same_list() {
    let mut client = Client::serving(generated(123)).await;
    let whole = client.walk(&[("MaxResults", "50")]).await;
    assert_eq!(whole.len(), 123);
    client.how = How::AcsQuery;
    assert_eq!(client.walk(&[("MaxResults", "41")]).await, whole);
    assert_eq!(client.walk(&[]).await, whole);
    let here = ("InstanceId", INSTANCE_EVERYWHERE);
    assert_eq!(client.walk(&[here, ("MaxResults", "50")]).await, whole);
}

#[tokio::test]
async fn a_token_belongs_to_its_filters_and_not_to_its_page_size() {
    let mut client = Client::serving(generated(30)).await;
    let team = [("Tag.1.Key", "env"), ("Tag.1.Value", "prod")];
    let first = client.ask(&[team[0], team[1], ("MaxResults", "20")]).await;
    let token = ("NextToken", first.token());
    let rest = client
        .ask(&[team[0], team[1], ("MaxResults", "5"), token])
        .await;
    assert_eq!(rest.ids().len(), 5);
    for params in [
        vec![token],
        vec![team[0], token],
        vec![team[0], ("Tag.1.Value", "test"), token],
        vec![team[0], team[1], ("Timed", "false"), token],
        vec![team[0], team[1], ("NextToken", "")],
        vec![team[0], team[1], ("NextToken", "AAAAAdDWBF2")],
    ] {
        let answer = client.ask(&params).await;
        assert_eq!(answer.code(), "InvalidParameter.NextToken", "{params:?}");
    }
    let region = [("RegionId", "cn-beijing"), team[0], team[1], token];
    let answer = client.call("DescribeInvocations", &region).await;
    assert_eq!(answer.code(), "InvalidParameter.NextToken");
}

#[tokio::test]
async fn page_numbers_work_count_and_have_no_effect_beside_tokens() {
    let mut client = Client::serving(generated(25)).await;
    let page = client.ask(&[("PageNumber", "3"), ("PageSize", "10")]).await;
    assert_eq!((page.ids().len(), page.token()), (5, ""));
    let field = |name: &str| page.body[name].as_u64().unwrap();
    assert_eq!(
        (field("PageNumber"), field("PageSize"), field("TotalCount")),
        (3, 10, 25)
    );
    let beside = client
        .ask(&[
            ("MaxResults", "7"),
            ("PageNumber", "3"),
            ("PageSize", "999"),
        ])
        .await;
    assert_eq!(beside.ids(), client.ask(&[("MaxResults", "7")]).await.ids());
    assert_eq!(client.ask(&[("PageNumber", "4")]).await.ids().len(), 0);
    for (name, value, code) in [
        ("PageNumber", "0", "InvalidParam.PageNumber"),
        ("PageSize", "51", "InvalidParam.PageSize"),
        ("MaxResults", "0", "InvalidParameter.MaxResults"),
        ("MaxResults", "+5", "InvalidParameter.MaxResults"),
        ("MaxResults", "", "InvalidParameter.MaxResults"),
    ] {
        assert_eq!(
            client.ask(&[(name, value)]).await.code(),
            code,
            "{name}={value}"
        );
    }
}

#[tokio::test]
async fn no_more_than_ten_thousand_are_kept_and_a_thousand_reached_by_a_tag() {
    let mut client = Client::serving(generated(10_050)).await;
    let count = client.ask(&[("PageSize", "1")]).await.body["TotalCount"].clone();
    assert_eq!(count, 10_000);
    let tagged = client
        .walk(&[("Tag.1.Key", "env"), ("MaxResults", "50")])
        .await;
    assert_eq!(tagged.len(), 1_000);
}

#[tokio::test]
async fn records_older_than_thirty_days_are_gone_but_not_saved_ones() {
    let old = ("InvokeId", "t-hz04c1a0d2h6qt");
    let mut client = Client::serving(Source::BuiltIn).await;
    assert_eq!(client.ask(&[old]).await.ids().len(), 1);
    client.pass(86_400 + 1);
    assert_eq!(client.ask(&[old]).await.ids().len(), 0);
    let saved = r#"{"Invocations":{"Invocation":[{"InvokeId":"t-1","CreationTime":"2018-01-01T00:00:00Z"},{"InvokeId":"t-0"}]}}"#;
    let mut client = Client::serving(Source::parse_saved(saved).unwrap()).await;
    assert_eq!(client.walk(&[("MaxResults", "1")]).await, ["t-1", "t-0"]);
}
