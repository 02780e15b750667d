//! `--from` of archives, of packed files and of several at once: the newest record of each invocation, and what is damaged.

use std::fs;
use std::io::Write as _;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::archive::{Archive, skip};
use crate::support::{Invq, Run, Server, page, record};

fn packed(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

/// A line as invq writes it into an archive.
fn line(id: &str, status: &str, seen: &str, output: Option<&str>) -> String {
    let output = output
        .map(|it| format!(r#""Output":"{it}","#))
        .unwrap_or_default();
    let seen = match seen {
        "" => String::new(),
        seen => format!(r#","SeenAt":"2026-06-24T{seen}Z""#),
    };
    format!(
        r#"{{"InvokeId":"{id}","InvocationStatus":"{status}","CreationTime":"2026-06-24T07:00:00Z","InvokeInstances":[{{"InstanceId":"i-1",{output}"InvocationStatus":"{status}","FinishTime":"2026-06-24T07:01:00Z","Derived":{{"OutputEncoding":"text"}}}}],"Derived":{{"Region":"cn-hangzhou"{seen}}}}}
"#
    )
}

/// `--from` these files with these words.
fn from(files: &[(&str, &[u8])], words: &str) -> Run {
    let mut invq = Invq::new(words);
    let mut paths = Vec::new();
    for (name, bytes) in files {
        invq = invq.file(name, bytes);
        paths.push(invq.path(name).display().to_string());
    }
    let mut invq = invq.arg("--from");
    for path in paths {
        invq = invq.arg(path);
    }
    invq.run()
}

#[test]
fn files_of_every_form_are_read_together() {
    let body = page(&[&record("t-1", "2026-06-24T07:00:00Z")], None);
    let two = line("t-2", "Success", "", None);
    let three = format!("[{}]", record("t-3", "2026-06-24T07:00:00Z"));
    let files: [(&str, &[u8]); 4] = [
        ("a.json", body.as_bytes()),
        ("b.jsonl", two.as_bytes()),
        ("c.json.gz", &packed(&three)),
        ("d.jsonl.gz", &packed(&line("t-4", "Success", "", None))),
    ];
    assert_eq!(
        from(&files, "-q").quiet().lines(),
        ["t-1", "t-2", "t-3", "t-4"]
    );
    let some = from(&files, "t-2 t-4 -q").quiet();
    assert_eq!(some.lines(), ["t-2", "t-4"]);
    // A directory of them, and standard input beside a file.
    let mut invq = Invq::new("-q --from");
    for (name, bytes) in files {
        invq = invq.file(&format!("dir/{name}"), bytes);
    }
    let invq = invq.file("dir/notes.txt", "x");
    let path = invq.path("dir").display().to_string();
    let run = invq
        .arg(path)
        .arg("--from")
        .arg("-")
        .stdin(&line("t-5", "Success", "", None))
        .run();
    assert_eq!(run.exits(0).lines(), ["t-1", "t-2", "t-3", "t-4", "t-5"]);
    from(&files, "-q --from -")
        .exits(7)
        .says("\n  -: there is nothing in it");
}

/// An appended file said Running for ever, since its first record counted.
#[test]
fn the_newest_record_counts_and_keeps_outputs_of_older_ones() {
    let (old, new) = ("07:10:00", "07:20:00");
    let show =
        |lines: &[String], words: &str| from(&[("a.jsonl", lines.concat().as_bytes())], words);
    for (lines, status) in [
        (
            vec![
                line("t-1", "Running", "", None),
                line("t-1", "Success", "", None),
            ],
            "Success",
        ),
        (
            vec![
                line("t-1", "Success", "", None),
                line("t-1", "Running", "", None),
            ],
            "Success",
        ),
        (
            vec![
                line("t-1", "Failed", new, None),
                line("t-1", "Running", old, None),
            ],
            "Failed",
        ),
        (
            vec![
                line("t-1", "Success", old, None),
                line("t-1", "Running", new, None),
            ],
            "Running",
        ),
        (
            vec![
                line("t-1", "Running", new, None),
                line("t-1", "Failed", "", None),
            ],
            "Failed",
        ),
    ] {
        let run = show(&lines, "-o csv --columns status").quiet();
        assert_eq!(run.lines(), ["status", status], "{lines:?}");
        // What was true once is not selected.
        let other = if status == "Running" {
            "success"
        } else {
            "running"
        };
        assert_eq!(show(&lines, &format!("-q -s {other}")).quiet().stdout(), "");
    }
    let lines = [
        line("t-1", "Success", old, Some("hi")),
        line("t-1", "Success", new, None),
    ];
    assert_eq!(show(&lines, "t-1 -o output").quiet().stdout(), "hi");
    // What it printed while it ran is not what it printed in all.
    let lines = [
        line("t-1", "Running", old, Some("hi")),
        line("t-1", "Success", new, None),
    ];
    assert_eq!(show(&lines, "t-1 -o output").stdout(), "");
}

#[test]
fn what_is_damaged_is_told_and_never_a_success() {
    let good = line("t-1", "Success", "", None);
    let torn = &good[..good.len() / 2];
    let file = format!("{good}{torn}\n{}", line("t-2", "Success", "", None));
    for words in ["-q", "-q --exit-status", "-q --exit-status --allow-empty"] {
        let run = from(&[("a.jsonl", file.as_bytes())], words).exits(7);
        assert_eq!(run.lines(), ["t-1", "t-2"]);
        run.says("line 2 of ").says("a.jsonl: ");
    }
    // A part of an array is no array, and counts of a part are none.
    let run = from(&[("a.jsonl", file.as_bytes())], "--json").exits(7);
    assert!(serde_json::from_str::<serde_json::Value>(&run.stdout()).is_err());
    assert_eq!(
        from(&[("a.jsonl", file.as_bytes())], "--summary")
            .exits(7)
            .stdout(),
        ""
    );
    // Another file that cannot be read at all.
    let files: [(&str, &[u8]); 2] = [("a.jsonl", good.as_bytes()), ("b.json", b"{\"x\":")];
    let run = from(&files, "-q --exit-status")
        .exits(7)
        .says("b.json: value 1 is not JSON");
    assert_eq!(run.lines(), ["t-1"]);
    from(&files[1..], "-q").exits(2);
    // Failures count for more, and so does what is missing for less.
    let failed = line("t-3", "Failed", "", None);
    let files: [(&str, &[u8]); 2] = [("a.jsonl", failed.as_bytes()), ("b.json", b"{")];
    from(&files, "-q --exit-status").exits(1);
    from(&files, "t-9 -q").exits(7);
    from(&files, "-q --exit-status=remote").exits(125);
}

/// A bit that turned round is found by the checksum, and nothing of such a file is believed.
#[test]
fn a_packed_file_that_was_altered_is_left_out() {
    let text: String = (0..400)
        .map(|n| line(&format!("t-{n}"), "Success", "", None))
        .collect();
    let mut bytes = packed(&text);
    let last = bytes.len() - 6;
    bytes[last] ^= 1;
    let good = packed(&line("t-good", "Success", "", None));
    let run = from(&[("a.jsonl.gz", &bytes), ("b.jsonl.gz", &good)], "-q").exits(7);
    assert_eq!(run.lines(), ["t-good"]);
}

#[test]
fn a_file_cut_at_any_byte_is_told() {
    let archive = Archive::new();
    archive.sync(Server::records(40).invq("")).quiet();
    let whole = archive.ids();
    let file = archive.path().join(archive.files().last().unwrap());
    let bytes = fs::read(&file).unwrap();
    for length in bytes.len().saturating_sub(1024)..bytes.len() {
        fs::write(&file, &bytes[..length]).unwrap();
        let run = archive.from("-q").exits(7);
        assert!(run.lines().iter().all(|id| whole.contains(id)), "{length}");
    }
    fs::write(&file, &bytes).unwrap();
    assert_eq!(archive.ids(), whole);
}

#[test]
fn only_months_that_are_asked_for_are_opened() {
    let archive = Archive::new();
    let records = [
        record("t-1", "2026-04-24T07:00:00Z"),
        record("t-2", "2026-06-24T07:00:00Z"),
    ];
    let saved = page(&[&records[0], &records[1]], None);
    archive.sync(Invq::new("--from -").stdin(&saved)).quiet();
    let files = archive.files();
    assert_eq!(files.len(), 2);
    fs::write(archive.path().join(&files[0]), "no gzip").unwrap();
    assert_eq!(
        archive.from("-q --since 2026-05-02").quiet().lines(),
        ["t-2"]
    );
    archive.from("-q").exits(7).says("month=2026-04");
    archive.from("-q --until 2026-05-01").exits(7);
    // The newest come first, and no further month is opened than the limit needs.
    assert_eq!(archive.from("-q -n 1").quiet().lines(), ["t-2"]);
}

#[test]
fn another_format_is_refused_and_what_is_foreign_is_told() {
    let archive = Archive::new();
    let server = Server::records(3);
    archive.sync(server.invq("")).quiet();
    let path = archive.path();
    fs::write(path.join("notes.txt"), "mine").unwrap();
    fs::write(path.join(".invq-abc.tmp"), "half a fi").unwrap();
    let run = archive.from("-q").exits(0).says("note: ").says("notes.txt");
    assert_eq!(run.lines().len(), 3);
    archive.sync(server.invq("")).exits(0);
    for format in ["2\n", "", "1.0", "\u{1b}[31m"] {
        fs::write(path.join("FORMAT"), format).unwrap();
        for run in [archive.from("-q"), archive.sync(server.invq(""))] {
            run.exits(2)
                .says("it is an archive of format `")
                .hides("\u{1b}");
        }
        // A part of it is no way around that.
        let part = path.join("account=1000000000000001");
        let part = Invq::new("-q --from").arg(part.to_string_lossy());
        part.run().exits(2).says("it is an archive of format `");
    }
}

/// What the README of an archive says is true.
#[test]
fn other_tools_read_it() {
    let archive = Archive::new();
    let server = Server::built_in();
    archive.sync(server.invq("--no-notes")).exits(0);
    archive
        .sync(server.invq("--include-output --no-notes"))
        .exits(0);
    let readme = fs::read_to_string(archive.path().join("README")).unwrap();
    let command = |word: &str| {
        let rest = readme.split_once(&format!("  {word}  ")).unwrap().1;
        rest.lines()
            .next()
            .unwrap()
            .trim()
            .replace("DIR", &archive.path().display().to_string())
    };
    let lines = |shell: &str, line: &str| {
        let ran = Command::new(shell).args(["-c", line]).output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
        let mut lines: Vec<String> = String::from_utf8(ran.stdout)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect();
        lines.sort();
        lines.dedup();
        lines
    };
    let has = |tool: &str| {
        let found = Command::new("sh")
            .args(["-c", &format!("command -v {tool}")])
            .output()
            .unwrap();
        if !found.status.success() {
            skip(&format!("{tool} is not installed"));
        }
        found.status.success()
    };
    if has("jq") {
        let failed = archive.from("-q -s failed").exits(0).lines();
        let failed: Vec<String> = failed.iter().map(|id| format!("\"{id}\"")).collect();
        let mut failed = failed;
        failed.sort();
        assert_eq!(lines("sh", &command("jq")), failed);
    }
    if has("zgrep") {
        let line = command("zgrep")
            .replace("out of memory", "disk-usage")
            .replace("2026-11", "*");
        assert!(
            lines("sh", &line)
                .iter()
                .all(|line| line.contains("disk-usage"))
        );
        assert!(!lines("sh", &line).is_empty());
    }
    let python = "python3 -c 'import duckdb' 2>/dev/null";
    if Command::new("sh")
        .args(["-c", python])
        .status()
        .unwrap()
        .success()
    {
        let sql = readme.split_once("  DuckDB  ").unwrap().1;
        let sql = sql.replace("DIR", &archive.path().display().to_string());
        let script = format!(
            "import duckdb\nfor row in duckdb.sql(\"\"\"{sql}\"\"\").fetchall(): print(row[1], row[2])"
        );
        let ran = Command::new("python3")
            .args(["-c", &script])
            .output()
            .unwrap();
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        let mut counted: Vec<String> = String::from_utf8(ran.stdout)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect();
        counted.sort();
        let own = archive.from("--summary -o jsonl").exits(0).lines();
        let own = own.iter().map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            format!("{} {}", row["Key"].as_str().unwrap(), row["Count"])
        });
        let mut own: Vec<String> = own.collect();
        own.sort();
        assert_eq!(counted, own);
    } else {
        skip("DuckDB for Python is not installed");
    }
}

/// With a limit no more is held than is shown, and the same is shown and judged.
#[test]
fn a_limit_gives_the_newest_whatever_the_order_of_files_and_lines() {
    let archive = Archive::new();
    let server = Server::records(600);
    archive.sync(server.invq("--no-notes")).exits(0);
    let all = archive.from("-q").quiet().lines();
    for (words, most) in [("-n 1", 1), ("-n 7", 7), ("-n 590", 590), ("-n 9999", 600)] {
        let run = archive.from(&format!("-q {words}")).quiet();
        assert_eq!(run.lines(), all[..most], "{words}");
        let judged = server.run(&format!(
            "--timed=false {words} --exit-status -q --no-notes"
        ));
        let kept = archive.from(&format!("{words} --exit-status -q --no-notes"));
        assert_eq!(
            (kept.code, kept.lines()),
            (judged.code, judged.lines()),
            "{words}"
        );
    }
    let failed = archive.from("-q --failed").quiet().lines();
    assert_eq!(
        archive.from("-q --failed -n 3").quiet().lines(),
        failed[..3]
    );
}
