//! `invq explain`: what a word means, on a machine where nothing else works.

use serde_json::Value;
use snapbox::{file, str};
use unicode_width::UnicodeWidthStr as _;

use crate::support::{Invq, Run, Server, check};

fn explain(words: &str) -> Run {
    Invq::new(&format!("explain {words}")).run().quiet()
}

/// How many terms each topic has is checked where they are listed.
#[test]
fn the_topics() {
    let text = explain("").stdout();
    check!(
        text.replace(|c: char| c.is_ascii_digit(), "#"),
        file!["../snapshots/explain/topics.txt"]
    );
}

/// The same word is a status of an invocation, of an instance and of a delivery, an old status, and more.
#[test]
fn every_meaning_of_a_word_is_told() {
    check!(
        explain("failed").stdout(),
        file!["../snapshots/explain/failed.txt"]
    );
}

#[test]
fn finished_is_the_old_word_and_what_it_selects() {
    check!(
        explain("finished").stdout(),
        file!["../snapshots/explain/finished.txt"]
    );
}

#[test]
fn an_error_code_and_what_helps() {
    check!(
        explain("ClientNotRunning"),
        str![[r#"
exit 0
---- stdout
ClientNotRunning: error code of an instance (ErrorCode)
  the Cloud Assistant agent on that instance is not running
  start or reinstall it
  `--error-code ClientNotRunning` finds the instances that have it

"#]]
    );
}

#[test]
fn a_code_of_the_service() {
    check!(
        explain("invalidtimestamp.expired"),
        str![[r#"
exit 0
---- stdout
InvalidTimeStamp.Expired: error code of the service
  this machine's clock and the service's are too far apart
  set this machine's clock; the service accepts a difference of 15 minutes
  tried once more, with the service's time; exit 3

"#]]
    );
}

#[test]
fn an_exit_code_is_of_invq_and_of_a_process() {
    check!(
        explain("8"),
        str![[r#"
exit 0
---- stdout
8: exit code of invq
  a verdict was asked without waiting, and something is still pending
  `--wait` waits for the end
  with `--exit-status=remote` 8 is always the exit code of a process

8: exit code of a process (ExitCode)
  what it means is for the program to say
  `--exit-code 8` finds the instances whose process ended so

"#]]
    );
    assert!(
        explain("124")
            .stdout()
            .contains("124 is always the exit code of a process")
    );
    assert!(explain("127").stdout().contains("did not find the program"));
    assert!(explain("137").stdout().contains("SIGKILL"));
    assert!(explain("-1073741510").stdout().contains("0xC000013A"));
}

#[test]
fn a_region() {
    check!(
        explain("cn-hangzhou"),
        str![[r#"
exit 0
---- stdout
cn-hangzhou: region
  China (Hangzhou)
  for everybody
  endpoint: ecs.cn-hangzhou.aliyuncs.com
  inside a VPC: ecs-vpc.cn-hangzhou.aliyuncs.com

"#]]
    );
}

/// The policy alone goes to standard output, so that it can be piped into whatever makes policies of it.
#[test]
fn an_action_gives_a_policy_that_can_be_pasted() {
    check!(
        Invq::new("explain ecs:describeinvocations").run(),
        str![[r#"
exit 0
---- stdout
{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ecs:DescribeInvocations",
      "Resource": [
        "acs:ecs:*:*:instance/*",
        "acs:ecs:*:*:command/*"
      ]
    }
  ]
}
---- stderr
ecs:DescribeInvocations: RAM action
  lists invocations: every query but `--history` needs it
  in place of the stars, a region and an account narrow it

"#]]
    );
    for action in [
        "ecs:DescribeInvocationResults",
        "ecs:DescribeRegions",
        "sts:AssumeRole",
    ] {
        let run = Invq::new(&format!("explain {action}")).run().exits(0);
        let policy: Value = serde_json::from_str(&run.stdout()).unwrap();
        assert_eq!(policy["Statement"][0]["Action"], action);
    }
}

#[test]
fn a_topic_lists_its_terms() {
    check!(
        explain("verdicts"),
        str![[r#"
exit 0
---- stdout
verdicts, what invq makes of a status:
  ok         it ended well
  failed     it failed, was not delivered or ran out of time
  stopped    the invocation was stopped
  cancelled  it was stopped on this instance, before or while it ran
  pending    it has not ended
  unknown    the status is missing, or a word that this version does not know

"#]]
    );
    let topics = explain("").stdout();
    let names = topics
        .split("Topics:\n")
        .nth(1)
        .unwrap()
        .lines()
        .map_while(|line| line.strip_prefix("  "));
    let mut count = 0;
    for line in names {
        let mut words = line.split_whitespace();
        let (name, terms) = (words.next().unwrap(), words.next().unwrap());
        let listed = explain(name).stdout();
        assert!(
            listed.lines().count() > terms.parse().unwrap(),
            "{name}: {listed}"
        );
        count += 1;
    }
    assert_eq!(count, 19);
}

/// Whatever a query prints as JSON can be looked up by its path, and so can what the service sends.
#[test]
fn every_field_of_an_answer_is_explained() {
    let server = Server::built_in();
    let mut paths = Vec::new();
    for words in [
        "--timed=all --json",
        "--failed --json --per-instance --include-output -n 9",
        "--timed=all -o api",
        "t-hz04d798w1r5zg --history --json --include-output",
        "t-hz04d798w1r5zg --history -o api",
    ] {
        let run = server.run(&format!("{words} --no-notes")).exits(0);
        for text in serde_json::Deserializer::from_slice(&run.out).into_iter::<Value>() {
            fields(&text.unwrap(), "", &mut paths);
        }
    }
    paths.sort();
    paths.dedup();
    assert!(paths.len() > 100, "{paths:?}");
    for path in &paths {
        let run = Invq::new(&format!("explain {path}")).run();
        assert!(
            run.code == 0 && run.stdout().contains("field"),
            "{path}: {run}"
        );
    }
}

fn fields(value: &Value, above: &str, paths: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| fields(item, above, paths)),
        Value::Object(object) => {
            for (name, below) in object {
                let path = if above.is_empty() {
                    name.clone()
                } else {
                    format!("{above}.{name}")
                };
                fields(below, &path, paths);
                paths.push(path);
            }
        }
        _ => {}
    }
}

#[test]
fn every_parameter_that_is_sent_is_explained() {
    let words = "t-1 c-1 i-1 --command-type shell -s running --timed -t a=b --resource-group rg-1 --plain-text \
        --include-output --page-size 5 --next-token AAAA --dry-run -r cn-hangzhou";
    let run = Invq::new(words).run().exits(0);
    let other = Invq::new("--command-name n --repeat-mode once --dry-run -r cn-hangzhou")
        .run()
        .quiet();
    let runs = Invq::new("t-1 --history --dry-run -r cn-hangzhou")
        .run()
        .quiet();
    let lines = [run.lines(), other.lines(), runs.lines()].concat();
    let names: Vec<&str> = lines
        .iter()
        .filter_map(|line| Some(line.split_once('=')?.0))
        .collect();
    assert!(names.len() > 16, "{names:?}");
    for name in names {
        if !["Action", "Version", "Format"].contains(&name) {
            let text = explain(name).stdout();
            assert!(text.contains("parameter of the request"), "{name}: {text}");
        }
    }
}

/// Each flag of the help, in any of its spellings.
#[test]
fn every_flag_is_explained() {
    for word in ["--exit-status", "exit-status", "-o", "--format", "--wait"] {
        assert!(explain(word).stdout().contains(": flag\n"), "{word}");
    }
}

#[test]
fn a_slip_gets_a_suggestion() {
    check!(
        Invq::new("explain ClientNotRuning").run(),
        str![[r#"
exit 2
---- stderr
error: `ClientNotRuning` is no term that invq knows
hint: did you mean `invq explain ClientNotRunning`?

"#]]
    );
    check!(
        Invq::new("explain clientn").run(),
        str![[r#"
exit 2
---- stderr
error: `clientn` is no term that invq knows
  near it  ClientNotRunning, ClientNotResponse, ClientNeedUpgrade, ClientNetworkBlocked, CloudAssistant.ClientNeedUpgrade
hint: did you mean `invq explain ClientNotRunning`?

"#]]
    );
    check!(
        Invq::new("explain zebra").run(),
        str![[r#"
exit 2
---- stderr
error: `zebra` is no term that invq knows
hint: `invq explain` lists the topics

"#]]
    );
    check!(
        Invq::new("explain t-hz04d7m0c6t9ya").run(),
        str![[r#"
exit 2
---- stderr
error: `t-hz04d7m0c6t9ya` is an ID, not a term
hint: `invq t-hz04d7m0c6t9ya` looks it up

"#]]
    );
}

#[test]
fn a_hostile_word_steers_nothing() {
    let run = Invq::new("explain")
        .arg("\u{1b}[2Jx\u{202e}")
        .run()
        .exits(2);
    assert!(!run.stderr().contains(['\u{1b}', '\u{202e}']), "{run}");
}

/// Nothing is read and nothing is asked.
#[test]
fn nothing_is_needed() {
    Invq::new("explain pending")
        .config("this is no profile file")
        .env("INVQ_FORMAT", "nonsense")
        .without_home()
        .run()
        .quiet();
}

#[test]
fn lines_fit_the_terminal_and_a_pipe() {
    let topics = explain("").stdout();
    let names = topics.lines().filter_map(|line| line.strip_prefix("  "));
    let names: Vec<&str> = names
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    for name in names
        .iter()
        .filter(|name| **name != "invq")
        .chain(&["failed", "124", "Tags"])
    {
        let words = format!("explain {name}");
        let fits = |run: &Run, most: usize| {
            for line in run.lines() {
                assert!(line.width() <= most, "{name} in {most}: {line}");
            }
        };
        fits(&Invq::new(&words).run().quiet(), 80);
        let terminal = |width| {
            Invq::new(&words)
                .terminal(width)
                .env("NO_COLOR", "1")
                .run()
                .quiet()
        };
        fits(&terminal(60), 60);
        fits(&terminal(200), 100);
    }
}

#[test]
fn it_is_coloured_as_the_variable_says() {
    let bold = |set: &str| {
        let invq = || Invq::new("explain pending").env("INVQ_COLOR", set);
        [invq(), invq().terminal(80)].map(|it| it.run().stdout().contains('\x1b'))
    };
    assert_eq!(bold("always"), [true, true]);
    assert_eq!(bold("never"), [false, false]);
    assert_eq!(bold("auto"), [false, true]);
}

#[test]
fn words_are_bold_on_a_terminal_alone() {
    let terminal = Invq::new("explain pending").terminal(80).run().quiet();
    assert!(
        terminal.stdout().starts_with("\u{1b}[1mPending"),
        "{terminal}"
    );
    assert!(!explain("pending").stdout().contains('\u{1b}'));
    let plain = Invq::new("explain pending")
        .terminal(80)
        .env("NO_COLOR", "1")
        .run();
    assert!(!plain.stdout().contains('\u{1b}'));
}
