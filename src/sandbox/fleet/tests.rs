//! The built-in fleet shows what it promises to show.

use std::collections::{BTreeMap, BTreeSet};

use super::ids::later;
use super::*;

fn start() -> Timestamp {
    "2026-06-24T08:15:30Z".parse().unwrap()
}

fn fleet(start: Timestamp, now: Timestamp) -> Vec<Invocation> {
    let described = |item: &Item| match item {
        Item::Described(record) => Invocation::clone(record).advance(start, now),
        Item::Answered(_) => panic!("a saved answer"),
    };
    Saved::built_in().items().iter().map(described).collect()
}

/// The status of every invocation some seconds after the start.
fn statuses(seconds: i64) -> BTreeMap<String, &'static str> {
    fleet(start(), later(start(), seconds))
        .iter()
        .map(|each| (each.command_name.to_string(), each.invocation_status))
        .collect()
}

#[test]
fn every_status_mode_and_delivery_is_there() {
    let all = fleet(start(), start());
    let words: BTreeSet<&str> = all.iter().map(|each| each.invocation_status).collect();
    assert_eq!(words.len(), 8, "{words:?}");
    let instances = || {
        all.iter()
            .flat_map(|each| &each.invoke_instances.invoke_instance)
    };
    let words: BTreeSet<String> = instances()
        .map(|each| format!("{:?}", each.invocation_status))
        .collect();
    assert_eq!(words.len(), 12, "{words:?}");
    let modes: BTreeSet<&str> = all.iter().map(|each| each.repeat_mode.as_ref()).collect();
    assert_eq!(modes.len(), 5, "{modes:?}");
    assert!(instances().any(|each| each.oss_output_status == "InProgress"));
    assert!(instances().any(|each| each.output.dropped() == 8_192));
    assert!(
        all.iter()
            .any(|each| each.timed && each.repeat_mode == "Period")
    );
}

#[test]
fn it_is_newest_first_with_unique_ids_and_instances() {
    let all = fleet(start(), start());
    assert!(all.is_sorted_by(|a, b| a.creation_time > b.creation_time));
    let ids: BTreeSet<_> = all.iter().map(|each| each.invoke_id.clone()).collect();
    assert_eq!(ids.len(), all.len());
    for each in &all {
        let instances = &each.invoke_instances.invoke_instance;
        let hosts: BTreeSet<_> = instances.iter().map(|each| &each.instance_id).collect();
        assert_eq!(hosts.len(), instances.len(), "{}", each.command_name);
        assert!(
            each.invoke_id.starts_with("t-hz0") && each.invoke_id.len() == 16,
            "{}",
            each.invoke_id
        );
        assert!(each.command_id.starts_with("c-hz0") && each.command_id.len() == 16);
    }
}

#[test]
fn the_large_one_has_38_ok_one_failed_and_one_aborted() {
    let all = fleet(start(), start());
    let patch = all
        .iter()
        .find(|each| each.invoke_id == "t-hz04d7m0c6t9ya")
        .unwrap();
    let instances = &patch.invoke_instances.invoke_instance;
    let count = |word: &str| {
        let status = |each: &&record::Instance| format!("{:?}", each.invocation_status) == word;
        instances.iter().filter(status).count()
    };
    assert_eq!(
        (count("Success"), count("Failed"), count("Aborted")),
        (38, 1, 1)
    );
    assert_eq!(patch.invocation_status, "PartialFailed");
}

#[test]
fn three_move_through_their_statuses_and_the_rest_stand_still() {
    let moving = ["deploy-web-v2", "migrate-orders-db", "smoke-test-api"];
    let words = |seconds| {
        let all = statuses(seconds);
        moving.map(|name| all[name])
    };
    assert_eq!(words(0), ["Pending", "Pending", "Running"]);
    assert_eq!(words(4), ["Running", "Running", "Running"]);
    assert_eq!(words(10), ["Success", "Running", "Running"]);
    assert_eq!(words(12), ["Success", "Failed", "Running"]);
    assert_eq!(words(20), ["Success", "Failed", "PartialFailed"]);
    let (mut first, mut last) = (statuses(0), statuses(3_600));
    for name in moving {
        first.remove(name);
        last.remove(name);
    }
    assert_eq!(first, last);
}

#[test]
fn times_are_in_order_and_none_lies_in_the_future() {
    for seconds in [0, 5, 11, 30] {
        let now = later(start(), seconds);
        for instance in fleet(start(), now)
            .iter()
            .flat_map(|each| &each.invoke_instances.invoke_instance)
        {
            let times = [
                instance.creation_time,
                instance.start_time,
                instance.finish_time,
            ];
            assert!(times.iter().flatten().is_sorted(), "{instance:?}");
            assert!(instance.update_time <= Some(now), "{instance:?}");
        }
    }
}
