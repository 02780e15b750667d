//! The instances of the fleet as machines: their names, whether they run, and how their agents are. Instances that were
//! released are none. `hosts.json` says what is special about those of the built-in fleet; any other is called after its ID.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::View;
use super::description::{Description, written};
use super::ids::later;
use super::object::{Object, instances, text};
use super::saved::Item;

/// What is special about a machine.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
struct Special {
    name: Option<String>,
    status: String,
    os_type: String,
    agent: String,
    agent_runs: bool,
    /// Seconds since the agent was heard; never, if there is none.
    heartbeat: Option<i64>,
    active_tasks: u32,
}

impl Default for Special {
    fn default() -> Self {
        Self {
            name: None,
            status: "Running".to_owned(),
            os_type: "linux".to_owned(),
            agent: "2.2.3.857".to_owned(),
            agent_runs: true,
            heartbeat: Some(20),
            active_tasks: 0,
        }
    }
}

static SPECIAL: LazyLock<HashMap<String, Special>> = LazyLock::new(|| {
    // A test reads them, so unreadable ones cannot be shipped.
    serde_json::from_str(include_str!("hosts.json")).unwrap_or_default()
});

/// The codes of instances that are no more.
const RELEASED: [&str; 2] = ["InstanceReleased", "InstanceNotExists"];

/// A machine.
#[derive(Debug)]
pub struct Machine {
    /// Its ID.
    pub id: String,
    special: Special,
}

impl Machine {
    fn of(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            special: SPECIAL.get(id).cloned().unwrap_or_default(),
        }
    }

    /// Whether it is a host outside ECS.
    pub fn is_managed(&self) -> bool {
        self.id.starts_with("mi-")
    }

    /// Its name.
    pub fn name(&self) -> String {
        let tail = self.id.len().saturating_sub(5);
        let usual = || format!("host-{}", self.id.get(tail..).unwrap_or_default());
        self.special.name.clone().unwrap_or_else(usual)
    }

    /// `Running` or another status.
    pub fn status(&self) -> &str {
        &self.special.status
    }

    /// As `DescribeInstances` tells of it.
    pub fn instance(&self, region: &str) -> Object {
        object(json!({
            "InstanceId": self.id,
            "InstanceName": self.name(),
            "HostName": format!("iZ{}Z", self.id.trim_start_matches("i-")),
            "Status": self.special.status,
            "OSType": self.special.os_type,
            "RegionId": region,
        }))
    }

    /// As `DescribeManagedInstances` tells of it.
    pub fn managed(&self) -> Object {
        object(json!({
            "InstanceId": self.id,
            "InstanceName": self.name(),
            "Hostname": self.name(),
            "OsType": self.special.os_type,
            "AgentVersion": self.special.agent,
            "Connected": self.special.agent_runs,
        }))
    }

    /// As `DescribeCloudAssistantStatus` tells of its agent.
    pub fn agent(&self, now: Timestamp) -> Object {
        let special = &self.special;
        let heard = special.heartbeat.map(|ago| written(later(now, -ago)));
        object(json!({
            "InstanceId": self.id,
            "CloudAssistantStatus": special.agent_runs.to_string(),
            "CloudAssistantVersion": special.agent,
            "OSType": special.os_type,
            "ActiveTaskCount": special.active_tasks,
            "InvocationCount": 12,
            "LastHeartbeatTime": heard.unwrap_or_default(),
            "LastInvokedTime": written(later(now, -3600)),
            "SupportSessionManager": true,
        }))
    }
}

fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        _ => Object::new(),
    }
}

impl View<'_> {
    /// The machines of the region, in the order of their IDs.
    pub fn machines(&self) -> Vec<Machine> {
        let mut ids = BTreeSet::new();
        let mut gone = BTreeSet::new();
        if let Some(generated) = self.generated {
            ids.extend(generated.hosts());
        }
        for item in self.listed {
            match item {
                Item::Answered(record) => {
                    ids.extend(instances(record).map(|each| text(each, "InstanceId").to_owned()));
                }
                Item::Described(record) if self.has(record) => {
                    for each in &record.invoke_instances.invoke_instance {
                        let id = text(&each.fields, "InstanceId").to_owned();
                        if RELEASED.contains(&text(&each.fields, "ErrorCode")) {
                            gone.insert(id.clone());
                        }
                        ids.insert(id);
                    }
                }
                Item::Described(_) => {}
            }
        }
        let there = ids.iter().filter(|id| !gone.contains(*id));
        there.map(|id| Machine::of(id)).collect()
    }

    fn has(&self, record: &Description) -> bool {
        record.regions.is_empty() || record.regions.iter().any(|region| region == self.region)
    }

    /// The whole output that was delivered to this address; none, if nothing was.
    pub fn delivered(&self, uri: &str) -> Option<Vec<u8>> {
        let made = self
            .generated
            .and_then(|generated| generated.delivered(uri));
        let listed = self.listed.iter().filter_map(|item| match item {
            Item::Described(record) if self.has(record) => Some(record),
            _ => None,
        });
        let mut instances = listed.flat_map(|record| &record.invoke_instances.invoke_instance);
        let instance = instances.find(|each| text(&each.fields, "OssOutputUri") == uri);
        let output = made.or_else(|| {
            let instance = instance?;
            let other = instance.delivered.as_ref();
            Some(other.unwrap_or(&instance.output).clone())
        });
        output.map(|output| output.whole().into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_special_ones_can_be_read() {
        assert!(SPECIAL.len() > 20);
        assert_eq!(Machine::of("i-bp1l1xkl3ym4r8h00003").name(), "web-01");
        assert_eq!(Machine::of("i-bp1xxxxxxxxxxxx0000z").name(), "host-0000z");
    }
}
