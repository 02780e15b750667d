//! Each fault as a client meets it, byte by byte.

use std::time::{Duration, Instant};

use super::client::{Answer, Client};
use crate::sandbox::{Fault, FaultKind, Options, Request, Source};

fn options(faults: &[&str], seed: u64) -> Options {
    Options {
        source: Source::Generated {
            records: 30,
            instances: 1,
            output_bytes: 0,
            seed: 1,
        },
        faults: faults
            .iter()
            .map(|text| Fault::parse(text).unwrap())
            .collect(),
        seed,
        slow: Duration::from_millis(20)..=Duration::from_millis(40),
        ..Options::default()
    }
}

async fn client(faults: &[&str]) -> Client {
    Client::with(options(faults, 1)).await
}

fn last(client: &Client) -> Request {
    client.sandbox.requests().pop().unwrap()
}

#[tokio::test]
async fn throttling_comes_with_every_kind_of_header_and_without() {
    let (mut codes, mut seen) = (Vec::new(), Vec::new());
    for seed in 0..40 {
        let mut client = Client::with(options(&["throttle:1"], seed)).await;
        let answer = client.ask(&[]).await;
        assert_eq!(answer.status, 400);
        assert!(answer.code().starts_with("Throttling"), "{answer:?}");
        codes.push(answer.code().to_owned());
        let names = [
            "x-acs-retry-after",
            "x-ratelimit-user",
            "x-ratelimit-user-api",
        ];
        let has = |name: &&str| answer.head.contains(&format!("\r\n{name}: "));
        let names: Vec<&str> = names.into_iter().filter(has).collect();
        assert!(!names.is_empty(), "{answer:?}");
        seen.push(names);
        assert_eq!(last(&client).fault, Some(FaultKind::Throttle));
    }
    codes.sort_unstable();
    codes.dedup();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((codes.len(), seen.len()), (3, 3), "{codes:?} {seen:?}");

    let mut bare = client(&["throttle-bare:1"]).await;
    let answer = bare.ask(&[]).await;
    assert!(answer.code().starts_with("Throttling"), "{answer:?}");
    assert!(!answer.head.contains("x-ratelimit") && !answer.head.contains("retry-after"));
}

#[tokio::test]
async fn what_passes_comes_three_times_in_a_row_and_the_fourth_is_good() {
    let mut client = client(&["http500:1"]).await;
    let mut codes = Vec::new();
    for _ in 0..8 {
        codes.push(client.ask(&[]).await.status);
    }
    assert_eq!(codes, [500, 500, 500, 200, 500, 500, 500, 200]);
    assert_eq!(
        client.sandbox.requests()[0].code.as_deref(),
        Some("InternalError")
    );
}

#[tokio::test]
async fn a_gateway_and_a_portal_answer_in_html() {
    for (fault, status, words) in [
        ("http503:1", 503, "503 Service Temporarily Unavailable"),
        ("html", 200, "Log in to use this network"),
    ] {
        let mut client = client(&[fault]).await;
        let (head, body) = client.ask_raw(&[]).await;
        let head = head.to_ascii_lowercase();
        assert!(head.starts_with(&format!("http/1.1 {status} ")), "{head}");
        assert!(
            head.contains("content-type: text/html") && !head.contains("x-acs"),
            "{head}"
        );
        assert!(String::from_utf8(body).unwrap().contains(words));
        assert_eq!(last(&client).status, status);
    }
}

#[tokio::test]
async fn a_reset_connection_ends_without_a_byte() {
    let mut client = client(&["reset:1"]).await;
    let (head, body) = client.ask_raw(&[]).await;
    assert_eq!((head.as_str(), body.len()), ("", 0));
    let request = last(&client);
    assert_eq!((request.status, request.fault), (0, Some(FaultKind::Reset)));
}

#[tokio::test]
async fn a_cut_answer_announces_all_of_itself() {
    for seed in 0..10 {
        let mut client = Client::with(options(&["truncate:1"], seed)).await;
        let (head, body) = client.ask_raw(&[]).await;
        let head = head.to_ascii_lowercase();
        let (_, length) = head.split_once("content-length: ").unwrap();
        let length: usize = length.lines().next().unwrap().parse().unwrap();
        assert!(
            !body.is_empty() && body.len() < length,
            "{} of {length}",
            body.len()
        );
    }
}

#[tokio::test]
async fn a_slow_answer_takes_its_time() {
    let mut client = client(&["slow:1"]).await;
    let begun = Instant::now();
    let answer = client.ask(&[]).await;
    assert_eq!(answer.status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(20));
}

#[tokio::test]
async fn a_token_is_repeated_from_the_second_page_on() {
    let mut client = client(&["repeat-token"]).await;
    let first = client.ask(&[("MaxResults", "10")]).await.token().to_owned();
    let second = [("MaxResults", "10"), ("NextToken", first.as_str())];
    assert_eq!(client.ask(&second).await.token(), first);
}

#[tokio::test]
async fn behind_each_empty_page_lies_the_real_one() {
    let mut plain = client(&[]).await;
    let all = plain.walk(&[("MaxResults", "10")]).await;
    let mut client = client(&["empty-page:1"]).await;
    assert_eq!(client.walk(&[("MaxResults", "10")]).await, all);
    let records: Vec<usize> = client
        .sandbox
        .requests()
        .iter()
        .map(|it| it.records)
        .collect();
    assert_eq!(records, [0, 10, 0, 10, 0, 10]);
}

#[tokio::test]
async fn a_late_id_is_not_there_and_then_it_is() {
    let mut client = client(&["late-id"]).await;
    let id = client.ask(&[]).await.ids()[0].clone();
    let mut asks = 0;
    while client.ask(&[("InvokeId", &id)]).await.ids().is_empty() {
        assert_eq!(last(&client).fault, Some(FaultKind::LateId));
        asks += 1;
    }
    assert!((1..=3).contains(&asks), "{asks}");
}

#[tokio::test]
async fn a_clock_that_is_ahead_refuses_and_tells_its_time() {
    let mut client = client(&["clock-skew"]).await;
    let answer = client.ask(&[]).await;
    assert_eq!(
        (answer.status, answer.code()),
        (400, "InvalidTimeStamp.Expired")
    );
    let head = answer.head.to_ascii_lowercase();
    assert!(
        head.contains("date: wed, 24 jun 2026 08:35:30 gmt"),
        "{head}"
    );
}

#[tokio::test]
async fn a_refusal_by_ram_says_what_was_missing() {
    let mut client = client(&["denied"]).await;
    let answer = client.ask(&[]).await;
    assert_eq!((answer.status, answer.code()), (403, "Forbidden.RAM"));
    let detail = &answer.body["AccessDeniedDetail"];
    assert_eq!(detail["AuthAction"], "ecs:DescribeInvocations");
    assert_eq!(detail["NoPermissionType"], "ImplicitDeny");
}

#[tokio::test]
async fn keys_that_ended_are_refused() {
    let mut client = client(&["expired-token"]).await;
    let answer: Answer = client.ask(&[]).await;
    assert_eq!(
        (answer.status, answer.code()),
        (400, "InvalidSecurityToken.Expired")
    );
    assert!(answer.body.get("AccessDeniedDetail").is_none());
}

/// Whoever is unknown, or signs wrongly, is told so and nothing else.
#[tokio::test]
async fn faults_do_not_hide_a_wrong_signature() {
    let mut client = client(&["denied", "throttle:1"]).await;
    let answer = client.call("DescribeNothing", &[]).await;
    assert_eq!(answer.code(), "InvalidAction.NotFound");
}
