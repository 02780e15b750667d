//! `-o api`: the service's bodies as they came, for bug reports, for jq and for `--from`.

use serde_json::Value;

use crate::support::{Answer, Invq, Rogue, Server, page, record};

/// One body with everything that invq could be tempted to change.
const ODD: &str = "{ \"NextToken\" : \"AA\",\n \"New\": [1.50, 1e3, null, {}],\t\"Invocations\":{\"Invocation\":[\n\
    {\"InvokeId\":\"t-1\",\"CommandContent\":\"bHM=\",\"Big\":12345678901234567890123,\"Text\":\"a  \\u0062\\/c\",\
    \"InvokeInstances\":{\"InvokeInstance\":[{\"InstanceId\":\"i-1\",\"InvocationStatus\":\"Aborted\",\"ExitCode\":0}]}}]}}\n";

#[test]
fn a_body_a_line_and_each_says_the_same_as_it_came() {
    let second = page(&[&record("t-2", "2026-06-24T07:00:00Z")], None);
    let peer = Rogue::new([Answer::json(ODD), Answer::json(&second)]);
    let run = peer.run("-o api").quiet();
    let lines = run.lines();
    assert_eq!(lines.len(), 2, "{run}");
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(value(&lines[0]), value(ODD));
    assert_eq!(value(&lines[1]), value(&second));
    // Numbers and escapes are not even written in another way.
    assert!(lines[0].contains(r#""New":[1.50,1e3,null,{}]"#), "{run}");
    assert!(lines[0].contains(r#""Text":"a  \u0062\/c","#), "{run}");
}

#[test]
fn output_comes_along_where_it_is_asked_for() {
    let server = Server::built_in();
    let with = server
        .run("t-hz04d6zz0k4jpl -o api --include-output")
        .quiet();
    assert!(with.stdout().contains(r#""Output":"d2FybWVk"#), "{with}");
    let without = server.run("t-hz04d6zz0k4jpl -o api").quiet();
    assert!(!without.stdout().contains("d2FybWVk"), "{without}");
}

/// By tag the service gives no output, so the bodies are those of the second phase.
#[test]
fn in_two_phases_the_bodies_with_outputs_are_printed() {
    let server = Server::built_in();
    let run = server.run("-t site=hz-3 -o api --include-output").quiet();
    assert_eq!(run.lines().len(), 1, "{run}");
    assert!(run.stdout().contains(r#""Output":"eyJzaXRl"#), "{run}");
}

#[test]
fn what_would_change_the_bodies_does_not_go_with_it() {
    for words in [
        "--failed",
        "--active",
        "--since 1h",
        "--until 1h",
        "--instance-status failed",
        "--exit-code 0",
        "--error-code X",
        "--limit 3",
        "--sort created",
        "--per-instance",
        "--columns id",
        "--jq .",
        "--summary",
        "--json=InvokeId",
    ] {
        let run = Invq::new(&format!("-o api {words}")).run().exits(2);
        let flag = words.split(['=', ' ']).next().unwrap();
        let named = run.stderr().contains(flag) || run.stderr().contains("a local filter");
        assert!(named, "{words}: {run}");
    }
}

/// A walk that breaks off has printed whole bodies, each of which says itself that there is more.
#[test]
fn a_walk_that_breaks_off_leaves_whole_lines() {
    let peer = Rogue::new([
        Answer::json(ODD),
        Answer::html("503 Service Unavailable", "busy"),
    ]);
    let run = peer.run("-o api --retries 0").exits(6);
    assert_eq!(run.lines().len(), 1);
    assert!(run.stdout().ends_with("}\n"));
}

#[test]
fn several_walks_give_all_their_bodies() {
    let run = Server::built_in().run("-s failed,stopped -o api").quiet();
    assert_eq!(
        run.lines().len(),
        4,
        "two statuses of two kinds of tasks: {run}"
    );
}
