//! `--summary`: how many of each, with bars to see it at a glance.

use snapbox::str;
use unicode_width::UnicodeWidthStr as _;

use crate::support::{Answer, Invq, Rogue, Run, Server, check, good_json, page, record};

fn fleet(words: &str) -> Run {
    let words = format!("{words} --timed=false");
    Server::built_in().run(&words).quiet()
}

fn counts(words: &str) -> Vec<(String, u64)> {
    let all = good_json(&fleet(&format!("{words} --json")));
    let count = |object: &serde_json::Value| {
        let key = object["Key"].as_str().unwrap().to_owned();
        (key, object["Count"].as_u64().unwrap())
    };
    all.as_array().unwrap().iter().map(count).collect()
}

fn pairs(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected
        .iter()
        .map(|(key, count)| ((*key).to_owned(), *count))
        .collect()
}

#[test]
fn by_status_when_nothing_else_is_said() {
    check!(
        fleet("--summary"),
        str![[r#"
exit 0
---- stdout
Success        7  ########################################
PartialFailed  4  #######################
Pending        3  ##################
Running        2  ############
Failed         2  ############
Stopping       1  ######
Stopped        1  ######

"#]]
    );
}

#[test]
fn by_every_key() {
    assert_eq!(counts("--summary"), counts("--summary=status"));
    assert_eq!(
        counts("--summary=status --per-instance --failed"),
        pairs(&[
            ("Failed", 4),
            ("Aborted", 2),
            ("Timeout", 1),
            ("Invalid", 1),
            ("Error", 1)
        ])
    );
    assert_eq!(
        counts("--summary=command --failed -n 2"),
        pairs(&[
            ("colour-report", 1),
            ("patch-kernel-live-2026-q2-batch-7", 1)
        ])
    );
    assert_eq!(
        counts("--summary=instance t-hz04d7h5v2s1eg"),
        pairs(&[("i-bp15hl4xwggiv270000f", 1), ("i-bp1lkxtxnpb3wcl0000g", 1)])
    );
    assert_eq!(
        counts("--summary=exit-code --failed"),
        pairs(&[("2", 1), ("100", 1), ("1", 1), ("3221225786", 1)])
    );
    assert_eq!(counts("--summary=region"), pairs(&[("cn-hangzhou", 20)]));
    assert!(counts("--summary=error-code").contains(&("ExecutionTimeout".to_owned(), 1)));
}

/// Days stand in their order, whatever their counts, and are those of the reader's zone.
#[test]
fn by_day() {
    assert_eq!(
        counts("--summary=day"),
        pairs(&[
            ("2026-05-26", 1),
            ("2026-06-19", 1),
            ("2026-06-23", 1),
            ("2026-06-24", 17)
        ])
    );
    assert_eq!(
        counts("--summary=day --utc --since 2d"),
        pairs(&[("2026-06-23", 4), ("2026-06-24", 14)])
    );
}

/// A command without a name is one too.
#[test]
fn a_key_that_is_empty_is_counted_and_shown_as_a_dash() {
    let saved = r#"[{"InvokeId":"t-1"},{"InvokeId":"t-2","CommandName":"x"},{"InvokeId":"t-3"}]"#;
    let run = Invq::new("--from - --summary=command")
        .stdin(saved)
        .run()
        .quiet();
    assert!(run.stdout().starts_with("-  2  #"), "{run}");
}

#[test]
fn as_json_and_as_lines() {
    check!(
        fleet("--summary --json -n 3"),
        str![[r#"
exit 0
---- stdout
[
{"Key":"Pending","Count":2},
{"Key":"Running","Count":1}
]

"#]]
    );
    check!(
        fleet("--summary -o jsonl -n 3"),
        str![[r#"
exit 0
---- stdout
{"Key":"Pending","Count":2}
{"Key":"Running","Count":1}

"#]]
    );
    let none = |words: &str| {
        Invq::new(&format!("--from - --summary {words}"))
            .stdin("[]")
            .run()
    };
    assert_eq!(none("--json").quiet().stdout(), "[]\n");
    assert_eq!(none("-o jsonl").quiet().stdout(), "");
    none("").exits(0).says("note: nothing to count by status");
}

#[test]
fn bars_fit_the_terminal() {
    for width in [30, 60, 80, 120] {
        for key in ["status", "command", "instance", "day"] {
            let server = Server::built_in();
            let words = format!("--timed=all --summary={key}");
            let run = server.invq(&words).terminal(width).run().quiet();
            let lines = run.lines();
            let widest = lines.iter().map(|line| line.width()).max().unwrap();
            assert!(widest <= usize::from(width), "{widest} of {width}: {run}");
            assert!(lines.iter().all(|line| line.ends_with('#')), "{run}");
        }
    }
    let server = Server::built_in();
    check!(
        server
            .invq("--summary=command --sort name --since 4h")
            .terminal(60)
            .run()
            .quiet(),
        str![[r#"
exit 0
---- stdout
colour-report                   1  #########################
deploy-web-v2                   1  #########################
disk-usage                      1  #########################
drain-node-7                    1  #########################
installed-hotfixes              1  #########################
migrate-orders-db               1  #########################
patch-kernel-live-2026-q2-bat~  1  #########################
pg-vacuum                       1  #########################
rotate-logs-all-web             1  #########################
smoke-test-api                  1  #########################
validate-new-hosts              1  #########################
部署-订单服务-灰度发布-第三批   1  #########################

"#]]
    );
}

/// The longest bar belongs to the largest count, and none is without one.
#[test]
fn bars_are_as_long_as_the_counts_are_large() {
    let run = fleet("--summary=status --per-instance --no-notes");
    let bar = |line: &String| line.matches('#').count();
    let bars: Vec<usize> = run.lines().iter().map(bar).collect();
    assert!(bars.is_sorted_by(|a, b| a >= b), "{run}");
    assert!(bars[0] > 20 && bars[bars.len() - 1] >= 1, "{run}");
}

/// Counts of a part would look like counts of the whole.
#[test]
fn a_walk_that_broke_off_counts_nothing() {
    for form in ["table", "json", "jsonl"] {
        let peer = Rogue::new([
            Answer::json(&page(&[&record("t-1", "2026-06-24T07:00:00Z")], Some("AA"))),
            Answer::html("503 Service Unavailable", "busy"),
        ]);
        assert_eq!(
            peer.run(&format!("--retries 0 --summary -o {form}"))
                .exits(6)
                .stdout(),
            ""
        );
    }
}

#[test]
fn what_it_does_not_go_with() {
    Invq::new("--summary=sattus")
        .run()
        .exits(2)
        .says("did you mean `status`?");
    Invq::new("--summary --columns id")
        .run()
        .exits(2)
        .says("--summary has columns of its own, so --columns has nothing to do");
    for form in ["csv", "ids", "output", "api", "wide"] {
        Invq::new(&format!("--summary -o {form}"))
            .run()
            .exits(2)
            .says("--summary is for");
    }
}
