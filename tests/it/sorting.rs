//! `--sort`: the whole result in an order of one's own, and the limit only after it.

use crate::support::{Invq, Server};

/// Three runs that differ in everything, and one of which next to nothing is known.
const RUNS: &str = r#"[
{"InvokeId":"t-unknown"},
{"InvokeId":"t-b","CommandName":"beta","InvocationStatus":"Success","CreationTime":"2026-06-24T02:00:00Z","InvokeInstances":[
  {"InstanceId":"i-1","InvocationStatus":"Success","FinishTime":"2026-06-24T02:00:30Z"},
  {"InstanceId":"i-2","InvocationStatus":"Success","FinishTime":"2026-06-24T02:00:10Z"}]},
{"InvokeId":"t-c","CommandName":"gamma","InvocationStatus":"PartialFailed","CreationTime":"2026-06-24T03:00:00Z","InvokeInstances":[
  {"InstanceId":"i-1","InvocationStatus":"Failed","FinishTime":"2026-06-24T03:00:20Z"},
  {"InstanceId":"i-2","InvocationStatus":"Success","FinishTime":"2026-06-24T03:00:01Z"},
  {"InstanceId":"i-3","InvocationStatus":"Success","FinishTime":"2026-06-24T03:00:01Z"}]},
{"InvokeId":"t-a","CommandName":"alpha","InvocationStatus":"Failed","CreationTime":"2026-06-24T01:00:00Z","InvokeInstances":[
  {"InstanceId":"i-1","InvocationStatus":"Failed","FinishTime":"2026-06-24T05:00:00Z"},
  {"InstanceId":"i-2","InvocationStatus":"Aborted","FinishTime":"2026-06-24T05:00:00Z"},
  {"InstanceId":"i-3","InvocationStatus":"Error","FinishTime":"2026-06-24T05:00:00Z"},
  {"InstanceId":"i-4","InvocationStatus":"Success","FinishTime":"2026-06-24T05:00:00Z"}]}
]"#;

fn sorted(words: &str) -> String {
    let run = Invq::new(&format!("--from - -q {words}"))
        .stdin(RUNS)
        .run()
        .quiet();
    let short = |id: &String| id.trim_start_matches("t-").to_owned();
    run.lines().iter().map(short).collect::<Vec<_>>().join(" ")
}

/// What has no value comes last, whichever way is sorted.
#[test]
fn by_every_key_both_ways_and_nothing_comes_last() {
    for (key, up, down) in [
        ("created", "a b c unknown", "c b a unknown"),
        ("finished", "b c a unknown", "a c b unknown"),
        ("took", "c b a unknown", "a b c unknown"),
        ("name", "a b c unknown", "c b a unknown"),
        ("status", "a c b unknown", "b c a unknown"),
    ] {
        assert_eq!(sorted(&format!("--sort {key}")), up, "{key}");
        assert_eq!(sorted(&format!("--sort {key}:asc")), up, "{key}:asc");
        assert_eq!(sorted(&format!("--sort {key}:desc")), down, "{key}:desc");
    }
}

/// No instances are none, and none is a number. Equals keep their order.
#[test]
fn by_counts() {
    assert_eq!(sorted("--sort failed"), "unknown b c a");
    assert_eq!(sorted("--sort failed:desc"), "a c unknown b");
    assert_eq!(sorted("--sort instances"), "unknown b c a");
    assert_eq!(sorted("--sort instances:desc"), "a c b unknown");
}

#[test]
fn the_limit_comes_after_the_order() {
    assert_eq!(sorted("--sort took:desc -n 1"), "a");
    let server = Server::built_in();
    let run = server.run("--sort created -n 3 -q --page-size 5").quiet();
    assert_eq!(
        run.lines(),
        ["t-hz04c1a0d2h6qt", "t-hz04d5w3h8q1ft", "t-hz04d6b7k2n5rj"]
    );
    assert!(server.requests().len() > 1, "every page was read for it");
}

#[test]
fn every_form_is_sorted() {
    for (form, first) in [
        ("json", r#"{"InvokeId":"t-a""#),
        ("jsonl", r#"{"InvokeId":"t-a""#),
        ("csv", "t-a,"),
        ("tsv", "t-a\t"),
        ("table", "t-a "),
        ("wide", "t-a "),
    ] {
        let words = format!("--from - -o {form} --sort took:desc --no-header");
        let run = Invq::new(&words).stdin(RUNS).run().quiet();
        let shown = run.stdout();
        assert!(shown.trim_start_matches("[\n").starts_with(first), "{run}");
    }
}

#[test]
fn a_key_that_does_not_exist() {
    Invq::new("--sort creatd")
        .run()
        .exits(2)
        .says("--sort `creatd`: did you mean `created`?");
    Invq::new("--sort name:down")
        .run()
        .exits(2)
        .says("after the colon stands desc or asc");
}
