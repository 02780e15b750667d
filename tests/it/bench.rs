//! A machine to run on, made for identities: a home directory, an environment, and a sandbox that plays every service.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;

use invq::host::{Host, Terminal};
use invq::sandbox::{Options, Request, Sandbox};
use tempfile::TempDir;
use tokio::sync::oneshot;

/// A machine without anything on it.
pub struct Machine {
    pub home: TempDir,
    pub env: BTreeMap<String, String>,
    pub metadata: String,
}

/// What a run said.
pub struct Said {
    pub code: u8,
    pub out: String,
    pub err: String,
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Machine {
    pub fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            // Nothing is tried twice unless a test asks for it.
            env: BTreeMap::from([("INVQ_RETRIES".to_owned(), "0".to_owned())]),
            metadata: "http://127.0.0.1:1".to_owned(),
        }
    }

    pub fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Writes a file into the home directory, for its owner alone.
    pub fn file(&mut self, name: &str, text: &str) -> PathBuf {
        let path = self.home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let owner = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(&path, owner).unwrap();
        }
        path
    }

    pub fn config(&mut self, text: &str) -> &mut Self {
        self.file(".config/invq/config.toml", text);
        self
    }

    /// A host whose streams are kept.
    fn host(&self, out: &Shared, err: &Shared) -> Host {
        Host {
            env: self.env.clone(),
            home: Some(self.home.path().to_owned()),
            terminal: Terminal::default(),
            terminal_size: Box::new(|| None),
            stdin: Box::new(io::empty()),
            stdout: Box::new(out.clone()),
            stderr: Box::new(err.clone()),
            metadata: self.metadata.clone(),
            interrupt: Box::new(|| Box::pin(std::future::pending())),
            ..Host::real()
        }
    }

    /// Runs the program with these words, in this process.
    pub fn run(&self, words: &[&str]) -> Said {
        let (out, err) = (Shared::default(), Shared::default());
        let args = std::iter::once("invq").chain(words.iter().copied());
        let exit = invq::run(args.map(Into::into), self.host(&out, &err));
        Said {
            code: exit.code(),
            out: out.text(),
            err: err.text(),
        }
    }
}

/// The sandbox on a thread of its own.
pub struct Server {
    pub url: String,
    sandbox: Arc<Sandbox>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start(options: Options) -> Self {
        let (started, start) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let host = Host::real();
                let sandbox = Sandbox::start(options, host.clock, host.random).await;
                started.send(Arc::new(sandbox.unwrap())).unwrap();
                // Dropping the sender stops it as well.
                let _ = stopped.await;
            });
        });
        let sandbox = start.recv().unwrap();
        Self {
            url: sandbox.url(),
            sandbox,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub fn requests(&self) -> Vec<Request> {
        self.sandbox.requests()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
