//! What is typed wrong: every problem at once, before anything is sent.

use snapbox::str;

use crate::support::{Invq, Run, Server, check};

/// What is typed wrong, so that nothing is sent.
fn typed(words: &str) -> Run {
    Invq::new(words).run().exits(2)
}

#[test]
fn every_problem_of_a_line_is_told_at_once() {
    let run = typed(
        "web-01 profile team=web -s fialed --command-type perl --repeat-mode daily --timed=maybe -n 0 --page-size 51 -o jsno --color sometimes --width 3 --jobs 0 --request-timeout 5 -r Hangzhou --endpoint ftp://x",
    );
    check!(
        run,
        str![[r#"
exit 2
---- stderr
error: 16 problems, nothing was sent
  --format `jsno`: did you mean `json`?
  --color `sometimes`: must be auto, always or never
  --width `3`: must be a whole number from 20 to 10000
  --page-size `51`: must be a whole number from 1 to 50
  --jobs `0`: must be a whole number from 1 to 256
  --request-timeout `5`: must be a length of time such as 500ms, 5s or 1m30s
  --region: `Hangzhou` is not a region ID: those are made of `a` to `z`, `0` to `9` and `-`
  --endpoint: an endpoint cannot be reached over `ftp`, only over `https`
  `web-01` is no ID: IDs begin with t-, c-, i- or mi-
  `profile` is no ID: did you mean `invq profiles`?
  `team=web` is no ID: did you mean `--tag team=web`?
  --status `fialed`: did you mean `Failed`?
  --command-type `perl`: must be one of RunShellScript, RunPowerShellScript, RunBatScript
  --repeat-mode `daily`: must be one of Once, Period, NextRebootOnly, EveryReboot
  --timed `maybe`: must be true, false or all
  --limit `0`: must be a whole number from 1
hint: `invq --help output` lists these flags and what they take

"#]]
    );
}

#[test]
fn tags_that_the_service_would_refuse() {
    let long = |count: usize| "键".repeat(count);
    let run = Invq::new("-t aliyun.x=1 -t acs:y -t a=http://b -t k=1 -t k=2 -t =v")
        .arg(format!("-t{}", long(65)))
        .arg(format!("-tx={}", long(129)))
        .run()
        .exits(2);
    check!(
        run,
        str![[r#"
exit 2
---- stderr
error: 7 problems, nothing was sent
  --tag `aliyun.x=1`: a key must not start with `aliyun` or `acs:`
  --tag `acs:y`: a key must not start with `aliyun` or `acs:`
  --tag `a=http://b`: neither key nor value may hold `http://` or `https://`
  --tag `k=2`: the key `k` is given twice
  --tag `=v`: the key is empty
  --tag `键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键`: the key has 65 characters, at most 64 are allowed
  --tag `x=键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键键`: the value has 129 characters, at most 128 are allowed
hint: `invq --help selectors` lists these flags and what they take

"#]]
    );
    let many: Vec<String> = (0..21).map(|n| format!("-t k{n}")).collect();
    check!(
        typed(&many.join(" ")),
        str![[r#"
exit 2
---- stderr
error: 21 tags: the service takes at most 20
hint: `invq --help` lists every flag and what it takes

"#]]
    );
}

#[test]
fn a_page_size_the_service_does_not_have() {
    check!(
        typed("--page-size 51"),
        str![[r#"
exit 2
---- stderr
error: --page-size `51`: must be a whole number from 1 to 50
hint: `invq --help selectors` lists these flags and what they take

"#]]
    );
}

#[test]
fn a_status_of_an_instance_is_none_of_an_invocation() {
    check!(
        typed("-s timeout"),
        str![[r#"
exit 2
---- stderr
error: --status `timeout`: only instances have it; did you mean `--instance-status Timeout`?
hint: `invq --help selectors` lists these flags and what they take

"#]]
    );
    check!(
        typed("-s sucess"),
        str![[r#"
exit 2
---- stderr
error: --status `sucess`: did you mean `Success`?
hint: `invq --help selectors` lists these flags and what they take

"#]]
    );
}

#[test]
fn two_forms_are_one_too_many() {
    check!(
        typed("--json -q"),
        str![[r#"
exit 2
---- stderr
error: --json and -q: the result has one form
hint: `invq --help output` lists these flags and what they take

"#]]
    );
}

#[test]
fn ids_of_another_kind() {
    check!(
        typed("--invoke-id c-1 --command-id i-1 --instance-id t-1"),
        str![[r#"
exit 2
---- stderr
error: 3 problems, nothing was sent
  --invoke-id `c-1`: that is an ID of a command, not of an invocation
  --command-id `i-1`: that is an ID of an instance, not of a command
  --instance-id `t-1`: that is an ID of an invocation, not of an instance
hint: `invq --help selectors` lists these flags and what they take

"#]]
    );
    check!(
        Invq::new("-").stdin("t-1\nweb-01\nc-1\ti-1\n").run(),
        str![[r#"
exit 2
---- stderr
error: 2 problems, nothing was sent
  line 2 of standard input: `web-01` is no ID, nor an invocation and an instance with a tab between
  line 3 of standard input: `c-1	i-1` is no ID, nor an invocation and an instance with a tab between
hint: `invq --help` lists every flag and what it takes

"#]]
    );
}

#[test]
fn a_token_for_several_walks() {
    check!(
        typed("--next-token AA -s failed,stopped"),
        str![[r#"
exit 2
---- stderr
error: --next-token belongs to one walk, and this selection makes several; name one ID and one status, and set --timed
hint: `invq --help selectors` lists these flags and what they take

"#]]
    );
}

#[test]
fn a_flag_that_does_not_exist() {
    check!(
        Invq::new("--jason").run(),
        str![[r#"
exit 2
---- stderr
error: unexpected argument '--jason' found

  tip: a similar argument exists: '--json'

Usage: invq --json[=<FIELDS>] [ID]...

For more information, try '--help'.

"#]]
    );
    check!(
        Invq::new("--status").run(),
        str![[r#"
exit 2
---- stderr
error: a value is required for '--status <STATUS>' but none was supplied

For more information, try '--help'.

"#]]
    );
    check!(
        Invq::new("profiles --jason").run(),
        str![[r#"
exit 2
---- stderr
error: unexpected argument '--jason' found

Usage: invq profiles [OPTIONS]

For more information, try '--help'.

"#]]
    );
}

#[test]
fn the_embedded_server_brings_its_own_identity() {
    check!(
        typed("--sandbox --profile prod --endpoint https://x"),
        str![[r#"
exit 2
---- stderr
error: 2 problems, nothing was sent
  --endpoint: --sandbox brings its own
  --profile: --sandbox brings its own
hint: `invq --help connection` lists these flags and what they take

"#]]
    );
}

#[test]
fn a_region_that_cannot_be_one() {
    check!(
        typed("-r CN_Hangzhou"),
        str![[r#"
exit 2
---- stderr
error: --region: `CN_Hangzhou` is not a region ID: those are made of `a` to `z`, `0` to `9` and `-`
hint: `invq --help connection` lists these flags and what they take

"#]]
    );
    check!(
        Invq::new("--sandbox")
            .env("INVQ_REGION", "Bad_Region")
            .run(),
        str![[r#"
exit 2
---- stderr
error: INVQ_REGION: `Bad_Region` is not a region ID: those are made of `a` to `z`, `0` to `9` and `-`
hint: `invq --help` lists every flag and what it takes

"#]]
    );
    Invq::new("--sandbox -n 1 -r cn-hangzhou")
        .env("INVQ_REGION", "Bad_Region")
        .run()
        .exits(0);
}

/// A number below nothing is a bad value, not a flag that nobody knows.
#[test]
fn numbers_that_are_too_small() {
    check!(
        typed("-n -1 --page-size -5 --jobs -1 --retries -1 --width -1"),
        str![[r#"
exit 2
---- stderr
error: 5 problems, nothing was sent
  --width `-1`: must be a whole number from 20 to 10000
  --page-size `-5`: must be a whole number from 1 to 50
  --jobs `-1`: must be a whole number from 1 to 256
  --retries `-1`: must be a whole number from 0 to 20
  --limit `-1`: must be a whole number from 1
hint: `invq --help output` lists these flags and what they take

"#]]
    );
}

/// A flag whose value may be left out takes it only after `=`, so a word after it is read as an ID.
#[test]
fn a_value_without_its_equals_sign() {
    for (typed, meant) in [
        ("--wait 10m", "--wait=10m"),
        ("--wait 0", "--wait=0"),
        ("--watch 5s", "--watch=5s"),
        (
            "--json InvokeId,Derived.Verdict",
            "--json=InvokeId,Derived.Verdict",
        ),
        (
            "--json InvokeInstances.ExitCode",
            "--json=InvokeInstances.ExitCode",
        ),
        ("--exit-status remote", "--exit-status=remote"),
        ("--summary command", "--summary=command"),
        ("--timed all", "--timed=all"),
        ("--json --wait 10m", "--wait=10m"),
    ] {
        let value = meant.split_once('=').unwrap().1;
        let told = format!("`{value}` is no ID: did you mean `{meant}`?");
        Invq::new(typed).terminal(120).run().exits(2).says(&told);
    }
    // A word that would be no value, and one beside a flag that has its value.
    for words in [
        "--wait soon",
        "--json=InvokeId CommandName",
        "--wait=5m 10m",
    ] {
        Invq::new(words)
            .run()
            .exits(2)
            .says("is no ID: IDs begin with");
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
    check!(
        piped(&format!("# IDs\n\nINVOCATION  STATUS\n{long}\nweb-01\n")),
        str![[r#"
exit 2
---- stderr
error: line 3 of standard input: `INVOCATION  STATUS` is no ID, nor an invocation and an instance with a tab between; 2 more lines of standard input are no IDs (`invq -q` prints IDs)
hint: `invq --help` lists every flag and what it takes

"#]]
    );
    let run = piped(&long);
    assert!(run.stderr().len() < 400, "{run}");
    let slips = [1, 2, 3, 4, 5, 6, 7, 8]
        .map(|n| format!("web-0{n}"))
        .join("\n");
    let run = piped(&format!("t-1\n{slips}")).says("line 6 of standard input: `web-05`");
    let run = run
        .hides("web-06")
        .says("  3 more lines of standard input are no IDs\n");
    assert!(run.stderr().starts_with("error: 6 problems"), "{run}");
}

/// What the help names is read, and a wrong value of it is told by its name.
#[test]
fn every_variable_that_stands_for_a_flag_is_read() {
    let mut words = invq::vocabulary::VARIABLES.iter().map(|term| term.word);
    let defaults = words.find(|word| word.starts_with("INVQ_FORMAT")).unwrap();
    for name in defaults
        .split([',', '\n'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        let run = Invq::new("--dry-run").env(name, "?!").run();
        run.exits(2).says(name);
    }
}

/// Statuses of instances are near at hand, and belong to another flag.
#[test]
fn a_status_that_only_instances_have_names_their_flag() {
    let run = Invq::new("-s timeout").run().exits(2);
    run.says("`timeout`: only instances have it; did you mean `--instance-status Timeout`?");
}

/// How the grammar is broken is one line for programs, with the tip beside it.
#[test]
fn an_unknown_flag_is_one_line_for_programs() {
    let run = Invq::new("--failde --error-format json").run().exits(2);
    let told: serde_json::Value = serde_json::from_str(&run.stderr()).unwrap();
    assert_eq!(told["message"], "unexpected argument '--failde' found");
    assert_eq!(told["hint"], "a similar argument exists: '--failed'");
}

/// An hour ago may be written as it is thought.
#[test]
fn a_time_may_have_a_minus() {
    let ids = |since: &str| {
        Server::built_in()
            .run(&format!("--since {since} -q"))
            .exits(0)
            .lines()
    };
    assert_eq!(ids("-1h"), ids("1h"));
}
