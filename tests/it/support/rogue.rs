//! A peer that misbehaves by script: one answer for each request, in order, whatever was asked.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use invq::host::{Signal, SignalFuture};
use percent_encoding::percent_decode_str;

use super::{Invq, Run};

/// After so long a request that was to come has not come.
const PATIENCE: Duration = Duration::from_secs(30);

/// The request ID of every refusal.
const REQUEST: &str = "0B77A3C1-6F0D-5E7B-9A57-2C1D9F4E8B31";

/// How long a late answer takes: long enough for every request that may be under way to arrive.
const LATE: Duration = Duration::from_millis(60);

/// What is answered to one request.
#[derive(Clone)]
pub enum Answer {
    /// These bytes, and the connection stays open.
    Bytes(Vec<u8>),
    /// These bytes, and the connection ends.
    Last(Vec<u8>),
    /// A good answer of this JSON to what was asked, but not before so many are under way at once; the connection stays
    /// open.
    Late(usize, fn(&Asked) -> String),
    /// Nothing at all, until the client gives up.
    Silence,
}

impl Answer {
    /// An HTTP answer with its body.
    pub fn http(status: &str, kind: &str, body: &str) -> Self {
        let head = head(status, kind, body.len());
        Self::Bytes(format!("{head}{body}").into_bytes())
    }

    /// A good answer of JSON.
    pub fn json(body: &str) -> Self {
        Self::http("200 OK", "application/json", body)
    }

    /// A page of HTML, as a proxy sends it.
    pub fn html(status: &str, body: &str) -> Self {
        Self::http(status, "text/html", body)
    }

    /// The first bytes of a good answer, which announces all of them.
    pub fn cut(body: &str, after: usize) -> Self {
        let head = head("200 OK", "application/json", body.len());
        Self::Last(format!("{head}{}", &body[..after]).into_bytes())
    }

    /// A refusal of the service, with headers of its own (`Name: value`, each).
    pub fn refusal(status: &str, code: &str, headers: &[&str]) -> Self {
        let body = format!(r#"{{"Code":"{code}","Message":"told so","RequestId":"{REQUEST}"}}"#);
        let head = head(status, "application/json", body.len());
        let (line, rest) = head.split_once("\r\n").unwrap();
        let headers = headers
            .iter()
            .fold(String::new(), |all, it| all + it + "\r\n");
        Self::Bytes(format!("{line}\r\n{headers}{rest}{body}").into_bytes())
    }

    /// A refusal for its time, by a clock that is an hour ahead.
    pub fn other_clock() -> Self {
        let date = ["Date: Wed, 24 Jun 2026 09:02:11 GMT"];
        Self::refusal("400 Bad Request", "InvalidTimeStamp.Expired", &date)
    }

    /// The connection ends without a word.
    pub fn hang_up() -> Self {
        Self::Last(Vec::new())
    }
}

/// The words, and `--timed=false` with them where the query would ask for live scheduled tasks at once.
fn one_walk(words: &str) -> String {
    let is_said = |word: &str| {
        let by_id = word.starts_with("t-") || word == "-";
        by_id || word.starts_with("--timed") || word == "--history" || word == "--both-kinds"
    };
    if words.split_whitespace().any(is_said) {
        words.replace("--both-kinds", "")
    } else {
        format!("{words} --timed=false")
    }
}

fn head(status: &str, kind: &str, length: usize) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n")
}

/// What arrived.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The request line and the headers, one a line.
    pub head: String,
    /// The parameters of the body, the signing values among them.
    pub form: BTreeMap<String, String>,
}

/// Runs `invq` with these words against a peer that must be asked exactly as often as it has answers, in a time that
/// passes only while invq waits.
pub fn script(words: &str, answers: impl IntoIterator<Item = Answer>) -> Run {
    Rogue::new(answers).run(words)
}

/// An address where nobody answers, for as long as the listener is kept: the system takes the connection, and no more.
pub fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

/// The peer. It must have been asked exactly as often as its script has answers.
pub struct Rogue {
    url: String,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    script: std::collections::VecDeque<Answer>,
    requests: Vec<Asked>,
    unexpected: usize,
    connections: usize,
    late_ones: usize,
    most_late_ones: usize,
    over: bool,
}

impl Shared {
    /// Waits for the others, and then a while for those that should not be under way as well.
    fn wait_late(&self, at_once: usize) {
        let mut state = self.state.lock().unwrap();
        state.late_ones += 1;
        state.most_late_ones = state.most_late_ones.max(state.late_ones);
        self.changed.notify_all();
        let too_few = |state: &mut State| state.most_late_ones < at_once;
        let waited = self.changed.wait_timeout_while(state, PATIENCE, too_few);
        drop(waited.unwrap());
        std::thread::sleep(LATE);
        self.state.lock().unwrap().late_ones -= 1;
    }
}

impl Rogue {
    /// A peer with this script.
    pub fn new(script: impl IntoIterator<Item = Answer>) -> Self {
        let (listener, url) = silent();
        let shared = Arc::new(Shared::default());
        shared.state.lock().unwrap().script.extend(script);
        let in_thread = Arc::clone(&shared);
        let thread = std::thread::spawn(move || listen(&listener, &in_thread));
        Self {
            url,
            shared,
            thread: Some(thread),
        }
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// `invq` with these words, asking this peer. A script has one answer for each request, so nothing is repeated, and a
    /// list asks for one kind of task, unless the words say so.
    pub fn invq(&self, words: &str) -> Invq {
        Invq::new(&one_walk(words))
            .asking(&self.url)
            .env("INVQ_RETRIES", "0")
    }

    /// The same, run in this process.
    pub fn run(&self, words: &str) -> Run {
        self.invq(words).run()
    }

    /// What arrived so far.
    pub fn requests(&self) -> Vec<Asked> {
        self.shared.state.lock().unwrap().requests.clone()
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.shared.state.lock().unwrap().connections
    }

    /// How many late answers were waited for at once, at most.
    pub fn most_at_once(&self) -> usize {
        self.shared.state.lock().unwrap().most_late_ones
    }

    /// A signal that comes when so many requests have arrived.
    pub fn signal_at(self: &Arc<Self>, requests: usize, signal: Signal) -> SignalFuture {
        let peer = Arc::clone(self);
        Box::pin(async move {
            let arrived = tokio::task::spawn_blocking(move || peer.wait_for(requests));
            arrived.await.unwrap();
            signal
        })
    }

    /// Waits until so many requests have arrived, which takes no longer than the client needs.
    pub fn wait_for(&self, requests: usize) {
        let state = self.shared.state.lock().unwrap();
        let too_few = |state: &mut State| state.requests.len() < requests;
        let changed = &self.shared.changed;
        let waited = changed.wait_timeout_while(state, PATIENCE, too_few);
        let (state, waited) = waited.unwrap();
        let came = state.requests.len();
        drop(state);
        assert!(!waited.timed_out(), "{came} of {requests} requests came");
    }
}

impl Drop for Rogue {
    fn drop(&mut self) {
        self.shared.state.lock().unwrap().over = true;
        // The listener waits for a connection and looks up only then.
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
        let ended = self.thread.take().map(JoinHandle::join);
        if std::thread::panicking() {
            return;
        }
        assert!(matches!(ended, Some(Ok(()))), "the peer panicked");
        let state = self.shared.state.lock().unwrap();
        assert_eq!(
            state.unexpected, 0,
            "requests that the script did not expect"
        );
        assert_eq!(state.script.len(), 0, "answers that nobody asked for");
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    let mut connections = Vec::new();
    while let Ok((stream, _)) = listener.accept() {
        let mut state = shared.state.lock().unwrap();
        if state.over {
            break;
        }
        state.connections += 1;
        let shared = Arc::clone(shared);
        connections.push(std::thread::spawn(move || serve(&stream, &shared)));
    }
    for connection in connections {
        connection.join().unwrap();
    }
}

fn serve(stream: &TcpStream, shared: &Shared) {
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    while let Some(asked) = read(&mut reader) {
        let mut state = shared.state.lock().unwrap();
        state.requests.push(asked.clone());
        let answer = state.script.pop_front();
        state.unexpected += usize::from(answer.is_none());
        shared.changed.notify_all();
        drop(state);
        // A client that is gone already is no failure of the peer.
        match answer {
            Some(Answer::Bytes(bytes)) => drop(writer.write_all(&bytes)),
            Some(Answer::Late(at_once, to)) => {
                shared.wait_late(at_once);
                let body = to(&asked);
                let head = head("200 OK", "application/json", body.len());
                drop(writer.write_all(format!("{head}{body}").as_bytes()));
            }
            Some(Answer::Last(bytes)) => {
                drop(writer.write_all(&bytes));
                return;
            }
            Some(Answer::Silence) => {
                drop(reader.read_to_end(&mut Vec::new()));
                return;
            }
            None => return,
        }
    }
}

/// The next request; `None` when there is none.
fn read(reader: &mut BufReader<&TcpStream>) -> Option<Asked> {
    let mut head = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let body = String::from_utf8(body).unwrap();
    let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    let form = pairs.map(|(name, value)| (decode(name), decode(value)));
    Some(Asked {
        head,
        form: form.collect(),
    })
}
