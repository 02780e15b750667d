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

/// Half a surrogate pair stands for no character; as in jq, U+FFFD takes its place.
#[test]
fn half_a_surrogate_pair() {
    let saved = r#"[{"InvokeId":"t-1","CommandName":"a\ud800"}]"#;
    let run = Invq::new("--from - --jq .[].CommandName")
        .stdin(saved)
        .run();
    assert_eq!(run.quiet().stdout(), "a\u{fffd}\n");
}

fn nested(depth: usize) -> String {
    let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    format!(r#"[{{"InvokeId":"t-1","Deep":{deep}}}]"#)
}

/// As deep as jq reads and writes it, and no deeper.
#[test]
fn lists_in_lists_in_lists() {
    let run = |depth, program: &str| {
        let invq = Invq::new("--from - --jq").arg(program);
        invq.stdin(&nested(depth)).run()
    };
    let shown = run(9_000, ".[].Deep").quiet().stdout();
    assert_eq!(shown.len(), 2 * 9_000 + 1);
    let told = "error: --jq: a record cannot be read: it is nested too deep";
    assert_eq!(run(100_000, "length").exits(2).says(told).stdout(), "");
}

/// Whatever a program does, the process ends with an error of its own and not with a signal.
#[test]
fn a_program_that_goes_too_deep() {
    let calls = "error: --jq: it calls itself too deep";
    let value = "error: --jq: it makes a value that is nested too deep";
    for (program, told) in [
        ("def f: [f]; f", calls),
        ("def f: f | .; f", calls),
        ("def f: try f catch .; f", calls),
        ("def f: .[f]; f", calls),
        ("def f: .[0:] | f; [] | f |= 1", calls),
        (r#"def f: "\(f)"; f"#, calls),
        ("def f: . as {(f): $x} | 1; f", calls),
        (
            "def f(g; $n): if $n == 0 then g else f(g | .; $n - 1) end; f(.; 100000)",
            calls,
        ),
        ("reduce range(1000000) as $i (0; [.])", value),
        ("def f($x): f([$x]); f(0)", value),
        ("until(false; {a: .})", value),
        ("last(recurse([.]))", value),
        ("reduce range(25) as $i ([]; .. |= [.])", value),
        (
            r#""[" * 100000 | fromjson"#,
            "as JSON: it is nested too deep",
        ),
        (r#""ab" * 9223372036854775807"#, "a text would be too long"),
        (
            r#"{a: "b"} | .a *= 1000000000000"#,
            "a text would be too long",
        ),
        (
            &format!("{}0{}", "[".repeat(20_000), "]".repeat(20_000)),
            "a result cannot be written: it is nested too deep",
        ),
    ] {
        let invq = Invq::new("--from - --jq").arg(program).stdin("[]");
        assert_eq!(invq.run().exits(2).says(told).stdout(), "", "{program}");
    }
    for (program, printed) in [
        ("[limit(200000; repeat(.))] | length", "200000\n"),
        (
            "def f: if . < 50000 then . + 1 | f else . end; 0 | f",
            "50000\n",
        ),
        (
            "def f: if . < 2000 then . + 1 | f | . else . end; 0 | f",
            "2000\n",
        ),
        (
            "[2, 3 | . * (2, 3)], (5 | . *= 3), \"ab\" * 2",
            "[4,6,6,9]\n15\nabab\n",
        ),
    ] {
        let invq = Invq::new("--from - --jq").arg(program).stdin("[]");
        assert_eq!(invq.run().quiet().stdout(), printed, "{program}");
    }
}

/// Secrets may stand in the environment.
#[test]
fn a_program_reads_nothing_but_the_result() {
    for program in [
        "env",
        "env.PATH",
        "$ENV",
        "input",
        "inputs",
        "input_filename",
        "get_search_list",
        "include \"a\"; .",
        "import \"a\" as $a; .",
    ] {
        let run = Invq::new("--from - --jq").arg(program).stdin("[]").run();
        assert_eq!(run.exits(2).says("error: --jq: ").stdout(), "", "{program}");
    }
}

/// A program that stops early has not decided how the run ends, and says nothing to the terminal on its way.
#[test]
fn halt_and_debug() {
    let server = Server::built_in();
    let run = |program: &str| {
        let invq = server.invq("--exit-status --jq");
        invq.arg(program).run()
    };
    assert_eq!(run("length, halt, 7").exits(1).stdout(), "24\n");
    assert_eq!(
        run("1, halt(3)")
            .exits(2)
            .says("error: --jq: it halts with 3")
            .stdout(),
        "1\n"
    );
    let shown = run(r#""\u001b[2J" | halt_error"#)
        .exits(2)
        .says(r"error: --jq: \x1b[2J");
    assert!(!shown.stderr().contains('\u{1b}'));
    let quiet = fleet(r#""\u001b[2J" | debug, stderr | length"#);
    assert_eq!(quiet.quiet().stdout(), "4\n4\n");
}

/// Whatever the service sends reaches the program, be it known to invq or not.
#[test]
fn fields_that_invq_does_not_know() {
    let new = record("t-1", "2026-06-24T07:00:00Z").replacen('{', r#"{"New":{"A":[1.50]},"#, 1);
    let peer = Rogue::new([Answer::json(&page(&[&new], None))]);
    let run = peer.invq("--timed=false --jq .[].New.A[0]").run();
    assert_eq!(run.quiet().stdout(), "1.50\n");
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
