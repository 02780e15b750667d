//! How an invocation went on an instance, and how `DescribeInvocationResults` writes it.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::Value;

use super::record::{Encoding, Instance, Invocation};
use super::saved::{self, Object};

/// A run of an invocation on an instance, wherever the record comes from.
#[derive(Debug)]
pub struct Run {
    invocation: Arc<Object>,
    instance: Object,
    /// The instance once more, where `instance` does not hold its output, and whether the runs are automatic.
    made: Option<(Instance, bool)>,
}

/// The fields of a result in their order.
const RESULT: &str = "CommandId InvokeId InstanceId InvocationStatus InvokeRecordStatus ExitCode Output Dropped Repeats \
    ErrorCode ErrorInfo StartTime FinishedTime StopTime Username ContainerId ContainerName Launcher TerminationMode \
    OssOutputDelivery OssOutputStatus OssOutputUri OssOutputErrorCode OssOutputErrorInfo Tags";

/// Those of them that stand in the invocation. The others stand in the instance.
const OF_INVOCATION: &str = "CommandId InvokeId Username ContainerId ContainerName Launcher TerminationMode \
    OssOutputDelivery Tags";

/// Those that have another name in the instance.
const RENAMED: [(&str, &str); 2] = [
    ("FinishedTime", "FinishTime"),
    ("InvokeRecordStatus", "InstanceInvokeStatus"),
];

/// The fields of an instance that its result does not have.
const NOT_OF_RESULT: [&str; 3] = ["CreationTime", "UpdateTime", "Timed"];

impl Run {
    /// The latest state of each instance or, with `history`, each of its runs, the newest first. One that has not run yet
    /// has its state.
    pub fn made(mut record: Invocation, history: bool) -> Vec<Self> {
        let automatic = record.is_automatic();
        let mut runs = std::mem::take(&mut record.invoke_instances.invoke_instance);
        if history {
            let each_run = |mut each: Instance| match std::mem::take(&mut each.runs) {
                none if none.is_empty() => vec![each],
                runs => runs,
            };
            runs = runs.into_iter().flat_map(each_run).collect();
            runs.sort_by_key(|run| std::cmp::Reverse(run.update_time));
        }
        let invocation = Arc::new(object(&record));
        let run = |run: Instance| Self {
            invocation: Arc::clone(&invocation),
            instance: object(&run),
            made: Some((run, automatic)),
        };
        runs.into_iter().map(run).collect()
    }

    /// Those of a saved answer, which has the latest run alone.
    pub fn answered<'a>(
        mut invocation: Object,
        instances: impl Iterator<Item = &'a Object>,
    ) -> Vec<Self> {
        invocation.shift_remove("InvokeInstances");
        let invocation = Arc::new(invocation);
        let run = |instance: &Object| Self {
            invocation: Arc::clone(&invocation),
            instance: instance.clone(),
            made: None,
        };
        instances.map(run).collect()
    }

    /// `InstanceId`.
    pub fn instance_id(&self) -> &str {
        saved::text(&self.instance, "InstanceId")
    }

    /// Appends it as a result in JSON.
    pub fn write(mut self, into: &mut Vec<u8>, encoding: Encoding) {
        if let Some((instance, automatic)) = self.made {
            let output = STANDARD.encode(instance.kept_output(automatic));
            let output = Value::String(output);
            self.instance.insert("Output".to_owned(), output);
        }
        let mut body = Object::new();
        for name in RESULT.split_whitespace() {
            let renamed = RENAMED.iter().find(|(there, _)| *there == name);
            let mut value = self
                .instance
                .shift_remove(renamed.map_or(name, |(_, here)| here));
            if OF_INVOCATION.split_whitespace().any(|each| each == name) {
                value = self.invocation.get(name).cloned().or(value);
            }
            if let Some(value) = value {
                body.insert(name.to_owned(), value);
            }
        }
        self.instance
            .retain(|name, _| !NOT_OF_RESULT.contains(&name.as_str()));
        body.append(&mut self.instance);
        saved::recode(&mut body, "Output", encoding);
        // Writing a value into memory cannot fail.
        let _ = serde_json::to_writer(into, &body);
    }
}

/// A record as a JSON object.
fn object(record: &impl Serialize) -> Object {
    match serde_json::to_value(record) {
        Ok(Value::Object(object)) => object,
        _ => Object::new(),
    }
}
