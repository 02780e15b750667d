//! `--jq`: a jq program over the whole result, without jq.

use snapbox::str;

use crate::support::{Answer, Invq, Rogue, Server, check, good_json, page, record};

fn fleet(program: &str) -> crate::support::Run {
    let server = Server::built_in();
    server.invq("--timed=false --jq").arg(program).run()
}

#[test]
fn strings_are_printed_bare_and_other_values_compact() {
    let run = fleet(
        r#".[] | select(.InvocationStatus == "Stopped") | .CommandName, .Timed, .Derived.Instances, null, "a\nb""#,
    );
    check!(
        run.quiet(),
        str![[r#"
exit 0
---- stdout
warm-cache
false
{"Total":5,"Ok":0,"Failed":0,"Pending":0,"Cancelled":5}
null
a
b

"#]]
    );
}

/// The program sees all pages as one array.
#[test]
fn it_runs_over_the_whole_result_and_once() {
    let server = Server::built_in();
    let run = server
        .invq("--page-size 3 --timed=false --jq")
        .arg("length")
        .run()
        .quiet();
    assert_eq!(run.stdout(), "20\n");
    assert!(server.requests().len() > 6);
    assert_eq!(
        Invq::new("--from - --jq length")
            .stdin("[]")
            .run()
            .quiet()
            .stdout(),
        "0\n"
    );
}

#[test]
fn it_goes_with_every_choice_of_what_json_holds() {
    let server = Server::built_in();
    let run = |words: &str, program: &str| {
        let invq = server
            .invq(&format!("t-hz04d7h5v2s1eg {words} --jq"))
            .arg(program);
        invq.run().quiet().stdout()
    };
    assert_eq!(
        run("--per-instance", ".[].Invocation.CommandType"),
        "RunShellScript\nRunShellScript\n"
    );
    assert_eq!(
        run("--json=CommandName", ".[0] | keys"),
        "[\"CommandName\"]\n"
    );
    assert_eq!(
        run("-o jsonl", "length"),
        "1\n",
        "jsonl or not, a program gets an array"
    );
    assert_eq!(
        run(
            "--include-output",
            "[.[].InvokeInstances[].Output | length] | add"
        ),
        "68\n"
    );
    assert_eq!(run("--summary=exit-code", ".[].Key"), "1\n");
}

#[test]
fn the_language_is_all_there() {
    for (program, expected) in [
        (
            "map(.Derived.Verdict) | group_by(.) | map({(.[0]): length}) | add | .failed",
            "6",
        ),
        (
            r#"[.[] | select(.CommandName | test("^patch"))] | length"#,
            "1",
        ),
        (
            "[.[].InvokeInstances[].ExitCode | select(. != null)] | max",
            "3221225786",
        ),
        (
            r#".[0].CreationTime | fromdate | todate"#,
            "2026-06-24T08:02:10Z",
        ),
        (
            r#"limit(1; .[]) | [.InvokeId, .CommandName] | @tsv"#,
            "t-hz04d7q6f3r8xa\tdeploy-web-v2",
        ),
        (
            "[.[] | .Derived.TookSeconds // empty] | add / length | floor",
            "51",
        ),
    ] {
        assert_eq!(
            fleet(program).quiet().stdout().trim_end(),
            expected,
            "{program}"
        );
    }
}

/// Wrong programs are told before anything is asked.
#[test]
fn a_program_that_cannot_be_read() {
    for (program, told) in [
        (".[", "--jq: it ends too early"),
        (". )x", "--jq: it cannot be read from `)x` on"),
        ("nothing(1)", "--jq: there is no filter `nothing`"),
        (". + $x", "--jq: there is no variable `$x`"),
    ] {
        let server = Server::built_in();
        let run = server.invq("--jq").arg(program).run();
        assert_eq!(run.exits(2).says(told).stdout(), "");
        assert_eq!(server.requests().len(), 0);
    }
}

/// As in jq, nothing is the program that changes nothing.
#[test]
fn an_empty_program() {
    assert_eq!(good_json(&fleet(" ")).as_array().unwrap().len(), 20);
}

/// Formats that every user of jq knows.
#[test]
fn rows_for_spreadsheets() {
    let saved = r#"[{"InvokeId":"t-1","CommandName":"a \"b\",\t\\c\n"}]"#;
    let run = |format: &str| {
        let program = format!(".[0] | [.CommandName, 1.5, true, null] | {format}");
        let invq = Invq::new("--from - --jq").arg(program).stdin(saved);
        invq.run().quiet().stdout()
    };
    assert_eq!(run("@csv"), "\"a \"\"b\"\",\t\\c\n\",1.5,true,\n");
    assert_eq!(run("@tsv"), "a \"b\",\\t\\\\c\\n\t1.5\ttrue\t\n");
    assert_eq!(
        run("@json"),
        "[\"a \\\"b\\\",\\t\\\\c\\n\",1.5,true,null]\n"
    );
}

#[test]
fn numbers_keep_their_digits() {
    let saved =
        r#"[{"InvokeId":"t-1","New":18446744073709551616,"Rate":1.50,"Deep":{"Small":1e-7}}]"#;
    let invq = Invq::new("--from - --jq").stdin(saved);
    let run = invq.arg(".[] | .New, {Rate}, .Deep, .New + 1").run();
    assert_eq!(
        run.quiet().stdout(),
        "18446744073709551616\n{\"Rate\":1.50}\n{\"Small\":1e-7}\n18446744073709551617\n"
    );
}

/// A text that stands for no characters, and lists in lists without end: only programs that look at them fail.
#[test]
fn a_value_that_cannot_be_read() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let saved = format!(r#"[{{"InvokeId":"t-1","CommandName":"\ud800","Deep":{deep}}}]"#);
    let run = |program: &str| {
        let invq = Invq::new("--from - --jq").arg(program).stdin(&saved);
        invq.run()
    };
    assert_eq!(run("length, .[].InvokeId").quiet().stdout(), "1\nt-1\n");
    for (program, told) in [
        (
            ".[].InvokeId, .[].CommandName",
            "error: --jq: a record cannot be read: ",
        ),
        (
            ".[] | keys",
            "error: --jq: a record cannot be read: it is nested too deep",
        ),
        (
            ".[].Deep | tojson",
            "error: --jq: a record cannot be read: it is nested too deep",
        ),
    ] {
        let run = run(program).exits(2).says(told);
        assert_eq!(run.stdout(), "", "{program}");
    }
}

/// What was printed before is there; that it did not end well is told.
#[test]
fn a_program_that_fails_on_a_value() {
    check!(
        fleet(r#".[0].CommandName, .[0].CommandName + 1"#),
        str![[r#"
exit 2
---- stdout
deploy-web-v2
---- stderr
error: --jq: cannot calculate "deploy-web-v2" + 1

"#]]
    );
    check!(
        fleet(r#"error("no good")"#),
        str![[r#"
exit 2
---- stderr
error: --jq: no good

"#]]
    );
}

#[test]
fn a_walk_that_broke_off_prints_nothing_at_all() {
    let peer = Rogue::new([
        Answer::json(&page(&[&record("t-1", "2026-06-24T07:00:00Z")], Some("AA"))),
        Answer::html("503 Service Unavailable", "busy"),
    ]);
    let run = peer.run("--retries 0 --jq length").exits(6);
    assert_eq!(run.stdout(), "");
}

#[test]
fn it_is_for_json() {
    for form in ["table", "csv", "ids", "output", "api"] {
        Invq::new(&format!("--jq . -o {form}"))
            .run()
            .exits(2)
            .says(&format!("--jq is for json and jsonl, not for -o {form}"));
    }
}

/// On a terminal values are laid out, and nothing in them steers it.
#[test]
fn on_a_terminal() {
    let hostile = r#"[{"InvokeId":"t-1","CommandName":"a\u001b[2J\u202eb\nc"}]"#;
    let run = |program: &str| {
        let invq = Invq::new("--from - --jq").arg(program).stdin(hostile);
        invq.terminal(80).run().quiet().stdout()
    };
    assert_eq!(run(".[0].CommandName"), "a\\x1b[2J\\u{202e}b\nc\n");
    assert_eq!(
        run("{a: .[0].CommandName}"),
        "{\n  \"a\": \"a\\u001b[2J\\u202eb\\nc\"\n}\n"
    );
    let raw = Invq::new("--from - --raw --jq")
        .arg(".[0].CommandName")
        .stdin(hostile);
    assert_eq!(
        raw.terminal(80).run().quiet().stdout(),
        "a\u{1b}[2J\u{202e}b\nc\n"
    );
}
