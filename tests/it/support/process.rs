//! The real binary, where a process matters: signals, pipes, exit status.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Arc;

use tempfile::TempDir;

use super::{Invq, Run};

/// The built program, which an example is not told of.
const PROGRAM: Option<&str> = option_env!("CARGO_BIN_EXE_invq");

/// A running invq, killed when a test lets go of it.
pub struct Process {
    child: Child,
    out: Option<BufReader<ChildStdout>>,
    home: Option<Arc<TempDir>>,
}

impl Process {
    pub(super) fn start(invq: Invq) -> Self {
        Self::start_with(invq, Stdio::piped())
    }

    /// Starts it with another standard output.
    pub fn start_with(invq: Invq, out: Stdio) -> Self {
        let mut child = Command::new(PROGRAM.unwrap())
            .args(&invq.args)
            .env_clear()
            .envs(&invq.env)
            .env("HOME", invq.home.path())
            .env("TZ", "UTC")
            .current_dir(invq.home.path())
            .stdin(Stdio::piped())
            .stdout(out)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A process that does not read its input is not at fault.
        let _ = stdin.write_all(&invq.stdin);
        drop(stdin);
        Self {
            out: child.stdout.take().map(BufReader::new),
            child,
            home: Some(invq.home),
        }
    }

    /// The next line of standard output, without its end.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.as_mut().unwrap().read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Closes the reading end of standard output, as `head` does when it has had enough.
    pub fn close_stdout(&mut self) {
        drop(self.out.take());
    }

    /// Sends a signal, by its name.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the end while nobody reads.
    pub fn wait(&mut self) {
        self.child.wait().unwrap();
    }

    /// Waits for the end, and takes what is left on both streams.
    pub fn finish(mut self) -> Run {
        let mut err = self.child.stderr.take().unwrap();
        // Both at once: a process that fills one pipe must not wait for the other to be read.
        let reading = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            err.read_to_end(&mut bytes).unwrap();
            bytes
        });
        let mut out = Vec::new();
        if let Some(reader) = &mut self.out {
            reader.read_to_end(&mut out).unwrap();
        }
        let status = self.child.wait().unwrap();
        Run {
            code: code(status),
            out,
            err: reading.join().unwrap(),
            waits: Vec::new(),
            home: self.home.take().unwrap(),
        }
    }
}

/// The exit code as a shell tells it: 128 and the number of the signal that ended the process.
fn code(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        status
            .code()
            .or(status.signal().map(|signal| 128 + signal))
            .unwrap()
    }
    #[cfg(not(unix))]
    status.code().unwrap()
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended already, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
