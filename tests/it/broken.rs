//! Answers that are none, and ways that lead nowhere: proxies, cut bodies, dead ports, silence.

use std::net::TcpListener;

use snapbox::str;

use crate::support::{Answer, Invq, Rogue, Run, check, page};

/// What comes of one answer.
fn answered(answer: Answer) -> Run {
    Rogue::new([answer]).run("")
}

#[test]
fn html_in_place_of_an_answer() {
    check!(
        answered(Answer::html(
            "200 OK",
            "<html>\n <h1>Sign in\n to the network</h1>"
        )),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 200: the answer cannot be read: expected value at line 1 column 1
  it begins  <html> <h1>Sign in to the network</h1>
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 200, cn-hangzhou

"#]]
    );
    check!(
        answered(Answer::html("503 Service Unavailable", "<h1>busy</h1>")),
        str![[r#"
exit 6
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 503: the answer is not from this API
  it begins  <h1>busy</h1>
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 503, cn-hangzhou

"#]]
    );
}

#[test]
fn json_that_is_cut_short_or_is_none_of_ours() {
    let good = page(&[r#"{"InvokeId":"t-1"}"#], None);
    check!(
        answered(Answer::json(&good[..40])),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 200: the answer breaks off
  it begins  {"Invocations":{"Invocation":[{"InvokeId
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 200, cn-hangzhou

"#]]
    );
    check!(
        answered(Answer::json("{}")),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 200: the answer cannot be read: `Invocations` is missing at line 1 column 2
  it begins  {}
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 200, cn-hangzhou

"#]]
    );
    check!(
        answered(Answer::json("")),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 200: the body is empty
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 200, cn-hangzhou

"#]]
    );
}

#[test]
fn a_body_that_breaks_off() {
    check!(
        answered(Answer::cut(&page(&[], None), 20)),
        str![[r#"
exit 6
---- stderr
error: the answer of 127.0.0.1:PORT broke off
  end of file before message length reached
hint: try again

"#]]
    );
    check!(
        answered(Answer::hang_up()),
        str![[r#"
exit 6
---- stderr
error: the answer of 127.0.0.1:PORT broke off
  connection closed before message completed
hint: try again

"#]]
    );
}

/// Followed, it would send a signed request to whoever names itself there.
#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Rogue::new([]);
    let answer = format!(
        "HTTP/1.1 302 Found\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n",
        elsewhere.url()
    );
    check!(
        answered(Answer::Bytes(answer.into_bytes())),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT gave no answer of this API
  HTTP 302: the body is empty
hint: a proxy or gateway may have answered in its place; check the endpoint with `invq --dry-run`
  HTTP 302, cn-hangzhou

"#]]
    );
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn an_answer_that_is_not_http() {
    check!(
        answered(Answer::Last(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec())),
        str![[r#"
exit 5
---- stderr
error: 127.0.0.1:PORT does not answer as an HTTP server
  invalid HTTP version parsed
hint: check the endpoint and its port; `invq --dry-run` shows where requests go

"#]]
    );
}

#[cfg(unix)]
#[test]
fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    check!(
        Invq::new("--retries 0").asking(&url).run(),
        str![[r#"
exit 6
---- stderr
error: nothing listens at 127.0.0.1:PORT
  Connection refused (os error N)
hint: check the endpoint; `invq --dry-run` shows where requests go

"#]]
    );
}

#[test]
fn no_answer_in_time() {
    let peer = Rogue::new([Answer::Silence]);
    check!(
        peer.run("--request-timeout 50ms"),
        str![[r#"
exit 6
---- stderr
error: 127.0.0.1:PORT did not answer in time (connecting 5s, in all 50ms)
  operation timed out
hint: try again, or allow more with --connect-timeout and --request-timeout

"#]]
    );
}

/// No such name exists anywhere (RFC 6761). Asking may take a while where there is no network, so a refusal to wait
/// counts too.
#[test]
fn a_name_that_cannot_be_looked_up() {
    let run = Invq::new("--connect-timeout 2s")
        .asking("https://nowhere.invalid")
        .run()
        .exits(6);
    let message = run.stderr();
    let first = message.lines().next().unwrap();
    let known = [
        "error: the name `nowhere.invalid` cannot be looked up",
        "error: nowhere.invalid did not answer in time (connecting 2s, in all 20s)",
    ];
    assert!(known.contains(&first), "{run}");
}
