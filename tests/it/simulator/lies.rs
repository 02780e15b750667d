//! A service that lies: whatever it says, a gate passes only where everything that was asked for has succeeded.

use invq::sandbox::Fault;

use super::Codes;
use super::asked::Asked;
use super::dice::Dice;
use super::fleet::{MOVES, State};
use super::scene::Scene;

const LIES: &str = "error-in-200 endless vanish foreign contradict twice repeat-token html denied";

/// The plan's longest deadline: the timeout of a run, what is allowed beyond it, a last request, and then the outputs of
/// what has ended, each asked for as long as anything is tried.
const LONGEST: u64 = 3600 + 90 + 2 + 180;

/// A verdict at some moment and a wait, against one or two lies.
pub fn resisted(scene: &Scene<'_>, dice: &mut Dice, codes: &mut Codes) {
    let lies: Vec<&str> = LIES.split(' ').collect();
    let mut faults = scene.faults.clone();
    for _ in 0..=dice.below(2) {
        let fault = format!("{}:0.{}", dice.pick(&lies), 1 + dice.below(9));
        faults.push(Fault::parse(&fault).unwrap());
    }
    let scene = Scene {
        faults,
        source: scene.source.clone(),
        ..*scene
    };
    // What vanishes from a set that nobody named cannot be missed.
    let asked = Asked::by_id(scene.fleet, scene.seed, dice);
    for gate in [
        "--exit-status",
        "--exit-status=remote",
        "--wait=1h",
        "--wait=20s --fail-fast",
        "--wait -o output",
    ] {
        let words = format!("{} --jobs {} {gate}", asked.words, 1 + dice.below(16));
        let (run, (from, to)) = scene.run(&words, dice.below(MOVES));
        *codes.entry(run.code).or_default() += 1;
        let label = format!("{}: {gate} {:?}", asked.label, scene.faults);
        let known = [0, 1, 3, 4, 5, 6, 7, 8, 124, 125];
        let is_remote = gate.ends_with("remote");
        assert!(is_remote || known.contains(&run.code), "{label}: {run}");
        let ended = asked.set.iter().map(|it| it.state(to.min(MOVES)));
        let mut ended = ended.map(|state| asked.narrowed(state));
        assert!(
            run.code != 0 || ended.all(|state| is_well(&state)),
            "{label}: {run}"
        );
        assert!(to - from <= LONGEST, "{label}: {run}");
    }
}

/// No instance has failed or goes on. An invocation of which nothing but cancelled instances is left may call itself
/// a success, and nobody can tell.
fn is_well(state: &State) -> bool {
    let mut statuses = state.instances.values().map(String::as_str);
    statuses.all(|status| matches!(status, "Success" | "Cancelled" | "Terminated"))
}
