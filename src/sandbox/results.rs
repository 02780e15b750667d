//! `DescribeInvocationResults`: one record for each instance of an invocation or, with `IncludeHistory`, for each of its
//! runs so far. It has parameters of its own, its page stands one level deeper, and some of its fields have other names.

use serde_json::Value;

use super::asked::Asked;
use super::filter::{fits, has_instance, has_status, tagged};
use super::fleet::object::{Object, instances, text};
use super::page::{self, Form, Page};
use super::params::{Parameters, Params};
use super::refusal::Refusal;
use super::regions;
use super::tags;
use super::token::Position;

/// Its parameters. `InvokeRecordStatus` is explained as the status of the whole invocation.
pub const PARAMETERS: Parameters = Parameters {
    texts: "ResourceGroupId InvokeId InstanceId CommandId",
    booleans: "IncludeHistory",
    words: &[
        ("InvokeRecordStatus", STATUSES),
        ("ContentEncoding", page::ENCODINGS),
    ],
    others: "RegionId PageNumber PageSize MaxResults NextToken Tag.N",
};

const STATUSES: &str = "Running Finished Success Failed PartialFailed Stopped Stopping";

/// The fields that a result has of its invocation.
const OF_INVOCATION: &str = "CommandId InvokeId Username ContainerId ContainerName Launcher TerminationMode \
    OssOutputDelivery Tags";

/// Answers a request, or refuses what the service refuses.
pub fn describe(asked: &Asked<'_>) -> Result<Page, Refusal> {
    let params = asked.params;
    let region = regions::asked(params)?;
    let tags = tags::read(params)?;
    let history = params.boolean("IncludeHistory").unwrap_or(false);
    let view = asked.fleet.at(asked.now, region, true, history);
    if history {
        // The page demands it and does not say how a request without it, or for another task, is refused.
        let id = params.needed("InvokeId")?;
        let mut all = tagged(asked, &[], &view, Position::default());
        let found = all.find(|(_, record)| text(record, "InvokeId") == id);
        let mode = found.as_ref().map(|(_, record)| text(record, "RepeatMode"));
        if mode.is_some_and(|mode| !matches!(mode, "Period" | "EveryReboot")) {
            let rule = "The InvokeId must be that of a Period or EveryReboot task.";
            return Err(Refusal::invalid("IncludeHistory", rule));
        }
    }
    // Places count results, and not the invocations that they belong to.
    let selected = |from: Position| {
        let records = tagged(asked, &tags, &view, Position::default());
        let results = records
            .filter(|(_, record)| selects(params, record))
            .flat_map(|(_, record)| results(params, &record));
        let place = |index| Position {
            index,
            ..Position::default()
        };
        results
            .enumerate()
            .map(move |(index, result)| (place(index), result))
            .skip(from.index)
    };
    let form = Form {
        around: Some("Invocation"),
        ..Form::of("InvocationResults", "InvocationResult")
    };
    page::answer(asked, selected, form)
}

/// Whether an invocation with the tags is selected, or some of its instances are.
fn selects(params: &Params, record: &Object) -> bool {
    let status = params.get("InvokeRecordStatus");
    fits(
        params,
        record,
        &["ResourceGroupId", "InvokeId", "CommandId"],
    ) && params
        .get("InstanceId")
        .is_none_or(|id| has_instance(record, id))
        && status.is_none_or(|word| has_status(word, record))
}

/// The results of an invocation: those of a selected instance, and not those of its neighbours.
fn results(params: &Params, record: &Object) -> Vec<Object> {
    instances(record)
        .filter(|run| fits(params, run, &["InstanceId"]))
        .map(|run| result(record, run))
        .collect()
}

fn result(invocation: &Object, run: &Object) -> Object {
    let of_invocation = |name: &str| Some((name.to_owned(), invocation.get(name)?.clone()));
    let names = OF_INVOCATION.split_whitespace();
    let mut result: Object = names.filter_map(of_invocation).collect();
    for (name, value) in run {
        let name = match name.as_str() {
            "CreationTime" | "UpdateTime" | "Timed" => continue,
            "FinishTime" => "FinishedTime",
            "InstanceInvokeStatus" => "InvokeRecordStatus",
            name => name,
        };
        let value = || Value::clone(value);
        result.entry(name).or_insert_with(value);
    }
    result
}
