//! The built-in fleet shows what it promises to show.

use std::collections::{BTreeMap, BTreeSet};

use super::ids::later;
use super::object::{Object, instances, is_true, text};
use super::*;

fn start() -> Timestamp {
    "2026-06-24T08:15:30Z".parse().unwrap()
}

fn fleet(now: Timestamp) -> Vec<Object> {
    fleet_in("cn-hangzhou", now)
}

fn fleet_in(region: &str, now: Timestamp) -> Vec<Object> {
    let fleet = Fleet::new(Source::BuiltIn, start());
    let view = fleet.at(now, region, false, false);
    (0..view.len())
        .filter_map(|index| view.get(index))
        .collect()
}

fn all_instances(fleet: &[Object]) -> impl Iterator<Item = &Object> {
    fleet.iter().flat_map(instances)
}

fn words<'a>(records: impl Iterator<Item = &'a Object>, field: &str) -> BTreeSet<&'a str> {
    records.map(|each| text(each, field)).collect()
}

/// The status of every invocation some seconds after the start.
fn statuses(seconds: i64) -> BTreeMap<String, String> {
    let pair =
        |each: &Object| ["CommandName", "InvocationStatus"].map(|name| text(each, name).to_owned());
    fleet(later(start(), seconds))
        .iter()
        .map(pair)
        .map(|[name, status]| (name, status))
        .collect()
}

#[test]
fn every_status_mode_and_delivery_is_there() {
    let all = fleet(start());
    let statuses = words(all.iter(), "InvocationStatus");
    assert_eq!(statuses.len(), 8, "{statuses:?}");
    let statuses = words(all_instances(&all), "InvocationStatus");
    assert_eq!(statuses.len(), 12, "{statuses:?}");
    let modes = words(all.iter(), "RepeatMode");
    assert_eq!(modes.len(), 5, "{modes:?}");
    assert!(words(all_instances(&all), "OssOutputStatus").contains("InProgress"));
    assert!(all_instances(&all).any(|each| each["Dropped"] == 8_192));
    assert!(
        all.iter()
            .any(|each| is_true(each, "Timed") && text(each, "RepeatMode") == "Period")
    );
}

#[test]
fn it_is_newest_first_with_unique_ids_and_instances() {
    let all = fleet(start());
    assert!(all.is_sorted_by(|a, b| text(a, "CreationTime") > text(b, "CreationTime")));
    assert_eq!(words(all.iter(), "InvokeId").len(), all.len());
    for each in &all {
        assert_eq!(
            words(instances(each), "InstanceId").len(),
            instances(each).count()
        );
        for (field, prefix) in [("InvokeId", "t-hz0"), ("CommandId", "c-hz0")] {
            let id = text(each, field);
            assert!(id.starts_with(prefix) && id.len() == 16, "{id}");
        }
    }
}

#[test]
fn the_large_one_has_38_ok_one_failed_and_one_aborted() {
    let all = fleet(start());
    let patch = all
        .iter()
        .find(|each| text(each, "InvokeId") == "t-hz04d7m0c6t9ya")
        .unwrap();
    let count = |word: &str| {
        let status = |each: &&Object| text(each, "InvocationStatus") == word;
        instances(patch).filter(status).count()
    };
    assert_eq!(
        (count("Success"), count("Failed"), count("Aborted")),
        (38, 1, 1)
    );
    assert_eq!(patch["InvocationStatus"], "PartialFailed");
}

#[test]
fn three_move_through_their_statuses_and_the_rest_stand_still() {
    let moving = ["deploy-web-v2", "migrate-orders-db", "smoke-test-api"];
    let words = |seconds| {
        let all = statuses(seconds);
        moving.map(|name| all[name].clone())
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

/// The decoded outputs of a command some seconds after the start.
fn outputs(name: &str, seconds: i64) -> Vec<String> {
    let fleet_now = Fleet::new(Source::BuiltIn, start());
    let view = fleet_now.at(later(start(), seconds), "cn-hangzhou", true, false);
    let records = (0..view.len()).filter_map(|index| view.get(index));
    let named: Vec<Object> = records
        .filter(|each| text(each, "CommandName") == name)
        .collect();
    all_instances(&named)
        .map(|each| object::plain(text(each, "Output")))
        .collect()
}

#[test]
fn an_output_grows_while_the_script_runs() {
    let lines = |seconds| outputs("migrate-orders-db", seconds)[0].lines().count();
    assert_eq!([2, 3, 6, 9, 11, 12].map(lines), [0, 2, 3, 4, 4, 6]);
}

#[test]
fn one_host_of_forty_differs_and_two_runs_of_a_command_differ() {
    let all = outputs("disk-usage", 0);
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert_eq!((all.len(), distinct.len()), (40, 2));
    let both = outputs("list-packages", 0);
    let (new, old) = both.split_at(6);
    assert_eq!(old.len(), 6);
    let same = new.iter().zip(old).filter(|(new, old)| new == old);
    assert_eq!(same.count(), 3);
    assert!(new[3].contains('\r') && new[3].contains("Failed to fetch"));
}

#[test]
fn times_are_in_order_and_none_lies_in_the_future() {
    for seconds in [0, 5, 11, 30] {
        let now = later(start(), seconds);
        let all = fleet(now);
        for instance in all_instances(&all) {
            let times =
                ["CreationTime", "StartTime", "FinishTime"].map(|name| text(instance, name));
            let reached: Vec<&str> = times.into_iter().filter(|time| !time.is_empty()).collect();
            assert!(reached.is_sorted(), "{instance:?}");
            let updated: Timestamp = text(instance, "UpdateTime").parse().unwrap();
            assert!(updated <= now, "{instance:?}");
        }
    }
}

#[test]
fn regions_differ() {
    let ids = |region| {
        let fleet = fleet_in(region, start());
        let ids = words(fleet.iter(), "InvokeId").into_iter();
        ids.map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let more = &ids("cn-beijing") - &ids("cn-hangzhou");
    assert_eq!(more, ["t-bj04d7nt8c5v2k".to_owned()].into());
    assert_eq!(ids("cn-beijing"), ids("eu-central-1"));
    assert!(ids("cn-hangzhou").is_subset(&ids("cn-beijing")));
}
