//! `ListTaskExecutionInvocations` of OOS: which invocations a task of a template started.

use serde_json::json;

use super::asked::Asked;
use super::page::Page;
use super::params::Parameters;
use super::refusal::Refusal;
use super::regions;

/// Its parameters.
pub const PARAMETERS: Parameters = Parameters {
    texts: "TaskExecutionId Status",
    booleans: "",
    words: &[],
    others: "RegionId",
};

/// The executions of the built-in fleet: what each started.
const EXECUTIONS: [(&str, &[&str]); 2] = [
    (
        "exec-4d7m0c6t9ya2",
        &["t-hz04d7m0c6t9ya", "t-hz04d6r7m3f9kb"],
    ),
    ("exec-nothing0started", &[]),
];

/// Answers a request.
pub fn list(asked: &Asked<'_>) -> Result<Page, Refusal> {
    let id = asked.params.needed("TaskExecutionId")?;
    let region = regions::asked(asked.params)?;
    let known = EXECUTIONS.iter().find(|(known, _)| *known == id);
    let (_, started) = known.ok_or_else(Refusal::no_such_execution)?;
    let status = |_: &&&str| asked.params.allows("Status", "Success");
    let listed: Vec<_> = started
        .iter()
        .filter(status)
        .map(|invocation| {
            json!({
                "InvocationId": invocation,
                "InvocationTaskExecutionId": id,
                "InvocationTaskName": "runCommand",
                "RegionId": region,
                "Status": "Success",
            })
        })
        .collect();
    Ok(Page {
        records: listed.len(),
        ..Page::json(&json!({
            "TaskExecutionInvocations": listed,
            "RequestId": asked.request_id,
        }))
    })
}
