//! What is selected from the built-in fleet, and how it is written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::client::{Answer, Client};
use crate::sandbox::Source;

fn instances(answer: &Answer) -> Vec<Value> {
    let record = &answer.body["Invocations"]["Invocation"][0];
    let list = record["InvokeInstances"]["InvokeInstance"].as_array();
    list.unwrap().clone()
}

#[tokio::test]
async fn parameters_that_are_wrong_are_refused_with_their_name() {
    let mut client = Client::serving(Source::BuiltIn).await;
    for (params, code) in [
        (&[("Timed", "maybe")][..], "InvalidParameter.Timed"),
        (
            &[("InvokeStatus", "Timeout")],
            "InvalidParameter.InvokeStatus",
        ),
        (
            &[("InvokeStatus", "success")],
            "InvalidParameter.InvokeStatus",
        ),
        (&[("RepeatMode", "DryRun")], "InvalidParameter.RepeatMode"),
        (&[("CommandType", "shell")], "InvalidParameter.CommandType"),
        (
            &[("ContentEncoding", "base64")],
            "InvalidParameter.ContentEncoding",
        ),
        (&[("InstanceId", "")], "InvalidParameter.InstanceId"),
        (&[("IncludeOutput", "true")], "MissingParameter"),
        (&[("Tag.1.Value", "x")], "MissingParameter.TagKey"),
        (&[("Colour", "red")], "InvalidParameter"),
        (&[("RegionId", "cn-hangzhou")], "InvalidParameter"),
    ] {
        let answer = client.ask(params).await;
        assert_eq!((answer.status, answer.code()), (400, code), "{params:?}");
    }
    let answer = client.ask(&[("Colour", "red")]).await;
    assert!(answer.body["Message"].as_str().unwrap().contains("Colour"));
    for (region, code) in [
        (None, "MissingParameter.RegionId"),
        (Some(""), "MissingParameter.RegionId"),
        (Some("cn-nowhere"), "InvalidRegionId.NotFound"),
        (Some("ap-south-1"), "RegionId.ApiNotSupported"),
    ] {
        let params: Vec<_> = region
            .map(|region| ("RegionId", region))
            .into_iter()
            .collect();
        assert_eq!(
            client.call("DescribeInvocations", &params).await.code(),
            code
        );
    }
}

#[tokio::test]
async fn legacy_parameters_and_booleans_in_any_case_are_accepted() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let params = [
        ("OwnerId", "155"),
        ("ResourceOwnerAccount", ""),
        ("Timed", "True"),
        ("IncludeOutput", "FALSE"),
    ];
    assert_eq!(client.ask(&params).await.ids().len(), 4);
}

#[tokio::test]
async fn filters_select_as_the_page_says() {
    let mut client = Client::serving(Source::BuiltIn).await;
    client.pass(60);
    for (params, count) in [
        (&[][..], 22),
        (&[("Timed", "true")], 4),
        (&[("InvokeId", "t-hz04d79b3n8fud")], 1),
        (&[("InvokeId", "t-hz04d79b3n8fud"), ("Timed", "false")], 0),
        (&[("InvokeId", "t-hz00000000000")], 0),
        (&[("InvokeStatus", "PartialFailed")], 7),
        (&[("InvokeStatus", "Running"), ("Timed", "true")], 3),
        (&[("InvokeStatus", "Stopped")], 1),
        (&[("RepeatMode", "EveryReboot"), ("Timed", "true")], 1),
        (&[("CommandType", "RunBatScript")], 1),
        (&[("ResourceGroupId", "rg-bp67acfmxazb4ph")], 1),
        (
            &[
                ("Tag.1.Key", "team"),
                ("Tag.1.Value", "infra"),
                ("Tag.2.Key", "window"),
            ],
            2,
        ),
        (&[("InstanceId", "i-bp1c0wq4n9ku61sdh7a2")], 2),
        (
            &[
                ("InstanceId", "i-bp1c0wq4n9ku61sdh7a2"),
                ("CommandName", "x"),
                ("RepeatMode", "Period"),
            ],
            2,
        ),
    ] {
        let mut params = params.to_vec();
        params.push(("MaxResults", "50"));
        assert_eq!(client.walk(&params).await.len(), count, "{params:?}");
    }
}

#[tokio::test]
async fn an_instance_selects_whole_invocations() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let params = [
        ("InstanceId", "i-bp1i7gg30r52z2emq3x1"),
        ("InvokeId", "t-hz04d7m0c6t9ya"),
    ];
    assert_eq!(instances(&client.ask(&params).await).len(), 40);
}

#[tokio::test]
async fn output_comes_when_asked_and_in_the_asked_encoding() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let id = ("InvokeId", "t-hz04d7fs6c3l1v");
    let without = instances(&client.ask(&[id]).await);
    assert!(without.iter().all(|each| each.get("Output").is_none()));
    let output = ("IncludeOutput", "true");
    let exact = instances(&client.ask(&[id, output]).await);
    let bytes = STANDARD
        .decode(exact[1]["Output"].as_str().unwrap())
        .unwrap();
    assert!(bytes.starts_with(b"\xd0\xde"));
    let plain = client
        .ask(&[id, output, ("ContentEncoding", "PlainText")])
        .await;
    let text = instances(&plain)[1]["Output"].as_str().unwrap().to_owned();
    assert!(
        text.starts_with('\u{fffd}') && text.ends_with("KB5039217 2026/6/11\r\n"),
        "{text}"
    );
    let script = &plain.body["Invocations"]["Invocation"][0]["CommandContent"];
    assert!(script.as_str().unwrap().starts_with("Get-HotFix |"));
}

#[tokio::test]
async fn a_long_output_is_cut_and_says_by_how_much() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let params = [("InvokeId", "t-hz04d7m0c6t9ya"), ("IncludeOutput", "true")];
    let all = instances(&client.ask(&params).await);
    let cut = all
        .iter()
        .find(|each| each["InstanceId"] == "i-bp19f3v5x7m2t8zlo0p4")
        .unwrap();
    assert_eq!(cut["Dropped"], 8_192);
    assert_eq!(
        STANDARD
            .decode(cut["Output"].as_str().unwrap())
            .unwrap()
            .len(),
        24 * 1024
    );
    let uri = "oss://ops-logs/patch/i-bp19f3v5x7m2t8zlo0p4.txt";
    assert_eq!(
        (&cut["OssOutputStatus"], &cut["OssOutputUri"]),
        (&"Finished".into(), &uri.into())
    );
    let unreached = all
        .iter()
        .find(|each| each["InvocationStatus"] == "Aborted")
        .unwrap();
    assert_eq!(unreached["ErrorCode"], "ClientNotRunning");
    assert_eq!(
        (&unreached["StartTime"], unreached.get("ExitCode")),
        (&"".into(), None)
    );
    assert_eq!(
        unreached["OssOutputErrorCode"],
        "CloudAssistant.UnsupportedInvocationStatus"
    );
}

#[tokio::test]
async fn every_field_of_the_documentation_is_there() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let params = [("InvokeId", "t-hz04d6r7m3f9kb"), ("IncludeOutput", "true")];
    let answer = client.ask(&params).await;
    let names = |value: &Value| -> Vec<String> {
        let mut names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        names.sort();
        names
    };
    let top = "Invocations NextToken PageNumber PageSize RequestId TotalCount";
    assert_eq!(names(&answer.body).join(" "), top);
    let record = &answer.body["Invocations"]["Invocation"][0];
    let expected = "CommandContent CommandDescription CommandId CommandName CommandType ContainerId ContainerName \
                    CreationTime Frequency InvocationStatus InvokeId InvokeInstances InvokeStatus Launcher \
                    OssOutputDelivery Parameters RepeatMode Tags TerminationMode Timed Timeout Username WorkingDir";
    assert_eq!(names(record).join(" "), expected);
    assert_eq!(
        names(&record["Tags"]["Tag"][0]).join(" "),
        "TagKey TagValue"
    );
    let expected = "CreationTime Dropped ErrorCode ErrorInfo ExitCode FinishTime InstanceId InstanceInvokeStatus \
                    InvocationStatus OssOutputErrorCode OssOutputErrorInfo OssOutputStatus OssOutputUri Output Repeats \
                    StartTime StopTime Timed UpdateTime";
    assert_eq!(names(&instances(&answer)[2]).join(" "), expected);
}
