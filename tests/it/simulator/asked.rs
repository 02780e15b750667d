//! What is asked of a fleet, and what must come of it by the plan.

use std::collections::BTreeMap;

use serde_json::Value;

use super::dice::Dice;
use super::fleet::{Fleet, Invocation, MOVES, State, is_open};
use crate::support::Run;

/// What is asked for: these invocations and, of them, these instances.
pub struct Asked<'a> {
    pub words: String,
    /// What to call it where something is wrong.
    pub label: String,
    pub set: Vec<&'a Invocation>,
    pub named: Option<String>,
}

impl<'a> Asked<'a> {
    /// Some invocations, one instance of one, or all by their name.
    pub fn new(fleet: &'a Fleet, seed: u64, dice: &mut Dice) -> Self {
        if !dice.one_in(3) {
            return Self::by_id(fleet, seed, dice);
        }
        let all = fleet.0.iter().collect();
        Self::of("--command-name build".to_owned(), seed, all, None)
    }

    /// Some invocations, or one instance of one.
    pub fn by_id(fleet: &'a Fleet, seed: u64, dice: &mut Dice) -> Self {
        if dice.one_in(2) {
            let one = dice.pick(&fleet.0);
            let named = dice.pick(&one.instances).id.clone();
            let words = format!("{} {named}", one.id);
            return Self::of(words, seed, vec![one], Some(named));
        }
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
        Self::of(words, seed, set, None)
    }

    fn of(words: String, seed: u64, set: Vec<&'a Invocation>, named: Option<String>) -> Self {
        Self {
            label: format!("seed {seed}: invq {words}"),
            words,
            set,
            named,
        }
    }

    pub fn ids(&self) -> Vec<&str> {
        self.set.iter().map(|it| it.id.as_str()).collect()
    }

    /// A state with the instance alone that was named.
    pub fn narrowed(&self, mut state: State) -> State {
        if let Some(named) = &self.named {
            state.instances.retain(|id, _| id == named);
        }
        state
    }
}

/// What invq printed, checked against the plan: every invocation that is to be there and no other, each as it stood at one
/// moment of the run.
pub fn printed(run: &Run, asked: &Asked<'_>, fleet: &Fleet, (from, to): (u64, u64)) -> Vec<State> {
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
pub fn judged(state: &State, asked: &Asked<'_>) -> (bool, bool) {
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
pub fn verdict(states: &[State], asked: &Asked<'_>, when_open: i32) -> i32 {
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
pub fn remote(states: &[State], fleet: &Fleet) -> i32 {
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
