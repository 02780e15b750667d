//! The steps of `action.yml`, run as a runner runs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use invq::sandbox::Options;

use crate::support::Server;

/// What a step left.
struct Step {
    code: i32,
    log: String,
    outputs: String,
    summary: String,
    report: String,
    _temporary: tempfile::TempDir,
}

fn action(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("action")
        .join(name)
}

fn step(server: &Server, inputs: &[(&str, &str)]) -> Step {
    let temporary = tempfile::tempdir().unwrap();
    let file = |name: &str| {
        let path = temporary.path().join(name);
        fs::write(&path, "before\n").unwrap();
        path
    };
    let (outputs, summary) = (file("output"), file("summary"));
    let mut command = Command::new(action("run"));
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", temporary.path())
        .env("INVQ", env!("CARGO_BIN_EXE_invq"))
        .env("RUNNER_TEMP", temporary.path())
        .env("GITHUB_OUTPUT", &outputs)
        .env("GITHUB_STEP_SUMMARY", &summary)
        .envs(server.invq("").environment())
        .envs(
            inputs
                .iter()
                .map(|(name, value)| (format!("INPUT_{name}"), value)),
        );
    let ran = command.output().unwrap();
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let outputs = read(&outputs);
    let report = outputs
        .lines()
        .find_map(|line| line.strip_prefix("report="));
    let report = report
        .filter(|path| !path.is_empty())
        .map(|path| read(Path::new(path)));
    Step {
        code: ran.status.code().unwrap(),
        log: String::from_utf8(ran.stdout).unwrap() + &String::from_utf8(ran.stderr).unwrap(),
        outputs,
        summary: read(&summary),
        report: report.unwrap_or_default(),
        _temporary: temporary,
    }
}

impl Step {
    fn gives(&self, verdict: &str, code: i32, failed: usize) -> &Self {
        let told = format!("before\nverdict={verdict}\nexit-code={code}\nfailed={failed}\nreport=");
        assert!(
            self.outputs.starts_with(&told),
            "{} {}",
            self.outputs,
            self.log
        );
        assert_eq!(self.code, code, "{}", self.log);
        self
    }

    /// Lines that the runner would take for commands, outside of what invq printed.
    fn commands(&self) -> Vec<&str> {
        let (before, rest) = self.log.split_once("::stop-commands::").unwrap();
        let (token, rest) = rest.split_once('\n').unwrap();
        let (_, after) = rest.split_once(&format!("\n::{token}::\n")).unwrap();
        assert_eq!((token.len(), before), (32, ""));
        after.lines().collect()
    }
}

#[test]
fn what_failed_fails_the_step_and_is_annotated() {
    let server = Server::by_real_clock(Options::default());
    let step = step(&server, &[("IDS", "t-hz04d7m0c6t9ya"), ("WAIT", "false")]);
    step.gives("failed", 1, 2);
    assert_eq!(
        step.commands(),
        [
            "::error title=invq::i-bp1i7gg30r52z2emq3x1: exit 100",
            "::error title=invq::i-bp1c0wq4n9ku61sdh7a2: agent not running (ClientNotRunning)",
        ]
    );
    assert!(
        step.summary
            .starts_with("before\n## ✗ 2 of 40 instances failed\n"),
        "{}",
        step.summary
    );
    assert!(
        step.log.contains("kpatch is not installed"),
        "brief: {}",
        step.log
    );
    assert_eq!(step.report.matches("\n<failure ").count(), 2);
}

#[test]
fn every_end_has_its_word_and_none_but_one_is_a_success() {
    let server = Server::by_real_clock(Options::default());
    for (inputs, verdict, code, failed) in [
        (
            &[("IDS", "t-hz04d6x5b1t7dw"), ("WAIT", "true")][..],
            "success",
            0,
            0,
        ),
        (
            &[
                ("IDS", "t-hz04d7q6f3r8xa,\n t-hz04d6x5b1t7dw"),
                ("WAIT", "false"),
            ],
            "pending",
            8,
            0,
        ),
        (
            &[("IDS", "t-hz04d7q6f3r8xa"), ("WAIT", "1s")],
            "deadline",
            124,
            0,
        ),
        (
            &[("IDS", "t-nowhere"), ("WAIT", "false")],
            "not-found",
            4,
            0,
        ),
        (
            &[("ARGS", "--tag 'no=such' --since 1h"), ("WAIT", "false")],
            "not-found",
            4,
            0,
        ),
        (&[("ARGS", "--no-such-flag")], "error", 2, 0),
        (&[("IDS", "--version")], "error", 2, 0),
        (&[("ARGS", "'open")], "error", 2, 0),
        (&[("IDS", " ")], "error", 2, 0),
    ] {
        let step = step(&server, inputs);
        step.gives(verdict, code, failed);
        let is_annotated = step.log.contains("::error title=invq::");
        assert_eq!(is_annotated, ![0, 8].contains(&code), "{}", step.log);
    }
}

/// A host that printed a command of the runner printed text.
#[test]
fn hosts_give_the_runner_no_commands() {
    let output = "OjphZGQtbWFzazo6eAo6OmVycm9yOjpmb3JnZWQK"; // ::add-mask::x and ::error::forged
    let saved = format!(
        r#"[{{"InvokeId":"t-1","CommandName":"a%b","InvocationStatus":"Failed","InvokeInstances":[{{"InstanceId":"i-1","InvocationStatus":"Failed","ExitCode":1,"ErrorCode":"100% <\"&>\n::error::x","Output":"{output}"}}]}}]"#
    );
    let server = Server::saved(&saved);
    let step = step(
        &server,
        &[("IDS", "t-1"), ("ARGS", "-o output"), ("WAIT", "false")],
    );
    assert!(step.log.contains("\n::error::forged\n"), "{}", step.log);
    assert_eq!(
        step.commands(),
        [r#"::error title=invq::i-1: 100%25 <"&>\n::error::x"#]
    );
}

#[cfg(target_os = "linux")]
/// With curl and sha256sum, a release is installed only if its checksum is in the list and right.
#[test]
fn a_release_is_checked() {
    let name = "invq-v9.9.9-x86_64-unknown-linux-musl";
    for (list, is_good) in [("right", true), ("wrong", false), ("without", false)] {
        let temporary = tempfile::tempdir().unwrap();
        let releases = temporary.path().join("v9.9.9");
        fs::create_dir_all(releases.join(name)).unwrap();
        fs::write(releases.join(name).join("invq"), "program").unwrap();
        let shell = |line: &str| {
            let mut command = Command::new("sh");
            assert!(
                command
                    .args(["-c", line])
                    .current_dir(&releases)
                    .status()
                    .unwrap()
                    .success()
            );
        };
        shell(&format!("tar czf {name}.tgz {name}"));
        shell(match list {
            "right" => "sha256sum *.tgz > SHA256SUMS",
            "wrong" => "echo \"$(printf '%064d' 0)  $(ls *.tgz)\" > SHA256SUMS",
            _ => "sha256sum /dev/null > SHA256SUMS",
        });
        let output = temporary.path().join("output");
        let mut command = Command::new(action("install"));
        command
            .env("INPUT_VERSION", "v9.9.9")
            .env("RELEASES", format!("file://{}", temporary.path().display()))
            .env("GITHUB_OUTPUT", &output)
            .env("RUNNER_TEMP", temporary.path())
            .env("RUNNER_OS", "Linux")
            .env("RUNNER_ARCH", "X64");
        let ran = command.output().unwrap();
        assert_eq!(ran.status.success(), is_good, "{list}: {ran:?}");
        let told = fs::read_to_string(&output).unwrap_or_default();
        assert_eq!(
            told.starts_with("invq=") && Path::new(told[5..].trim()).exists(),
            is_good,
            "{list}"
        );
    }
}
