//! `--columns` and `--per-instance`: which values a row has, and what a row is.

use snapbox::str;

use crate::support::{Invq, Server, check, good_json};

fn fleet(words: &str) -> crate::support::Run {
    Server::built_in().run(words)
}

#[test]
fn names_replace_the_usual_columns() {
    check!(
        fleet("t-hz04d6r7m3f9kb --columns type,ID,tags,oss,timeout").quiet(),
        str![[r#"
exit 0
---- stdout
TYPE            INVOCATION        TAGS                       OSS                        TIMEOUT
RunShellScript  t-hz04d6r7m3f9kb  team=infra owner=zhangsan  oss://audit-archive/daily      300

"#]]
    );
}

#[test]
fn signs_edit_them() {
    check!(
        fleet("-s stopped --columns +tags,-ok,-created").quiet(),
        str![[r#"
exit 0
---- stdout
INVOCATION        STATUS   COMMAND     TOOK  TAGS
t-hz04d6zz0k4jpl  Stopped  warm-cache   12s  team=web

"#]]
    );
    check!(
        fleet("-s stopped --columns=-ok,-command -o csv").quiet(),
        str![[r#"
exit 0
---- stdout
id,status,created,finished,took,why,region,profile
t-hz04d6zz0k4jpl,Stopped,2026-06-23T23:02:11Z,2026-06-23T23:02:23Z,12,,cn-hangzhou,

"#]]
    );
}

#[test]
fn a_column_that_is_named_twice_is_shown_once() {
    let run = fleet("t-hz04d6r7m3f9kb --columns id,ID,status,id -o csv").quiet();
    assert_eq!(run.lines(), ["id,status", "t-hz04d6r7m3f9kb,Success"]);
    let run = fleet("t-hz04d6r7m3f9kb --columns +status,+tags,+tags -o csv").quiet();
    let header = run.lines()[0].clone();
    for name in ["status", "tags"] {
        let times = header.split(',').filter(|column| *column == name).count();
        assert_eq!(times, 1, "{header}");
    }
}

/// Whoever wants nothing but the rest can begin with a minus.
#[test]
fn a_list_may_begin_with_a_minus() {
    let run = fleet("-s stopped --columns -ok --no-header").quiet();
    assert!(!run.stdout().contains("0/5"), "{run}");
}

#[test]
fn help_lists_every_column_and_asks_nobody() {
    for (words, present, absent) in [
        ("--columns help", "\nfrequency ", "\nexit "),
        ("--columns HELP", "\nfrequency ", "\nexit "),
        ("--columns help --per-instance", "\nexit ", "\nrate "),
    ] {
        let run = Invq::new(words).run().quiet();
        let text = format!("\n{}", run.stdout());
        assert!(text.contains(present) && !text.contains(absent), "{run}");
        assert!(run.lines().iter().all(|line| line.len() > 17), "{run}");
    }
}

#[test]
fn an_unknown_column_gets_a_suggestion() {
    check!(
        Invq::new("--columns id,comand,xyzzy,exit").run(),
        str![[r#"
exit 2
---- stderr
error: 3 problems, nothing was sent
  --columns `comand`: no such column; did you mean `command`?
  --columns `xyzzy`: no such column; `--columns help` lists them
  --columns `exit`: no such column; instances have it, which --per-instance shows
hint: `invq --help output` lists these flags and what they take

"#]]
    );
    Invq::new("--columns id,+tags")
        .run()
        .exits(2)
        .says("either names, or all of them with + and -");
    Invq::new("--columns id --json")
        .run()
        .exits(2)
        .says("--columns is for table, wide, csv and tsv, not for -o json");
}

/// Every column gives a value somewhere in the fleet, for rows of either kind; a new one without a value is a mistake.
#[test]
fn every_column_holds_something() {
    for (kind, more) in [("", ""), (" --per-instance", " --include-output -n 50")] {
        let help = Invq::new(&format!("--columns help{kind}")).run().quiet();
        let names: Vec<String> = help
            .lines()
            .iter()
            .map(|line| line.split_whitespace().next().unwrap().to_owned())
            .collect();
        let words = format!(
            "--timed=all -o csv{kind}{more} --no-notes --columns {}",
            names.join(",")
        );
        let run = fleet(&words).exits(0);
        let mut reader = csv::Reader::from_reader(run.out.as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        for (place, name) in names.iter().enumerate() {
            let empty = rows.iter().all(|row| row[place].is_empty());
            // Keys from the environment belong to no profile.
            assert_eq!(empty, ["profile"].contains(&name.as_str()), "{name}");
        }
    }
}

#[test]
fn one_row_per_instance_in_a_table() {
    check!(
        fleet("t-hz04d7h5v2s1eg t-hz04d6y2g8n5cs --per-instance").quiet(),
        str![[r#"
exit 0
---- stdout
INVOCATION        INSTANCE                STATUS   EXIT   TOOK  WHY
t-hz04d7h5v2s1eg  i-bp15hl4xwggiv270000f  Timeout        1m00s  timed out after 1m
t-hz04d7h5v2s1eg  i-bp1lkxtxnpb3wcl0000g  Failed      1    13s  exit 1
t-hz04d6y2g8n5cs  i-bp170vwi8b9ok0p0000m  Invalid               no such user (AccountNotExists)
t-hz04d6y2g8n5cs  i-bp1rj20lom3dwos0000n  Error             2s  ended abnormally (ExecutionException)

"#]]
    );
}

#[test]
fn one_row_per_instance_in_csv() {
    check!(
        fleet("t-hz04d7h5v2s1eg --per-instance -o csv")
            .quiet()
            .stdout()
            .replace('\r', "^M"),
        str![[r#"
id,instance,status,exit,took,error,why,started,finished^M
t-hz04d7h5v2s1eg,i-bp15hl4xwggiv270000f,Timeout,,60,ExecutionTimeout,timed out after 1m,2026-06-24T05:02:12Z,2026-06-24T05:03:12Z^M
t-hz04d7h5v2s1eg,i-bp1lkxtxnpb3wcl0000g,Failed,1,13,ExitCodeNonzero,exit 1,2026-06-24T05:02:12Z,2026-06-24T05:02:25Z^M

"#]]
    );
    check!(
        fleet("t-hz04d7h5v2s1eg --per-instance -o tsv --columns instance,inv-status,inv-took,command,error-info").quiet(),
        str![[r#"
exit 0
---- stdout
instance	inv-status	inv-took	command	error-info
i-bp15hl4xwggiv270000f	Failed	61	部署-订单服务-灰度发布-第三批	The command execution has been timeout
i-bp1lkxtxnpb3wcl0000g	Failed	61	部署-订单服务-灰度发布-第三批	The command execution exit code is not zero

"#]]
    );
}

/// Each object is an instance, and its invocation stands inside without its list of instances.
#[test]
fn one_object_per_instance_in_json() {
    let server = Server::built_in();
    let whole = good_json(&server.run("t-hz04d7h5v2s1eg t-hz04d6y2g8n5cs --json"));
    let each = good_json(&server.run("t-hz04d7h5v2s1eg t-hz04d6y2g8n5cs --json --per-instance"));
    let mut expected = Vec::new();
    for invocation in whole.as_array().unwrap() {
        for instance in invocation["InvokeInstances"].as_array().unwrap() {
            let mut outer = invocation.clone();
            outer.as_object_mut().unwrap().remove("InvokeInstances");
            let mut object = instance.clone();
            object["Invocation"] = outer;
            expected.push(object);
        }
    }
    assert_eq!(each, serde_json::Value::Array(expected));
}

/// What one invq prints, another reads, and both mean the same rows.
#[test]
fn pairs_of_ids_are_read_again() {
    let server = Server::built_in();
    let first = server.run("--failed -q --per-instance").quiet();
    assert!(first.lines().len() > 6 && first.stdout().contains('\t'));
    let again = server
        .invq("- -q --per-instance --page-size 50")
        .stdin(&first.stdout())
        .run()
        .quiet();
    let sorted = |run: &crate::support::Run| {
        let mut lines = run.lines();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&again), sorted(&first));
}

/// Whoever names the column wants to see it.
#[test]
fn the_column_of_outputs_asks_for_them() {
    let run = fleet("t-hz04d7h5v2s1eg --per-instance -o tsv --no-header --columns output").quiet();
    assert!(run.stdout().contains("Error: UPGRADE FAILED"), "{run}");
}

#[test]
fn without_header_there_are_only_rows() {
    for (form, rows) in [("table", 2), ("wide", 2), ("csv", 2), ("tsv", 2)] {
        let words = format!("t-hz04d7h5v2s1eg --per-instance -o {form}");
        let with = fleet(&words).quiet().lines().len();
        let without = fleet(&format!("{words} --no-header")).quiet().lines().len();
        assert_eq!((with, without), (rows + 1, rows), "{form}");
    }
}

#[test]
fn a_table_without_columns_is_refused() {
    for words in [
        "--columns=-id,-status,-ok,-command,-created,-took,-why",
        "--columns=-id,-instance,-status,-exit,-took,-why --per-instance",
        "-o csv --columns=-id,-status,-ok,-command,-created,-finished,-took,-why,-region,-profile",
    ] {
        let server = crate::support::Server::built_in();
        let run = server.run(words).exits(2);
        assert!(run.stderr().contains("leaves no column"), "{run}");
        assert_eq!(server.requests().len(), 0);
    }
}
