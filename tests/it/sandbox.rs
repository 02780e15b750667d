//! `invq sandbox`: the embedded server on its own, for trying scripts and for other clients.

use std::future::ready;

use invq::host::Signal;
use snapbox::str;

use crate::support::{Invq, Process, Run, check};

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
    invq.interrupt(|| Box::pin(ready(Signal::Interrupt))).run()
}

#[cfg(unix)]
#[test]
fn it_says_how_to_reach_it_and_logs_what_arrives() {
    let server = Running::start(Invq::new("sandbox"), 3);
    assert!(server.told("endpoint").starts_with("http://127.0.0.1:"));
    assert_eq!(
        server.ask("-s stopped -q --timed=false").quiet().stdout(),
        "t-hz04d6zz0k4jpl\n"
    );
    server.ask("-r cn-nowhere --timed=false").exits(5);
    check!(
        server.stop(),
        str![[r#"
200 DescribeInvocations 1 record InvokeStatus=Stopped MaxResults=50 RegionId=cn-hangzhou Timed=false
404 DescribeInvocations InvalidRegionId.NotFound MaxResults=50 RegionId=cn-nowhere Timed=false
"#]]
    );
}

#[cfg(unix)]
#[test]
fn other_keys_can_be_given() {
    let server = Running::start(
        Invq::new("sandbox --access-key one:s3cret --access-key two:s3cret:token"),
        6,
    );
    let names: Vec<&str> = server
        .greeting
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "endpoint",
            "access_key_id",
            "access_key_secret",
            "access_key_id",
            "access_key_secret",
            "security_token"
        ]
    );
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
    let saved = Invq::new("--sandbox --json -s failed,stopped")
        .run_binary()
        .quiet();
    let invq = Invq::new("sandbox --data").file("saved.json", &saved.out);
    let path = invq.path("saved.json").display().to_string();
    let server = Running::start(invq.arg(path), 3);
    let again = server.ask("--json").quiet();
    let without_profile = |run: &Run| {
        run.stdout()
            .replace(r#""Profile":"sandbox""#, r#""Profile":null"#)
    };
    assert_eq!(without_profile(&again), without_profile(&saved));
}

/// With it, a slow network can be tried out.
#[cfg(unix)]
#[test]
fn answers_can_be_made_to_take_their_time() {
    let server = Running::start(Invq::new("sandbox --latency 10s"), 3);
    let run = server
        .ask("-q --retries 0 --request-timeout 100ms")
        .exits(6);
    assert!(run.stderr().contains("did not answer in time"), "{run}");
}

/// Its keys are known to everybody, so nobody else may reach it.
#[test]
fn it_listens_on_this_machine_alone() {
    check!(
        refused("--listen 0.0.0.0:0"),
        str![[r#"
exit 2
---- stderr
error: the sandbox listens on loopback addresses only, not on 0.0.0.0:0

"#]]
    );
    check!(
        refused("--listen [::]:0"),
        str![[r#"
exit 2
---- stderr
error: the sandbox listens on loopback addresses only, not on [::]:0

"#]]
    );
}

#[test]
fn what_it_cannot_be_started_with() {
    check!(
        refused("--access-key no-secret"),
        str![[r#"
exit 2
---- stderr
error: an access key has the form ID:SECRET or ID:SECRET:TOKEN, and no part of it is empty

"#]]
    );
    check!(
        refused("--access-key a:1 --access-key a:2").hides("a:1"),
        str![[r#"
exit 2
---- stderr
error: access key `a` is given twice

"#]]
    );
    check!(
        refused("--data nowhere.json"),
        str![[r#"
exit 2
---- stderr
error: cannot read nowhere.json: No such file or directory (os error N)

"#]]
    );
    refused("--records 1 --instances 10001")
        .exits(2)
        .says("10001 is not in 0..=10000");
    refused("--records 1 --output-bytes 18446744073709551615")
        .exits(2)
        .says("is not in 0..=16777216");
    check!(
        refused("--instances 3"),
        str![[r#"
exit 2
---- stderr
error: the following required arguments were not provided:
  --records <N>

Usage: invq sandbox --records <N> --instances <M>

For more information, try '--help'.

"#]]
    );
    check!(
        refused("--records 3 --data x"),
        str![[r#"
exit 2
---- stderr
error: the argument '--records <N>' cannot be used with '--data <FILE>'

Usage: invq sandbox --records <N>

For more information, try '--help'.

"#]]
    );
    check!(
        refused("--latency soon"),
        str![[r#"
exit 2
---- stderr
error: invalid value 'soon' for '--latency <DUR>': not a length of time such as 20ms, 5s or 1m30s

For more information, try '--help'.

"#]]
    );
}

#[test]
fn saved_data_that_is_none() {
    let served = |text: &str| {
        let invq = Invq::new("sandbox --data").file("saved.json", text);
        let path = invq.path("saved.json").display().to_string();
        ended_at_once(invq.arg(path))
    };
    check!(
        served("<html>"),
        str![[r#"
exit 2
---- stderr
error: HOME/saved.json: the saved data is not JSON
  expected value at line 1 column 1

"#]]
    );
    check!(
        served(r#"{"Code":"Throttling"}"#),
        str![[r#"
exit 2
---- stderr
error: HOME/saved.json: value 1 of the saved data is an error of the service, not a list of invocations

"#]]
    );
    check!(
        served(""),
        str![[r#"
exit 2
---- stderr
error: HOME/saved.json: the saved data is empty

"#]]
    );
}

#[test]
fn a_port_that_is_taken() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let run = refused(&format!("--listen {}", taken.local_addr().unwrap()));
    check!(
        run,
        str![[r#"
exit 6
---- stderr
error: cannot listen on 127.0.0.1:PORT
  Address already in use (os error N)

"#]]
    );
}
