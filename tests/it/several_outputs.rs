//! The outputs of many instances: a prefix before each line, identical ones folded, or a file for each.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{Invq, Rogue, Run, Server, list, rows, sheet};

const WARM: &str = "t-hz04d6zz0k4jpl";

/// One invocation whose instances printed these texts.
fn printed(outputs: &[&str]) -> String {
    let instance = |(place, text): (usize, &&str)| json!({"InstanceId": format!("i-{place}"), "InvocationStatus": "Success", "Output": STANDARD.encode(text)});
    let instances: Vec<Value> = outputs.iter().enumerate().map(instance).collect();
    json!([{"InvokeId": "t-1", "InvokeInstances": instances}]).to_string()
}

/// What these words make of it, in a pipe.
fn of(outputs: &[&str], words: &str) -> Invq {
    Invq::new(&format!("t-1 -o output --no-notes --from - {words}")).stdin(&printed(outputs))
}

#[test]
fn a_prefix_stands_before_each_line() {
    let run = Server::built_in().run(&format!("{WARM} -o output --prefix --no-notes"));
    let ids = [
        "i-bp1l1xkl3ym4r8h00003",
        "i-bp1sty66weurtew00004",
        "i-bp1neeo3wpxshs400005",
    ];
    let lines = ids.map(|id| format!("{id}: warmed 1,024 keys\n"));
    assert_eq!(run.quiet().stdout(), lines.concat());
}

/// The last line gets an end, so that no two lines run together; everything else is as it was printed.
#[test]
fn prefixed_lines_never_run_together() {
    for (outputs, shown) in [
        (
            &["a\r\n\nb", "c\n", "", "d"][..],
            "i-0: a\r\ni-0: \ni-0: b\ni-1: c\ni-3: d\n",
        ),
        // It is there for one instance, too.
        (&["a\n"], "i-0: a\n"),
    ] {
        let run = of(outputs, "--prefix").run();
        assert_eq!(run.quiet().stdout(), shown);
    }
}

/// A colour that an instance leaves on must not run into the lines of the next.
#[test]
fn on_a_terminal_each_prefixed_line_ends_its_colours() {
    let run = of(&["\u{1b}[31mred\nstill\n", "plain\n"], "--prefix")
        .terminal(80)
        .run();
    let shown = "i-0: \u{1b}[31mred\n\u{1b}[0mi-0: still\ni-1: plain\n";
    assert_eq!(run.quiet().stdout(), shown);
}

#[test]
fn identical_output_comes_once_and_the_most_frequent_first() {
    let run = of(&["odd", "same\n", "same\n", "", "same\n", ""], "--fold")
        .run()
        .quiet();
    let shown = "==> 3 instances, Success: i-1, i-2, i-4 <==\nsame\n\
        ==> 2 instances, Success: i-3, i-5 <==\n(no output)\n\
        ==> 1 instance, Success: i-0 <==\nodd";
    assert_eq!(run.stdout(), shown);
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
    let run = Server::built_in().run("-t site=hz-3 --prefix -o output -n 1");
    let prefix = "t-hz04d71n9j4b2y/i-bp1nahm1tpwt71d0000s: ";
    let mut lines = run.lines().into_iter();
    assert!(lines.all(|line| line.starts_with(prefix)), "{run}");
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
    let begin = "==> 1 instance, Success: t-hz04d71n9j4b2y/";
    assert!(run.stdout().starts_with(begin), "{run}");
}

/// Runs it with `--save` into `out` of its home directory.
fn saving(invq: Invq) -> Run {
    let directory = invq.path("out").display().to_string();
    invq.arg("--save").arg(directory).run()
}

/// The outputs of `WARM`, to be saved.
fn warm(words: &str) -> Invq {
    let invq = Invq::new("--sandbox").arg(WARM).arg("-o").arg("output");
    words.split_whitespace().fold(invq, Invq::arg)
}

#[test]
fn a_file_for_each_instance_with_exactly_its_bytes() {
    let run = saving(warm("")).exits(0);
    for (instance, text) in [
        ("i-bp1l1xkl3ym4r8h00003", "warmed 1,024 keys\n"),
        // One that printed nothing is not left out.
        ("i-bp1s2vctjvtu38c00006", ""),
    ] {
        let file = run.file(&format!("out/{WARM}_{instance}.out"));
        assert_eq!(file.as_deref(), Some(text));
    }
    let told = "exit 0\n---- stderr\nnote: saved 5 files in HOME/out\n";
    assert_eq!(run.to_string(), told);
}

/// Every file in a directory and below it, as paths from there.
fn files(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            let below = files(&path).into_iter();
            found.extend(below.map(|below| format!("{name}/{below}")));
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
    let peer = Rogue::new([list(&[nasty]), list(&[nasty])]);
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
    let run = saving(warm("").file(&name, "mine"))
        .exits(2)
        .says("is there already with other content")
        .says(&name)
        .hides("saved 0 files");
    assert_eq!(run.file(&name).unwrap(), "mine");
    assert_eq!(run.stdout(), "");
}

/// A second try goes on where the first one ended, whatever that one left behind.
#[test]
fn what_is_there_with_the_same_bytes_is_left() {
    let name = format!("out/{WARM}_i-bp1l1xkl3ym4r8h00003.out");
    let invq = warm("")
        .file(&name, "warmed 1,024 keys\n")
        .file("out/.invq-0.tmp", "half of it");
    let run = saving(invq).exits(0).says("note: saved 4 files in");
    assert_eq!(files(run.home()).len(), 6, "{run}");
    let kept = run.says("out, 1 was there already\n");
    assert_eq!(kept.file(&name).unwrap(), "warmed 1,024 keys\n");
    // Those that can be written are, beside one that is another.
    let run = saving(warm("").file(&name, "mine")).exits(2);
    let run = run.says("note: saved 4 files in").says(&name);
    assert_eq!(run.file(&name).unwrap(), "mine");
}

#[test]
fn what_is_there_is_replaced_where_that_is_asked_for() {
    let name = format!("out/{WARM}_i-bp1l1xkl3ym4r8h00003.out");
    let invq = warm("--overwrite").file(&name, "mine");
    // Whoever has the old file open keeps it whole.
    std::fs::hard_link(invq.path(&name), invq.path("old")).unwrap();
    let run = saving(invq).exits(0).says("note: saved 5 files in");
    assert_eq!(run.file(&name).unwrap(), "warmed 1,024 keys\n");
    assert_eq!(run.file("old").unwrap(), "mine");
    assert_eq!(files(&run.home().join("out")).len(), 5, "{run}");
}

/// Also where letters that differ in case alone are one name.
#[test]
fn instances_whose_files_would_have_one_name_get_two() {
    let instances = ["a/b", "a_b", "i-A", "i-a"]
        .map(|id| json!({"InstanceId": id, "Output": STANDARD.encode(id)}));
    let body = json!([{"InvokeId": "t-1", "InvokeInstances": instances}]).to_string();
    let run = saving(Invq::new("-o output --from -").stdin(&body)).exits(0);
    for (name, id) in rows("a_b → a/b\n a_b_2 → a_b\n i-A → i-A\n i-a_2 → i-a") {
        let file = run.file(&format!("out/t-1_{name}.out"));
        assert_eq!(file.as_deref(), Some(id));
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let invq = warm("").file("out/x", "").file("target", "mine");
    let link = invq.path(&format!("out/{WARM}_i-bp1l1xkl3ym4r8h00003.out"));
    std::os::unix::fs::symlink(invq.path("target"), link).unwrap();
    let run = saving(invq).exits(2);
    assert_eq!(run.file("target").unwrap(), "mine");
}

#[test]
fn a_directory_that_cannot_be_one() {
    let server = Server::built_in();
    let invq = server.invq(&format!("{WARM} -o output"));
    let run = saving(invq.file("out", "a file"));
    assert_eq!(run.file("out").unwrap(), "a file");
    sheet("errors/save", [("a file in place of a directory", run)]);
    // That is known before anybody is asked.
    assert_eq!(server.requests().len(), 0);
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
    let alone = Invq::new("-o output --overwrite").run().exits(2);
    alone.says("--overwrite belongs to --save");
}
