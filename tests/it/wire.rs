//! What a request looks like on the wire.

use std::collections::BTreeSet;

use crate::support::{Answer, NOW, Rogue, Server, page, record};

fn last() -> Answer {
    Answer::json(&page(&[], None))
}

fn walk() -> Rogue {
    let answer = |id: &str, next| {
        let record = record(id, "2026-06-24T07:00:00Z");
        Answer::json(&page(&[&record], next))
    };
    Rogue::new([
        answer("t-1", Some("AA")),
        answer("t-2", Some("BB")),
        answer("t-3", None),
    ])
}

/// Proxies and servers write addresses into their logs, and a long one is refused.
#[test]
fn everything_travels_in_the_body_and_nothing_in_the_address() {
    let peer = Rogue::new([last()]);
    peer.run("-t team=web").exits(0);
    let asked = &peer.requests()[0];
    assert!(
        asked.head.starts_with("POST / HTTP/1.1\r\n"),
        "{}",
        asked.head
    );
    let head = asked.head.to_ascii_lowercase();
    assert!(
        head.contains("content-type: application/x-www-form-urlencoded"),
        "{head}"
    );
    for hidden in ["testid", "team", "signature", "authorization", "cookie"] {
        assert!(!head.contains(hidden), "{head}");
    }
    assert!(
        head.contains(concat!("user-agent: invq/", env!("CARGO_PKG_VERSION"))),
        "{head}"
    );
}

#[test]
fn a_request_carries_the_common_parameters_and_its_signature() {
    let peer = Rogue::new([last()]);
    peer.run("").exits(0);
    let form = &peer.requests()[0].form;
    for (name, value) in [
        ("AccessKeyId", "testid"),
        ("Action", "DescribeInvocations"),
        ("Format", "JSON"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("Timestamp", NOW),
        ("Version", "2014-05-26"),
    ] {
        assert_eq!(form[name], value);
    }
    assert!(!form["Signature"].is_empty());
    assert!(!form.contains_key("SecurityToken"), "there is none to send");
}

#[test]
fn every_request_is_signed_anew() {
    let peer = walk();
    peer.run("-q").quiet();
    for name in ["SignatureNonce", "Signature"] {
        let requests = peer.requests();
        let values: BTreeSet<&String> = requests.iter().map(|asked| &asked.form[name]).collect();
        assert_eq!(values.len(), 3, "{name}");
    }
}

#[test]
fn one_connection_serves_the_whole_walk() {
    let peer = walk();
    assert_eq!(peer.run("-q").quiet().lines(), ["t-1", "t-2", "t-3"]);
    assert_eq!(peer.connections(), 1);
}

/// A proxy has no business between two processes of one machine, and would be given a signed request.
#[test]
fn a_proxy_is_not_asked_for_what_is_on_this_machine() {
    let (proxy, peer) = (Rogue::new([]), Rogue::new([last()]));
    let run = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
        .iter()
        .fold(peer.invq("-q"), |invq, name| invq.env(name, proxy.url()));
    run.run_binary().quiet();
    assert_eq!((proxy.connections(), peer.connections()), (0, 1));
}

/// Every character that must be encoded, in a name and in a tag: one wrong rule, and the signature does not fit. `*` and
/// `?` make a pattern of a name, which is not sent.
#[test]
fn any_text_is_encoded_as_it_was_signed() {
    let server = Server::built_in();
    for text in [
        "a b+c",
        "*~'()!",
        "100%&=?/#;:@",
        "部署-订单",
        "🦀\u{301}",
        "\\\"<>^`{|}",
    ] {
        let run = server
            .invq("-q --no-notes --command-name")
            .arg(text)
            .arg(format!("-tk={text}"))
            .run();
        run.quiet();
        let request = server.requests().pop().unwrap();
        let name = Some(text).filter(|text| !text.contains(['*', '?']));
        assert_eq!(request.parameter("CommandName"), name);
        assert_eq!(request.parameter("Tag.1.Value"), Some(text));
    }
}
