//! What invq makes of each fault that the sandbox can show: exit code, requests made, and what comes out.

use std::time::Duration;

use invq::sandbox::{Fault, FaultKind, Options, Request, Source};

use crate::support::{Invq, Run, Server, sheet};

/// A server of 30 invocations with these faults.
fn server(faults: &[&str], seed: u64) -> Server {
    let faults = faults.iter().map(|text| Fault::parse(text).unwrap());
    Server::with(Options {
        source: Source::Generated {
            records: 30,
            instances: 1,
            output_bytes: 40,
            seed: 1,
        },
        faults: faults.collect(),
        seed,
        slow: Duration::from_millis(1)..=Duration::from_millis(5),
        ..Options::default()
    })
}

/// Runs `invq -q` with these words as one walk, with as many retries as usual, and gives the log beside it.
fn run(faults: &[&str], words: &str) -> (Run, Vec<Request>) {
    let server = server(faults, 1);
    let run = server.run(&format!("-q --timed=false --page-size 10 {words}"));
    (run, server.requests())
}

fn all() -> Vec<String> {
    server(&[], 1).run("-q").quiet().lines()
}

const PASSING: [&str; 7] = [
    "throttle",
    "throttle-bare",
    "http500",
    "http503",
    "reset",
    "truncate",
    "slow",
];

#[test]
fn what_passes_costs_time_and_nothing_else() {
    let all = all();
    for fault in PASSING {
        let (run, requests) = run(&[&format!("{fault}:1")], "--no-notes");
        assert_eq!(run.quiet().lines(), all, "{fault}");
        let expected = if fault == "slow" { 3 } else { 12 };
        assert_eq!(requests.len(), expected, "{fault}");
    }
}

#[test]
fn what_passes_too_late_is_told_with_how_often_it_was_tried() {
    for fault in PASSING.into_iter().filter(|fault| *fault != "slow") {
        let (run, requests) = run(&[&format!("{fault}:1")], "--retries 2");
        assert_eq!(requests.len(), 3, "{fault}");
        run.exits(6).says("  tried 3 times in ");
    }
}

/// All of them at once, several requests under way, and every seed: the list is whole each time.
#[test]
fn no_seed_and_no_mix_loses_a_record() {
    let ids = all();
    let faults = PASSING.iter().map(|fault| format!("{fault}:0.4"));
    let faults: Vec<String> = faults.chain(["empty-page:0.5".to_owned()]).collect();
    let faults: Vec<&str> = faults.iter().map(String::as_str).collect();
    // Waits of a minute are left out: time that jumps for one request jumps for those beside it.
    let short = faults
        .iter()
        .copied()
        .filter(|it| !it.starts_with("throttle-bare"));
    let short: Vec<&str> = short.collect();
    for seed in 0..15 {
        let run = server(&faults, seed).run("-q --timed=false --page-size 7 --no-notes");
        assert_eq!(run.quiet().lines(), ids, "seed {seed}");
        let words = format!("-q --no-notes --jobs 4 {}", ids[..8].join(" "));
        // Who is throttled for longer than a request may take comes out of turn.
        let mut found = server(&short, seed).run(&words).quiet().lines();
        let mut named = ids[..8].to_vec();
        found.sort_unstable();
        named.sort_unstable();
        assert_eq!(found, named, "seed {seed}");
    }
}

#[test]
fn a_run_of_one_seed_can_be_repeated() {
    let told = |seed: u64| {
        let server = server(&["throttle:0.5", "reset:0.3"], seed);
        server.run("-q --timed=false --page-size 5").exits(0);
        let faults = |request: &Request| request.fault;
        server.requests().iter().map(faults).collect::<Vec<_>>()
    };
    assert_eq!(told(3), told(3));
    assert_ne!(told(3), told(4));
}

#[test]
fn what_a_gateway_says_is_told() {
    let (run, _) = run(&["http503:1"], "--retries 1");
    run.exits(6)
        .says("  HTTP 503: the answer is not from this API\n")
        .says("  it begins  <html> <head><title>503 Service Temporarily Unavailable</title>")
        .says("  tried 2 times in ");
}

/// A page of HTML and refusals are asked for once; a refusal says what is missing.
#[test]
fn what_would_fail_again_is_asked_for_once() {
    let runs = ["html", "denied", "expired-token"].map(|fault| {
        let (run, requests) = run(&[fault], "");
        assert_eq!(requests.len(), 1, "{fault}");
        (fault, run)
    });
    sheet("errors/faults", runs);
}

#[test]
fn a_token_that_comes_back_ends_the_walk() {
    let (run, requests) = run(&["repeat-token"], "");
    assert_eq!(requests.len(), 2);
    assert_eq!(run.exits(5).says("had given before").lines().len(), 20);
}

#[test]
fn an_empty_page_is_not_the_end() {
    let (run, requests) = run(&["empty-page:1"], "");
    assert_eq!(run.quiet().lines(), all());
    let records: Vec<usize> = requests.iter().map(|request| request.records).collect();
    assert_eq!(records, [0, 10, 0, 10, 0, 10]);
}

/// A lookup asks twice by itself, the second time for tasks that will run again. Waiting for an ID is `--wait`'s.
#[test]
fn an_id_that_is_late_is_not_found_unless_the_second_ask_finds_it() {
    let server = server(&["late-id"], 1);
    let mut found = 0;
    for id in &all()[..8] {
        let before = server.requests().len();
        let run = server.run(&format!("-q {id}"));
        assert_eq!(server.requests().len() - before, 2, "{run}");
        match run.code {
            0 => found += 1,
            _ => drop(run.exits(4).says("was not found")),
        }
    }
    assert!(found < 8);
}

#[test]
fn a_clock_that_is_off_costs_one_request_and_a_warning() {
    // It is another request rather than a repeat.
    for words in ["", "--retries 0"] {
        let (run, requests) = run(&["clock-skew"], words);
        let told = "warning: this machine's clock is 20 min 0 s behind the service's; requests carry the service's time";
        assert_eq!(run.exits(0).says(told).lines(), all());
        let codes = requests.iter().map(|it| it.code.is_some());
        assert!(codes.eq([true, false, false, false]), "{requests:?}");
    }
}

#[test]
fn throttling_is_told_while_it_is_waited_for() {
    let (run, requests) = run(&["throttle:1"], "-n 10");
    assert_eq!(requests.len(), 4);
    let told = run.exits(0).stderr();
    assert_eq!(told.lines().count(), 3, "{told}");
    for (number, note) in told.lines().enumerate() {
        let end = format!(" s ({} of 4)", number + 1);
        let begin = "note: throttled; trying again in ";
        assert!(note.starts_with(begin) && note.ends_with(&end), "{note}");
    }
}

#[test]
fn the_command_takes_faults_and_names_those_that_it_does_not_know() {
    let invq = |words: &str| Invq::new(words).run();
    let told = invq("sandbox --fault thortle").exits(2);
    told.says("there is no fault `thortle`; did you mean `throttle`?");
    let told = invq("sandbox --fault reset:2").exits(2);
    told.says("its rate is a number from 0 to 1");
    let help = invq("sandbox --help").exits(0).stdout();
    for kind in FaultKind::all() {
        assert!(help.contains(kind.name()), "{}", kind.name());
    }
    let mut server = Invq::new("sandbox --fault denied --seed 7").spawn();
    let url = server.line();
    let url = url.strip_prefix("endpoint ").unwrap();
    let asked = Invq::new("-q").asking(url).run_binary();
    asked.exits(3).says("ecs:DescribeInvocations");
    server.signal("TERM");
    server.finish().exits(143).says("(fault denied)");
}

/// What is false is told, and no verdict passes over it.
#[test]
fn no_lie_passes_a_gate() {
    let lies = [
        "error-in-200",
        "endless",
        "vanish",
        "foreign",
        "contradict",
        "twice",
    ];
    let runs = lies.map(|lie| {
        let server = Server::with(Options {
            faults: vec![Fault::parse(lie).unwrap()],
            ..Options::default()
        });
        let run = server.run("t-hz04d7h5v2s1eg -q --exit-status --retries 0");
        assert_ne!(run.code, 0, "{lie}");
        assert!(server.requests()[0].fault.is_some(), "{lie}");
        (lie, run)
    });
    sheet("errors/lies", runs);
}
