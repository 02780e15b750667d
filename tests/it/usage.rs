//! What is typed wrong: every problem at once, before anything is sent.

use crate::support::{Invq, Run, Server, rows, sheet};

/// What is typed wrong, so that nothing is sent.
fn typed(words: &str) -> Run {
    Invq::new(words).run().exits(2)
}

#[test]
fn every_problem_of_a_line_is_told_at_once() {
    let lines = [
        "web-01 profile team=web -s fialed --command-type perl --repeat-mode daily --timed=maybe -n 0 --page-size 51 -o jsno --color sometimes --width 3 --jobs 0 --request-timeout 5 -r Hangzhou --endpoint ftp://x",
        "--invoke-id c-1 --command-id i-1 --instance-id t-1",
        "--sandbox --profile prod --endpoint https://x",
        // A number below nothing is a bad value, not a flag that nobody knows.
        "-n -1 --page-size -5 --jobs -1 --retries -1 --width -1",
    ];
    sheet("errors/usage", lines.map(|words| (words, typed(words))));
}

/// One problem is told in one line, and then in which group of flags to look.
#[test]
fn one_problem_is_one_line() {
    for (words, problem) in rows(
        "--page-size 51 → --page-size `51`: must be a whole number from 1 to 50
        -s sucess → --status `sucess`: did you mean `Success`?
        -s timeout → --status `timeout`: only instances have it; did you mean `--instance-status Timeout`?
        --json -q → --json and -q: the result has one form
        --next-token A -s failed,stopped → --next-token belongs to one walk, and this selection makes several; name one ID and one status, and set --timed
        -r CN_Hangzhou → --region: `CN_Hangzhou` is not a region ID: those are made of `a` to `z`, `0` to `9` and `-`
        -t aliyun.team=web → --tag `aliyun.team=web`: a key must not start with `aliyun` or `acs:`
        -t site=https://example.com → --tag `site=https://example.com`: neither key nor value may hold `http://` or `https://`
        --retries 21 → --retries `21`: must be a whole number from 0 to 20",
    ) {
        let group = match words {
            _ if words.starts_with("--json") => "output",
            _ if words.starts_with("-r") => "connection",
            _ if words.starts_with("--retries") => "connection",
            _ => "selectors",
        };
        let hint = format!("hint: `invq --help {group}` lists these flags and what they take");
        let told = format!("error: {problem}\n{hint}\n");
        assert_eq!(typed(words).stderr(), told, "invq {words}");
    }
}

#[test]
fn tags_that_the_service_would_refuse() {
    let long = |count: usize| "键".repeat(count);
    let run = Invq::new("-t aliyun.x=1 -t acs:y -t a=http://b -t k=1 -t k=2 -t =v")
        .arg(format!("-t{}", long(65)))
        .arg(format!("-tx={}", long(129)))
        .run();
    let many: Vec<String> = (0..21).map(|n| format!("-t k{n}")).collect();
    let many = typed(&many.join(" "));
    sheet(
        "errors/tags",
        [("tags of every kind", run), ("21 tags", many)],
    );
}

#[test]
fn ids_on_standard_input_that_are_none() {
    let run = Invq::new("-").stdin("t-1\nweb-01\nc-1\ti-1\n").run();
    sheet("errors/stdin", [("a name and a pair", run)]);
}

#[test]
fn a_flag_that_does_not_exist() {
    let lines = ["--jason", "--status", "profiles --jason"];
    sheet("errors/grammar", lines.map(|words| (words, typed(words))));
}

#[test]
fn a_region_of_a_variable_is_looked_at_unless_a_flag_wins() {
    let run = |words: &str| Invq::new(words).env("INVQ_REGION", "Bad_Region").run();
    let told = run("--sandbox").exits(2);
    told.says("error: INVQ_REGION: `Bad_Region` is not a region ID: those are made of ");
    run("--sandbox -n 1 -r cn-hangzhou").exits(0);
}

/// A flag whose value may be left out takes it only after `=`, so a word after it is read as an ID.
#[test]
fn a_value_without_its_equals_sign() {
    for (words, meant) in rows(
        "--wait 10m → --wait=10m
        --wait 0 → --wait=0
        --watch 5s → --watch=5s
        --json InvokeId,Derived.Verdict → --json=InvokeId,Derived.Verdict
        --json InvokeInstances.ExitCode → --json=InvokeInstances.ExitCode
        --exit-status remote → --exit-status=remote
        --summary command → --summary=command
        --timed all → --timed=all
        --json --wait 10m → --wait=10m",
    ) {
        let value = meant.split_once('=').unwrap().1;
        let told = format!("`{value}` is no ID: did you mean `{meant}`?");
        Invq::new(words).terminal(120).run().exits(2).says(&told);
    }
    // A word that would be no value, and one beside a flag that has its value.
    for words in [
        "--wait soon",
        "--json=InvokeId CommandName",
        "--wait=5m 10m",
    ] {
        typed(words).says("is no ID: IDs begin with");
    }
}

/// What is no list of IDs is told in one line, and of a list with slips in it the first few.
#[test]
fn what_is_piped_in_and_is_no_list_of_ids() {
    let piped = |text: &str| Invq::new("-").stdin(text).run().exits(2);
    let server = Server::built_in();
    let json = "error: standard input is JSON and no list of IDs: did you mean `--from -`?";
    for form in ["--json", "-o jsonl", "-o api"] {
        let run = piped(&server.run(form).stdout()).says(json);
        assert_eq!(run.stderr().lines().count(), 2, "{run}");
    }
    let long = "x".repeat(5000);
    let table = piped(&format!("# IDs\n\nINVOCATION  STATUS\n{long}\nweb-01\n"));
    sheet("errors/stdin-table", [("a table", table)]);
    let run = piped(&long);
    assert!(run.stderr().len() < 400, "{run}");
    let slips = [1, 2, 3, 4, 5, 6, 7, 8].map(|n| format!("web-0{n}"));
    let run = piped(&format!("t-1\n{}", slips.join("\n")))
        .says("line 6 of standard input: `web-05`")
        .says("  3 more lines of standard input are no IDs\n")
        .hides("web-06");
    assert!(run.stderr().starts_with("error: 6 problems"), "{run}");
}

/// What the help names is read, and a wrong value of it is told by its name.
#[test]
fn every_variable_that_stands_for_a_flag_is_read() {
    let mut words = invq::vocabulary::VARIABLES.iter().map(|term| term.word);
    let defaults = words.find(|word| word.starts_with("INVQ_FORMAT")).unwrap();
    let names = defaults.split([',', '\n']).map(str::trim);
    for name in names.filter(|name| !name.is_empty()) {
        let run = Invq::new("--dry-run").env(name, "?!").run();
        run.exits(2).says(name);
    }
}

/// How the grammar is broken is one line for programs, with the tip beside it.
#[test]
fn an_unknown_flag_is_one_line_for_programs() {
    let run = typed("--failde --error-format json");
    let told: serde_json::Value = serde_json::from_str(&run.stderr()).unwrap();
    assert_eq!(told["message"], "unexpected argument '--failde' found");
    assert_eq!(told["hint"], "a similar argument exists: '--failed'");
}

/// An hour ago may be written as it is thought.
#[test]
fn a_time_may_have_a_minus() {
    let server = Server::built_in();
    let ids = |since: &str| server.run(&format!("--since {since} -q")).exits(0).lines();
    assert_eq!(ids("-1h"), ids("1h"));
}
