//! Writes records as the service writes them, straight into the answer's text.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Serialize;

use super::record::{Delivery, Instance, Invocation};

mod result;

pub use result::result;

/// How scripts and outputs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Base64 of the bytes.
    #[default]
    Base64,
    /// The text; bytes that are not UTF-8 were replaced.
    PlainText,
}

impl Encoding {
    /// Encodes bytes.
    pub fn encode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Base64 => Cow::Owned(STANDARD.encode(bytes)),
            Self::PlainText => String::from_utf8_lossy(bytes),
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

/// A time as the service writes it: UTC, whole seconds, and empty when it was not reached.
pub fn time(time: Option<Timestamp>) -> String {
    time.map_or_else(String::new, |time| {
        time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    })
}

/// Appends an invocation as JSON.
pub fn invocation(into: &mut Vec<u8>, record: &Invocation, form: Form) {
    // Writing texts and numbers into memory cannot fail.
    let _ = serde_json::to_writer(into, &InvocationBody::new(record, form));
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct InvocationBody<'a> {
    invoke_id: &'a str,
    command_id: &'a str,
    command_name: &'a str,
    command_type: &'a str,
    command_description: &'a str,
    command_content: Cow<'a, str>,
    parameters: &'a str,
    invocation_status: &'a str,
    invoke_status: &'a str,
    repeat_mode: &'a str,
    timed: bool,
    frequency: &'a str,
    timeout: u32,
    working_dir: &'a str,
    username: &'a str,
    launcher: &'a str,
    termination_mode: &'a str,
    container_id: &'a str,
    container_name: &'a str,
    creation_time: String,
    oss_output_delivery: &'a str,
    tags: Tags<'a>,
    invoke_instances: Instances<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Tags<'a> {
    tag: Vec<Tag<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Tag<'a> {
    tag_key: &'a str,
    tag_value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Instances<'a> {
    invoke_instance: Vec<InstanceBody<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct InstanceBody<'a> {
    instance_id: &'a str,
    invocation_status: &'a str,
    instance_invoke_status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    dropped: usize,
    repeats: u32,
    timed: bool,
    error_code: &'a str,
    error_info: &'a str,
    creation_time: String,
    start_time: String,
    finish_time: String,
    stop_time: String,
    update_time: String,
    oss_output_status: &'a str,
    oss_output_uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    oss_output_error_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oss_output_error_info: Option<&'a str>,
}

impl<'a> InvocationBody<'a> {
    fn new(record: &'a Invocation, form: Form) -> Self {
        Self {
            invoke_id: &record.id,
            command_id: &record.command_id,
            command_name: &record.name,
            command_type: record.kind,
            command_description: record.description,
            command_content: form.encoding.encode(record.script.as_bytes()),
            parameters: record.parameters,
            invocation_status: record.status(),
            invoke_status: record.old_status(),
            repeat_mode: record.mode.name(),
            timed: record.timed(),
            frequency: record.frequency,
            timeout: record.timeout,
            working_dir: record.dir,
            username: record.user,
            launcher: record.launcher,
            termination_mode: record.termination,
            container_id: record.container_id,
            container_name: record.container_name,
            creation_time: time(Some(record.created)),
            oss_output_delivery: record.delivery,
            tags: tags(record),
            invoke_instances: Instances {
                invoke_instance: record
                    .instances
                    .iter()
                    .map(|each| InstanceBody::new(each, record, form))
                    .collect(),
            },
        }
    }
}

fn tags(record: &Invocation) -> Tags<'_> {
    let tags = record.tags.iter().map(|(key, value)| Tag {
        tag_key: key,
        tag_value: value,
    });
    Tags {
        tag: tags.collect(),
    }
}

/// `OssOutputStatus`, `OssOutputUri`, and the code and the words of a delivery that failed.
fn delivery(each: &Instance) -> (&str, &str, Option<(&str, &str)>) {
    match &each.delivery {
        Delivery::None => ("", "", None),
        Delivery::InProgress => ("InProgress", "", None),
        Delivery::Finished(uri) => ("Finished", uri.as_ref(), None),
        Delivery::Failed(code, info) => ("Failed", "", Some((*code, *info))),
    }
}

impl<'a> InstanceBody<'a> {
    fn new(each: &'a Instance, record: &Invocation, form: Form) -> Self {
        let (oss_output_status, oss_output_uri, oss_error) = delivery(each);
        Self {
            instance_id: &each.id,
            invocation_status: each.status.name(),
            instance_invoke_status: each.status.old_name(),
            exit_code: each.exit,
            output: form.output.then(|| output(each, record, form.encoding)),
            dropped: each.output.dropped(),
            repeats: each.repeats,
            timed: record.mode.is_automatic() && !each.status.is_final(),
            error_code: each.error,
            error_info: each.error_info(),
            creation_time: time(Some(each.created)),
            start_time: time(each.started),
            finish_time: time(each.finished),
            stop_time: time(each.stopped),
            update_time: time(Some(each.updated)),
            oss_output_status,
            oss_output_uri,
            oss_output_error_code: oss_error.map(|(code, _)| code),
            oss_output_error_info: oss_error.map(|(_, info)| info),
        }
    }
}

fn output(each: &Instance, record: &Invocation, encoding: Encoding) -> String {
    let (kept, _) = each.output.kept(each.sent_early(record.mode));
    encoding.encode(&kept).into_owned()
}
