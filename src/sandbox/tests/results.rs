//! `DescribeInvocationResults`: what it selects, how it pages, and the history of a task that repeats.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::client::{Answer, Client, How};
use crate::sandbox::{Fault, FaultKind, Options, Source};

const PROBE: &str = "t-hz04d798w1r5zg";
const WAITING: &str = "t-hz04d79b3n8fud";
const ONCE: &str = "t-hz04d7m0c6t9ya";

/// Asks in `cn-hangzhou`.
async fn ask(client: &mut Client, params: &[(&str, &str)]) -> Answer {
    let mut all = vec![("RegionId", "cn-hangzhou")];
    all.extend(params);
    client.call("DescribeInvocationResults", &all).await
}

fn results(answer: &Answer) -> &[Value] {
    assert_eq!(answer.status, 200, "{answer:?}");
    let list = &answer.body["Invocation"]["InvocationResults"]["InvocationResult"];
    list.as_array().unwrap()
}

async fn walk(client: &mut Client, params: &[(&str, &str)]) -> Vec<Value> {
    let (mut all, mut token) = (Vec::new(), String::new());
    loop {
        let mut page = params.to_vec();
        if !token.is_empty() {
            page.push(("NextToken", &token));
        }
        let answer = ask(client, &page).await;
        all.extend_from_slice(results(&answer));
        let next = answer.body["Invocation"]["NextToken"].as_str().unwrap();
        if next.is_empty() {
            return all;
        }
        token = next.to_owned();
    }
}

fn generated(records: usize, instances: usize) -> Source {
    Source::Generated {
        records,
        instances,
        output_bytes: 10,
        seed: 1,
    }
}

#[tokio::test]
async fn a_result_has_every_field_under_this_actions_own_names() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let task = ("InvokeId", PROBE);
    let answer = ask(&mut client, &[task]).await;
    let here = results(&answer)[0]["InstanceId"].as_str().unwrap();
    let answer = ask(&mut client, &[task, ("InstanceId", here)]).await;
    assert_eq!(results(&answer).len(), 1);
    let expected = json!({
        "CommandId": "c-hz04d798v7q2yb",
        "InvokeId": PROBE,
        "InstanceId": here,
        "InvocationStatus": "Scheduled",
        "InvokeRecordStatus": "Running",
        "ExitCode": 0,
        "Output": "b2sK",
        "Dropped": 0,
        "Repeats": 36,
        "ErrorCode": "",
        "ErrorInfo": "",
        "StartTime": "2026-06-24T08:10:30Z",
        "FinishedTime": "2026-06-24T08:10:31Z",
        "StopTime": "",
        "Username": "root",
        "ContainerId": "",
        "ContainerName": "",
        "Launcher": "",
        "TerminationMode": "Process",
        "OssOutputDelivery": "",
        "OssOutputStatus": "",
        "OssOutputUri": "",
        "Tags": {"Tag": [{"TagKey": "team", "TagValue": "web"}]},
    });
    assert_eq!(results(&answer)[0], expected);
    let page = answer.body.as_object().unwrap();
    let names: Vec<&str> = page.keys().map(String::as_str).collect();
    assert_eq!(names, ["Invocation", "RequestId"]);
    let inner = page["Invocation"].as_object().unwrap();
    let names: BTreeSet<&str> = inner.keys().map(String::as_str).collect();
    let expected = "InvocationResults NextToken PageNumber PageSize TotalCount";
    assert_eq!(names, expected.split(' ').collect());
}

#[tokio::test]
async fn without_history_there_is_one_result_for_each_instance_of_what_is_selected() {
    let mut client = Client::serving(Source::BuiltIn).await;
    client.pass(60);
    let of_one = walk(&mut client, &[("InvokeId", ONCE), ("MaxResults", "50")]).await;
    assert_eq!(of_one.len(), 40);
    for (params, count) in [
        (&[("InstanceId", "i-bp1c0wq4n9ku61sdh7a2")][..], 2),
        (&[("CommandId", "c-hz04d798v7q2yb")], 2),
        (&[("ResourceGroupId", "rg-bp67acfmxazb4ph")], 2),
        (&[("InvokeRecordStatus", "Stopped")], 5),
        (&[("InvokeRecordStatus", "Running"), ("InvokeId", PROBE)], 2),
        (&[("Tag.1.Key", "window"), ("InvokeId", WAITING)], 0),
        (&[("InvokeId", "t-hz00000000000")], 0),
    ] {
        let found = walk(&mut client, params).await;
        assert_eq!(found.len(), count, "{params:?}");
    }
}

#[tokio::test]
async fn with_history_there_is_one_result_for_each_run_newest_first() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let params = [("InvokeId", PROBE), ("IncludeHistory", "True")];
    let all = walk(&mut client, &params).await;
    assert_eq!(all.len(), 72);
    let numbers: Vec<u64> = all
        .iter()
        .map(|run| run["Repeats"].as_u64().unwrap())
        .collect();
    assert!(numbers.is_sorted_by(|a, b| a >= b), "{numbers:?}");
    assert_eq!((numbers[0], numbers[71]), (36, 1));
    let statuses: BTreeSet<&str> = all
        .iter()
        .map(|run| run["InvocationStatus"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["Aborted", "Failed", "Success", "Timeout"].into());
    let dropped = all.iter().find(|run| run["Dropped"] == 2_048).unwrap();
    assert_eq!(dropped["Repeats"], 33);
    let aborted = all
        .iter()
        .find(|run| run["InvocationStatus"] == "Aborted")
        .unwrap();
    assert_eq!(
        (&aborted["StartTime"], aborted.get("ExitCode")),
        (&json!(""), None)
    );
    let plain = [params[0], params[1], ("ContentEncoding", "PlainText")];
    assert_eq!(
        results(&ask(&mut client, &plain).await)[0]["Output"],
        "ok\n"
    );
}

#[tokio::test]
async fn a_task_that_has_not_run_tells_that_it_waits() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let params = [("InvokeId", WAITING), ("IncludeHistory", "true")];
    let answer = ask(&mut client, &params).await;
    let waiting = &results(&answer)[0];
    assert_eq!(results(&answer).len(), 1);
    assert_eq!(
        (&waiting["InvocationStatus"], &waiting["Repeats"]),
        (&json!("Scheduled"), &json!(0))
    );
}

#[tokio::test]
async fn history_is_given_of_one_task_that_repeats() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let history = ("IncludeHistory", "true");
    for (params, code) in [
        (&[history][..], "MissingParameter"),
        (
            &[history, ("InvokeId", ONCE)],
            "InvalidParameter.IncludeHistory",
        ),
        (
            &[history, ("InvokeId", "t-hz04d6v3k9d1pn")],
            "InvalidParameter.IncludeHistory",
        ),
        (&[history, ("InvokeId", "t-hz00000000000")], ""),
    ] {
        assert_eq!(ask(&mut client, params).await.code(), code, "{params:?}");
    }
}

#[tokio::test]
async fn it_has_its_own_parameters() {
    let mut client = Client::serving(Source::BuiltIn).await;
    for (params, code) in [
        (&[("CommandName", "x")][..], "InvalidParameter"),
        (&[("Timed", "true")], "InvalidParameter"),
        (&[("IncludeOutput", "true")], "InvalidParameter"),
        (&[("InvokeStatus", "Failed")], "InvalidParameter"),
        (
            &[("InvokeRecordStatus", "Pending")],
            "InvalidParameter.InvokeRecordStatus",
        ),
        (
            &[("IncludeHistory", "1")],
            "InvalidParameter.IncludeHistory",
        ),
        (&[("MaxResults", "51")], "InvalidParameter.MaxResults"),
        (&[("PageSize", "0")], "InvalidParam.PageSize"),
        (&[("Tag.1.Value", "x")], "MissingParameter.TagKey"),
    ] {
        assert_eq!(ask(&mut client, params).await.code(), code, "{params:?}");
    }
    let nowhere = client.call("DescribeInvocationResults", &[]).await;
    assert_eq!(nowhere.code(), "MissingParameter.RegionId");
}

#[tokio::test]
async fn pages_count_results_and_their_tokens_belong_to_this_action() {
    let mut client = Client::serving(generated(30, 4)).await;
    client.how = How::AcsQuery;
    let whole = walk(&mut client, &[("MaxResults", "50")]).await;
    assert_eq!(whole.len(), 120);
    assert_eq!(walk(&mut client, &[("MaxResults", "7")]).await, whole);
    let by_number = ask(&mut client, &[("PageNumber", "3"), ("PageSize", "50")]).await;
    assert_eq!(results(&by_number), &whole[100..]);
    assert_eq!(by_number.body["Invocation"]["TotalCount"], 120);
    let first = ask(&mut client, &[("MaxResults", "7")]).await;
    let token = first.body["Invocation"]["NextToken"].as_str().unwrap();
    let elsewhere = client.ask(&[("NextToken", token)]).await;
    assert_eq!(elsewhere.code(), "InvalidParameter.NextToken");
    let other = ask(&mut client, &[("NextToken", token), ("InstanceId", "i-1")]).await;
    assert_eq!(other.code(), "InvalidParameter.NextToken");
    assert_eq!(first.body["Invocation"]["PageSize"], 7);
}

#[tokio::test]
async fn a_saved_invocation_is_told_in_the_other_names() {
    let saved = r#"{"Invocations":{"Invocation":[{"InvokeId":"t-1","CommandId":"c-1","RepeatMode":"Period","New":1,
        "InvokeInstances":{"InvokeInstance":[{"InstanceId":"i-1","InstanceInvokeStatus":"Finished","Newer":2,
        "FinishTime":"2018-01-01T00:00:00Z","CreationTime":"2018-01-01T00:00:00Z","Output":"b2s="}]}}]}}"#;
    let mut client = Client::serving(Source::parse_saved(saved).unwrap()).await;
    let params = [("InvokeId", "t-1"), ("IncludeHistory", "true")];
    let expected = json!({"InstanceId": "i-1", "InvokeRecordStatus": "Finished", "Newer": 2,
        "FinishedTime": "2018-01-01T00:00:00Z", "Output": "b2s=", "CommandId": "c-1", "InvokeId": "t-1"});
    assert_eq!(results(&ask(&mut client, &params).await), [expected]);
}

#[tokio::test]
async fn faults_meet_it_as_the_other_actions() {
    let with = |kind: FaultKind| Options {
        faults: vec![Fault {
            rate: 1.0,
            ..kind.into()
        }],
        ..Options::default()
    };
    let params = [("InvokeId", PROBE), ("IncludeHistory", "true")];
    let mut client = Client::with(with(FaultKind::Denied)).await;
    let denied = ask(&mut client, &params).await;
    assert_eq!(
        denied.body["AccessDeniedDetail"]["AuthAction"],
        "ecs:DescribeInvocationResults"
    );
    let mut client = Client::with(with(FaultKind::LateId)).await;
    assert!(results(&ask(&mut client, &params).await).is_empty());
    let mut client = Client::with(with(FaultKind::EmptyPage)).await;
    assert_eq!(walk(&mut client, &params).await.len(), 72);
    let mut client = Client::with(with(FaultKind::RepeatToken)).await;
    let token = |answer: &Answer| answer.body["Invocation"]["NextToken"].clone();
    let first = token(&ask(&mut client, &params).await);
    let next = [params[0], params[1], ("NextToken", first.as_str().unwrap())];
    assert_eq!(token(&ask(&mut client, &next).await), first);
}
