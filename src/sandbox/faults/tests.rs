//! How faults are written, and how they fall.

use std::collections::BTreeSet;
use std::time::Duration;

use super::draw::IN_A_ROW;
use super::*;

fn chance(faults: &[&str], seed: u64) -> FaultDraw {
    let faults = faults.iter().map(|text| Fault::parse(text).unwrap());
    let slow = Duration::from_secs(1)..=Duration::from_secs(3);
    FaultDraw::new(faults.collect(), seed, slow)
}

fn ask(chance: &FaultDraw, id: &str) -> DrawnFaults {
    let parameters = [("InvokeId".to_owned(), id.to_owned())];
    chance.draw("DescribeInvocations", &parameters)
}

#[test]
fn every_kind_is_read_with_and_without_a_rate() {
    let kinds: Vec<FaultKind> = FaultKind::all().collect();
    let names: BTreeSet<&str> = kinds.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), kinds.len());
    for kind in kinds {
        let name = kind.name();
        assert_eq!(Fault::parse(name).unwrap(), Fault::from(kind));
        let rare = Fault::parse(&format!("{name}:0.05")).unwrap();
        assert_eq!(
            rare,
            Fault {
                rate: 0.05,
                ..kind.into()
            }
        );
    }
}

#[test]
fn what_cannot_be_read_is_told_with_what_can() {
    let error = |text| Fault::parse(text).unwrap_err().to_string();
    assert_eq!(
        error("thortle:1"),
        "there is no fault `thortle`; did you mean `throttle`?"
    );
    assert!(error("wind").starts_with("there is no fault `wind`; there are throttle, "));
    for text in [
        "reset:",
        "reset:1.1",
        "reset:-0.1",
        "reset:NaN",
        "reset:x",
        "reset:1:1",
    ] {
        assert!(error(text).contains("from 0 to 1"), "{text}");
    }
}

#[test]
fn one_seed_gives_one_run_whatever_is_asked_between() {
    let run = |seed: u64, others: bool| -> Vec<bool> {
        let chance = chance(&["reset:0.5"], seed);
        let mut run = Vec::new();
        for round in 0..40 {
            if others {
                ask(&chance, &format!("t-{round}"));
            }
            run.push(ask(&chance, "t-a").by(FaultKind::Reset));
        }
        run
    };
    assert_eq!(run(7, false), run(7, true));
    assert_ne!(run(7, false), run(8, false));
}

#[test]
fn rates_are_kept() {
    for rate in [0.0, 0.1, 0.3, 0.9, 1.0] {
        let chance = chance(&[&format!("denied:{rate}")], 1);
        let hits = (0..2000).filter(|_| ask(&chance, "t-a").by(FaultKind::Denied));
        let share = f64::from(u32::try_from(hits.count()).unwrap()) / 2000.0;
        assert!((share - rate).abs() < 0.03, "{share} instead of {rate}");
    }
}

#[test]
fn trying_again_wins_against_what_passes() {
    let all = [
        "throttle:1",
        "throttle-bare:1",
        "http500:1",
        "http503:1",
        "reset:1",
    ];
    let chance = chance(&[&all[..], &["truncate:1", "slow:1"]].concat(), 1);
    let mut run = 0;
    for _ in 0..100 {
        let drawn = ask(&chance, "t-a");
        let any = FaultKind::all().filter(|kind| drawn.by(*kind)).count();
        assert!(any <= 1);
        run = if any == 0 { 0 } else { run + 1 };
        assert!(run <= IN_A_ROW);
    }
}

#[test]
fn an_id_is_late_one_to_three_times() {
    let chance = chance(&["late-id"], 1);
    let mut seen = BTreeSet::new();
    for id in 0..50 {
        let id = format!("t-{id}");
        let late = (0..10).take_while(|_| chance.is_late(&id)).count();
        assert!((1..=3).contains(&late), "{late}");
        seen.insert(late);
        assert!((0..10).all(|_| !chance.is_late(&id)));
    }
    assert_eq!(seen.len(), 3);
}
