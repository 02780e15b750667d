//! An invocation and its instances: the fields are those of the API, in the order in which an answer has them.
//!
//! One description is read from data (see [`super`]) or made from a seed. `advance` fills in what depends on the time:
//! statuses, times and exit codes. Fields that no answer has are not written.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use super::ids::later;
use super::output::Output;
use super::status::{self, Status};

/// A text that is often a constant.
pub type Text = Cow<'static, str>;

/// How scripts and outputs are encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Base64 of the bytes.
    #[default]
    Base64,
    /// Text, in which bytes that are not UTF-8 are replaced.
    PlainText,
}

impl Encoding {
    /// Encodes bytes.
    pub fn encode(self, bytes: &[u8]) -> String {
        match self {
            Self::Base64 => STANDARD.encode(bytes),
            Self::PlainText => String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

/// What of a record is written, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form {
    /// How scripts and outputs are encoded.
    pub encoding: Encoding,
    /// Whether outputs are written.
    pub output: bool,
}

/// An invocation. What data leave out is as in `shell`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(
    rename_all = "PascalCase",
    default = "Invocation::shell",
    deny_unknown_fields
)]
#[expect(clippy::struct_field_names, reason = "the fields are those of the API")]
pub struct Invocation {
    pub invoke_id: Text,
    pub command_id: Text,
    pub command_name: Text,
    pub command_type: Text,
    pub command_description: Text,
    pub command_content: Text,
    pub parameters: Text,
    #[serde(skip_deserializing)]
    pub invocation_status: &'static str,
    #[serde(skip_deserializing)]
    pub invoke_status: &'static str,
    pub repeat_mode: Text,
    #[serde(skip_deserializing)]
    pub timed: bool,
    pub frequency: Text,
    pub timeout: i64,
    pub working_dir: Text,
    pub username: Text,
    pub launcher: Text,
    pub termination_mode: Text,
    pub container_id: Text,
    pub container_name: Text,
    #[serde(skip_deserializing, serialize_with = "write_time")]
    pub creation_time: Option<Timestamp>,
    pub oss_output_delivery: Text,
    pub tags: Tags,
    pub invoke_instances: InvokeInstances,
    /// The resource group it was started with.
    #[serde(skip_serializing)]
    pub resource_group_id: Text,
    /// How many seconds before the server's start it was created.
    #[serde(skip_serializing)]
    pub age: i64,
    /// What the record is there to show.
    #[serde(skip_serializing)]
    pub about: Text,
}

/// The list of tags with the wrapper that the API puts around it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tags {
    /// The tags.
    pub tag: Vec<Tag>,
}

/// A tag.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    pub tag_key: Text,
    pub tag_value: Text,
}

impl From<(&'static str, &'static str)> for Tag {
    fn from((key, value): (&'static str, &'static str)) -> Self {
        Self {
            tag_key: key.into(),
            tag_value: value.into(),
        }
    }
}

/// The list of instances with the wrapper that the API puts around it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InvokeInstances {
    /// The instances.
    pub invoke_instance: Vec<Instance>,
}

/// An invocation on one instance, or one run of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the fields are those of the API")]
pub struct Instance {
    pub instance_id: Text,
    #[serde(skip_deserializing)]
    pub invocation_status: Status,
    #[serde(skip_deserializing)]
    pub instance_invoke_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i64>,
    #[serde(rename = "Output", skip_deserializing)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoded_output: Option<String>,
    #[serde(skip_deserializing)]
    pub dropped: usize,
    #[serde(skip_deserializing)]
    pub repeats: u32,
    #[serde(skip_deserializing)]
    pub timed: bool,
    pub error_code: Text,
    #[serde(skip_deserializing)]
    pub error_info: &'static str,
    #[serde(skip_deserializing, serialize_with = "write_time")]
    pub creation_time: Option<Timestamp>,
    #[serde(skip_deserializing, serialize_with = "write_time")]
    pub start_time: Option<Timestamp>,
    #[serde(skip_deserializing, serialize_with = "write_time")]
    pub finish_time: Option<Timestamp>,
    #[serde(skip_deserializing, serialize_with = "write_time")]
    pub stop_time: Option<Timestamp>,
    #[serde(skip_deserializing, serialize_with = "write_time")]
    pub update_time: Option<Timestamp>,
    pub oss_output_status: Text,
    pub oss_output_uri: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oss_output_error_code: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oss_output_error_info: Option<Text>,
    /// Each status that it reaches, and how many seconds after the creation. It is Pending before the first.
    #[serde(skip_serializing)]
    pub steps: Vec<(i64, Status)>,
    /// What it prints.
    #[serde(skip_serializing)]
    pub output: Output,
    /// What it has printed while it runs, where that is not all of it.
    #[serde(skip_serializing)]
    pub output_while_running: Option<Text>,
    /// Every run of a task that repeats, oldest first, each described like an instance.
    #[serde(skip_serializing)]
    pub runs: Vec<Instance>,
}

impl Invocation {
    /// A shell command with the service's defaults.
    pub fn shell() -> Self {
        Self {
            command_type: "RunShellScript".into(),
            parameters: "{}".into(),
            repeat_mode: "Once".into(),
            timeout: 60,
            working_dir: "/root".into(),
            username: "root".into(),
            termination_mode: "Process".into(),
            ..Self::default()
        }
    }

    /// Brings a description to its state at a moment.
    pub fn advance(mut self, start: Timestamp, now: Timestamp) -> Self {
        let created = later(start, -self.age);
        self.creation_time = Some(created);
        let automatic = self.is_automatic();
        for instance in &mut self.invoke_instances.invoke_instance {
            instance.advance(created, now, automatic);
        }
        let instances = &self.invoke_instances.invoke_instance;
        let statuses: Vec<Status> = instances
            .iter()
            .map(|each| each.invocation_status)
            .collect();
        self.invocation_status = status::overall(&statuses);
        self.invoke_status = status::old_overall(&statuses);
        self.timed = instances.iter().any(|each| each.timed);
        self
    }

    /// Whether runs begin by themselves, without a call.
    pub fn is_automatic(&self) -> bool {
        !matches!(self.repeat_mode.as_ref(), "Once" | "DryRun")
    }

    /// Appends it as JSON.
    pub fn write(mut self, into: &mut Vec<u8>, form: Form) {
        let script = form.encoding.encode(self.command_content.as_bytes());
        self.command_content = script.into();
        let automatic = self.is_automatic();
        for each in &mut self.invoke_instances.invoke_instance {
            each.encoded_output = form
                .output
                .then(|| form.encoding.encode(&each.kept_output(automatic)));
        }
        // Writing texts and numbers into memory cannot fail.
        let _ = serde_json::to_writer(into, &self);
    }
}

impl Instance {
    fn advance(&mut self, created: Timestamp, now: Timestamp, automatic: bool) {
        self.creation_time = Some(created);
        self.update_time = Some(created);
        for (after, status) in &self.steps {
            let time = Some(later(created, *after)).filter(|time| *time <= now);
            if time.is_none() {
                break;
            }
            self.invocation_status = *status;
            self.update_time = time;
            match status {
                Status::Pending | Status::Scheduled => {}
                Status::Running => (self.start_time, self.repeats) = (time, 1),
                Status::Stopping | Status::Cancelled => self.stop_time = time,
                Status::Terminated => (self.stop_time, self.finish_time) = (time, time),
                _ => self.finish_time = time,
            }
        }
        let started = self.start_time.is_some();
        (self.exit_code, self.error_code) = match self.invocation_status {
            Status::Success => (started.then_some(0), Text::default()),
            Status::Failed => (self.exit_code, "ExitCodeNonzero".into()),
            Status::Timeout => (None, "ExecutionTimeout".into()),
            status if status.is_final() => (None, std::mem::take(&mut self.error_code)),
            _ => (None, Text::default()),
        };
        if !started {
            self.output = Output::default();
        } else if !self.invocation_status.is_final()
            && let Some(so_far) = self.output_while_running.take()
        {
            self.output = Output::Text(so_far);
        }
        self.dropped = self.output.dropped();
        self.error_info = error_info(&self.error_code);
        self.repeat(created, now, automatic);
        self.instance_invoke_status = self.invocation_status.old_name();
        self.timed = automatic && !self.invocation_status.is_final();
    }

    /// Takes over what the latest run shows, and waits for the next one.
    fn repeat(&mut self, created: Timestamp, now: Timestamp, automatic: bool) {
        for (number, run) in (1..).zip(&mut self.runs) {
            run.instance_id.clone_from(&self.instance_id);
            run.advance(created, now, automatic);
            run.repeats = number;
        }
        if let Some(latest) = self.runs.last().cloned() {
            let runs = std::mem::take(&mut self.runs);
            let invocation_status = Status::Scheduled;
            *self = Self {
                invocation_status,
                runs,
                ..latest
            };
        }
    }

    /// What the service kept of the output. Runs of scheduled tasks and short ones send it at their end only.
    pub fn kept_output(&self, automatic: bool) -> Cow<'_, [u8]> {
        let ended = self.start_time.zip(self.finish_time);
        let long = |(from, to): (Timestamp, Timestamp)| to.as_second() > from.as_second();
        self.output
            .kept(ended.is_none_or(|times| !automatic && long(times)))
    }
}

/// A time as the service writes it: UTC, whole seconds, and empty when it was not reached.
#[expect(clippy::ref_option, reason = "serde calls it so")]
fn write_time<S: Serializer>(time: &Option<Timestamp>, into: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => into.collect_str(&time.strftime("%Y-%m-%dT%H:%M:%SZ")),
        None => into.serialize_str(""),
    }
}

/// The words that go with an `ErrorCode`.
fn error_info(code: &str) -> &'static str {
    match code {
        "InstanceReleased" => "The specified instance was released during task execution",
        "InstanceNotRunning" => "The specified instance was not running during task execution",
        "AccountNotExists" => "The specified account does not exist",
        "ClientNotRunning" => "The aliyun service is not running on the instance",
        "ClientNotResponse" => "The aliyun service in the instance does not response",
        "DeliveryTimeout" => "The command delivery has been timeout",
        "ExecutionTimeout" => "The command execution has been timeout",
        "ExecutionException" => "The command execution got an exception",
        "ExitCodeNonzero" => "The command execution exit code is not zero",
        _ => "",
    }
}
