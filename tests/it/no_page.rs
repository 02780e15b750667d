//! Bodies that are no page though HTTP says that all is well: errors, pages without their list, names that are there twice.
//! None of them passes for the empty last page of a list.

use crate::support::{Answer, list, nothing, page, record, rows, script};

/// The exit code of a refusal for good. That of an identity is 3, and of what passes 6.
const REFUSED: i32 = 5;

fn first() -> String {
    page(&[&one()], Some("AA"))
}

fn one() -> String {
    record("t-1", "2026-06-24T07:00:00Z")
}

fn first_run() -> String {
    r#"{"Invocation":{"NextToken":"AA","InvocationResults":{"InvocationResult":[
        {"InvokeId":"t-1","InstanceId":"i-1","InvocationStatus":"Success","Repeats":1}]}}}"#
        .to_owned()
}

/// A body alone and as the second page: both end with this exit code and these words, and the array stays open.
fn ends(words: &str, first: &str, body: &str, exit: i32, said: &str) {
    let words = format!("t-1 --exit-status {words}");
    let run = script(&words, [Answer::json(body)]);
    run.exits(exit).says(said);
    let pages = [Answer::json(first), Answer::json(body)];
    let run = script(&format!("{words} --json"), pages)
        .exits(exit)
        .says(said);
    assert!(run.stdout().contains("\"t-1\""), "{body}: {run}");
    let whole = serde_json::from_slice::<serde_json::Value>(&run.out);
    assert!(whole.is_err_and(|error| error.is_eof()), "{body}: {run}");
}

/// Bodies of invocations that are no page, each with what is said.
fn refused<'a>(bodies: impl IntoIterator<Item = (&'a str, &'a str)>) {
    for (body, said) in bodies {
        ends("", &first(), body, REFUSED, said);
    }
}

/// The same of runs.
fn refused_runs<'a>(bodies: impl IntoIterator<Item = (&'a str, &'a str)>) {
    for (body, said) in bodies {
        ends("--history", &first_run(), body, REFUSED, said);
    }
}

/// A field that makes a body longer than most errors are.
fn padding() -> String {
    format!(r#""Padding":"{}""#, "x".repeat(20_000))
}

#[test]
fn an_error_in_the_body_is_an_error() {
    let table = format!(
        r#"{{"Code":"Throttling","Message":"m"}} → 6 Throttling
        {{"Code":"Throttling","Message":null}} → 6 Throttling
        {{"Code":"Throttling","RequestId":"R"}} → 6 Throttling
        {{"Code":"InternalError","Message":{{"a":1}}}} → 6 InternalError
        {{"Code":403,"Message":"no","RequestId":"R"}} → 5 403, HTTP 200
        {{"Code":true,"RequestId":"R"}} → 5 true, HTTP 200
        {{"Code":["a"],"RequestId":"R"}} → 5 ["a"], HTTP 200
        {{"code":"Forbidden.RAM","RequestId":7}} → 3 Forbidden.RAM
        {{"Code":"200","code":"Throttling","RequestId":"R"}} → 6 Throttling
        {{"code":"Forbidden.RAM","Code":"OK"}} → 3 Forbidden.RAM
        {{"Code":null,"code":"NewCode"}} → 5 NewCode
        {{"Code":200,"code":"NewCode"}} → 5 NewCode
        {{"Code":"Throttling","Invocations":null}} → 6 Throttling
        {{"Code":"Throttling","Invocations":"none"}} → 6 Throttling
        {{"Code":"Throttling","AccessDeniedDetail":3}} → 6 Throttling
        {{"Code":"Throttling","Code":"Throttling"}} → 6 Throttling
        {{"C\u006fde":"Throttling"}} → 6 Throttling
        {{{0},"Code":"Throttling","Message":"m"}} → 6 Throttling
        {{"Code":"Forbidden.RAM","RequestId":"R",{0}}} → 3 Forbidden.RAM"#,
        padding()
    );
    for (body, expected) in rows(&table) {
        let (exit, said) = expected.split_once(' ').unwrap();
        let exit = exit.parse().unwrap();
        ends("", &first(), body, exit, said);
        let of_runs = body.replace("Invocations", "Invocation");
        ends("--history", &first_run(), &of_runs, exit, said);
    }
}

#[test]
fn a_page_without_its_list_is_no_page() {
    refused(rows(
        r#"{"RequestId":"R"} → `Invocations` is missing
        {"RequestId":"R","NextToken":""} → `Invocations` is missing
        {"RequestId":"R","Code":null} → `Invocations` is missing
        {"RequestId":"R","Code":""} → `Invocations` is missing
        {"RequestId":"R","invocations":{}} → `Invocations` is missing
        {"Invocations":null,"RequestId":"R"} → null
        {"Invocations":"","RequestId":"R"} → string
        {"Invocations":0,"RequestId":"R"} → integer
        {"Invocations":false,"RequestId":"R"} → boolean
        {"Invocations":{"Invocation":"none"}} → string
        {"Invocations":{"Invocation":{}}} → map
        {"Invocations":{"Invocation":[3]}} → integer
        [{"InvokeId":"t-1"}] → sequence
        [] → sequence
        null → null"#,
    ));
    refused_runs(rows(
        r#"{"RequestId":"R"} → `Invocation` is missing
        {"Invocation":null,"RequestId":"R"} → null
        {"Invocation":[]} → sequence
        {"Invocation":"none"} → string
        {"Invocation":{"InvocationResults":3}} → integer
        {"InvocationResults":{"InvocationResult":[]}} → `Invocation` is missing
        [{"InvokeId":"t-1","InstanceId":"i-1"}] → sequence"#,
    ));
}

#[test]
fn a_page_with_its_list_is_one_though_it_is_empty() {
    let one = one();
    for body in [
        format!(r#"{{"Invocations":[{one}]}}"#),
        format!(r#"{{"Code":"200","Invocations":{{"Invocation":[{one}]}}}}"#),
    ] {
        let run = script("t-1 -q --exit-status", [Answer::json(&body)]);
        assert_eq!(run.quiet().lines(), ["t-1"]);
    }
    for (words, first, body) in [
        ("-q", first(), r#"{"Invocations":{}}"#),
        ("-q", first(), r#"{"Invocations":{"Invocation":null}}"#),
        ("-q", first(), r#"{"Invocations":[]}"#),
        ("--history -q", first_run(), r#"{"Invocation":{}}"#),
        (
            "--history -q",
            first_run(),
            r#"{"Invocation":{"InvocationResults":{}}}"#,
        ),
    ] {
        let pages = [Answer::json(&first), Answer::json(body)];
        let run = script(&format!("t-1 {words}"), pages).quiet();
        assert_eq!(run.lines().len(), 1, "{body}: {run}");
    }
}

/// Which of two values counts differs from parser to parser, so none of them does.
#[test]
fn a_name_that_is_there_twice_is_refused() {
    let twice = "is there twice";
    let many: Vec<String> = (0..200).map(|number| format!(r#""a{number}":0"#)).collect();
    let many = format!(r#"{},"a7":1"#, many.join(","));
    for fields in [
        r#""InvokeId":"t-1","InvokeId":"t-2""#,
        r#""InvokeId":"t-1","Inv\u006fkeId":"t-2""#,
        r#""InvokeInstances":[],"InvokeId":"t-1","InvokeInstances":[]"#,
        r#""Tags":{"Tag":[{"TagKey":"a","TagKey":"b"}]}"#,
        r#""Tags":{"Tag":[],"Tag":[]}"#,
        r#""New":[{"a":{"b":[1,{"c":1,"d":2,"c":3}]}}]"#,
        r#""InvokeInstances":{"InvokeInstance":[],"InvokeInstance":[]}"#,
        r#""InvokeInstances":{"New":{"a":1,"a":2}}"#,
        r#""InvokeInstances":[{"ExitCode":0,"ExitCode":1}]"#,
        r#""InvokeInstances":[{"New":{"a":1,"a":2}}]"#,
        &many,
    ] {
        let body = format!(r#"{{"Invocations":{{"Invocation":[{{{fields}}}]}}}}"#);
        refused([(body.as_str(), twice)]);
    }
    let bodies = [
        r#"{"Invocations":{},"Invocations":{}}"#,
        r#"{"RequestId":"R","RequestId":"R","Invocations":{}}"#,
        r#"{"Invocations":{},"NextToken":"","Next\u0054oken":"BB"}"#,
        r#"{"Invocations":{"Invocation":[],"Invocation":[]}}"#,
        r#"{"Invocations":{"New":1,"New":2}}"#,
        r#"{"Invocations":{},"New":{"a":1,"a":2}}"#,
    ];
    refused(bodies.map(|body| (body, twice)));
    let bodies = [
        r#"{"Invocation":{},"Invocation":{}}"#,
        r#"{"Invocation":{"NextToken":"","NextToken":"BB"}}"#,
        r#"{"Invocation":{"InvocationResults":[],"InvocationResults":[]}}"#,
        r#"{"Invocation":{"InvocationResults":[{"InstanceId":"i-1","InstanceId":"i-2"}]}}"#,
        r#"{"Invocation":{"InvocationResults":[{"Tags":[{"TagKey":"a","TagKey":"b"}]}]}}"#,
    ];
    refused_runs(bodies.map(|body| (body, twice)));
    // Names that differ in case alone are two.
    let both = one().replacen('{', r#"{"invokeid":"x","#, 1);
    let run = script("t-1 -q", [list(&[both])]);
    assert_eq!(run.quiet().lines(), ["t-1"]);
}

/// The service gives 50 records a page and keeps 10,000; what gives more is something else, and never ends.
#[test]
fn a_walk_ends_though_the_service_does_not_end_it() {
    let empty = |number: usize| Answer::page::<&str>(&[], Some(&format!("T{number}")));
    let history = |number: usize| {
        let body = format!(r#"{{"Invocation":{{"NextToken":"T{number}"}}}}"#);
        Answer::json(&body)
    };
    for run in [
        script("t-1 --exit-status", (1..=200).map(empty)),
        script("t-1 --history --exit-status", (1..=200).map(history)),
    ] {
        run.exits(REFUSED)
            .says("200 empty pages")
            .says("--next-token T200");
    }
    // A record between them begins the count anew.
    let first = [Answer::json(&first())];
    let pages = (1..200).map(empty).chain(first);
    let pages = pages.chain((201..400).map(empty)).chain([nothing()]);
    assert_eq!(script("t-1 -q", pages).quiet().lines(), ["t-1"]);
    let full = |number: usize| {
        let record = |index: usize| record(&format!("t-{number}x{index}"), "2026-06-24T07:00:00Z");
        let records: Vec<String> = (0..10_000).map(record).collect();
        Answer::page(&records, Some(&format!("T{number}")))
    };
    let run = script("-q --timed=false --exit-status", (1..=2).map(full));
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
    let run = script("t-1 --exit-status", [Answer::Last(head.into())]);
    run.exits(REFUSED).says("more than 256 MiB");
    let records = vec!["{}"; 20_001].join(",");
    let instances = vec!["{}"; 100_001].join(",");
    let fields: Vec<String> = (0..10_001)
        .map(|number| format!(r#""a{number}":0"#))
        .collect();
    let object = format!("{{{}}}", fields.join(","));
    for (body, said) in [
        (records.clone(), "more than 20000 records"),
        (
            format!(r#"{{"InvokeInstances":[{instances}]}}"#),
            "more than 100000 instances",
        ),
        (object.clone(), "more than 10000 fields"),
        (format!(r#"{{"New":{object}}}"#), "more than 10000 fields"),
    ] {
        refused([(format!(r#"{{"Invocations":[{body}]}}"#).as_str(), said)]);
    }
    let body = format!(r#"{{"Invocation":{{"InvocationResults":[{records}]}}}}"#);
    refused_runs([(body.as_str(), "more than 20000 records")]);
}
