//! What is typed, and the machine that it is typed on: an empty environment, a home of its own, a clock that stands.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Cursor, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use invq::host::{Clock, Disk, Host, Random, Signal, SignalFuture, Sleep, Terminal};
use jiff::tz::{TimeZone, offset};
use tempfile::TempDir;

use super::{Process, Run, Screen, Time};

/// When every test takes place.
pub const NOW: &str = "2026-06-24T08:02:11Z";

/// One run to be. Each has a home of its own, which is empty until files are written into it.
pub struct Invq {
    pub(super) args: Vec<String>,
    pub(super) env: BTreeMap<String, String>,
    pub(super) home: Arc<TempDir>,
    pub(super) stdin: Vec<u8>,
    without_home: bool,
    terminal: Terminal,
    sizes: VecDeque<(u16, u16)>,
    time: Time,
    sleep: Option<Sleep>,
    out: Option<Box<dyn Write + Send>>,
    one_screen: bool,
    interrupt: Box<dyn Fn() -> SignalFuture + Send>,
    metadata: String,
    random: Random,
    disk: Disk,
}

impl Invq {
    /// `invq` with these words, split at white space.
    pub fn new(words: &str) -> Self {
        let env = [("LANG", "C.UTF-8")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            args: words.split_whitespace().map(str::to_owned).collect(),
            env: env.into(),
            home: Arc::new(tempfile::tempdir().unwrap()),
            stdin: Vec::new(),
            without_home: false,
            terminal: Terminal::default(),
            sizes: VecDeque::new(),
            time: Time::default(),
            sleep: None,
            out: None,
            one_screen: false,
            interrupt: Box::new(|| Box::pin(std::future::pending())),
            // Nobody listens there.
            metadata: "http://127.0.0.1:1".to_owned(),
            random: random(),
            disk: Disk::system(),
        }
    }

    /// One more word, white space and all.
    pub fn arg(mut self, word: impl Into<String>) -> Self {
        self.args.push(word.into());
        self
    }

    /// Another run on the same machine: its home directory, its environment and its metadata.
    pub fn again(&self, words: &str) -> Self {
        Self {
            env: self.env.clone(),
            home: Arc::clone(&self.home),
            metadata: self.metadata.clone(),
            ..Self::new(words)
        }
    }

    /// A variable of the environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The environment without a variable.
    pub fn without_env(mut self, name: &str) -> Self {
        self.env.remove(name);
        self
    }

    /// The keys that every test server takes, and where it listens.
    pub fn asking(self, url: &str) -> Self {
        self.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")
            .env("ALIBABA_CLOUD_REGION_ID", "cn-hangzhou")
            .env("ALIBABA_CLOUD_ENDPOINT", url)
    }

    /// A machine on which nobody knows a home directory.
    pub fn without_home(mut self) -> Self {
        self.without_home = true;
        self
    }

    /// Where a file of the home directory lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// A file in the home directory that its owner alone can read.
    pub fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        self.mode(name, 0o600)
    }

    /// A file's mode.
    pub fn mode(self, name: &str, mode: u32) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(self.path(name), mode).unwrap();
        }
        self
    }

    /// The profile file in its usual place.
    pub fn config(self, text: &str) -> Self {
        self.file(".config/invq/config.toml", text)
    }

    /// A profile file with one profile, which asks `url`. The lines say whose keys it has; `URL` in them is the same
    /// server, which also plays the metadata of the instance.
    pub fn with_profile(self, url: &str, lines: &str) -> Self {
        let head =
            "default_profile = 'a'\n[profiles.a]\nregion = 'cn-hangzhou'\nendpoint = 'URL'\n";
        self.config(&format!("{head}{lines}\n").replace("URL", url))
            .metadata(url)
    }

    /// Everything is a terminal, this many cells wide.
    pub fn terminal(mut self, width: u16) -> Self {
        self.terminal = Terminal {
            stdout: true,
            stderr: true,
            width: Some(width),
            height: None,
        };
        self
    }

    /// Both streams go to one screen, so that standard output holds both in the order in which a reader sees them.
    pub fn one_screen(mut self) -> Self {
        self.one_screen = true;
        self
    }

    /// The sizes that the window has one after the other, in cells and lines; after them it is as it was.
    pub fn sizes(mut self, sizes: &[(u16, u16)]) -> Self {
        self.sizes = sizes.iter().copied().collect();
        self
    }

    /// The terminal shows so many lines at once.
    pub fn height(mut self, lines: u16) -> Self {
        self.terminal.height = Some(lines);
        self
    }

    /// What standard input holds.
    pub fn stdin(mut self, text: &str) -> Self {
        self.stdin = text.as_bytes().to_vec();
        self
    }

    /// Standard output is this, so that the run holds none.
    pub fn out(mut self, out: impl Write + Send + 'static) -> Self {
        self.out = Some(Box::new(out));
        self
    }

    /// In this time.
    pub fn on(mut self, time: &Time) -> Self {
        self.time = time.clone();
        self
    }

    /// Waits like this, whatever the clock says.
    pub fn sleep(mut self, sleep: Sleep) -> Self {
        self.sleep = Some(sleep);
        self
    }

    /// What an interrupt is waited for with.
    pub fn interrupt(mut self, wait: impl Fn() -> SignalFuture + Send + 'static) -> Self {
        self.interrupt = Box::new(wait);
        self
    }

    /// A signal arrives once so many waits are over; so the time of this run must be set before.
    pub fn signal_after(self, waits: usize, signal: Signal) -> Self {
        let time = self.time.clone();
        self.interrupt(move || {
            let time = time.clone();
            Box::pin(async move {
                while time.waits().len() < waits {
                    tokio::task::yield_now().await;
                }
                signal
            })
        })
    }

    /// An ECS instance, whose metadata is here.
    pub fn metadata(mut self, url: &str) -> Self {
        url.clone_into(&mut self.metadata);
        self
    }

    /// No random bytes at all, so that waits are to the letter. A server takes one such request and no more.
    pub fn nothing_random(mut self) -> Self {
        self.random = Random::new(|_| {});
        self
    }

    /// Its environment, for another program on the same machine.
    pub fn environment(&self) -> &BTreeMap<String, String> {
        &self.env
    }

    /// Files are written on this disk.
    pub fn disk(mut self, disk: Disk) -> Self {
        self.disk = disk;
        self
    }

    /// The machine alone, for what is called without words.
    pub fn host(&self, clock: Clock) -> Host {
        Host {
            env: self.env.clone(),
            home: Some(self.home.path().to_owned()),
            metadata: self.metadata.clone(),
            stdout: Box::new(io::sink()),
            stderr: Box::new(io::sink()),
            clock,
            ..Host::real()
        }
    }

    /// Runs it in this process.
    pub fn run(self) -> Run {
        let out = Kept::default();
        let err = if self.one_screen {
            out.clone()
        } else {
            Kept::default()
        };
        let home = self.home.path();
        let size = self.terminal.width.zip(self.terminal.height);
        let sizes = Mutex::new(self.sizes);
        let host = Host {
            metadata: self.metadata,
            env: self.env,
            home: (!self.without_home).then(|| home.to_owned()),
            clock: self.time.clock(),
            sleep: self.sleep.unwrap_or_else(|| self.time.sleep()),
            time_zone: || TimeZone::fixed(offset(8)),
            random: self.random,
            disk: self.disk,
            terminal: self.terminal,
            terminal_size: Box::new(move || {
                let next = sizes.lock().unwrap().pop_front();
                next.or(size)
            }),
            stdin: Box::new(Cursor::new(self.stdin)),
            stdout: self.out.unwrap_or_else(|| Box::new(out.clone())),
            stderr: Box::new(err.clone()),
            interrupt: self.interrupt,
            paging: Arc::default(),
        };
        let args = std::iter::once("invq".to_owned()).chain(self.args);
        let exit = invq::run(args.map(Into::into), host);
        Run {
            code: i32::from(exit.code()),
            out: out.taken(),
            err: err.taken(),
            waits: self.time.waits(),
            home: self.home,
        }
    }

    /// Runs it on a terminal of this size, without a pager, and looks at the screen.
    pub fn screen(self, width: u16, height: u16) -> Screen {
        let invq = self.terminal(width).height(height).one_screen();
        Screen::of(&invq.env("PAGER", "cat").run(), width, height)
    }

    /// Starts the real binary.
    pub fn spawn(self) -> Process {
        Process::start(self)
    }

    /// Runs the real binary to its end.
    pub fn run_binary(self) -> Run {
        self.spawn().finish()
    }
}

/// A standard output on which every write fails so.
pub struct Failing(pub io::ErrorKind);

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Bytes that nobody else is given: a server refuses a nonce that it has seen, and tests share servers. The first of them
/// is always the same, so that no wait depends on what other tests were given before.
pub fn random() -> Random {
    static GIVEN: AtomicU64 = AtomicU64::new(1);
    Random::new(|bytes| {
        for chunk in bytes.chunks_mut(8) {
            let number = GIVEN.fetch_add(1, Ordering::Relaxed) << 8 | 0x69;
            chunk.copy_from_slice(&number.to_le_bytes()[..chunk.len()]);
        }
    })
}

/// A writer that keeps what it is given.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn taken(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
