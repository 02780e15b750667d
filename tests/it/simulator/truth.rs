//! A service that fails now and then and tells the truth: a list, a verdict and a wait, compared with the plan.

use invq::sandbox::Fault;

use super::Codes;
use super::asked::{Asked, judged, printed, remote, verdict};
use super::dice::Dice;
use super::fleet::{MOVES, State, has_failed};
use super::scene::Scene;
use crate::support::Run;

/// A list and two verdicts at some moment, and waits.
pub fn told(scene: &Scene<'_>, dice: &mut Dice, codes: &mut Codes) {
    let (seed, fleet) = (scene.seed, scene.fleet);
    let jobs = 1 + dice.below(16);
    let size = 1 + dice.below(50);
    let common = format!("--json --jobs {jobs}");
    let asked = Asked::new(fleet, seed, dice);
    for verdict_of in ["", "--exit-status", "--exit-status=remote"] {
        let words = format!("{} {common} --page-size {size} {verdict_of}", asked.words);
        let (run, when) = scene.run(&words, dice.below(MOVES));
        let states = printed(&run, &asked, fleet, when);
        let right = match verdict_of {
            "" => 0,
            "--exit-status" => verdict(&states, &asked, 8),
            _ => remote(&states, fleet),
        };
        ended(&run, right, seed, &words, codes);
    }
    waits(scene, &asked, &common, dice, codes);
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
