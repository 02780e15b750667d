//! Pages of invocations, and error bodies.

mod runs;

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Result<Page, serde_json::Error> {
    page(text.to_owned(), Encoding::Base64)
}

#[test]
fn a_missing_null_or_empty_token_ends_the_walk() {
    for token in ["", r#""NextToken":null,"#, r#""NextToken":"","#] {
        let page = read(&format!(r#"{{{token}"Invocations":{{"Invocation":[]}}}}"#)).unwrap();
        assert_eq!(page.next_token, None);
    }
    let page = read(r#"{"NextToken":"AA","Invocations":{"Invocation":[{"InvokeId":"t-1"}]}}"#);
    let page = page.unwrap();
    assert_eq!(page.next_token.as_deref(), Some("AA"));
    assert_eq!(page.invocations[0].id(), "t-1");
}

#[test]
fn the_list_inside_may_be_missing_or_null() {
    for body in [
        r#"{"Invocations":{}}"#,
        r#"{"Invocations":{"Invocation":null}}"#,
    ] {
        assert_eq!(read(body).unwrap().invocations.len(), 0, "{body}");
    }
}

#[test]
fn what_is_no_page_is_refused() {
    for body in [
        "",
        "{}",
        "[]",
        "<html>",
        r#"{"Invocations":{"Invocation":[{"InvokeId":"#,
    ] {
        assert!(read(body).is_err(), "{body}");
    }
    assert!(read(r#"{"Invocations":{}} trailing"#).is_err());
}

#[test]
fn error_bodies_are_read_in_both_spellings() {
    let body = error(r#"{"code":"Throttling","message":"slow","requestId":"R"}"#).unwrap();
    assert_eq!(
        (body.code.as_str(), body.request_id.as_deref()),
        ("Throttling", Some("R"))
    );
    let text = r#"{"Code":"Forbidden.RAM","AccessDeniedDetail":{"AuthAction":"ecs:DescribeInvocations","PolicyType":["x"],"NoPermissionType":"ImplicitDeny"}}"#;
    let detail = error(text).unwrap().access_denied_detail.unwrap();
    assert_eq!(
        detail.auth_action.as_deref(),
        Some("ecs:DescribeInvocations")
    );
    assert!(error(r#"{"RequestId":"R"}"#).is_none());
}

/// A page with everything in it that the parser has to tell apart.
const PAGE: &str = r#"{"New":[1.50,{"a":null}],"NextToken":"\u00e9","Invocations":{"Invocation":[{"InvokeId":"t-1",
    "InvokeInstances":{"InvokeInstance":[{"InstanceId":"i-1","ExitCode":-1,"Output":"/w=="}]},"Tags":{"Tag":[]}}]},
    "RequestId":"R"}"#;

proptest! {
    #[test]
    fn what_is_read_as_a_page_is_json(text in r#"[{][\[\]{}:,"a0-9.e \\-]{0,40}|\{"Invocations":\[\],"a":("|[a-z\\u0-9]){0,9}\}|.{0,20}"#) {
        let is_json = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        prop_assert!(read(&text).is_err() || is_json);
        prop_assert!(!(breaks_off(&text) && is_json));
    }

    /// What came of an answer that broke off is never taken for the whole.
    #[test]
    fn the_beginning_of_a_page_is_no_page(end in 1..PAGE.len()) {
        let begun = PAGE.get(..end).unwrap_or("{");
        prop_assert!(read(begun).is_err_and(|error| error.is_eof() || ends_in_number(begun)));
        prop_assert!(breaks_off(begun));
        prop_assert!(read(PAGE).is_ok() && !breaks_off(PAGE));
    }
}
