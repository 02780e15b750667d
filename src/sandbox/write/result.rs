//! A result as `DescribeInvocationResults` writes it: an instance and what it says of its invocation, side by side.

use serde::Serialize;

use super::{Encoding, Tags, delivery, output, tags, time};
use crate::sandbox::record::{Instance, Invocation};

/// Appends the run of an invocation on an instance as JSON.
pub fn result(into: &mut Vec<u8>, record: &Invocation, run: &Instance, encoding: Encoding) {
    let (oss_output_status, oss_output_uri, oss_error) = delivery(run);
    let body = ResultBody {
        command_id: &record.command_id,
        invoke_id: &record.id,
        instance_id: &run.id,
        invocation_status: run.status.name(),
        invoke_record_status: run.status.old_name(),
        exit_code: run.exit,
        output: output(run, record, encoding),
        dropped: run.output.dropped(),
        repeats: run.repeats,
        error_code: run.error,
        error_info: run.error_info(),
        start_time: time(run.started),
        finished_time: time(run.finished),
        stop_time: time(run.stopped),
        username: record.user,
        container_id: record.container_id,
        container_name: record.container_name,
        launcher: record.launcher,
        termination_mode: record.termination,
        oss_output_delivery: record.delivery,
        oss_output_status,
        oss_output_uri,
        oss_output_error_code: oss_error.map(|(code, _)| code),
        oss_output_error_info: oss_error.map(|(_, info)| info),
        tags: tags(record),
    };
    // Writing texts and numbers into memory cannot fail.
    let _ = serde_json::to_writer(into, &body);
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResultBody<'a> {
    command_id: &'a str,
    invoke_id: &'a str,
    instance_id: &'a str,
    invocation_status: &'a str,
    invoke_record_status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<i64>,
    output: String,
    dropped: usize,
    repeats: u32,
    error_code: &'a str,
    error_info: &'a str,
    start_time: String,
    finished_time: String,
    stop_time: String,
    username: &'a str,
    container_id: &'a str,
    container_name: &'a str,
    launcher: &'a str,
    termination_mode: &'a str,
    oss_output_delivery: &'a str,
    oss_output_status: &'a str,
    oss_output_uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    oss_output_error_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oss_output_error_info: Option<&'a str>,
    tags: Tags<'a>,
}
