//! A fleet of any size, made record by record from a seed, so that none of it is held.

use jiff::Timestamp;

use super::ids::{self, base36};
use super::output::Output;
use super::record::{Instance, Invocation, InvokeInstances, Tag, Tags};
use super::status::Status;

/// The instance that is part of every generated invocation, so that a selection by instance finds all of them.
pub const EVERYWHERE: &str = "i-bp1sandbox0000000000";

/// Seconds from one invocation to the next older one, before the jitter that keeps them from looking counted out.
const SPACING: i64 = 5;
const JITTER: u64 = 4;

/// How old the newest is: older than any run takes, so that all have ended.
const NEWEST: i64 = 90;

/// Name, type, script.
const COMMANDS: [(&str, &str, &str); 8] = [
    ("disk-usage", "RunShellScript", "df -h\n"),
    (
        "restart-nginx",
        "RunShellScript",
        "systemctl restart nginx\n",
    ),
    (
        "collect-logs",
        "RunShellScript",
        "tar czf /tmp/logs.tgz /var/log\n",
    ),
    ("patch-kernel", "RunShellScript", "yum -y update kernel\n"),
    (
        "rotate-logs",
        "RunShellScript",
        "logrotate -f /etc/logrotate.conf\n",
    ),
    (
        "installed-hotfixes",
        "RunPowerShellScript",
        "Get-HotFix\r\n",
    ),
    ("flush-dns", "RunBatScript", "ipconfig /flushdns\r\n"),
    ("uptime", "RunShellScript", "uptime\n"),
];

/// Seconds after which a run is ended; the service's default.
const TIMEOUT: i64 = 60;

const TEAMS: [&str; 4] = ["web", "infra", "data", "billing"];

/// How to make the fleet.
#[derive(Clone, Debug)]
pub struct Generated {
    records: usize,
    instances: usize,
    output_bytes: usize,
    seed: u64,
}

impl Generated {
    /// `records` invocations of `instances` instances, at least one, of `output_bytes` bytes of output.
    pub fn new(records: usize, instances: usize, output_bytes: usize, seed: u64) -> Self {
        Self {
            records,
            instances: instances.max(1),
            output_bytes,
            seed,
        }
    }

    /// How many invocations.
    pub fn len(&self) -> usize {
        self.records
    }

    /// The invocation at a place, 0 being the newest.
    pub fn record(&self, index: usize, start: Timestamp) -> Invocation {
        let chance = self.mix(index, 0);
        let number = chance % 8;
        let (name, kind, script) = usize::try_from(number)
            .ok()
            .and_then(|number| COMMANDS.get(number).copied())
            .unwrap_or(("uptime", "RunShellScript", "uptime\n"));
        let back = i64::try_from(index).unwrap_or(i64::MAX / SPACING - 1_000) * SPACING;
        let jitter = i64::try_from(chance / 8 % JITTER).unwrap_or_default();
        let shell = Invocation {
            invoke_id: format!("t-hz0{}{}", base36(chance, 5), base36(index as u64, 6)).into(),
            command_id: format!("c-hz0{}", base36(self.mix(COMMANDS.len(), number), 11)).into(),
            command_name: name.into(),
            command_type: kind.into(),
            command_content: script.into(),
            tags: Tags {
                tag: [("team", self.team(index)), ("env", "prod")]
                    .map(Tag::from)
                    .into(),
            },
            invoke_instances: InvokeInstances {
                invoke_instance: (0..self.instances)
                    .map(|place| self.instance(index, place))
                    .collect(),
            },
            age: NEWEST + back + jitter,
            ..Invocation::shell()
        };
        let mut record = match kind {
            "RunShellScript" => shell,
            _ => Invocation {
                working_dir: "C:\\Windows\\system32".into(),
                username: "System".into(),
                ..shell
            },
        };
        if index.is_multiple_of(10) {
            record.resource_group_id = "rg-bp1sandbox0000001".into();
        }
        record.advance(start, Timestamp::MAX)
    }

    fn team(&self, index: usize) -> &'static str {
        let place = usize::try_from(self.mix(index, 1) % 4).unwrap_or_default();
        TEAMS.get(place).copied().unwrap_or("web")
    }

    fn instance(&self, index: usize, place: usize) -> Instance {
        let chance = self.mix(index, 2 + place as u64);
        let end = 1 + i64::try_from(chance / 64 % 30).unwrap_or_default();
        let id = self.host(index, place);
        let status = self.fate(index, chance);
        // A timeout counts from the start of the run.
        let end = if status == Status::Timeout {
            1 + TIMEOUT
        } else {
            end
        };
        Instance {
            output: Output::Lines {
                label: id.clone().into(),
                length: self.output_bytes,
            },
            instance_id: id.into(),
            steps: vec![(1, Status::Running), (end, status)],
            exit_code: i64::try_from(1 + chance % 3).ok(),
            ..Instance::default()
        }
    }

    /// How it ends: most invocations succeed everywhere; some fail, are stopped or time out, on all or a few instances.
    fn fate(&self, index: usize, chance: u64) -> Status {
        match self.mix(index, 1) / 4 % 100 {
            0..5 => Status::Failed,
            5..12 if chance.is_multiple_of(5) => Status::Failed,
            12..15 => Status::Terminated,
            15..17 => Status::Timeout,
            _ => Status::Success,
        }
    }

    /// The instance at a place of an invocation: the one that is everywhere, then a stretch of a larger fleet of hosts.
    fn host(&self, index: usize, place: usize) -> String {
        if place == 0 {
            return EVERYWHERE.to_owned();
        }
        let number = index.wrapping_mul(31).wrapping_add(place) % self.instances.saturating_mul(4);
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

    use super::*;

    fn start() -> Timestamp {
        "2026-06-24T08:15:30Z".parse().unwrap()
    }

    #[test]
    fn a_fleet_is_ordered_unique_and_the_same_each_time() {
        let fleet = Generated::new(1_000, 3, 10, 7);
        let records: Vec<_> = (0..1_000).map(|i| fleet.record(i, start())).collect();
        let ids: HashSet<_> = records.iter().map(|each| each.invoke_id.clone()).collect();
        assert_eq!(ids.len(), 1_000);
        assert!(records.is_sorted_by(|a, b| a.creation_time > b.creation_time));
        assert_eq!(fleet.record(5, start()).invoke_id, records[5].invoke_id);
        let other = Generated::new(1_000, 3, 10, 8);
        assert_ne!(other.record(5, start()).invoke_id, records[5].invoke_id);
        for record in &records {
            let instances = &record.invoke_instances.invoke_instance;
            assert_eq!(instances[0].instance_id, EVERYWHERE);
            let hosts: HashSet<_> = instances.iter().map(|each| &each.instance_id).collect();
            assert_eq!(hosts.len(), 3);
            assert!(
                record.invoke_id.starts_with("t-hz0") && record.invoke_id.len() == 16,
                "{}",
                record.invoke_id
            );
        }
    }

    #[test]
    fn most_succeed_and_the_rest_end_in_other_ways() {
        let fleet = Generated::new(1_000, 5, 0, 1);
        let count = |word: &str| {
            let records = (0..1_000).map(|i| fleet.record(i, start()));
            records
                .filter(|each| each.invocation_status == word)
                .count()
        };
        assert!(count("Success") > 800);
        for word in ["Failed", "PartialFailed", "Stopped"] {
            assert!(count(word) > 5, "{word}");
        }
    }
}
