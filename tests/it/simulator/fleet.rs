//! The plan of a fleet: when each instance begins, when and how it ends.

use std::collections::BTreeMap;
use std::time::Duration;

use invq::sandbox::{Saved, Source};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::dice::Dice;
use crate::support::NOW;

/// After this many seconds nothing moves any more.
pub const MOVES: u64 = 45;

/// What will become of an instance.
pub struct Instance {
    pub id: String,
    pub begins: u64,
    /// Never, where there is none.
    pub ends: Option<u64>,
    pub last: &'static str,
    pub exit: i64,
}

impl Instance {
    pub fn new(number: u64, moves: bool, dice: &mut Dice) -> Self {
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

    pub fn status(&self, at: u64) -> &'static str {
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

pub fn is_open(status: &str) -> bool {
    ["Pending", "Scheduled", "Running", "Stopping"].contains(&status)
}

pub fn has_failed(status: &str) -> bool {
    ["Failed", "Error", "Timeout", "Invalid", "Aborted"].contains(&status)
}

pub struct Invocation {
    pub id: String,
    pub created: Timestamp,
    pub instances: Vec<Instance>,
}

impl Invocation {
    /// By the product page's rules.
    pub fn status(&self, at: u64) -> &'static str {
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
    pub fn state(&self, at: u64) -> State {
        let instances = self.instances.iter();
        State {
            status: self.status(at).to_owned(),
            instances: instances
                .map(|it| (it.id.clone(), it.status(at).to_owned()))
                .collect(),
        }
    }

    pub fn json(&self, at: u64) -> Value {
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
pub struct State {
    pub status: String,
    pub instances: BTreeMap<String, String>,
}

pub struct Fleet(pub Vec<Invocation>);

impl Fleet {
    /// A fleet of at most so many invocations.
    pub fn new(most: u64, dice: &mut Dice) -> Self {
        let many = match dice.below(10) {
            0 => 21 + dice.below(20),
            1 => 51 + dice.below(60),
            _ => 1 + dice.below(8),
        };
        let many = many.min(most);
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

    pub fn source(&self) -> Source {
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

    pub fn find(&self, id: &str) -> &Invocation {
        self.0.iter().find(|it| it.id == id).unwrap()
    }
}
