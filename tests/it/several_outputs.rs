//! The outputs of many instances: a prefix before each line, identical ones folded, or a file for each.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use snapbox::str;

use crate::support::{Answer, Invq, Rogue, Run, Server, check, page};

const WARM: &str = "t-hz04d6zz0k4jpl";

/// One invocation whose instances printed these texts.
fn printed(outputs: &[&str]) -> String {
    let encode = |text: &&str| STANDARD.encode(text);
    let instances: Vec<String> = outputs
        .iter()
        .enumerate()
        .map(|(place, text)| {
            format!(
                r#"{{"InstanceId":"i-{place}","InvocationStatus":"Success","Output":"{}"}}"#,
                encode(text)
            )
        })
        .collect();
    format!(
        r#"[{{"InvokeId":"t-1","InvokeInstances":[{}]}}]"#,
        instances.join(",")
    )
}

fn of(outputs: &[&str], words: &str) -> Invq {
    Invq::new(&format!("t-1 -o output --no-notes --from - {words}")).stdin(&printed(outputs))
}

#[test]
fn a_prefix_stands_before_each_line() {
    check!(
        Server::built_in().run(&format!("{WARM} -o output --prefix --no-notes")),
        str![[r#"
exit 0
---- stdout
i-bp1l1xkl3ym4r8h00003: warmed 1,024 keys
i-bp1sty66weurtew00004: warmed 1,024 keys
i-bp1neeo3wpxshs400005: warmed 1,024 keys

"#]]
    );
}

/// The last line gets an end, so that no two lines run together; everything else is as it was printed.
#[test]
fn prefixed_lines_never_run_together() {
    let run = of(&["a\r\n\nb", "c\n", "", "d"], "--prefix").run().quiet();
    assert_eq!(run.stdout(), "i-0: a\r\ni-0: \ni-0: b\ni-1: c\ni-3: d\n");
}

#[test]
fn a_prefix_is_there_for_one_instance_too() {
    assert_eq!(of(&["a\n"], "--prefix").run().quiet().stdout(), "i-0: a\n");
}

/// A colour that an instance leaves on must not run into the lines of the next.
#[test]
fn on_a_terminal_each_prefixed_line_ends_its_colours() {
    let run = of(&["\u{1b}[31mred\nstill\n", "plain\n"], "--prefix")
        .terminal(80)
        .run()
        .quiet();
    assert_eq!(
        run.stdout(),
        "i-0: \u{1b}[31mred\n\u{1b}[0mi-0: still\ni-1: plain\n"
    );
}

#[test]
fn identical_output_comes_once_and_the_most_frequent_first() {
    let run = of(&["odd", "same\n", "same\n", "", "same\n", ""], "--fold")
        .run()
        .quiet();
    check!(
        run,
        str![[r#"
exit 0
---- stdout
==> 3 instances, Success: i-1, i-2, i-4 <==
same
==> 2 instances, Success: i-3, i-5 <==
(no output)
==> 1 instance, Success: i-0 <==
odd<no line end>

"#]]
    );
}

/// What differs in one byte is not the same.
#[test]
fn outputs_are_alike_to_the_byte_or_not_at_all() {
    let run = of(&["a\n", "a", "a\r\n"], "--fold").run().quiet();
    assert_eq!(run.stdout().matches("==> 1 instance, Success: ").count(), 3);
}

/// Three are named and the others counted, in a pipe too, so that `head -1` is short; fewer where the line is.
#[test]
fn the_names_of_many_are_cut_short() {
    let same = vec!["ok\n"; 12];
    let head = "==> 12 instances, Success: i-0, i-1, i-2 and 9 more <==\nok\n";
    assert_eq!(of(&same, "--fold").run().quiet().stdout(), head);
    let run = of(&same, "--fold").terminal(55).run().quiet();
    assert_eq!(run.stdout(), head);
    let run = of(&same, "--fold").terminal(20).run().quiet();
    let head = "==> 12 instances,\n    Success: i-0 and\n    11 more <==\n";
    assert!(run.stdout().starts_with(head), "{run}");
}

/// Where several invocations are printed, each line says of which it is.
#[test]
fn a_prefix_names_the_invocation_where_there_are_several() {
    let run = Server::built_in()
        .run("-t site=hz-3 --prefix -o output -n 1")
        .exits(0);
    let prefix = "t-hz04d71n9j4b2y/i-bp1nahm1tpwt71d0000s: ";
    assert!(
        run.lines().iter().all(|line| line.starts_with(prefix)),
        "{run}"
    );
}

/// What is said after an output without a line end does not run into it.
#[test]
fn a_message_after_an_open_line_begins_a_new_one() {
    let cut = r#"[{"InvokeId":"t-1","InvokeInstances":[{"InstanceId":"i-1","InvocationStatus":"Success","Dropped":5,"Output":"aGk="}]}]"#;
    let invq = || Invq::new("t-1 -o output --from -").stdin(cut);
    let screen = invq().env("NO_COLOR", "1");
    let screen = screen.terminal(200).one_screen().run().stdout();
    assert!(screen.starts_with("hi\nwarning: "), "{screen}");
    assert_eq!(invq().run().stdout(), "hi");
}

/// A colour that is ended behind a line leaves no empty line before the next heading.
#[test]
fn headings_follow_at_once() {
    let outputs = ["\u{1b}[31mred\u{1b}[0m\n", "b\n"];
    for (words, before, behind) in [
        ("--fold", "1 instance, Success: ", ""),
        ("", "", " Success"),
    ] {
        let run = of(&outputs, words).terminal(80).run().quiet();
        let head = |id: &str| format!("==> {before}{id}{behind} <==\n");
        let (red, plain) = (head("i-0"), head("i-1"));
        let expected = format!("{red}\u{1b}[31mred\u{1b}[0m\n\u{1b}[0m{plain}b\n");
        assert_eq!(run.stdout(), expected);
    }
}

#[test]
fn folding_goes_over_several_invocations() {
    let run = Server::built_in()
        .run("-t site=hz-3 --fold -o output")
        .quiet();
    assert!(
        run.stdout()
            .starts_with("==> 1 instance, Success: t-hz04d71n9j4b2y/"),
        "{run}"
    );
}

/// Runs it with `--save` into `out` of its home directory.
fn saving(invq: Invq) -> Run {
    let directory = invq.path("out");
    invq.arg("--save")
        .arg(directory.display().to_string())
        .run()
}

#[test]
fn a_file_for_each_instance_with_exactly_its_bytes() {
    let server = Server::built_in();
    let run = saving(server.invq(&format!("{WARM} -o output"))).exits(0);
    assert_eq!(run.stdout(), "");
    let file = |instance: &str| run.file(&format!("out/{WARM}_{instance}.out"));
    assert_eq!(
        file("i-bp1l1xkl3ym4r8h00003").unwrap(),
        "warmed 1,024 keys\n"
    );
    assert_eq!(
        file("i-bp1s2vctjvtu38c00006").unwrap(),
        "",
        "one that printed nothing is not left out"
    );
    check!(
        run,
        str![[r#"
exit 0
---- stderr
note: saved 5 files in HOME/out

"#]]
    );
}

/// Every file in a directory and below it, as paths from there.
fn files(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(
                files(&path)
                    .into_iter()
                    .map(|below| format!("{name}/{below}")),
            );
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}

#[test]
fn no_id_leads_out_of_the_directory() {
    let nasty = r#"{"InvokeId":"../../t-1","InvokeInstances":{"InvokeInstance":[
        {"InstanceId":"../../../etc/passwd","Output":"aGk="},{"InstanceId":"","Output":"aGk="},
        {"InstanceId":"C:\\Windows\\x\u0000\u202e","Output":"aGk="},{"InstanceId":"/tmp/y","Output":"aGk="}]}}"#;
    let peer = Rogue::new([
        Answer::json(&page(&[nasty], None)),
        Answer::json(&page(&[nasty], None)),
    ]);
    let run = saving(peer.invq("-o output -n 1")).exits(0);
    assert_eq!(
        files(run.home()),
        [
            "out/______t-1_C__Windows_x__.out",
            "out/______t-1__.out",
            "out/______t-1__________etc_passwd.out",
            "out/______t-1__tmp_y.out",
        ]
    );
}

#[test]
fn what_is_there_already_is_not_touched() {
    let name = format!("out/{WARM}_i-bp1neeo3wpxshs400005.out");
    let server = Server::built_in();
    let invq = server
        .invq(&format!("{WARM} -o output"))
        .file(&name, "mine");
    let run = saving(invq)
        .exits(2)
        .says("is there already with other content");
    assert!(!run.stderr().contains("saved 0 files"), "{run}");
    assert_eq!(run.file(&name).unwrap(), "mine");
    let run = run.says(&name);
    assert_eq!(run.stdout(), "");
}

/// A second try goes on where the first one ended, whatever that one left behind.
#[test]
fn what_is_there_with_the_same_bytes_is_left() {
    let server = Server::built_in();
    let whole = || server.invq(&format!("{WARM} -o output"));
    let name = format!("out/{WARM}_i-bp1l1xkl3ym4r8h00003.out");
    let invq = whole()
        .file(&name, "warmed 1,024 keys\n")
        .file("out/.invq-0.tmp", "half of it");
    let run = saving(invq).exits(0).says("note: saved 4 files in");
    assert_eq!(files(run.home()).len(), 6, "{run}");
    let kept = run.says("out, 1 was there already\n");
    assert_eq!(kept.file(&name).unwrap(), "warmed 1,024 keys\n");
    // Those that can be written are, beside one that is another.
    let run = saving(whole().file(&name, "mine")).exits(2);
    let run = run.says("note: saved 4 files in").says(&name);
    assert_eq!(run.file(&name).unwrap(), "mine");
}

#[test]
fn what_is_there_is_replaced_where_that_is_asked_for() {
    let server = Server::built_in();
    let name = format!("out/{WARM}_i-bp1l1xkl3ym4r8h00003.out");
    let invq = server
        .invq(&format!("{WARM} -o output --overwrite"))
        .file(&name, "mine");
    // Whoever has the old file open keeps it whole.
    std::fs::hard_link(invq.path(&name), invq.path("old")).unwrap();
    let run = saving(invq).exits(0).says("note: saved 5 files in");
    assert_eq!(run.file(&name).unwrap(), "warmed 1,024 keys\n");
    assert_eq!(run.file("old").unwrap(), "mine");
    assert_eq!(files(&run.home().join("out")).len(), 5, "{run}");
    let alone = Invq::new("-o output --overwrite").run().exits(2);
    alone.says("--overwrite belongs to --save");
}

/// Also where letters that differ in case alone are one name.
#[test]
fn instances_whose_files_would_have_one_name_get_two() {
    let instance = |id: &str| {
        format!(
            r#"{{"InstanceId":"{id}","Output":"{}"}}"#,
            STANDARD.encode(id)
        )
    };
    let instances = ["a/b", "a_b", "i-A", "i-a"].map(instance).join(",");
    let record =
        format!(r#"{{"InvokeId":"t-1","InvokeInstances":{{"InvokeInstance":[{instances}]}}}}"#);
    let body = page(&[&record], None);
    let run = saving(Invq::new("-o output --from -").stdin(&body)).exits(0);
    for (name, id) in [
        ("a_b", "a/b"),
        ("a_b_2", "a_b"),
        ("i-A", "i-A"),
        ("i-a_2", "i-a"),
    ] {
        assert_eq!(
            run.file(&format!("out/t-1_{name}.out")).as_deref(),
            Some(id)
        );
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let server = Server::built_in();
    let invq = server
        .invq(&format!("{WARM} -o output"))
        .file("out/x", "")
        .file("target", "mine");
    let link = invq.path(&format!("out/{WARM}_i-bp1l1xkl3ym4r8h00003.out"));
    std::os::unix::fs::symlink(invq.path("target"), link).unwrap();
    let run = saving(invq).exits(2);
    assert_eq!(run.file("target").unwrap(), "mine");
}

#[test]
fn a_directory_that_cannot_be_one() {
    let server = Server::built_in();
    let invq = server
        .invq(&format!("{WARM} -o output"))
        .file("out", "a file");
    let run = saving(invq);
    check!(
        run,
        str![[r#"
exit 2
---- stderr
error: cannot write into HOME/out: File exists (os error N)
hint: name a directory, or a place where one can be made

"#]]
    );
    assert_eq!(run.file("out").unwrap(), "a file");
    assert_eq!(
        server.requests().len(),
        0,
        "that is known before anybody is asked"
    );
}

#[test]
fn what_does_not_go_together() {
    for words in [
        "--prefix",
        "--fold",
        "--save d",
        "--prefix --json",
        "-o output --prefix --fold",
        "-o output --save d --fold",
    ] {
        Invq::new(words).run().exits(2);
    }
}
