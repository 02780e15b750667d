//! Transport, signatures, common errors, the log.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::client::{Client, How};
use crate::host::{Clock, Random};
use crate::sandbox::{AccessKey, Options, Request, Sandbox, SandboxError, Source};

#[tokio::test]
async fn both_schemes_give_the_same_answer_wherever_the_parameters_stand() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let params = [
        ("CommandName", "部署-订单服务-灰度发布-第三批"),
        ("Tag.1.Key", "owner"),
    ];
    for how in [
        How::RpcGet,
        How::RpcForm,
        How::RpcQuery,
        How::AcsQuery,
        How::AcsForm,
    ] {
        client.how = how;
        let answer = client.ask(&params).await;
        assert_eq!(answer.status, 200, "{how:?} {answer:?}");
        assert_eq!(answer.ids(), ["t-hz04d7h5v2s1eg"], "{how:?}");
    }
}

#[tokio::test]
async fn an_error_has_every_field_and_header_that_the_service_sends() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let answer = client.ask(&[("MaxResults", "51")]).await;
    assert_eq!(answer.status, 400);
    let body = answer.body.as_object().unwrap();
    let id = body["RequestId"].as_str().unwrap();
    assert_eq!(id, "07070707-0707-0707-0707-070707070707");
    assert_eq!(body["Code"], "InvalidParameter.MaxResults");
    assert_eq!(
        body["Message"],
        "The specified parameter MaxResults is not valid."
    );
    assert!(
        client
            .sandbox
            .url()
            .ends_with(body["HostId"].as_str().unwrap())
    );
    assert!(body["Recommend"].as_str().unwrap().contains(id));
    let head = answer.head.to_ascii_lowercase();
    for header in [
        format!("x-acs-request-id: {id}"),
        "content-type: application/json".to_owned(),
        "date: wed, 24 jun 2026 08:15:30 gmt".to_owned(),
    ] {
        assert!(head.contains(&header), "{head}");
    }
}

#[tokio::test]
async fn what_comes_before_the_action_is_refused_with_its_code() {
    let mut client = Client::serving(Source::BuiltIn).await;
    assert_eq!(
        client.call("RunCommand", &[]).await.code(),
        "InvalidAction.NotFound"
    );
    client.how = How::AcsQuery;
    assert_eq!(
        client.call("RunCommand", &[]).await.code(),
        "InvalidAction.NotFound"
    );
    let mut raw = Vec::new();
    for line in [
        "GET / HTTP/1.1",
        "GET /?Action=DescribeInvocations HTTP/1.1",
        "GET /?Action=DescribeInvocations&Version=2016-01-01 HTTP/1.1",
        "GET /?Action=DescribeInvocations&Version=2014-05-26 HTTP/1.1",
        "GET /?Action=DescribeInvocations&Version=2014-05-26&Format=Json HTTP/1.1",
        "DELETE / HTTP/1.1",
    ] {
        let answer = client.send(&format!("{line}\r\nHost: h\r\n\r\n")).await;
        raw.push((answer.status, answer.code().to_owned()));
    }
    let expected = [
        (400, "MissingAction"),
        (400, "MissingVersion"),
        (400, "InvalidVersion"),
        (400, "InvalidParameter.Format"),
        (400, "MissingAccessKeyId"),
        (405, "UnsupportedHTTPMethod"),
    ];
    assert_eq!(
        raw,
        expected.map(|(status, code)| (status, code.to_owned()))
    );
}

#[tokio::test]
async fn a_body_that_is_too_long_or_of_another_type_is_refused() {
    let mut client = Client::serving(Source::BuiltIn).await;
    let json = "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    let answer = client.send(json).await;
    assert_eq!(
        (answer.status, answer.code()),
        (415, "UnsupportedContentType")
    );
    let body = "a".repeat(1 << 21);
    let long = format!(
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = client.send(&long).await;
    assert_eq!(
        (answer.status, answer.code()),
        (413, "RequestEntityTooLarge")
    );
}

#[tokio::test]
async fn the_log_tells_what_arrived_and_no_secret() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&seen);
    let observer: crate::sandbox::Observer =
        Arc::new(move |request: &Request| lines.lock().unwrap().push(request.to_string()));
    let options = Options {
        observer: Some(observer),
        ..Options::default()
    };
    let mut client = Client::with(options).await;
    client.ask(&[("InvokeId", "t-hz04d7m0c6t9ya")]).await;
    client.ask(&[("Secret", "hunter2")]).await;
    let log = client.sandbox.requests();
    assert_eq!(log.len(), 2);
    assert_eq!(log[0].parameter("InvokeId"), Some("t-hz04d7m0c6t9ya"));
    assert_eq!(
        (log[0].status, log[0].records, log[0].code.as_deref()),
        (200, 1, None)
    );
    assert_eq!(
        (log[1].status, log[1].code.as_deref()),
        (400, Some("InvalidParameter"))
    );
    let text = format!(
        "{log:?} {:?} {client:?}",
        seen.lock().unwrap(),
        client = client.sandbox
    );
    assert!(
        !text.contains("Signature") && !text.contains("hunter2"),
        "{text}"
    );
    let first =
        "08:15:30Z 200 DescribeInvocations 1 record InvokeId=t-hz04d7m0c6t9ya RegionId=cn-hangzhou";
    assert_eq!(seen.lock().unwrap()[0], first);
}

#[tokio::test]
async fn options_that_cannot_be_served_are_refused() {
    let start = |options| Sandbox::start(options, Clock::system(), Random::system());
    let open = SocketAddr::from(([0, 0, 0, 0], 0));
    let result = start(Options {
        listen: open,
        ..Options::default()
    })
    .await;
    assert!(matches!(result, Err(SandboxError::NotLoopback(address)) if address == open));
    let keys = vec![
        AccessKey::parse("a:b").unwrap(),
        AccessKey::parse("a:c").unwrap(),
    ];
    let result = start(Options {
        keys,
        ..Options::default()
    })
    .await;
    assert!(matches!(result, Err(SandboxError::AccessKeyTwice(id)) if id == "a"));
}

#[tokio::test]
async fn it_stops_when_it_is_dropped() {
    let client = Client::serving(Source::BuiltIn).await;
    let url = client.sandbox.url();
    drop(client);
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    let address = url.strip_prefix("http://").unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

/// Nothing, half a head, half a body, or nothing more after an answer. Time passes as soon as nothing is to be done.
#[tokio::test(start_paused = true)]
async fn a_silent_connection_is_closed() {
    let client = Client::serving(Source::BuiltIn).await;
    let address = client.sandbox.url().replace("http://", "");
    for sent in [
        "",
        "POST / HTTP/1.1\r\nHo",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nAction",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let reading = stream.read_to_end(&mut answer);
        let closed = tokio::time::timeout(Duration::from_secs(60), reading).await;
        assert!(closed.is_ok(), "{sent:?}");
    }
}
