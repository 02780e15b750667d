//! Random fleets that move, with random faults: a list, a verdict and a wait of each, compared with the truth.
//!
//! ```text
//! SOAK_FLEETS=1000 cargo test --test it soak -- --nocapture
//! ```
//!
//! A fleet is a plan: when each instance begins, when and how it ends. The sandbox serves it state by state, in the same
//! fake time in which invq waits; what invq says is compared with the plan, never with the sandbox.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::time::Duration;

use invq::sandbox::{Fault, Options, Saved, Source};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::support::{Invq, NOW, Run, Server, Time};

/// Whoever takes longer than this hangs.
const HANGS: Duration = Duration::from_secs(60);

/// After this many seconds nothing moves any more.
const MOVES: u64 = 45;

/// Numbers from a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of `0..end`.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        let place = self.below(among.len() as u64);
        &among[usize::try_from(place).unwrap()]
    }
}

/// What will become of an instance.
struct Instance {
    id: String,
    begins: u64,
    /// Never, where there is none.
    ends: Option<u64>,
    last: &'static str,
    exit: i64,
}

impl Instance {
    fn new(number: u64, moves: bool, dice: &mut Dice) -> Self {
        // Success most of all, as in life; else no fleet would end well.
        let bad = [
            "Failed",
            "Error",
            "Timeout",
            "Invalid",
            "Aborted",
            "Cancelled",
            "Terminated",
        ];
        let place = dice.below(12 + bad.len() as u64);
        let place = usize::try_from(place).unwrap().checked_sub(12);
        let last = place.map_or("Success", |place| bad[place]);
        let begins = if moves { dice.below(20) } else { 0 };
        let takes = if moves { 1 + dice.below(24) } else { 0 };
        Self {
            id: format!("i-{number}"),
            begins,
            ends: (!dice.one_in(60)).then_some(begins + takes),
            last,
            exit: match last {
                "Failed" => *dice.pick(&[1, 2, 42, 124, 255, 256, 300]),
                _ => 0,
            },
        }
    }

    fn status(&self, at: u64) -> &'static str {
        match self.ends {
            Some(end) if at >= end => self.last,
            Some(end) if at + 1 == end && ["Cancelled", "Terminated"].contains(&self.last) => {
                "Stopping"
            }
            _ if at >= self.begins => "Running",
            _ => "Pending",
        }
    }
}

fn is_open(status: &str) -> bool {
    ["Pending", "Scheduled", "Running", "Stopping"].contains(&status)
}

fn has_failed(status: &str) -> bool {
    ["Failed", "Error", "Timeout", "Invalid", "Aborted"].contains(&status)
}

struct Invocation {
    id: String,
    created: Timestamp,
    instances: Vec<Instance>,
}

impl Invocation {
    /// By the product page's rules.
    fn status(&self, at: u64) -> &'static str {
        let all: Vec<&'static str> = self.instances.iter().map(|it| it.status(at)).collect();
        let well = all.contains(&"Success");
        let failed = all.iter().any(|status| has_failed(status));
        for open in ["Running", "Stopping", "Pending"] {
            if all.contains(&open) {
                return open;
            }
        }
        match (well, failed) {
            (true, true) => "PartialFailed",
            (true, false) => "Success",
            (false, true) => "Failed",
            (false, false) => "Stopped",
        }
    }

    /// Everything that can be seen of it.
    fn state(&self, at: u64) -> State {
        let instances = self.instances.iter();
        State {
            status: self.status(at).to_owned(),
            instances: instances
                .map(|it| (it.id.clone(), it.status(at).to_owned()))
                .collect(),
        }
    }

    fn json(&self, at: u64) -> Value {
        let instance = |it: &Instance| json!({"InstanceId": it.id, "InvocationStatus": it.status(at), "ExitCode": it.exit});
        let instances: Vec<Value> = self.instances.iter().map(instance).collect();
        json!({
            "InvokeId": self.id,
            "CommandName": "build",
            "CommandType": "RunShellScript",
            "InvocationStatus": self.status(at),
            "RepeatMode": "Once",
            "Timeout": 3600,
            "CreationTime": self.created.to_string(),
            "InvokeInstances": {"InvokeInstance": instances},
        })
    }
}

#[derive(Clone, Debug, PartialEq)]
struct State {
    status: String,
    instances: BTreeMap<String, String>,
}

struct Fleet(Vec<Invocation>);

impl Fleet {
    fn new(dice: &mut Dice) -> Self {
        let many = match dice.below(10) {
            0 => 21 + dice.below(20),
            1 => 51 + dice.below(60),
            _ => 1 + dice.below(8),
        };
        // Few move where there are many, else no fleet would end well.
        let moving = dice.below(many.min(24)) + 1;
        let start: Timestamp = NOW.parse().unwrap();
        let invocation = |number: u64| {
            let age = i64::try_from(number * 3).unwrap();
            let hosts = 1 + dice.below(4);
            Invocation {
                id: format!("t-soak{number:04}"),
                created: start - jiff::SignedDuration::from_secs(age),
                instances: (0..hosts)
                    .map(|host| Instance::new(number * 10 + host, number < moving, dice))
                    .collect(),
            }
        };
        Self((0..many).map(invocation).collect())
    }

    fn source(&self) -> Source {
        let frame = |at: u64| {
            let list: Vec<Value> = self.0.iter().map(|it| it.json(at)).collect();
            let Source::Saved(saved) = Source::parse_saved(&json!(list).to_string()).unwrap()
            else {
                panic!("saved data is saved data");
            };
            (Duration::from_secs(at), saved)
        };
        let frames: Vec<(Duration, Saved)> = (0..=MOVES).map(frame).collect();
        Source::Recorded(frames)
    }

    fn find(&self, id: &str) -> &Invocation {
        self.0.iter().find(|it| it.id == id).unwrap()
    }
}

/// What is asked for: these invocations and, of them, these instances.
struct Asked<'a> {
    words: String,
    /// What to call it where something is wrong.
    label: String,
    set: Vec<&'a Invocation>,
    named: Option<String>,
}

impl<'a> Asked<'a> {
    fn new(fleet: &'a Fleet, seed: u64, dice: &mut Dice) -> Self {
        let asked = |words: String, set, named| Self {
            label: format!("seed {seed}: invq {words}"),
            words,
            set,
            named,
        };
        match dice.below(3) {
            0 => {
                let mut set: Vec<&Invocation> = Vec::new();
                for _ in 0..=dice.below(3) {
                    let one = dice.pick(&fleet.0);
                    if set.iter().all(|known| known.id != one.id) {
                        set.push(one);
                    }
                }
                let words: Vec<&str> = set.iter().map(|it| it.id.as_str()).collect();
                let words = words.join(" ");
                // Newest first, whatever the order of the words.
                set.sort_by_key(|it| std::cmp::Reverse(it.created));
                asked(words, set, None)
            }
            1 => {
                let one = dice.pick(&fleet.0);
                let named = dice.pick(&one.instances).id.clone();
                asked(format!("{} {named}", one.id), vec![one], Some(named))
            }
            _ => asked(
                "--command-name build".to_owned(),
                fleet.0.iter().collect(),
                None,
            ),
        }
    }

    fn ids(&self) -> Vec<&str> {
        self.set.iter().map(|it| it.id.as_str()).collect()
    }

    /// A state with the instance alone that was named.
    fn narrowed(&self, mut state: State) -> State {
        if let Some(named) = &self.named {
            state.instances.retain(|id, _| id == named);
        }
        state
    }
}

/// What invq printed, checked against the plan: every invocation that is to be there and no other, each as it stood at one
/// moment of the run.
fn printed(run: &Run, asked: &Asked<'_>, fleet: &Fleet, (from, to): (u64, u64)) -> Vec<State> {
    let list: Vec<Value> = serde_json::from_slice(&run.out).unwrap_or_else(|error| {
        panic!("{}: {error}: {run}", asked.label);
    });
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let ids: Vec<String> = list.iter().map(|it| text(&it["InvokeId"])).collect();
    let mut ordered = ids.clone();
    if run.stderr().contains("has not answered yet") {
        // The rows of a target that was late come after the others.
        ordered.sort_by_key(|id| asked.ids().iter().position(|known| known == id));
    }
    assert_eq!(ordered, asked.ids(), "{}: {run}", asked.label);
    let mut states = Vec::new();
    for (id, shown) in ids.iter().zip(&list) {
        let instances = shown["InvokeInstances"].as_array().unwrap().iter();
        let state = State {
            status: text(&shown["InvocationStatus"]),
            instances: instances
                .map(|it| (text(&it["InstanceId"]), text(&it["InvocationStatus"])))
                .collect(),
        };
        let truth = |at: u64| asked.narrowed(fleet.find(id).state(at));
        assert!(
            (from..=to.min(MOVES.max(from))).any(|at| truth(at) == state),
            "{}: {state:?} between {from} and {to}: {run}",
            asked.label
        );
        states.push(state);
    }
    states
}

/// What is judged of a state: whether it is open, and whether it is to be called failed.
fn judged(state: &State, asked: &Asked<'_>) -> (bool, bool) {
    let statuses: Vec<&String> = match asked.named {
        Some(_) => state.instances.values().collect(),
        None => vec![&state.status],
    };
    let open = statuses.iter().any(|status| is_open(status));
    let bad = statuses
        .iter()
        .any(|status| !is_open(status) && **status != "Success");
    (open, bad)
}

/// The exit code that follows from what was printed.
fn verdict(states: &[State], asked: &Asked<'_>, when_open: i32) -> i32 {
    let mut all = states.iter().map(|state| judged(state, asked));
    if all.clone().any(|(_, bad)| bad) {
        return 1;
    }
    if all.any(|(open, _)| open) {
        when_open
    } else {
        0
    }
}

/// The same for the codes of the remote processes.
fn remote(states: &[State], fleet: &Fleet) -> i32 {
    let all = fleet.0.iter().flat_map(|it| &it.instances);
    let exits: BTreeMap<&str, i64> = all.map(|it| (it.id.as_str(), it.exit)).collect();
    let codes = states.iter().flat_map(|state| &state.instances);
    let code = |(id, status): (&String, &String)| match status.as_str() {
        "Success" => 0,
        "Failed" => match exits[id.as_str()] {
            256 => 1,
            exit => exit % 256,
        },
        _ => 125,
    };
    i32::try_from(codes.map(code).max().unwrap()).unwrap()
}

/// Faults that pass, some of them and not always.
fn faults(dice: &mut Dice) -> Vec<Fault> {
    let mut faults = Vec::new();
    for kind in "throttle http500 http503 reset truncate slow empty-page".split(' ') {
        if dice.one_in(2) {
            let rate = dice.below(5);
            faults.push(Fault::parse(&format!("{kind}:0.{rate}")).unwrap());
        }
    }
    faults
}

/// One fleet, and how it is asked.
struct Scene<'a> {
    fleet: &'a Fleet,
    source: Source,
    seed: u64,
    faults: Vec<Fault>,
}

impl Scene<'_> {
    /// Runs it this many seconds after the fleet's start; gives the seconds at which it began and ended, too.
    fn run(&self, words: &str, after: u64) -> (Run, (u64, u64)) {
        let time = Time::default();
        let options = Options {
            source: self.source.clone(),
            faults: self.faults.clone(),
            seed: self.seed,
            slow: Duration::from_millis(1)..=Duration::from_millis(2),
            ..Options::default()
        };
        let server = Server::on(options, &time);
        time.pass(Duration::from_secs(after));
        let invq = server.invq(words).on(&time);
        let run = watched(invq, words, self.seed);
        // A second that has begun may have been seen.
        (run, (after, time.passed().as_secs()))
    }
}

/// Runs it, and does not wait forever.
fn watched(invq: Invq, words: &str, seed: u64) -> Run {
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || ended.send(invq.run()));
    end.recv_timeout(HANGS)
        .unwrap_or_else(|error| panic!("seed {seed}: invq {words}: hangs or panics: {error}"))
}

/// How many runs ended with which code.
type Codes = BTreeMap<i32, usize>;

fn soak(seed: u64, codes: &mut Codes) {
    let mut dice = Dice(seed);
    let fleet = Fleet::new(&mut dice);
    let scene = Scene {
        fleet: &fleet,
        source: fleet.source(),
        seed,
        faults: faults(&mut dice),
    };
    let jobs = 1 + dice.below(16);
    let size = 1 + dice.below(50);
    let common = format!("--json --jobs {jobs}");
    let asked = Asked::new(&fleet, seed, &mut dice);
    for verdict_of in ["", "--exit-status", "--exit-status=remote"] {
        let words = format!("{} {common} --page-size {size} {verdict_of}", asked.words);
        let (run, when) = scene.run(&words, dice.below(MOVES));
        let states = printed(&run, &asked, &fleet, when);
        let right = match verdict_of {
            "" => 0,
            "--exit-status" => verdict(&states, &asked, 8),
            _ => remote(&states, &fleet),
        };
        ended(&run, right, seed, &words, codes);
    }
    waits(&scene, &asked, &common, &mut dice, codes);
}

/// It ended as it should have, and is counted.
fn ended(run: &Run, right: i32, seed: u64, words: &str, codes: &mut Codes) {
    assert_eq!(run.code, right, "seed {seed}: invq {words}: {run}");
    *codes.entry(run.code).or_default() += 1;
}

/// To the end, to a deadline, to the first failure.
fn waits(scene: &Scene<'_>, asked: &Asked<'_>, common: &str, dice: &mut Dice, codes: &mut Codes) {
    let (seed, fleet) = (scene.seed, scene.fleet);
    // Everything that is asked for, as it stands at this second.
    let at = |second: u64| -> Vec<State> {
        let states = asked.set.iter().map(|it| it.state(second));
        states.map(|state| asked.narrowed(state)).collect()
    };
    let end = at(MOVES);
    let ends = end.iter().all(|state| !judged(state, asked).0);

    let words = format!("{} {common} --wait=1h", asked.words);
    let (run, when) = scene.run(&words, dice.below(20));
    let states = printed(&run, asked, fleet, when);
    ended(&run, verdict(&end, asked, 124), seed, &words, codes);
    let same = |(shown, end): (&State, &State)| {
        // Where one instance was named, the others may still run.
        asked.named.is_some() || shown.status == end.status
    };
    let whole = states.iter().zip(&end).all(same);
    let in_time = when.1 - when.0 < 3600;
    assert!(whole && ends == in_time, "seed {seed}: invq {words}: {run}");

    let words = format!("{} {common} --wait=12s", asked.words);
    // Only that an invocation is not visible at first, where it is asked for by its ID: that is waited out.
    let late = asked.words.starts_with("t-") && dice.one_in(2);
    let late = late.then(|| Fault::parse("late-id").unwrap());
    let calm = Scene {
        source: scene.source.clone(),
        faults: late.into_iter().collect(),
        ..*scene
    };
    let after = dice.below(20);
    let (run, when) = calm.run(&words, after);
    // Where nothing else goes wrong the last state is that of the deadline, or of the end before it.
    let states = printed(&run, asked, fleet, when);
    let right = verdict(&at(after + 12), asked, 124);
    assert_eq!(right, verdict(&states, asked, 124), "seed {seed}: {run}");
    assert!(when.1 <= after + 12, "seed {seed}: {run}");
    ended(
        &run,
        right,
        seed,
        &format!("{words} after {after} s"),
        codes,
    );

    let words = format!("{} {common} --wait=1h --fail-fast", asked.words);
    let (run, when) = scene.run(&words, dice.below(20));
    let states = printed(&run, asked, fleet, when);
    let failed = |state: &State| state.instances.values().any(|status| has_failed(status));
    let right = if states.iter().any(failed) {
        1
    } else {
        verdict(&states, asked, 124)
    };
    ended(&run, right, seed, &words, codes);
    if end.iter().any(failed) {
        assert_eq!(run.code, 1, "seed {seed}: invq {words}: {run}");
    }
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long to soak is said from outside"
)]
#[expect(clippy::print_stdout, reason = "it says how long it soaked")]
fn random_fleets_with_random_faults_are_told_as_they_are() {
    let fleets = std::env::var("SOAK_FLEETS").map_or(12, |text| text.parse().unwrap());
    let first: u64 = std::env::var("SOAK_SEED").map_or(1, |text| text.parse().unwrap());
    let mut codes = Codes::new();
    for seed in first..first + fleets {
        soak(seed, &mut codes);
    }
    let runs: usize = codes.values().sum();
    println!("{fleets} fleets, {runs} runs; how often each exit code came: {codes:?}");
}
