//! The embedded sandbox on a thread of its own, so that a run in this process asks it over real HTTP.

use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use invq::host::Clock;
use invq::sandbox::{AccessKey, Fault, Options, Request, Sandbox, Source};
use tokio::sync::oneshot;

use super::invq::{Invq, NOW, random};
use super::{Process, Run, Time};

/// A server, stopped when it is dropped.
pub struct Server {
    url: String,
    sandbox: Arc<Sandbox>,
    time: Option<Time>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// The built-in fleet, at the moment at which every test takes place.
    pub fn built_in() -> Self {
        Self::with(Options::default())
    }

    /// So many generated invocations of one instance each.
    pub fn records(records: usize) -> Self {
        Self::serving(Source::Generated {
            records,
            instances: 1,
            output_bytes: 40,
            seed: 1,
        })
    }

    /// Saved bodies or invocations.
    pub fn saved(text: &str) -> Self {
        Self::serving(Source::parse_saved(text).unwrap())
    }

    fn serving(source: Source) -> Self {
        Self::with(Options {
            source,
            ..Options::default()
        })
    }

    /// One that takes this key alone, written `ID:SECRET` or `ID:SECRET:TOKEN`.
    pub fn with_key(key: &str) -> Self {
        Self::with(Options {
            keys: vec![AccessKey::parse(key).unwrap()],
            ..Options::default()
        })
    }

    /// The built-in fleet with these faults.
    pub fn faulty(faults: &[&str]) -> Self {
        let faults = faults.iter().map(|text| Fault::parse(text).unwrap());
        Self::with(Options {
            faults: faults.collect(),
            slow: Duration::ZERO..=Duration::from_millis(2),
            ..Options::default()
        })
    }

    /// A server with its own options.
    pub fn with(options: Options) -> Self {
        Self::start(options, Clock::new(|| NOW.parse().unwrap()))
    }

    /// A server on the machine's clock, for the real binary.
    pub fn by_real_clock(options: Options) -> Self {
        Self::start(options, Clock::system())
    }

    /// A server that shares its time with whoever asks it, so that what it serves moves while invq waits.
    pub fn on(options: Options, time: &Time) -> Self {
        let mut server = Self::start(options, time.clock());
        server.time = Some(time.clone());
        server
    }

    /// The built-in fleet, which moves while invq waits.
    pub fn moving() -> Self {
        Self::on(Options::default(), &Time::default())
    }

    /// A server whose clock stands at another time.
    pub fn at(now: &'static str) -> Self {
        Self::start(Options::default(), Clock::new(|| now.parse().unwrap()))
    }

    fn start(options: Options, clock: Clock) -> Self {
        let (started, start) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let sandbox = Sandbox::start(options, clock, random()).await.unwrap();
                started.send(Arc::new(sandbox)).unwrap();
                // Dropping the sender says the same as sending.
                let _ = stopped.await;
            });
        });
        let sandbox = start.recv().unwrap();
        Self {
            url: sandbox.url(),
            sandbox,
            time: None,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// `invq` with these words, asking this server.
    pub fn invq(&self, words: &str) -> Invq {
        self.plain(words).asking(&self.url)
    }

    /// The same without keys, and without knowing where the server is.
    pub fn plain(&self, words: &str) -> Invq {
        let invq = Invq::new(words);
        match &self.time {
            Some(time) => invq.on(time),
            None => invq,
        }
    }

    /// The same, run in this process.
    pub fn run(&self, words: &str) -> Run {
        self.invq(words).run()
    }

    /// The same, as a process.
    pub fn spawn(&self, words: &str) -> Process {
        self.invq(words).spawn()
    }

    /// What arrived, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.sandbox.requests()
    }

    /// What was sent, a line of `Name=Value` for each request, in the order of the parameters' names. The region, which
    /// every request carries, is left out.
    pub fn sent(&self) -> Vec<String> {
        self.requests().iter().map(sent).collect()
    }

    /// The same, where requests are under way at once so that they arrive in any order.
    pub fn sent_in_any_order(&self) -> Vec<String> {
        let mut sent = self.sent();
        sent.sort();
        sent
    }
}

fn sent(request: &Request) -> String {
    let mut sent: Vec<String> = request
        .parameters
        .iter()
        .filter(|(name, _)| name != "RegionId")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    sent.sort();
    sent.join(" ")
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(JoinHandle::join);
        if let Some(Err(_)) = ended
            && !std::thread::panicking()
        {
            panic!("the server's thread panicked");
        }
    }
}
