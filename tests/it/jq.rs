//! `--jq`: a jq program over the whole result, without jq.

use crate::support::{Answer, Invq, Run, Server, good_json, list, record, rows, script};

fn fleet(program: &str) -> Run {
    let server = Server::built_in();
    server.invq("--timed=false --jq").arg(program).run()
}

/// A program over saved answers.
fn over(saved: &str, program: &str) -> Run {
    let invq = Invq::new("--from - --jq").arg(program);
    invq.stdin(saved).run()
}

#[test]
fn strings_are_printed_bare_and_other_values_compact() {
    let run = fleet(
        r#".[] | select(.InvocationStatus == "Stopped") | .CommandName, .Timed, .Derived.Instances, null, "a\nb""#,
    );
    let counts = r#"{"Total":5,"Ok":0,"Failed":0,"Pending":0,"Cancelled":5}"#;
    let shown = ["warm-cache", "false", counts, "null", "a", "b"];
    assert_eq!(run.quiet().lines(), shown);
}

/// The program sees all pages as one array.
#[test]
fn it_runs_over_the_whole_result_and_once() {
    let server = Server::built_in();
    let run = server.run("--page-size 3 --timed=false --jq length");
    assert_eq!(run.quiet().stdout(), "22\n");
    assert!(server.requests().len() > 6);
    assert_eq!(over("[]", "length").quiet().stdout(), "0\n");
}

#[test]
fn it_goes_with_every_choice_of_what_json_holds() {
    let server = Server::built_in();
    let output = "[.[].InvokeInstances[].Output | length] | add";
    for (words, program, shown) in [
        (
            "--per-instance",
            ".[].Invocation.CommandType",
            "RunShellScript\nRunShellScript\n",
        ),
        ("--json=CommandName", ".[0] | keys", "[\"CommandName\"]\n"),
        // With jsonl, too, a program gets an array.
        ("-o jsonl", "length", "1\n"),
        ("--include-output", output, "68\n"),
        ("--summary=exit-code", ".[].Key", "1\n"),
    ] {
        let invq = server.invq(&format!("t-hz04d7h5v2s1eg {words} --jq"));
        assert_eq!(invq.arg(program).run().quiet().stdout(), shown, "{words}");
    }
}

#[test]
fn the_language_is_all_there() {
    for (program, expected) in rows(
        r#"map(.Derived.Verdict) | group_by(.) | map({(.[0]): length}) | add | .failed → 8
        [.[] | select(.CommandName | test("^patch"))] | length → 1
        [.[].InvokeInstances[].ExitCode | select(. != null)] | max → 3221225786
        .[0].CreationTime | fromdate | todate → 2026-06-24T08:02:10Z
        limit(1; .[]) | [.InvokeId, .CommandName] | @tsv | split("\t") | join(" ") → t-hz04d7q6f3r8xa deploy-web-v2
        [.[] | .Derived.TookSeconds // empty] | add / length | floor → 49"#,
    ) {
        let shown = fleet(program).quiet().stdout();
        assert_eq!(shown.trim_end(), expected, "{program}");
    }
}

/// Wrong programs are told before anything is asked.
#[test]
fn a_program_that_cannot_be_read() {
    for (program, told) in rows(
        ".[ → --jq: it ends too early
        . )x → --jq: it cannot be read from `)x` on
        nothing(1) → --jq: there is no filter `nothing`
        . + $x → --jq: there is no variable `$x`",
    ) {
        let server = Server::built_in();
        let run = server.invq("--jq").arg(program).run();
        assert_eq!(run.exits(2).says(told).stdout(), "");
        assert_eq!(server.requests().len(), 0);
    }
}

/// As in jq, nothing is the program that changes nothing.
#[test]
fn an_empty_program() {
    assert_eq!(good_json(&fleet(" ")).as_array().unwrap().len(), 22);
}

/// Formats that every user of jq knows.
#[test]
fn rows_for_spreadsheets() {
    let saved = r#"[{"InvokeId":"t-1","CommandName":"a \"b\",\t\\c\n"}]"#;
    for (format, shown) in [
        ("@csv", "\"a \"\"b\"\",\t\\c\n\",1.5,true,\n"),
        ("@tsv", "a \"b\",\\t\\\\c\\n\t1.5\ttrue\t\n"),
        ("@json", "[\"a \\\"b\\\",\\t\\\\c\\n\",1.5,true,null]\n"),
    ] {
        let program = format!(".[0] | [.CommandName, 1.5, true, null] | {format}");
        assert_eq!(over(saved, &program).quiet().stdout(), shown);
    }
}

#[test]
fn numbers_keep_their_digits() {
    let saved =
        r#"[{"InvokeId":"t-1","New":18446744073709551616,"Rate":1.50,"Deep":{"Small":1e-7}}]"#;
    let run = over(saved, ".[] | .New, {Rate}, .Deep, .New + 1").quiet();
    let shown = [
        "18446744073709551616",
        "{\"Rate\":1.50}",
        "{\"Small\":1e-7}",
        "18446744073709551617",
    ];
    assert_eq!(run.lines(), shown);
}

/// Half a surrogate pair stands for no character; as in jq, U+FFFD takes its place.
#[test]
fn half_a_surrogate_pair() {
    let saved = r#"[{"InvokeId":"t-1","CommandName":"a\ud800"}]"#;
    let run = over(saved, ".[].CommandName");
    assert_eq!(run.quiet().stdout(), "a\u{fffd}\n");
}

/// As deep as jq reads and writes it, and no deeper.
#[test]
fn lists_in_lists_in_lists() {
    let run = |depth, program: &str| {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        over(&format!(r#"[{{"InvokeId":"t-1","Deep":{deep}}}]"#), program)
    };
    let shown = run(9_000, ".[].Deep").quiet().stdout();
    assert_eq!(shown.len(), 2 * 9_000 + 1);
    let told = "error: --jq: a record cannot be read: it is nested too deep";
    assert_eq!(run(100_000, "length").exits(2).says(told).stdout(), "");
}

/// Whatever a program does, the process ends with an error of its own and not with a signal.
#[test]
fn a_program_that_goes_too_deep() {
    let zeros = format!("{}0{}", "[".repeat(20_000), "]".repeat(20_000));
    let written = "a result cannot be written: it is nested too deep";
    for (program, told) in rows(
        r#"def f: [f]; f → error: --jq: it calls itself too deep
        def f: f | .; f → error: --jq: it calls itself too deep
        def f: try f catch .; f → error: --jq: it calls itself too deep
        def f: .[f]; f → error: --jq: it calls itself too deep
        def f: .[0:] | f; [] | f |= 1 → error: --jq: it calls itself too deep
        def f: "\(f)"; f → error: --jq: it calls itself too deep
        def f: . as {(f): $x} | 1; f → error: --jq: it calls itself too deep
        def f(g; $n): if $n == 0 then g else f(g | .; $n - 1) end; f(.; 100000) → error: --jq: it calls itself too deep
        reduce range(1000000) as $i (0; [.]) → error: --jq: it makes a value that is nested too deep
        def f($x): f([$x]); f(0) → error: --jq: it makes a value that is nested too deep
        until(false; {a: .}) → error: --jq: it makes a value that is nested too deep
        last(recurse([.])) → error: --jq: it makes a value that is nested too deep
        reduce range(25) as $i ([]; .. |= [.]) → error: --jq: it makes a value that is nested too deep
        "[" * 100000 | fromjson → as JSON: it is nested too deep
        "ab" * 9223372036854775807 → a text would be too long
        {a: "b"} | .a *= 1000000000000 → a text would be too long"#,
    )
    .chain([(zeros.as_str(), written)])
    {
        let run = over("[]", program).exits(2).says(told);
        assert_eq!(run.stdout(), "", "{program}");
    }
    for (program, printed) in rows(
        r#"[limit(200000; repeat(.))] | length → 200000
        def f: if . < 50000 then . + 1 | f else . end; 0 | f → 50000
        def f: if . < 2000 then . + 1 | f | . else . end; 0 | f → 2000
        [2, 3 | . * (2, 3)], (5 | . *= 3), "ab" * 2 → [4,6,6,9] 15 abab"#,
    ) {
        let run = over("[]", program).quiet();
        assert_eq!(run.lines().join(" "), printed, "{program}");
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
        let run = over("[]", program).exits(2).says("error: --jq: ");
        assert_eq!(run.stdout(), "", "{program}");
    }
}

/// A program that stops early has not decided how the run ends, and says nothing to the terminal on its way.
#[test]
fn halt_and_debug() {
    let server = Server::built_in();
    let run = |program: &str| server.invq("--exit-status --jq").arg(program).run();
    assert_eq!(run("length, halt, 7").exits(1).stdout(), "26\n");
    let halts = run("1, halt(3)").exits(2);
    assert_eq!(halts.says("error: --jq: it halts with 3").stdout(), "1\n");
    run(r#""\u001b[2J" | halt_error"#)
        .exits(2)
        .says(r"error: --jq: \x1b[2J")
        .hides("\u{1b}");
    let quiet = fleet(r#""\u001b[2J" | debug, stderr | length"#);
    assert_eq!(quiet.quiet().stdout(), "4\n4\n");
}

/// Whatever the service sends reaches the program, be it known to invq or not.
#[test]
fn fields_that_invq_does_not_know() {
    let new = record("t-1", "2026-06-24T07:00:00Z").replacen('{', r#"{"New":{"A":[1.50]},"#, 1);
    let run = script("--timed=false --jq .[].New.A[0]", [list(&[new])]);
    assert_eq!(run.quiet().stdout(), "1.50\n");
}

/// What was printed before is there; that it did not end well is told.
#[test]
fn a_program_that_fails_on_a_value() {
    for (program, shown, told) in [
        (
            ".[0].CommandName, .[0].CommandName + 1",
            "deploy-web-v2\n",
            "error: --jq: cannot calculate \"deploy-web-v2\" + 1\n",
        ),
        (r#"error("no good")"#, "", "error: --jq: no good\n"),
    ] {
        let run = fleet(program).exits(2);
        assert_eq!(
            (run.stdout().as_str(), run.stderr().as_str()),
            (shown, told)
        );
    }
}

#[test]
fn a_walk_that_broke_off_prints_nothing_at_all() {
    let first = Answer::page(&[record("t-1", "2026-06-24T07:00:00Z")], Some("AA"));
    let run = script("--retries 0 --jq length", [first, Answer::busy()]);
    assert_eq!(run.exits(6).stdout(), "");
}

#[test]
fn it_is_for_json() {
    for form in ["table", "csv", "ids", "output", "api"] {
        let run = Invq::new(&format!("--jq . -o {form}")).run().exits(2);
        run.says(&format!("--jq is for json and jsonl, not for -o {form}"));
    }
}

/// On a terminal values are laid out, and nothing in them steers it.
#[test]
fn on_a_terminal() {
    let hostile = r#"[{"InvokeId":"t-1","CommandName":"a\u001b[2J\u202eb\nc"}]"#;
    for (words, program, shown) in [
        ("", ".[0].CommandName", "a\\x1b[2J\\u{202e}b\nc\n"),
        (
            "",
            "{a: .[0].CommandName}",
            "{\n  \"a\": \"a\\u001b[2J\\u202eb\\nc\"\n}\n",
        ),
        ("--raw", ".[0].CommandName", "a\u{1b}[2J\u{202e}b\nc\n"),
    ] {
        let invq = Invq::new(&format!("--from - {words} --jq")).arg(program);
        let run = invq.stdin(hostile).terminal(80).run();
        assert_eq!(run.quiet().stdout(), shown);
    }
}
