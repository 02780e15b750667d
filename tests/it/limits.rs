//! What comes from outside has an end: files, what a command prints, lines of a table.

use crate::support::Invq;

const MIB: usize = 1024 * 1024;

/// The places of files with settings and keys, and what is set for each to be read.
const FILES: [(&str, &str); 4] = [
    ("c.toml", "--config"),
    (".config/invq/config.toml", ""),
    (".aliyun/config.json", ""),
    (".alibabacloud/credentials", ""),
];

/// Asks with the file of this name, which `make` has made.
fn reading(name: &str, flag: &str, make: impl FnOnce(&std::path::Path)) -> Invq {
    let invq = Invq::new("-r cn-hangzhou");
    let path = invq.path(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    make(&path);
    match flag {
        "" => invq,
        flag => invq.arg(flag).arg(path.to_string_lossy()),
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    for (name, flag) in FILES {
        let large = vec![b'#'; MIB + 1];
        let run = reading(name, flag, |path| std::fs::write(path, &large).unwrap()).run();
        run.exits(3).says("it is larger than 1 MiB");
    }
    let largest = vec![b'#'; MIB];
    let run = reading("c.toml", "--config", |path| {
        std::fs::write(path, &largest).unwrap();
    });
    run.arg("--sandbox").run().exits(0);
}

#[cfg(unix)]
#[test]
fn a_file_that_never_ends_or_never_begins_is_not_read() {
    for (name, flag) in FILES {
        let made = |program: &str, more: &[&str]| {
            reading(name, flag, |path| {
                let made = std::process::Command::new(program)
                    .args(more)
                    .arg(path)
                    .status();
                assert!(made.unwrap().success());
            })
        };
        for invq in [made("mkfifo", &[]), made("ln", &["-s", "/dev/zero"])] {
            invq.run().exits(3).says("it is not a regular file");
        }
        made("mkdir", &[]).run().exits(3).says("director");
    }
}

#[cfg(unix)]
#[test]
fn a_command_that_prints_without_end_is_ended() {
    let command =
        "default_profile = 'a'\n[profiles.a]\nmode = 'External'\nprocess_command = 'cat /dev/zero'";
    let run = Invq::new("-r cn-hangzhou")
        .env("PATH", "/bin:/usr/bin")
        .config(command)
        .run();
    run.exits(3).says("printed more than 1 MiB");
}

/// Of a line of any length, a table shows one line.
#[test]
fn a_cell_of_a_table_has_an_end() {
    let line = "x".repeat(MIB);
    let saved = format!(
        r#"[{{"InvokeId":"t-1","InvokeInstances":[{{"InstanceId":"i-1","InvocationStatus":"Success","Output":"{line}"}}]}}]"#
    );
    let words = "--from - --plain-text --per-instance --columns instance,output";
    let run = Invq::new(words).stdin(&saved).run().exits(0);
    let lines = run.lines();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1], format!("i-1       {}~", "x".repeat(4096)));
    let run = Invq::new(&format!("{words} -o csv")).stdin(&saved).run();
    assert_eq!(run.exits(0).lines()[1], format!("i-1,{line}"));
}
