//! Bodies that are no page though HTTP says that all is well: errors, pages without their list, names that are there twice.
//! None of them passes for the empty last page of a list.

use std::fmt::Write as _;

use crate::support::{Answer, Rogue, page, record};

/// The exit codes of a refusal for good, of an identity, and of one that passes.
const REFUSED: i32 = 5;
const IDENTITY: i32 = 3;
const TEMPORARY: i32 = 6;

fn first() -> String {
    page(&[&record("t-1", "2026-06-24T07:00:00Z")], Some("AA"))
}

fn first_run() -> String {
    r#"{"Invocation":{"NextToken":"AA","InvocationResults":{"InvocationResult":[
        {"InvokeId":"t-1","InstanceId":"i-1","InvocationStatus":"Success","Repeats":1}]}}}"#
        .to_owned()
}

/// A body alone and as the second page: both end with this exit code and these words, and the array stays open.
fn ends(words: &str, first: &str, body: &str, exit: i32, said: &str) {
    let alone = Rogue::new([Answer::json(body)]);
    let run = alone.run(&format!("t-1 --exit-status {words}"));
    run.exits(exit).says(said);
    let second = Rogue::new([Answer::json(first), Answer::json(body)]);
    let run = second.run(&format!("t-1 --exit-status --json {words}"));
    let run = run.exits(exit).says(said);
    assert!(run.stdout().contains("\"t-1\""), "{body}: {run}");
    let whole = serde_json::from_slice::<serde_json::Value>(&run.out);
    assert!(whole.is_err_and(|error| error.is_eof()), "{body}: {run}");
}

/// A field that makes a body longer than most errors are.
fn padding() -> String {
    format!(r#""Padding":"{}""#, "x".repeat(20_000))
}

#[test]
fn an_error_in_the_body_is_an_error() {
    let long = format!(r#"{{{},"Code":"Throttling","Message":"m"}}"#, padding());
    let long_denied = format!(
        r#"{{"Code":"Forbidden.RAM","RequestId":"R",{}}}"#,
        padding()
    );
    for (body, exit, said) in [
        (
            r#"{"Code":"Throttling","Message":"m"}"#,
            TEMPORARY,
            "Throttling",
        ),
        (
            r#"{"Code":"Throttling","Message":null}"#,
            TEMPORARY,
            "Throttling",
        ),
        (
            r#"{"Code":"Throttling","RequestId":"R"}"#,
            TEMPORARY,
            "Throttling",
        ),
        (
            r#"{"Code":"InternalError","Message":{"a":1}}"#,
            TEMPORARY,
            "InternalError",
        ),
        (
            r#"{"Code":403,"Message":"no","RequestId":"R"}"#,
            REFUSED,
            "403, HTTP 200",
        ),
        (
            r#"{"Code":true,"RequestId":"R"}"#,
            REFUSED,
            "true, HTTP 200",
        ),
        (
            r#"{"Code":["a"],"RequestId":"R"}"#,
            REFUSED,
            "[\"a\"], HTTP 200",
        ),
        (
            r#"{"code":"Forbidden.RAM","RequestId":7}"#,
            IDENTITY,
            "Forbidden.RAM",
        ),
        (
            r#"{"Code":"200","code":"Throttling","RequestId":"R"}"#,
            TEMPORARY,
            "Throttling",
        ),
        (
            r#"{"code":"Forbidden.RAM","Code":"OK"}"#,
            IDENTITY,
            "Forbidden.RAM",
        ),
        (r#"{"Code":null,"code":"NewCode"}"#, REFUSED, "NewCode"),
        (r#"{"Code":200,"code":"NewCode"}"#, REFUSED, "NewCode"),
        (
            r#"{"Code":"Throttling","Invocations":null}"#,
            TEMPORARY,
            "Throttling",
        ),
        (
            r#"{"Code":"Throttling","Invocations":"none"}"#,
            TEMPORARY,
            "Throttling",
        ),
        (
            r#"{"Code":"Throttling","AccessDeniedDetail":3}"#,
            TEMPORARY,
            "Throttling",
        ),
        (
            r#"{"Code":"Throttling","Code":"Throttling"}"#,
            TEMPORARY,
            "Throttling",
        ),
        (r#"{"C\u006fde":"Throttling"}"#, TEMPORARY, "Throttling"),
        (&long, TEMPORARY, "Throttling"),
        (&long_denied, IDENTITY, "Forbidden.RAM"),
    ] {
        ends("", &first(), body, exit, said);
        ends(
            "--history",
            &first_run(),
            &body.replace("Invocations", "Invocation"),
            exit,
            said,
        );
    }
}

#[test]
fn a_page_without_its_list_is_no_page() {
    for (body, said) in [
        (r#"{"RequestId":"R"}"#, "`Invocations` is missing"),
        (
            r#"{"RequestId":"R","NextToken":""}"#,
            "`Invocations` is missing",
        ),
        (
            r#"{"RequestId":"R","Code":null}"#,
            "`Invocations` is missing",
        ),
        (r#"{"RequestId":"R","Code":""}"#, "`Invocations` is missing"),
        (
            r#"{"RequestId":"R","invocations":{}}"#,
            "`Invocations` is missing",
        ),
        (r#"{"Invocations":null,"RequestId":"R"}"#, "null"),
        (r#"{"Invocations":"","RequestId":"R"}"#, "string"),
        (r#"{"Invocations":0,"RequestId":"R"}"#, "integer"),
        (r#"{"Invocations":false,"RequestId":"R"}"#, "boolean"),
        (r#"{"Invocations":{"Invocation":"none"}}"#, "string"),
        (r#"{"Invocations":{"Invocation":{}}}"#, "map"),
        (r#"{"Invocations":{"Invocation":[3]}}"#, "integer"),
        (r#"[{"InvokeId":"t-1"}]"#, "sequence"),
        (r"[]", "sequence"),
        (r"null", "null"),
    ] {
        ends("", &first(), body, REFUSED, said);
    }
    for (body, said) in [
        (r#"{"RequestId":"R"}"#, "`Invocation` is missing"),
        (r#"{"Invocation":null,"RequestId":"R"}"#, "null"),
        (r#"{"Invocation":[]}"#, "sequence"),
        (r#"{"Invocation":"none"}"#, "string"),
        (r#"{"Invocation":{"InvocationResults":3}}"#, "integer"),
        (
            r#"{"InvocationResults":{"InvocationResult":[]}}"#,
            "`Invocation` is missing",
        ),
        (r#"[{"InvokeId":"t-1","InstanceId":"i-1"}]"#, "sequence"),
    ] {
        ends("--history", &first_run(), body, REFUSED, said);
    }
}

#[test]
fn a_page_with_its_list_is_one_though_it_is_empty() {
    let record = record("t-1", "2026-06-24T07:00:00Z");
    let direct = format!(r#"{{"Invocations":[{record}]}}"#);
    let with_code = format!(r#"{{"Code":"200","Invocations":{{"Invocation":[{record}]}}}}"#);
    for body in [&direct, &with_code] {
        let run = Rogue::new([Answer::json(body)]).run("t-1 -q --exit-status");
        assert_eq!(run.quiet().lines(), ["t-1"]);
    }
    for body in [
        r#"{"Invocations":{}}"#,
        r#"{"Invocations":{"Invocation":null}}"#,
        r#"{"Invocations":[]}"#,
    ] {
        let second = Rogue::new([Answer::json(&first()), Answer::json(body)]);
        assert_eq!(second.run("t-1 -q").quiet().lines(), ["t-1"], "{body}");
    }
    for body in [
        r#"{"Invocation":{}}"#,
        r#"{"Invocation":{"InvocationResults":{}}}"#,
    ] {
        let second = Rogue::new([Answer::json(&first_run()), Answer::json(body)]);
        let run = second.run("t-1 --history -q").quiet();
        assert_eq!(run.lines().len(), 1, "{body}: {run}");
    }
}

/// Which of two values counts differs from parser to parser, so none of them does.
#[test]
fn a_name_that_is_there_twice_is_refused() {
    let many = (0..200).fold(String::new(), |mut all, number| {
        let _ = write!(all, r#""a{number}":0,"#);
        all
    });
    let of_record = [
        r#""InvokeId":"t-1","InvokeId":"t-2""#.to_owned(),
        r#""InvokeId":"t-1","Inv\u006fkeId":"t-2""#.to_owned(),
        r#""InvokeInstances":[],"InvokeId":"t-1","InvokeInstances":[]"#.to_owned(),
        r#""Tags":{"Tag":[{"TagKey":"a","TagKey":"b"}]}"#.to_owned(),
        r#""Tags":{"Tag":[],"Tag":[]}"#.to_owned(),
        r#""New":[{"a":{"b":[1,{"c":1,"d":2,"c":3}]}}]"#.to_owned(),
        r#""InvokeInstances":{"InvokeInstance":[],"InvokeInstance":[]}"#.to_owned(),
        r#""InvokeInstances":{"New":{"a":1,"a":2}}"#.to_owned(),
        r#""InvokeInstances":[{"ExitCode":0,"ExitCode":1}]"#.to_owned(),
        r#""InvokeInstances":[{"New":{"a":1,"a":2}}]"#.to_owned(),
        format!(r#"{many}"a7":1"#),
    ];
    for fields in &of_record {
        let body = format!(r#"{{"Invocations":{{"Invocation":[{{{fields}}}]}}}}"#);
        ends("", &first(), &body, REFUSED, "is there twice");
    }
    for body in [
        r#"{"Invocations":{},"Invocations":{}}"#,
        r#"{"RequestId":"R","RequestId":"R","Invocations":{}}"#,
        r#"{"Invocations":{},"NextToken":"","Next\u0054oken":"BB"}"#,
        r#"{"Invocations":{"Invocation":[],"Invocation":[]}}"#,
        r#"{"Invocations":{"New":1,"New":2}}"#,
        r#"{"Invocations":{},"New":{"a":1,"a":2}}"#,
    ] {
        ends("", &first(), body, REFUSED, "is there twice");
    }
    for body in [
        r#"{"Invocation":{},"Invocation":{}}"#,
        r#"{"Invocation":{"NextToken":"","NextToken":"BB"}}"#,
        r#"{"Invocation":{"InvocationResults":[],"InvocationResults":[]}}"#,
        r#"{"Invocation":{"InvocationResults":[{"InstanceId":"i-1","InstanceId":"i-2"}]}}"#,
        r#"{"Invocation":{"InvocationResults":[{"Tags":[{"TagKey":"a","TagKey":"b"}]}]}}"#,
    ] {
        ends("--history", &first_run(), body, REFUSED, "is there twice");
    }
    // Names that differ in case alone are two.
    let both = record("t-1", "2026-06-24T07:00:00Z").replacen('{', r#"{"invokeid":"x","#, 1);
    let run = Rogue::new([Answer::json(&page(&[&both], None))]).run("t-1 -q");
    assert_eq!(run.quiet().lines(), ["t-1"]);
}

/// The service gives 50 records a page and keeps 10,000; what gives more is something else, and never ends.
#[test]
fn a_walk_ends_though_the_service_does_not_end_it() {
    let empty = |number: usize| Answer::json(&page(&[], Some(&format!("T{number}"))));
    let history = |number: usize| {
        let body = format!(r#"{{"Invocation":{{"NextToken":"T{number}"}}}}"#);
        Answer::json(&body)
    };
    let run = Rogue::new((1..=200).map(empty)).run("t-1 --exit-status");
    run.exits(REFUSED)
        .says("200 empty pages")
        .says("--next-token T200");
    let run = Rogue::new((1..=200).map(history)).run("t-1 --history --exit-status");
    run.exits(REFUSED)
        .says("200 empty pages")
        .says("--next-token T200");
    // A record between them begins the count anew.
    let run = Rogue::new(
        (1..200)
            .map(empty)
            .chain([Answer::json(&first())])
            .chain((201..400).map(empty))
            .chain([Answer::json(&page(&[], None))]),
    )
    .run("t-1 -q");
    assert_eq!(run.quiet().lines(), ["t-1"]);
    let full = |number: usize| {
        let record = |index: usize| record(&format!("t-{number}x{index}"), "2026-06-24T07:00:00Z");
        let records: Vec<String> = (0..10_000).map(record).collect();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        Answer::json(&page(&records, Some(&format!("T{number}"))))
    };
    let run = Rogue::new((1..=2).map(full)).run("-q --timed=false --exit-status");
    let run = run
        .exits(REFUSED)
        .says("20000 records")
        .says("--next-token T2");
    assert_eq!(run.lines().len(), 20_000);
}

/// They are refused before they are read or take memory.
#[test]
fn an_answer_that_is_too_large_is_refused() {
    let head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 268435457\r\n\r\n{";
    let run = Rogue::new([Answer::Last(head.into())]).run("t-1 --exit-status");
    run.exits(REFUSED).says("more than 256 MiB");
    let records = vec!["{}"; 20_001].join(",");
    let body = format!(r#"{{"Invocations":[{records}]}}"#);
    ends("", &first(), &body, REFUSED, "more than 20000 records");
    let body = format!(r#"{{"Invocation":{{"InvocationResults":[{records}]}}}}"#);
    ends(
        "--history",
        &first_run(),
        &body,
        REFUSED,
        "more than 20000 records",
    );
    let instances = vec!["{}"; 100_001].join(",");
    let body = format!(r#"{{"Invocations":[{{"InvokeInstances":[{instances}]}}]}}"#);
    ends("", &first(), &body, REFUSED, "more than 100000 instances");
    let fields: Vec<String> = (0..10_001)
        .map(|number| format!(r#""a{number}":0"#))
        .collect();
    let object = format!("{{{}}}", fields.join(","));
    for body in [
        format!(r#"{{"Invocations":[{object}]}}"#),
        format!(r#"{{"Invocations":[{{"New":{object}}}]}}"#),
    ] {
        ends("", &first(), &body, REFUSED, "more than 10000 fields");
    }
}
