//! `invq sandbox`: the embedded server on its own, for trying scripts and for other clients.

use invq::host::Signal;

use crate::support::{Invq, Process, Run, sheet, snapshot};

/// A server that runs as a process, and the lines that it greeted with.
struct Running {
    process: Process,
    greeting: Vec<(String, String)>,
}

impl Running {
    fn start(invq: Invq, lines: usize) -> Self {
        let mut process = invq.spawn();
        let mut pair = || {
            let line = process.line();
            let (name, value) = line.split_once(' ').unwrap();
            (name.to_owned(), value.to_owned())
        };
        let greeting = (0..lines).map(|_| pair()).collect();
        Self { process, greeting }
    }

    fn told(&self, name: &str) -> &str {
        let found = self.greeting.iter().find(|(each, _)| each == name);
        &found.unwrap().1
    }

    /// `invq` as another process, with what the greeting said.
    fn ask(&self, words: &str) -> Run {
        Invq::new(words)
            .env("ALIBABA_CLOUD_ENDPOINT", self.told("endpoint"))
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", self.told("access_key_id"))
            .env(
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
                self.told("access_key_secret"),
            )
            .env("ALIBABA_CLOUD_REGION_ID", "cn-hangzhou")
            .run_binary()
    }

    /// Ends it, and gives the log that it wrote.
    fn stop(self) -> String {
        self.process.signal("INT");
        let run = self.process.finish().exits(130);
        // Each line begins with the time of day, which is whatever it is.
        let log = run.stderr();
        let lines = log.lines().map(|line| line.split_once(' ').unwrap().1);
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// What comes of a server that must not start; if it did, it would end at once.
fn refused(words: &str) -> Run {
    ended_at_once(Invq::new(&format!("sandbox {words}")))
}

fn ended_at_once(invq: Invq) -> Run {
    invq.signal_after(0, Signal::Interrupt).run()
}

#[cfg(unix)]
#[test]
fn it_says_how_to_reach_it_and_logs_what_arrives() {
    let server = Running::start(Invq::new("sandbox"), 3);
    assert!(server.told("endpoint").starts_with("http://127.0.0.1:"));
    let run = server.ask("-s stopped -q --timed=false");
    assert_eq!(run.quiet().stdout(), "t-hz04d6zz0k4jpl\n");
    server.ask("-r cn-nowhere --timed=false").exits(5);
    snapshot("sandbox/log", server.stop());
}

#[cfg(unix)]
#[test]
fn other_keys_can_be_given() {
    let invq = Invq::new("sandbox --access-key one:s3cret --access-key two:s3cret:token");
    let server = Running::start(invq, 6);
    let names: Vec<&str> = server.greeting.iter().map(|it| it.0.as_str()).collect();
    let told =
        "endpoint access_key_id access_key_secret access_key_id access_key_secret security_token";
    assert_eq!(names.join(" "), told);
    server.ask("-q -n 1").quiet();
    assert!(!server.stop().contains("s3cret"));
}

#[cfg(unix)]
#[test]
fn a_generated_fleet_is_the_same_for_the_same_seed() {
    let ids = |seed: &str| {
        let words = format!("sandbox --records 60 --instances 2 --output-bytes 10 --seed {seed}");
        let server = Running::start(Invq::new(&words), 3);
        server.ask("-q").quiet().lines()
    };
    let first = ids("7");
    assert_eq!(first.len(), 60);
    assert_eq!(first, ids("7"));
    assert_ne!(first, ids("8"));
}

/// What one invq printed, another can be asked about.
#[cfg(unix)]
#[test]
fn saved_answers_are_served_as_they_were() {
    let saved = Invq::new("--sandbox --json -s failed,stopped").run_binary();
    let invq = Invq::new("sandbox --data").file("saved.json", &saved.out);
    let path = invq.path("saved.json").display().to_string();
    let server = Running::start(invq.arg(path), 3);
    let again = server.ask("--json").quiet().stdout();
    let saved = saved.quiet().stdout();
    let without_profile = saved.replace(r#""Profile":"sandbox""#, r#""Profile":null"#);
    assert_eq!(again, without_profile);
}

/// With it, a slow network can be tried out.
#[cfg(unix)]
#[test]
fn answers_can_be_made_to_take_their_time() {
    let server = Running::start(Invq::new("sandbox --latency 10s"), 3);
    let run = server.ask("-q --retries 0 --request-timeout 100ms");
    run.exits(6).says("did not answer in time");
}

/// Its keys are known to everybody, so nobody else may reach it.
#[test]
fn what_it_cannot_be_started_with() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = format!("--listen {}", listener.local_addr().unwrap());
    let words = [
        "--listen 0.0.0.0:0",
        "--listen [::]:0",
        "--access-key no-secret",
        "--access-key a:1 --access-key a:2",
        "--data nowhere.json",
        "--records 1 --instances 10001",
        "--records 1 --output-bytes 18446744073709551615",
        "--instances 3",
        "--records 3 --data x",
        "--latency soon",
    ];
    let runs = words.map(|words| (words, refused(words).hides("a:1")));
    let taken = ("--listen, a port that is taken", refused(&taken));
    sheet("sandbox/refused", runs.into_iter().chain([taken]));
}

#[test]
fn saved_data_that_is_none() {
    let served = |text: &'static str| {
        let invq = Invq::new("sandbox --data").file("saved.json", text);
        let path = invq.path("saved.json").display().to_string();
        (text, ended_at_once(invq.arg(path)))
    };
    let texts = ["<html>", r#"{"Code":"Throttling"}"#, ""];
    sheet("sandbox/data", texts.map(served));
}
