//! `--columns` and `--per-instance`: which values a row has, and what a row is.

use crate::support::{Invq, Run, Server, good_json, rows, sheet};

fn fleet(words: &str) -> Run {
    Server::built_in().run(words)
}

#[test]
fn names_replace_the_usual_columns_and_signs_edit_them() {
    let words = [
        "t-hz04d6r7m3f9kb --columns type,ID,tags,oss,timeout",
        "-s stopped --columns +tags,-ok,-created",
        "-s stopped --columns=-ok,-command -o csv",
    ];
    sheet("columns/chosen", words.map(|words| (words, fleet(words))));
}

#[test]
fn a_column_that_is_named_twice_is_shown_once() {
    let run = fleet("t-hz04d6r7m3f9kb --columns id,ID,status,id -o csv").quiet();
    assert_eq!(run.lines(), ["id,status", "t-hz04d6r7m3f9kb,Success"]);
    let run = fleet("t-hz04d6r7m3f9kb --columns +status,+tags,+tags -o csv").quiet();
    let header = run.lines().remove(0);
    for name in ["status", "tags"] {
        let times = header.split(',').filter(|column| *column == name);
        assert_eq!(times.count(), 1, "{header}");
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
    let words = "--columns id,comand,xyzzy,exit";
    sheet("columns/unknown", [(words, Invq::new(words).run())]);
    for (words, says) in rows(
        "--columns id,+tags → either names, or all of them with + and -
        --columns id --json → --columns is for table, wide, csv and tsv, not for -o json",
    ) {
        Invq::new(words).run().exits(2).says(says);
    }
}

/// Every column gives a value somewhere in the fleet, for rows of either kind; a new one without a value is a mistake.
#[test]
fn every_column_holds_something() {
    for (kind, more) in [("", ""), ("--per-instance", "--include-output -n 50")] {
        let help = Invq::new(&format!("--columns help {kind}")).run().quiet();
        let help = help.lines();
        let names = help
            .iter()
            .map(|line| line.split_whitespace().next().unwrap());
        let names: Vec<&str> = names.collect();
        let columns = names.join(",");
        let words = format!("--timed=all -o csv {kind} {more} --no-notes --columns {columns}");
        let run = fleet(&words).exits(0);
        let mut reader = csv::Reader::from_reader(run.out.as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        for (place, name) in names.iter().enumerate() {
            let empty = rows.iter().all(|row| row[place].is_empty());
            // Keys from the environment belong to no profile.
            assert_eq!(empty, *name == "profile", "{name}");
        }
    }
}

#[test]
fn one_row_per_instance() {
    let words = [
        "t-hz04d7h5v2s1eg t-hz04d6y2g8n5cs --per-instance",
        "t-hz04d7h5v2s1eg --per-instance -o csv",
        "t-hz04d7h5v2s1eg --per-instance -o tsv --columns instance,inv-status,inv-took,command,error-info",
    ];
    sheet(
        "columns/instances",
        words.map(|words| (words, fleet(words))),
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
    let again = server.invq("- -q --per-instance --page-size 50");
    let again = again.stdin(&first.stdout()).run().quiet();
    let sorted = |run: &Run| {
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
    for form in ["table", "wide", "csv", "tsv"] {
        let words = format!("t-hz04d7h5v2s1eg --per-instance -o {form}");
        let with = fleet(&words).quiet().lines();
        let without = fleet(&format!("{words} --no-header")).quiet().lines();
        assert_eq!((with.len(), without.len()), (3, 2), "{form}");
    }
}

#[test]
fn a_table_without_columns_is_refused() {
    let server = Server::built_in();
    for words in [
        "--columns=-id,-status,-ok,-command,-created,-took,-why",
        "--columns=-id,-instance,-status,-exit,-took,-why --per-instance",
        "-o csv --columns=-id,-status,-ok,-command,-created,-finished,-took,-why,-region,-profile",
    ] {
        server.run(words).exits(2).says("leaves no column");
    }
    assert_eq!(server.requests().len(), 0);
}
