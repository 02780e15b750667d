//! A fleet of any size, made record by record from a seed, so that none of it is held.

use std::sync::LazyLock;

use serde_json::json;

use super::description::{Description, Instance, Instances};
use super::ids::{self, base36};
use super::object::Object;
use super::output::{Output, QUOTA};

/// The instance that is part of every generated invocation, so that a selection by instance finds all of them.
pub const EVERYWHERE: &str = "i-bp1sandbox0000000000";

/// Seconds from one invocation to the next older one, before the jitter that keeps them from looking counted out.
const SPACING: i64 = 5;
const JITTER: u64 = 4;

/// How old the newest is: older than any run takes, so that all have ended.
const NEWEST: i64 = 90;

/// The commands, each with the fields that it gives to its invocations.
static COMMANDS: LazyLock<[Object; 8]> = LazyLock::new(|| {
    // A test reads them, so unreadable ones cannot be shipped.
    serde_json::from_str(include_str!("generated.json")).unwrap_or_default()
});

/// Seconds after which a run is ended; the service's default.
const TIMEOUT: i64 = 60;

/// Where outputs are delivered that are longer than the service keeps.
const BUCKET: &str = "oss://sandbox-outputs/";

const TEAMS: [&str; 4] = ["web", "infra", "data", "billing"];

/// How to make the fleet.
#[derive(Clone, Debug)]
pub struct Generated {
    /// How many invocations.
    pub records: usize,
    /// How many instances each of them has, at least one.
    pub instances: usize,
    /// How many bytes each instance printed.
    pub output_bytes: usize,
    /// The same seed gives the same fleet.
    pub seed: u64,
}

impl Generated {
    /// The invocation at a place, 0 being the newest.
    pub fn record(&self, index: usize) -> Description {
        let chance = self.mix(index, 0);
        let number = chance % 8;
        let command = usize::try_from(number).ok();
        let mut fields = command
            .and_then(|number| COMMANDS.get(number).cloned())
            .unwrap_or_default();
        let back = i64::try_from(index).unwrap_or(i64::MAX / SPACING - 1_000) * SPACING;
        let jitter = i64::try_from(chance / 8 % JITTER).unwrap_or_default();
        let team = usize::try_from(self.mix(index, 1) % 4).ok();
        let team = team.and_then(|place| TEAMS.get(place));
        let tag = |key: &str, value: &str| json!({"TagKey": key, "TagValue": value});
        let mut set = |name: &str, value| fields.insert(name.to_owned(), value);
        set(
            "InvokeId",
            format!("t-hz0{}{}", base36(chance, 5), base36(index as u64, 6)).into(),
        );
        set(
            "CommandId",
            format!("c-hz0{}", base36(self.mix(COMMANDS.len(), number), 11)).into(),
        );
        set(
            "Tags",
            json!({"Tag": [tag("team", team.unwrap_or(&"web")), tag("env", "prod")]}),
        );
        if index.is_multiple_of(10) {
            set("ResourceGroupId", "rg-bp1sandbox0000001".into());
        }
        let instances = (0..self.instances.max(1)).map(|place| self.instance(index, place));
        Description {
            age: NEWEST + back + jitter,
            invoke_instances: Instances {
                invoke_instance: instances.collect(),
            },
            fields,
            ..Description::default()
        }
    }

    fn instance(&self, index: usize, place: usize) -> Instance {
        let chance = self.mix(index, 2 + place as u64);
        let id = self.host(index, place);
        let status = self.fate(index, chance);
        let end = match status {
            // A timeout counts from the start of the run.
            "Timeout" => TIMEOUT,
            _ => i64::try_from(chance / 64 % 30).unwrap_or_default(),
        };
        let mut fields = Object::new();
        fields.insert("InstanceId".to_owned(), id.clone().into());
        fields.insert("ExitCode".to_owned(), (1 + chance % 3).into());
        if self.output_bytes > QUOTA {
            fields.insert("OssOutputStatus".to_owned(), "Finished".into());
            let uri = format!("{BUCKET}{index}/{id}.txt");
            fields.insert("OssOutputUri".to_owned(), uri.into());
        }
        Instance {
            output: self.output(id),
            steps: vec![(1, "Running".to_owned()), (1 + end, status.to_owned())],
            fields,
            ..Instance::default()
        }
    }

    fn output(&self, label: String) -> Output {
        Output::Lines {
            label,
            length: self.output_bytes,
        }
    }

    /// What was delivered to this address.
    pub fn delivered(&self, uri: &str) -> Option<Output> {
        let (index, id) = uri.strip_prefix(BUCKET)?.split_once('/')?;
        let index: usize = index.parse().ok().filter(|index| *index < self.records)?;
        let id = id.strip_suffix(".txt")?;
        let mut there = (0..self.instances.max(1)).map(|place| self.host(index, place));
        (self.output_bytes > QUOTA && there.any(|host| host == id))
            .then(|| self.output(id.to_owned()))
    }

    /// The ID of every host.
    pub fn hosts(&self) -> impl Iterator<Item = String> {
        let others = match self.instances {
            0 | 1 => 0,
            instances => instances.saturating_mul(4) as u64,
        };
        let others = (0..others).map(|number| ids::host(self.seed, number));
        std::iter::once(EVERYWHERE.to_owned()).chain(others)
    }

    /// How it ends: most invocations succeed everywhere; some fail, are stopped or time out, on all or a few instances.
    fn fate(&self, index: usize, chance: u64) -> &'static str {
        match self.mix(index, 1) / 4 % 100 {
            0..5 => "Failed",
            5..12 if chance.is_multiple_of(5) => "Failed",
            12..15 => "Terminated",
            15..17 => "Timeout",
            _ => "Success",
        }
    }

    /// The instance at a place of an invocation: the one that is everywhere, then a stretch of a larger fleet of hosts.
    fn host(&self, index: usize, place: usize) -> String {
        if place == 0 {
            return EVERYWHERE.to_owned();
        }
        let hosts = self.instances.max(1).saturating_mul(4);
        let number = index.wrapping_mul(31).wrapping_add(place) % hosts;
        ids::host(self.seed, number as u64)
    }

    /// A number that depends on the seed and on what it is for.
    fn mix(&self, index: usize, purpose: u64) -> u64 {
        ids::mix(self.seed, index as u64, purpose)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use jiff::Timestamp;

    use super::super::description::Moment;
    use super::super::object::{instances, text};
    use super::*;

    fn fleet(instances: usize, seed: u64) -> Vec<Object> {
        let start: Timestamp = "2026-06-24T08:15:30Z".parse().unwrap();
        let moment = Moment {
            start,
            now: start,
            output: false,
            history: false,
        };
        let fleet = Generated {
            records: 1_000,
            instances,
            output_bytes: 10,
            seed,
        };
        (0..1_000)
            .map(|index| fleet.record(index).at(&moment))
            .collect()
    }

    #[test]
    fn a_fleet_is_ordered_unique_and_the_same_each_time() {
        let records = fleet(3, 7);
        let ids: HashSet<_> = records.iter().map(|each| text(each, "InvokeId")).collect();
        assert_eq!(ids.len(), 1_000);
        let created = |each: &Object| text(each, "CreationTime").to_owned();
        assert!(records.is_sorted_by(|a, b| created(a) > created(b)));
        assert_eq!(fleet(3, 7), records);
        assert_ne!(fleet(3, 8)[5]["InvokeId"], records[5]["InvokeId"]);
        for record in &records {
            let hosts: Vec<_> = instances(record)
                .map(|each| text(each, "InstanceId"))
                .collect();
            assert_eq!(hosts[0], EVERYWHERE);
            assert_eq!(hosts.into_iter().collect::<HashSet<_>>().len(), 3);
            let id = text(record, "InvokeId");
            assert!(id.starts_with("t-hz0") && id.len() == 16, "{id}");
        }
    }

    #[test]
    fn most_succeed_and_the_rest_end_in_other_ways() {
        let records = fleet(5, 1);
        let statuses: Vec<&str> = records
            .iter()
            .map(|each| text(each, "InvocationStatus"))
            .collect();
        let count = |word: &str| statuses.iter().filter(|each| **each == word).count();
        assert!(count("Success") > 800);
        for word in ["Failed", "PartialFailed", "Stopped"] {
            assert!(count(word) > 5, "{word}");
        }
    }
}
