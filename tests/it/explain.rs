//! `invq explain`: what a word means, on a machine where nothing else works.

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::support::{Invq, Run, Server, rows, sheet, snapshot};

fn explain(words: &str) -> Run {
    Invq::new(&format!("explain {words}")).run().quiet()
}

/// How many terms each topic has is checked where they are listed.
#[test]
fn the_topics() {
    let text = explain("").stdout();
    snapshot(
        "explain/topics",
        text.replace(|c: char| c.is_ascii_digit(), "#"),
    );
}

/// A word has every meaning that it has anywhere: *Failed* is a status of an invocation, of an instance and of a delivery, an
/// old status, and more; *Finished* is the old word and what it selects; 8 is an exit code of invq and of a process.
#[test]
fn every_meaning_of_a_word_is_told() {
    snapshot("explain/failed", explain("failed").stdout());
    snapshot("explain/finished", explain("finished").stdout());
    let words = [
        "ClientNotRunning",
        "invalidtimestamp.expired",
        "8",
        "cn-hangzhou",
        "verdicts",
        // The policy alone goes to standard output, so that it can be piped into whatever makes policies of it.
        "ecs:describeinvocations",
    ];
    let ask = |word| (word, Invq::new(&format!("explain {word}")).run());
    sheet("explain/words", words.map(ask));
}

#[test]
fn an_exit_code_is_of_invq_and_of_a_process() {
    for (code, says) in rows(
        "124 → 124 is always the exit code of a process
        127 → did not find the program
        137 → SIGKILL
        -1073741510 → 0xC000013A",
    ) {
        assert!(explain(code).stdout().contains(says), "{code}");
    }
}

#[test]
fn an_action_gives_a_policy_that_can_be_pasted() {
    for action in [
        "ecs:DescribeInvocations",
        "ecs:DescribeInvocationResults",
        "ecs:DescribeRegions",
        "sts:AssumeRole",
    ] {
        let run = Invq::new(&format!("explain {action}")).run().exits(0);
        let policy: Value = serde_json::from_str(&run.stdout()).unwrap();
        assert_eq!(policy["Statement"][0]["Action"], action);
    }
}

/// The lines of the topics, each a name and a number of terms.
fn topics() -> Vec<(String, usize)> {
    let text = explain("").stdout();
    let lines = text.split("Topics:\n").nth(1).unwrap().lines();
    let lines = lines.map_while(|line| line.strip_prefix("  "));
    let topic = |line: &str| {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap().to_owned();
        (name, words.next().unwrap().parse().unwrap())
    };
    lines.map(topic).collect()
}

#[test]
fn a_topic_lists_its_terms() {
    let topics = topics();
    for (name, terms) in &topics {
        let listed = explain(name).stdout();
        assert!(listed.lines().count() > *terms, "{name}: {listed}");
    }
    assert_eq!(topics.len(), 20);
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
                let path = format!("{above}.{name}").trim_start_matches('.').to_owned();
                fields(below, &path, paths);
                paths.push(path);
            }
        }
        _ => {}
    }
}

#[test]
fn every_parameter_that_is_sent_is_explained() {
    let mut names = Vec::new();
    for words in [
        "t-1 c-1 i-1 --command-type shell -s running --timed -t a=b --resource-group rg-1 --plain-text \
         --include-output --page-size 5 --next-token AAAA",
        "--command-name n --repeat-mode once",
        "t-1 --history",
    ] {
        let run = Invq::new(&format!("{words} --dry-run -r cn-hangzhou")).run();
        let lines = run.exits(0).lines().into_iter();
        names.extend(lines.filter_map(|line| Some(line.split_once('=')?.0.to_owned())));
    }
    assert!(names.len() > 16, "{names:?}");
    names.retain(|name| !["Action", "Version", "Format"].contains(&name.as_str()));
    for name in names {
        let text = explain(&name).stdout();
        assert!(text.contains("parameter of the request"), "{name}: {text}");
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
    let words = ["ClientNotRuning", "clientn", "zebra", "t-hz04d7m0c6t9ya"];
    let ask = |word| (word, Invq::new(&format!("explain {word}")).run());
    sheet("explain/slips", words.map(ask));
}

#[test]
fn a_hostile_word_steers_nothing() {
    let invq = Invq::new("explain").arg("\u{1b}[2Jx\u{202e}");
    let run = invq.run().exits(2);
    run.hides("\u{1b}").hides("\u{202e}");
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
    let topics = topics().into_iter().map(|(name, _)| name);
    for name in topics.chain(["failed", "124", "Tags"].map(str::to_owned)) {
        let invq = || Invq::new(&format!("explain {name}")).env("NO_COLOR", "1");
        for (invq, most) in [
            (invq(), 80),
            (invq().terminal(60), 60),
            (invq().terminal(200), 100),
        ] {
            for line in invq.run().quiet().lines() {
                assert!(line.width() <= most, "{name} in {most}: {line}");
            }
        }
    }
}

#[test]
fn words_are_bold_on_a_terminal_alone_unless_a_variable_says_so() {
    for (variable, value, piped, terminal) in [
        ("INVQ_COLOR", "always", true, true),
        ("INVQ_COLOR", "never", false, false),
        ("INVQ_COLOR", "auto", false, true),
        ("NO_COLOR", "1", false, false),
        ("NO_COLOR", "", false, true),
    ] {
        let invq = || Invq::new("explain pending").env(variable, value);
        let shown = [invq(), invq().terminal(80)].map(|it| it.run().quiet().stdout());
        let bold = shown.map(|text| text.starts_with("\u{1b}[1mPending"));
        assert_eq!(bold, [piped, terminal], "{variable}={value}");
    }
}
